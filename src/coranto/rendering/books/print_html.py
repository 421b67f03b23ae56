"""One edition → one page of HTML laid out for print: cover, contents, notes below each item. Pure.

Makes no PDF: an edge does, and answers the addresses of the fonts. The notes stand below
their item, not at the foot of the page: laid out in half the time, and tagged as lists.
"""

import html
import re
import unicodedata

from coranto.model import PublishedEdition
from coranto.rendering import corrections, sanitising
from coranto.rendering.books.footnotes import footnote_picker
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.pages import template_environment
from coranto.rendering.views import LINKS_IN_ONE_FILE, edition_view

#: A text that runs as its first letter does; engines for print know only "ltr" and "rtl".
_AUTO_DIRECTION_PATTERN = re.compile(r'dir="auto"([^<>]*>)([^<>]*)')

#: Longest text set without a mark or a link in it, in characters: more than a page.
MAX_TEXT_CHARACTERS = 5_000
_LONG_TEXT_PATTERN = re.compile(r">([^<>]{60,})")
#: No language has words as long, in characters; lines break in what does: an engine for
#: print takes minutes to find out by itself.
_ENDLESS_WORD_PATTERN = re.compile(r"([^\s&]{40})(?=[^\s&]{20})")


def render_print_html(edition: PublishedEdition, *, about: DeskAbout) -> str:
    """The edition as one HTML page for print, each citation with a note below its item."""
    view = edition_view(edition, evidence=LINKS_IN_ONE_FILE)
    base = sanitising.safe_link(about.base())
    page = (
        template_environment()
        .get_template("paper.html")
        .render(
            edition=view,
            words=view.words,
            about=about,
            moment=edition.updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
            web=f"{base}editions/{view.number}/" if base else "",
            lead_proofs=[proof for proof in view.proofs if proof.mark in view.lead_read.marks],
            below=footnote_picker(),
            corrections=corrections.correction_views(edition, view.words),
        )
    )
    head, body_tag, body = _AUTO_DIRECTION_PATTERN.sub(_resolve_direction, page).partition("<body>")
    return head + body_tag + _LONG_TEXT_PATTERN.sub(_break_long_words, body)


def _break_long_words(match: re.Match[str]) -> str:
    """A long text, cut at its end, with places for a line to break in endless words."""
    text = match[1]
    if len(text) > MAX_TEXT_CHARACTERS:
        text = html.escape(
            sanitising.clip_text(html.unescape(text), MAX_TEXT_CHARACTERS), quote=False
        )
    return ">" + _ENDLESS_WORD_PATTERN.sub("\\1\u200b", text)


def _resolve_direction(match: re.Match[str]) -> str:
    """The direction of the first letter that has one (UAX #9, P2), else of what is around."""
    kinds = (unicodedata.bidirectional(char) for char in html.unescape(match[2]))
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "")
    dir_attribute = {"": "", "L": 'dir="ltr"'}.get(first, 'dir="rtl"')
    return f"{dir_attribute}{match[1]}{match[2]}"

"""Render one edition as an HTML page for print: cover, contents, notes below each item. Pure.

Makes no PDF: that is done in `edges`, which also serves the fonts. The notes stand below their
item, not at the foot of the page: this takes half the time to lay out, and the PDF tags them as
lists.
"""

import html
import re
import unicodedata

from coranto.model import PublishedEdition
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import corrections, sanitising
from coranto.rendering.books.footnotes import footnote_picker
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.pages import template_environment
from coranto.rendering.views import LINKS_IN_ONE_FILE, edition_view

#: An element with `dir="auto"`, and the text up to the next tag.
_AUTO_DIRECTION_PATTERN = re.compile(r'dir="auto"([^<>]*>)([^<>]*)')

#: Longest text printed without a mark or a link in it, in characters: more than a page.
MAX_TEXT_CHARACTERS = 5_000
#: A text between two tags that is long enough to hold an endless word.
_LONG_TEXT_PATTERN = re.compile(r">([^<>]{60,})")
#: The first forty characters of a word longer than any language has.
# Without places to break, an engine for print takes minutes to lay out such a word.
_ENDLESS_WORD_PATTERN = re.compile(r"([^\s&]{40})(?=[^\s&]{20})")


def render_print_html(edition: PublishedEdition, *, about: DeskAbout) -> str:
    """The edition as one HTML page, each citation with a note below its item."""
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
    """Clip a long text and put zero-width spaces into its endless words."""
    text = match[1]
    if len(text) > MAX_TEXT_CHARACTERS:
        text = html.escape(shorten_text(html.unescape(text), MAX_TEXT_CHARACTERS), quote=False)
    return ">" + _ENDLESS_WORD_PATTERN.sub("\\1\u200b", text)


def _resolve_direction(match: re.Match[str]) -> str:
    """Replace `dir="auto"` by the direction of the first strong letter (UAX #9, rule P2)."""
    # Engines for print know only "ltr" and "rtl". A text without letters gets no attribute and runs
    # as the text around it.
    bidi_classes = (unicodedata.bidirectional(char) for char in html.unescape(match[2]))
    first = next((bidi_class for bidi_class in bidi_classes if bidi_class in {"L", "R", "AL"}), "")
    dir_attribute = {"": "", "L": 'dir="ltr"'}.get(first, 'dir="rtl"')
    return f"{dir_attribute}{match[1]}{match[2]}"

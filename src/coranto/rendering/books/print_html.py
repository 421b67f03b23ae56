"""One edition → one page of HTML laid out for print: cover, contents, notes below each item. Pure.

Makes no PDF: an edge does, and answers the addresses of the fonts. The notes stand below
their item, not at the foot of the page: laid out in half the time, and tagged as lists.
"""

import html
import re
import unicodedata

from coranto.model import PublishedEdition
from coranto.rendering import corrections, sanitising
from coranto.rendering.books.footnotes import picker
from coranto.rendering.desk_about import About
from coranto.rendering.pages import environment
from coranto.rendering.views import BOUND, view

#: A text that runs as its first letter does; engines for print know only "ltr" and "rtl".
_AUTO = re.compile(r'dir="auto"([^<>]*>)([^<>]*)')

#: Longest text set without a mark or a link in it, in characters: more than a page.
LONGEST = 5_000
_LONG = re.compile(r">([^<>]{60,})")
#: No language has words as long, in characters; lines break in what does: an engine for
#: print takes minutes to find out by itself.
_ENDLESS = re.compile(r"([^\s&]{40})(?=[^\s&]{20})")


def render_paper(edition: PublishedEdition, *, about: About) -> str:
    """The edition as one HTML page for print, each citation with a note below its item."""
    shown = view(edition, evidence=BOUND)
    base = sanitising.link(about.base())
    made = (
        environment()
        .get_template("paper.html")
        .render(
            edition=shown,
            words=shown.words,
            about=about,
            moment=edition.updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
            web=f"{base}editions/{shown.number}/" if base else "",
            lead_proofs=[one for one in shown.proofs if one.mark in shown.lead_read.marks],
            below=picker(),
            corrections=corrections.of(edition, shown.words),
        )
    )
    head, body_tag, body = _AUTO.sub(_directed, made).partition("<body>")
    return head + body_tag + _LONG.sub(_breakable, body)


def _breakable(match: re.Match[str]) -> str:
    """A long text, cut at its end, with places for a line to break in endless words."""
    text = match[1]
    if len(text) > LONGEST:
        text = html.escape(sanitising.clip(html.unescape(text), LONGEST), quote=False)
    return ">" + _ENDLESS.sub("\\1\u200b", text)


def _directed(match: re.Match[str]) -> str:
    """The direction of the first letter that has one (UAX #9, P2), else of what is around."""
    kinds = (unicodedata.bidirectional(char) for char in html.unescape(match[2]))
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), "")
    told = {"": "", "L": 'dir="ltr"'}.get(first, 'dir="rtl"')
    return f"{told}{match[1]}{match[2]}"

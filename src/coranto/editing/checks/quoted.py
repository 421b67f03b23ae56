"""Checks of quotations: each is exact and has a citation. Pure."""

import re
from collections.abc import Iterator

from coranto.editing import fuzzy_match
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.manuscript import Manuscript
from coranto.model import Document

_OMISSION_PATTERN = re.compile(r"\s{0,40}\[(?:…|\.\.\.)\]\s*")


def quotations_are_exact(manuscript: Manuscript) -> Iterator[Fault]:
    """Text in quotation marks stands character by character in a cited version."""
    for quotation in manuscript.quotations:
        documents = manuscript.cited(quotation.marks)
        # An open or uncited quotation is reported by `quotations_are_cited`.
        if not quotation.is_closed or not documents:
            continue
        if not any(_has_quotation(document, quotation.text) for document in documents):
            closest = fuzzy_match.closest_passage(quotation.text, documents)
            yield Fault(
                quotation.line,
                f"“{shorten_text(quotation.text)}” does not stand in what it cites.",
                f"the closest there is “{closest}”" if closest else "",
            )


def _has_quotation(document: Document, quoted: str) -> bool:
    """Whether a document has the quotation, or its parts around each “[…]” in that order."""
    # A document parts its paragraphs by newlines; a quotation that spans two of them stands
    # in one paragraph of the draft.
    document_text = document.text.replace("\n", " ")
    position = document_text.find(quoted)
    if position >= 0:
        return True
    parts = [part for part in _OMISSION_PATTERN.split(quoted) if part]
    position = 0
    for part in parts:
        position = document_text.find(part, position) + len(part)
        if position < len(part):
            return False
    # A single part was looked for as a whole above; what is left of it here is no quotation.
    return len(parts) > 1


def quotations_are_cited(manuscript: Manuscript) -> Iterator[Fault]:
    """No quotation without a citation, and no quotation mark without its partner."""
    for quotation in manuscript.quotations:
        if not quotation.is_closed:
            yield Fault(
                quotation.line,
                f"a quotation mark has no partner: “{shorten_text(quotation.text)}”.",
                "close the quotation; a mark that is none is written with a backslash: \\“",
            )
        elif not quotation.marks:
            yield Fault(
                quotation.line, f"“{shorten_text(quotation.text)}” is quoted without a citation."
            )

"""Decide on which page of an edition each item stands, so that no page grows too large. Pure.

Most editions are one page. Sizes are estimated from the frozen edition before anything is
rendered, because the site, the feeds and the mail must all link to the same pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coranto.editing.quotations import CITATION_MARK_PATTERN
from coranto.model import PublishedEdition

#: Largest page by the estimate, in bytes.
# 300 kB is what a telephone on a slow line loads in reasonable time; the rest is for the error
# of the estimate. An edition with 1,000 citations on one page had 1.6 MB.
MAX_PAGE_BYTES = 290_000
# The overheads and the growth factor were measured on the example's edition.
#: Bytes of markup of a page without items.
PAGE_OVERHEAD_BYTES = 9_000
#: Bytes of markup around an item's text.
ITEM_OVERHEAD_BYTES = 500
#: Bytes of markup of an item's entry in the table of contents.
CONTENTS_ENTRY_BYTES = 150
#: Bytes of a citation mark in the text.
CITATION_MARK_BYTES = 150
#: Bytes of markup around one piece of evidence.
EVIDENCE_OVERHEAD_BYTES = 710
#: How much longer a text is as HTML, with the markup of its quotations and links.
TEXT_GROWTH_FACTOR = 1.15
#: How often a document's address stands on the page: in the link, and in JSON-LD.
ADDRESS_REPETITIONS = 2
#: Characters of context shown on either side of a passage.
CONTEXT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class _TextSize:
    """The estimated bytes of a text without its evidence, and the marks it cites."""

    own: int
    marks: frozenset[str]


def assign_pages(edition: PublishedEdition) -> tuple[int, ...]:
    """The page number of each item, in order, counted from 1."""
    items = [item for section in edition.draft.sections for item in section.items]
    lead = edition.draft.lead
    contents = sum(CONTENTS_ENTRY_BYTES + _utf8_length(item.heading) for item in items)
    top = _TextSize(
        PAGE_OVERHEAD_BYTES + contents + _text_bytes(lead),
        frozenset(CITATION_MARK_PATTERN.findall(lead)),
    )
    weights = [
        _TextSize(
            ITEM_OVERHEAD_BYTES + _text_bytes(item.body),
            frozenset(CITATION_MARK_PATTERN.findall(item.body)),
        )
        for item in items
    ]
    return _balance_pages(top, weights, _evidence_bytes(edition))


def _balance_pages(
    top: _TextSize, weights: Sequence[_TextSize], evidence: Mapping[str, int]
) -> tuple[int, ...]:
    """As few pages as possible, of about the same size."""
    assignment = _fill_pages(top, weights, evidence, MAX_PAGE_BYTES)
    pages = max(assignment, default=1)
    # Filling pages greedily leaves a short last one. Halving finds the smallest limit that still
    # gives the same number of pages, to within 1/64 of a page: so the last is no stub.
    least, most = (MAX_PAGE_BYTES // pages if pages > 1 else MAX_PAGE_BYTES), MAX_PAGE_BYTES
    while pages > 1 and most - least > MAX_PAGE_BYTES // 64:
        middle = (least + most) // 2
        narrower = _fill_pages(top, weights, evidence, middle)
        if max(narrower) == pages:
            assignment, most = narrower, middle
        else:
            least = middle
    return assignment


def _fill_pages(
    top: _TextSize, weights: Sequence[_TextSize], evidence: Mapping[str, int], room: int
) -> tuple[int, ...]:
    """The page of each item when pages are filled in order up to `room` bytes."""
    page, marks_on_page = 1, set(top.marks)
    filled = top.own + sum(evidence.get(mark, 0) for mark in top.marks)
    pages = []
    for weight in weights:
        added_bytes = weight.own + sum(
            # Evidence that is cited twice on a page stands there once.
            evidence.get(mark, 0)
            for mark in weight.marks - marks_on_page
        )
        # An item that is larger than a page gets one of its own: items are not split, each has one
        # address.
        if filled > PAGE_OVERHEAD_BYTES and filled + added_bytes > room:
            page, filled, marks_on_page = page + 1, PAGE_OVERHEAD_BYTES, set()
            added_bytes = weight.own + sum(evidence.get(mark, 0) for mark in weight.marks)
        filled += added_bytes
        marks_on_page |= weight.marks
        pages.append(page)
    return tuple(pages)


def page_numbers(edition: PublishedEdition) -> range:
    """The numbers of an edition's pages, from 1."""
    return range(1, max(assign_pages(edition), default=1) + 1)


def page_folder(sheet: int) -> str:
    """The folder of a page relative to the edition's first page: "" or "2/"."""
    return "" if sheet == 1 else f"{sheet}/"


def page_path(first: str, sheet: int) -> str:
    """The path or link of a page, given that of the edition's first page (`first`)."""
    start, slash, name = first.rpartition("/")
    return f"{start}{slash}{page_folder(sheet)}{name}"


def relative_page(here: int, there: int) -> str:
    """The link from one page of an edition to another; "" to the page itself."""
    if here == there:
        return ""
    return f"{'../' if here > 1 else ''}{page_folder(there)}index.html"


def _text_bytes(body: str) -> int:
    return int(TEXT_GROWTH_FACTOR * _utf8_length(body)) + CITATION_MARK_BYTES * len(
        CITATION_MARK_PATTERN.findall(body)
    )


def _evidence_bytes(edition: PublishedEdition) -> dict[str, int]:
    """Mark → estimated bytes of its evidence."""
    addresses = {document.id: _utf8_length(document.url) for document in edition.documents}
    return {
        proof.citation.mark: EVIDENCE_OVERHEAD_BYTES
        + _utf8_length(
            proof.before[-CONTEXT_CHARACTERS:]
            + proof.citation.text
            + proof.after[:CONTEXT_CHARACTERS]
        )
        + ADDRESS_REPETITIONS * addresses.get(proof.citation.document_id, 0)
        for proof in edition.evidence
    }


def _utf8_length(text: str) -> int:
    # Text of broken pages may hold lone surrogates, which plain UTF-8 refuses.
    return len(text.encode("utf-8", "surrogatepass"))

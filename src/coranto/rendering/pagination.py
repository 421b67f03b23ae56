"""Which items of an edition stand on which of its pages, so that no page grows too large. Pure.

Most editions are one page. Sizes are estimated from what is frozen, before anything is
rendered: every part of the site, and each program that links into it, must cut alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coranto.editing.quotations import CITATION_MARK_PATTERN
from coranto.model import PublishedEdition

#: A page is no larger, by the estimate, in bytes; a telephone on a slow line reads 300 kB.
MAX_PAGE_BYTES = 290_000
#: Bytes of markup around things, as measured on the example's edition: the page itself, an
#: item and its entry in the contents, a mark, and the evidence that it leads to.
PAGE_OVERHEAD_BYTES = 9_000
ITEM_OVERHEAD_BYTES = 500
CONTENTS_ENTRY_BYTES = 150
CITATION_MARK_BYTES = 150
EVIDENCE_OVERHEAD_BYTES = 710
#: Text grows by its quotations and links; an address stands in links and for machines.
TEXT_GROWTH_FACTOR = 1.15
ADDRESS_REPETITIONS = 2
#: Words around a passage, in characters, on either side.
CONTEXT_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class _TextSize:
    """About how many bytes of a page a text takes by itself, and what it cites."""

    own: int
    marks: frozenset[str]


def assign_pages(edition: PublishedEdition) -> tuple[int, ...]:
    """The page of each item, in order, from 1; everything is on the first where it has room."""
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
    """As few pages as there can be, of about the same size: none is a stub."""
    assignment = _fill_pages(top, weights, evidence, MAX_PAGE_BYTES)
    pages = max(assignment, default=1)
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
    """The page of each item when every page is filled; what is cited twice on one counts once."""
    page, marks_on_page = 1, set(top.marks)
    filled = top.own + sum(evidence.get(mark, 0) for mark in top.marks)
    pages = []
    for weight in weights:
        added_bytes = weight.own + sum(
            evidence.get(mark, 0) for mark in weight.marks - marks_on_page
        )
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
    """From an edition's first page to another of its pages: "" or "2/"."""
    return "" if sheet == 1 else f"{sheet}/"


def page_path(first: str, sheet: int) -> str:
    """Where a page of an edition stands whose first page is at `first`: a file's path or a link."""
    start, slash, name = first.rpartition("/")
    return f"{start}{slash}{page_folder(sheet)}{name}"


def _text_bytes(body: str) -> int:
    return int(TEXT_GROWTH_FACTOR * _utf8_length(body)) + CITATION_MARK_BYTES * len(
        CITATION_MARK_PATTERN.findall(body)
    )


def _evidence_bytes(edition: PublishedEdition) -> dict[str, int]:
    """About how many bytes the evidence of each mark takes."""
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
    return len(text.encode("utf-8", "surrogatepass"))

"""Which items of an edition stand on which of its pages, so that no page grows too large. Pure.

Most editions are one page. Sizes are estimated from what is frozen, before anything is
rendered: every part of the site, and each program that links into it, must cut alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coranto.editing.quotations import MARK
from coranto.model import PublishedEdition

#: A page is no larger, by the estimate, in bytes; a telephone on a slow line reads 300 kB.
LARGEST = 290_000
#: Bytes of markup around things, as measured on the example's edition: the page itself, an
#: item and its entry in the contents, a mark, and the evidence that it leads to.
FRAME, ITEM, ENTRY, MARKED, EVIDENCE = 9_000, 500, 150, 150, 710
#: Text grows by its quotations and links; an address stands in links and for machines.
TEXT, ADDRESS = 1.15, 2
#: Words around a passage, in characters, on either side.
AROUND = 200


@dataclass(frozen=True, slots=True)
class _Weight:
    """About how many bytes of a page a text takes by itself, and what it cites."""

    own: int
    marks: frozenset[str]


def plan(edition: PublishedEdition) -> tuple[int, ...]:
    """The page of each item, in order, from 1; everything is on the first where it has room."""
    items = [item for section in edition.draft.sections for item in section.items]
    lead = edition.draft.lead
    contents = sum(ENTRY + _bytes(item.heading) for item in items)
    top = _Weight(FRAME + contents + _own(lead), frozenset(MARK.findall(lead)))
    weights = [
        _Weight(ITEM + _own(item.body), frozenset(MARK.findall(item.body))) for item in items
    ]
    return _even(top, weights, _evidence(edition))


def _even(top: _Weight, weights: Sequence[_Weight], evidence: Mapping[str, int]) -> tuple[int, ...]:
    """As few pages as there can be, of about the same size: none is a stub."""
    found = _cut(top, weights, evidence, LARGEST)
    pages = max(found, default=1)
    least, most = (LARGEST // pages if pages > 1 else LARGEST), LARGEST
    while pages > 1 and most - least > LARGEST // 64:
        middle = (least + most) // 2
        tried = _cut(top, weights, evidence, middle)
        if max(tried) == pages:
            found, most = tried, middle
        else:
            least = middle
    return found


def _cut(
    top: _Weight, weights: Sequence[_Weight], evidence: Mapping[str, int], room: int
) -> tuple[int, ...]:
    """The page of each item when every page is filled; what is cited twice on one counts once."""
    page, shown = 1, set(top.marks)
    filled = top.own + sum(evidence.get(one, 0) for one in top.marks)
    pages = []
    for weight in weights:
        more = weight.own + sum(evidence.get(one, 0) for one in weight.marks - shown)
        if filled > FRAME and filled + more > room:
            page, filled, shown = page + 1, FRAME, set()
            more = weight.own + sum(evidence.get(one, 0) for one in weight.marks)
        filled += more
        shown |= weight.marks
        pages.append(page)
    return tuple(pages)


def numbers(edition: PublishedEdition) -> range:
    """The numbers of an edition's pages, from 1."""
    return range(1, max(plan(edition), default=1) + 1)


def folder(sheet: int) -> str:
    """From an edition's first page to another of its pages: "" or "2/"."""
    return "" if sheet == 1 else f"{sheet}/"


def path(first: str, sheet: int) -> str:
    """Where a page of an edition stands whose first page is at `first`: a file's path or a link."""
    start, slash, name = first.rpartition("/")
    return f"{start}{slash}{folder(sheet)}{name}"


def _own(body: str) -> int:
    return int(TEXT * _bytes(body)) + MARKED * len(MARK.findall(body))


def _evidence(edition: PublishedEdition) -> dict[str, int]:
    """About how many bytes the evidence of each mark takes."""
    addresses = {one.id: _bytes(one.url) for one in edition.documents}
    return {
        one.citation.mark: EVIDENCE
        + _bytes(one.before[-AROUND:] + one.citation.text + one.after[:AROUND])
        + ADDRESS * addresses.get(one.citation.document_id, 0)
        for one in edition.evidence
    }


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))

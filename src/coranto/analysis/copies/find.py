"""Decide which documents reprint others, and which came first. Pure: no store, no clock.

What counts are words of a document's own: not what stands in quotation marks, not
paragraphs that its site prints everywhere. Nothing is compared with everything: a
document meets the first print of its passages and that one's family, so ten thousand
copies of one text take ten thousand comparisons. Texts are held as numbers, never as text.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush

import numpy as np

from coranto.analysis.copies import candidates, direction, passages, records
from coranto.analysis.copies.boilerplate import SiteBoilerplate
from coranto.analysis.copies.candidates import FingerprintIndex
from coranto.analysis.copies.lineages import (
    Independence,
    Lineage,
    count_independent_sources,
    group_by_origin,
)
from coranto.analysis.copies.passages import MaskedText, SharedText
from coranto.analysis.copies.records import ComparedText
from coranto.analysis.copies.tokens import HashArray
from coranto.model import Copy, Document, Why

__all__ = ["CopyFinder", "Independence", "Lineage", "count_independent_sources", "group_by_origin"]

#: Own words that must be shared, by how much of either text they are: half of a text is
#: a copy from a sentence on, a seventh from a long paragraph on. Chosen on one half of
#: the pages in benchmarks/copies.py, proven on the other.
HALF_SHARE = 0.5
HALF_MIN_WORDS = 14
PART_SHARE = 0.14
PART_MIN_WORDS = 30
ANY_SHARE_MIN_WORDS = 120
#: Fewest words of a text that is the very same as another, quoted or not.
MIN_IDENTICAL_WORDS = 8
#: Characters of scripts without spaces that say as much as a word.
CHARACTERS_PER_WORD = 2
#: Documents a new one is compared with, relatives of theirs, and copies moved to a
#: new origin: at most so many each time.
MAX_CANDIDATES = 5
MAX_RELATIVES = 64
MAX_MOVED_COPIES = 16
#: Origins that explain a copy equally well but for this share of its words.
EQUAL_OVERLAP_MARGIN = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class _OriginLink:
    """That one document copies another, and how well that explains it."""

    origin_id: str
    overlap: float
    is_credited: bool


class CopyFinder:
    """Documents met so far, as far as later ones are compared with them.

    A text is compared, or the title of a document without text; passages are offsets
    into that. `boilerplate` holds paragraphs learnt before: see `boilerplate()`.
    """

    def __init__(self, known: Iterable[Document] = (), *, boilerplate: Iterable[int] = ()) -> None:
        self._numbers: dict[str, int] = {}
        self._held: dict[int, ComparedText] = {}
        self._chosen: dict[int, HashArray] = {}
        self._count = 0
        self._same: dict[int, int] = {}  #: number of all words → first document of them
        self._prints = FingerprintIndex()
        self._standing = SiteBoilerplate(set(boilerplate))
        self._links: dict[str, _OriginLink] = {}
        self._copies: defaultdict[str, list[str]] = defaultdict(list)
        self._ages: list[tuple[int, int]] = []
        self._old: list[int] = []
        for document in sorted(known, key=lambda one: (one.published or one.seen, one.id)):
            self.add(document)

    def boilerplate(self) -> frozenset[int]:
        """The standing paragraphs learnt so far, as numbers, for the next finder."""
        return frozenset(self._standing.learnt)

    def add(self, document: Document) -> list[Copy]:
        """What is now known: of this document, and of earlier ones that it changes.

        The last Copy for a document holds. One without origin and credit takes back an
        earlier one; one with a credit alone names an origin that is not here. A
        document met before is met anew, in its new version.
        """
        was_copy = document.id in self._links
        is_new = document.id not in self._numbers
        if not is_new:
            self._drop(self._numbers[document.id])
        held = records.read_compared_text(document, self._count)
        self._count += 1
        found: list[Copy] = []
        for number in self._standing.learn(held.number, held.sizes()):
            found += self._review(number, _BOILERPLATE_REASON)
        text = held.text(self._standing.learnt)
        chosen = candidates.select_fingerprints(text)
        shared = dict(self._relatives(held, text, chosen))
        origins = {n: s for n, s in shared.items() if _is_origin(self._held[n], held)}
        self._remember(held, chosen)
        found += self._settle(held, origins)
        for number in shared.keys() - origins.keys():
            found += self._adopt(self._held[number], held, passages.swap_texts(shared[number]))
        if not is_new:
            found += self._review(held.number, _EDITED_REASON)
        if was_copy and document.id not in self._links:
            found.append(_withdrawn_copy(held, _EDITED_REASON))
        return found

    def forget(self, before: datetime) -> None:
        """Let go of documents published before a moment, or first seen if that is not known.

        They go when they are a quarter of all, so that this costs little however often
        it is asked for. Paragraphs learnt of them stay.
        """
        limit = int(before.timestamp())
        while self._ages and self._ages[0][0] < limit:
            self._old.append(heappop(self._ages)[1])
        if 4 * len(self._old) > len(self._held):
            for number in self._old:
                self._drop(number)
            self._old = []
            self._index_again()

    # --- comparing ------------------------------------------------------------

    def _relatives(
        self, held: ComparedText, text: MaskedText, chosen: list[int]
    ) -> Iterator[tuple[int, SharedText]]:
        """Documents that share enough with one, the first prints of its passages first."""
        met: set[int] = set()
        waiting = self._candidates(held, chosen)
        while waiting:
            number = waiting.pop(0)
            if number in met or len(met) > 4 * MAX_CANDIDATES:
                continue
            met.add(number)
            if shared := self._compare(held, self._held[number], text):
                yield number, shared
                waiting += self._family(self._held[number], held)

    def _candidates(self, held: ComparedText, chosen: list[int]) -> list[int]:
        """First prints of a document's passages, and of all its words."""
        numbers = [
            number
            for number, hits in self._prints.owners(chosen).most_common(MAX_CANDIDATES)
            if number in self._held
            and (hits > 1 or 8 * hits >= min(len(chosen), len(self._chosen[number])))
        ]
        same = self._same.get(held.whole)
        return numbers if same is None or same in numbers else [same, *numbers]

    def _family(self, relative: ComparedText, held: ComparedText) -> list[int]:
        """The origin of a relative, and the copies of both that the document credits."""
        link = self._links.get(relative.id)
        origin = self._numbers.get(link.origin_id) if link else None
        found = [] if origin is None else [origin]
        if held.stamp.credits:
            for parent in (relative.id, link.origin_id if link else ""):
                for name in self._copies.get(parent, [])[:MAX_RELATIVES]:
                    other = self._held.get(self._numbers.get(name, -1))
                    if other and direction.credited_name(held.stamp, other.stamp):
                        found.append(other.number)
        return found

    def _compare(
        self, held: ComparedText, other: ComparedText, text: MaskedText | None = None
    ) -> SharedText | None:
        """What two documents share, if that is enough for a copy."""
        text = text or held.text(self._standing.learnt)
        other_text = other.text(self._standing.learnt)
        measure = CHARACTERS_PER_WORD if held.units.is_unspaced else 1
        if held.is_same(other) and len(held.units.words) >= MIN_IDENTICAL_WORDS * measure:
            return passages.share_whole_text(text, other_text)
        shared = passages.compare_texts(text, other_text)
        is_one_source = bool(held.source) and held.source == other.source
        return shared if _is_copied_enough(shared, measure, is_one_source=is_one_source) else None

    # --- deciding -------------------------------------------------------------

    def _settle(self, held: ComparedText, origins: dict[int, SharedText]) -> list[Copy]:
        """The document as a copy of the likeliest of its origins, or of the one it credits."""
        if not origins:
            return _copies_by_credit_alone(held)
        most = max(shared.overlap for shared in origins.values())

        def order(number: int) -> tuple[bool, bool, int, int]:
            other, overlap = self._held[number], origins[number].overlap
            is_credited = bool(direction.credited_name(held.stamp, other.stamp))
            is_likely = is_credited and overlap >= most / 2
            return (
                not is_likely,
                overlap < most - EQUAL_OVERLAP_MARGIN,
                other.stamp.second,
                number,
            )

        best = min(origins, key=order)
        return [self._link(held, self._held[best], origins[best])]

    def _adopt(self, copy: ComparedText, held: ComparedText, shared: SharedText) -> list[Copy]:
        """An earlier document turns out to be a copy of this one, and so may its copies."""
        found: list[Copy] = []
        if self._is_better(copy, held, shared):
            found.append(self._link(copy, held, shared))
        for name in self._copies.get(copy.id, [])[:MAX_MOVED_COPIES]:
            other = self._held.get(self._numbers.get(name, -1))
            if other is None or other.number == held.number or not _is_origin(held, other):
                continue
            also = self._compare(other, held)
            if also and self._is_better(other, held, also):
                found.append(self._link(other, held, also))
        return found

    def _is_better(self, copy: ComparedText, held: ComparedText, shared: SharedText) -> bool:
        """Whether a document explains a copy better than what is held for its origin."""
        if self._descends(held.id, copy.id):
            return False
        link = self._links.get(copy.id)
        if link is None or link.origin_id not in self._numbers:
            return True
        is_credited = bool(direction.credited_name(copy.stamp, held.stamp))
        if is_credited != link.is_credited:
            return is_credited
        if abs(shared.overlap - link.overlap) > EQUAL_OVERLAP_MARGIN:
            return shared.overlap > link.overlap
        origin = self._held[self._numbers[link.origin_id]]
        return held.stamp.second < origin.stamp.second

    def _descends(self, name: str, ancestor: str) -> bool:
        passed: set[str] = set()
        while name not in passed:
            if name == ancestor:
                return True
            passed.add(name)
            link = self._links.get(name)
            name = link.origin_id if link else name
        return False

    def _link(self, copy: ComparedText, origin: ComparedText, shared: SharedText) -> Copy:
        self._unlink(copy.id)
        credit = direction.credited_name(copy.stamp, origin.stamp)
        self._links[copy.id] = _OriginLink(
            origin_id=origin.id, overlap=shared.overlap, is_credited=bool(credit)
        )
        self._copies[origin.id].append(copy.id)
        return Copy(
            document_id=copy.id,
            origin_id=origin.id,
            overlap=round(shared.overlap, 4),
            origin_overlap=round(shared.other_overlap, 4),
            passages=passages.passage_offsets(shared, copy.units, origin.units),
            credit=credit or _sure_credit_name(copy),
            reasons=_copy_reasons(shared, copy, origin),
        )

    def _unlink(self, name: str) -> None:
        link = self._links.pop(name, None)
        if link and name in self._copies.get(link.origin_id, ()):
            self._copies[link.origin_id].remove(name)

    def _review(self, number: int, why: Why) -> Iterator[Copy]:
        """Copies of a document, and it as a copy, that are none any more."""
        held = self._held[number]
        for name in (held.id, *self._copies.get(held.id, [])[:MAX_MOVED_COPIES]):
            link, copy = self._links.get(name), self._held.get(self._numbers.get(name, -1))
            origin = self._held.get(self._numbers.get(link.origin_id, -1)) if link else None
            if copy and origin and not self._compare(copy, origin):
                self._unlink(name)
                yield _withdrawn_copy(copy, why)

    # --- memory ---------------------------------------------------------------

    def _remember(self, held: ComparedText, chosen: list[int]) -> None:
        self._numbers[held.id] = held.number
        self._held[held.number] = held
        self._chosen[held.number] = np.array(chosen, dtype=np.uint64)
        self._prints.claim(chosen, held.number)
        self._same.setdefault(held.whole, held.number)
        heappush(self._ages, (held.stamp.second, held.number))

    def _drop(self, number: int) -> None:
        held = self._held.pop(number, None)
        if held is None:
            return
        self._unlink(held.id)
        self._standing.forget(number, held.paragraphs.tolist())
        del self._chosen[number]
        if self._same.get(held.whole) == number:
            del self._same[held.whole]
        if self._numbers.get(held.id) == number:
            del self._numbers[held.id]

    def _index_again(self) -> None:
        """Passages whose first print is gone belong to the next one."""
        self._prints = FingerprintIndex()
        self._same = {}
        for number, held in self._held.items():
            self._prints.claim(self._chosen[number].tolist(), number)
            self._same.setdefault(held.whole, number)
        for name in [name for name in self._copies if name not in self._numbers]:
            for copy in self._copies.pop(name):
                self._links.pop(copy, None)


def _is_copied_enough(shared: SharedText, measure: int, *, is_one_source: bool) -> bool:
    """Whether so much is a copy. Within one source only half of a text is."""
    share = max(shared.overlap, shared.other_overlap)
    count = shared.count / measure
    if share >= HALF_SHARE and count >= HALF_MIN_WORDS:
        return True
    if is_one_source:
        return False
    return (share >= PART_SHARE and count >= PART_MIN_WORDS) or count >= ANY_SHARE_MIN_WORDS


def _is_origin(origin: ComparedText, copy: ComparedText) -> bool:
    return direction.is_copy(direction.direction_reasons(copy.stamp, origin.stamp))


def _sure_credit_name(copy: ComparedText) -> str:
    """Whom a document surely credits, but itself."""
    for one in copy.stamp.credits:
        if one.is_sure and copy.stamp.names.isdisjoint(one.keys):
            return one.name
    return ""


def _copies_by_credit_alone(held: ComparedText) -> list[Copy]:
    """What a credit alone tells of where a document comes from."""
    credit = _sure_credit_name(held)
    if not credit:
        return []
    why = Why(signal="credit", value=direction.CREDIT_WEIGHT, detail=f"it credits “{credit}”")
    return [_copy_without_origin(held, credit, why)]


#: Why a copy is none any more.
_BOILERPLATE_REASON = Why(signal="standing paragraphs", value=0.0, detail="all that they share")
_EDITED_REASON = Why(signal="edited", value=0.0, detail="they no longer share enough")


def _withdrawn_copy(held: ComparedText, why: Why) -> Copy:
    """Word that a document is no copy of one that is here, though it may credit another."""
    return next(iter(_copies_by_credit_alone(held)), _copy_without_origin(held, "", why))


def _copy_without_origin(held: ComparedText, credit: str, why: Why) -> Copy:
    return Copy(
        document_id=held.id,
        origin_id="",
        overlap=0.0,
        origin_overlap=0.0,
        credit=credit,
        reasons=(why,),
    )


def _copy_reasons(shared: SharedText, copy: ComparedText, origin: ComparedText) -> tuple[Why, ...]:
    """How much is shared, and what speaks for the direction."""
    parts = len(shared.runs)
    unit = "characters" if copy.units.is_unspaced else "words"
    detail = (
        "the very same text"
        if copy.is_same(origin)
        else f"{shared.count} {unit} of its own text in {parts} passage{'' if parts == 1 else 's'}"
        f": {round(100 * shared.overlap)} % of it, "
        f"{round(100 * shared.other_overlap)} % of the other"
    )
    first = Why(signal="shared text", value=round(shared.overlap, 3), detail=detail)
    found = direction.direction_reasons(copy.stamp, origin.stamp)
    return (first, *(why for why in found if why.value > direction.SHORTER_WEIGHT))

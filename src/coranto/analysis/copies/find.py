"""Decide which documents reprint others, and which came first. Pure: no store, no clock.

Only a document's own words count: not those in quotation marks, nor paragraphs that its site prints
everywhere. A document is compared with the first print of its passages and with that one's
relatives, not with everything: ten thousand copies of one text take ten thousand comparisons. Texts
are kept as hashes, never as text.
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
from coranto.analysis.copies.findings import (
    BOILERPLATE_REASON,
    EDITED_REASON,
    copies_by_credit_alone,
    copy_reasons,
    sure_credit_name,
    withdrawn_copy,
)
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

#: Shared own words make a copy depending on how much of either text they are. This and the next
#: four numbers were chosen on one half of the pages in benchmarks/copies.py and proven on the other
#: half. Half of a text is a copy from about a sentence on.
HALF_SHARE = 0.5
#: Fewest shared own words where they are half of a text.
HALF_MIN_WORDS = 14
#: A seventh of a text is a copy from a long paragraph on.
PART_SHARE = 0.14
#: Fewest shared own words where they are a seventh of a text.
PART_MIN_WORDS = 30
#: So many shared own words are a copy, whatever share they are.
ANY_SHARE_MIN_WORDS = 120
#: Fewest words of a text that is identical with another, quoted or not.
MIN_IDENTICAL_WORDS = 8
#: Characters of scripts without spaces that say as much as a word.
CHARACTERS_PER_WORD = 2
#: First prints that a new document is compared with.
MAX_CANDIDATES = 5
#: Copies of one origin that are looked through for a credited one.
MAX_RELATIVES = 64
#: Copies that are moved to a new origin at a time.
MAX_MOVED_COPIES = 16
#: Origins explain a copy equally well when their shares differ by no more than this.
EQUAL_OVERLAP_MARGIN = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class _OriginLink:
    """The origin of a document that is a copy, and how well it explains the copy."""

    origin_id: str
    overlap: float
    is_credited: bool


class CopyFinder:
    """The documents added so far, as far as later ones are compared with them.

    A document's text is compared, or its title when it has no text; passages are offsets into that.
    The parameter `boilerplate` takes paragraphs learnt before: see `boilerplate()`.
    """

    def __init__(
        self, documents: Iterable[Document] = (), *, boilerplate: Iterable[int] = ()
    ) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: dict[int, ComparedText] = {}
        self._fingerprints: dict[int, HashArray] = {}
        self._count = 0
        self._first_by_words: dict[int, int] = {}  #: hash of all words → first document with them
        self._fingerprint_index = FingerprintIndex()
        self._site_boilerplate = SiteBoilerplate(set(boilerplate))
        self._origin_links: dict[str, _OriginLink] = {}
        self._copies_by_origin: defaultdict[str, list[str]] = defaultdict(list)
        self._age_heap: list[tuple[int, int]] = []
        self._expired: list[int] = []
        for document in sorted(documents, key=lambda item: (item.published or item.seen, item.id)):
            self.add(document)

    def boilerplate(self) -> frozenset[int]:
        """The boilerplate paragraphs learnt so far, as hashes, to be passed to the next finder."""
        return frozenset(self._site_boilerplate.learnt)

    def add(self, document: Document) -> list[Copy]:
        """Add a document; return what changes, for it and for earlier documents.

        The last Copy returned for a document holds. One without origin and credit withdraws an
        earlier one; one with only a credit names an origin that is not here. A document that was
        added before is replaced by its new version.
        """
        was_copy = document.id in self._origin_links
        is_new = document.id not in self._numbers
        if not is_new:
            self._drop(self._numbers[document.id])
        compared = records.read_compared_text(document, self._count)
        self._count += 1
        copies: list[Copy] = []
        # Copies that shared only what now turns out to be boilerplate are withdrawn.
        for number in self._site_boilerplate.observe(
            compared.number, compared.paragraph_word_counts()
        ):
            copies += self._withdraw_copies(number, BOILERPLATE_REASON)
        masked = compared.masked_text(self._site_boilerplate.learnt)
        fingerprints = candidates.select_fingerprints(masked)
        shared = dict(self._find_relatives(compared, masked, fingerprints))
        origins = {
            candidate: common
            for candidate, common in shared.items()
            if _is_origin(self._texts[candidate], compared)
        }
        self._remember(compared, fingerprints)
        copies += self._choose_origin(compared, origins)
        for number in shared.keys() - origins.keys():
            copies += self._move_copies(
                self._texts[number], compared, passages.swap_texts(shared[number])
            )
        if not is_new:
            copies += self._withdraw_copies(compared.number, EDITED_REASON)
        if was_copy and document.id not in self._origin_links:
            copies.append(withdrawn_copy(compared, EDITED_REASON))
        return copies

    def forget(self, before: datetime) -> None:
        """Drop documents published, or else first seen, before a moment.

        They are dropped once they are a quarter of all, so that frequent calls cost little. The
        paragraphs learnt from them stay.
        """
        limit = int(before.timestamp())
        while self._age_heap and self._age_heap[0][0] < limit:
            self._expired.append(heappop(self._age_heap)[1])
        if 4 * len(self._expired) > len(self._texts):
            for number in self._expired:
                self._drop(number)
            self._expired = []
            self._rebuild_index()

    # --- comparing ------------------------------------------------------------

    def _find_relatives(
        self, compared: ComparedText, masked: MaskedText, fingerprints: list[int]
    ) -> Iterator[tuple[int, SharedText]]:
        """Documents that share enough with one, the first prints of its passages first."""
        visited: set[int] = set()
        waiting = self._first_prints(compared, fingerprints)
        while waiting:
            number = waiting.pop(0)
            if number in visited or len(visited) > 4 * MAX_CANDIDATES:
                continue
            visited.add(number)
            if shared := self._compare(compared, self._texts[number], masked):
                yield number, shared
                waiting += self._related_documents(self._texts[number], compared)

    def _first_prints(self, compared: ComparedText, fingerprints: list[int]) -> list[int]:
        """The first prints of a document's passages, and of all its words."""
        numbers = [
            number
            for number, hits in self._fingerprint_index.count_owners(fingerprints).most_common(
                MAX_CANDIDATES
            )
            if number in self._texts
            and (hits > 1 or 8 * hits >= min(len(fingerprints), len(self._fingerprints[number])))
        ]
        identical = self._first_by_words.get(compared.whole)
        return numbers if identical is None or identical in numbers else [identical, *numbers]

    def _related_documents(self, relative: ComparedText, compared: ComparedText) -> list[int]:
        """The origin of a relative, and those copies of both that the document credits."""
        link = self._origin_links.get(relative.id)
        origin = self._numbers.get(link.origin_id) if link else None
        related = [] if origin is None else [origin]
        # Of many copies of one text, a document comes from the one it credits. Without a credit
        # only the origin is compared, which keeps the work linear.
        if compared.stamp.credits:
            for origin_id in (relative.id, link.origin_id if link else ""):
                for name in self._copies_by_origin.get(origin_id, [])[:MAX_RELATIVES]:
                    sibling = self._texts.get(self._numbers.get(name, -1))
                    if sibling and direction.credited_name(compared.stamp, sibling.stamp):
                        related.append(sibling.number)
        return related

    def _compare(
        self, compared: ComparedText, candidate: ComparedText, masked: MaskedText | None = None
    ) -> SharedText | None:
        """What two documents share, if that is enough for a copy."""
        masked = masked or compared.masked_text(self._site_boilerplate.learnt)
        other_masked = candidate.masked_text(self._site_boilerplate.learnt)
        measure = CHARACTERS_PER_WORD if compared.units.is_unspaced else 1
        if (
            compared.has_same_words(candidate)
            and len(compared.units.words) >= MIN_IDENTICAL_WORDS * measure
        ):
            return passages.share_whole_text(masked, other_masked)
        shared = passages.compare_texts(masked, other_masked)
        is_one_source = bool(compared.source) and compared.source == candidate.source
        return shared if _is_copied_enough(shared, measure, is_one_source=is_one_source) else None

    # --- deciding -------------------------------------------------------------

    def _choose_origin(self, compared: ComparedText, origins: dict[int, SharedText]) -> list[Copy]:
        """The document as a copy of its likeliest origin; the one it credits has precedence."""
        if not origins:
            return copies_by_credit_alone(compared)
        most = max(shared.overlap for shared in origins.values())

        def order(number: int) -> tuple[bool, bool, int, int]:
            origin, overlap = self._texts[number], origins[number].overlap
            is_credited = bool(direction.credited_name(compared.stamp, origin.stamp))
            is_likely = is_credited and overlap >= most / 2
            return (
                not is_likely,
                overlap < most - EQUAL_OVERLAP_MARGIN,
                origin.stamp.second,
                number,
            )

        best = min(origins, key=order)
        return [self._record_copy(compared, self._texts[best], origins[best])]

    def _move_copies(
        self, copy: ComparedText, origin: ComparedText, shared: SharedText
    ) -> list[Copy]:
        """Make `copy` and its copies point to this origin where it explains them better."""
        copies: list[Copy] = []
        if self._explains_better(copy, origin, shared):
            copies.append(self._record_copy(copy, origin, shared))
        for name in self._copies_by_origin.get(copy.id, [])[:MAX_MOVED_COPIES]:
            sibling = self._texts.get(self._numbers.get(name, -1))
            if (
                sibling is None
                or sibling.number == origin.number
                or not _is_origin(origin, sibling)
            ):
                continue
            sibling_shared = self._compare(sibling, origin)
            if sibling_shared and self._explains_better(sibling, origin, sibling_shared):
                copies.append(self._record_copy(sibling, origin, sibling_shared))
        return copies

    def _explains_better(
        self, copy: ComparedText, candidate: ComparedText, shared: SharedText
    ) -> bool:
        """Whether a document explains a copy better than its present origin does."""
        # A document cannot be the origin of what it was itself copied from.
        if self._is_descendant(candidate.id, copy.id):
            return False
        link = self._origin_links.get(copy.id)
        if link is None or link.origin_id not in self._numbers:
            return True
        is_credited = bool(direction.credited_name(copy.stamp, candidate.stamp))
        if is_credited != link.is_credited:
            return is_credited
        if abs(shared.overlap - link.overlap) > EQUAL_OVERLAP_MARGIN:
            return shared.overlap > link.overlap
        origin = self._texts[self._numbers[link.origin_id]]
        return candidate.stamp.second < origin.stamp.second

    def _is_descendant(self, name: str, ancestor: str) -> bool:
        """Whether a document copies an ancestor, directly or through others."""
        visited: set[str] = set()
        while name not in visited:
            if name == ancestor:
                return True
            visited.add(name)
            link = self._origin_links.get(name)
            name = link.origin_id if link else name
        return False

    def _record_copy(self, copy: ComparedText, origin: ComparedText, shared: SharedText) -> Copy:
        self._remove_link(copy.id)
        credited = direction.credited_name(copy.stamp, origin.stamp)
        self._origin_links[copy.id] = _OriginLink(
            origin_id=origin.id, overlap=shared.overlap, is_credited=bool(credited)
        )
        self._copies_by_origin[origin.id].append(copy.id)
        return Copy(
            document_id=copy.id,
            origin_id=origin.id,
            overlap=round(shared.overlap, 4),
            origin_overlap=round(shared.other_overlap, 4),
            passages=passages.passage_offsets(shared, copy.units, origin.units),
            credit=credited or sure_credit_name(copy),
            reasons=copy_reasons(shared, copy, origin),
        )

    def _remove_link(self, name: str) -> None:
        link = self._origin_links.pop(name, None)
        if link and name in self._copies_by_origin.get(link.origin_id, ()):
            self._copies_by_origin[link.origin_id].remove(name)

    def _withdraw_copies(self, number: int, why: Why) -> Iterator[Copy]:
        """Withdraw a document's copies, and it as a copy, where they no longer share enough."""
        compared = self._texts[number]
        for name in (compared.id, *self._copies_by_origin.get(compared.id, [])[:MAX_MOVED_COPIES]):
            link, copy = self._origin_links.get(name), self._texts.get(self._numbers.get(name, -1))
            origin = self._texts.get(self._numbers.get(link.origin_id, -1)) if link else None
            if copy and origin and not self._compare(copy, origin):
                self._remove_link(name)
                yield withdrawn_copy(copy, why)

    # --- memory ---------------------------------------------------------------

    def _remember(self, compared: ComparedText, fingerprints: list[int]) -> None:
        self._numbers[compared.id] = compared.number
        self._texts[compared.number] = compared
        self._fingerprints[compared.number] = np.array(fingerprints, dtype=np.uint64)
        self._fingerprint_index.claim(fingerprints, compared.number)
        self._first_by_words.setdefault(compared.whole, compared.number)
        heappush(self._age_heap, (compared.stamp.second, compared.number))

    def _drop(self, number: int) -> None:
        compared = self._texts.pop(number, None)
        if compared is None:
            return
        self._remove_link(compared.id)
        self._site_boilerplate.forget(number, compared.paragraphs.tolist())
        del self._fingerprints[number]
        # Another document with the same words may be the registered one.
        if self._first_by_words.get(compared.whole) == number:
            del self._first_by_words[compared.whole]
        if self._numbers.get(compared.id) == number:
            del self._numbers[compared.id]

    def _rebuild_index(self) -> None:
        """Give passages whose first print was dropped to the next document that has them."""
        self._fingerprint_index = FingerprintIndex()
        self._first_by_words = {}
        for number, compared in self._texts.items():
            self._fingerprint_index.claim(self._fingerprints[number].tolist(), number)
            self._first_by_words.setdefault(compared.whole, number)
        # Links to dropped origins are removed: their copies may get a new origin.
        for name in [name for name in self._copies_by_origin if name not in self._numbers]:
            for copy in self._copies_by_origin.pop(name):
                self._origin_links.pop(copy, None)


def _is_copied_enough(shared: SharedText, measure: int, *, is_one_source: bool) -> bool:
    """Whether so much is a copy. Within one source only half of a text is."""
    share = max(shared.overlap, shared.other_overlap)
    count = shared.count / measure
    if share >= HALF_SHARE and count >= HALF_MIN_WORDS:
        return True
    # An outlet repeats background paragraphs in its own articles.
    if is_one_source:
        return False
    return (share >= PART_SHARE and count >= PART_MIN_WORDS) or count >= ANY_SHARE_MIN_WORDS


def _is_origin(origin: ComparedText, copy: ComparedText) -> bool:
    return direction.is_copy(direction.direction_reasons(copy.stamp, origin.stamp))

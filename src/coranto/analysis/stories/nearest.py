"""Find documents with similar features. Pure; knows features and numbers, nothing of stories.

The rarity of a feature is counted over the documents in memory. Lengths of vectors are remembered
until the number of documents has grown by half, so a similarity may be off by some hundredths in a
large collection; below `MAX_EXACT_DOCUMENTS` documents it is exact.

A feature is identified by its place in arrays, and a place is reused once no document in memory has
its feature. Results do not depend on places: features are processed in the order in which a
document has them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from math import exp, log

import numpy as np
import numpy.typing as npt

from coranto.analysis.stories import evidence
from coranto.analysis.stories.surprise import (
    FeatureCounts,
    Surprise,
    SurpriseCandidate,
    SurpriseMeasure,
)

#: Rarities are computed as if so many unrelated documents were there as well: on a desk of three
#: documents every word would look common.
BACKGROUND_DOCUMENTS = 20
#: Least rarity (inverse document frequency) of a feature that finds documents.
MIN_RARITY = 1.0
#: Postings kept of one feature: the latest ones.
MAX_KEPT_POSTINGS = 500
#: Postings read for one document, of rare features first. Fewer are faster; with 150, stories once
#: came out worse.
MAX_READ_POSTINGS = 200
#: Up to so many documents, lengths are always computed anew.
MAX_EXACT_DOCUMENTS = 200
#: A remembered length is renewed once the documents have grown by this factor.
LENGTH_RENEWAL_GROWTH = 1.5
#: Features that there is room for at first.
INITIAL_FEATURE_SLOTS = 1024

FeatureWeights = Mapping[str, float]
PlaceArray = npt.NDArray[np.int32]
WeightArray = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
SizeArray = npt.NDArray[np.int64]


@dataclass(slots=True)
class FeatureProfile:
    """The features of a document in memory, kind by kind."""

    places: PlaceArray
    given: WeightArray
    sizes: SizeArray  #: number of features of each kind
    lengths: FloatArray  #: of the vector of each kind; 1 for an empty one
    counted: int  #: number of documents when the lengths were computed


@dataclass(frozen=True, slots=True)
class FeatureQuery:
    """A document in the form in which others are compared with it."""

    places: PlaceArray
    given: WeightArray
    sizes: SizeArray
    weights: FloatArray  #: given weights times rarity squared
    lengths: FloatArray


class FeatureIndex:
    """The features of many documents, which are identified by number.

    Features are of several kinds, each feature of one only. Documents are found by features of the
    first `candidate_kinds` kinds.
    """

    def __init__(self, *, candidate_kinds: int) -> None:
        self._candidate_kinds = candidate_kinds
        self._profiles: dict[int, FeatureProfile] = {}
        self._places: dict[str, int] = {}
        self._names: list[str] = []  #: by place
        self._postings: list[list[int]] = []  #: by place: the documents, in their order
        self._unused: list[int] = []
        self._counts = np.zeros(INITIAL_FEATURE_SLOTS, dtype=np.int64)
        #: by place: weights of the query that is being compared
        self._query_weights = np.zeros(INITIAL_FEATURE_SLOTS)
        #: by place: the share of documents that have the feature, as the background knows it
        self._background = np.zeros(INITIAL_FEATURE_SLOTS)
        self._is_number = np.zeros(INITIAL_FEATURE_SLOTS, dtype=bool)  #: by place
        #: by place: position of the feature in the document that is being compared
        self._marks = np.zeros(INITIAL_FEATURE_SLOTS, dtype=np.int64)
        self._oldest = 0  #: no document in memory has a lower number
        self._log = log(BACKGROUND_DOCUMENTS)

    def query(self, kinds: Sequence[FeatureWeights]) -> FeatureQuery:
        """A new document as a query; its features get places, as it is meant to be added."""
        places_by_name = self._places
        places = [
            places_by_name[name] if name in places_by_name else self._allocate_place(name)
            for name in chain.from_iterable(kinds)
        ]
        feature_weights = np.array(
            [weight for kind in kinds for weight in kind.values()], dtype=np.float32
        )
        sizes = np.array([len(kind) for kind in kinds])
        return self._build_query(np.array(places, dtype=np.int32), feature_weights, sizes)

    def stored_query(self, number: int) -> FeatureQuery:
        """A document in memory as a query."""
        profile = self._profiles[number]
        return self._build_query(profile.places, profile.given, profile.sizes)

    def add(self, number: int, query: FeatureQuery) -> None:
        """Store the features of a document. Numbers must be ascending."""
        self._counts[query.places] += 1
        self._profiles[number] = FeatureProfile(
            query.places, query.given, query.sizes, query.lengths, 0
        )
        self._log = log(len(self._profiles) + BACKGROUND_DOCUMENTS)
        postings_by_place = self._postings
        for place in query.places[: query.sizes[: self._candidate_kinds].sum()].tolist():
            postings = postings_by_place[place]
            postings.append(number)
            # Cut at twice the length, so that a long list is not moved with every document.
            if len(postings) > 2 * MAX_KEPT_POSTINGS:
                del postings[:-MAX_KEPT_POSTINGS]

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop documents."""
        dropped = [(number, self._profiles.pop(number).places) for number in numbers]
        self._oldest = next(iter(self._profiles), self._oldest)
        for number, places in dropped:
            self._counts[places] -= 1
            for place in places[self._counts[places] == 0].tolist():
                self._release_place(place)
            # Older numbers are cut off when the postings are next read: once a window moves,
            # clearing them here took a third of the time.
            if number > self._oldest:
                for place in places.tolist():
                    _remove_posting(number, self._postings[place])
        self._log = log(len(self._profiles) + BACKGROUND_DOCUMENTS)

    def rarity(self, feature: str) -> float:
        """Inverse document frequency: next to 0 when every document has the feature."""
        place = self._places.get(feature)
        return self._log - (log(self._counts[place] + 1) if place is not None else 0.0)

    def rare_postings(self, query: FeatureQuery) -> list[tuple[float, list[int]]]:
        """For each rare feature of the query its share of its kind, and the documents that have it.

        Rarer features come first; of each, the latest documents.
        """
        postings: list[tuple[float, list[int]]] = []
        end = 0
        for size, length in zip(
            query.sizes[: self._candidate_kinds].tolist(), query.lengths, strict=False
        ):
            start, end = end, end + size
            shares = query.weights[start:end] / length
            postings += self._latest_postings(query.places[start:end], shares)
        return postings

    def compare(self, query: FeatureQuery, numbers: Sequence[int]) -> tuple[FloatArray, FloatArray]:
        """How similar the query is to each document (rows), for each kind of features (columns).

        Returns the cosines of their TF-IDF vectors, 0 to 1, and the numbers of common features.
        """
        profiles = [self._profiles[number] for number in numbers]
        sizes = np.concatenate([profile.sizes for profile in profiles])
        # The query's weights are spread over all places for a moment, so that features of all
        # documents are looked up in one operation.
        self._query_weights[query.places] = query.weights
        products_of_features = self._query_weights[
            np.concatenate([profile.places for profile in profiles])
        ]
        self._query_weights[query.places] = 0.0
        common = _sum_runs(products_of_features > 0, sizes).reshape(len(profiles), -1)
        products_of_features *= np.concatenate([profile.given for profile in profiles])
        products = _sum_runs(products_of_features, sizes).reshape(len(profiles), -1)
        self._renew_lengths(profiles)
        lengths = query.lengths * np.array([profile.lengths for profile in profiles])
        # The last digits of a sum depend on its position in the array; rounded values do not.
        return np.round(products / lengths, 9), common

    def surprises(
        self,
        query: FeatureQuery,
        candidates: Sequence[SurpriseCandidate],
        *,
        related: AbstractSet[int],
        uncounted: AbstractSet[str],
    ) -> list[Surprise]:
        """How unlikely an unrelated document shares with the query what each candidate shares.

        Words as written, with numbers, and features of all languages are two views of the same
        words. `related` are documents that are not counted as unrelated, and `uncounted` features
        of the query that say nothing of their own.
        """
        own_end, shared_end = query.sizes[0], query.sizes[0] + query.sizes[1]
        places = query.places[:shared_end]
        indices = {place: index for index, place in enumerate(places.tolist())}
        is_of_all_languages = np.arange(len(places)) >= own_end
        is_counted = np.ones(len(places), dtype=bool)
        is_counted[self._indices_of(uncounted, indices)] = False
        features = FeatureCounts(
            counts=self._counts[places].astype(float),
            background=self._background[places],
            documents=len(self._profiles),
            holders=lambda index: self._current_postings(int(places[index])),
            views=(~is_of_all_languages | self._is_number[places], is_of_all_languages),
            is_counted=is_counted,
        )
        measure = SurpriseMeasure(features, related)
        return [
            measure.measure(
                self._positions_in(places, candidate.number),
                self._indices_of(candidate.names, indices),
                candidate,
            )
            for candidate in candidates
        ]

    def _indices_of(self, names: Iterable[str], indices: Mapping[int, int]) -> list[int]:
        """The indices of features by their names, of those that have one."""
        own_places = (self._places.get(name, -1) for name in names)
        return [indices[place] for place in own_places if place in indices]

    def _positions_in(self, places: PlaceArray, number: int) -> SizeArray:
        """Where a document has each of these features, in the order of its words; 0 if nowhere."""
        other_places = self._profiles[number].places
        self._marks[other_places] = np.arange(1, len(other_places) + 1)
        positions = self._marks[places]
        self._marks[other_places] = 0
        return positions

    def shared_features(self, query: FeatureQuery, numbers: Iterable[int]) -> list[str]:
        """Features of the query that any of these documents has, the greatest weights first."""
        other_places = {
            place for number in numbers for place in self._profiles[number].places.tolist()
        }
        weighted_places = zip(query.places.tolist(), query.weights.tolist(), strict=True)
        shared = sorted(
            (-weight, self._names[place])
            for place, weight in weighted_places
            if place in other_places
        )
        return [name for _, name in shared]

    def _build_query(
        self, places: PlaceArray, feature_weights: WeightArray, sizes: SizeArray
    ) -> FeatureQuery:
        rarities = self._rarities(places)
        weights = feature_weights * rarities * rarities
        return FeatureQuery(
            places,
            feature_weights,
            sizes,
            weights,
            _vector_lengths(weights * feature_weights, sizes),
        )

    def _rarities(self, places: PlaceArray) -> FloatArray:
        rarities: FloatArray = self._log - np.log(self._counts[places] + 1)
        return rarities

    def _renew_lengths(self, profiles: Iterable[FeatureProfile]) -> None:
        """Recompute lengths that are too inexact by now."""
        document_count = len(self._profiles)
        for profile in profiles:
            if (
                document_count > profile.counted * LENGTH_RENEWAL_GROWTH
                or document_count < MAX_EXACT_DOCUMENTS
            ):
                weights = self._rarities(profile.places) * profile.given
                profile.lengths = _vector_lengths(weights * weights, profile.sizes)
                profile.counted = document_count

    def _latest_postings(
        self, places: PlaceArray, shares: FloatArray
    ) -> Iterator[tuple[float, list[int]]]:
        counts = self._counts[places]
        order = np.argsort(counts, kind="stable")
        max_count = exp(self._log - MIN_RARITY) - 1
        # The same as rarity of at least MIN_RARITY, without a logarithm for each feature.
        order = order[(counts[order] > 0) & (counts[order] <= max_count)]
        remaining = MAX_READ_POSTINGS
        for place, share in zip(places[order].tolist(), shares[order].tolist(), strict=True):
            postings = self._current_postings(place)
            yield share, postings if len(postings) <= remaining else postings[-remaining:]
            remaining -= len(postings)
            if remaining <= 0:
                break

    def _current_postings(self, place: int) -> list[int]:
        """The latest documents in memory that have a feature."""
        postings = self._postings[place]
        if postings and postings[0] < self._oldest:
            del postings[: bisect_left(postings, self._oldest)]
        return postings

    def _allocate_place(self, name: str) -> int:
        """Give a place to a feature that has none."""
        if self._unused:
            place = self._unused.pop()
            self._names[place] = name
        else:
            place = len(self._names)
            self._names.append(name)
            self._postings.append([])
            if place == len(self._counts):
                self._counts = np.concatenate((self._counts, np.zeros_like(self._counts)))
                self._query_weights = np.zeros(2 * place)
                self._marks = np.zeros(2 * place, dtype=np.int64)
                self._background = np.concatenate((self._background, np.zeros(place)))
                self._is_number = np.concatenate((self._is_number, np.zeros(place, dtype=bool)))
        self._places[name] = place
        self._background[place] = evidence.background_share(name)
        self._is_number[place] = name[0] == "#"
        return place

    def _release_place(self, place: int) -> None:
        """Release the place of a feature that no document has any more."""
        del self._places[self._names[place]]
        self._postings[place].clear()
        self._unused.append(place)


def _vector_lengths(squares: FloatArray, sizes: SizeArray) -> FloatArray:
    lengths = np.sqrt(_sum_runs(squares, sizes))
    lengths[lengths == 0] = 1.0
    return lengths


def _sum_runs(values: npt.NDArray[np.generic], sizes: SizeArray) -> FloatArray:
    """The sum of each run of values; a run may be empty."""
    is_full = sizes > 0
    sums = np.zeros(len(sizes))
    starts = (np.cumsum(sizes) - sizes)[is_full]
    # reduceat cannot add up an empty run: only the others are passed to it.
    if len(starts):
        sums[is_full] = np.add.reduceat(values, starts, dtype=np.float64)
    return sums


def _remove_posting(number: int, postings: list[int]) -> None:
    """Remove a number, unless it was cut off before."""
    index = bisect_left(postings, number)
    if index < len(postings) and postings[index] == number:
        del postings[index]

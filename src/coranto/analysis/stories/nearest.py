"""Find documents near in what they say. Knows features, counts, numbers; nothing of stories.

How rare a feature is, is counted over the documents held. Lengths of vectors are
remembered until the number of documents has grown by half, so a likeness may be some
hundredths off in a large collection; below `MAX_EXACT_DOCUMENTS` documents it never is.

Features are told apart by place in arrays, and a place is used again once no document
held has its feature. What comes out does not depend on places: features are taken in
the order in which a document has them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import exp, log

import numpy as np
import numpy.typing as npt

#: As if so many unrelated documents stood beside: keeps a desk of three sober.
BACKGROUND_DOCUMENTS = 20
#: Rarity (inverse document frequency) from which a feature finds neighbours.
MIN_RARITY = 1.0
#: Postings kept of one feature, the latest, and read for one document. Rare ones come first.
MAX_KEPT_POSTINGS = 500
MAX_READ_POSTINGS = 200
#: Up to so many documents, lengths are always worked out anew.
MAX_EXACT_DOCUMENTS = 200
LENGTH_RENEWAL_GROWTH = 1.5
#: Features there is room for at first.
INITIAL_FEATURE_SLOTS = 1024

FeatureWeights = Mapping[str, float]
PlaceArray = npt.NDArray[np.int32]
WeightArray = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
SizeArray = npt.NDArray[np.int64]


@dataclass(slots=True)
class FeatureProfile:
    """A document's features as they are kept, kind by kind."""

    places: PlaceArray
    given: WeightArray
    sizes: SizeArray  #: features of each kind
    lengths: FloatArray  #: of the vector of each kind; 1 for an empty one
    counted: int  #: how many documents were held when the lengths were worked out


@dataclass(frozen=True, slots=True)
class FeatureQuery:
    """A document as others are compared with it."""

    places: PlaceArray
    given: WeightArray
    sizes: SizeArray
    weights: FloatArray  #: given, times rarity squared
    lengths: FloatArray


class FeatureIndex:
    """Features of several kinds of many documents, which are told apart by number.

    A feature is of one kind only. Documents are found by features of the first `finding` kinds.
    """

    def __init__(self, *, finding: int) -> None:
        self._finding = finding
        self._profiles: dict[int, FeatureProfile] = {}
        self._places: dict[str, int] = {}
        self._names: list[str] = []  #: by place
        self._postings: list[list[int]] = []  #: by place: the documents, in their order
        self._unused: list[int] = []
        self._counts = np.zeros(INITIAL_FEATURE_SLOTS, dtype=np.int64)
        self._lent = np.zeros(INITIAL_FEATURE_SLOTS)  #: weights of the query that is being compared
        self._oldest = 0  #: no document held has a lower number
        self._log = log(BACKGROUND_DOCUMENTS)

    def query(self, kinds: Sequence[FeatureWeights]) -> FeatureQuery:
        """A document as it is compared: every feature with its weight times rarity squared.

        Its features have places from now on: it is meant to be added.
        """
        known = self._places
        places = [
            known[name] if name in known else self._new(name) for name in chain.from_iterable(kinds)
        ]
        given = np.array([each for kind in kinds for each in kind.values()], dtype=np.float32)
        sizes = np.array([len(kind) for kind in kinds])
        return self._query(np.array(places, dtype=np.int32), given, sizes)

    def known(self, number: int) -> FeatureQuery:
        """A document that is held, as a query."""
        profile = self._profiles[number]
        return self._query(profile.places, profile.given, profile.sizes)

    def add(self, number: int, query: FeatureQuery) -> None:
        """Remember what a document says. Numbers only grow."""
        self._counts[query.places] += 1
        self._profiles[number] = FeatureProfile(
            query.places, query.given, query.sizes, query.lengths, 0
        )
        self._log = log(len(self._profiles) + BACKGROUND_DOCUMENTS)
        lists = self._postings
        for place in query.places[: query.sizes[: self._finding].sum()].tolist():
            postings = lists[place]
            postings.append(number)
            if len(postings) > 2 * MAX_KEPT_POSTINGS:
                del postings[:-MAX_KEPT_POSTINGS]

    def forget(self, numbers: Iterable[int]) -> None:
        """Let go of documents."""
        gone = [(number, self._profiles.pop(number).places) for number in numbers]
        self._oldest = next(iter(self._profiles), self._oldest)
        for number, places in gone:
            self._counts[places] -= 1
            for place in places[self._counts[places] == 0].tolist():
                self._free(place)
            # Older ones are cut off when the postings are next looked at.
            if number > self._oldest:
                for place in places.tolist():
                    _remove_posting(number, self._postings[place])
        self._log = log(len(self._profiles) + BACKGROUND_DOCUMENTS)

    def rarity(self, feature: str) -> float:
        """Inverse document frequency: next to 0 when every document has the feature."""
        place = self._places.get(feature)
        return self._log - (log(self._counts[place] + 1) if place is not None else 0.0)

    def near(self, query: FeatureQuery) -> list[tuple[float, list[int]]]:
        """Documents that have a rare feature of the query, and its share of its kind.

        Rarer features come first; of each, the latest documents.
        """
        found: list[tuple[float, list[int]]] = []
        end = 0
        for size, length in zip(query.sizes[: self._finding].tolist(), query.lengths, strict=False):
            start, end = end, end + size
            shares = query.weights[start:end] / length
            found += self._latest(query.places[start:end], shares)
        return found

    def compare(self, query: FeatureQuery, numbers: Sequence[int]) -> tuple[FloatArray, FloatArray]:
        """How alike the query and each known document are: a row for each, a column a kind.

        The cosine of their TF-IDF vectors, 0 to 1, and the number of features both have.
        """
        profiles = [self._profiles[number] for number in numbers]
        sizes = np.concatenate([profile.sizes for profile in profiles])
        self._lent[query.places] = query.weights
        lent = self._lent[np.concatenate([profile.places for profile in profiles])]
        self._lent[query.places] = 0.0
        common = _sum_runs(lent > 0, sizes).reshape(len(profiles), -1)
        lent *= np.concatenate([profile.given for profile in profiles])
        products = _sum_runs(lent, sizes).reshape(len(profiles), -1)
        self._renew_lengths(profiles)
        lengths = query.lengths * np.array([profile.lengths for profile in profiles])
        # A sum's last digits hang on where in the array it stands; these do not.
        return np.round(products / lengths, 9), common

    def shared(self, query: FeatureQuery, numbers: Iterable[int]) -> list[str]:
        """Features of the query that any of these documents has, the weightiest first."""
        others = {place for number in numbers for place in self._profiles[number].places.tolist()}
        told = zip(query.places.tolist(), query.weights.tolist(), strict=True)
        found = sorted((-weight, self._names[place]) for place, weight in told if place in others)
        return [name for _, name in found]

    def _query(self, places: PlaceArray, given: WeightArray, sizes: SizeArray) -> FeatureQuery:
        rare = self._rarities(places)
        weights = given * rare * rare
        return FeatureQuery(places, given, sizes, weights, _vector_lengths(weights * given, sizes))

    def _rarities(self, places: PlaceArray) -> FloatArray:
        rarities: FloatArray = self._log - np.log(self._counts[places] + 1)
        return rarities

    def _renew_lengths(self, profiles: Iterable[FeatureProfile]) -> None:
        """Work out lengths that are no longer true enough."""
        held = len(self._profiles)
        for profile in profiles:
            if held > profile.counted * LENGTH_RENEWAL_GROWTH or held < MAX_EXACT_DOCUMENTS:
                weights = self._rarities(profile.places) * profile.given
                profile.lengths = _vector_lengths(weights * weights, profile.sizes)
                profile.counted = held

    def _latest(self, places: PlaceArray, shares: FloatArray) -> Iterator[tuple[float, list[int]]]:
        counts = self._counts[places]
        order = np.argsort(counts, kind="stable")
        most = exp(self._log - MIN_RARITY) - 1
        order = order[(counts[order] > 0) & (counts[order] <= most)]
        left = MAX_READ_POSTINGS
        for place, share in zip(places[order].tolist(), shares[order].tolist(), strict=True):
            postings = self._postings[place]
            if postings and postings[0] < self._oldest:
                del postings[: bisect_left(postings, self._oldest)]
            yield share, postings if len(postings) <= left else postings[-left:]
            left -= len(postings)
            if left <= 0:
                break

    def _new(self, name: str) -> int:
        """A place for a feature that has none."""
        if self._unused:
            place = self._unused.pop()
            self._names[place] = name
        else:
            place = len(self._names)
            self._names.append(name)
            self._postings.append([])
            if place == len(self._counts):
                self._counts = np.concatenate((self._counts, np.zeros_like(self._counts)))
                self._lent = np.zeros(2 * place)
        self._places[name] = place
        return place

    def _free(self, place: int) -> None:
        """Let another feature have the place of one that no document has any more."""
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
    if len(starts):
        sums[is_full] = np.add.reduceat(values, starts, dtype=np.float64)
    return sums


def _remove_posting(number: int, postings: list[int]) -> None:
    """Take a number out, unless it was cut off before."""
    at = bisect_left(postings, number)
    if at < len(postings) and postings[at] == number:
        del postings[at]

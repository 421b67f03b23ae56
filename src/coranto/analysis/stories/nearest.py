"""Find documents near in what they say. Knows features, counts, numbers; nothing of stories.

How rare a feature is, is counted over the documents held. Lengths of vectors are
remembered until the number of documents has grown by half, so a likeness may be some
hundredths off in a large collection; below `EXACT` documents it never is.

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
BACKGROUND = 20
#: Rarity (inverse document frequency) from which a feature finds neighbours.
RARE = 1.0
#: Postings kept of one feature, the latest, and read for one document. Rare ones come first.
KEPT, READ = 500, 200
#: Up to so many documents, lengths are always worked out anew.
EXACT = 200
GROWTH = 1.5
#: Features there is room for at first.
ROOM = 1024

Weights = Mapping[str, float]
Places = npt.NDArray[np.int32]
Given = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]
Sizes = npt.NDArray[np.int64]


@dataclass(slots=True)
class Profile:
    """A document's features as they are kept, kind by kind."""

    places: Places
    given: Given
    sizes: Sizes  #: features of each kind
    lengths: Numbers  #: of the vector of each kind; 1 for an empty one
    counted: int  #: how many documents were held when the lengths were worked out


@dataclass(frozen=True, slots=True)
class Query:
    """A document as others are compared with it."""

    places: Places
    given: Given
    sizes: Sizes
    weights: Numbers  #: given, times rarity squared
    lengths: Numbers


class Space:
    """Features of several kinds of many documents, which are told apart by number.

    A feature is of one kind only. Documents are found by features of the first `finding` kinds.
    """

    def __init__(self, *, finding: int) -> None:
        self._finding = finding
        self._profiles: dict[int, Profile] = {}
        self._places: dict[str, int] = {}
        self._names: list[str] = []  #: by place
        self._postings: list[list[int]] = []  #: by place: the documents, in their order
        self._unused: list[int] = []
        self._counts = np.zeros(ROOM, dtype=np.int64)
        self._lent = np.zeros(ROOM)  #: weights of the query that is being compared
        self._oldest = 0  #: no document held has a lower number
        self._log = log(BACKGROUND)

    def query(self, kinds: Sequence[Weights]) -> Query:
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

    def known(self, number: int) -> Query:
        """A document that is held, as a query."""
        profile = self._profiles[number]
        return self._query(profile.places, profile.given, profile.sizes)

    def add(self, number: int, query: Query) -> None:
        """Remember what a document says. Numbers only grow."""
        self._counts[query.places] += 1
        self._profiles[number] = Profile(query.places, query.given, query.sizes, query.lengths, 0)
        self._log = log(len(self._profiles) + BACKGROUND)
        lists = self._postings
        for place in query.places[: query.sizes[: self._finding].sum()].tolist():
            postings = lists[place]
            postings.append(number)
            if len(postings) > 2 * KEPT:
                del postings[:-KEPT]

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
                    _remove(number, self._postings[place])
        self._log = log(len(self._profiles) + BACKGROUND)

    def rarity(self, feature: str) -> float:
        """Inverse document frequency: next to 0 when every document has the feature."""
        place = self._places.get(feature)
        return self._log - (log(self._counts[place] + 1) if place is not None else 0.0)

    def near(self, query: Query) -> list[tuple[float, list[int]]]:
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

    def compare(self, query: Query, numbers: Sequence[int]) -> tuple[Numbers, Numbers]:
        """How alike the query and each known document are: a row for each, a column a kind.

        The cosine of their TF-IDF vectors, 0 to 1, and the number of features both have.
        """
        profiles = [self._profiles[number] for number in numbers]
        sizes = np.concatenate([profile.sizes for profile in profiles])
        self._lent[query.places] = query.weights
        lent = self._lent[np.concatenate([profile.places for profile in profiles])]
        self._lent[query.places] = 0.0
        common = _sums(lent > 0, sizes).reshape(len(profiles), -1)
        lent *= np.concatenate([profile.given for profile in profiles])
        products = _sums(lent, sizes).reshape(len(profiles), -1)
        self._renew_lengths(profiles)
        lengths = query.lengths * np.array([profile.lengths for profile in profiles])
        # A sum's last digits hang on where in the array it stands; these do not.
        return np.round(products / lengths, 9), common

    def shared(self, query: Query, numbers: Iterable[int]) -> list[str]:
        """Features of the query that any of these documents has, the weightiest first."""
        others = {place for number in numbers for place in self._profiles[number].places.tolist()}
        told = zip(query.places.tolist(), query.weights.tolist(), strict=True)
        found = sorted((-weight, self._names[place]) for place, weight in told if place in others)
        return [name for _, name in found]

    def _query(self, places: Places, given: Given, sizes: Sizes) -> Query:
        rare = self._rarities(places)
        weights = given * rare * rare
        return Query(places, given, sizes, weights, _lengths(weights * given, sizes))

    def _rarities(self, places: Places) -> Numbers:
        rarities: Numbers = self._log - np.log(self._counts[places] + 1)
        return rarities

    def _renew_lengths(self, profiles: Iterable[Profile]) -> None:
        """Work out lengths that are no longer true enough."""
        held = len(self._profiles)
        for profile in profiles:
            if held > profile.counted * GROWTH or held < EXACT:
                weights = self._rarities(profile.places) * profile.given
                profile.lengths = _lengths(weights * weights, profile.sizes)
                profile.counted = held

    def _latest(self, places: Places, shares: Numbers) -> Iterator[tuple[float, list[int]]]:
        counts = self._counts[places]
        order = np.argsort(counts, kind="stable")
        most = exp(self._log - RARE) - 1
        order = order[(counts[order] > 0) & (counts[order] <= most)]
        left = READ
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


def _lengths(squares: Numbers, sizes: Sizes) -> Numbers:
    lengths = np.sqrt(_sums(squares, sizes))
    lengths[lengths == 0] = 1.0
    return lengths


def _sums(values: npt.NDArray[np.generic], sizes: Sizes) -> Numbers:
    """The sum of each run of values; a run may be empty."""
    is_full = sizes > 0
    sums = np.zeros(len(sizes))
    starts = (np.cumsum(sizes) - sizes)[is_full]
    if len(starts):
        sums[is_full] = np.add.reduceat(values, starts, dtype=np.float64)
    return sums


def _remove(number: int, postings: list[int]) -> None:
    """Take a number out, unless it was cut off before."""
    at = bisect_left(postings, number)
    if at < len(postings) and postings[at] == number:
        del postings[at]

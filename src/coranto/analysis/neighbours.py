"""Find documents near in what they say. Knows features, counts, numbers; nothing of stories.

How rare a feature is, is counted over the documents held. Lengths of vectors are
remembered until the number of documents has grown by half, so a likeness may be some
hundredths off in a large collection; below `EXACT` documents it never is.

Features are told apart by place in arrays, and a place is used again once no document
held has its feature. What comes out does not depend on places: sums are taken in the
order in which a document has its features.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
import numpy.typing as npt

#: As if so many unrelated documents stood beside: keeps a desk of three sober.
BACKGROUND = 20
#: Rarity (inverse document frequency) from which a feature finds neighbours.
RARE = 1.0
#: Postings kept of one feature, the latest, and read for one document. Rare ones come first.
KEPT, READ = 500, 300
#: Up to so many documents, lengths are always worked out anew.
EXACT = 200
GROWTH = 1.5
#: Features there is room for at first.
ROOM = 1024

Weights = Mapping[str, float]
Places = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.float64]


@dataclass(slots=True)
class Profile:
    """A document's features as they are kept, with the length of their vector."""

    places: Places
    weights: npt.NDArray[np.float32]
    length: float = 1.0
    counted: int = 0  #: how many documents were held when the length was worked out


@dataclass(frozen=True, slots=True)
class Query:
    """A document as others are compared with it: the features that any of them has."""

    places: Places
    weights: Numbers  #: times rarity squared
    length: float  #: of the vector of all its features


class Space:
    """One kind of feature of many documents, which are told apart by number."""

    def __init__(self) -> None:
        self._profiles: dict[int, Profile] = {}
        self._places: dict[str, int] = {}
        self._names: list[str] = []  #: by place; what is not in use keeps its last name
        self._unused: list[int] = []
        self._counts = np.zeros(ROOM, dtype=np.int64)
        self._lent = np.zeros(ROOM)  #: weights of the query that is being compared
        self._log = log(BACKGROUND)

    def __contains__(self, number: int) -> bool:
        return number in self._profiles

    def add(self, number: int, weights: Weights) -> None:
        """Remember what a document says. Numbers only grow."""
        known = self._places
        places = np.array(
            [known[name] if name in known else self._new(name) for name in weights], dtype=np.int32
        )
        self._counts[places] += 1
        kept = np.fromiter(weights.values(), dtype=np.float32, count=len(weights))
        self._profiles[number] = Profile(places, kept)
        self._log = log(len(self._profiles) + BACKGROUND)

    def forget(self, numbers: Iterable[int]) -> None:
        """Let go of documents."""
        for number in numbers:
            places = self._profiles.pop(number).places
            self._counts[places] -= 1
            for place in places[self._counts[places] == 0].tolist():
                del self._places[self._names[place]]
                self._unused.append(place)
        self._log = log(len(self._profiles) + BACKGROUND)

    def rarity(self, feature: str) -> float:
        """Inverse document frequency: next to 0 when every document has the feature."""
        place = self._places.get(feature)
        return self._log - (log(self._counts[place] + 1) if place is not None else 0.0)

    def query(self, weights: Weights) -> Query:
        """The document as it is compared: every feature with its weight times rarity squared."""
        known = self._places
        found = np.array([known.get(name, -1) for name in weights], dtype=np.int32)
        given = np.fromiter(weights.values(), dtype=np.float32, count=len(weights))
        is_met = found >= 0
        unmet = given[~is_met]
        return self._query(
            found[is_met], given[is_met], self._log**2 * float((unmet * unmet).sum())
        )

    def known(self, number: int) -> Query:
        """A document that is held, as a query."""
        profile = self._profiles[number]
        return self._query(profile.places, profile.weights, 0.0)

    def likeness(self, query: Query, numbers: Sequence[int]) -> tuple[Numbers, Places]:
        """Cosines of the TF-IDF vectors of the query and of each known document, 0 to 1.

        With them the numbers of features that both have.
        """
        profiles = [self._profiles[number] for number in numbers]
        if not profiles or not query.length:
            return np.zeros(len(profiles)), np.zeros(len(profiles), dtype=np.int32)
        sizes = np.array([len(profile.places) for profile in profiles])
        self._lent[query.places] = query.weights
        lent = self._lent[np.concatenate([profile.places for profile in profiles])]
        self._lent[query.places] = 0.0
        common = _sums((lent > 0).astype(np.float64), sizes).astype(np.int32)
        lent *= np.concatenate([profile.weights for profile in profiles])
        lengths = np.array(self._lengths(profiles))
        # A sum's last digits hang on where in the array it stands; these do not.
        return np.round(_sums(lent, sizes) / (query.length * lengths), 9), common

    def shared(self, query: Query, numbers: Iterable[int]) -> list[str]:
        """Features of the query that any of these documents has, the weightiest first."""
        others = {place for number in numbers for place in self._profiles[number].places.tolist()}
        told = zip(query.places.tolist(), query.weights.tolist(), strict=True)
        found = sorted((-weight, self._names[place]) for place, weight in told if place in others)
        return [name for _, name in found]

    def _query(self, places: Places, weights: npt.NDArray[np.float32], unmet: float) -> Query:
        rare = self._rarities(places)
        weighed = weights * rare**2
        return Query(places, weighed, sqrt(float((weighed * weights).sum()) + unmet))

    def _rarities(self, places: Places) -> Numbers:
        rarities: Numbers = self._log - np.log(self._counts[places] + 1)
        return rarities

    def _lengths(self, profiles: Sequence[Profile]) -> list[float]:
        """How long their vectors are; 1 for an empty one."""
        held = len(self._profiles)
        if held >= EXACT:
            for profile in profiles:
                if held > profile.counted * GROWTH:
                    self._measure(profile)
        else:
            for profile in profiles:
                self._measure(profile)
        return [profile.length for profile in profiles]

    def _measure(self, profile: Profile) -> None:
        rare = profile.weights * self._rarities(profile.places)
        profile.length = sqrt(float((rare * rare).sum())) or 1.0
        profile.counted = len(self._profiles)

    def _new(self, name: str) -> int:
        """A place for a feature that no document held has."""
        if self._unused:
            place = self._unused.pop()
            self._names[place] = name
        else:
            place = len(self._names)
            self._names.append(name)
            if place == len(self._counts):
                self._counts = np.concatenate((self._counts, np.zeros_like(self._counts)))
                self._lent = np.zeros(2 * place)
        self._places[name] = place
        return place


class Finder(Space):
    """A space that also finds the documents which have a feature."""

    def __init__(self) -> None:
        super().__init__()
        self._postings: dict[str, list[int]] = {}
        self._oldest = 0  #: no document held has a lower number

    def add(self, number: int, weights: Weights) -> None:
        """Remember what a document says. Numbers only grow."""
        super().add(number, weights)
        lists = self._postings
        for feature in weights:
            if feature not in lists:
                lists[feature] = [number]
                continue
            postings = lists[feature]
            postings.append(number)
            if len(postings) > 2 * KEPT:
                del postings[:-KEPT]
            if postings[0] < self._oldest:
                del postings[: bisect_left(postings, self._oldest)]

    def forget(self, numbers: Iterable[int]) -> None:
        """Let go of documents."""
        gone = [(number, self._profiles[number].places.tolist()) for number in numbers]
        names = self._names
        features = [(number, [names[place] for place in places]) for number, places in gone]
        super().forget([number for number, _ in gone])
        self._oldest = next(iter(self._profiles), self._oldest)
        for number, named in features:
            for feature in named:
                if feature not in self._places:
                    self._postings.pop(feature, None)
                # Older ones are cut off when the postings are next looked at.
                elif number > self._oldest:
                    _remove(number, self._postings[feature])

    def near(self, query: Query) -> Iterator[tuple[float, list[int]]]:
        """Documents that have a rare feature of the query, and its share of the query.

        Rarer features come first; of each, the latest documents.
        """
        left = READ
        most = exp(self._log - RARE) - 1
        names = [self._names[place] for place in query.places.tolist()]
        counts = self._counts[query.places].tolist()
        shares = (query.weights / query.length).tolist() if names else []
        for count, feature, share in sorted(zip(counts, names, shares, strict=True)):
            if count > most or not left:
                break
            postings = self._postings[feature]
            if postings[0] < self._oldest:
                del postings[: bisect_left(postings, self._oldest)]
            latest = postings[-left:]
            yield share, latest
            left -= len(latest)


def _sums(values: Numbers, sizes: npt.NDArray[np.int64]) -> Numbers:
    """The sum of each run of values; a run may be empty."""
    starts = np.cumsum(sizes) - sizes
    sums: Numbers = np.add.reduceat(np.append(values, 0.0), starts)
    sums[sizes == 0] = 0.0
    return sums


def _remove(number: int, postings: list[int]) -> None:
    """Take a number out, unless it was cut off before."""
    at = bisect_left(postings, number)
    if at < len(postings) and postings[at] == number:
        del postings[at]

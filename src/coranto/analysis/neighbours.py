"""Find documents near in what they say. Knows features, counts, numbers; nothing of stories.

How rare a feature is, is counted over the documents held. Lengths of vectors are
remembered until the number of documents has grown by half, so a likeness may be some
hundredths off in a large collection; below `EXACT` documents it never is.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import exp, fsum, log, sqrt

#: As if so many unrelated documents stood beside: keeps a desk of three sober.
BACKGROUND = 20
#: Rarity (inverse document frequency) from which a feature finds neighbours.
RARE = 1.0
#: Postings kept of one feature, the latest, and read for one document. Rare ones come first.
KEPT, READ = 500, 300
#: Up to so many documents, lengths are always worked out anew.
EXACT = 200
GROWTH = 1.5

Weights = Mapping[str, float]


@dataclass(slots=True)
class Profile:
    """A document's features as they are kept, with the length of their vector."""

    weights: Weights
    length: float = 0.0
    counted: int = -1  #: how many documents were held when the length was worked out


class Space:
    """One kind of feature of many documents, which are told apart by number."""

    def __init__(self) -> None:
        self._profiles: dict[int, Profile] = {}
        self._counts: dict[str, int] = {}
        self._postings: dict[str, list[int]] = {}
        self._oldest = 0  #: no document held has a lower number
        self._log = log(BACKGROUND)

    def __contains__(self, number: int) -> bool:
        return number in self._profiles

    def add(self, number: int, weights: Weights) -> None:
        """Remember what a document says. Numbers only grow."""
        self._profiles[number] = Profile(weights)
        self._log = log(len(self._profiles) + BACKGROUND)
        counts, lists = self._counts, self._postings
        for feature in weights:
            if feature not in counts:
                counts[feature] = 1
                lists[feature] = [number]
                continue
            counts[feature] += 1
            postings = lists[feature]
            postings.append(number)
            if len(postings) > 2 * KEPT:
                del postings[:-KEPT]
            if postings[0] < self._oldest:
                del postings[: bisect_left(postings, self._oldest)]

    def forget(self, numbers: Iterable[int]) -> None:
        """Let go of documents."""
        gone = [(number, self._profiles.pop(number)) for number in numbers]
        self._oldest = next(iter(self._profiles), self._oldest)
        counts = self._counts
        for number, profile in gone:
            for feature in profile.weights:
                if counts[feature] == 1:
                    del counts[feature], self._postings[feature]
                    continue
                counts[feature] -= 1
                # Older ones are cut off when the postings are next looked at.
                if number > self._oldest:
                    _remove(number, self._postings[feature])
        self._log = log(len(self._profiles) + BACKGROUND)

    def rarity(self, feature: str) -> float:
        """Inverse document frequency: next to 0 when every document has the feature."""
        return self._log - log(self._counts.get(feature, 0) + 1)

    def query(self, weights: Weights) -> "Query":
        """The document as it is compared: every feature with its weight times rarity squared."""
        counts, most = self._counts.get, self._log
        found = {
            name: weight * (most - log(counts(name, 0) + 1)) ** 2
            for name, weight in weights.items()
        }
        return Query(found, sqrt(sum([found[name] * weights[name] for name in found])))

    def known(self, number: int) -> "Query":
        """A document that is held, as a query."""
        return self.query(self._profiles[number].weights)

    def near(self, query: "Query") -> Iterator[tuple[float, list[int]]]:
        """Documents that have a rare feature of the query, and its share of the query.

        Rarer features come first; of each, the latest documents.
        """
        counts, left = self._counts, READ
        most = exp(self._log - RARE)
        met = [(counts[name], name) for name in query.weights if name in counts]
        for count, feature in sorted(met):
            if count + 1 > most or not left:
                break
            postings = self._postings[feature]
            if postings[0] < self._oldest:
                del postings[: bisect_left(postings, self._oldest)]
            latest = postings[-left:]
            yield query.weights[feature] / query.length, latest
            left -= len(latest)

    def likeness(self, query: "Query", number: int) -> tuple[float, int]:
        """Cosine of the TF-IDF vectors of the query and a known document, 0 to 1.

        With it the number of features that both have.
        """
        profile = self._profiles[number]
        mine, theirs = query.weights, profile.weights
        common = mine.keys() & theirs.keys()
        if not common:
            return 0.0, 0
        # fsum: what comes out must not depend on the order of a set.
        shared = fsum([mine[each] * theirs[each] for each in common])
        return shared / (query.length * self._length(profile)) if shared else 0.0, len(common)

    def shared(self, query: "Query", numbers: Iterable[int]) -> list[str]:
        """Features of the query that any of these documents has, the weightiest first."""
        others = {feature for number in numbers for feature in self._profiles[number].weights}
        found = [feature for feature in query.weights if feature in others]
        return sorted(found, key=lambda feature: (-query.weights[feature], feature))

    def _length(self, profile: Profile) -> float:
        held = len(self._profiles)
        if profile.counted < 0 or held < EXACT or held > profile.counted * GROWTH:
            counts, most = self._counts, self._log
            profile.length = sqrt(
                sum(
                    [
                        (w * (most - log(counts[name] + 1))) ** 2
                        for name, w in profile.weights.items()
                    ]
                )
            )
            profile.counted = held
        return profile.length


def _remove(number: int, postings: list[int]) -> None:
    """Take a number out, unless it was cut off before."""
    at = bisect_left(postings, number)
    if at < len(postings) and postings[at] == number:
        del postings[at]


@dataclass(frozen=True, slots=True)
class Query:
    """A document as others are compared with it."""

    weights: Mapping[str, float]  #: of its features, times rarity squared
    length: float

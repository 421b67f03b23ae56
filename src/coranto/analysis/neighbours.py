"""Find documents near in words and in time. Knows words, counts, seconds; nothing of stories.

Everything asked is counted over the time around one moment, so the answer depends
only on what was added, never on the order or the portions it was added in.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from math import log, sqrt

#: As if so many unrelated documents stood beside: keeps a desk of three sober.
BACKGROUND = 20
#: Postings read for one document, at most. Its rarest words come first.
POSTINGS = 2_000
_NUMBER = (1 << 32) - 1

Bag = Mapping[str, float]


class Neighbours:
    """The documents of one language, by their words and times."""

    def __init__(self, *, window: int) -> None:
        self._window = window  #: seconds to either side, exclusive
        self._seconds: list[int] = []
        self._postings: dict[str, list[int]] = {}
        self._bags: list[tuple[str, Bag]] = []

    def add(self, name: str, bag: Bag, second: int) -> int:
        """Remember a document's words and time; its number from now on."""
        number = len(self._bags)
        self._bags.append((name, bag))
        insort(self._seconds, second)
        for word in bag:
            insort(self._postings.setdefault(word, []), second << 32 | number)
        return number

    def around(self, second: int) -> "View":
        """The neighbourhood of one moment, as it stands now."""
        first, end = second - self._window + 1, second + self._window
        count = bisect_left(self._seconds, end) - bisect_left(self._seconds, first)
        return View(self._postings, self._bags, first=first, end=end, count=count)


class View:
    """What is known around one moment: word rarities, candidates, likenesses."""

    def __init__(
        self,
        postings: Mapping[str, list[int]],
        bags: list[tuple[str, Bag]],
        *,
        first: int,
        end: int,
        count: int,
    ) -> None:
        self._postings = postings
        self._bags = bags
        self._first = first << 32
        self._end = end << 32
        self._all = count + BACKGROUND + 1
        self._rarities: dict[str, float] = {}

    def rarity(self, word: str) -> float:
        """Inverse document frequency: 0 when every document has the word."""
        known = self._rarities.get(word)
        if known is None:
            start, end = self._slice(word)
            known = self._rarities[word] = log(self._all / (end - start + 1))
        return known

    def candidates(self, bag: Bag, *, rare: float) -> list[str]:
        """Names of documents that share rare words with the bag, the likeliest first."""
        weights: dict[int, float] = {}
        left = POSTINGS
        for word in sorted(bag, key=lambda word: (-self.rarity(word), word)):
            start, end = self._slice(word)
            rarity, left = self.rarity(word), left - (end - start)
            if rarity < rare or left < 0:
                break
            for code in self._postings[word][start:end] if end > start else ():
                number = code & _NUMBER
                weights[number] = weights.get(number, 0.0) + rarity**2 * bag[word]
        found = [(-weight, self._bags[number][0]) for number, weight in weights.items()]
        return [name for _, name in sorted(found)]

    def likeness(self, bag: Bag, length: float, number: int) -> float:
        """Cosine of the TF-IDF vectors of the bag and a known document, 0 to 1."""
        other = self._bags[number][1]
        shared = sum(
            weight * other[word] * self.rarity(word) ** 2
            for word, weight in bag.items()
            if word in other
        )
        return shared / (length * self.length(other)) if shared else 0.0

    def length(self, bag: Bag) -> float:
        """Euclidean length of the bag's TF-IDF vector."""
        return sqrt(sum((self.rarity(word) * weight) ** 2 for word, weight in bag.items()))

    def shared(self, bag: Bag, numbers: Iterable[int], *, rare: float) -> list[str]:
        """The bag's rare words that any of these documents has, the weightiest first."""
        others = [self._bags[number][1] for number in numbers]
        words = [
            word
            for word in bag
            if self.rarity(word) >= rare and any(word in other for other in others)
        ]
        return sorted(words, key=lambda word: (-self.rarity(word) * bag[word], word))

    def _slice(self, word: str) -> tuple[int, int]:
        codes = self._postings.get(word)
        if codes is None:
            return 0, 0
        return bisect_left(codes, self._first), bisect_left(codes, self._end)

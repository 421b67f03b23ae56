"""Score how alike two documents are, across languages, and why. Pure; knows no stories.

Documents of one language are compared by their words and by what all languages share;
others by the latter alone. What speaks against it: time, and different places, sports,
ranks … where each document names one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from math import expm1, log1p, sqrt
from operator import itemgetter

from coranto.analysis.features import Features
from coranto.analysis.neighbours import Query, Space

#: Share of the words of one language in the likeness of two documents that have it in
#: common; the rest is what all languages share. This and the numbers below are chosen on
#: one half of public stories and proven on the other: see benchmarks/stories.py.
OWN = 0.6
#: What likeness across languages is worth, where only shared features can be compared.
ACROSS = 0.6
#: So many things two documents must have in common; a name alone makes no story.
COMMON = 2
#: What the first day between two documents takes; two days take 1.4 times as much, six twice.
TIME = 0.28
_FIRST = log1p(4)
#: So many days apart are two documents at least, where one does not say when it is from.
UNDATED = 1.5
#: What it takes that two documents name different places, or different sports …
CONFLICT = 0.2
#: Rarity from which a place tells stories apart: on a desk about Albania, Albania does not.
TELLING = 1.5
#: What a model's likeness adds, where there is a model, above what unrelated texts have.
#: Never less than nothing: a model may not know a language. Not measured on public stories.
MODEL, UNRELATED = 0.8, 0.4
#: The same text comes first.
SAME = 1_000.0
#: Documents that share less than this part of what the nearest shares do not come.
LEAST = 0.3
#: Documents that come into question at most.
NEAR = 25

Vector = Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A placed document, as far as later ones are compared with it."""

    id: str
    number: int
    title: str  #: shortened
    second: int  #: when it was published, else first seen
    dated: bool  #: whether it says when it was published
    language: str
    key: str
    links: tuple[str, ...]  #: of a post
    claims: Mapping[str, frozenset[str]]
    vector: Vector | None
    text: int  #: the same for the same words; 0 when there are few


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A document while it is compared."""

    second: int
    dated: bool
    language: str
    own: Query
    shared: Query
    claims: Mapping[str, frozenset[str]]
    vector: Vector | None
    text: int  #: the same for the same words; 0 when there are few


class Collection:
    """The documents held, by what they say."""

    def __init__(self, *, window: int) -> None:
        self._window = window  #: seconds to either side, exclusive
        self._own: dict[str, Space] = {}
        self._shared = Space()
        self._known: dict[int, Known] = {}
        self._texts: dict[int, int] = {}  #: the last document of each text

    def add(self, known: Known, said: Features) -> None:
        """Hold a document."""
        self._space(known.language).add(known.number, said.own)
        self._shared.add(known.number, said.shared)
        self._known[known.number] = known
        if known.text:
            self._texts[known.text] = known.number

    def forget(self, before: int) -> list[Known]:
        """Let go of documents from before a second; those that were."""
        gone = [known for known in self._known.values() if known.second < before]
        for language, space in self._own.items():
            space.forget([known.number for known in gone if known.language == language])
        self._shared.forget([known.number for known in gone])
        for known in gone:
            del self._known[known.number]
            if self._texts.get(known.text) == known.number:
                del self._texts[known.text]
        return gone

    def subject(
        self, said: Features, *, second: int, dated: bool, vector: Vector | None
    ) -> Subject:
        """A document that is not held, ready to be compared."""
        return Subject(
            second=second,
            dated=dated,
            language=said.language,
            own=self._space(said.language).query(said.own),
            shared=self._shared.query(said.shared),
            claims=said.claims,
            vector=vector,
            text=said.text,
        )

    def again(self, number: int) -> Subject:
        """A document that is held, ready to be compared."""
        known = self._known[number]
        return Subject(
            second=known.second,
            dated=known.dated,
            language=known.language,
            own=self._own[known.language].known(number),
            shared=self._shared.known(number),
            claims=known.claims,
            vector=known.vector,
            text=known.text,
        )

    def nearest(self, subject: Subject) -> list[Known]:
        """Documents within the window that share most rare features, the likeliest first."""
        found: dict[int, float] = {}
        own, shared = (
            self._own[subject.language].near(subject.own),
            self._shared.near(subject.shared),
        )
        for share, numbers in chain(own, shared):
            for number in numbers:
                if number in found:
                    found[number] += share
                else:
                    found[number] = share
        if subject.text in self._texts:
            found[self._texts[subject.text]] = SAME
        least = LEAST * max(found.values(), default=0.0)
        likely = [each for each in found.items() if each[1] >= least]
        best = nlargest(2 * NEAR, likely, key=itemgetter(1))
        near = [
            (-share, known.second, known.id, known)
            for share, known in ((share, self._known[number]) for number, share in best)
            if abs(known.second - subject.second) < self._window
        ]
        return [known for *_, known in sorted(near, key=itemgetter(0, 1, 2))[:NEAR]]

    def held(self, number: int) -> Known:
        """A document by its number."""
        return self._known[number]

    def score(self, subject: Subject, member: Known) -> float:
        """How alike two documents are: 1 for one text told twice, below 0 for strangers."""
        if subject.text and subject.text == member.text:
            return 1.0 - TIME * lapse(subject, member)
        likeness, common = self._shared.likeness(subject.shared, member.number)
        if member.language == subject.language:
            own, words = self._own[member.language].likeness(subject.own, member.number)
            likeness, common = OWN * own + (1 - OWN) * likeness, max(common, words)
        else:
            likeness *= ACROSS
        if common < COMMON:
            likeness = 0.0
        if subject.vector is not None and member.vector is not None:
            likeness += MODEL * max(0.0, _cosine(subject.vector, member.vector) - UNRELATED)
        return likeness - self._conflict(subject, member) - TIME * lapse(subject, member)

    def in_common(self, subject: Subject, members: Iterable[Known]) -> tuple[list[str], list[str]]:
        """Features that a document shares with any of these: of its language, and of all."""
        members = list(members)
        beside = [known.number for known in members if known.language == subject.language]
        own = self._own[subject.language].shared(subject.own, beside)
        return own, self._shared.shared(subject.shared, [known.number for known in members])

    def _conflict(self, subject: Subject, member: Known) -> float:
        conflicts = 0
        for kind, claims in subject.claims.items():
            others = member.claims.get(kind)
            if others is None:
                continue
            if kind == "place":
                mine, theirs = self._telling(claims), self._telling(others)
                conflicts += bool(mine and theirs and mine.isdisjoint(theirs))
            else:
                conflicts += claims.isdisjoint(others)
        return CONFLICT * conflicts

    def _telling(self, places: frozenset[str]) -> frozenset[str]:
        return frozenset(each for each in places if self._shared.rarity(each) >= TELLING)

    def _space(self, language: str) -> Space:
        if language not in self._own:
            self._own[language] = Space()
        return self._own[language]


def lapse(one: Subject, other: Known) -> float:
    """How much time apart counts, in first days; a date not known counts as `UNDATED`."""
    apart = abs(one.second - other.second) / 86_400
    if not (one.dated and other.dated):
        apart = max(apart, UNDATED)
    return log1p(4 * apart) / _FIRST


def days(lapsed: float) -> float:
    """Days apart that count as much."""
    return expm1(lapsed * _FIRST) / 4


def _cosine(one: Vector, other: Vector) -> float:
    product = sum(a * b for a, b in zip(one, other, strict=False))
    lengths = sqrt(sum(a * a for a in one) * sum(b * b for b in other))
    return product / lengths if lengths else 0.0

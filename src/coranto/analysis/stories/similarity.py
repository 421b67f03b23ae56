"""Tell the chance that two documents report one event, whatever their languages. Pure.

It is a logistic regression on how alike they are in what they write, in what any
language would say and in the letters of bare headlines, on the time between, on places
and sports where each names one, and on how many others stand beside; and on what an embedding
model says, if there is one (`meanings.py`). It knows no stories.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush, nsmallest
from itertools import chain
from math import expm1, log, log1p
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from coranto.analysis.stories.embeddings import EmbeddingIndex, ModelCalibration, Vector
from coranto.analysis.stories.features import LETTER_RUN_MARK, Features, is_shared
from coranto.analysis.stories.nearest import FeatureIndex, FeatureQuery, FloatArray

#: Odds, as logarithms. They were fitted to pairs of documents of AllSides and of one half
#: of the Olympics' stories, moved a little where the stories of that half came out better,
#: and proven on the other half: see benchmarks/stories.py.
BASE_LOG_ODDS = -2.6
#: What likeness adds in what is written, and in what is shared: in one language, in two.
WRITTEN_LOG_ODDS = 4.7
SHARED_LOG_ODDS = 4.4
WRITTEN_ACROSS_LOG_ODDS = 6.1
SHARED_ACROSS_LOG_ODDS = 7.2
#: Of what is known by headlines alone, the letters tell too: related words, spellings of a
#: name. But headlines of one subject are more alike than texts.
LETTERS_LOG_ODDS = 2.0
HEADLINES_LOG_ODDS_LOSS = 0.4
#: Texts of two languages share a smaller part of their words than headlines do. Chosen on
#: the example week.
TEXTS_ACROSS_LOG_ODDS = 1.0
#: What it adds to be of one language.
SAME_LANGUAGE_LOG_ODDS = 0.9
#: What the first day between two documents takes; two days take 1.4 times as much, six twice.
FIRST_DAY_LOG_ODDS_LOSS = 2.4
_FIRST_DAY_SCALE = log1p(4)
#: So many days apart are two documents at least, where one does not say when it is from.
UNDATED_MIN_DAYS = 1.5
#: What it takes that two documents name different places, or different sports.
CONFLICT_LOG_ODDS_LOSS = {"place": 1.2, "sport": 3.9}
#: Rarity from which a place tells stories apart: on a desk about Albania, Albania does not.
MIN_PLACE_RARITY = 1.5
#: Among more documents of a language, more are alike by chance. Twice as many take 0.2.
CROWD_LOG_ODDS_LOSS = 0.3
USUAL_DOCUMENTS = 300
BACKGROUND_DOCUMENTS = 50
#: So many things two documents must have in common; a name alone makes no story.
MIN_COMMON_FEATURES = 2
#: A model proposes documents that it speaks for so much at least, and so many of them.
MIN_PROPOSAL_LOG_ODDS = 0.5
MAX_PROPOSALS = 5
#: Of the same text.
SAME_TEXT_LOG_ODDS = 6.0
#: The same text comes first.
SAME_TEXT_SHARE = 1_000.0
#: Documents that share less than this part of what the nearest shares do not come.
MIN_SHARE_OF_NEAREST = 0.3
#: Documents that come into question at most.
MAX_NEAREST_DOCUMENTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedDocument:
    """A placed document, as far as later ones are compared with it."""

    id: str
    number: int
    title: str  #: shortened
    second: int  #: when it was published, else first seen
    dated: bool  #: whether it says when it was published
    is_bare: bool  #: it is known by its headline alone
    language: str
    key: str
    links: tuple[str, ...]  #: of a post
    claims: Mapping[str, frozenset[str]]
    text: int  #: the same for the same words; 0 when there are few


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDocument:
    """A document while it is compared."""

    second: int
    dated: bool
    is_bare: bool
    language: str
    said: FeatureQuery
    claims: Mapping[str, frozenset[str]]
    vector: Vector | None
    text: int  #: the same for the same words; 0 when there are few


class DocumentMatch(NamedTuple):
    """How a document compares with one that is held."""

    known: PlacedDocument
    odds: float  #: logarithm of the odds of one event, were both of one moment
    meant: float  #: how much of it a model added
    lapse: float  #: how much the time between counts, in first days
    chance: float  #: of one event, 0 to 1


class SimilarityIndex:
    """The documents held, by what they say."""

    def __init__(self, *, window: int, scale: ModelCalibration) -> None:
        self._window = window  #: seconds to either side, exclusive
        self._space = FeatureIndex(finding=2)  # in own words, shared ones and letters: not by these
        self._meanings = EmbeddingIndex(scale)
        self._counts: dict[str, int] = {}  #: documents of each language
        self._known: dict[int, PlacedDocument] = {}
        self._ages: list[tuple[int, int]] = []  #: a heap of seconds and numbers
        self._texts: dict[int, int] = {}  #: the last document of each text

    def add(self, known: PlacedDocument, subject: QueryDocument) -> None:
        """Hold a document, which was compared."""
        self._space.add(known.number, subject.said)
        self._known[known.number] = known
        if subject.vector is not None:
            self._meanings.add(known.number, known.language, subject.vector)
        heappush(self._ages, (known.second, known.number))
        self._counts[known.language] = self._counts.get(known.language, 0) + 1
        if known.text:
            self._texts[known.text] = known.number

    def forget(self, before: int) -> list[PlacedDocument]:
        """Let go of documents from before a second; those that were."""
        gone = []
        while self._ages and self._ages[0][0] < before:
            gone.append(self._known[heappop(self._ages)[1]])
        self._space.forget([known.number for known in gone])
        self._meanings.forget(known.number for known in gone)
        for known in gone:
            del self._known[known.number]
            self._counts[known.language] -= 1
            if self._texts.get(known.text) == known.number:
                del self._texts[known.text]
        return gone

    def subject(
        self, said: Features, *, second: int, dated: bool, vector: Vector | None
    ) -> QueryDocument:
        """A document that is not held, ready to be compared and then to be added."""
        return QueryDocument(
            second=second,
            dated=dated,
            is_bare=said.is_bare,
            language=said.language,
            said=self._space.query((said.own, said.shared, said.letters)),
            claims=said.claims,
            vector=vector,
            text=said.text,
        )

    def again(self, number: int) -> QueryDocument:
        """A document that is held, ready to be compared."""
        known = self._known[number]
        return QueryDocument(
            second=known.second,
            dated=known.dated,
            is_bare=known.is_bare,
            language=known.language,
            said=self._space.known(number),
            claims=known.claims,
            vector=self._meanings.vector(number),
            text=known.text,
        )

    def nearest(self, subject: QueryDocument) -> list[PlacedDocument]:
        """Documents within the window that share most rare features, the likeliest first."""
        proposed = self._proposed(subject)
        parts = self._space.near(subject.said)
        if subject.text in self._texts:
            parts.append((SAME_TEXT_SHARE, [self._texts[subject.text]]))
        if not parts:
            return proposed
        met = np.array(list(chain.from_iterable(numbers for _, numbers in parts)))
        shares_met = np.repeat([share for share, _ in parts], [len(each) for _, each in parts])
        numbers, which = np.unique(met, return_inverse=True)
        shares = np.bincount(which, weights=shares_met)
        likely = np.flatnonzero(shares >= MIN_SHARE_OF_NEAREST * shares.max())
        likely = likely[np.argsort(-shares[likely], kind="stable")]
        near: list[tuple[float, int, str, PlacedDocument]] = []
        for share, number in zip(shares[likely].tolist(), numbers[likely].tolist(), strict=True):
            if len(near) >= MAX_NEAREST_DOCUMENTS and -share > near[MAX_NEAREST_DOCUMENTS - 1][0]:
                break
            known = self._known[number]
            if abs(known.second - subject.second) < self._window:
                near.append((-share, known.second, known.id, known))
        found = [
            known for *_, known in sorted(near, key=itemgetter(0, 1, 2))[:MAX_NEAREST_DOCUMENTS]
        ]
        if not proposed:
            return found
        return [*proposed, *(known for known in found if known not in proposed)]

    def _proposed(self, subject: QueryDocument) -> list[PlacedDocument]:
        """Documents within the window that a model speaks for most."""
        if subject.vector is None:
            return []
        most = self._meanings.most(subject.language, subject.vector, MIN_PROPOSAL_LOG_ODDS)
        near = [
            (-odds, known.second, known.id, known)
            for odds, known in ((odds, self._known[number]) for odds, number in most)
            if abs(known.second - subject.second) < self._window
        ]
        return [known for *_, known in nsmallest(MAX_PROPOSALS, near, key=itemgetter(0, 1, 2))]

    def held(self, number: int) -> PlacedDocument:
        """A document by its number."""
        return self._known[number]

    def compare(
        self, subject: QueryDocument, members: Sequence[PlacedDocument]
    ) -> list[DocumentMatch]:
        """The chances that a document and each of these report one event."""
        if not members:
            return []
        (odds, meant), lapses = self._odds(subject, members), _time_lapses(subject, members)
        chances = 1 / (1 + np.exp(FIRST_DAY_LOG_ODDS_LOSS * lapses - odds))
        told = (members, odds.tolist(), meant.tolist(), lapses.tolist(), chances.tolist())
        return [DocumentMatch(*each) for each in zip(*told, strict=True)]

    def in_common(
        self, subject: QueryDocument, members: Iterable[PlacedDocument]
    ) -> tuple[list[str], list[str]]:
        """Features that a document shares with any of these: as written, and of all languages."""
        found = self._space.shared(subject.said, [known.number for known in members])
        shared = [feature for feature in found if is_shared(feature)]
        return [
            each for each in found if not is_shared(each) and each[0] != LETTER_RUN_MARK
        ], shared

    def _odds(
        self, subject: QueryDocument, members: Sequence[PlacedDocument]
    ) -> tuple[FloatArray, FloatArray]:
        """The odds, were all of one moment, and how much of them a model added."""
        alike, common = self._space.compare(subject.said, [member.number for member in members])
        own, shared, letters = alike.T
        is_beside = np.array([member.language == subject.language for member in members])
        written = np.where(is_beside, WRITTEN_LOG_ODDS, WRITTEN_ACROSS_LOG_ODDS) * own
        told = np.where(is_beside, SHARED_LOG_ODDS, SHARED_ACROSS_LOG_ODDS) * shared
        is_enough = common[:, :2].max(axis=1) >= MIN_COMMON_FEATURES
        is_bare = np.array([subject.is_bare and member.is_bare for member in members])
        odds: FloatArray = BASE_LOG_ODDS + is_enough * (written + told)
        odds += np.where(
            is_bare,
            LETTERS_LOG_ODDS * letters - HEADLINES_LOG_ODDS_LOSS,
            ~is_beside * TEXTS_ACROSS_LOG_ODDS,
        )
        odds += SAME_LANGUAGE_LOG_ODDS * is_beside - self._against(subject, members)
        meant = np.zeros(len(members))
        if subject.vector is not None:
            numbers = [member.number for member in members]
            meant = self._meanings.of(subject.language, subject.vector, numbers)
            meant *= is_bare | ~is_beside  # the words of two texts of one language tell enough
            odds += meant
        for at, member in enumerate(members):
            if subject.text and subject.text == member.text:
                odds[at], meant[at] = SAME_TEXT_LOG_ODDS, 0.0
        return odds, meant

    def _against(self, subject: QueryDocument, members: Sequence[PlacedDocument]) -> FloatArray:
        """What takes from the odds: how many stand beside, and other places or sports."""
        crowds = {
            language: CROWD_LOG_ODDS_LOSS
            * log((self._counts[language] + BACKGROUND_DOCUMENTS) / USUAL_DOCUMENTS)
            for language in {member.language for member in members}
        }
        against = np.array([crowds[member.language] for member in members])
        for kind, taken in CONFLICT_LOG_ODDS_LOSS.items():
            mine = self._claimed(subject.claims, kind)
            for at, member in enumerate(members) if mine else ():
                theirs = self._claimed(member.claims, kind)
                if theirs and mine.isdisjoint(theirs):
                    against[at] += taken
        return against

    def _claimed(self, claims: Mapping[str, frozenset[str]], kind: str) -> frozenset[str]:
        found = claims.get(kind, frozenset())
        return self._telling(found) if kind == "place" else found

    def _telling(self, places: frozenset[str]) -> frozenset[str]:
        return frozenset(each for each in places if self._space.rarity(each) >= MIN_PLACE_RARITY)


def _time_lapses(one: QueryDocument, others: Sequence[PlacedDocument]) -> FloatArray:
    """How much time apart counts, in first days; a date not known counts as `UNDATED_MIN_DAYS`."""
    apart = np.abs(np.array([other.second for other in others]) - one.second) / 86_400
    if not (one.dated and all(other.dated for other in others)):
        is_dated = np.array([one.dated and other.dated for other in others])
        apart = np.where(is_dated, apart, np.maximum(apart, UNDATED_MIN_DAYS))
    lapses: FloatArray = np.log1p(4 * apart) / _FIRST_DAY_SCALE
    return lapses


def days_of_lapse(lapsed: float) -> float:
    """Days apart that count as much."""
    return expm1(lapsed * _FIRST_DAY_SCALE) / 4

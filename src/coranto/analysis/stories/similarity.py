"""Estimate the chance that two documents report one event, in any languages. Pure.

It is a logistic regression on how similar they are in what they write, in what any language would
say and in the letters of bare headlines, on the time between them, on places and sports where each
names one, on how many other documents there are, and on what an embedding model says, if there is
one (`embeddings.py`). It knows no stories.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from heapq import heappop, heappush, nsmallest
from itertools import chain
from math import inf, log
from operator import itemgetter

import numpy as np

from coranto.analysis.stories import evidence
from coranto.analysis.stories.compared import (
    DocumentMatch,
    PlacedDocument,
    QueryDocument,
    compared_fields,
)
from coranto.analysis.stories.embeddings import EmbeddingIndex, ModelCalibration, Vector
from coranto.analysis.stories.features import LETTER_RUN_MARK, Features, is_shared
from coranto.analysis.stories.nearest import BoolArray, FeatureIndex, FloatArray
from coranto.analysis.stories.surprise import Surprise, SurpriseCandidate
from coranto.analysis.stories.timeline import Moment, Timeline

#: All weights are log odds. They were fitted to pairs of documents of AllSides and of one half of
#: the Olympics' stories, moved a little where the stories of that half came out better, and proven
#: on the other half: see benchmarks/stories.py.
BASE_LOG_ODDS = -2.6
#: What similarity of the written words adds, in one language.
WRITTEN_LOG_ODDS = 4.7
#: What similarity of the features of all languages adds, in one language.
SHARED_LOG_ODDS = 4.4
#: What similarity of the written words adds between two languages.
WRITTEN_ACROSS_LOG_ODDS = 6.1
#: What similarity of the features of all languages adds between two languages.
SHARED_ACROSS_LOG_ODDS = 7.2
#: Between bare headlines letters count, too: related words, spellings of a name.
LETTERS_LOG_ODDS = 2.0
#: Headlines of one subject are more similar than texts.
HEADLINES_LOG_ODDS_LOSS = 0.4
#: Texts of two languages share a smaller part of their words than headlines do. Chosen on the
#: example week.
TEXTS_ACROSS_LOG_ODDS = 1.0
#: What one language for both adds.
SAME_LANGUAGE_LOG_ODDS = 0.9
#: Loss by the first day between two documents; two days lose 1.4 times, six days twice as much.
FIRST_DAY_LOG_ODDS_LOSS = 2.4
#: Loss when two documents name different places, or different sports.
CONFLICT_LOG_ODDS_LOSS = {"place": 1.2, "sport": 3.9}
#: Least rarity of a place that tells stories apart: on a desk about Albania, Albania does not.
MIN_PLACE_RARITY = 1.5
#: Among more documents of a language more are similar by chance. Twice as many lose 0.2.
CROWD_LOG_ODDS_LOSS = 0.3
#: Documents of a language, with `BACKGROUND_DOCUMENTS`, at which the crowd makes no difference.
USUAL_DOCUMENTS = 300
#: Added to the number of documents of a language.
BACKGROUND_DOCUMENTS = 50
#: Fewest features that two documents must have in common; one name makes no story.
MIN_COMMON_FEATURES = 2
#: Least log odds by a model at which it proposes a document.
MIN_PROPOSAL_LOG_ODDS = 1.0
#: Documents that a model proposes.
MAX_PROPOSALS = 5
#: Log odds of two documents of the same text.
SAME_TEXT_LOG_ODDS = 6.0
#: Documents from which on a desk knows which words are everyday words.
MIN_DOCUMENTS_OF_KNOWN_WORDS = 40
#: What is taken from the evidence of words that may be everyday words, and of nothing else.
EVERYDAY_WORDS_LOSS = 2.0
#: Evidence of two documents of the same text.
SAME_TEXT_EVIDENCE_LOG_ODDS = 50.0
#: Puts a document of the same text first among the candidates.
SAME_TEXT_SHARE = 1_000.0
#: Candidates that share less than this part of what the nearest shares are left out.
MIN_SHARE_OF_NEAREST = 0.3
#: Candidates for a document.
MAX_NEAREST_DOCUMENTS = 20


class SimilarityIndex:
    """The documents in memory, by what they say."""

    def __init__(self, *, window: int, scale: ModelCalibration) -> None:
        self._window = window  #: seconds to either side, exclusive
        # Own words and shared features find documents; letters, the third kind, do not.
        self._feature_index = FeatureIndex(candidate_kinds=2)
        self._embedding_index = EmbeddingIndex(scale)
        self._counts: dict[str, int] = {}  #: documents of each language
        self._documents: dict[int, PlacedDocument] = {}
        self._age_heap: list[tuple[int, int]] = []  #: a heap of seconds and numbers
        self._last_by_text: dict[int, int] = {}  #: number of the last document of each text
        self._timeline = Timeline(window)
        self._numbers_by_outlet: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, placed: PlacedDocument, query: QueryDocument) -> None:
        """Store a document that was compared."""
        self._feature_index.add(placed.number, query.features)
        self._documents[placed.number] = placed
        if query.vector is not None:
            self._embedding_index.add(placed.number, placed.language, query.vector)
        heappush(self._age_heap, (placed.second, placed.number))
        self._timeline.add(placed)
        self._numbers_by_outlet[placed.source_id].add(placed.number)
        self._counts[placed.language] = self._counts.get(placed.language, 0) + 1
        if placed.text:
            self._last_by_text[placed.text] = placed.number

    def forget(self, before: int) -> list[PlacedDocument]:
        """Drop documents from before a second; return those dropped."""
        dropped = []
        while self._age_heap and self._age_heap[0][0] < before:
            dropped.append(self._documents[heappop(self._age_heap)[1]])
        self._feature_index.forget([placed.number for placed in dropped])
        self._embedding_index.forget(placed.number for placed in dropped)
        self._timeline.forget(dropped)
        for placed in dropped:
            del self._documents[placed.number]
            self._numbers_by_outlet[placed.source_id].discard(placed.number)
            if not self._numbers_by_outlet[placed.source_id]:
                del self._numbers_by_outlet[placed.source_id]
            self._counts[placed.language] -= 1
            if self._last_by_text.get(placed.text) == placed.number:
                del self._last_by_text[placed.text]
        return dropped

    def make_query(
        self, features: Features, moment: Moment, vector: Vector | None
    ) -> QueryDocument:
        """A new document as a query, ready to be compared and then to be added."""
        return QueryDocument(
            second=moment.second,
            dated=moment.dated,
            utc_offset=moment.utc_offset,
            is_bare=features.is_bare,
            language=features.language,
            features=self._feature_index.query((features.own, features.shared, features.letters)),
            claims=features.claims,
            vector=vector,
            text=features.text,
            source_id=moment.source_id,
            names=features.names,
            in_phrases=features.in_phrases,
            has_case=features.has_case,
            has_lead=features.has_lead,
        )

    def query_of(self, number: int) -> QueryDocument:
        """A document in memory as a query."""
        return QueryDocument(
            **compared_fields(self._documents[number]),
            features=self._feature_index.stored_query(number),
            vector=self._embedding_index.vector(number),
        )

    def nearest(self, query: QueryDocument) -> list[PlacedDocument]:
        """Documents within the window that share most rare features, the likeliest first."""
        proposals = self._proposed_by_model(query)
        parts = self._feature_index.rare_postings(query.features)
        if query.text in self._last_by_text:
            parts.append((SAME_TEXT_SHARE, [self._last_by_text[query.text]]))
        if not parts:
            return proposals
        found_numbers = np.array(list(chain.from_iterable(numbers for _, numbers in parts)))
        found_shares = np.repeat(
            [share for share, _ in parts], [len(posting) for _, posting in parts]
        )
        numbers, group_of = np.unique(found_numbers, return_inverse=True)
        shares = np.bincount(group_of, weights=found_shares)
        likely = np.flatnonzero(shares >= MIN_SHARE_OF_NEAREST * shares.max())
        likely = likely[np.argsort(-shares[likely], kind="stable")]
        candidates: list[tuple[float, int, str, PlacedDocument]] = []
        # Shares descend: once there are enough candidates, only those of an equal share may still
        # displace one of them.
        for share, number in zip(shares[likely].tolist(), numbers[likely].tolist(), strict=True):
            if (
                len(candidates) >= MAX_NEAREST_DOCUMENTS
                and -share > candidates[MAX_NEAREST_DOCUMENTS - 1][0]
            ):
                break
            placed = self._documents[number]
            if abs(placed.second - query.second) < self._window:
                candidates.append((-share, placed.second, placed.id, placed))
        nearest = [
            placed
            for *_, placed in sorted(candidates, key=itemgetter(0, 1, 2))[:MAX_NEAREST_DOCUMENTS]
        ]
        if not proposals:
            return nearest
        return [*proposals, *(placed for placed in nearest if placed not in proposals)]

    def _proposed_by_model(self, query: QueryDocument) -> list[PlacedDocument]:
        """Documents within the window for which a model speaks most."""
        if query.vector is None:
            return []
        # The model may propose reports that share no word with the document.
        likely = self._embedding_index.find_likely(
            query.language, query.vector, MIN_PROPOSAL_LOG_ODDS
        )
        candidates = [
            (-odds, placed.second, placed.id, placed)
            for odds, placed in ((odds, self._documents[number]) for odds, number in likely)
            if abs(placed.second - query.second) < self._window
        ]
        return [
            placed for *_, placed in nsmallest(MAX_PROPOSALS, candidates, key=itemgetter(0, 1, 2))
        ]

    def document(self, number: int) -> PlacedDocument:
        """A document by its number."""
        return self._documents[number]

    def compare(
        self, query: QueryDocument, members: Sequence[PlacedDocument]
    ) -> list[DocumentMatch]:
        """The chances that a document and each of these report one event."""
        if not members:
            return []
        odds, model_odds = self._compute_odds(query, members)
        lapses = self._timeline.lapses(query, members)
        chances = 1 / (1 + np.exp(FIRST_DAY_LOG_ODDS_LOSS * lapses - odds))
        has_time = self._timeline.has_time(query)
        columns = (
            members,
            odds.tolist(),
            model_odds.tolist(),
            lapses.tolist(),
            chances.tolist(),
            [has_time and self._timeline.has_time(member) for member in members],
        )
        return [DocumentMatch(*row) for row in zip(*columns, strict=True)]

    def evidence(
        self,
        query: QueryDocument,
        members: Sequence[PlacedDocument],
        story: AbstractSet[int],
        *,
        sufficient: float = inf,
    ) -> list[float]:
        """How far what a document shares with each of these is beyond chance, as log odds.

        `story` are the numbers of all documents of their story. What the documents of a window
        share by chance grows with their number, which is therefore subtracted. Log odds that are
        `sufficient` may be greater than returned.
        """
        model_odds = self._model_odds(query, [member.number for member in members])
        # Between texts of one language words decide, and a model may only add. With its doubts
        # counted, AllSides came out at 91.1 / 95.3 instead of 91.3 / 95.4.
        is_decided_by_words = ~self._is_model_heard(query, members)
        model_odds[is_decided_by_words] = np.maximum(model_odds[is_decided_by_words], 0.0)
        related = [self._documents[number] for number in story]
        expected = [self._timeline.expected_as_close(query, member, related) for member in members]
        candidates = [
            SurpriseCandidate(
                number=member.number,
                names=query.names & member.names,
                outlets=self._documents_of_outlets(query, member),
                sufficient=sufficient + EVERYDAY_WORDS_LOSS - by_model + log(max(1.0, count)),
            )
            for member, by_model, count in zip(members, model_odds.tolist(), expected, strict=True)
        ]
        surprises = self._feature_index.surprises(
            query.features, candidates, related=story, uncounted=query.in_phrases
        )
        return [
            SAME_TEXT_EVIDENCE_LOG_ODDS
            if query.text and query.text == member.text
            else by_model + self._weigh_surprise(query, member, surprise, count)
            for member, surprise, by_model, count in zip(
                members, surprises, model_odds.tolist(), expected, strict=True
            )
        ]

    def _weigh_surprise(
        self, query: QueryDocument, member: PlacedDocument, surprise: Surprise, expected: float
    ) -> float:
        """The evidence of a surprise, among `expected` unrelated documents as close in time."""
        has_case = query.has_case and member.has_case
        has_name = not query.names.isdisjoint(member.names)
        is_small = len(self._documents) < MIN_DOCUMENTS_OF_KNOWN_WORDS
        if is_small and has_case and not has_name and surprise.rarest_share > evidence.RARE_SHARE:
            # Without a name or anything rare the moment proves nothing either.
            return surprise.surprise - EVERYDAY_WORDS_LOSS - log(max(1.0, expected))
        return surprise.surprise - log(expected)

    def _documents_of_outlets(
        self, query: QueryDocument, member: PlacedDocument
    ) -> list[AbstractSet[int]]:
        """The numbers of the documents in memory of the outlets of two documents."""
        outlets = {query.source_id, member.source_id} - {""}
        return [self._numbers_by_outlet[outlet] for outlet in outlets]

    def shared_features(
        self, query: QueryDocument, members: Iterable[PlacedDocument]
    ) -> tuple[list[str], list[str]]:
        """Features that a document shares with any of these: as written, and of all languages."""
        features = self._feature_index.shared_features(
            query.features, [placed.number for placed in members]
        )
        shared = [feature for feature in features if is_shared(feature)]
        return [
            own_feature
            for own_feature in features
            if not is_shared(own_feature) and own_feature[0] != LETTER_RUN_MARK
        ], shared

    def _compute_odds(
        self, query: QueryDocument, members: Sequence[PlacedDocument]
    ) -> tuple[FloatArray, FloatArray]:
        """The log odds, were all published at one moment, and the part that a model added."""
        similarities, common = self._feature_index.compare(
            query.features, [member.number for member in members]
        )
        own, shared, letters = similarities.T
        is_same_language = np.array([member.language == query.language for member in members])
        written_odds = np.where(is_same_language, WRITTEN_LOG_ODDS, WRITTEN_ACROSS_LOG_ODDS) * own
        shared_odds = np.where(is_same_language, SHARED_LOG_ODDS, SHARED_ACROSS_LOG_ODDS) * shared
        is_enough = common[:, :2].max(axis=1) >= MIN_COMMON_FEATURES
        is_bare = np.array([query.is_bare and member.is_bare for member in members])
        odds: FloatArray = BASE_LOG_ODDS + is_enough * (written_odds + shared_odds)
        odds += np.where(
            is_bare,
            LETTERS_LOG_ODDS * letters - HEADLINES_LOG_ODDS_LOSS,
            ~is_same_language * TEXTS_ACROSS_LOG_ODDS,
        )
        odds += SAME_LANGUAGE_LOG_ODDS * is_same_language - self._odds_losses(query, members)
        numbers = [member.number for member in members]
        model_odds = self._model_odds(query, numbers) * self._is_model_heard(query, members)
        odds += model_odds
        for index, member in enumerate(members):
            if query.text and query.text == member.text:
                odds[index], model_odds[index] = SAME_TEXT_LOG_ODDS, 0.0
        return odds, model_odds

    def _model_odds(self, query: QueryDocument, numbers: Sequence[int]) -> FloatArray:
        if query.vector is None:
            return np.zeros(len(numbers))
        return self._embedding_index.log_odds(query.language, query.vector, numbers)

    @staticmethod
    def _is_model_heard(query: QueryDocument, members: Sequence[PlacedDocument]) -> BoolArray:
        """With which of these a model is heard: words decide between texts of one language."""
        return np.array(
            [
                (query.is_bare and member.is_bare) or member.language != query.language
                for member in members
            ],
            dtype=bool,
        )

    def _odds_losses(self, query: QueryDocument, members: Sequence[PlacedDocument]) -> FloatArray:
        """What is taken from the odds: many documents of a language, different places or sports."""
        crowds = {
            language: CROWD_LOG_ODDS_LOSS
            * log((self._counts[language] + BACKGROUND_DOCUMENTS) / USUAL_DOCUMENTS)
            for language in {member.language for member in members}
        }
        losses = np.array([crowds[member.language] for member in members])
        for kind, loss in CONFLICT_LOG_ODDS_LOSS.items():
            own_claims = self._comparable_claims(query.claims, kind)
            for index, member in enumerate(members) if own_claims else ():
                member_claims = self._comparable_claims(member.claims, kind)
                if member_claims and own_claims.isdisjoint(member_claims):
                    losses[index] += loss
        return losses

    def _comparable_claims(self, claims: Mapping[str, frozenset[str]], kind: str) -> frozenset[str]:
        features = claims.get(kind, frozenset())
        return self._distinctive_places(features) if kind == "place" else features

    def _distinctive_places(self, places: frozenset[str]) -> frozenset[str]:
        return frozenset(
            place for place in places if self._feature_index.rarity(place) >= MIN_PLACE_RARITY
        )

"""Measure what one document shares with others beyond chance. Pure; knows features, no stories.

What is shared is weighed against an unrelated document, as `evidence.py` says. Such a document is
not any of the desk's weeks: it is one of the outlet that wrote the other text, and an outlet that
writes of little else but a country's politics has its names in every second text. Of the shares of
a feature in the desk's documents and in those of both outlets, the greatest counts.

Words that go together, such as those of one name or of one subject, are no independent evidence:
what counts of each is its share among the documents that have one counted before it.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from math import log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coranto.analysis.stories import evidence
from coranto.analysis.stories.evidence import ChanceBound, FloatArray

SizeArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

#: Words of a name or title that are no evidence of their own: "Prime Minister Ada Castellan". More
#: words in a row are a quotation or a copy.
MAX_NAME_WORDS = 4
#: Documents of a desk from which on names are told from other words in a row.
MIN_DOCUMENTS_FOR_PHRASES = 40
#: What each word of a name but its first counts.
PHRASE_WEIGHT = 0.3
#: Features counted of those that two documents share, the rarest first.
MAX_COUNTED_FEATURES = 16
#: Documents of the desk with which the few are mixed that have another feature, or that an outlet
#: wrote. Of 10, 20 and 50 for outlets, AllSides and the example come out alike.
SUBSET_BACKGROUND = 10


class SurpriseCandidate(NamedTuple):
    """A document that may report the same event as the one that is measured."""

    number: int
    names: AbstractSet[str]  #: features that are written as names in both
    outlets: Sequence[AbstractSet[int]]  #: numbers of the documents of each of both outlets
    sufficient: float  #: the surprise from which on no more needs to be known


class Surprise(NamedTuple):
    """How unlikely an unrelated document shares as much."""

    surprise: float  #: minus the logarithm of the chance
    rarest_share: float  #: the share of unrelated documents that have the rarest shared feature


class FeatureCounts(NamedTuple):
    """The features of a document, and how many of the documents in memory have each."""

    counts: FloatArray
    background: FloatArray  #: the share of unrelated documents, as the background knows it
    documents: int  #: in memory
    holders: Callable[[int], Iterable[int]]  #: the latest documents that have a feature
    views: Sequence[BoolArray]  #: which features are those of each view of the same words
    is_counted: BoolArray


class SurpriseMeasure:
    """How surprising it is to share features with one document.

    It may be asked about several candidates; documents that are `related` are never counted as
    unrelated ones.
    """

    def __init__(self, features: FeatureCounts, related: AbstractSet[int]) -> None:
        self._features = features
        self._related = related
        counts, background, documents = features.counts, features.background, features.documents
        # The document that shares a feature is no evidence of how often unrelated ones have it.
        other_counts = np.maximum(counts - 1, 0)
        self._shares = evidence.feature_shares(other_counts, background, documents)
        self._name_shares = np.minimum(
            self._shares,
            evidence.feature_shares(other_counts, evidence.SURE_NAME_SHARE, documents),
        )
        expected_shares = evidence.feature_shares(counts, background, documents)
        self._views = [(view, ChanceBound(expected_shares[view])) for view in features.views]
        self._holders: dict[int, set[int]] = {}
        self._shares_given_another: dict[tuple[int, int], float] = {}

    def measure(
        self, positions: SizeArray, names: Sequence[int], candidate: SurpriseCandidate
    ) -> Surprise:
        """The surprise of what a candidate shares, by the more telling view.

        `positions` are those of each feature in the candidate, from 1; 0 where it lacks the
        feature. `names` are the features that are written as names in both. A surprise beyond
        what is sufficient may be greater than returned.
        """
        shares = self._shares.copy()
        shares[names] = self._name_shares[names]
        highest, rarest_share = 0.0, 1.0
        for is_in_view, bound in self._views:
            rarest = self._rarest_shared(positions * is_in_view, shares)
            if not rarest:
                continue
            rarest_share = min(rarest_share, float(shares[rarest[0][0]]))
            if highest < candidate.sufficient:
                enough = bound.rarity_of(candidate.sufficient)
                rarity = self._total_rarity(rarest, shares, candidate.outlets, enough)
                highest = max(highest, bound.surprise(rarity))
        return Surprise(highest, rarest_share)

    def _rarest_shared(self, positions: SizeArray, shares: FloatArray) -> list[tuple[int, int]]:
        """The features counted of those that are shared, the rarest first.

        Returns the index of each, and how many shared ones stand right before it in both documents.
        """
        shared = np.flatnonzero(positions)
        # A desk of few documents has too little to tell a name from a headline's words.
        numbers = (
            number_in_phrase(shared.tolist(), positions[shared].tolist())
            if self._features.documents >= MIN_DOCUMENTS_FOR_PHRASES
            else [0] * len(shared)
        )
        order = np.argsort(shares[shared], kind="stable")
        order = order[self._features.is_counted[shared[order]]][:MAX_COUNTED_FEATURES]
        return [(int(shared[at]), numbers[at]) for at in order.tolist()]

    def _total_rarity(
        self,
        rarest: Iterable[tuple[int, int]],
        shares: FloatArray,
        outlets: Sequence[AbstractSet[int]],
        enough: float,
    ) -> float:
        """The rarity of features, the rarest first: minus the logarithm of their chance.

        Once it is enough, the others are not counted.
        """
        rarity = 0.0
        counted: list[int] = []
        for feature, number_before in rarest:
            if rarity >= enough:
                break
            share = float(shares[feature])
            share = max((share, *(self._share_within(feature, of, share) for of in outlets)))
            share = max((share, *(self._share_given(feature, other) for other in counted)))
            is_name_part = 0 < number_before < MAX_NAME_WORDS
            weight = PHRASE_WEIGHT if is_name_part else 1.0
            rarity -= log(min(evidence.MAX_SHARE, share)) * weight
            counted.append(feature)
        return rarity

    def _share_within(self, feature: int, documents: AbstractSet[int], share: float) -> float:
        """The share of an outlet's unrelated documents that have a feature."""
        holder_count = len(self._holders_of(feature) & documents)
        unrelated_count = len(documents) - len(documents & self._related)
        return (holder_count + SUBSET_BACKGROUND * share) / (unrelated_count + SUBSET_BACKGROUND)

    def _share_given(self, feature: int, other: int) -> float:
        """The share of the documents with another feature that have this one, too."""
        share = self._shares_given_another.get((feature, other))
        if share is None:
            others = self._holders_of(other)
            expected = SUBSET_BACKGROUND * float(self._shares[feature])
            holder_count = len(self._holders_of(feature) & others)
            share = (holder_count + expected) / (len(others) + SUBSET_BACKGROUND)
            self._shares_given_another[feature, other] = share
        return share

    def _holders_of(self, feature: int) -> set[int]:
        holders = self._holders.get(feature)
        if holders is None:
            holders = self._holders[feature] = {*self._features.holders(feature)} - self._related
        return holders


def number_in_phrase(positions: Sequence[int], other_positions: Sequence[int]) -> list[int]:
    """How many shared features stand right before each one in both documents, in one order."""
    numbers: list[int] = []
    before = (-2, -2)
    for at in zip(positions, other_positions, strict=True):
        is_next = at == (before[0] + 1, before[1] + 1)
        numbers.append(numbers[-1] + 1 if is_next else 0)
        before = at
    return numbers

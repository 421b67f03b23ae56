"""Measure whether what two documents share could be chance. Pure; knows features, no stories.

Similarity says how much two documents share; this says how unlikely it is that an unrelated
document shares as much. Three everyday words are a great part of two short texts and may still be
chance; a name that the desk's weeks hardly know is not.

The measure is an upper bound of the probability that an unrelated document has features of the
same total rarity (Chernoff's bound for a sum of independent terms), as a natural logarithm with
the sign changed: 7 means at most one in 1,100. A long document shares more by chance, and the
bound knows it. How often unrelated documents have a feature is counted in the desk's weeks; a
desk of few documents knows little about that, so background documents are added.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from math import log
from operator import itemgetter

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
#: The share of unrelated documents that have a feature, and those among the latest that do.
#: And how many shared words stand right before it, in both documents.
SharedFeature = tuple[float, AbstractSet[int], int]

#: Words of a name or title that are no evidence of their own: "Prime Minister Ada Castellan". More
#: words in a row are a quotation or a copy.
MAX_NAME_WORDS = 4
#: Documents of a desk from which on names are told from other words in a row.
MIN_DOCUMENTS_FOR_PHRASES = 40
#: What each word of a name but its first counts.
PHRASE_WEIGHT = 0.3
#: Documents of the background, with which each share is mixed: on a desk of five documents every
#: word would look rare.
BACKGROUND_DOCUMENTS = 50
#: Shares of documents that have a feature, by its kind, as the background knows them. A word that
#: news uses at all is in some tenth of the documents that could use it; a name is rarer.
WORD_SHARE = 0.1
NAME_SHARE = 0.04
#: A word with a capital among words without one is a name, and rarer.
SURE_NAME_SHARE = 0.02
PLACE_SHARE = 0.06
#: The same of a number by its digits: small numbers and years are everywhere.
NUMBER_SHARE_BY_DIGITS = {1: 0.16, 2: 0.08}
LONG_NUMBER_SHARE = 0.02
YEAR_SHARE = 0.16
_YEAR_BEGINNINGS = ("19", "20")
_YEAR_DIGITS = 4
#: A feature of no more documents than this is rare: a name, a long number, or a word that the
#: desk's weeks hardly know.
RARE_SHARE = 0.03
#: No feature is so frequent that sharing it says less than this share.
MAX_SHARE = 0.9
#: Features counted of those that two documents share, the rarest first.
MAX_COUNTED_FEATURES = 16
#: Documents of the background with which the share of a feature among those that have another one
#: is mixed.
COMPANION_BACKGROUND = 10
#: The exponents at which Chernoff's bound is evaluated; the least bound counts.
CHERNOFF_EXPONENTS = np.array([0.3, 0.5, 0.7, 0.85])


def background_share(feature: str) -> float:
    """The share of unrelated documents that have a feature, by its kind as in `features.py`."""
    if feature[0] == "#":
        return _number_share(feature[1:])
    if feature[:2] == "n:":
        return NAME_SHARE
    return PLACE_SHARE if feature[:2] == "g:" else WORD_SHARE


def _number_share(number: str) -> float:
    digits = sum(char.isdigit() for char in number)
    if digits == _YEAR_DIGITS and number.startswith(_YEAR_BEGINNINGS):
        return YEAR_SHARE
    return NUMBER_SHARE_BY_DIGITS.get(digits, LONG_NUMBER_SHARE)


def name_rarity(count: int) -> float:
    """By how much a word that is written as a name is rarer than other words, as a logarithm.

    The desk's own documents, of which `count` have the name, outweigh what is known of names.
    """
    return log(
        (count + BACKGROUND_DOCUMENTS * WORD_SHARE)
        / (count + BACKGROUND_DOCUMENTS * SURE_NAME_SHARE)
    )


def feature_shares(counts: FloatArray, background: FloatArray, documents: int) -> FloatArray:
    """The shares of unrelated documents that have features, by how many of `documents` do."""
    mixed: FloatArray = (counts + BACKGROUND_DOCUMENTS * background) / (
        documents + BACKGROUND_DOCUMENTS
    )
    return np.clip(mixed, None, MAX_SHARE)


class ChanceBound:
    """What an unrelated document shares with one document by chance."""

    def __init__(self, shares: FloatArray) -> None:
        """Take the shares of unrelated documents that have each feature of the document."""
        exponents = CHERNOFF_EXPONENTS[:, None]
        self._log_moments = np.log(1 - shares + shares ** (1 - exponents)).sum(axis=1)

    def surprise(self, rarity: float) -> float:
        """How unlikely it is to share features of this total rarity."""
        bounds = self._log_moments - CHERNOFF_EXPONENTS * rarity
        return max(0.0, round(float(-bounds.min()), 6))


def number_in_phrase(positions: Sequence[int], other_positions: Sequence[int]) -> list[int]:
    """How many shared features stand right before each one in both documents, in one order."""
    numbers: list[int] = []
    before = (-2, -2)
    for at in zip(positions, other_positions, strict=True):
        is_next = at == (before[0] + 1, before[1] + 1)
        numbers.append(numbers[-1] + 1 if is_next else 0)
        before = at
    return numbers


def total_rarity(shared: Iterable[SharedFeature]) -> float:
    """The rarity of features that two documents share: minus the logarithm of their chance.

    Words that go together, such as those of one name or of one subject, are no independent
    evidence: what counts of each is its share among the documents that have one counted before it.
    """
    rarity = 0.0
    counted: list[AbstractSet[int]] = []
    rarest = sorted(shared, key=itemgetter(0))[:MAX_COUNTED_FEATURES]
    for share, holders, place_in_phrase in rarest:
        shares_given_another = (
            (len(holders & others) + COMPANION_BACKGROUND * share)
            / (len(others) + COMPANION_BACKGROUND)
            for others in counted
        )
        own_rarity = -log(min(MAX_SHARE, max(share, *shares_given_another, 0.0)))
        is_name_part = 0 < place_in_phrase < MAX_NAME_WORDS
        rarity += own_rarity * (PHRASE_WEIGHT if is_name_part else 1.0)
        counted.append(holders)
    return rarity

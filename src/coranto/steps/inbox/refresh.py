"""Stories → the stored summaries of the inbox: after a run, and after a judgement.

A run ranks the open weeks as a whole. A judgement ranks its own stories anew, with what the last
run read of their week, so that nobody waits for the whole.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from coranto.editing.ranking import gather_evidence
from coranto.editing.ranking.evidence import decode_evidence, encode_evidence
from coranto.model import StoryLabels, StorySummary
from coranto.steps.desk import Desk
from coranto.steps.editions import week
from coranto.steps.editions.compose import load_week_stories, rank_some_stories
from coranto.steps.inbox.summaries import label_story
from coranto.steps.inbox.week import summarise_stories, week_in_work
from coranto.store.inbox.summaries import Days


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshResult:
    """What a refresh did."""

    weeks: int
    stories: int  #: of those weeks
    changed: int  #: of which the summary is new or another one


def open_weeks(desk: Desk, now: datetime) -> list[Days]:
    """The weeks whose editions are still to be published, up to the one that goes on now."""
    today = now.astimezone(ZoneInfo(desk.settings.cadence.zone)).date()
    first, last = week_in_work(desk, now)
    weeks = [(first, last)]
    while last < today:
        first, last = first + timedelta(days=7), last + timedelta(days=7)
        weeks.append((first, last))
    return weeks


def refresh_open_weeks(desk: Desk, now: datetime) -> RefreshResult:
    """Rank the open weeks and store the summaries of their stories."""
    stories = changed = 0
    weeks = open_weeks(desk, now)
    for first, last in weeks:
        rows = _rank_week(desk, first, last, now)
        stories += len(rows)
        changed += desk.store.summaries.replace_week((first, last), rows, now)
    return RefreshResult(weeks=len(weeks), stories=stories, changed=changed)


def refresh_stories(desk: Desk, story_ids: Collection[str], now: datetime) -> None:
    """Rank some stories anew in the weeks that list one of them.

    The caller names all stories that a judgement took documents from or gave documents to.
    """
    for first, last in desk.store.summaries.weeks_of(story_ids):
        start, end = week.week_bounds(first, last, desk.settings.cadence.zone)
        stories = [
            story
            for whole_story in desk.store.stories.stories(story_ids)
            if (story := week.story_as_of(whole_story, end)).documents and story.span()[1] >= start
        ]
        documents = [document for story in stories for document in story.documents]
        encoded = desk.store.summaries.context((first, last))
        evidence = decode_evidence(encoded, documents) if encoded else None
        ranked = rank_some_stories(desk, stories, last=last, now=now, evidence=evidence)
        rows = _with_labels(summarise_stories(desk, ranked, first=first))
        gone = set(story_ids) - {summary.story_id for summary, _ in rows}
        desk.store.summaries.replace_stories((first, last), gone, rows, now)


def _rank_week(
    desk: Desk, first: date, last: date, now: datetime
) -> list[tuple[StorySummary, StoryLabels]]:
    stories = load_week_stories(desk, first=first, last=last)
    evidence = gather_evidence(document for story in stories for document in story.documents)
    ranked = rank_some_stories(desk, stories, last=last, now=now, evidence=evidence)
    desk.store.summaries.keep_context((first, last), encode_evidence(evidence))
    return _with_labels(summarise_stories(desk, ranked, first=first))


def _with_labels(summaries: Iterable[StorySummary]) -> list[tuple[StorySummary, StoryLabels]]:
    return [(summary, label_story(summary)) for summary in summaries]

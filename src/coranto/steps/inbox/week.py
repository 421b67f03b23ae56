"""The stories of a week as the inbox lists them: stored by the last run, else ranked here.

Reads only; `refresh` stores.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from coranto.editing.ranking import RankedStory
from coranto.editing.rules import DeskTopic
from coranto.model import StoryLabels, StorySummary
from coranto.steps.desk import Desk
from coranto.steps.editions import folders, week
from coranto.steps.editions.compose import rank_stories
from coranto.steps.editions.due import find_due_edition
from coranto.steps.inbox.summaries import WeekContext, label_story, summarise_story


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekStories:
    """The stories of a week, best first."""

    first: date
    last: date
    generation: int  #: of the list, grows when it changes; 0 when it is not stored
    labels: Mapping[str, StoryLabels]  #: by story, in the order of rank
    summaries: Mapping[str, StorySummary]  #: as far as they are loaded; empty for none


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekOrder:
    """The order of a week's stories as it was when somebody asked for it."""

    generation: int
    story_ids: Sequence[str]


def week_in_work(desk: Desk, now: datetime) -> tuple[date, date]:
    """First and last day of the week whose edition is worked on: the one due, else the next."""
    due = find_due_edition(desk, now)
    if due.state != "told":
        return due.first, due.last
    return due.first + timedelta(days=7), due.last + timedelta(days=7)


def load_week(desk: Desk, *, first: date, last: date, now: datetime) -> WeekStories:
    """The stories of the days from `first` to `last`, ranked as `coranto compose` ranks them."""
    newest_order = desk.store.summaries.order((first, last))
    if newest_order is not None:
        return WeekStories(
            first=first,
            last=last,
            generation=newest_order.generation,
            labels=desk.store.summaries.labels((first, last)),
            summaries={},
        )
    ranked = rank_stories(desk, first=first, last=last, now=now)
    summaries = summarise_stories(desk, ranked, first=first)
    return WeekStories(
        first=first,
        last=last,
        generation=0,
        labels={summary.story_id: label_story(summary) for summary in summaries},
        summaries={summary.story_id: summary for summary in summaries},
    )


def load_some_of_week(
    desk: Desk, story_ids: Iterable[str], *, first: date, last: date, now: datetime
) -> WeekStories:
    """A week with some of its stories; with all where no run has listed it."""
    newest_order = desk.store.summaries.order((first, last))
    if newest_order is None:
        return load_week(desk, first=first, last=last, now=now)
    summaries = desk.store.summaries.by_ids((first, last), story_ids)
    return WeekStories(
        first=first,
        last=last,
        generation=newest_order.generation,
        labels={id_: label_story(summary) for id_, summary in summaries.items()},
        summaries=summaries,
    )


def load_summaries(
    desk: Desk, week_stories: WeekStories, story_ids: Iterable[str]
) -> list[StorySummary]:
    """The summaries of some stories of a week, in the order asked."""
    wanted_ids = list(story_ids)
    summaries = week_stories.summaries or desk.store.summaries.by_ids(
        (week_stories.first, week_stories.last), wanted_ids
    )
    return [summaries[id_] for id_ in wanted_ids if id_ in summaries]


def load_order(desk: Desk, week_stories: WeekStories, generation: int) -> WeekOrder:
    """The order that the list had in a generation; that of now where it is not kept."""
    if generation not in {0, week_stories.generation}:
        days = (week_stories.first, week_stories.last)
        kept_order = desk.store.summaries.order(days, generation)
        if kept_order is not None:
            return WeekOrder(generation=generation, story_ids=kept_order.story_ids)
    return WeekOrder(generation=week_stories.generation, story_ids=tuple(week_stories.labels))


def summarise_stories(
    desk: Desk, ranked: Sequence[RankedStory], *, first: date
) -> list[StorySummary]:
    """The summaries of ranked stories of the week that begins on `first`, in their order."""
    stories = [ranked_story.story for ranked_story in ranked]
    ids = [story.id for story in stories]
    context = WeekContext(
        first=first,
        sources=week.sources_by_id(desk),
        folders=desk.store.sources.folders(),
        folder_by_document=folders.folder_by_document(desk, stories),
        topics=[DeskTopic(**msgspec.structs.asdict(section)) for section in desk.settings.section],
        section_by_document=folders.folder_sections(desk, stories).by_document,
        watch_words=[watch_word.word for watch_word in desk.settings.watch],
        told=week.editions_by_story(desk, ids),
        told_documents=frozenset(week.documents_in_editions(desk, ids)),
        earlier=week.earlier_headings(desk, ids),
        networks=week.networks_by_story(desk, stories),
        arrivals=desk.store.documents.arrivals(
            document.id for story in stories for document in story.documents
        ),
    )
    return [summarise_story(ranked_story, context) for ranked_story in ranked]

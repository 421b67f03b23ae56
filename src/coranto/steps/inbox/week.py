"""The stories of a week with their summaries, as the inbox lists them. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from coranto.editing.ranking import RankedStory
from coranto.editing.rules import DeskTopic
from coranto.model import StorySummary
from coranto.steps.desk import Desk
from coranto.steps.editions import folders, week
from coranto.steps.editions.compose import rank_stories
from coranto.steps.editions.due import find_due_edition
from coranto.steps.inbox.summaries import WeekContext, summarise_story


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekStories:
    """The stories of a week, best first."""

    generation: int  #: grows whenever the list changes; 0 when it is not stored
    summaries: Mapping[str, StorySummary]  #: by id, in the order of rank


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekOrder:
    """The order of a week's stories as it was when somebody asked for it."""

    generation: int
    story_ids: tuple[str, ...]


def week_in_work(desk: Desk, now: datetime) -> tuple[date, date]:
    """First and last day of the week whose edition is worked on: the one due, else the next."""
    due = find_due_edition(desk, now)
    if due.state != "told":
        return due.first, due.last
    return due.first + timedelta(days=7), due.last + timedelta(days=7)


def load_week(desk: Desk, *, first: date, last: date, now: datetime) -> WeekStories:
    """The stories of the days from `first` to `last`, ranked as `coranto compose` ranks them."""
    ranked = rank_stories(desk, first=first, last=last, now=now)
    summaries = summarise_week(desk, ranked, first=first)
    return WeekStories(generation=0, summaries={summary.story_id: summary for summary in summaries})


def current_order(week_stories: WeekStories) -> WeekOrder:
    """The order of now."""
    return WeekOrder(generation=week_stories.generation, story_ids=tuple(week_stories.summaries))


def summarise_week(desk: Desk, ranked: Sequence[RankedStory], *, first: date) -> list[StorySummary]:
    """The summaries of ranked stories, in their order."""
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

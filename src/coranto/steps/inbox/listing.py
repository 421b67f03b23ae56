"""List the stories of a week: filtered, by pages that new stories do not move. Reads only."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from coranto.editing.sections import sections_in_order
from coranto.editing.wording import load_wording
from coranto.errors import DeskError
from coranto.model import StorySummary
from coranto.model.members import Actor
from coranto.steps.desk import Desk
from coranto.steps.editions.decisions import decisions_by_story
from coranto.steps.inbox.filters import InboxFilter
from coranto.steps.inbox.matching import Facet, FilterMatcher, InboxStory, Viewer
from coranto.steps.inbox.week import WeekOrder, WeekStories, current_order, load_week

#: Stories of one page, at most.
MAX_PAGE_STORIES = 500

_CURSOR_PATTERN = re.compile(r"([0-9]{1,12})\.([0-9]{1,12})\.([a-z0-9]{0,40})")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """One page of a list of stories."""

    first: date
    last: date
    stories: tuple[InboxStory, ...]
    next_cursor: str  #: for the next page; "" at the end
    snapshot: str  #: for the first page again, in the order of now: tells what is newer, too
    total: int  #: stories that match, on all pages
    newer: int  #: stories that match and came since the first page was asked for
    facets: tuple[Facet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCursor:
    """A place in a list of stories as it was at some time."""

    generation: int  #: of the list
    position: int  #: stories of that list above the place, also those that a filter leaves out
    story_id: str = ""  #: the last story above the place; "" at the start

    def __str__(self) -> str:
        return f"{self.generation}.{self.position}.{self.story_id}"


def parse_cursor(text: str) -> InboxCursor:
    """The cursor of a text that a page gave. Raises DeskError for any other text."""
    match = _CURSOR_PATTERN.fullmatch(text)
    if not match:
        raise DeskError(f"{text[:40]!r} is no place in the inbox: begin with its first page.")
    return InboxCursor(generation=int(match[1]), position=int(match[2]), story_id=match[3])


def list_stories(  # noqa: PLR0913 - each is named
    desk: Desk,
    inbox_filter: InboxFilter,
    *,
    first: date,
    last: date,
    after: str | None = None,
    limit: int = 50,
    now: datetime,
    actor: Actor | None = None,
) -> InboxPage:
    """One page of the stories of a week that a filter lets through, best first.

    `after` is a cursor of an earlier page: the list goes on as it was then. `actor` is who looks:
    "me" and "since my last visit" are theirs. Raises DeskError for a cursor that is none.
    """
    cursor = parse_cursor(after) if after else InboxCursor(generation=0, position=0)
    week_stories = load_week(desk, first=first, last=last, now=now)
    order = current_order(week_stories)
    matcher = _new_matcher(desk, week_stories, inbox_filter, last=last, actor=actor)
    places = _matching_places(order, week_stories, matcher)
    start = _start_position(cursor, order)
    remaining = [place for place in places if place[0] > start]
    page_places = remaining[: min(max(1, limit), MAX_PAGE_STORIES)]
    has_more = len(remaining) > len(page_places)
    return InboxPage(
        first=first,
        last=last,
        stories=tuple(matcher.inbox_story(summary) for _, summary in page_places),
        next_cursor=_cursor_behind(page_places[-1], order) if has_more else "",
        snapshot=str(InboxCursor(generation=order.generation, position=0)),
        total=len(places),
        newer=_count_newer(order, week_stories, matcher.without_counts()),
        facets=matcher.facets(_section_titles(desk, week_stories.summaries.values())),
    )


def _new_matcher(
    desk: Desk,
    week_stories: WeekStories,
    inbox_filter: InboxFilter,
    *,
    last: date,
    actor: Actor | None,
) -> FilterMatcher:
    former_ids = {id_: summary.former_ids for id_, summary in week_stories.summaries.items()}
    words = inbox_filter.words
    return FilterMatcher(
        inbox_filter,
        viewer=Viewer(name=actor.name if actor else ""),
        decided=decisions_by_story(desk, former_ids, last=last),
        with_words=desk.store.stories.with_words(words) if words else None,
    )


def _matching_places(
    order: WeekOrder, week_stories: WeekStories, matcher: FilterMatcher
) -> list[tuple[int, StorySummary]]:
    """The stories of an order that match, each with its place, from 1."""
    summaries = week_stories.summaries
    return [
        (position, summaries[id_])
        for position, id_ in enumerate(order.story_ids, 1)
        if id_ in summaries and matcher.is_match(summaries[id_])
    ]


def _count_newer(order: WeekOrder, week_stories: WeekStories, matcher: FilterMatcher) -> int:
    """How many stories match that are not in an order."""
    listed_ids = set(order.story_ids)
    return sum(
        matcher.is_match(summary)
        for id_, summary in week_stories.summaries.items()
        if id_ not in listed_ids
    )


def _cursor_behind(place: tuple[int, StorySummary], order: WeekOrder) -> str:
    position, summary = place
    return str(
        InboxCursor(generation=order.generation, position=position, story_id=summary.story_id)
    )


def _start_position(cursor: InboxCursor, order: WeekOrder) -> int:
    """How many stories of the order come before the page."""
    if order.generation == cursor.generation or cursor.story_id not in order.story_ids:
        return cursor.position
    # The list that the cursor was made for is not kept any more: the page goes on behind the story.
    return order.story_ids.index(cursor.story_id) + 1


def _section_titles(desk: Desk, summaries: Iterable[StorySummary]) -> dict[tuple[str, str], str]:
    """The titles of the sections that stories are in, as labels of the facet."""
    desk_table = desk.settings.desk
    titles = sections_in_order(
        {summary.section for summary in summaries},
        languages=desk_table.languages,
        own_titles={section.id: section.title for section in desk.settings.section},
        wording=load_wording(desk_table.language),
    )
    return {("section", id_): title for id_, title in titles}

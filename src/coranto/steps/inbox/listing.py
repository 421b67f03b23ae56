"""List the stories of a week: filtered, by pages that new stories do not move. Reads only."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from coranto.editing.composing.sections import sections_in_order
from coranto.editing.ranking.decisions import StoryDecisions
from coranto.editing.wording import load_wording
from coranto.errors import DeskError
from coranto.model import Decision, DecisionState, StoryLabels, StorySummary
from coranto.model.members import Actor
from coranto.steps.desk import Desk
from coranto.steps.editions.decisions import decisions_by_story
from coranto.steps.inbox.filters import InboxFilter
from coranto.steps.inbox.matching import MatchResult, Viewer, is_new, match_stories
from coranto.steps.inbox.visits import visitor_key
from coranto.steps.inbox.week import (
    WeekOrder,
    WeekStories,
    load_order,
    load_some_of_week,
    load_summaries,
    load_week,
)

#: Stories of one page, at most.
MAX_PAGE_STORIES = 500

_CURSOR_PATTERN = re.compile(r"([0-9]{1,12})\.([0-9]{1,12})\.([a-z0-9]{0,40})")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxStory:
    """A story of the inbox with what was decided about it."""

    summary: StorySummary
    state: DecisionState
    assigned_to: str  #: "" for nobody
    decisions: tuple[Decision, ...]  #: those not taken back, oldest first
    is_new: bool  #: whether the person has not visited since its newest document came

    @property
    def id(self) -> str:
        """The id of the story."""
        return self.summary.story_id


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value that a filter can have, and what it would leave."""

    value: str  #: as in the query
    label: str  #: for people, where the desk has a name for it: of an outlet, of a section
    count: int  #: stories that it leaves, all other fields of the filter being as they are
    is_selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A field of the filter with its values."""

    key: str  #: as in the query: "language"
    values: tuple[FacetValue, ...]  #: the most frequent first


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
    seen_through: int  #: the id of the newest judgement: what was decided later is not on the page


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
    with desk.store.snapshot():
        week_stories = load_week(desk, first=first, last=last, now=now)
        order = load_order(desk, week_stories, cursor.generation)
        view = _load_view(desk, week_stories, inbox_filter, actor)
        result = view.match(id_ for id_ in order.story_ids if id_ in week_stories.labels)
        place_ids = _page_ids(order, result, cursor, min(max(1, limit), MAX_PAGE_STORIES))
        summaries = load_summaries(desk, week_stories, place_ids.story_ids)
        facets = _name_facets(desk, result)
        seen_through = desk.store.judgements.last_id()
    listed_ids = set(order.story_ids)
    newer = view.match(id_ for id_ in week_stories.labels if id_ not in listed_ids)
    return InboxPage(
        first=first,
        last=last,
        stories=tuple(view.inbox_story(summary) for summary in summaries),
        next_cursor=place_ids.next_cursor,
        snapshot=str(InboxCursor(generation=order.generation, position=0)),
        total=len(result.story_ids),
        newer=len(newer.story_ids),
        facets=facets,
        seen_through=seen_through,
    )


def find_inbox_story(  # noqa: PLR0913 - each is named
    desk: Desk,
    story_id: str,
    *,
    first: date,
    last: date,
    now: datetime,
    actor: Actor | None = None,
) -> InboxStory | None:
    """One story of a week with what was decided about it; None when the week does not have it."""
    stories = find_inbox_stories(desk, [story_id], first=first, last=last, now=now, actor=actor)
    return stories[0] if stories else None


def find_inbox_stories(  # noqa: PLR0913 - each is named
    desk: Desk,
    story_ids: Sequence[str],
    *,
    first: date,
    last: date,
    now: datetime,
    actor: Actor | None = None,
) -> list[InboxStory]:
    """Some stories of a week, in the order asked; those that the week does not have are left out.

    Where a run has listed the week, it is not loaded as a whole.
    """
    with desk.store.snapshot():
        week_stories = load_some_of_week(desk, story_ids, first=first, last=last, now=now)
        summaries = load_summaries(desk, week_stories, story_ids)
        view = _load_view(desk, week_stories, InboxFilter(), actor)
    return [view.inbox_story(summary) for summary in summaries]


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """A filter with what it needs to know of a week."""

    labels: Mapping[str, StoryLabels]
    inbox_filter: InboxFilter
    viewer: Viewer
    decided: Mapping[str, StoryDecisions]
    with_words: Collection[str] | None

    def match(self, story_ids: Iterable[str]) -> MatchResult:
        return match_stories(
            ((id_, self.labels[id_]) for id_ in story_ids),
            self.inbox_filter,
            viewer=self.viewer,
            decided=self.decided,
            with_words=self.with_words,
        )

    def inbox_story(self, summary: StorySummary) -> InboxStory:
        story_decisions = self.decided.get(summary.story_id, StoryDecisions())
        return InboxStory(
            summary=summary,
            state=story_decisions.state,
            assigned_to=story_decisions.assigned_to,
            decisions=story_decisions.decisions,
            is_new=is_new(summary.renewed_at, self.viewer),
        )


def _load_view(
    desk: Desk, week_stories: WeekStories, inbox_filter: InboxFilter, actor: Actor | None
) -> _View:
    former_ids = {id_: labels.former_ids for id_, labels in week_stories.labels.items()}
    words = inbox_filter.words
    visit = desk.store.visits.get(visitor_key(actor)) if actor else None
    return _View(
        labels=week_stories.labels,
        inbox_filter=inbox_filter,
        viewer=Viewer(
            name=actor.name if actor else "", last_visit=visit.through if visit else None
        ),
        decided=decisions_by_story(desk, former_ids, last=week_stories.last),
        with_words=desk.store.stories.with_words(words) if words else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _PageIds:
    story_ids: list[str]
    next_cursor: str


def _page_ids(order: WeekOrder, result: MatchResult, cursor: InboxCursor, limit: int) -> _PageIds:
    """The stories of the page behind a cursor."""
    matching_ids = frozenset(result.story_ids)
    start = _start_position(cursor, order)
    remaining = [
        (position, id_)
        for position, id_ in enumerate(order.story_ids[start:], start + 1)
        if id_ in matching_ids
    ]
    page = remaining[:limit]
    next_cursor = ""
    if len(remaining) > len(page):
        position, story_id = page[-1]
        next_cursor = str(
            InboxCursor(generation=order.generation, position=position, story_id=story_id)
        )
    return _PageIds(story_ids=[id_ for _, id_ in page], next_cursor=next_cursor)


def _start_position(cursor: InboxCursor, order: WeekOrder) -> int:
    """How many stories of the order come before the page."""
    if order.generation == cursor.generation or cursor.story_id not in order.story_ids:
        return cursor.position
    # The list that the cursor was made for is not kept any more: the page goes on behind the story.
    return order.story_ids.index(cursor.story_id) + 1


def _name_facets(desk: Desk, result: MatchResult) -> tuple[Facet, ...]:
    """The facets with the names that the desk has for outlets and sections."""
    labels = {
        "outlet": desk.store.sources.names({*result.counts["outlet"], *result.selected["outlet"]}),
        "section": _section_titles(desk, result.counts["section"]),
    }
    return tuple(
        Facet(
            key=key,
            values=tuple(
                FacetValue(
                    value=value,
                    label=labels.get(key, {}).get(value, value),
                    count=counts[value],
                    is_selected=value in result.selected[key],
                )
                # Selected values stay, also where no story has them.
                for value in sorted(
                    {*counts, *result.selected[key]}, key=lambda value: (-counts[value], value)
                )
            ),
        )
        for key, counts in result.counts.items()
    )


def _section_titles(desk: Desk, section_ids: Collection[str]) -> dict[str, str]:
    desk_table = desk.settings.desk
    titles = sections_in_order(
        section_ids,
        languages=desk_table.languages,
        own_titles={section.id: section.title for section in desk.settings.section},
        wording=load_wording(desk_table.language),
    )
    return dict(titles)

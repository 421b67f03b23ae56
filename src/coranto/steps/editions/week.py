"""The week that an edition tells of: its bounds, and what the store has of it. Reads only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coranto.analysis.networks import story_pushes
from coranto.errors import DeskError
from coranto.model import Network, Source, Story
from coranto.steps.desk import Desk


def week_bounds(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """The start (inclusive) and end (exclusive), in UTC, of days in a time zone.

    Raises DeskError for days at the very ends of the calendar.
    """
    timezone = ZoneInfo(zone)
    # From midnight to midnight there: a week in which clocks change is not 168 hours long.
    try:
        start = datetime.combine(first, time(), tzinfo=timezone).astimezone(UTC)
        end = datetime.combine(last + timedelta(days=1), time(), tzinfo=timezone)
        return start, end.astimezone(UTC)
    except OverflowError:
        raise DeskError(f"no edition can tell of {first} to {last}: name other days.") from None


def story_as_of(story: Story, end: datetime) -> Story:
    """The story without documents published at `end` or later: they are the next edition's."""
    documents = tuple(
        document for document in story.documents if (document.published or document.seen) < end
    )
    document_ids = {document.id for document in documents}
    placements = tuple(placed for placed in story.placements if placed.document_id in document_ids)
    return replace(story, documents=documents, placements=placements)


def sources_by_id(desk: Desk) -> Mapping[str, Source]:
    """Every source by its id, removed ones too: their documents stay."""
    return {source.id: source for source in desk.store.sources.with_removed()}


def networks_by_story(desk: Desk, stories: Iterable[Story]) -> dict[str, tuple[Network, ...]]:
    """By story, the networks that pushed it beyond chance, cut down to its own posts."""
    networks: dict[str, tuple[Network, ...]] = {}
    for story in stories:
        ids = {document.id for document in story.documents}
        inside = [
            part
            for network in desk.store.networks.with_posts(sorted(ids))
            if network.finding == "beyond chance"
            and (part := story_pushes.network_within_story(network, ids))
        ]
        if inside:
            networks[story.id] = tuple(inside)
    return networks


def editions_by_story(desk: Desk, story_ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """By story, the numbers of the editions that told it."""
    return desk.store.editions.numbers_by_story(story_ids)


def documents_in_editions(desk: Desk, story_ids: Sequence[str]) -> set[str]:
    """Ids of the documents of all editions that told one of these stories."""
    numbers = {
        number for editions in editions_by_story(desk, story_ids).values() for number in editions
    }
    return {id_ for number in numbers for id_ in desk.store.editions.published_document_ids(number)}


def earlier_headings(desk: Desk, story_ids: Sequence[str]) -> dict[str, dict[int, str]]:
    """By story, the editions that told what it continues: number → heading."""
    before = desk.store.storylines.earlier_stories(story_ids)
    headings = desk.store.editions.headings(
        {earlier_id for chain in before.values() for earlier_id in chain}
    )
    headings_by_story: dict[str, dict[int, str]] = {}
    for story_id, chain in before.items():
        for earlier_id in chain:
            headings_by_story.setdefault(story_id, {}).update(headings.get(earlier_id, {}))
    return {story_id: numbers for story_id, numbers in headings_by_story.items() if numbers}

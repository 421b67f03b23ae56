"""The week that an edition tells of: its bounds, and what the store holds of it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coranto.analysis.networks import story_pushes
from coranto.errors import DeskError
from coranto.model import Network, Source, Story
from coranto.steps.desk import Desk


def week_bounds(first: date, last: date, zone: str) -> tuple[datetime, datetime]:
    """The moments, in UTC, between which those days lie: start inclusive, end exclusive.

    Raises DeskError for days at the very ends of the calendar.
    """
    there = ZoneInfo(zone)
    try:
        start = datetime.combine(first, time(), tzinfo=there).astimezone(UTC)
        after = datetime.combine(last + timedelta(days=1), time(), tzinfo=there)
        return start, after.astimezone(UTC)
    except OverflowError:
        raise DeskError(f"no edition can tell of {first} to {last}: name other days.") from None


def story_as_of(story: Story, end: datetime) -> Story:
    """The story as it stood at `end`: what came later belongs to a later edition."""
    documents = tuple(
        document for document in story.documents if (document.published or document.seen) < end
    )
    kept = {document.id for document in documents}
    placements = tuple(placed for placed in story.placements if placed.document_id in kept)
    return replace(story, documents=documents, placements=placements)


def sources_by_id(desk: Desk) -> Mapping[str, Source]:
    """Every source by its id, removed ones too: their documents stay."""
    return {source.id: source for source in desk.store.sources.with_removed()}


def networks_by_story(desk: Desk, stories: Iterable[Story]) -> dict[str, tuple[Network, ...]]:
    """By story, the networks that pushed it beyond chance, as far as they pushed it."""
    found: dict[str, tuple[Network, ...]] = {}
    for story in stories:
        ids = {document.id for document in story.documents}
        inside = [
            part
            for network in desk.store.networks.of(sorted(ids))
            if network.finding == "beyond chance"
            and (part := story_pushes.network_within_story(network, ids))
        ]
        if inside:
            found[story.id] = tuple(inside)
    return found

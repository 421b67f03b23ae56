"""Feeds: addresses that are polled, with the state of polling them."""

from datetime import datetime

from coranto.model import Feed
from coranto.reading.schedule import MAX_PLAUSIBLE_WAIT
from coranto.store import converters
from coranto.store.converters import Row, Values
from coranto.store.database import Database


class Feeds:
    """The table `feeds`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("feeds")

    def add(self, feed: Feed, at: datetime) -> None:
        """Add a feed. Raises StoreError if its address is known or its source is not."""
        self._sql.write("add_feed", **_feed_values(feed), added_at=converters.from_time(at))

    def get(self, feed_id: str) -> Feed | None:
        """The feed of this id, removed or not."""
        row = self._sql.row("get_feed", id=feed_id)
        return None if row is None else _feed_from_row(row)

    def by_url(self, url: str) -> Feed | None:
        """The feed at exactly this address, removed or not."""
        row = self._sql.row("feed_by_url", url=url)
        return None if row is None else _feed_from_row(row)

    def all(self) -> list[Feed]:
        """Every feed that is not removed, by source and address."""
        return [feed for feed in self.with_removed() if feed.removed is None]

    def with_removed(self) -> list[Feed]:
        """Every feed there ever was, by source and address."""
        return [_feed_from_row(row) for row in self._sql.rows("all_feeds")]

    def of_source(self, source_id: str) -> list[Feed]:
        """The feeds of a source that are not removed, by address."""
        return [
            _feed_from_row(row) for row in self._sql.rows("feeds_of_source", source_id=source_id)
        ]

    def due(self, now: datetime) -> list[Feed]:
        """Feeds that may be polled now, those polled longest ago first."""
        # In this order, a run that is cut off every time still gets to all feeds in the end.
        return [
            _feed_from_row(row)
            for row in self._sql.rows(
                "feeds_due",
                now=converters.from_time(now),
                latest=converters.from_time(now + MAX_PLAUSIBLE_WAIT),
            )
        ]

    def update(self, feed: Feed) -> None:
        """Replace every field of a feed but its id and the time it was added."""
        self._sql.write("update_feed", **_feed_values(feed))

    def remove(self, feed_id: str, at: datetime) -> None:
        """Stop polling a feed; its history stays."""
        self._sql.write("remove_feed", id=feed_id, removed_at=converters.from_time(at))


def _feed_values(feed: Feed) -> Values:
    return {
        "id": feed.id,
        "source_id": feed.source_id,
        "url": feed.url,
        "kind": feed.kind,
        "title": feed.title,
        "selector": feed.selector,
        "pages": feed.pages,
        "attributes": converters.from_map(feed.attributes),
        "folder": converters.from_list(feed.folder),
        "etag": feed.etag,
        "last_modified": feed.last_modified,
        "failures": feed.failures,
        "not_before": converters.from_time_or_none(feed.not_before),
        "moved_to": feed.moved_to,
        "removed_at": converters.from_time_or_none(feed.removed),
    }


def _feed_from_row(row: Row) -> Feed:
    return Feed(
        id=row["id"],
        source_id=row["source_id"],
        url=row["url"],
        kind=row["kind"],
        title=row["title"],
        selector=row["selector"],
        pages=row["pages"],
        attributes=converters.to_map(row["attributes"]),
        folder=converters.to_tuple(row["folder"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        failures=row["failures"],
        not_before=converters.to_time_or_none(row["not_before"]),
        moved_to=row["moved_to"],
        removed=converters.to_time_or_none(row["removed_at"]),
    )

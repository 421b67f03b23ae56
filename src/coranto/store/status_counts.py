"""What the desk has and what is broken, as counted by the database: quick on large desks, too."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from coranto.model import Feed
from coranto.store import converters
from coranto.store.database import Database
from coranto.store.feeds import Feeds
from coranto.store.polls import Poll, Polls


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCounts:
    """Row counts, without removed sources, removed feeds and drafts."""

    sources: int
    feeds: int
    documents: int
    stories: int
    captures: int
    editions: int  #: published
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenFeed:
    """A feed that failed when last visited, or has failed since it last answered."""

    feed: Feed
    poll: Poll | None


class Overview:
    """Reads across tables; writes none."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("overview")
        self._feeds = Feeds(database)
        self._polls = Polls(database)

    def counts(self) -> DeskCounts:
        """Count the rows of each kind."""
        row = self._sql.rows("counts")[0]
        return DeskCounts(**{name: row[name] for name in DeskCounts.__dataclass_fields__})

    def weekly(
        self, kind: Literal["language", "country"], weeks: int, now: datetime
    ) -> dict[str, list[int]]:
        """Documents first seen in each of the last `weeks` periods of seven days, oldest first.

        By language, or by the country of the source ("" when unknown).
        """
        weekly_counts: dict[str, list[int]] = defaultdict(lambda: [0] * weeks)
        # Counted back from now: a calendar week that has only begun would look like a drop.
        for week in range(weeks):
            last = now - timedelta(days=7 * (weeks - 1 - week))
            rows = self._sql.rows(
                f"seen_by_{kind}",
                first=converters.from_time(last - timedelta(days=7)),
                last=converters.from_time(last),
            )
            for row in rows:
                weekly_counts[row["name"]][week] = row["documents"]
        return dict(weekly_counts)

    def broken_feeds(self) -> list[BrokenFeed]:
        """Feeds in use that fail now, by source and address."""
        latest = self._polls.latest()
        feeds_with_poll = [
            BrokenFeed(feed=feed, poll=latest.get(feed.id)) for feed in self._feeds.all()
        ]
        return [
            candidate
            for candidate in feeds_with_poll
            if candidate.feed.failures or (candidate.poll and candidate.poll.reason)
        ]

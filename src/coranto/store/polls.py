"""Polls: the outcome of each visit to a feed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database

PollOutcome = Literal["new", "unchanged", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One visit to a feed in one run."""

    run_id: int
    feed_id: str
    at: datetime
    outcome: PollOutcome
    status: int | None = None  #: of HTTP; None when nothing answered
    reason: str = ""  #: a key of errors.EXPLANATIONS
    detail: str = ""
    entries: int = 0  #: in the feed; 0 as well for a 304, which sends no feed
    fresh: int = 0  #: not seen before


class Polls:
    """The table `polls`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("polls")

    def record(self, poll: Poll) -> None:
        """Record a visit; of several to one feed in one run, the first counts."""
        # A run that is resumed after a crash reads a feed again, and by then all of its
        # entries are known: the second count of fresh ones would be wrong.
        self._sql.write(
            "record_poll",
            run_id=poll.run_id,
            feed_id=poll.feed_id,
            at=converters.from_time(poll.at),
            outcome=poll.outcome,
            status=poll.status,
            reason=poll.reason,
            detail=poll.detail,
            entries=poll.entries,
            fresh=poll.fresh,
        )

    def feeds_polled_in(self, run_id: int) -> set[str]:
        """Ids of the feeds that this run has visited."""
        return {row["feed_id"] for row in self._sql.rows("polled_in_run", run_id=run_id)}

    def of_run(self, run_id: int) -> list[Poll]:
        """The visits of one run, in their order."""
        return [_poll_from_row(row) for row in self._sql.rows("polls_of_run", run_id=run_id)]

    def latest(self) -> dict[str, Poll]:
        """Feed id → the last visit; removed feeds and those never visited are left out."""
        return {row["feed_id"]: _poll_from_row(row) for row in self._sql.rows("latest_polls")}

    def empty_since(self, feed_id: str) -> datetime | None:
        """Since when a feed has been without entries; None when it has some."""
        # Failures and 304 say nothing about entries, so they do not count either way.
        row = self._sql.row("empty_since", feed_id=feed_id)
        return converters.to_time_or_none(row["since"]) if row else None

    def empty_feeds(self) -> dict[str, datetime]:
        """Feed id → since when it has been without entries, for all empty feeds in use."""
        return {
            row["feed_id"]: converters.to_time(row["since"]) for row in self._sql.rows("empties")
        }

    def outcomes(self, run_id: int) -> dict[str, int]:
        """Outcome → how many visits of a run ended in it."""
        rows = self._sql.rows("outcomes_of_run", run_id=run_id)
        return {row["outcome"]: row["polls"] for row in rows}


def _poll_from_row(row: Row) -> Poll:
    return Poll(
        run_id=row["run_id"],
        feed_id=row["feed_id"],
        at=converters.to_time(row["at"]),
        outcome=row["outcome"],
        status=row["status"],
        reason=row["reason"],
        detail=row["detail"],
        entries=row["entries"],
        fresh=row["fresh"],
    )

"""Summaries of a week's stories, and the orders in which they were listed. Derived."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

import msgspec

from coranto.model import StoryLabels, StorySummary
from coranto.store import converters
from coranto.store.converters import Values
from coranto.store.database import Database, as_keys, split_batches

#: First and last day of a week.
Days: TypeAlias = tuple[date, date]
#: Orders of a week that are kept: lists that people have open go on in theirs. Each change of the
#: list makes one; fifty are two days of hourly runs, at 75 kB for 5,000 stories.
MAX_ORDERS_PER_WEEK = 50

_SUMMARY_DECODER = msgspec.json.Decoder(StorySummary)
_LABELS_DECODER = msgspec.json.Decoder(StoryLabels)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryOrder:
    """The stories of a week, best first, as they were at a time."""

    generation: int
    at: datetime
    story_ids: tuple[str, ...]


class StorySummaries:
    """The tables `story_summaries`, `story_orders` and `ranking_contexts`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("inbox")

    def replace_week(
        self, days: Days, rows: Iterable[tuple[StorySummary, StoryLabels]], at: datetime
    ) -> int:
        """Store the summaries of all stories of a week. Returns how many are new or changed."""
        with self._database.transaction():
            stored = {
                row["story_id"]: row["summary"]
                for row in self._sql.rows("stored_summaries", **_days(days))
            }
            values = [_summary_values(days, summary, labels) for summary, labels in rows]
            changed = [row for row in values if stored.get(row["story_id"]) != row["summary"]]
            self._sql.write_many("keep_summary", changed)
            self._forget(days, sorted(set(stored) - {row["story_id"] for row in values}))
            self._keep_order(days, at)
        return len(changed)

    def replace_stories(
        self,
        days: Days,
        gone: Iterable[str],
        rows: Iterable[tuple[StorySummary, StoryLabels]],
        at: datetime,
    ) -> None:
        """Store the summaries of some stories of a week, and delete those of others."""
        with self._database.transaction():
            self._forget(days, sorted(gone))
            self._sql.write_many(
                "keep_summary",
                [_summary_values(days, summary, labels) for summary, labels in rows],
            )
            self._keep_order(days, at)

    def labels(self, days: Days) -> dict[str, StoryLabels]:
        """What filters look at, of the stories of a week, best first."""
        return {
            row["story_id"]: _LABELS_DECODER.decode(row["labels"])
            for row in self._sql.rows("week_labels", **_days(days))
        }

    def by_ids(self, days: Days, story_ids: Iterable[str]) -> dict[str, StorySummary]:
        """The summaries of these stories in a week; unknown ids are left out."""
        return {
            row["story_id"]: _SUMMARY_DECODER.decode(row["summary"])
            for row in self._sql.stream("summaries_of", story_ids, **_days(days))
        }

    def titles(self, story_ids: Iterable[str]) -> dict[str, str]:
        """The titles of these stories in the latest week that lists each."""
        return {row["story_id"]: row["title"] for row in self._sql.stream("titles_of", story_ids)}

    def stories_with_former_ids(self, former_ids: Iterable[str]) -> dict[str, str]:
        """By id of a story that there is no more, the story that has its documents."""
        return {
            row["former_id"]: row["story_id"]
            for row in self._sql.stream("stories_with_former_ids", former_ids)
        }

    def weeks_of(self, story_ids: Iterable[str]) -> list[Days]:
        """The weeks that list one of these stories."""
        weeks = {(row["first"], row["last"]) for row in self._sql.stream("weeks_of", story_ids)}
        return [
            (date.fromisoformat(first), date.fromisoformat(last)) for first, last in sorted(weeks)
        ]

    def order(self, days: Days, generation: int | None = None) -> StoryOrder | None:
        """An order of a week, by default the newest; None when it is not kept."""
        row = (
            self._sql.row("latest_order", **_days(days))
            if generation is None
            else self._sql.row("get_order", generation=generation, **_days(days))
        )
        if row is None:
            return None
        return StoryOrder(
            generation=row["generation"],
            at=converters.to_time(row["at"]),
            story_ids=converters.to_tuple(row["story_ids"]),
        )

    def keep_context(self, days: Days, context: bytes) -> None:
        """Store what ranking knows of a week, as JSON."""
        self._sql.write("keep_context", context=context.decode(), **_days(days))

    def context(self, days: Days) -> str | None:
        """What ranking knows of a week, as JSON."""
        context: str | None = self._sql.value("get_context", **_days(days))
        return context

    def _forget(self, days: Days, story_ids: Sequence[str]) -> None:
        for batch in split_batches(story_ids):
            self._sql.write("forget_summaries_of", keys=as_keys(batch), **_days(days))

    def _keep_order(self, days: Days, at: datetime) -> None:
        """Store the order of now where it is another than the newest."""
        rows = self._sql.rows("week_order", **_days(days))
        story_ids = tuple(row["story_id"] for row in rows)
        newest = self.order(days)
        if newest is None or newest.story_ids != story_ids:
            self._sql.insert(
                "add_order",
                seconds=int(at.timestamp()),
                at=converters.from_time(at),
                story_ids=converters.from_list(story_ids),
                **_days(days),
            )
            self._sql.write("forget_old_orders", kept=MAX_ORDERS_PER_WEEK, **_days(days))


def _days(days: Days) -> Values:
    first, last = days
    return {"first": first.isoformat(), "last": last.isoformat()}


def _summary_values(days: Days, summary: StorySummary, labels: StoryLabels) -> Values:
    return {
        "story_id": summary.story_id,
        "score": summary.score,
        "labels": msgspec.json.encode(labels).decode(),
        "summary": msgspec.json.encode(summary).decode(),
        **_days(days),
    }

"""Runs: when the desk worked, and how each run ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database

RunStatus = Literal["", "success", "partial", "failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the desk."""

    id: int
    started: datetime
    finished: datetime | None  #: None while it runs, and for good when it was cut off
    status: RunStatus
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgress:
    """How far a run had come when it last told."""

    run_id: int
    at: datetime
    step: str
    done: int
    total: int
    note: str = ""


class Runs:
    """The table `runs`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("runs")

    def start(self, at: datetime) -> int:
        """Begin a run and return its number."""
        return self._sql.insert("start_run", at=converters.from_time(at))

    def restore(self, run_id: int, at: datetime) -> None:
        """Add a run that the archive knows of, as finished; a known run stays as it is."""
        self._sql.write("restore_run", id=run_id, at=converters.from_time(at))

    def unfinished(self) -> int | None:
        """Number of the newest run if it was cut off, so that it can be resumed."""
        # Only the newest: whatever an older one left undone, a later run has done.
        run = self.last()
        return run.id if run and run.finished is None else None

    def finish(
        self, run_id: int, at: datetime, status: RunStatus, summary: Mapping[str, Any]
    ) -> None:
        """End a run with its status and a summary of plain JSON values."""
        self._sql.write(
            "finish_run",
            id=run_id,
            at=converters.from_time(at),
            status=status,
            summary=converters.from_map(summary),
        )

    def record_progress(self, progress: RunProgress) -> None:
        """Record how far a run has come, for other programs to read."""
        self._sql.write(
            "record_progress",
            run_id=progress.run_id,
            at=converters.from_time(progress.at),
            step=progress.step,
            done=progress.done,
            total=progress.total,
            note=progress.note,
        )

    def progress(self) -> RunProgress | None:
        """How far the run that has not ended has come; None when all have."""
        row = self._sql.row("run_progress")
        if row is None:
            return None
        return RunProgress(
            run_id=row["run_id"],
            at=converters.to_time(row["at"]),
            step=row["step"],
            done=row["done"],
            total=row["total"],
            note=row["note"],
        )

    def forget_progress(self) -> None:
        """Delete how far runs have come: none goes on."""
        self._sql.write("forget_progress")

    def get(self, run_id: int) -> Run | None:
        """The run of this number."""
        row = self._sql.row("get_run", id=run_id)
        return None if row is None else _run_from_row(row)

    def last(self) -> Run | None:
        """The newest run."""
        row = self._sql.row("last_run")
        return None if row is None else _run_from_row(row)

    def recent(self, limit: int) -> list[Run]:
        """At most `limit` runs, the newest first."""
        return [_run_from_row(row) for row in self._sql.rows("recent_runs", limit=limit)]


def _run_from_row(row: Row) -> Run:
    return Run(
        id=row["id"],
        started=converters.to_time(row["started_at"]),
        finished=converters.to_time_or_none(row["finished_at"]),
        status=row["status"],
        summary=converters.to_map(row["summary"]),
    )

"""Problems: faulty parts of what sites and files hold that were left out, and why."""

from collections.abc import Iterable
from datetime import datetime

from coranto.model import Problem
from coranto.store import converters
from coranto.store.database import Database, as_keys


class Problems:
    """The table `problems`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("problems")

    def record(self, run_id: int, at: datetime, problems: Iterable[Problem]) -> None:
        """Record problems; for one that is known already, only when it was last seen."""
        # A broken feed is broken on every visit: without this, the table would grow by the
        # same rows for good.
        self._sql.write_many(
            "record_problem",
            [
                {
                    "run_id": run_id,
                    "at": converters.from_time(at),
                    "subject": problem.subject,
                    "reason": problem.reason,
                    "detail": problem.detail,
                }
                for problem in problems
            ],
        )

    def recent(self, limit: int) -> list[Problem]:
        """The problems seen last, the newest first."""
        return [
            Problem(subject=row["subject"], reason=row["reason"], detail=row["detail"])
            for row in self._sql.rows("recent_problems", limit=limit)
        ]

    def about(self, subjects: Iterable[str], limit: int) -> list[Problem]:
        """The problems with one of these subjects, the newest first."""
        rows = self._sql.rows("problems_about", keys=as_keys(sorted(subjects)), limit=limit)
        return [
            Problem(subject=row["subject"], reason=row["reason"], detail=row["detail"])
            for row in rows
        ]

    def count(self) -> int:
        """How many different problems there have ever been."""
        number: int = self._sql.value("count_problems")
        return number

    def count_by_reason(self, reasons: Iterable[str]) -> dict[str, int]:
        """How many problems of each of these reasons there are, the most frequent first."""
        rows = self._sql.rows("problems_by_reason", keys=as_keys(list(reasons)))
        return {row["reason"]: row["problems"] for row in rows}

    def recent_of(self, reasons: Iterable[str], limit: int) -> list[Problem]:
        """The problems of these reasons that were seen last, the newest first."""
        rows = self._sql.rows("recent_problems_of", keys=as_keys(list(reasons)), limit=limit)
        return [
            Problem(subject=row["subject"], reason=row["reason"], detail=row["detail"])
            for row in rows
        ]

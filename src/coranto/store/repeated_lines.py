"""Lines that a source prints under many of its articles, and where they were learnt."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from coranto.store import converters
from coranto.store.database import Database, as_keys

if TYPE_CHECKING:  # it loads the readers of pages, and every command reads this module
    from coranto.reading.repeated_lines import RepeatedLine


class RepeatedLines:
    """The table `repeated_lines`. What was learnt once stays until a rebuild learns it again."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("repeated_lines")

    def keep(self, source_id: str, lines: Iterable["RepeatedLine"], at: datetime) -> None:
        """Record lines of a source, learnt at `at`; known ones stay as they are."""
        self._sql.write_many(
            "keep_line",
            [
                {
                    "source_id": source_id,
                    "line_key": line.key,
                    "line": line.text,
                    "learnt_at": converters.from_time(at),
                    "learnt_from": converters.from_list(line.document_ids),
                }
                for line in lines
            ],
        )

    def known_among(self, source_id: str, keys: Iterable[str]) -> set[str]:
        """Those of these keys of lines that the source is known to repeat."""
        rows = self._sql.rows("lines_of", source_id=source_id, keys=as_keys(sorted(keys)))
        return {row["line_key"] for row in rows}

    def of_source(self, source_id: str) -> list["RepeatedLine"]:
        """The lines that a source is known to repeat, the newest first."""
        from coranto.reading.repeated_lines import RepeatedLine

        return [
            RepeatedLine(
                key=row["line_key"],
                text=row["line"],
                document_ids=converters.to_tuple(row["learnt_from"]),
            )
            for row in self._sql.rows("lines_of_source", source_id=source_id)
        ]

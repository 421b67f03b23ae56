"""Captures: the index of the archive. The bytes themselves stay in its WARC files."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from coranto.model import Capture, RecordLocation
from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database


class Captures:
    """The table `captures`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("captures")

    def add(self, capture: Capture) -> int:
        """Add a capture and return its number; a known record keeps its number."""
        # After a crash, the last records of the archive may be indexed a second time.
        return self._sql.insert(
            "add_capture",
            sha256=capture.sha256,
            url=capture.url,
            asked=capture.asked,
            at=converters.from_time(capture.at),
            status=capture.status,
            content_type=capture.content_type,
            file=capture.place.file,
            start=capture.place.offset,
            length=capture.place.length,
            run_id=capture.run_id,
            feed_id=capture.feed_id,
        )

    def get(self, capture_id: int) -> Capture | None:
        """The capture of this number."""
        row = self._sql.row("get_capture", id=capture_id)
        return None if row is None else _capture_from_row(row)

    def latest(self, url: str) -> Capture | None:
        """The newest capture of an address."""
        row = self._sql.row("latest_capture", url=url)
        return None if row is None else _capture_from_row(row)

    def redirects(self, urls: Iterable[str]) -> dict[str, str]:
        """Address → where it led when last visited; addresses without redirect are left out."""
        # The newest row comes last, so that it is the one that the dict keeps.
        return {row["asked"]: row["url"] for row in self._sql.stream("redirects", urls)}

    def by_sha256(self, sha256: str) -> Capture | None:
        """The first capture with this payload."""
        row = self._sql.row("capture_by_sha256", sha256=sha256)
        return None if row is None else _capture_from_row(row)

    def robots(self, since: datetime) -> list[Capture]:
        """Answers to robots.txt since then, oldest first, without server errors."""
        rows = self._sql.rows("robots_since", since=converters.from_time(since))
        return [_capture_from_row(row) for row in rows]

    def ends(self) -> dict[str, int]:
        """File of the archive → the offset up to which its records are indexed."""
        return {row["file"]: row["end"] for row in self._sql.rows("ends_of_files")}

    def of_file(self, file: str) -> Iterator[tuple[int, RecordLocation]]:
        """Number and place of every known record of one file of the archive."""
        return (
            (
                row["id"],
                RecordLocation(file=row["file"], offset=row["start"], length=row["length"]),
            )
            for row in self._sql.rows("captures_of_file", file=file)
        )

    def forget(self, capture_ids: Iterable[int]) -> None:
        """Forget records that the archive has lost; what was read from them stays."""
        self._sql.write_many("forget_capture", [{"id": id_} for id_ in capture_ids])

    def count(self) -> int:
        """How many captures the desk holds."""
        number: int = self._sql.value("count_captures")
        return number


def _capture_from_row(row: Row) -> Capture:
    return Capture(
        sha256=row["sha256"],
        url=row["url"],
        asked=row["asked"],
        at=converters.to_time(row["at"]),
        status=row["status"],
        content_type=row["content_type"],
        place=RecordLocation(file=row["file"], offset=row["start"], length=row["length"]),
        run_id=row["run_id"],
        feed_id=row["feed_id"],
    )

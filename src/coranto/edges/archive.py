"""The archive: every response as received, in append-only WARC files.

This module does not interpret responses. Records that `sync` has confirmed survive a crash;
`repair` cuts off a record that a crash left incomplete and keeps its bytes in another file.
Nothing is written behind damage, nor under the name of a file that was lost: a new file begins.
There is one writer at a time and any number of readers.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from coranto import __version__
from coranto.edges import locks, warc
from coranto.edges.archive_check import WARC_NAME_PATTERN, list_files, sort_names
from coranto.edges.files import sync_folder
from coranto.edges.response import Exchange
from coranto.edges.warc_repair import (
    DamagedSpan,
    TornRecordError,
    add_location_to_errors,
    cut_torn_end,
    scan_records,
)
from coranto.errors import ArchiveError
from coranto.model import Capture, RecordLocation

__all__ = ["Archive", "DamagedSpan", "Exchange", "TornRecordError"]

#: Bytes after which a new file begins; the WARC specification recommends 1 GB.
MAX_WARC_FILE_BYTES = 1_000_000_000


class Archive:
    """A folder of WARC files.

    `known_ends` tells, for each file that is known, the byte up to which its records are.
    """

    def __init__(
        self,
        folder: Path,
        *,
        max_file_bytes: int = MAX_WARC_FILE_BYTES,
        known_ends: Callable[[], Mapping[str, int]] = dict,
    ) -> None:
        self.folder = folder
        self._max_file_bytes = max_file_bytes
        self._known_ends = known_ends
        self._closed_name = ""  # of the newest file if it is damaged: never appended to
        #: Name of the newest file → what `repair` saw of damage in it; empty before that.
        self.newest_damage: Mapping[str, Sequence[DamagedSpan]] = {}
        self._depth = 0  # nesting depth of locked()
        self._file: BinaryIO | None = None
        self._name = ""
        self._is_sound = False
        self._is_dirty = False

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only writer. May be nested.

        Raises ArchiveError if another process writes, or if every known file is missing.
        """
        if not self._depth:
            self._refuse_if_gone()
        with self.locked_as_it_is():
            yield

    @contextmanager
    def locked_as_it_is(self) -> Iterator[None]:
        """The same, though every known file may be missing.

        Raises ArchiveError if another process writes.
        """
        self._depth += 1
        try:
            if self._depth > 1:
                yield
                return
            with _writer_lock(self.folder):
                try:
                    yield
                finally:
                    self._close()
        finally:
            self._depth -= 1

    def _refuse_if_gone(self) -> None:
        known_names = sort_names(self._known_ends())
        if known_names and not any((self.folder / name).is_file() for name in known_names):
            # An unmounted disk looks like this: a new archive in its place would hide the old.
            raise ArchiveError(
                f"none of the {len(known_names)} known files of {self.folder} is there: mount the "
                "disk or restore the folder; if they are lost for good, "
                "`coranto doctor --accept-loss`"
            )

    def append(
        self,
        exchange: Exchange,
        *,
        run_id: int,
        feed_id: str = "",
        asked: str = "",
        known: Capture | None = None,
    ) -> Capture:
        """Append a response; it is durable once `sync` returns. Needs `locked`.

        If `known`, an earlier capture, has the same payload, only a WARC revisit record that
        refers to it is written. Raises ArchiveError when the record cannot be written.
        """
        if not self._depth:
            raise ArchiveError("the archive is written to only while it is locked")
        file = self._open(exchange.at)
        offset = file.tell()
        payload_digest = warc.labelled_digest(exchange.payload)
        head = warc.http_head(exchange)
        is_unchanged = (
            known
            and exchange.payload
            and known.sha256 == warc.digest_to_hex(payload_digest)
            and self._can_read(known.place)
        )
        block = head if is_unchanged else head + exchange.payload
        fields = [
            ("WARC-Type", "revisit" if is_unchanged else "response"),
            ("WARC-Record-ID", warc.record_id(self._name, offset, payload_digest)),
            ("WARC-Warcinfo-ID", warc.record_id(self._name)),
            ("WARC-Date", warc.format_date(exchange.at)),
            ("WARC-Target-URI", exchange.url),
            ("Content-Type", "application/http;msgtype=response"),
            ("WARC-Payload-Digest", payload_digest),
            ("WARC-Block-Digest", warc.labelled_digest(block)),
            *(self._revisit_fields(known) if known and is_unchanged else ()),
            ("Coranto-Run", str(run_id)),
            ("Coranto-Feed", feed_id),
            ("Coranto-Asked", asked if asked != exchange.url else ""),
        ]
        # A body that the server compressed does not get smaller, so the fastest level suffices.
        is_packed = exchange.header("content-encoding").lower() not in ("", "identity")
        level = warc.GZIP_LEVEL_COMPRESSED if is_packed else warc.GZIP_LEVEL
        member = warc.pack_record(fields, block, level=level)
        self._write(file, member)
        place = RecordLocation(file=self._name, offset=offset, length=len(member))
        return _capture_from_record(warc.Record(fields=tuple(fields), block=block), place)

    def _can_read(self, place: RecordLocation) -> bool:
        """Whether a record and its payload are whole; if not, its payload is written again."""
        try:
            self.read(place)
        except ArchiveError:
            return False
        return True

    def _revisit_fields(self, original: Capture) -> list[tuple[str, str]]:
        """Header fields that point to the record that holds the payload."""
        # If the earlier capture is a revisit itself, refer to its original: one hop always
        # reaches the payload.
        record = self._read_record(original.place)
        place = original.place
        if record.field("WARC-Type") == "revisit":
            place = warc.payload_location(record)
            record = self._read_record(place)
        return [
            ("WARC-Profile", warc.REVISIT_PROFILE),
            ("WARC-Refers-To", record.field("WARC-Record-ID")),
            ("WARC-Refers-To-Target-URI", record.field("WARC-Target-URI")),
            ("WARC-Refers-To-Date", record.field("WARC-Date")),
            ("Coranto-Refers-To", f"{place.file}:{place.offset}:{place.length}"),
        ]

    def sync(self) -> None:
        """Return when all appended records are on the disk. Raises ArchiveError."""
        if self._file is None or not self._is_dirty:
            return
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _write_error(self._name, error) from error
        self._is_dirty = False

    def read(self, place: RecordLocation) -> Exchange:
        """Read the response at a location. Raises ArchiveError naming file and offset."""
        record = self._read_record(place)
        with add_location_to_errors(place):
            payload = None
            if record.field("WARC-Type") == "revisit":
                original = self._read_record(warc.payload_location(record))
                payload = warc.read_exchange(original).payload
            exchange = warc.read_exchange(record, payload)
            if warc.labelled_digest(exchange.payload) != record.field("WARC-Payload-Digest"):
                raise ArchiveError("its payload is not the one it names")
            return exchange

    def member(self, place: RecordLocation) -> tuple[bytes, warc.Record]:
        """The record that holds a response's payload: its gzip member, and the parsed record.

        Raises ArchiveError naming file and offset.
        """
        record = self._read_record(place)
        if record.field("WARC-Type") == "revisit":
            with add_location_to_errors(place):
                place = warc.payload_location(record)
            record = self._read_record(place)
        with (self.folder / place.file).open("rb") as file:
            file.seek(place.offset)
            return file.read(place.length), record

    def records(self, after: Mapping[str, int]) -> Iterator[Capture]:
        """Yield the captures after the given offsets (file name → byte), in order.

        Raises TornRecordError, an ArchiveError, where `repair` has work to do.
        """
        for capture in self.scan(after):
            if isinstance(capture, DamagedSpan):
                raise TornRecordError(capture.file, capture.start)
            yield capture

    def scan(self, after: Mapping[str, int]) -> Iterator[Capture | DamagedSpan]:
        """Yield the captures after the given offsets, in order, and what is damaged there."""
        for name in list_files(self.folder):
            for found in scan_records(self.folder / name, after.get(name, 0)):
                if isinstance(found, DamagedSpan):
                    yield found
                    continue
                place, record = found
                if record.field("WARC-Type") in ("response", "revisit"):
                    with add_location_to_errors(place):
                        yield _capture_from_record(record, place)

    def repair(self) -> list[str]:
        """Cut an incomplete record off the last file; return a message. Needs `locked`.

        The removed bytes are kept in `torn/`. A file that is damaged in another way, which no
        crash does, stays as it is, and nothing is appended to it any more.
        """
        # Only the last file is ever written to, so a crash can damage no other.
        known_ends = self._known_ends()
        names = self._file_names()
        self._is_sound, self._closed_name, self.newest_damage = True, "", {}
        if not names:
            return []
        path = self.folder / names[-1]
        known_end = known_ends.get(path.name, 0)
        if not path.is_file() or path.stat().st_size < known_end:
            self._closed_name = path.name
            return []
        spans = [span for span in scan_records(path) if isinstance(span, DamagedSpan)]
        if len(spans) == 1 and spans[0].is_end_of_file and spans[0].start >= known_end:
            message = cut_torn_end(path, spans[0].start)
            self.newest_damage = {path.name: ()}
            return [message]
        self.newest_damage = {path.name: spans}
        self._closed_name = path.name if spans else ""
        return []

    def _file_names(self) -> list[str]:
        """The names of files, oldest first; also of those that are known but missing."""
        # A new file under a lost one's name would hold other records at the known offsets.
        return sort_names([*list_files(self.folder), *self._known_ends()])

    def _open(self, at: datetime) -> BinaryIO:
        """The file to append to: that of the day, or the last one if the clock went back."""
        day = at.strftime("%Y%m%d")
        if self._file is not None and not self._needs_next_file(day, self._file.tell()):
            return self._file
        self._close()
        if not self._is_sound:
            self.repair()
        names = self._file_names()
        self._name = names[-1] if names else f"coranto-{day}-00001.warc.gz"
        path = self.folder / self._name
        if names and (
            self._name == self._closed_name or self._needs_next_file(day, path.stat().st_size)
        ):
            path = path.with_name(_next_file_name(self._name, day))
        self._name = path.name
        try:
            # Without Python's buffer: a record is whole in the file before its place is returned.
            self._file = path.open("ab", buffering=0)
            if not self._file.tell():
                self._write(self._file, _warcinfo_record(self._name, at))
                sync_folder(self.folder)
        except OSError as error:
            raise _write_error(self._name, error) from error
        return self._file

    def _needs_next_file(self, day: str, size: int) -> bool:
        name_match = WARC_NAME_PATTERN.fullmatch(self._name)
        return size >= self._max_file_bytes or (name_match is not None and day > name_match[1])

    def _write(self, file: BinaryIO, data: bytes) -> None:
        self._is_dirty = True
        try:
            # An unbuffered write may write only a part, as on a disk that is nearly full.
            remaining = memoryview(data)
            while remaining:
                remaining = remaining[file.write(remaining) :]
        except OSError as error:
            file.close()
            self._file, self._is_sound = None, False  # so that the next append repairs first
            raise _write_error(self._name, error) from error

    def _close(self) -> None:
        if self._file is not None:
            self.sync()
            self._file.close()
        self._file = None

    def _read_record(self, place: RecordLocation) -> warc.Record:
        # A location may come from the database or a revisit: no path may lead out of the folder.
        if not WARC_NAME_PATTERN.fullmatch(place.file):
            raise ArchiveError(f"{place.file!r} is no file of the archive")
        try:
            with (self.folder / place.file).open("rb") as file:
                file.seek(place.offset)
                member = file.read(place.length)
        except OSError as error:
            raise ArchiveError(f"cannot read {place.file}: {error.strerror}") from error
        with add_location_to_errors(place):
            return warc.unpack_record(member)


@contextmanager
def _writer_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises ArchiveError with a message for the user."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locks.exclusive_lock(folder / "lock"))
        except BlockingIOError as error:
            raise ArchiveError(
                f"another run is writing to {folder}: wait for it to end, or end it"
            ) from error
        except OSError as error:
            raise ArchiveError(f"cannot write to {folder}: {error.strerror}") from error
        yield


def _write_error(name: str, error: OSError) -> ArchiveError:
    return ArchiveError(f"cannot write {name}: {error.strerror}")


def _next_file_name(name: str, day: str) -> str:
    """The next file name: number 1 of a new day, or the next number of the same day."""
    _, last_day, number = name.split(".", maxsplit=1)[0].split("-")
    return f"coranto-{max(day, last_day)}-{int(number) + 1 if day <= last_day else 1:05}.warc.gz"


def _warcinfo_record(name: str, at: datetime) -> bytes:
    block = (
        f"software: Coranto/{__version__}\r\n"
        "format: WARC File Format 1.1\r\n"
        "conformsTo: https://iipc.github.io/warc-specifications/specifications/"
        "warc-format/warc-1.1/\r\n"
    ).encode("ascii")
    fields = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", warc.record_id(name)),
        ("WARC-Date", warc.format_date(at)),
        ("WARC-Filename", name),
        ("Content-Type", "application/warc-fields"),
        ("WARC-Block-Digest", warc.labelled_digest(block)),
    )
    return warc.pack_record(fields, block)


def _capture_from_record(record: warc.Record, place: RecordLocation) -> Capture:
    exchange = warc.read_exchange(record)
    run = record.field("Coranto-Run")
    return Capture(
        sha256=warc.digest_to_hex(record.field("WARC-Payload-Digest")),
        url=exchange.url,
        at=exchange.at,
        status=exchange.status,
        content_type=exchange.header("content-type")[:200],
        place=place,
        run_id=int(run) if run.isdecimal() else 0,
        feed_id=record.field("Coranto-Feed"),
        asked=record.field("Coranto-Asked"),
    )

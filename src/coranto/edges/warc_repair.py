"""Read a WARC file record by record, past damage, and cut off what a crash left incomplete.

This module knows gzip members and where they end; `warc` parses the records.
"""

import mmap
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coranto.edges.warc import MAX_RECORD_BYTES, Record, parse_record
from coranto.errors import ArchiveError
from coranto.model import RecordLocation

READ_CHUNK_BYTES = 65_536  #: bytes read at a time
_GZIP_MAGIC = b"\x1f\x8b\x08"


class TornRecordError(ArchiveError):
    """A file has no complete record at `offset`. Handled by `Archive.repair`, which cuts it off."""

    def __init__(self, file: str, offset: int) -> None:
        self.offset = offset
        super().__init__(f"{file} holds no whole record at byte {offset}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DamagedSpan:
    """Bytes of a file that hold no readable record."""

    file: str
    start: int
    end: int
    is_end_of_file: bool  #: no whole record follows
    error: str = ""  #: of the system, which cannot read on; "" where the bytes themselves are wrong


@contextmanager
def add_location_to_errors(place: RecordLocation) -> Iterator[None]:
    """Add file name and offset to every ArchiveError that is raised inside."""
    try:
        yield
    except ArchiveError as error:
        raise ArchiveError(f"{place.file} at byte {place.offset}: {error}") from error


def read_gzip_members(path: Path, start: int) -> Iterator[tuple[RecordLocation, bytes]]:
    """Yield the complete gzip members of a file from an offset on, decompressed.

    Raises TornRecordError at an incomplete member, ArchiveError at one that is too large.
    """
    with path.open("rb") as file:
        file.seek(start)
        chunk = file.read(READ_CHUNK_BYTES)
        while chunk:
            decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
            data, length = bytearray(), 0
            while chunk and not decompressor.eof:
                try:
                    data += decompressor.decompress(chunk)
                except zlib.error as error:
                    raise TornRecordError(path.name, start) from error
                length += len(chunk) - len(decompressor.unused_data)
                chunk = decompressor.unused_data or file.read(READ_CHUNK_BYTES)
                if len(data) > MAX_RECORD_BYTES:
                    raise ArchiveError(f"{path.name} at byte {start}: larger than any response")
            if not decompressor.eof:
                raise TornRecordError(path.name, start)
            yield RecordLocation(file=path.name, offset=start, length=length), bytes(data)
            start += length


def scan_records(
    path: Path, start: int = 0
) -> Iterator[tuple[RecordLocation, Record] | DamagedSpan]:
    """Yield the records of a file from an offset on, and each span of damage between them."""
    position = start
    try:
        for found in _scan_readable(path, start):
            position = found.end if isinstance(found, DamagedSpan) else _end_of(found[0])
            yield found
    except OSError as error:
        # A bad disk, or a file of another user. Nothing is known of its end: never cut it off.
        why = error.strerror or type(error).__name__
        yield DamagedSpan(
            file=path.name, start=position, end=position, is_end_of_file=False, error=why
        )


def _end_of(place: RecordLocation) -> int:
    return place.offset + place.length


def _scan_readable(path: Path, start: int) -> Iterator[tuple[RecordLocation, Record] | DamagedSpan]:
    position = start
    while True:
        try:
            for place, data in read_gzip_members(path, position):
                end = position = _end_of(place)
                try:
                    yield place, parse_record(data)
                except ArchiveError:
                    is_end = end == path.stat().st_size
                    yield DamagedSpan(
                        file=path.name, start=place.offset, end=end, is_end_of_file=is_end
                    )
        except ArchiveError:
            # The member at `position` is damaged: reading goes on with the next whole record.
            next_start = _find_whole_record(path, position + 1)
            end = path.stat().st_size if next_start is None else next_start
            yield DamagedSpan(
                file=path.name, start=position, end=end, is_end_of_file=next_start is None
            )
            if next_start is None:
                return
            position = next_start
        else:
            return


def _find_whole_record(path: Path, start: int) -> int | None:
    """The offset of the first whole record at or after `start`; None when there is none."""
    if start >= path.stat().st_size:
        return None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        candidate = data.find(_GZIP_MAGIC, start)
        while candidate >= 0 and not _is_whole_record(data, candidate):
            candidate = data.find(_GZIP_MAGIC, candidate + 1)
    return candidate if candidate >= 0 else None


def _is_whole_record(data: mmap.mmap, at: int) -> bool:
    """Whether a complete WARC record begins here, and not just bytes that look like one."""
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        if not decompressor.decompress(data[at : at + 1024], 16).startswith(b"WARC/1.1"):
            return False
        decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
        for start in range(at, len(data), READ_CHUNK_BYTES):
            decompressor.decompress(data[start : start + READ_CHUNK_BYTES])
            if decompressor.eof:
                return True
    except zlib.error:
        return False
    return False


def cut_torn_end(path: Path, offset: int) -> str:
    """Move a file's incomplete end, behind which no whole record follows, to `torn/`."""
    size = path.stat().st_size - offset
    with path.open("rb") as file:
        file.seek(offset)
        torn_path = path.parent / "torn" / f"{path.name}-{offset}"
        torn_path.parent.mkdir(exist_ok=True)
        # The copy is on the disk before the file is cut: no crash in between loses the bytes.
        with torn_path.open("wb") as torn_file:
            shutil.copyfileobj(file, torn_file)
            os.fsync(torn_file.fileno())
    with path.open("r+b") as warc_file:
        warc_file.truncate(offset)
        os.fsync(warc_file.fileno())
    return f"cut {size} bytes of an unfinished record off {path.name} at byte {offset}"

"""Walk through a WARC file record by record, and cut off the end that a crash tore.

Knows gzip members and where they end; what a record says is read elsewhere.
"""

import mmap
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coranto.edges.warc import MAX_RECORD_BYTES
from coranto.errors import ArchiveError
from coranto.model import RecordLocation

READ_CHUNK_BYTES = 65_536  #: bytes read at a time
_GZIP_MAGIC = b"\x1f\x8b\x08"


class TornRecordError(ArchiveError):
    """From `offset` on, a file does not hold a whole record. `repair` cuts it off."""

    def __init__(self, file: str, offset: int) -> None:
        self.offset = offset
        super().__init__(f"{file} holds no whole record at byte {offset}")


@contextmanager
def add_location_to_errors(place: RecordLocation) -> Iterator[None]:
    """Name the place in whatever is wrong with it."""
    try:
        yield
    except ArchiveError as error:
        raise ArchiveError(f"{place.file} at byte {place.offset}: {error}") from error


def read_gzip_members(path: Path, start: int) -> Iterator[tuple[RecordLocation, bytes]]:
    """The whole gzip members of a file from an offset on, unpacked.

    Raises TornRecordError where there is none, ArchiveError for one beyond any size.
    """
    with path.open("rb") as file:
        file.seek(start)
        chunk = file.read(READ_CHUNK_BYTES)
        while chunk:
            engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
            data, length = bytearray(), 0
            while chunk and not engine.eof:
                try:
                    data += engine.decompress(chunk)
                except zlib.error as error:
                    raise TornRecordError(path.name, start) from error
                length += len(chunk) - len(engine.unused_data)
                chunk = engine.unused_data or file.read(READ_CHUNK_BYTES)
                if len(data) > MAX_RECORD_BYTES:
                    raise ArchiveError(f"{path.name} at byte {start}: larger than any response")
            if not engine.eof:
                raise TornRecordError(path.name, start)
            yield RecordLocation(file=path.name, offset=start, length=length), bytes(data)
            start += length


def _is_whole_record(data: mmap.mmap, at: int) -> bool:
    """Whether a whole WARC record begins here, and not just bytes that look like it."""
    engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        if not engine.decompress(data[at : at + 1024], 16).startswith(b"WARC/1.1"):
            return False
        engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        for start in range(at, len(data), READ_CHUNK_BYTES):
            engine.decompress(data[start : start + READ_CHUNK_BYTES])
            if engine.eof:
                return True
    except zlib.error:
        return False
    return False


def cut_torn_end(path: Path, offset: int) -> str:
    """Set a file's torn end aside. Raises ArchiveError when whole records follow."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(_GZIP_MAGIC, offset + 1)
        while at >= 0:
            if _is_whole_record(data, at):
                raise ArchiveError(
                    f"{path.name} is damaged at byte {offset}, and whole records follow at "
                    f"byte {at}: restore the file from a copy"
                )
            at = data.find(_GZIP_MAGIC, at + 1)
        file.seek(offset)
        kept = path.parent / "torn" / f"{path.name}-{offset}"
        kept.parent.mkdir(exist_ok=True)
        with kept.open("wb") as aside:
            shutil.copyfileobj(file, aside)
            os.fsync(aside.fileno())
        size = len(data) - offset
    with path.open("r+b") as shortened:
        shortened.truncate(offset)
        os.fsync(shortened.fileno())
    return f"cut {size} bytes of an unfinished record off {path.name} at byte {offset}"

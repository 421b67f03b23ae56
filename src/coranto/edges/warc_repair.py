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

from coranto.edges.warc import LONGEST_RECORD
from coranto.errors import ArchiveError
from coranto.model import Place

CHUNK = 65_536  #: bytes read at a time
_MAGIC = b"\x1f\x8b\x08"


class TornRecordError(ArchiveError):
    """From `offset` on, a file does not hold a whole record. `repair` cuts it off."""

    def __init__(self, file: str, offset: int) -> None:
        self.offset = offset
        super().__init__(f"{file} holds no whole record at byte {offset}")


@contextmanager
def named(place: Place) -> Iterator[None]:
    """Name the place in whatever is wrong with it."""
    try:
        yield
    except ArchiveError as error:
        raise ArchiveError(f"{place.file} at byte {place.offset}: {error}") from error


def members(path: Path, start: int) -> Iterator[tuple[Place, bytes]]:
    """The whole gzip members of a file from an offset on, unpacked.

    Raises TornRecordError where there is none, ArchiveError for one beyond any size.
    """
    with path.open("rb") as file:
        file.seek(start)
        chunk = file.read(CHUNK)
        while chunk:
            engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
            data, length = bytearray(), 0
            while chunk and not engine.eof:
                try:
                    data += engine.decompress(chunk)
                except zlib.error as error:
                    raise TornRecordError(path.name, start) from error
                length += len(chunk) - len(engine.unused_data)
                chunk = engine.unused_data or file.read(CHUNK)
                if len(data) > LONGEST_RECORD:
                    raise ArchiveError(f"{path.name} at byte {start}: larger than any response")
            if not engine.eof:
                raise TornRecordError(path.name, start)
            yield Place(file=path.name, offset=start, length=length), bytes(data)
            start += length


def _is_whole(data: mmap.mmap, at: int) -> bool:
    """Whether a whole WARC record begins here, and not just bytes that look like it."""
    engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        if not engine.decompress(data[at : at + 1024], 16).startswith(b"WARC/1.1"):
            return False
        engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        for start in range(at, len(data), CHUNK):
            engine.decompress(data[start : start + CHUNK])
            if engine.eof:
                return True
    except zlib.error:
        return False
    return False


def cut(path: Path, offset: int) -> str:
    """Set a file's torn end aside. Raises ArchiveError when whole records follow."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(_MAGIC, offset + 1)
        while at >= 0:
            if _is_whole(data, at):
                raise ArchiveError(
                    f"{path.name} is damaged at byte {offset}, and whole records follow at "
                    f"byte {at}: restore the file from a copy"
                )
            at = data.find(_MAGIC, at + 1)
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

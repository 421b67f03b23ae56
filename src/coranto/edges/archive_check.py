"""Find what an archive has lost: files that are missing, shortened or damaged. Writes nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from coranto.edges import warc
from coranto.edges.warc_repair import DamagedSpan, scan_records
from coranto.errors import ArchiveError
from coranto.model import RecordLocation

WARC_NAME_PATTERN = re.compile(r"coranto-(\d{8})-(\d{5,})\.warc\.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFault:
    """What is wrong with one file of an archive."""

    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file} {self.what}"


def sort_names(names: Iterable[str]) -> list[str]:
    """The names of WARC files among some names, oldest first."""
    warc_names = {name for name in names if WARC_NAME_PATTERN.fullmatch(name)}
    return sorted(warc_names, key=lambda name: (len(name), name))


def list_files(folder: Path) -> list[str]:
    """The names of an archive's files, oldest first."""
    return sort_names(path.name for path in folder.iterdir()) if folder.is_dir() else []


def find_missing(folder: Path, known_ends: Mapping[str, int]) -> Iterator[ArchiveFault]:
    """A fault for each file that is not there, or ends before the byte that is known of it."""
    for name in sort_names(known_ends):
        path = folder / name
        if not path.is_file():
            yield ArchiveFault(file=name, what="is missing")
        elif (size := path.stat().st_size) < known_ends[name]:
            what = f"was shortened: it ends at byte {size:,}, and records up to byte "
            yield ArchiveFault(file=name, what=f"{what}{known_ends[name]:,} are known")


def find_damage(
    folder: Path,
    names: Iterable[str],
    *,
    known_ends: Mapping[str, int],
    max_bytes: int | None = None,
    spans_by_file: Mapping[str, Sequence[DamagedSpan]] = MappingProxyType({}),
) -> Iterator[ArchiveFault]:
    """Read files again, and yield a fault for each span that holds no record.

    A file of more bytes than are left of `max_bytes` is passed over; None reads all. The files
    of `spans_by_file` were just read, and are not read again.
    """
    newest = list_files(folder)[-1:]
    read_bytes = 0
    for name in names:
        path = folder / name
        if not path.is_file():
            continue
        if max_bytes is not None and read_bytes + path.stat().st_size > max_bytes:
            continue
        read_bytes += path.stat().st_size
        for span in spans_by_file[name] if name in spans_by_file else _damaged_spans(path):
            # What a crash leaves of a record is no damage: the next run sets it aside.
            is_torn_end = (
                span.is_end_of_file and [name] == newest and span.start >= known_ends.get(name, 0)
            )
            if not is_torn_end:
                yield ArchiveFault(file=name, what=_describe_span(span))


def _damaged_spans(path: Path) -> Iterator[DamagedSpan]:
    return (found for found in scan_records(path) if isinstance(found, DamagedSpan))


def _describe_span(span: DamagedSpan) -> str:
    if span.error:
        return f"cannot be read from byte {span.start:,} on ({span.error})"
    return f"is damaged from byte {span.start:,} to {span.end:,}"


def whole_records(path: Path) -> dict[RecordLocation, RecordLocation | None]:
    """Place of each record of a file that can be read → where its payload is; None: in itself.

    Empty when the file is missing.
    """
    if not path.is_file():
        return {}
    records = (found for found in scan_records(path) if not isinstance(found, DamagedSpan))
    return {place: _other_payload_location(record) for place, record in records}


def _other_payload_location(record: warc.Record) -> RecordLocation | None:
    if record.field("WARC-Type") != "revisit":
        return None
    try:
        return warc.payload_location(record)
    except ArchiveError:  # written by another program, which names no place
        return None


def checking_order(names: list[str], day: int) -> list[str]:
    """The order in which files are checked, another one each day.

    The newest comes first, since it is written to; with a bound of bytes, the others are all
    read in the course of days.
    """
    older, newest = names[:-1], names[-1:]
    shift = day % len(older) if older else 0
    return [*newest, *older[shift:], *older[:shift]]

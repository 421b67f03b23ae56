"""Look for damage in a desk's archive and database. Writes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from coranto.edges import archive_check
from coranto.edges.archive import DamagedSpan
from coranto.edges.archive_check import ArchiveFault
from coranto.errors import StoreError
from coranto.model import RecordLocation
from coranto.steps.desk import DATABASE_FILE, Desk

#: Bytes of the archive that a run reads again. Reading takes about a second for 100 MB.
MAX_RUN_CHECK_BYTES = 300_000_000
#: The same for `coranto status`, which should answer at once.
MAX_STATUS_CHECK_BYTES = 50_000_000
#: A larger database is checked by `coranto doctor` only: SQLite takes about 2 s for 1 GB.
MAX_DATABASE_CHECK_BYTES = 500_000_000


def find_archive_faults(
    desk: Desk,
    *,
    now: datetime,
    max_bytes: int | None,
    spans_by_file: Mapping[str, Sequence[DamagedSpan]] = MappingProxyType({}),
) -> list[ArchiveFault]:
    """What the archive has lost: by the sizes of all files, and by reading some of them again.

    Which ones are read beyond the newest changes from day to day; None reads all. The files of
    `spans_by_file` were just read, and are not read again.
    """
    folder = desk.archive.folder
    names = archive_check.checking_order(archive_check.list_files(folder), now.toordinal())
    known_ends = desk.store.captures.ends()
    return [
        *archive_check.find_missing(folder, known_ends),
        *archive_check.find_damage(
            folder,
            names,
            known_ends=known_ends,
            max_bytes=max_bytes,
            spans_by_file=spans_by_file,
        ),
    ]


def refuse_damaged_database(desk: Desk) -> None:
    """Raise StoreError when the database is damaged, as far as a quick look shows."""
    if (desk.folder / DATABASE_FILE).stat().st_size > MAX_DATABASE_CHECK_BYTES:
        return
    faults = desk.store.integrity.find_structural_faults()
    if faults:
        raise StoreError(
            f"the database: it is damaged ({faults[0]}); `coranto doctor` says what can be done"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LostCapture:
    """A capture that the database knows and the archive cannot give any more."""

    capture_id: int
    file: str  #: of its own record
    is_reference: bool  #: its own record is whole, but the one that has its content is lost


def find_lost_captures(desk: Desk) -> Iterator[LostCapture]:
    """The captures that the archive has lost, by their own record or by that of their content.

    Reads the whole archive.
    """
    references: dict[RecordLocation, list[LostCapture]] = {}
    # The newest file first: content is always referred to from the same file or a later one.
    # One file at a time: the places of a large archive take gigabytes.
    for name in reversed(archive_check.sort_names(desk.store.captures.ends())):
        records = archive_check.whole_records(desk.archive.folder / name)
        lost_places = set()
        for capture_id, place in desk.store.captures.of_file(name):
            if place not in records:
                lost_places.add(place)
                yield LostCapture(capture_id=capture_id, file=name, is_reference=False)
            elif payload_place := records[place]:
                reference = LostCapture(capture_id=capture_id, file=name, is_reference=True)
                references.setdefault(payload_place, []).append(reference)
        # Content that the database does not know either is a loss that a person accepted.
        for place in [place for place in references if place.file == name]:
            lost_references = references.pop(place)
            if place in lost_places:
                yield from lost_references


def describe_lost_captures(lost_captures: Iterable[LostCapture]) -> list[str]:
    """For each file, how many of its captures are lost, and how."""
    counts = Counter((lost.file, lost.is_reference) for lost in lost_captures)
    return [
        f"{file} has lost {count:,} {'capture' if count == 1 else 'captures'} that the database "
        "knows" + (", whose content stood in a lost record" if is_reference else "")
        for (file, is_reference), count in sorted(counts.items())
    ]


def count_unknown_records(desk: Desk) -> dict[str, int]:
    """File of the archive → how many of its responses the database does not know.

    Reads the whole archive.
    """
    unknown_by_file: Counter[str] = Counter()
    known_places: dict[str, set[int]] = {}
    for capture in desk.archive.scan({}):
        if isinstance(capture, DamagedSpan):
            continue
        name = capture.place.file
        if name not in known_places:
            # One file at a time: the places of a large archive take gigabytes.
            known_places = {name: {place.offset for _, place in desk.store.captures.of_file(name)}}
        unknown_by_file[name] += capture.place.offset not in known_places[name]
    return {name: count for name, count in unknown_by_file.items() if count}

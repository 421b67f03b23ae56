"""Look for damage in a desk's archive and database. Writes nothing."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from coranto.edges import archive_check
from coranto.edges.archive import DamagedSpan
from coranto.edges.archive_check import ArchiveFault
from coranto.errors import StoreError
from coranto.steps.desk import DATABASE_FILE, Desk

#: Bytes of the archive that a run reads again. Reading takes about a second for 100 MB.
MAX_RUN_CHECK_BYTES = 300_000_000
#: The same for `coranto status`, which should answer at once.
MAX_STATUS_CHECK_BYTES = 50_000_000
#: A larger database is checked by `coranto doctor` only: SQLite takes about 2 s for 1 GB.
MAX_DATABASE_CHECK_BYTES = 500_000_000


def find_archive_faults(desk: Desk, *, now: datetime, max_bytes: int | None) -> list[ArchiveFault]:
    """What the archive has lost: by the sizes of all files, and by reading some of them again.

    Which ones are read beyond the newest changes from day to day; None reads all.
    """
    folder = desk.archive.folder
    names = archive_check.checking_order(archive_check.list_files(folder), now.toordinal())
    known_ends = desk.store.captures.ends()
    return [
        *archive_check.find_missing(folder, known_ends),
        *archive_check.find_damage(folder, names, known_ends=known_ends, max_bytes=max_bytes),
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


def find_lost_captures(desk: Desk) -> Iterator[tuple[int, str]]:
    """Number and file of each capture that the database knows and the archive has lost.

    Reads the whole archive.
    """
    for name in sorted(desk.store.captures.ends()):
        records = archive_check.whole_records(desk.archive.folder / name)
        for capture_id, place in desk.store.captures.of_file(name):
            if (place.offset, place.length) not in records:
                yield capture_id, name


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

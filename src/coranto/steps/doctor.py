"""Examine a desk's database and archive whole, and carry out the ways out of damage.

`examine_desk` writes nothing. Each way out is a function of its own that a person asks for.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coranto.edges import archive_check
from coranto.errors import DeskError, StoreError
from coranto.steps import integrity
from coranto.steps.collection.recover import recover_from_archive
from coranto.steps.desk import ARCHIVE_FOLDER, DATABASE_FILE, Desk, is_database_lost, open_desk
from coranto.steps.publication.frozen import record_found_editions
from coranto.steps.rebuild import KEPT_SUFFIX, free_path
from coranto.store import Store

RESTORE_DATABASE_ADVICE = (
    f"put back a backup of {DATABASE_FILE} (and delete {DATABASE_FILE}-wal and {DATABASE_FILE}-shm "
    "beside it): the next run takes in what the archive holds beyond it. Without a backup, "
    "`coranto doctor --new-database` makes one from the archive; judgements, disclosures and "
    "the names of sources are lost then"
)
RESTORE_ARCHIVE_ADVICE = (
    "restore these files from a copy. Until then the documents that were read from them stay, "
    "`coranto rebuild` refuses, and new captures go into new files. If they are lost for good, "
    "`coranto doctor --accept-loss` makes the database forget the lost captures"
)
UNKNOWN_RECORDS_ADVICE = (
    "`coranto run` takes in those at the end of the archive, `coranto rebuild` all of them"
)
REREAD_ADVICE = (
    "`coranto rebuild` derives texts and indexes again from the archive; if the fault stays, "
    + RESTORE_DATABASE_ADVICE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What is wrong with one part of a desk, and the way out."""

    part: str  #: "database", "archive", or "index" for what the first knows of the second
    faults: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """The state of a desk's files."""

    diagnoses: tuple[Diagnosis, ...]  #: empty when all is sound
    captures: int  #: known and whole
    kept: tuple[Path, ...]  #: databases that rebuilds replaced


def examine_desk(folder: Path) -> Examination:
    """Read the whole database and the whole archive. Raises SettingsError when it is no desk."""
    kept = tuple(sorted(folder.glob(f"{DATABASE_FILE}{KEPT_SUFFIX}*")))
    try:
        with open_desk(folder) as desk:
            diagnoses = [*_examine_database(desk), *_examine_archive(desk)]
            captures = desk.store.captures.count()
    except StoreError as error:
        # Without a database, only what the archive's files say of themselves can be examined.
        diagnoses = [
            Diagnosis(part="database", faults=(str(error),), advice=RESTORE_DATABASE_ADVICE),
            *_examine_files(folder),
        ]
        captures = 0
    return Examination(diagnoses=tuple(diagnoses), captures=captures, kept=kept)


def _examine_database(desk: Desk) -> Iterator[Diagnosis]:
    structural_faults = desk.store.integrity.find_structural_faults()
    if structural_faults:
        yield Diagnosis(
            part="database", faults=tuple(structural_faults), advice=RESTORE_DATABASE_ADVICE
        )
        return
    faults = tuple(desk.store.integrity.find_faults())
    if faults:
        yield Diagnosis(part="database", faults=faults, advice=REREAD_ADVICE)


def _examine_archive(desk: Desk) -> Iterator[Diagnosis]:
    folder = desk.archive.folder
    known_ends = desk.store.captures.ends()
    missing = archive_check.find_missing(folder, known_ends)
    names = archive_check.list_files(folder)
    damaged = archive_check.find_damage(folder, names, known_ends=known_ends)
    faults = [*map(str, missing), *map(str, damaged)]
    lost_by_file = Counter(file for _, file in integrity.find_lost_captures(desk))
    faults += [
        f"{file} has lost {lost:,} captures that the database knows"
        for file, lost in sorted(lost_by_file.items())
    ]
    if faults:
        yield Diagnosis(part="archive", faults=tuple(faults), advice=RESTORE_ARCHIVE_ADVICE)
    unknown = tuple(
        f"{file} holds {count:,} captures that the database does not know"
        for file, count in sorted(integrity.count_unknown_records(desk).items())
    )
    if unknown:
        yield Diagnosis(part="index", faults=unknown, advice=UNKNOWN_RECORDS_ADVICE)


def _examine_files(folder: Path) -> Iterator[Diagnosis]:
    archive_folder = folder / ARCHIVE_FOLDER
    names = archive_check.list_files(archive_folder)
    damaged = archive_check.find_damage(archive_folder, names, known_ends={})
    faults = tuple(map(str, damaged))
    if faults:
        yield Diagnosis(part="archive", faults=faults, advice=RESTORE_ARCHIVE_ADVICE)


# --- ways out -----------------------------------------------------------------


def accept_loss(folder: Path) -> Counter[str]:
    """Forget the captures that the archive has lost. Returns how many of each file.

    What was read from them stays until the next rebuild.
    """
    with open_desk(folder) as desk:
        lost_captures = list(integrity.find_lost_captures(desk))
        with desk.store.transaction():
            desk.store.captures.forget(capture_id for capture_id, _ in lost_captures)
    return Counter(file for _, file in lost_captures)


def make_new_database(folder: Path) -> list[str]:
    """Make a database from the archive in place of one that is missing or damaged.

    The damaged file is kept under another name. Returns a sentence for each thing that was
    found. Raises DeskError when there is a database that can be used.
    """
    database = folder / DATABASE_FILE
    if not is_database_lost(folder):
        _refuse_usable_database(folder)
        aside = free_path(folder / f"{DATABASE_FILE}.damaged")
        for suffix in ("-wal", "-shm", ""):
            path = database.with_name(database.name + suffix)
            if path.exists():
                path.replace(aside.with_name(aside.name + suffix))
    Store.open(database).close()
    with open_desk(folder) as desk, desk.archive.locked():
        return [*recover_from_archive(desk), *record_found_editions(desk)]


def _refuse_usable_database(folder: Path) -> None:
    try:
        with open_desk(folder) as desk:
            is_sound = not desk.store.integrity.find_structural_faults()
    except StoreError:
        is_sound = False
    if is_sound:
        raise DeskError(f"{folder / DATABASE_FILE} can be used: nothing was changed.")


def let_go_of_kept_databases(folder: Path) -> list[Path]:
    """Delete the databases that rebuilds replaced. Returns their paths."""
    paths = sorted(folder.glob(f"{DATABASE_FILE}{KEPT_SUFFIX}*"))
    for path in paths:
        path.unlink()
    return paths

"""Examine a desk's database and archive whole, and carry out the ways out of damage.

`examine_desk` writes nothing. Each way out is a function of its own that a person asks for.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from coranto import settings
from coranto.edges import archive_check
from coranto.edges.archive import Archive
from coranto.errors import DeskError, StoreError
from coranto.steps import integrity
from coranto.steps.collection.recover import recover_from_archive
from coranto.steps.desk import ARCHIVE_FOLDER, DATABASE_FILE, Desk, is_database_lost, open_desk
from coranto.steps.publication.frozen import record_found_editions
from coranto.steps.rebuild import KEPT_SUFFIX, free_path
from coranto.store import Store

_KEPT_NAME_PATTERN = re.compile(rf"{re.escape(DATABASE_FILE + KEPT_SUFFIX)}(-\d+)?")
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
    settings.load(folder)
    kept = tuple(_kept_databases(folder))
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
    faults += integrity.describe_lost_captures(integrity.find_lost_captures(desk))
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

    What was read from them stays until the next rebuild. A capture whose own record is there and
    only its content is lost stays known: the archive holds that it was unchanged. Raises
    ArchiveError while a run holds the archive.
    """
    # A run may be reading what seems lost, or write what this did not see.
    with open_desk(folder) as desk, desk.archive.locked_as_it_is():
        lost_captures = [
            lost for lost in integrity.find_lost_captures(desk) if not lost.is_reference
        ]
        with desk.store.transaction():
            desk.store.captures.forget(lost.capture_id for lost in lost_captures)
    return Counter(lost.file for lost in lost_captures)


def make_new_database(folder: Path) -> list[str]:
    """Make a database from the archive in place of one that is missing or damaged.

    The damaged file is kept under another name. Returns a sentence for each thing that was
    found. Raises DeskError when there is a database that can be used or no archive, ArchiveError
    while a run holds the archive.
    """
    settings.load(folder)  # a lock makes a folder where there is none: only in a desk
    if not archive_check.list_files(folder / ARCHIVE_FOLDER):
        raise DeskError(
            f"{folder / ARCHIVE_FOLDER} has no files to make a database from: mount its disk or "
            "restore it. Nothing was changed."
        )
    # Locked before the database is looked at, and until it is filled: no run begins in between.
    archive = Archive(folder / ARCHIVE_FOLDER)
    with archive.locked():
        if not is_database_lost(folder):
            _refuse_usable_database(folder)
            _set_database_aside(folder)
        Store.open(folder / DATABASE_FILE).close()
        with open_desk(folder) as opened:
            desk = replace(opened, archive=archive)
            return [*recover_from_archive(desk), *record_found_editions(desk)]


def _set_database_aside(folder: Path) -> None:
    database = folder / DATABASE_FILE
    aside = free_path(folder / f"{DATABASE_FILE}.damaged")
    for suffix in ("-wal", "-shm", ""):
        path = database.with_name(database.name + suffix)
        if path.exists():
            path.replace(aside.with_name(aside.name + suffix))


def _refuse_usable_database(folder: Path) -> None:
    try:
        with open_desk(folder) as desk:
            is_sound = not desk.store.integrity.find_structural_faults()
    except StoreError:
        is_sound = False
    if is_sound:
        raise DeskError(f"{folder / DATABASE_FILE} can be used: nothing was changed.")


def let_go_of_kept_databases(folder: Path) -> list[Path]:
    """Delete the databases that rebuilds replaced. Returns their paths.

    Raises ArchiveError while a rebuild or a run holds the archive.
    """
    settings.load(folder)
    with Archive(folder / ARCHIVE_FOLDER).locked():
        paths = _kept_databases(folder)
        for path in paths:
            path.unlink()
            # SQLite would read an old log beside the next database of this name.
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
    return paths


def _kept_databases(folder: Path) -> list[Path]:
    """The databases that rebuilds replaced, by the exact names that they give."""
    return sorted(
        path
        for path in folder.iterdir()
        if _KEPT_NAME_PATTERN.fullmatch(path.name) and path.is_file()
    )

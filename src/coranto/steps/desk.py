"""One desk opened: its folder, settings, database and archive.

Decides nothing and does no step; it may not import another module of steps/.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coranto import settings
from coranto.edges import archive_check
from coranto.edges.archive import Archive
from coranto.edges.limits import ResponseLimits
from coranto.errors import StoreError
from coranto.settings import Settings
from coranto.store import Store

DATABASE_FILE = "coranto.db"
ARCHIVE_FOLDER = "archive"

Clock = Callable[[], datetime]  #: aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a step has come: `done` of `total`."""

    step: str
    done: int
    total: int
    note: str = ""


Report = Callable[[Progress], None]


def no_report(progress: Progress) -> None:
    """A Report that shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An open desk."""

    folder: Path
    settings: Settings
    store: Store
    archive: Archive

    @property
    def limits(self) -> ResponseLimits:
        """Bounds on what a site may send."""
        # Copied, since edges may not import the settings.
        limits = self.settings.limits
        return ResponseLimits(
            seconds=limits.seconds,
            connect_seconds=limits.connect_seconds,
            bytes=limits.bytes,
            decoded_bytes=limits.decoded_bytes,
            redirects=limits.redirects,
        )

    @property
    def drafts(self) -> Path:
        """Folder of the editor's files."""
        return self.folder / "editions"

    @property
    def published(self) -> Path:
        """Folder of the frozen editions."""
        return self.folder / "published"

    @property
    def site(self) -> Path:
        """Folder that the site is written to."""
        return self.folder / "site"


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """Open the desk in a folder, and close its database at the end.

    Raises SettingsError when the folder is no desk, StoreError when its database cannot be
    used, ArchiveError when its archive cannot be.
    """
    desk_settings = settings.load(folder)
    _refuse_lost_database(folder)
    with Store.open(folder / DATABASE_FILE) as store:
        yield Desk(
            folder=folder, settings=desk_settings, store=store, archive=open_archive(folder, store)
        )


def open_archive(folder: Path, store: Store) -> Archive:
    """The archive of a desk, with what its database knows of it."""
    return Archive(folder / ARCHIVE_FOLDER, known_ends=store.captures.ends)


def is_database_lost(folder: Path) -> bool:
    """Whether a desk has an archive but no database, or an empty file in its place."""
    database = folder / DATABASE_FILE
    is_there = database.is_file() and database.stat().st_size > 0
    return not is_there and bool(archive_check.list_files(folder / ARCHIVE_FOLDER))


def _refuse_lost_database(folder: Path) -> None:
    # SQLite makes a file that is missing, and a full desk would look like a new one.
    if is_database_lost(folder):
        file_count = len(archive_check.list_files(folder / ARCHIVE_FOLDER))
        raise StoreError(
            f"the database: {folder / DATABASE_FILE} is missing or empty, but the archive has "
            f"{file_count} files. Put back a backup: the next run takes in what the archive holds "
            "beyond it. Without one, `coranto doctor --new-database` makes one from the archive."
        )

"""One desk opened: its folder, settings, database and archive. Decides nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coranto import settings
from coranto.edges.archive import Archive
from coranto.edges.limits import ResponseLimits
from coranto.settings import Settings
from coranto.store import Store

DATABASE_FILE = "coranto.db"

Clock = Callable[[], datetime]  #: aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a step has come."""

    step: str
    done: int
    total: int
    note: str = ""


Report = Callable[[Progress], None]


def no_report(progress: Progress) -> None:
    """A Report for callers who show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An open desk."""

    folder: Path
    settings: Settings
    store: Store
    archive: Archive

    @property
    def limits(self) -> ResponseLimits:
        """Bounds on what strangers may send."""
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
        """Where the editor's files stand."""
        return self.folder / "editions"

    @property
    def published(self) -> Path:
        """Where frozen editions stand."""
        return self.folder / "published"

    @property
    def site(self) -> Path:
        """Where the site is written."""
        return self.folder / "site"


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """The desk in a folder. Raises SettingsError when it is none, StoreError, ArchiveError."""
    read = settings.load(folder)
    with Store.open(folder / DATABASE_FILE) as store:
        archive = Archive(folder / "archive")
        yield Desk(folder=folder, settings=read, store=store, archive=archive)

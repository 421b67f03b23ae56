"""The desk's database: frozen values in, frozen values out. Decides nothing.

One class per family of tables, with its SQL in `queries/`. Every method raises StoreError
when the database refuses a statement. A Store may only be used in the thread that opened it.
"""

import sqlite3
from contextlib import AbstractContextManager, closing
from pathlib import Path
from types import TracebackType
from typing import Self

from coranto.store import schema
from coranto.store.captures import Captures
from coranto.store.copies import Copies
from coranto.store.corrections import Corrections
from coranto.store.database import Database, raise_store_errors
from coranto.store.derived import DerivedTables
from coranto.store.documents import Documents
from coranto.store.editions import Editions
from coranto.store.entries import Entries
from coranto.store.feeds import Feeds
from coranto.store.inbox.moves import JudgedMoves
from coranto.store.inbox.summaries import StorySummaries
from coranto.store.inbox.views import SavedViews, Visits
from coranto.store.integrity import Integrity
from coranto.store.judgements import Judgements
from coranto.store.members.audit import Audit
from coranto.store.members.members import Members
from coranto.store.members.secrets import AccessTokens, OneTimeLinks, Sessions
from coranto.store.members.sign_in import Identities, Passkeys, SignInRecords
from coranto.store.networks import Networks
from coranto.store.pages import Pages
from coranto.store.polls import Polls
from coranto.store.problems import Problems
from coranto.store.repeated_lines import RepeatedLines
from coranto.store.runs import Runs
from coranto.store.sources import Sources
from coranto.store.status_counts import Overview
from coranto.store.stories import Stories
from coranto.store.storylines import Storylines

__all__ = ["Store"]

#: Seconds to wait while another program holds the database, before giving up.
BUSY_SECONDS = 5.0


class Store:
    """An open database. Close it, or use it in a `with`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        database = Database(connection)
        self._database = database
        self.sources = Sources(database)
        self.feeds = Feeds(database)
        self.runs = Runs(database)
        self.polls = Polls(database)
        self.problems = Problems(database)
        self.captures = Captures(database)
        self.entries = Entries(database)
        self.pages = Pages(database)
        self.documents = Documents(database)
        self.repeated_lines = RepeatedLines(database)
        self.stories = Stories(database)
        self.copies = Copies(database)
        self.storylines = Storylines(database)
        self.networks = Networks(database)
        self.judgements = Judgements(database)
        self.editions = Editions(database)
        self.corrections = Corrections(database)
        self.overview = Overview(database)
        self.summaries = StorySummaries(database)
        self.views = SavedViews(database)
        self.moves = JudgedMoves(database)
        self.visits = Visits(database)
        self.integrity = Integrity(database)
        self.members = Members(database)
        self.sessions = Sessions(database)
        self.one_time_links = OneTimeLinks(database)
        self.access_tokens = AccessTokens(database)
        self.sign_in_records = SignInRecords(database)
        self.passkeys = Passkeys(database)
        self.identities = Identities(database)
        self.audit = Audit(database)
        self._derived = DerivedTables(database)

    @classmethod
    def open(cls, path: Path, *, patience: float = BUSY_SECONDS) -> Self:
        """The database at `path`, created or upgraded as needed. Raises StoreError.

        `patience`: seconds to wait while another program holds it, before giving up.
        """
        connection = _open_connection(path, patience)
        try:
            if schema.is_migration_due(connection):
                from coranto.store import migration  # loads yoyo: 90 ms

                migration.upgrade_database(path)
            _set_pragmas(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    @classmethod
    def memory(cls) -> Self:
        """An empty database in memory, lost when it is closed."""
        # From schema.sql, without the migrations: a test proves that both give one schema.
        connection = _open_connection(":memory:", BUSY_SECONDS)
        schema.create_schema(connection)
        _set_pragmas(connection)
        return cls(connection)

    def transaction(self) -> AbstractContextManager[None]:
        """A context in which all writes are committed together, or none of them."""
        return self._database.transaction()

    def snapshot(self) -> AbstractContextManager[None]:
        """A context in which all reads see one state of the database."""
        return self._database.snapshot()

    def forget_derived(self) -> None:
        """Empty the tables that `coranto rebuild` derives again, all or none of them."""
        self._derived.forget()

    def copy_to(self, path: Path) -> None:
        """Write the whole database, as it is now, to a new file at `path`."""
        # SQLite's own backup: copying the file would miss what is still in the WAL.
        with raise_store_errors(), closing(sqlite3.connect(path)) as target:
            self._database.connection.backup(target)

    def close(self) -> None:
        """Close the connection."""
        self._database.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _open_connection(path: Path | str, patience: float) -> sqlite3.Connection:
    # With another isolation level, sqlite3 would begin transactions by itself.
    with raise_store_errors():
        return sqlite3.connect(path, timeout=patience, isolation_level=None)


def _set_pragmas(connection: sqlite3.Connection) -> None:
    with raise_store_errors():
        # WAL: `coranto status` reads the last whole state while `coranto run` writes.
        connection.execute("PRAGMA journal_mode = WAL")
        # With WAL a crash of the machine may lose the last transactions, never the
        # database; the archive, which is synced first, has what they held.
        connection.execute("PRAGMA synchronous = NORMAL")
        # Off by default in SQLite, and per connection.
        connection.execute("PRAGMA foreign_keys = ON")

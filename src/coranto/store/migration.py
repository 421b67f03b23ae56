"""Apply the migrations that a database file lacks, with yoyo. Imported only when one is due.

All migrations, yoyo's marks of them and the schema version are one transaction: a crash
leaves the database as it was. Two parts of yoyo are not used: its lock, which a crash would
leave locked, and its log, which would store the names of the user and the machine.
"""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from yoyo import read_migrations
from yoyo.backends.core.sqlite3 import SQLiteBackend
from yoyo.connections import DatabaseURI

from coranto.store import schema
from coranto.store.database import raise_store_errors


class FileBackend(SQLiteBackend):
    """yoyo on one connection to one file, whatever characters its path has."""

    def connect(self, dburi: Any) -> sqlite3.Connection:
        """Open the only connection of this backend."""
        # The path itself, not the URI that yoyo would make of it: a folder may have any name.
        return sqlite3.connect(
            dburi.database, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES
        )

    def begin(self) -> None:
        """Begin with the write lock: a second program waits, then finds nothing to do."""
        self._in_transaction = True
        self.execute("BEGIN IMMEDIATE")

    def lock(self, timeout: float = 10) -> Any:
        """Do nothing: the transaction is the lock."""
        del timeout
        return contextlib.nullcontext()

    def apply_one(self, migration: Any, force: bool = False, mark: bool = True) -> None:
        """Apply and mark a migration on this connection, not on a copy of the backend."""
        migration.process_steps(self, "apply", force=force)
        if mark:
            self.mark_one(migration, log=False)  # type: ignore[no-untyped-call]


def upgrade_database(path: Path) -> None:
    """Bring the database at `path` to the newest schema. Raises StoreError."""
    address = DatabaseURI("sqlite", None, None, None, None, str(path), {})
    # yoyo has no type annotations; tests cover what mypy cannot check here.
    backend: Any = FileBackend(address, FileBackend.migration_table)  # type: ignore[no-untyped-call]
    with raise_store_errors(), backend:
        migrations = read_migrations(str(schema.MIGRATIONS_FOLDER))  # type: ignore[no-untyped-call]
        backend.ensure_internal_schema_updated()
        with backend.transaction():
            backend.apply_migrations(backend.to_apply(migrations))
            schema.stamp_version(backend.connection)

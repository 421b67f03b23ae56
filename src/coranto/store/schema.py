"""Which schema a database has. Creates one in memory; upgrading is `migration`'s work.

`PRAGMA user_version` counts the migrations a database has had, so that opening one
that is up to date does not load yoyo.
"""

import sqlite3
from pathlib import Path

from coranto.errors import StoreError
from coranto.store.database import raise_store_errors

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"
SCHEMA_FILE = Path(__file__).parent / "schema.sql"
#: "Cora": tells our files from other programs' databases.
APPLICATION_ID = 0x436F7261


def newest_version() -> int:
    """How many migrations this version of Coranto has."""
    return sum(1 for _ in MIGRATIONS_FOLDER.glob("[0-9]*.sql"))


def is_migration_due(connection: sqlite3.Connection) -> bool:
    """Whether the database is older. Raises StoreError if it is newer or another program's."""
    with raise_store_errors():
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        application: int = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    # A crash before the first migration leaves yoyo's own tables behind, and nothing else.
    foreign = [name for (name,) in tables if "yoyo" not in name]
    if application != APPLICATION_ID and (application or version or foreign):
        raise StoreError("the database: this file belongs to another program; name the right desk")
    if version > newest_version():
        raise StoreError(
            f"the database: it was made by a newer Coranto (schema {version}; this one knows"
            f" {newest_version()}); upgrade Coranto"
        )
    return version < newest_version()


def create_schema(connection: sqlite3.Connection) -> None:
    """Lay out an empty database straight from schema.sql. Raises StoreError."""
    with raise_store_errors():
        connection.executescript(SCHEMA_FILE.read_text(encoding="utf-8"))
        stamp_version(connection)


def stamp_version(connection: sqlite3.Connection) -> None:
    """Mark a database as ours and up to date."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {newest_version()}")

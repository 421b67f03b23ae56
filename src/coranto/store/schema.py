"""The version of a database's schema, and its creation in memory. `migration` upgrades files.

`PRAGMA user_version` counts the migrations that a database has had, so that opening one
that is up to date does not import yoyo.
"""

import sqlite3
from pathlib import Path

from coranto.errors import StoreError
from coranto.store.database import raise_store_errors

MIGRATIONS_FOLDER = Path(__file__).parent / "migrations"
SCHEMA_FILE = Path(__file__).parent / "schema.sql"
#: "Cora" in ASCII: marks the file as ours, among other programs' databases.
APPLICATION_ID = 0x436F7261


def newest_version() -> int:
    """The schema version of this Coranto: the number of its migrations."""
    return sum(1 for _ in MIGRATIONS_FOLDER.glob("[0-9]*.sql"))


def is_migration_due(connection: sqlite3.Connection) -> bool:
    """Whether a database has an older schema.

    Raises StoreError if the schema is newer, or the file belongs to another program.
    """
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
    """Create all tables in an empty database, from schema.sql. Raises StoreError."""
    with raise_store_errors():
        connection.executescript(SCHEMA_FILE.read_text(encoding="utf-8"))
        stamp_version(connection)


def stamp_version(connection: sqlite3.Connection) -> None:
    """Mark a database as Coranto's, with the newest schema."""
    # A PRAGMA takes no parameters; both values are numbers of our own.
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {newest_version()}")

"""One connection to SQLite, the named statements of the .sql files, and errors in words.

Nothing here knows a table. The statements of a file are loaded when one is first used.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from json import dumps
from pathlib import Path
from typing import Any

from coranto.errors import StoreError
from coranto.store.converters import Row, Values

QUERIES_FOLDER = Path(__file__).parent / "queries"
#: Most ids in one statement, so that its rows take little memory.
ROWS_PER_STATEMENT = 500

_SQLITE_ERROR_TEXTS: dict[int, str] = {
    sqlite3.SQLITE_BUSY: "another program is using it; try again when that has finished",
    sqlite3.SQLITE_LOCKED: "another program is using it; try again when that has finished",
    sqlite3.SQLITE_FULL: "the disk is full; make room and run the command again",
    sqlite3.SQLITE_NOTADB: "this file is no database, or damaged; `coranto doctor` says what to do",
    sqlite3.SQLITE_CORRUPT: "it is damaged; `coranto doctor` says what to do",
    sqlite3.SQLITE_READONLY: "it may not be written; check the permissions of the desk's folder",
    sqlite3.SQLITE_PERM: "it may not be opened; check the permissions of the desk's folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that the desk's folder exists",
    sqlite3.SQLITE_IOERR: "the disk does not read or write; check the disk",
    sqlite3.SQLITE_CONSTRAINT: "what was to be written contradicts what it holds",
    sqlite3.SQLITE_TOOBIG: "a text is longer than a database can hold",
}


def describe_error(error: Exception) -> StoreError:
    """The StoreError for an error of sqlite3, in words for the person at the desk."""
    # The first two come from Python's binding, before SQLite sees the value: texts from
    # outside hold lone surrogates, and numbers that do not fit into 64 bits.
    if isinstance(error, UnicodeEncodeError):
        return StoreError("the database: a text holds half a character (a lone surrogate)")
    if isinstance(error, OverflowError):
        return StoreError("the database: a number is too large to keep")
    # The low byte is the primary code; extended codes only say where it happened.
    code = getattr(error, "sqlite_errorcode", None)
    words = _SQLITE_ERROR_TEXTS.get(code & 0xFF, "") if code is not None else ""
    return StoreError(f"the database: {words} ({error})" if words else f"the database: {error}")


@contextmanager
def raise_store_errors() -> Iterator[None]:
    """Raise StoreError in place of the errors of sqlite3."""
    try:
        yield
    except (sqlite3.Error, UnicodeEncodeError, OverflowError) as error:
        raise describe_error(error) from error


def split_batches(items: Iterable[Any], size: int = ROWS_PER_STATEMENT) -> Iterator[list[Any]]:
    """The items in lists of at most `size`, read only as they are needed."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def as_keys(items: Collection[Any]) -> str:
    """The items as a statement's `:keys`: a JSON list, for `IN (… json_each(:keys))`."""
    # One parameter for any number of ids; SQLite has no lists, and limits its parameters.
    return dumps(list(items), ensure_ascii=False)


@cache
def _load_statements(file: str) -> Any:
    import aiosql  # 25 ms that a command which opens no desk need not spend

    return aiosql.from_path(
        QUERIES_FOLDER / f"{file}.sql", "sqlite3", mandatory_parameters=False, encoding="utf-8"
    )


class Database:
    """A connection and its transactions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        self.connection = connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all writes inside or none; inside another transaction, as a savepoint."""
        # IMMEDIATE takes the write lock at the start. A deferred transaction that begins by
        # reading may find the database changed when it comes to write, and cannot wait then.
        begin, commit, rollback = (
            ("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part; RELEASE part")
            if self.connection.in_transaction
            else ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
        )
        with raise_store_errors():
            self.connection.execute(begin)
        try:
            yield
            with raise_store_errors():
                self.connection.execute(commit)
        except BaseException:
            self._roll_back(rollback)
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the database, whatever others write meanwhile; write nothing."""
        if self.connection.in_transaction:
            yield
            return
        with raise_store_errors():
            self.connection.execute("BEGIN DEFERRED")
        try:
            with raise_store_errors():
                # The state is fixed by the first read.
                self.connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
            yield
        finally:
            with raise_store_errors():
                self.connection.execute("ROLLBACK")

    def _roll_back(self, rollback: str) -> None:
        # On a full disk SQLite has rolled back by itself, and another rollback would raise an
        # error that hides the first.
        if self.connection.in_transaction:
            with raise_store_errors():
                for statement in rollback.split("; "):
                    self.connection.execute(statement)

    def statements(self, file: str) -> "Statements":
        """The named statements of `queries/FILE.sql` on this connection."""
        return Statements(self, file)


class Statements:
    """Run the statements of one .sql file by name. Every method raises StoreError."""

    def __init__(self, database: Database, file: str) -> None:
        self._database = database
        self._file = file

    def row(self, name: str, /, **values: Any) -> Row | None:
        """The one row of a `^` statement, or None."""
        with raise_store_errors():
            row: Row | None = self._statement(name)(self._connection, **values)
            return row

    def value(self, name: str, /, **values: Any) -> Any:
        """The first value of a `^` statement's row, or None."""
        row = self.row(name, **values)
        return None if row is None else row[0]

    def rows(self, name: str, /, **values: Any) -> list[Row]:
        """All rows of a statement, in memory: for answers that are small."""
        with raise_store_errors():
            return list(self._statement(name)(self._connection, **values))

    def stream(self, name: str, keys: Iterable[Any], /, **values: Any) -> Iterator[Row]:
        """The rows of `:keys`, loaded in batches; the table may change in between."""
        for batch in split_batches(keys):
            yield from self.rows(name, keys=as_keys(batch), **values)

    def write(self, name: str, /, **values: Any) -> int:
        """Run a `!` statement; how many rows it changed."""
        with raise_store_errors():
            changed: int = self._statement(name)(self._connection, **values)
            return changed

    def insert(self, name: str, /, **values: Any) -> int:
        """Run a `^` statement that returns the id of the row it wrote."""
        row_id: int = self.value(name, **values)
        return row_id

    def write_many(self, name: str, rows: Iterable[Values]) -> int:
        """Run a `*!` statement for every row, all or nothing; how many rows it changed."""
        row_list = list(rows)
        if not row_list:
            return 0
        with self._database.transaction(), raise_store_errors():
            changed: int = self._statement(name)(self._connection, row_list)
            return changed

    @property
    def _connection(self) -> sqlite3.Connection:
        return self._database.connection

    def _statement(self, name: str) -> Any:
        return getattr(_load_statements(self._file), name)

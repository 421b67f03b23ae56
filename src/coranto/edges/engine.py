"""The database that finds pairs: DuckDB, out of core, on one machine.

Every table is made by a query of `networks.sql`. Nothing here knows what a pair is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from coranto.errors import NetworkError

if TYPE_CHECKING:
    import duckdb

Value = int | float | bool | str
Columns = Mapping[str, NDArray[Any]]


class Engine(Protocol):
    """A database that keeps tables and answers SQL in DuckDB's words."""

    folder: Path  #: for files that live as long as the engine

    def expect(self, rows: int) -> None:
        """Tell how many rows there are to work on."""

    def make(self, table: str, sql: str) -> None:
        """Make a table of a query's rows, in place of one of this name."""

    def view(self, name: str, sql: str) -> None:
        """Let a name stand for a query, asked anew whenever it is read."""

    def add(self, table: str, sql: str, *, first: bool) -> None:
        """Add a query's rows to a table; the first ones make it."""

    def drop(self, table: str) -> None:
        """Forget a table that nothing reads any more."""

    def keep(self, table: str, columns: Columns) -> None:
        """Make a table of columns."""

    def parquet(self, path: Path) -> tuple[str, ...]:
        """The columns of a Parquet file. Raises NetworkError for what is none."""

    def read(self, table: "TableFile") -> list["RefusedLines"]:
        """Make the table `raw` of a file's rows, as text, each with its number as `line`.

        Returns the lines that are no rows. Raises NetworkError for what is no such file.
        """

    def function(self, name: str, call: Callable[[str], Any], result: str) -> None:
        """Let SQL call a function of one text, which answers with this type of SQL.

        A query must not ask it about NULL.
        """

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A query's rows."""

    def columns(self, sql: str) -> dict[str, NDArray[Any]]:
        """A query's columns, without missing values."""

    def write(self, sql: str, path: Path) -> None:
        """Write a query's rows as CSV with a header, in the query's order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A file that holds a table: Parquet, or text with a header."""

    path: Path
    columns: tuple[str, ...]
    delimiter: str = ","  #: "" when the file is Parquet
    first_line: int = 1  #: the number of its first row


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLines:
    """Lines that cannot be read as rows, for one reason."""

    line: int  #: the first of them
    reason: str
    text: str  #: what stands there
    lines: int = 1  #: how many they are
    hides: bool = False  #: whether one of them holds further lines, which may be rows


@cache
def load_queries() -> Mapping[str, str]:
    """The named queries of this room's SQL files."""
    found: dict[str, str] = {}
    for name in ("networks.sql", "chance.sql", "report.sql"):
        text = files("coranto.edges").joinpath(name).read_text(encoding="utf-8")
        parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)[1:]
        found |= zip(parts[::2], (sql.strip().rstrip(";") for sql in parts[1::2]), strict=True)
    return found


def render_query(name: str, **values: Value) -> str:
    """A named query with its parameters filled in: numbers, or words of SQL from our own code."""
    return re.sub(
        r"(?<!:):([a-z_]+)", lambda match: _sql_literal(values[match[1]]), load_queries()[name]
    )


def _sql_literal(value: Value) -> str:
    return str(value).upper() if isinstance(value, bool) else str(value)


class DuckEngine:
    """DuckDB in memory, spilling to a folder of its own when memory runs out."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", folder: Path, threads: int) -> None:
        self.connection = connection
        self.folder = folder
        self._allowed = self._threads = threads

    def expect(self, rows: int) -> None:
        """Tell how many rows there are to work on: few are worked on by one thread."""
        threads = 1 if rows < SMALL_INPUT_ROWS else self._allowed
        if threads != self._threads:
            self._threads = threads
            self._run(f"SET threads = {threads}")

    def make(self, table: str, sql: str) -> None:
        """Make a table of a query's rows, in place of one of this name."""
        self._run(f"CREATE OR REPLACE TABLE {table} AS {sql}")

    def view(self, name: str, sql: str) -> None:
        """Let a name stand for a query, asked anew whenever it is read."""
        self._run(f"CREATE OR REPLACE VIEW {name} AS {sql}")

    def add(self, table: str, sql: str, *, first: bool) -> None:
        """Add a query's rows to a table; the first ones make it."""
        self._run(
            f"CREATE OR REPLACE TABLE {table} AS {sql}" if first else f"INSERT INTO {table} {sql}"
        )

    def drop(self, table: str) -> None:
        """Forget a table that nothing reads any more."""
        self._run(f"DROP TABLE {table}")

    def keep(self, table: str, columns: Columns) -> None:
        """Make a table of columns."""
        self.connection.register("kept_columns", dict(columns))
        self._run(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM kept_columns")  # noqa: S608 - our own names
        self.connection.unregister("kept_columns")

    def parquet(self, path: Path) -> tuple[str, ...]:
        """The columns of a Parquet file. Raises NetworkError for what is none."""
        import duckdb

        try:
            file = quote_literal(str(path))
            rows = self.connection.execute(
                f"SELECT name FROM parquet_schema({file}) WHERE type IS NOT NULL"  # noqa: S608 - quoted
            )
        except duckdb.Error as error:
            raise NetworkError(
                f"{path}: no Parquet file ({_first_error_sentence(error)})"
            ) from error
        return tuple(name for (name,) in rows.fetchall())

    def read(self, table: TableFile) -> list[RefusedLines]:
        """Make the table `raw` of a file's rows; returns the lines that are no rows."""
        import duckdb

        source = _parquet_source(table) if not table.delimiter else _csv_source(table)
        number = f"row_number() OVER () + {table.first_line - 1} AS line"
        self.connection.execute("SET preserve_insertion_order = true")
        try:
            self._run(f"CREATE OR REPLACE TABLE raw AS SELECT {number}, * FROM {source}")  # noqa: S608 - literals are quoted
            return self._refused()
        except duckdb.Error as error:
            raise NetworkError(f"{table.path}: {_first_error_sentence(error)}") from error
        finally:
            self.connection.execute("SET preserve_insertion_order = false")

    def _refused(self) -> list[RefusedLines]:
        """What the CSV reader refused; the notes are then wiped."""
        tables = {name for (name,) in self.connection.execute("SHOW TABLES").fetchall()}
        if "reject_errors" not in tables:
            return []
        rows = self.connection.execute(
            "SELECT min(line), error_type, count(*), arg_min(csv_line, line), "
            "bool_or(contains(rtrim(csv_line, chr(10)), chr(10))) "
            "FROM (SELECT line, min(error_type) AS error_type, min(csv_line) AS csv_line "
            "FROM reject_errors GROUP BY scan_id, file_id, line) "
            "GROUP BY error_type ORDER BY min(line)"
        ).fetchall()
        self.connection.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
        return [
            RefusedLines(
                line=line,
                lines=lines,
                reason=_CSV_ERROR_REASONS.get(kind, kind),
                text=text,
                hides=hides,
            )
            for line, kind, lines, text, hides in rows
        ]

    def function(self, name: str, call: Callable[[str], Any], result: str) -> None:
        """Let SQL call a function of one text, which answers with this type of SQL."""
        import duckdb
        from duckdb.func import SPECIAL

        # Otherwise DuckDB refuses NULL as an answer. Its planner may ask about NULL all the
        # same, where a column has nothing else; that this fails is no answer to it.
        self.connection.create_function(
            name, call, ["VARCHAR"], duckdb.sqltype(result), null_handling=SPECIAL
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A query's rows."""
        return self._run(sql).fetchall()

    def columns(self, sql: str) -> dict[str, NDArray[Any]]:
        """A query's columns, without missing values."""
        return {name: np.asarray(values) for name, values in self._run(sql).fetchnumpy().items()}

    def write(self, sql: str, path: Path) -> None:
        """Write a query's rows as CSV with a header, in the query's order."""
        self._run(f"COPY ({sql}) TO {quote_literal(str(path))} (FORMAT csv, HEADER, DELIMITER ',')")

    def _run(self, sql: str) -> "duckdb.DuckDBPyConnection":
        import duckdb

        try:
            return self.connection.execute(sql)
        except duckdb.OutOfMemoryException as error:
            raise NetworkError(
                "the memory does not suffice: allow more with --memory, or a narrower --window"
            ) from error


#: So few rows are worked on faster by one thread than by several that wait for one another.
SMALL_INPUT_ROWS = 120_000
#: What DuckDB's CSV reader finds wrong with a line, in words.
_CSV_ERROR_REASONS = {
    "UNQUOTED VALUE": "a quotation mark in the wrong place",
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "INVALID ENCODING": "not UTF-8",
    "LINE SIZE OVER MAXIMUM": "a line that is too long",
}
MAX_LINE_BYTES = 20_000_000  #: bytes


def _parquet_source(table: TableFile) -> str:
    chosen = ", ".join(
        f"CAST({quote_identifier(name)} AS VARCHAR) AS {quote_identifier(name)}"
        for name in table.columns
    )
    return f"(SELECT {chosen} FROM read_parquet({quote_literal(str(table.path))}))"  # noqa: S608 - quoted


def _csv_source(table: TableFile) -> str:
    kinds = ", ".join(f"{quote_literal(name)}: 'VARCHAR'" for name in table.columns)
    return (
        f"read_csv({quote_literal(str(table.path))}, auto_detect = false, header = true, "
        f"delim = {quote_literal(table.delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{kinds}}}, store_rejects = true, rejects_limit = 0, "
        f"max_line_size = {MAX_LINE_BYTES})"
    )


def _first_error_sentence(error: Exception) -> str:
    """The first sentence of DuckDB's words, without what kind of error it is."""
    return re.sub(r"^[\w ]*Error: ", "", str(error).split("\n", 1)[0])


def quote_identifier(column: str) -> str:
    """A name of a column, as SQL writes it."""
    return '"' + column.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def open_duckdb(scratch: Path, *, memory: str, threads: int) -> Iterator[DuckEngine]:
    """A DuckDB that keeps within `memory` (such as "4GB") and spills into `scratch`."""
    import duckdb

    with (
        TemporaryDirectory(dir=scratch, prefix=".coranto-") as spill,
        duckdb.connect(":memory:", config={"threads": threads}) as connection,
    ):
        try:
            connection.execute(f"SET memory_limit = {quote_literal(memory)}")
        except duckdb.Error as error:
            raise NetworkError(f'"{memory}" is no amount of memory, as 4GB is') from error
        connection.execute(f"SET temp_directory = {quote_literal(spill)}")
        connection.execute("SET TimeZone = 'UTC'")
        # Where order matters the query says so; keeping it elsewhere costs memory.
        connection.execute("SET preserve_insertion_order = false")
        yield DuckEngine(connection, Path(spill), threads)

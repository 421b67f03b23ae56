"""The database that finds networks of accounts: DuckDB, out of core, on one machine.

The queries are in `networks.sql`, `chance.sql` and `report.sql`. This module runs SQL and
reads tables from files; it does not know what posts, pairs or networks are.
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
#: A cell that begins with one of these is a formula to a spreadsheet.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
Columns = Mapping[str, NDArray[Any]]


class Engine(Protocol):
    """A database that holds tables and runs queries in DuckDB's SQL."""

    folder: Path  #: for files that live as long as the engine

    def expect(self, rows: int) -> None:
        """Announce how many rows there are to process, to choose the number of threads."""

    def make(self, table: str, sql: str) -> None:
        """Make a table of a query's rows; replaces a table of this name."""

    def view(self, name: str, sql: str) -> None:
        """Make a view: the query runs again whenever the name is read."""

    def add(self, table: str, sql: str, *, first: bool) -> None:
        """Append a query's rows to a table; with `first`, make the table of them."""

    def drop(self, table: str) -> None:
        """Drop a table that no later query reads."""

    def keep(self, table: str, columns: Columns) -> None:
        """Make a table of NumPy columns."""

    def parquet(self, path: Path) -> tuple[str, ...]:
        """The columns of a Parquet file. Raises NetworkError for any other file."""

    def read(self, table: "TableFile") -> list["RefusedLines"]:
        """Make the table `raw` of a file's rows, as text, each with its number as `line`.

        Returns the lines that are not rows. Raises NetworkError if the file cannot be read.
        """

    def function(self, name: str, call: Callable[[str], Any], result: str) -> None:
        """Register a function from one text to a value of the SQL type `result`.

        A query must not call it with NULL.
        """

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Run a query and yield its rows; no other query runs until the last one is read."""

    def columns(self, sql: str) -> dict[str, NDArray[Any]]:
        """Run a query and return its columns, which must not hold NULL."""

    def write(self, sql: str, path: Path) -> None:
        """Write a query's rows as CSV with a header, in the query's order."""


#: Rows of a streamed query that are in Python's memory at a time.
STREAMED_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A file with a table: Parquet, or text with a header line."""

    path: Path
    columns: tuple[str, ...]
    delimiter: str = ","  #: "" when the file is Parquet
    first_line: int = 1  #: the number of its first row
    lines_before_header: int = 0  #: a spreadsheet's line "sep=;", which is no row


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLines:
    """Lines of a file that cannot be read as rows, for one reason."""

    line: int  #: number of the first of them
    reason: str
    text: str  #: the text of the first of them
    lines: int = 1  #: how many lines there are
    hides: bool = False  #: whether one of them swallowed further lines, which may be rows


@cache
def load_queries() -> Mapping[str, str]:
    """Query name → SQL, from the three SQL files of this package."""
    queries: dict[str, str] = {}
    for file_name in ("networks.sql", "chance.sql", "report.sql"):
        text = files("coranto.edges").joinpath(file_name).read_text(encoding="utf-8")
        names_and_statements = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)[1:]
        queries |= zip(
            names_and_statements[::2],
            (sql.strip().rstrip(";") for sql in names_and_statements[1::2]),
            strict=True,
        )
    return queries


def render_query(name: str, **values: Value) -> str:
    """A named query with its `:parameters` filled in: numbers, or SQL text from our own code.

    Nothing is escaped: pass text from outside through `quote_literal` or `quote_identifier`.
    """
    # "::" is a cast in SQL, not a parameter.
    return re.sub(
        r"(?<!:):([a-z_]+)", lambda match: _sql_literal(values[match[1]]), load_queries()[name]
    )


def _sql_literal(value: Value) -> str:
    return str(value).upper() if isinstance(value, bool) else str(value)


class DuckEngine:
    """DuckDB in memory, which spills to a folder of its own when memory runs out."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", folder: Path, threads: int) -> None:
        self.connection = connection
        self.folder = folder
        self._max_threads = self._threads = threads

    def expect(self, rows: int) -> None:
        """Announce how many rows there are to process: one thread suffices for few."""
        threads = 1 if rows < SMALL_INPUT_ROWS else self._max_threads
        if threads != self._threads:
            self._threads = threads
            self._run(f"SET threads = {threads}")

    def make(self, table: str, sql: str) -> None:
        """Make a table of a query's rows; replaces a table of this name."""
        self._run(f"CREATE OR REPLACE TABLE {table} AS {sql}")

    def view(self, name: str, sql: str) -> None:
        """Make a view: the query runs again whenever the name is read."""
        self._run(f"CREATE OR REPLACE VIEW {name} AS {sql}")

    def add(self, table: str, sql: str, *, first: bool) -> None:
        """Append a query's rows to a table; with `first`, make the table of them."""
        self._run(
            f"CREATE OR REPLACE TABLE {table} AS {sql}" if first else f"INSERT INTO {table} {sql}"
        )

    def drop(self, table: str) -> None:
        """Drop a table that no later query reads."""
        self._run(f"DROP TABLE {table}")

    def keep(self, table: str, columns: Columns) -> None:
        """Make a table of NumPy columns."""
        self.connection.register("kept_columns", dict(columns))
        self._run(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM kept_columns")  # noqa: S608 - our own names
        self.connection.unregister("kept_columns")

    def parquet(self, path: Path) -> tuple[str, ...]:
        """The columns of a Parquet file. Raises NetworkError for any other file."""
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
        """Make the table `raw` of a file's rows; returns the lines that are not rows."""
        import duckdb

        source = _parquet_source(table) if not table.delimiter else _csv_source(table)
        number = f"row_number() OVER () + {table.first_line - 1} AS line"
        # Rows are numbered in the file's order, which DuckDB otherwise does not keep.
        self.connection.execute("SET preserve_insertion_order = true")
        try:
            self._run(f"CREATE OR REPLACE TABLE raw AS SELECT {number}, * FROM {source}")  # noqa: S608 - literals are quoted
            return self._rejected_lines()
        except duckdb.Error as error:
            raise NetworkError(f"{table.path}: {_first_error_sentence(error)}") from error
        finally:
            self.connection.execute("SET preserve_insertion_order = false")

    def _rejected_lines(self) -> list[RefusedLines]:
        """The lines that the CSV reader rejected; drops the tables in which it noted them."""
        # A line may be rejected for several columns: it counts once. A rejected "line" that
        # contains a line break swallowed several lines of the file, some of which may be rows.
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
        """Register a function from one text to a value of the SQL type `result`."""
        import duckdb
        from duckdb.func import SPECIAL

        # Without SPECIAL, DuckDB rejects NULL as a result. Its planner may still call the
        # function with NULL, where a column holds nothing else; it ignores that this fails.
        self.connection.create_function(
            name, call, ["VARCHAR"], duckdb.sqltype(result), null_handling=SPECIAL
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        return self._run(sql).fetchall()

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Run a query and yield its rows, of which few are in Python's memory at a time."""
        result = self._run(sql)
        while rows := result.fetchmany(STREAMED_ROWS):
            yield from rows

    def columns(self, sql: str) -> dict[str, NDArray[Any]]:
        """Run a query and return its columns, which must not hold NULL."""
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


#: Rows below which one thread is faster than several, which wait for one another.
SMALL_INPUT_ROWS = 120_000
#: Error type of DuckDB's CSV reader → the reason that users see.
_CSV_ERROR_REASONS = {
    "UNQUOTED VALUE": "a quotation mark in the wrong place",
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "INVALID ENCODING": "not UTF-8",
    "LINE SIZE OVER MAXIMUM": "a line that is too long",
}
MAX_LINE_BYTES = 20_000_000  #: bytes of one line of a CSV or JSON file


def _parquet_source(table: TableFile) -> str:
    columns_as_text = ", ".join(
        f"CAST({quote_identifier(name)} AS VARCHAR) AS {quote_identifier(name)}"
        for name in table.columns
    )
    return f"(SELECT {columns_as_text} FROM read_parquet({quote_literal(str(table.path))}))"  # noqa: S608 - quoted


def _csv_source(table: TableFile) -> str:
    column_types = ", ".join(f"{quote_literal(name)}: 'VARCHAR'" for name in table.columns)
    return (
        f"read_csv({quote_literal(str(table.path))}, auto_detect = false, header = true, "
        f"delim = {quote_literal(table.delimiter)}, quote = '\"', escape = '\"', "
        f"skip = {table.lines_before_header}, columns = {{{column_types}}}, "
        "store_rejects = true, rejects_limit = 0, "
        f"max_line_size = {MAX_LINE_BYTES})"
    )


def _first_error_sentence(error: Exception) -> str:
    """The first line of DuckDB's error message, without the name of the error type."""
    return re.sub(r"^[\w ]*Error: ", "", str(error).split("\n", 1)[0])


def quote_identifier(column: str) -> str:
    """Quote a column name for SQL."""
    return '"' + column.replace('"', '""') + '"'


def quote_literal(text: str) -> str:
    """Quote a text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def safe_cell(text: str) -> str:
    """A text that spreadsheets take as text: an apostrophe precedes what would be a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _safe_cell_macro() -> str:
    starts = " OR ".join(
        f"starts_with(content, {quote_literal(start)})" for start in FORMULA_STARTS
    )
    guarded = f"{quote_literal(chr(39))} || content"
    return f"CREATE MACRO safe_cell(content) AS CASE WHEN {starts} THEN {guarded} ELSE content END"


#: Bytes that a process takes beside DuckDB's limit: 95 MB are code, Python and NumPy; up to 90 MB
#: DuckDB has freed and the system has not got back (limits of 110 to 300 MB, a million posts).
PROCESS_BYTES = 190_000_000
MIN_LIMIT_BYTES = 30_000_000
#: Below this limit, the buffers of a second thread leave too little: a million posts, ten of one
#: object per second, need 110 MB with one thread, and more than 130 MB with two.
MIN_BYTES_OF_TWO_THREADS = 500_000_000


def _memory_limit(connection: "duckdb.DuckDBPyConnection", memory: str) -> int:
    """The bytes that are left for DuckDB where the process may take `memory`."""
    import duckdb

    try:
        [(total,)] = connection.execute("SELECT parse_formatted_bytes(?)", [memory]).fetchall()
    except duckdb.Error as error:
        raise NetworkError(f'"{memory}" is no amount of memory, as 4GB is') from error
    limit = int(total) - PROCESS_BYTES
    if limit < MIN_LIMIT_BYTES:
        least = (PROCESS_BYTES + MIN_LIMIT_BYTES) // 1_000_000
        raise NetworkError(f"--memory {memory} does not suffice: {least}MB is the least")
    return limit


@contextmanager
def open_duckdb(scratch: Path, *, memory: str, threads: int) -> Iterator[DuckEngine]:
    """Open a DuckDB that spills into `scratch`, so that the process stays within `memory`.

    `memory` is an amount such as "4GB". Raises NetworkError when it is none, or too little.
    """
    import duckdb

    with (
        TemporaryDirectory(dir=scratch, prefix=".coranto-") as spill,
        duckdb.connect(":memory:", config={"threads": threads}) as connection,
    ):
        limit = _memory_limit(connection, memory)
        connection.execute(f"SET memory_limit = '{limit}B'")
        if limit < MIN_BYTES_OF_TWO_THREADS:
            threads = 1
            connection.execute("SET threads = 1")
        connection.execute(f"SET temp_directory = {quote_literal(spill)}")
        connection.execute("SET TimeZone = 'UTC'")
        # As SQL, not as a Python function: millions of pairs are written.
        connection.execute(_safe_cell_macro())
        # Queries say ORDER BY where order matters; keeping it everywhere costs memory.
        connection.execute("SET preserve_insertion_order = false")
        yield DuckEngine(connection, Path(spill), threads)

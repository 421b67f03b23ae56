"""The `Engine` on Spark, for posts that outgrow one machine.

The queries stay written for DuckDB; sqlglot translates them into Spark SQL.
"""

import csv
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from coranto.edges.engine import (
    MAX_LINE_BYTES,
    Columns,
    RefusedLines,
    TableFile,
    safe_cell,
)
from coranto.errors import NetworkError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Lower bits of Spark's `monotonically_increasing_id`, which number the rows of one partition;
#: the bits above number the partition.
_PARTITION_ROW_BITS = 33
#: The column into which Spark puts a line that is no row.
_CORRUPT_COLUMN = "corrupt row"
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@cache
def to_spark_sql(sql: str) -> str:
    """Translate a query from DuckDB's SQL into Spark's."""
    import sqlglot

    statements: list[str] = sqlglot.transpile(sql, read="duckdb", write="spark")
    return statements[0]


class SparkEngine:
    """Spark SQL; tables are Parquet files in a folder that all of its machines can reach."""

    def __init__(self, session: "SparkSession", folder: Path) -> None:
        self.session = session
        self.folder = folder
        self._tables_written = 0
        self.function("safe_cell", safe_cell, "VARCHAR")

    def expect(self, rows: int) -> None:
        """Do nothing: Spark plans by itself how to spread the rows."""

    def make(self, table: str, sql: str) -> None:
        """Make a table of a query's rows; replaces a table of this name."""
        self._write_table(table, self._query(sql))

    def view(self, name: str, sql: str) -> None:
        """Make a view: the query runs again whenever the name is read."""
        self._query(sql).createOrReplaceTempView(name)

    def drop(self, table: str) -> None:
        """Drop a table that no later query reads."""
        self.session.catalog.dropTempView(table)

    def add(self, table: str, sql: str, *, first: bool) -> None:
        """Append a query's rows to a table; with `first`, make the table of them."""
        rows = self._query(sql)
        self._write_table(table, rows if first else self.session.table(table).union(rows))

    def keep(self, table: str, columns: Columns) -> None:
        """Make a table of NumPy columns."""
        column_types = ", ".join(
            f"`{name}` {_SPARK_TYPES[values.dtype.kind]}" for name, values in columns.items()
        )
        rows = list(zip(*(values.tolist() for values in columns.values()), strict=True))
        self._write_table(table, self.session.createDataFrame(rows, column_types))

    def parquet(self, path: Path) -> tuple[str, ...]:
        """The columns of a Parquet file. Raises NetworkError for any other file."""
        from pyspark.errors import PySparkException

        try:
            return tuple(self.session.read.parquet(str(path)).columns)
        except PySparkException as error:
            raise NetworkError(f"{path}: no Parquet file") from error

    def read(self, table: TableFile) -> list[RefusedLines]:
        """Make the table `raw` of a file's rows; returns the lines that are not rows.

        Spark does not say which lines these are: one `RefusedLines` with `hides` set tells the
        caller to repair the file line by line.
        """
        from pyspark.errors import PySparkException
        from pyspark.sql import functions

        try:
            if not table.delimiter:
                rows = self.session.read.parquet(str(table.path))
                rows = rows.select(
                    [functions.col(f"`{name}`").cast("string") for name in table.columns]
                )
            elif table.lines_before_header:
                # Spark cannot skip lines: a repaired copy begins with the header.
                return [
                    RefusedLines(line=0, reason="a line before the header", text="", hides=True)
                ]
            else:
                rows = self._read_text(table)
                if rows.where(functions.col(_CORRUPT_COLUMN).isNotNull()).limit(1).count():
                    return [RefusedLines(line=0, reason="a broken row", text="", hides=True)]
                rows = rows.drop(_CORRUPT_COLUMN)
            self._write_table("raw", self._with_line_numbers(rows, table.first_line))
        except PySparkException as error:
            raise NetworkError(f"{table.path}: {str(error).splitlines()[0]}") from error
        return []

    def function(self, name: str, call: Callable[[str], Any], result: str) -> None:
        """Register a function from one text to a value of the SQL type `result`."""
        spark_type = {"VARCHAR": "string", "BIGINT": "bigint", "VARCHAR[]": "array<string>"}[result]

        # Spark evaluates Python functions before the conditions around them, so they see NULL
        # even where the query tests for it.
        def call_unless_null(text: str | None) -> Any:
            return None if text is None else call(text)

        self.session.udf.register(name, call_unless_null, spark_type)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        return [tuple(row) for row in self._query(sql).collect()]

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Run a query and yield its rows, partition by partition."""
        yield from map(tuple, self._query(sql).toLocalIterator())

    def columns(self, sql: str) -> dict[str, NDArray[Any]]:
        """Run a query and return its columns, which must not hold NULL."""
        rows = self._query(sql)
        collected_rows = rows.collect()
        numpy_types = {"bigint": np.int64, "int": np.int64, "double": np.float64}
        return {
            name: np.array(
                [row[place] for row in collected_rows], dtype=numpy_types.get(spark_type, object)
            )
            for place, (name, spark_type) in enumerate(rows.dtypes)
        }

    def write(self, sql: str, path: Path) -> None:
        """Write a query's rows as CSV with a header, in the query's order."""
        rows = self._query(sql)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(rows.columns)
            writer.writerows(rows.toLocalIterator())

    def _query(self, sql: str) -> "DataFrame":
        return self.session.sql(to_spark_sql(sql))

    def _write_table(self, table: str, rows: "DataFrame") -> None:
        # A view keeps the plans of all views below it, which grow beyond memory. A table that was
        # written to Parquet has no plan. Each gets a new path, since Spark may still read the old.
        self._tables_written += 1
        path = str(self.folder / f"{table}-{self._tables_written}.parquet")
        rows.write.parquet(path)
        self.session.read.schema(rows.schema).parquet(path).createOrReplaceTempView(table)

    def _read_text(self, table: TableFile) -> "DataFrame":
        column_types = ", ".join(
            f"{quote_spark_identifier(name)} string" for name in (*table.columns, _CORRUPT_COLUMN)
        )
        return self.session.read.csv(
            str(table.path),
            schema=column_types,
            header=True,
            sep=table.delimiter,
            quote='"',
            escape='"',
            multiLine=True,
            enforceSchema=True,
            mode="PERMISSIVE",
            columnNameOfCorruptRecord=_CORRUPT_COLUMN,
            maxCharsPerColumn=MAX_LINE_BYTES,
        ).persist()

    def _with_line_numbers(self, rows: "DataFrame", first_line: int) -> "DataFrame":
        """Add the column `line`, the number of each row in the file."""
        from pyspark.sql import functions

        # Spark numbers rows only within a partition. Count each partition's rows first, and add
        # to each row the number of rows in all partitions before its own.
        rows = rows.withColumn("place", functions.monotonically_increasing_id()).persist()
        part = functions.shiftright("place", _PARTITION_ROW_BITS)
        counts = sorted(tuple(row) for row in rows.groupBy(part).count().collect())
        starts, next_line = [], first_line
        for partition, count in counts:
            starts.append((partition, next_line))
            next_line += count
        start = self.session.createDataFrame(starts, "part bigint, start bigint")
        return (
            rows.withColumn("part", part)
            .join(functions.broadcast(start), "part")
            .withColumn("line", functions.expr(f"start + place - (part << {_PARTITION_ROW_BITS})"))
            .drop("place", "part", "start")
        )


#: NumPy's `dtype.kind` → the type in Spark SQL.
_SPARK_TYPES = {
    "i": "bigint",
    "u": "bigint",
    "f": "double",
    "O": "string",
    "U": "string",
    "b": "boolean",
}


def quote_spark_identifier(column: str) -> str:
    """Quote a column name for Spark SQL."""
    return "`" + column.replace("`", "``") + "`"


@contextmanager
def open_spark(
    scratch: Path, *, master: str, memory: str, settings: Mapping[str, str] = _NO_SETTINGS
) -> Iterator[SparkEngine]:
    """Start Spark at `master` (such as "local[2]") with `memory` (such as "4GB") for its driver.

    `settings` are Spark's own. All of its machines must reach the folder `scratch`. Raises
    NetworkError where Spark or Java is missing.
    """
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise NetworkError("Spark needs Java: install a JDK 17 or set JAVA_HOME")
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NetworkError('--engine spark needs PySpark: pip install "coranto[spark]"') from error
    # Python functions run on Spark's workers, which need the same packages: use this Python there
    # unless the environment names another.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with TemporaryDirectory(dir=scratch.resolve(), prefix=".coranto-") as folder:
        builder = (
            SparkSession.builder.master(master)
            .appName("coranto network")
            .config("spark.driver.memory", memory.lower().removesuffix("b"))
            .config("spark.local.dir", folder)
            .config("spark.sql.warehouse.dir", folder)
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.ansi.enabled", "false")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "ERROR")
        )
        if master.startswith("local"):  # Spark's default of 200 partitions suits many machines
            builder = builder.config("spark.sql.shuffle.partitions", str(os.cpu_count() or 1))
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        try:
            yield SparkEngine(session, Path(folder))
        finally:
            session.stop()

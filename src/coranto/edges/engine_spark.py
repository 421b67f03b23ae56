"""The same database on Spark, for posts that outgrow one machine.

The queries stay as they are written for DuckDB; sqlglot says them in Spark's words.
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

from coranto.edges.engine import MAX_LINE_BYTES, Columns, RefusedLines, TableFile
from coranto.errors import NetworkError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: Where a row of a partition stands, in Spark's `monotonically_increasing_id`.
_PARTITION_ROW_BITS = 33  #: bits
_CORRUPT_COLUMN = "corrupt row"
_NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


@cache
def to_spark_sql(sql: str) -> str:
    """A query for DuckDB in Spark's words."""
    import sqlglot

    written: list[str] = sqlglot.transpile(sql, read="duckdb", write="spark")
    return written[0]


class SparkEngine:
    """Spark SQL; tables are Parquet in a folder that all of its machines reach."""

    def __init__(self, session: "SparkSession", folder: Path) -> None:
        self.session = session
        self.folder = folder
        self._made = 0

    def expect(self, rows: int) -> None:
        """Spark sees for itself how many rows there are."""

    def make(self, table: str, sql: str) -> None:
        """Make a table of a query's rows, in place of one of this name."""
        self._name(table, self._ask(sql))

    def view(self, name: str, sql: str) -> None:
        """Let a name stand for a query, asked anew whenever it is read."""
        self._ask(sql).createOrReplaceTempView(name)

    def drop(self, table: str) -> None:
        """Forget a table that nothing reads any more."""
        self.session.catalog.dropTempView(table)

    def add(self, table: str, sql: str, *, first: bool) -> None:
        """Add a query's rows to a table; the first ones make it."""
        rows = self._ask(sql)
        self._name(table, rows if first else self.session.table(table).union(rows))

    def keep(self, table: str, columns: Columns) -> None:
        """Make a table of columns."""
        kinds = ", ".join(
            f"`{name}` {_SPARK_TYPES[values.dtype.kind]}" for name, values in columns.items()
        )
        rows = list(zip(*(values.tolist() for values in columns.values()), strict=True))
        self._name(table, self.session.createDataFrame(rows, kinds))

    def parquet(self, path: Path) -> tuple[str, ...]:
        """The columns of a Parquet file. Raises NetworkError for what is none."""
        from pyspark.errors import PySparkException

        try:
            return tuple(self.session.read.parquet(str(path)).columns)
        except PySparkException as error:
            raise NetworkError(f"{path}: no Parquet file") from error

    def read(self, table: TableFile) -> list[RefusedLines]:
        """Make the table `raw` of a file's rows; returns the lines that are no rows.

        Spark does not tell which lines these are: they are left to be found line by line.
        """
        from pyspark.errors import PySparkException
        from pyspark.sql import functions

        try:
            if not table.delimiter:
                rows = self.session.read.parquet(str(table.path))
                rows = rows.select(
                    [functions.col(f"`{name}`").cast("string") for name in table.columns]
                )
            else:
                rows = self._text(table)
                if rows.where(functions.col(_CORRUPT_COLUMN).isNotNull()).limit(1).count():
                    return [RefusedLines(line=0, reason="a broken row", text="", hides=True)]
                rows = rows.drop(_CORRUPT_COLUMN)
            self._name("raw", self._numbered(rows, table.first_line))
        except PySparkException as error:
            raise NetworkError(f"{table.path}: {str(error).splitlines()[0]}") from error
        return []

    def function(self, name: str, call: Callable[[str], Any], result: str) -> None:
        """Let SQL call a function of one text, which answers with this type of SQL."""
        kind = {"VARCHAR": "string", "BIGINT": "bigint", "VARCHAR[]": "array<string>"}[result]

        def called(text: str | None) -> Any:
            return None if text is None else call(text)

        self.session.udf.register(name, called, kind)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A query's rows."""
        return [tuple(row) for row in self._ask(sql).collect()]

    def columns(self, sql: str) -> dict[str, NDArray[Any]]:
        """A query's columns, without missing values."""
        rows = self._ask(sql)
        found = rows.collect()
        kinds = {"bigint": np.int64, "int": np.int64, "double": np.float64}
        return {
            name: np.array([row[place] for row in found], dtype=kinds.get(kind, object))
            for place, (name, kind) in enumerate(rows.dtypes)
        }

    def write(self, sql: str, path: Path) -> None:
        """Write a query's rows as CSV with a header, in the query's order."""
        rows = self._ask(sql)
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(rows.columns)
            writer.writerows(rows.toLocalIterator())

    def _ask(self, sql: str) -> "DataFrame":
        return self.session.sql(to_spark_sql(sql))

    def _name(self, table: str, rows: "DataFrame") -> None:
        # A view keeps the plans of all before it, which grow beyond memory: written, it has none.
        self._made += 1
        path = str(self.folder / f"{table}-{self._made}.parquet")
        rows.write.parquet(path)
        self.session.read.schema(rows.schema).parquet(path).createOrReplaceTempView(table)

    def _text(self, table: TableFile) -> "DataFrame":
        kinds = ", ".join(
            f"{quote_spark_identifier(name)} string" for name in (*table.columns, _CORRUPT_COLUMN)
        )
        return self.session.read.csv(
            str(table.path),
            schema=kinds,
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

    def _numbered(self, rows: "DataFrame", first: int) -> "DataFrame":
        """Rows with their numbers in the file; each partition counts for itself."""
        from pyspark.sql import functions

        rows = rows.withColumn("place", functions.monotonically_increasing_id()).persist()
        part = functions.shiftright("place", _PARTITION_ROW_BITS)
        counts = sorted(tuple(row) for row in rows.groupBy(part).count().collect())
        starts, at = [], first
        for number, count in counts:
            starts.append((number, at))
            at += count
        start = self.session.createDataFrame(starts, "part bigint, start bigint")
        return (
            rows.withColumn("part", part)
            .join(functions.broadcast(start), "part")
            .withColumn("line", functions.expr(f"start + place - (part << {_PARTITION_ROW_BITS})"))
            .drop("place", "part", "start")
        )


#: NumPy's kinds of values as Spark's.
_SPARK_TYPES = {
    "i": "bigint",
    "u": "bigint",
    "f": "double",
    "O": "string",
    "U": "string",
    "b": "boolean",
}


def quote_spark_identifier(column: str) -> str:
    """A name of a column, as a schema of Spark writes it."""
    return "`" + column.replace("`", "``") + "`"


@contextmanager
def open_spark(
    scratch: Path, *, master: str, memory: str, settings: Mapping[str, str] = _NO_SETTINGS
) -> Iterator[SparkEngine]:
    """A Spark at `master` (such as "local[2]") whose driver keeps within `memory`.

    `settings` are Spark's own. All of its machines must reach the folder `scratch`. Raises
    NetworkError where Spark or Java is missing.
    """
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise NetworkError("Spark needs Java: install a JDK 17 or set JAVA_HOME")
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NetworkError('--engine spark needs PySpark: pip install "coranto[spark]"') from error
    # Functions run where the data is, with this Python unless another is named.
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
        if master.startswith("local"):  # Spark's own 200 parts are meant for many machines
            builder = builder.config("spark.sql.shuffle.partitions", str(os.cpu_count() or 1))
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        try:
            yield SparkEngine(session, Path(folder))
        finally:
            session.stop()

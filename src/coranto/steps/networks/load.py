"""Read posts out of files into the engine's table of posts; count what is no post, and why.

A row that cannot be read never ends the work: it is counted with its reason.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from coranto.edges import engine_files
from coranto.edges.engine import Engine, RefusedLines, TableFile, quote_identifier, render_query
from coranto.errors import NetworkError
from coranto.reading.posts import json_exports
from coranto.reading.posts.columns import POST_FIELDS, PostColumns, PostField, recognise_columns
from coranto.reading.posts.times import EPOCH, parse_post_time

#: Clocks of phones and servers differ: a post may be dated this much after `clock`.
MAX_CLOCK_SKEW = timedelta(days=1)
#: Bytes of a file per post, roughly: from it the engine is told how much there is to do.
BYTES_PER_POST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRows:
    """Rows of a file that were skipped for one reason."""

    file: str
    reason: str
    place: str = ""  #: of the first of them, such as "line 12" or "row 3"; "" for all of a file
    rows: int = 1
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCounts:
    """How many posts there are, and of how many accounts."""

    rows: int  #: in the table of posts
    posts: int  #: different ids
    accounts: int

    @property
    def repeated(self) -> int:
        """Rows that have the id of an earlier row's post."""
        return self.rows - self.posts


@dataclass(slots=True, kw_only=True)
class PostLoadResult:
    """What was read: files with their layouts, posts, and what was skipped."""

    latest: int  #: microseconds since 1970; a post that is dated later is skipped
    files: list[tuple[str, str, int]] = field(default_factory=list)  #: name, layout, rows
    size: PostCounts = field(default_factory=lambda: PostCounts(rows=0, posts=0, accounts=0))
    bad: list[SkippedRows] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """Rows that are no posts."""
        return sum(bad.rows for bad in self.bad)


def load_posts(
    engine: Engine, paths: Sequence[Path], *, chosen: Mapping[PostField, str], clock: datetime
) -> PostLoadResult:
    """Make the table `posts` of all files.

    `chosen` names the column of a field where it cannot be guessed. A file that cannot be
    read is listed in `bad` and left out; NetworkError is raised when no file can be read.
    """
    result = PostLoadResult(latest=(clock + MAX_CLOCK_SKEW - EPOCH) // timedelta(microseconds=1))
    engine.function("moment_of", parse_post_time, "BIGINT")
    engine.expect(sum(path.stat().st_size for path in paths if path.is_file()) // BYTES_PER_POST)
    for path in paths:
        try:
            _load_file(engine, path, chosen=chosen, result=result)
        except NetworkError as error:
            if len(paths) == 1:
                raise
            # The file's name is shown beside the reason.
            reason = str(error).removeprefix(f"{path}: ")
            result.bad.append(SkippedRows(file=str(path), reason=reason, rows=0))
    if not result.files:
        raise NetworkError(
            "none of the files could be read: " + "; ".join(_failure_reasons(result.bad))
        )
    engine.view("posts", render_query("good"))
    result.size = count_posts(engine)
    return result


def count_posts(engine: Engine) -> PostCounts:
    """Count the posts and accounts in the table `posts`."""
    rows, posts, accounts = engine.rows(render_query("size"))[0]
    return PostCounts(rows=rows, posts=posts, accounts=accounts)


def _failure_reasons(bad: Iterable[SkippedRows]) -> list[str]:
    return [f"{bad_rows.file}: {bad_rows.reason}" for bad_rows in bad][:3]


def _load_file(
    engine: Engine, path: Path, *, chosen: Mapping[PostField, str], result: PostLoadResult
) -> None:
    """Add the posts of a file to the engine, and its counts to `result`."""
    # Lines are numbered through all files: the order of rows decides between equal moments.
    row = 1 + sum(rows for _, _, rows in result.files)
    columns, refused = _load_raw_rows(engine, path, chosen=chosen, row=row)
    rows: int = engine.rows("SELECT count(*) FROM raw")[0][0]
    engine.view("told", render_query("told", **_field_expressions(columns)))
    engine.view("timed", render_query("timed"))
    engine.add("sifted", render_query("sifted", latest=result.latest), first=not result.files)
    engine.drop("raw")
    result.files.append((str(path), columns.layout, rows))
    result.bad += [
        SkippedRows(
            file=str(path),
            reason=refused_lines.reason,
            place=f"line {refused_lines.line}",
            rows=refused_lines.lines,
            example=refused_lines.text,
        )
        for refused_lines in refused
    ]
    for reason, count, line, example in engine.rows(render_query("bad", row=row)):
        place = f"row {line - row + 1}"
        result.bad.append(
            SkippedRows(
                file=str(path), reason=reason, rows=count, place=place, example=example or ""
            )
        )


def _load_raw_rows(
    engine: Engine, path: Path, *, chosen: Mapping[PostField, str], row: int
) -> tuple[PostColumns, list[RefusedLines]]:
    """Make the table `raw` of a file's rows.

    Returns which columns are which fields, and the lines that are no rows.
    """
    ending = engine_files.content_suffix(path)
    if ending == ".parquet":
        table = TableFile(path=path, columns=engine.parquet(path), delimiter="", first_line=row)
        return recognise_columns(table.columns, chosen=chosen), engine.read(table)
    notes = engine_files.RefusalLog()
    if ending == ".car":
        values = engine_files.read_car_posts(path, notes)
        return _load_json_values(engine, values, notes, chosen=chosen, row=row)
    if ending not in {".csv", ".tsv"} and engine_files.is_json(path):
        values = engine_files.read_json_values(path, notes)
        return _load_json_values(engine, values, notes, chosen=chosen, row=row)
    table = replace(engine_files.read_header(path), first_line=row)
    columns = recognise_columns(table.columns, chosen=chosen)
    return columns, _read_table(engine, table)


def _load_json_values(
    engine: Engine,
    values: Iterator[tuple[int, Any]],
    notes: engine_files.RefusalLog,
    *,
    chosen: Mapping[PostField, str],
    row: int,
) -> tuple[PostColumns, list[RefusedLines]]:
    """Make the table `raw` of decoded JSON values, each with its line."""
    # A dictionary as a set that keeps the order in which layouts come.
    layouts: dict[str, None] = {}

    def rows() -> Iterator[list[str]]:
        for line, value in values:
            for post in json_exports.read_json_posts(value, chosen=chosen):
                if post is None:
                    notes.add(line, "no post of a known kind", "")
                else:
                    layouts[post[0]] = None
                    yield json_exports.post_row(post[1])

    # Through a file, not through a list: an export may be larger than memory.
    table = engine_files.write_csv(POST_FIELDS, rows(), engine.folder)
    engine.read(replace(table, first_line=row))
    table.path.unlink()
    field_to_itself = MappingProxyType({field: field for field in POST_FIELDS})
    return PostColumns(layout=", ".join(layouts) or "no posts", of=field_to_itself), notes.all()


def _read_table(engine: Engine, table: TableFile) -> list[RefusedLines]:
    """Read a CSV table; repair it first where an open quote hides rows from the engine's reader."""
    try:
        refused = engine.read(table)
        if not any(refused_lines.hides for refused_lines in refused):
            return refused
    except NetworkError:
        pass  # the repair below goes line by line and names what the reader could not read
    repaired, refused = engine_files.repair_table(table, engine.folder)
    engine.read(repaired)
    repaired.path.unlink()
    return refused


def _field_expressions(columns: PostColumns) -> dict[str, str]:
    """Field → the SQL expression that reads it, NULL for a field without a column."""
    return {
        field: f"nullif(trim({quote_identifier(columns.of[field])}), '')"
        if field in columns.of
        else "CAST(NULL AS VARCHAR)"
        for field in POST_FIELDS
    }

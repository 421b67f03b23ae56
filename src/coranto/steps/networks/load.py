"""Read posts out of files into the engine's table of posts; count what is no post, and why.

A row that cannot be read never ends the work: it is counted with its reason.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any

from coranto.edges import engine_files
from coranto.edges.engine import (
    Engine,
    RefusedLines,
    TableFile,
    quote_identifier,
    quote_literal,
    render_query,
)
from coranto.errors import NetworkError
from coranto.reading.posts import date_orders, json_exports, samples, times
from coranto.reading.posts.columns import POST_FIELDS, PostColumns, PostField, recognise_columns
from coranto.reading.posts.times import EPOCH
from coranto.steps.networks.twelve_hours import twelve_hour_problems

#: Clocks of phones and servers differ: a post may be dated this much after `clock`.
MAX_CLOCK_SKEW = timedelta(days=1)
#: Bytes of a file per post, roughly: from it the engine is told how much there is to do.
BYTES_PER_POST = 100
#: SQL function that packs a time, by what comes first in a date such as 03/04/2024.
TIME_FUNCTIONS: Mapping[date_orders.DateOrder, str] = MappingProxyType({
    "": "moment_of", "day": "moment_of_day_first", "month": "moment_of_month_first",
})  # fmt: skip
ROUNDED_ACCOUNT = (
    "an account id that a spreadsheet rounded; export again, or format the column as text before "
    "the file is saved as CSV"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRows:
    """Rows of a file that were skipped for one reason."""

    file: str
    reason: str
    place: str = ""  #: of the first of them, such as "line 12" or "row 3"; "" for all of a file
    rows: int = 1
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedFile:
    """A file of posts that was read."""

    name: str
    layout: str
    rows: int
    first_line: int  #: of its rows, which are numbered through all files
    columns: str = ""  #: which column was taken as what, in words
    notes: tuple[str, ...] = ()  #: what was taken otherwise than its name says, and what to do
    losses: tuple[str, ...] = ()  #: ids that are left out, and what to do

    @property
    def last_line(self) -> int:
        """The number of its last row."""
        return self.first_line + self.rows - 1


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PostForm:
    """What the user says of the form of the posts."""

    columns: Mapping[PostField, str] = field(default_factory=dict)  #: of fields that need a name
    time_form: str = ""  #: a format of strptime or a name of times.NAMED_FORMS; "" for the usual
    #: of times without a zone, or with a name of several; None: UTC, and those are refused
    zone: timezone | None = None
    account: str = ""  #: of posts that name none


DEFAULT_FORM = PostForm()


@dataclass(slots=True, kw_only=True)
class PostLoadResult:
    """What was read: files with their layouts, posts, and what was skipped."""

    latest: int  #: microseconds since 1970; a post that is dated later is skipped
    files: list[LoadedFile] = field(default_factory=list)
    size: PostCounts = field(default_factory=lambda: PostCounts(rows=0, posts=0, accounts=0))
    bad: list[SkippedRows] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """Rows that are no posts."""
        return sum(bad.rows for bad in self.bad)

    @property
    def notes(self) -> list[tuple[str, str]]:
        """What was not taken as it stands in a file: the file's name, and the note."""
        return [(file.name, note) for file in self.files for note in file.notes + file.losses]

    @property
    def is_whole(self) -> bool:
        """Whether no row was skipped and no id left out."""
        return not self.bad and not any(file.losses for file in self.files)


def load_posts(
    engine: Engine,
    paths: Sequence[Path],
    *,
    clock: datetime,
    form: PostForm = DEFAULT_FORM,
) -> PostLoadResult:
    """Make the table `posts` of all files.

    A file that cannot be read is listed in `bad` and left out;
    NetworkError is raised when no file can be read.
    """
    result = PostLoadResult(latest=(clock + MAX_CLOCK_SKEW - EPOCH) // timedelta(microseconds=1))
    for order, name in TIME_FUNCTIONS.items():
        engine.function(name, _packer(order, form), "BIGINT")
    engine.expect(sum(path.stat().st_size for path in paths if path.is_file()) // BYTES_PER_POST)
    for path in paths:
        try:
            _load_file(engine, path, form=form, result=result)
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
    select_posts(engine, grain=max(times.GRAINS))
    result.size = count_posts(engine)
    return result


def _packer(order: date_orders.DateOrder, form: PostForm) -> Callable[[str], int]:
    return times.time_packer(order=order, form=form.time_form, zone=form.zone)


def select_posts(engine: Engine, *, grain: int) -> None:
    """Make the view `posts` of the posts whose times are written as exactly as `grain`."""
    engine.view("posts", render_query("good", grain=grain))


def count_posts(engine: Engine) -> PostCounts:
    """Count the posts and accounts in the table `posts`."""
    rows, posts, accounts = engine.rows(render_query("size"))[0]
    return PostCounts(rows=rows, posts=posts, accounts=accounts)


def _failure_reasons(bad: Iterable[SkippedRows]) -> list[str]:
    return [f"{bad_rows.file}: {bad_rows.reason}" for bad_rows in bad][:3]


def _load_file(engine: Engine, path: Path, *, form: PostForm, result: PostLoadResult) -> None:
    """Add the posts of a file to the engine, and its counts to `result`."""
    # Lines are numbered through all files: the order of rows decides between equal moments.
    row = 1 + sum(file.rows for file in result.files)
    columns, refused = _load_raw_rows(engine, path, form=form, row=row)
    rows: int = engine.rows("SELECT count(*) FROM raw")[0][0]
    columns, notes, losses = _sift_rows(engine, columns, form=form, row=row, result=result)
    engine.drop("raw")
    result.files.append(
        LoadedFile(
            name=str(path), layout=columns.layout, rows=rows, first_line=row,
            columns=columns.describe(), notes=tuple(notes), losses=tuple(losses),
        )
    )  # fmt: skip
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


def _sift_rows(
    engine: Engine, columns: PostColumns, *, form: PostForm, row: int, result: PostLoadResult
) -> tuple[PostColumns, list[str], list[str]]:
    """Add the rows of the table `raw` to the table `sifted`.

    Returns the columns that were taken, and notes on what was taken otherwise than its name says
    and on what was left out.
    """
    rows = _sample_rows(engine, columns, row=row)
    columns, notes = samples.refine_columns(columns, rows)
    rounded_fields = [
        name
        for name in samples.ID_FIELDS
        if name in columns.of
        and samples.has_rounded_ids([_cell(line, columns, name) for line in rows])
    ]
    losses = _rounding_notes(engine, columns, rounded_fields)
    order = _date_order(engine, columns, rows)
    expressions = _field_expressions(columns)
    for name in set(rounded_fields) - {"account"}:
        rounded = _rounded_sql(expressions[name])
        expressions[name] = f"CASE WHEN NOT {rounded} THEN {expressions[name]} END"
    if form.account:
        named = quote_literal(form.account)
        expressions["account"] = f"coalesce({expressions['account']}, {named})"
    engine.view("told", render_query("told", **expressions))
    time_samples = [_cell(line, columns, "time") or "" for line in rows]
    is_direct = not form.time_form
    call = TIME_FUNCTIONS[order]
    engine.view(
        "timed", render_query("timed", is_direct=is_direct, call=call, packing=times.PACKING)
    )
    sifted = render_query(
        "sifted", latest=result.latest, packing=times.PACKING,
        grains=_case_branches(enumerate(times.GRAINS)),
        time_problems=_case_branches([
            *(
                (f"packed = {-1 - place}", quote_literal(reason))
                for place, reason in enumerate(times.TIME_PROBLEMS)
            ),
            *(() if form.time_form else twelve_hour_problems(engine, time_samples)),
        ]),
        is_rounded=_rounded_sql("account") if "account" in rounded_fields else "FALSE",
        rounded=quote_literal(ROUNDED_ACCOUNT),
    )  # fmt: skip
    engine.add("sifted", sifted, first=not result.files)
    return columns, notes, losses


def _case_branches(branches: Iterable[tuple[object, object]]) -> str:
    return " ".join(f"WHEN {condition} THEN {value}" for condition, value in branches)


def _sample_rows(engine: Engine, columns: PostColumns, *, row: int) -> list[samples.Row]:
    """The first rows of the table `raw`: column → cell, of the columns that may be fields."""
    names = list(dict.fromkeys([
        *(name for names in columns.of.values() for name in names),
        *columns.link_candidates, *columns.date_and_time,
    ]))  # fmt: skip
    cells = ", ".join(map(quote_identifier, names))
    rows = engine.rows(
        f"SELECT {cells} FROM raw WHERE line < {row + samples.SAMPLE_ROWS} ORDER BY line"  # noqa: S608 - quoted
    )
    return [dict(zip(names, cells_of_row, strict=True)) for cells_of_row in rows]


def _cell(row: samples.Row, columns: PostColumns, name: PostField) -> str:
    return samples.join_cells([row[column] for column in columns.of[name]])


def _date_order(
    engine: Engine, columns: PostColumns, rows: Sequence[samples.Row]
) -> date_orders.DateOrder:
    """What comes first in the dates of a file, such as 03/04/2024."""
    if not date_orders.has_numbered_dates(_cell(row, columns, "time") for row in rows):
        return ""
    dates = engine.rows(
        f"SELECT DISTINCT left({_joined_columns(columns.of['time'])}, 11) FROM raw"  # noqa: S608 - quoted
    )
    return date_orders.date_order(date or "" for (date,) in dates)


def _rounded_sql(expression: str) -> str:
    """The SQL condition that a spreadsheet rounded an id."""
    patterns = (samples.SCIENTIFIC_ID_PATTERN, samples.ZERO_TAIL_ID_PATTERN)
    matches = (f"regexp_matches({expression}, {quote_literal(pattern)})" for pattern in patterns)
    return f"({' OR '.join(matches)})"


def _rounding_notes(
    engine: Engine, columns: PostColumns, rounded_fields: Sequence[PostField]
) -> list[str]:
    """What to do about ids of posts and objects that were rounded, and are left out."""
    notes = []
    for name in rounded_fields:
        # A row without its account is skipped, and named among the skipped rows.
        if name == "account":
            continue
        cell = _joined_columns(columns.of[name])
        count, example = engine.rows(
            f"SELECT count(*), min({cell}) FROM raw WHERE {_rounded_sql(cell)}"  # noqa: S608 - quoted
        )[0]
        notes.append(
            f"{count:,} ids of “{' + '.join(columns.of[name])}” were rounded by a spreadsheet, as "
            f"in {example}, and are left out; export again, or format the column as text before "
            "the file is saved as CSV"
        )
    return notes


def _load_raw_rows(
    engine: Engine, path: Path, *, form: PostForm, row: int
) -> tuple[PostColumns, list[RefusedLines]]:
    """Make the table `raw` of a file's rows.

    Returns which columns are which fields, and the lines that are no rows.
    """
    ending, chosen = engine_files.content_suffix(path), form.columns
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
    reader = json_exports.JsonReader(chosen)

    def rows() -> Iterator[list[str]]:
        for line, value in values:
            for post in reader.read_posts(value):
                if post is None:
                    notes.add(line, "no post of a known kind", "")
                else:
                    yield json_exports.post_row(post)

    # Through a file, not through a list: an export may be larger than memory.
    table = engine_files.write_csv(POST_FIELDS, rows(), engine.folder)
    engine.read(replace(table, first_line=row))
    table.path.unlink()
    return reader.columns(), notes.all()


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
        field: f"nullif(trim({_joined_columns(columns.of[field])}), '')"
        if field in columns.of
        else "CAST(NULL AS VARCHAR)"
        for field in POST_FIELDS
    }


def _joined_columns(names: Sequence[str]) -> str:
    """The SQL expression of columns that together are one value."""
    if len(names) == 1:
        return quote_identifier(names[0])
    return " || ' ' || ".join(f"coalesce(trim({quote_identifier(name)}), '')" for name in names)

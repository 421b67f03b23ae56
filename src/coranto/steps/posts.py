"""Read posts out of files into the engine's table of posts; count what is no post, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from coranto.edges import engine_files
from coranto.edges.engine import Engine, Refused, Table, named, query
from coranto.errors import NetworkError
from coranto.reading.posts_columns import FIELDS, Columns, Field, recognise
from coranto.reading.posts_times import EPOCH, moment

#: Clocks of phones and servers differ; a post may seem to come from this much later.
LATEST = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """Rows of a file that were skipped for one reason."""

    file: str
    reason: str
    place: str = ""  #: of the first of them, such as "line 12" or "row 3"; "" for all of a file
    rows: int = 1
    example: str = ""


@dataclass(slots=True, kw_only=True)
class Taken:
    """What was read: files with their layouts, posts, and what was skipped."""

    latest: int  #: microseconds since 1970; later posts are not believed
    files: list[tuple[str, str, int]] = field(default_factory=list)  #: name, layout, rows
    posts: int = 0
    repeated: int = 0  #: rows whose post's id was there before
    bad: list[Bad] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """Rows that are no posts."""
        return sum(bad.rows for bad in self.bad)


def take(
    engine: Engine, paths: Sequence[Path], *, chosen: Mapping[Field, str], clock: datetime
) -> Taken:
    """Make the table `posts` of all files. A file that cannot be read is told and left out.

    Raises NetworkError when no file can be read.
    """
    taken = Taken(latest=(clock + LATEST - EPOCH) // timedelta(microseconds=1))
    engine.function("moment_of", moment, "BIGINT")
    for path in paths:
        try:
            _file(engine, path, chosen=chosen, taken=taken)
        except NetworkError as error:
            if len(paths) == 1:
                raise
            reason = str(error).removeprefix(f"{path}: ")
            taken.bad.append(Bad(file=str(path), reason=reason, rows=0))
    if not taken.files:
        raise NetworkError("none of the files could be read: " + "; ".join(_reasons(taken.bad)))
    taken.posts, taken.repeated = engine.rows(
        "SELECT count(*), count(*) - count(DISTINCT post) FROM posts"
    )[0]
    return taken


def _header(engine: Engine, path: Path) -> Table:
    if engine_files.ending(path) == ".parquet":
        return Table(path=path, columns=engine.parquet(path), delimiter="")
    return engine_files.header(path)


def _reasons(bad: Iterable[Bad]) -> list[str]:
    return [f"{one.file}: {one.reason}" for one in bad][:3]


def _file(engine: Engine, path: Path, *, chosen: Mapping[Field, str], taken: Taken) -> None:
    """Add a file's posts, and what it says, to what was taken."""
    row = 1 + sum(rows for _, _, rows in taken.files)
    table = replace(_header(engine, path), first_line=row)
    columns = recognise(table.columns, chosen=chosen)
    refused = _read(engine, table)
    rows: int = engine.rows("SELECT count(*) FROM raw")[0][0]
    engine.make("told", query("told", **_fields(columns)))
    engine.make("timed", query("timed"))
    engine.make("judged", query("judged", latest=taken.latest))
    engine.add("posts", query("good"), first=not taken.files)
    taken.files.append((str(path), columns.layout, rows))
    taken.bad += [
        Bad(file=str(path), reason=one.reason, place=f"line {one.line}", example=one.text)
        for one in refused
    ]
    for reason, count, line, example in engine.rows(query("bad")):
        place = f"row {line - row + 1}"
        taken.bad.append(
            Bad(file=str(path), reason=reason, rows=count, place=place, example=example or "")
        )


def _read(engine: Engine, table: Table) -> list[Refused]:
    """Read a table; mend it first where its quotes hide rows from the database's reader."""
    try:
        refused = engine.read(table)
    except NetworkError:
        if not table.delimiter:
            raise
    else:
        if all(one.lines == 1 for one in refused):
            return refused
    mended, refused = engine_files.salvaged(table, engine.folder)
    engine.read(mended)
    mended.path.unlink()
    return refused


def _fields(columns: Columns) -> dict[str, str]:
    """Field → what SQL reads it from."""
    return {
        field: f"nullif(trim({named(columns.of[field])}), '')"
        if field in columns.of
        else "CAST(NULL AS VARCHAR)"
        for field in FIELDS
    }

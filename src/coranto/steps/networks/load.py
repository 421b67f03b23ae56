"""Read posts out of files into the engine's table of posts; count what is no post, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from coranto.edges import engine_files
from coranto.edges.engine import Engine, Refused, Table, named, query
from coranto.errors import NetworkError
from coranto.reading.posts import json_exports
from coranto.reading.posts.columns import FIELDS, Columns, Field, recognise
from coranto.reading.posts.times import EPOCH, moment

#: Clocks of phones and servers differ; a post may seem to come from this much later.
LATEST = timedelta(days=1)
#: So many bytes of a file are about a post.
ROW = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """Rows of a file that were skipped for one reason."""

    file: str
    reason: str
    place: str = ""  #: of the first of them, such as "line 12" or "row 3"; "" for all of a file
    rows: int = 1
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much there is to link."""

    rows: int  #: in the table of posts
    posts: int  #: different ids
    accounts: int

    @property
    def repeated(self) -> int:
        """Rows whose post's id was there before."""
        return self.rows - self.posts


@dataclass(slots=True, kw_only=True)
class Taken:
    """What was read: files with their layouts, posts, and what was skipped."""

    latest: int  #: microseconds since 1970; later posts are not believed
    files: list[tuple[str, str, int]] = field(default_factory=list)  #: name, layout, rows
    size: Size = field(default_factory=lambda: Size(rows=0, posts=0, accounts=0))
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
    engine.expect(sum(path.stat().st_size for path in paths if path.is_file()) // ROW)
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
    engine.view("posts", query("good"))
    taken.size = measured(engine)
    return taken


def measured(engine: Engine) -> Size:
    """How much there is in the table `posts`."""
    rows, posts, accounts = engine.rows(query("size"))[0]
    return Size(rows=rows, posts=posts, accounts=accounts)


def _reasons(bad: Iterable[Bad]) -> list[str]:
    return [f"{one.file}: {one.reason}" for one in bad][:3]


def _file(engine: Engine, path: Path, *, chosen: Mapping[Field, str], taken: Taken) -> None:
    """Add a file's posts, and what it says, to what was taken."""
    row = 1 + sum(rows for _, _, rows in taken.files)
    columns, refused = _raw(engine, path, chosen=chosen, row=row)
    rows: int = engine.rows("SELECT count(*) FROM raw")[0][0]
    engine.view("told", query("told", **_fields(columns)))
    engine.view("timed", query("timed"))
    engine.add("sifted", query("sifted", latest=taken.latest), first=not taken.files)
    engine.drop("raw")
    taken.files.append((str(path), columns.layout, rows))
    taken.bad += [
        Bad(
            file=str(path),
            reason=one.reason,
            place=f"line {one.line}",
            rows=one.lines,
            example=one.text,
        )
        for one in refused
    ]
    for reason, count, line, example in engine.rows(query("bad", row=row)):
        place = f"row {line - row + 1}"
        taken.bad.append(
            Bad(file=str(path), reason=reason, rows=count, place=place, example=example or "")
        )


def _raw(
    engine: Engine, path: Path, *, chosen: Mapping[Field, str], row: int
) -> tuple[Columns, list[Refused]]:
    """Make the table `raw` of a file's rows; where its fields stand, and what are no rows."""
    ending = engine_files.ending(path)
    if ending == ".parquet":
        table = Table(path=path, columns=engine.parquet(path), delimiter="", first_line=row)
        return recognise(table.columns, chosen=chosen), engine.read(table)
    notes = engine_files.Notes()
    if ending == ".car":
        values = engine_files.repository(path, notes)
        return _objects(engine, values, notes, chosen=chosen, row=row)
    if ending not in {".csv", ".tsv"} and engine_files.is_json(path):
        values = engine_files.decoded(path, notes)
        return _objects(engine, values, notes, chosen=chosen, row=row)
    table = replace(engine_files.header(path), first_line=row)
    columns = recognise(table.columns, chosen=chosen)
    return columns, _read(engine, table)


def _objects(
    engine: Engine,
    values: Iterator[tuple[int, Any]],
    notes: engine_files.Notes,
    *,
    chosen: Mapping[Field, str],
    row: int,
) -> tuple[Columns, list[Refused]]:
    """Make the table `raw` of a file's decoded values, each with its line."""
    layouts: dict[str, None] = {}

    def rows() -> Iterator[list[str]]:
        for line, value in values:
            for found in json_exports.posts(value, chosen=chosen):
                if found is None:
                    notes.add(line, "no post of a known kind", "")
                else:
                    layouts[found[0]] = None
                    yield json_exports.row(found[1])

    table = engine_files.rewritten(FIELDS, rows(), engine.folder)
    engine.read(replace(table, first_line=row))
    table.path.unlink()
    of = MappingProxyType({field: field for field in FIELDS})
    return Columns(layout=", ".join(layouts) or "no posts", of=of), notes.all()


def _read(engine: Engine, table: Table) -> list[Refused]:
    """Read a table of text; mend it first where its quotes hide rows from the database's reader."""
    try:
        refused = engine.read(table)
        if not any(one.hides for one in refused):
            return refused
    except NetworkError:
        pass  # what it stumbled over is found line by line
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

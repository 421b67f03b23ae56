"""Files of posts on disk: which there are, and what their first line says."""

import codecs
import csv
import glob
import gzip
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, cast

import msgspec

from coranto.edges.engine import LONGEST_LINE, Refused, Table
from coranto.errors import NetworkError
from coranto.reading.posts import bluesky_car, csv_repair

#: Endings of files that may hold posts, before those of compression.
ENDINGS = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson", ".json", ".car")
PACKED = (".gz", ".zst")
HEAD = 1_000_000  #: bytes that a header may be long
#: Bytes of a file that is read as a whole: one JSON value, or a repository's blocks and paths.
WHOLE = 1_000_000_000
DELIMITERS = ",\t;|"


def found(names: Iterable[str]) -> list[Path]:
    """The files that names, patterns and folders stand for, in the order of their names.

    Raises NetworkError when a name stands for none.
    """
    return [path for name in names for path in _files(name)]


def _files(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and ending(file))
        if not files:
            raise NetworkError(f"{name}: no file in this folder ends in {', '.join(ENDINGS)}")
        return files
    if path.exists():
        return [path]
    files = sorted(Path(match) for match in glob.glob(name, recursive=True))  # noqa: PTH207 - absolute patterns too
    if not files:
        raise NetworkError(f"{name}: no such file")
    return [file for file in files if file.is_file()]


def ending(path: Path) -> str:
    """The ending that tells what a file holds, below any compression; "" when unknown."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in ENDINGS else ""


def unpacked(path: Path) -> BinaryIO:
    """A file open for reading, decompressed."""
    packing = path.suffix.lower()
    if packing == ".gz":
        return cast("BinaryIO", gzip.open(path))
    if packing == ".zst":
        import zstandard

        return io.BufferedReader(cast("io.RawIOBase", zstandard.open(path, "rb")))
    return path.open("rb")


def header(path: Path) -> Table:
    """The columns of a file of text. Raises NetworkError when there are none."""
    with broken(path), unpacked(path) as stream:
        start = stream.read(HEAD)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NetworkError(f"{path}: UTF-16, as some spreadsheets write text; save it as UTF-8")
    line = start.decode("utf-8-sig", errors="replace")
    first = line.split("\n", 1)[0]
    if not first.strip():
        raise NetworkError(f"{path}: the file is empty")
    delimiter = max(DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))
    try:
        names = next(csv.reader(io.StringIO(line), delimiter=delimiter))
    except csv.Error as error:
        raise NetworkError(f"{path}: no table of text: its first line is no header") from error
    return Table(path=path, columns=tuple(_unlike(names)), delimiter=delimiter)


class Notes:
    """Lines that were refused: for each reason their number and the first of them."""

    def __init__(self) -> None:
        self._of: dict[str, Refused] = {}

    def add(self, line: int, reason: str, text: str) -> None:
        """Note a line."""
        known = self._of.get(reason)
        self._of[reason] = (
            replace(known, lines=known.lines + 1)
            if known
            else Refused(line=line, reason=reason, text=text)
        )

    def all(self) -> list[Refused]:
        """What was noted, in the order of the lines."""
        return sorted(self._of.values(), key=lambda one: one.line)


def is_json(path: Path) -> bool:
    """Whether a file of text holds JSON, by its first character."""
    with broken(path), unpacked(path) as stream:
        start = stream.read(HEAD).removeprefix(codecs.BOM_UTF8).lstrip()
    return start.startswith((b"{", b"["))


def decoded(path: Path, notes: Notes) -> Iterator[tuple[int, Any]]:
    """Line number and value of each line of JSON, or the one value of the file at line 1.

    Lines that are no JSON are noted. Raises NetworkError for a file that is neither.
    """
    with broken(path), unpacked(path) as stream:
        first = stream.readline(LONGEST_LINE).removeprefix(codecs.BOM_UTF8)
        try:
            value = msgspec.json.decode(first)
        except (msgspec.DecodeError, RecursionError):
            yield 1, _whole(path, first + stream.read(WHOLE))
            return
        yield 1, value
        for number, line in enumerate(iter(partial(stream.readline, LONGEST_LINE), b""), 2):
            try:
                if line.strip():
                    yield number, msgspec.json.decode(line)
            except (msgspec.DecodeError, RecursionError):
                notes.add(number, "no JSON", line.decode(errors="replace").rstrip("\r\n"))


def repository(path: Path, notes: Notes) -> Iterator[tuple[int, Any]]:
    """Block number and record of each post of a Bluesky repository.

    Blocks that are broken are noted. Raises NetworkError for what is no repository.
    """
    with broken(path), unpacked(path) as stream:
        try:
            yield from bluesky_car.posts(
                stream, lambda number, what: notes.add(number, what, ""), most=WHOLE
            )
        except NetworkError as error:
            raise NetworkError(f"{path}: {error}") from error


def _whole(path: Path, content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        if len(content) >= WHOLE:
            raise NetworkError(
                f"{path}: one JSON value of more than {WHOLE:,} bytes; write one object a line"
            ) from error
        raise NetworkError(f"{path}: no JSON, nor one object a line ({error})") from error


def _unlike(names: Iterable[str]) -> Iterator[str]:
    """Names of columns, each once: tables of SQL do not tell letters' cases apart."""
    seen: set[str] = {"line"}
    for place, name in enumerate(names, 1):
        given = name.strip() or f"column {place}"
        while given.lower() in seen:
            given += "_"
        seen.add(given.lower())
        yield given


def salvaged(table: Table, folder: Path) -> tuple[Table, list[Refused]]:
    """A copy of a table in which every row is one, and the lines that are none.

    Slower than the database's own reader; for files that this reader gives up on.
    """
    notes = Notes()
    with broken(table.path), unpacked(table.path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        text.readline()
        read = csv_repair.rows(text, width=len(table.columns), delimiter=table.delimiter)
        mended = rewritten(table.columns, _sifted(read, notes), folder)
    return replace(mended, first_line=table.first_line), notes.all()


def _sifted(rows: Iterable[list[str] | csv_repair.BadRow], notes: Notes) -> Iterator[list[str]]:
    """The rows; the others are noted."""
    for number, row in enumerate(rows, 2):
        if isinstance(row, csv_repair.BadRow):
            notes.add(row.line, row.reason, row.text)
        elif any("\udc80" <= char <= "\udcff" for value in row for char in value):
            text = ",".join(row).encode(errors="surrogateescape").decode(errors="replace")
            notes.add(number, "not UTF-8", text)
        else:
            yield row


def rewritten(columns: tuple[str, ...], rows: Iterable[list[str]], folder: Path) -> Table:
    """Rows as a CSV file that any reader reads."""
    with NamedTemporaryFile(
        "w",
        dir=folder,
        suffix=".csv",
        encoding="utf-8",
        errors="replace",
        newline="",
        delete=False,
    ) as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    return Table(path=Path(stream.name), columns=columns)


class broken:  # noqa: N801 - reads as a sentence: with broken(path)
    """Turns what damaged files raise into NetworkError with the file's name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise NetworkError in place of what tells of a damaged file."""
        if isinstance(error, EOFError):
            raise NetworkError(f"{self._path}: the file was cut off before its end") from error
        if error is not None and _damaged(error):
            raise NetworkError(f"{self._path}: cannot be unpacked ({error})") from error


def _damaged(error: BaseException) -> bool:
    import zlib

    return isinstance(error, gzip.BadGzipFile | zlib.error) or type(error).__name__ == "ZstdError"

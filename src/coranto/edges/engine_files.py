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

from coranto.edges.engine import MAX_LINE_BYTES, RefusedLines, TableFile
from coranto.errors import NetworkError
from coranto.reading.posts import bluesky_car, csv_repair

#: Endings of files that may hold posts, before those of compression.
POST_FILE_SUFFIXES = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson", ".json", ".car")
COMPRESSION_SUFFIXES = (".gz", ".zst")
MAX_HEADER_BYTES = 1_000_000  #: bytes that a header may be long
#: Bytes of a file that is read as a whole: one JSON value, or a repository's blocks and paths.
MAX_WHOLE_FILE_BYTES = 1_000_000_000
CSV_DELIMITERS = ",\t;|"


def find_files(names: Iterable[str]) -> list[Path]:
    """The files that names, patterns and folders stand for, in the order of their names.

    Raises NetworkError when a name stands for none.
    """
    return [path for name in names for path in _expand_name(name)]


def _expand_name(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and content_suffix(file))
        if not files:
            raise NetworkError(
                f"{name}: no file in this folder ends in {', '.join(POST_FILE_SUFFIXES)}"
            )
        return files
    if path.exists():
        return [path]
    files = sorted(Path(match) for match in glob.glob(name, recursive=True))  # noqa: PTH207 - absolute patterns too
    if not files:
        raise NetworkError(f"{name}: no such file")
    return [file for file in files if file.is_file()]


def content_suffix(path: Path) -> str:
    """The ending that tells what a file holds, below any compression; "" when unknown."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in COMPRESSION_SUFFIXES:
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in POST_FILE_SUFFIXES else ""


def open_decompressed(path: Path) -> BinaryIO:
    """A file open for reading, decompressed."""
    packing = path.suffix.lower()
    if packing == ".gz":
        return cast("BinaryIO", gzip.open(path))
    if packing == ".zst":
        import zstandard

        return io.BufferedReader(cast("io.RawIOBase", zstandard.open(path, "rb")))
    return path.open("rb")


def read_header(path: Path) -> TableFile:
    """The columns of a file of text. Raises NetworkError when there are none."""
    with DamagedFileGuard(path), open_decompressed(path) as stream:
        start = stream.read(MAX_HEADER_BYTES)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NetworkError(f"{path}: UTF-16, as some spreadsheets write text; save it as UTF-8")
    line = start.decode("utf-8-sig", errors="replace")
    first = line.split("\n", 1)[0]
    if not first.strip():
        raise NetworkError(f"{path}: the file is empty")
    delimiter = max(CSV_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))
    try:
        names = next(csv.reader(io.StringIO(line), delimiter=delimiter))
    except csv.Error as error:
        raise NetworkError(f"{path}: no table of text: its first line is no header") from error
    return TableFile(path=path, columns=tuple(_unique_column_names(names)), delimiter=delimiter)


class RefusalLog:
    """Lines that were refused: for each reason their number and the first of them."""

    def __init__(self) -> None:
        self._of: dict[str, RefusedLines] = {}

    def add(self, line: int, reason: str, text: str) -> None:
        """Note a line."""
        known = self._of.get(reason)
        self._of[reason] = (
            replace(known, lines=known.lines + 1)
            if known
            else RefusedLines(line=line, reason=reason, text=text)
        )

    def all(self) -> list[RefusedLines]:
        """What was noted, in the order of the lines."""
        return sorted(self._of.values(), key=lambda one: one.line)


def is_json(path: Path) -> bool:
    """Whether a file of text holds JSON, by its first character."""
    with DamagedFileGuard(path), open_decompressed(path) as stream:
        start = stream.read(MAX_HEADER_BYTES).removeprefix(codecs.BOM_UTF8).lstrip()
    return start.startswith((b"{", b"["))


def read_json_values(path: Path, notes: RefusalLog) -> Iterator[tuple[int, Any]]:
    """Line number and value of each line of JSON, or the one value of the file at line 1.

    Lines that are no JSON are noted. Raises NetworkError for a file that is neither.
    """
    with DamagedFileGuard(path), open_decompressed(path) as stream:
        first = stream.readline(MAX_LINE_BYTES).removeprefix(codecs.BOM_UTF8)
        try:
            value = msgspec.json.decode(first)
        except (msgspec.DecodeError, RecursionError):
            yield 1, _decode_whole_json(path, first + stream.read(MAX_WHOLE_FILE_BYTES))
            return
        yield 1, value
        for number, line in enumerate(iter(partial(stream.readline, MAX_LINE_BYTES), b""), 2):
            try:
                if line.strip():
                    yield number, msgspec.json.decode(line)
            except (msgspec.DecodeError, RecursionError):
                notes.add(number, "no JSON", line.decode(errors="replace").rstrip("\r\n"))


def read_car_posts(path: Path, notes: RefusalLog) -> Iterator[tuple[int, Any]]:
    """Block number and record of each post of a Bluesky repository.

    Blocks that are broken are noted. Raises NetworkError for what is no repository.
    """
    with DamagedFileGuard(path), open_decompressed(path) as stream:
        try:
            yield from bluesky_car.read_car_posts(
                stream, lambda number, what: notes.add(number, what, ""), most=MAX_WHOLE_FILE_BYTES
            )
        except NetworkError as error:
            raise NetworkError(f"{path}: {error}") from error


def _decode_whole_json(path: Path, content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        if len(content) >= MAX_WHOLE_FILE_BYTES:
            raise NetworkError(
                f"{path}: one JSON value of more than {MAX_WHOLE_FILE_BYTES:,} bytes; "
                "write one object a line"
            ) from error
        raise NetworkError(f"{path}: no JSON, nor one object a line ({error})") from error


def _unique_column_names(names: Iterable[str]) -> Iterator[str]:
    """Names of columns, each once: tables of SQL do not tell letters' cases apart."""
    seen: set[str] = {"line"}
    for place, name in enumerate(names, 1):
        given = name.strip() or f"column {place}"
        while given.lower() in seen:
            given += "_"
        seen.add(given.lower())
        yield given


def repair_table(table: TableFile, folder: Path) -> tuple[TableFile, list[RefusedLines]]:
    """A copy of a table in which every row is one, and the lines that are none.

    Slower than the database's own reader; for files that this reader gives up on.
    """
    notes = RefusalLog()
    with DamagedFileGuard(table.path), open_decompressed(table.path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        text.readline()
        read = csv_repair.read_csv_rows(text, width=len(table.columns), delimiter=table.delimiter)
        mended = write_csv(table.columns, _keep_good_rows(read, notes), folder)
    return replace(mended, first_line=table.first_line), notes.all()


def _keep_good_rows(
    rows: Iterable[list[str] | csv_repair.BadRow], notes: RefusalLog
) -> Iterator[list[str]]:
    """The rows; the others are noted."""
    for number, row in enumerate(rows, 2):
        if isinstance(row, csv_repair.BadRow):
            notes.add(row.line, row.reason, row.text)
        elif any("\udc80" <= char <= "\udcff" for value in row for char in value):
            text = ",".join(row).encode(errors="surrogateescape").decode(errors="replace")
            notes.add(number, "not UTF-8", text)
        else:
            yield row


def write_csv(columns: tuple[str, ...], rows: Iterable[list[str]], folder: Path) -> TableFile:
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
    return TableFile(path=Path(stream.name), columns=columns)


class DamagedFileGuard:
    """Turns what damaged files raise into NetworkError with the file's name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise NetworkError in place of what tells of a damaged file."""
        if isinstance(error, EOFError):
            raise NetworkError(f"{self._path}: the file was cut off before its end") from error
        if error is not None and _is_damage_error(error):
            raise NetworkError(f"{self._path}: cannot be unpacked ({error})") from error


def _is_damage_error(error: BaseException) -> bool:
    import zlib

    return isinstance(error, gzip.BadGzipFile | zlib.error) or type(error).__name__ == "ZstdError"

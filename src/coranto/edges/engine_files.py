"""Files of posts on disk: find them, read headers and JSON, repair damaged CSV.

This module does not interpret posts; `reading/posts/` does.
"""

import codecs
import csv
import glob
import gzip
import io
import re
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

#: Suffixes of files that may hold posts, without the suffix of a compression.
POST_FILE_SUFFIXES = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson", ".json", ".car")
COMPRESSION_SUFFIXES = (".gz", ".zst")
MAX_HEADER_BYTES = 1_000_000  #: bytes of a header line
#: Bytes of a file that is read into memory: one JSON value, or a repository's blocks and paths.
MAX_WHOLE_FILE_BYTES = 1_000_000_000
CSV_DELIMITERS = ",\t;|"
_DELIMITER_LINE_PATTERN = re.compile(r'"?sep=(.)"?', re.IGNORECASE)


def find_files(names: Iterable[str]) -> list[Path]:
    """The files that file names, glob patterns and folders stand for, sorted within each.

    Raises NetworkError when a name matches no file.
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
    # Before the pattern: a file's own name may contain "[" or "*".
    if path.exists():
        return [path]
    files = sorted(Path(match) for match in glob.glob(name, recursive=True))  # noqa: PTH207 - absolute patterns too
    if not files:
        raise NetworkError(f"{name}: no such file")
    return [file for file in files if file.is_file()]


def content_suffix(path: Path) -> str:
    """The suffix of a file's content, without that of a compression; "" when unknown."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in COMPRESSION_SUFFIXES:
        suffixes.pop()
    return suffixes[-1] if suffixes and suffixes[-1] in POST_FILE_SUFFIXES else ""


def open_decompressed(path: Path) -> BinaryIO:
    """Open a file for reading and decompress it if its suffix is .gz or .zst."""
    packing = path.suffix.lower()
    if packing == ".gz":
        return cast("BinaryIO", gzip.open(path))
    if packing == ".zst":
        import zstandard

        return io.BufferedReader(cast("io.RawIOBase", zstandard.open(path, "rb")))
    return path.open("rb")


def read_header(path: Path) -> TableFile:
    """Read the column names of a CSV file. Raises NetworkError when there are none."""
    with DamagedFileGuard(path), open_decompressed(path) as stream:
        start = stream.read(MAX_HEADER_BYTES)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NetworkError(f"{path}: UTF-16, as some spreadsheets write text; save it as UTF-8")
    text = start.decode("utf-8-sig", errors="replace")
    header_line = text.split("\n", 1)[0]
    # Excel writes the delimiter into a line of its own: "sep=;".
    delimiter_line = _DELIMITER_LINE_PATTERN.fullmatch(header_line.rstrip("\r"))
    if delimiter_line:
        text = text.split("\n", 1)[-1]
        header_line = text.split("\n", 1)[0]
    if not header_line.strip():
        raise NetworkError(f"{path}: the file is empty")
    # The most frequent delimiter of the header wins, and a comma if there is none.
    delimiter = max(CSV_DELIMITERS, key=lambda mark: (header_line.count(mark), mark == ","))
    if delimiter_line and delimiter_line[1] in CSV_DELIMITERS:
        delimiter = delimiter_line[1]
    try:
        column_names = next(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise NetworkError(f"{path}: no table of text: its first line is no header") from error
    return TableFile(
        path=path,
        columns=tuple(_unique_column_names(column_names)),
        delimiter=delimiter,
        lines_before_header=1 if delimiter_line else 0,
    )


class RefusalLog:
    """Refused lines: for each reason their number and the first of them."""

    def __init__(self) -> None:
        self._by_reason: dict[str, RefusedLines] = {}

    def add(self, line: int, reason: str, text: str) -> None:
        """Record a refused line, its number in the file, the reason and its text."""
        earlier_lines = self._by_reason.get(reason)
        self._by_reason[reason] = (
            replace(earlier_lines, lines=earlier_lines.lines + 1)
            if earlier_lines
            else RefusedLines(line=line, reason=reason, text=text)
        )

    def all(self) -> list[RefusedLines]:
        """The refused lines of each reason, in the order of their first lines."""
        return sorted(self._by_reason.values(), key=lambda refused_lines: refused_lines.line)


def is_json(path: Path) -> bool:
    """Whether a text file holds JSON, judged by its first character."""
    with DamagedFileGuard(path), open_decompressed(path) as stream:
        start = stream.read(MAX_HEADER_BYTES).removeprefix(codecs.BOM_UTF8).lstrip()
    return start.startswith((b"{", b"["))


def read_json_values(path: Path, notes: RefusalLog) -> Iterator[tuple[int, Any]]:
    """Yield line number and value of each line of JSON, or the file's one value at line 1.

    Lines that are not JSON go to `notes`. Raises NetworkError if the file is neither.
    """
    with DamagedFileGuard(path), open_decompressed(path) as stream:
        first_line = stream.readline(MAX_LINE_BYTES).removeprefix(codecs.BOM_UTF8)
        # An export is either one value over many lines or one value a line; suffixes do not
        # tell. In the first case the first line alone is not valid JSON.
        try:
            value = msgspec.json.decode(first_line)
        except (msgspec.DecodeError, RecursionError):
            yield 1, _decode_whole_json(path, first_line + stream.read(MAX_WHOLE_FILE_BYTES))
            return
        yield 1, value
        for number, line in enumerate(iter(partial(stream.readline, MAX_LINE_BYTES), b""), 2):
            try:
                if line.strip():
                    yield number, msgspec.json.decode(line)
            except (msgspec.DecodeError, RecursionError):
                notes.add(number, "no JSON", line.decode(errors="replace").rstrip("\r\n"))


def read_car_posts(path: Path, notes: RefusalLog) -> Iterator[tuple[int, Any]]:
    """Yield block number and record of each post of a Bluesky repository.

    Broken blocks go to `notes`. Raises NetworkError if the file is not a repository.
    """
    with DamagedFileGuard(path), open_decompressed(path) as stream:
        try:
            yield from bluesky_car.read_car_posts(
                stream,
                lambda number, reason: notes.add(number, reason, ""),
                most=MAX_WHOLE_FILE_BYTES,
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
    """Yield column names, made unique: SQL ignores the case of column names."""
    # A header may repeat a name. "line" is the column that the engine adds itself.
    names_taken: set[str] = {"line"}
    for place, name in enumerate(names, 1):
        column_name = name.strip() or f"column {place}"
        while column_name.lower() in names_taken:
            column_name += "_"
        names_taken.add(column_name.lower())
        yield column_name


def repair_table(table: TableFile, folder: Path) -> tuple[TableFile, list[RefusedLines]]:
    """Copy a CSV table without its broken lines; returns the copy and the broken lines.

    Slower than the database's own reader: only for files that it cannot read.
    """
    notes = RefusalLog()
    with DamagedFileGuard(table.path), open_decompressed(table.path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
        for _ in range(table.lines_before_header + 1):
            text.readline()
        rows = csv_repair.read_csv_rows(
            text,
            width=len(table.columns),
            delimiter=table.delimiter,
            first_line=table.lines_before_header + 2,
        )
        repaired_table = write_csv(table.columns, _keep_good_rows(rows, notes), folder)
    return replace(repaired_table, first_line=table.first_line), notes.all()


def _keep_good_rows(
    rows: Iterable[list[str] | csv_repair.BadRow], notes: RefusalLog
) -> Iterator[list[str]]:
    """Yield the sound rows; the others go to `notes`."""
    for number, row in enumerate(rows, 2):
        if isinstance(row, csv_repair.BadRow):
            notes.add(row.line, row.reason, row.text)
        # "surrogateescape" turned each byte that is not UTF-8 into one of these characters.
        elif any("\udc80" <= char <= "\udcff" for value in row for char in value):
            text = ",".join(row).encode(errors="surrogateescape").decode(errors="replace")
            notes.add(number, "not UTF-8", text)
        else:
            yield row


def write_csv(columns: tuple[str, ...], rows: Iterable[list[str]], folder: Path) -> TableFile:
    """Write rows as a fully quoted CSV file in UTF-8, which any reader can read."""
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
    """A context that turns the errors of damaged files into NetworkError with the file name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise NetworkError in place of an error that means a damaged file."""
        if isinstance(error, EOFError):
            raise NetworkError(f"{self._path}: the file was cut off before its end") from error
        if error is not None and _is_damage_error(error):
            raise NetworkError(f"{self._path}: cannot be unpacked ({error})") from error


def _is_damage_error(error: BaseException) -> bool:
    import zlib

    # By name: zstandard is imported only by those who open a .zst file.
    return isinstance(error, gzip.BadGzipFile | zlib.error) or type(error).__name__ == "ZstdError"

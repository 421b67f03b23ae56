"""Read rows from malformed CSV: a bad row is lost alone, not with the rows after it. Pure."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: The most lines a quoted field may have. A longer one was opened by a stray quotation mark.
MAX_FIELD_LINES = 200
#: The start of the message with which Python's reader reports an unclosed quoted field.
_UNCLOSED_QUOTE_ERROR = "unexpected end of data"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A line that is not a valid row, and why."""

    line: int
    reason: str
    text: str


def read_csv_rows(
    lines: Iterable[str], *, width: int, delimiter: str, first_line: int = 2
) -> Iterator[list[str] | BadRow]:
    """Yield each row of `width` fields, and a BadRow for each line that cannot be one.

    `first_line` is the number of the first of `lines` in its file. A quotation mark that does
    not close within `MAX_FIELD_LINES` lines makes a bad row of its own line only.
    """
    source = iter(lines)
    # Lines read ahead in search of a closing quotation mark. The first starts the next row; the
    # others are parsed again when the search fails.
    pending: deque[str] = deque()
    line_number = first_line
    while pending or _fill_pending_lines(pending, source, 1):
        row, line_count = _next_row(pending, source, delimiter)
        if row is not None and len(row) == width:
            yield row
        elif row != []:  # a blank line is neither a row nor a fault
            yield _bad_row(line_number, pending[0], row=row, width=width)
            line_count = 1
        line_number += line_count
        for _ in range(line_count):
            pending.popleft()


def _fill_pending_lines(pending: deque[str], source: Iterator[str], count: int) -> bool:
    """Read until `count` lines are pending; whether there are so many."""
    while len(pending) < count and (line := next(source, None)) is not None:
        pending.append(line)
    return len(pending) >= count


def _next_row(
    pending: deque[str], source: Iterator[str], delimiter: str
) -> tuple[list[str] | None, int]:
    """The next row and its number of lines; (None, 1) when its quotation marks are invalid."""
    text = pending[0]
    line_count = 1
    while True:
        # Only the strict reader reports an unclosed field and text behind a closing quotation
        # mark; the lenient one returns a row for either.
        try:
            return next(csv.reader([text], delimiter=delimiter, strict=True), []), line_count
        except csv.Error as error:
            if not str(error).startswith(_UNCLOSED_QUOTE_ERROR):
                return None, 1
        # Only a line with a quotation mark can close the field; parsing again after every line
        # would take quadratic time.
        line = ""
        while '"' not in line:
            line_count += 1
            if line_count > MAX_FIELD_LINES or not _fill_pending_lines(pending, source, line_count):
                return None, 1
            line = pending[line_count - 1]
            text += line


def _bad_row(line: int, text: str, *, row: list[str] | None, width: int) -> BadRow:
    if row is None:
        reason = "a quotation mark in the wrong place"
    else:
        reason = "too few columns" if len(row) < width else "too many columns"
    return BadRow(line=line, reason=reason, text=text.rstrip("\r\n"))

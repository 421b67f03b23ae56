"""Rows out of CSV that breaks its own rules: a bad row costs itself, not those after it. Pure."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: A quoted field may go on for so many lines; beyond, its quote was never meant to open one.
MAX_FIELD_LINES = 200
#: How Python's reader says that a quoted field has not ended.
_UNCLOSED_QUOTE_ERROR = "unexpected end of data"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A line that is no row, and why."""

    line: int
    reason: str
    text: str


def read_csv_rows(
    lines: Iterable[str], *, width: int, delimiter: str, first_line: int = 2
) -> Iterator[list[str] | BadRow]:
    """Rows of `width` fields. Lines that cannot be one are given with their reason.

    A quote that does not close within `MAX_FIELD_LINES` lines spoils its own line only.
    """
    source = iter(lines)
    waiting: deque[str] = deque()  #: the first is the next row's; others were looked at in vain
    number = first_line
    while waiting or _fill_waiting_lines(waiting, source, 1):
        row, taken = _next_row(waiting, source, delimiter)
        if row is not None and len(row) == width:
            yield row
        elif row != []:  # a blank line is nothing
            yield _bad_row(number, waiting[0], row=row, width=width)
            taken = 1
        number += taken
        for _ in range(taken):
            waiting.popleft()


def _fill_waiting_lines(waiting: deque[str], source: Iterator[str], count: int) -> bool:
    """Whether so many lines wait, after reading on."""
    while len(waiting) < count and (line := next(source, None)) is not None:
        waiting.append(line)
    return len(waiting) >= count


def _next_row(
    waiting: deque[str], source: Iterator[str], delimiter: str
) -> tuple[list[str] | None, int]:
    """The next row and of how many lines it is; None when its quotes make no sense."""
    text = waiting[0]
    taken = 1
    while True:
        try:
            return next(csv.reader([text], delimiter=delimiter, strict=True), []), taken
        except csv.Error as error:
            if not str(error).startswith(_UNCLOSED_QUOTE_ERROR):
                return None, 1
        closing = ""
        while '"' not in closing:
            taken += 1
            if taken > MAX_FIELD_LINES or not _fill_waiting_lines(waiting, source, taken):
                return None, 1
            closing = waiting[taken - 1]
            text += closing


def _bad_row(line: int, text: str, *, row: list[str] | None, width: int) -> BadRow:
    if row is None:
        reason = "a quotation mark in the wrong place"
    else:
        reason = "too few columns" if len(row) < width else "too many columns"
    return BadRow(line=line, reason=reason, text=text.rstrip("\r\n"))

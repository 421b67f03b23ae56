"""Judge the columns of a table of posts by the values in its first rows. Pure.

Names alone mislead: a column `url` may hold the posts' own addresses, `date` only half of a time,
and a spreadsheet may have rounded the ids in any of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from coranto.reading.posts.columns import PostColumns, PostField, holds_own_addresses
from coranto.reading.posts.times import HOUR, PostTime, read_post_time

#: Rows of a file that are looked at.
SAMPLE_ROWS = 2_000
#: Fields that hold ids.
ID_FIELDS: tuple[PostField, ...] = ("account", "post", "object", "repost", "reply")
#: How a spreadsheet shows a number of twelve digits or more: 1.29403E+18. SQL uses it, too.
SCIENTIFIC_ID_PATTERN = r"^[0-9]([.,][0-9]+)?[eE][+][0-9]+$"
#: How it stores one of more than fifteen digits: the others become zeros.
ZERO_TAIL_ID_PATTERN = r"^[0-9]{15}0{2,}$"
_LONG_NUMBER_PATTERN = re.compile(r"[0-9]{17,}")
#: One id in a hundred ends in two zeros by chance; these are one in a million.
MIN_ZERO_TAIL_IDS = 3
MIN_ZERO_TAIL_SHARE = 0.9

Row = Mapping[str, str | None]


def refine_columns(columns: PostColumns, rows: Sequence[Row]) -> tuple[PostColumns, list[str]]:
    """Columns chosen by names, corrected by the first rows; and what was corrected, in words."""
    columns = _join_date_and_time(columns, rows)
    chosen, notes = dict(columns.of), []
    for column in columns.link_candidates:
        own = holds_own_addresses(_addresses(columns, column, rows))
        if not own:
            chosen["links"] = (column,)
            break
        notes.append(
            f'"{column}" holds the posts\' own addresses, not their links; '
            "if another column has the links, name it with --map links=COLUMN"
        )
        chosen.pop("links", None)
        chosen.setdefault("post", (column,))
    return replace(columns, of=MappingProxyType(chosen)), notes


def _addresses(columns: PostColumns, column: str, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The addresses in a column, each with the id of its post or "" for none."""
    post_column = columns.of.get("post", ("",))[0]
    return [(row[column] or "", row.get(post_column) or "") for row in rows if row[column]]


def _join_date_and_time(columns: PostColumns, rows: Sequence[Row]) -> PostColumns:
    """Columns with the time read from two of them, where that tells more than one of them."""
    if not columns.date_and_time:
        return columns
    candidates = dict.fromkeys([columns.of["time"], columns.date_and_time, *(
        (column,) for column in columns.date_and_time
    )])  # fmt: skip
    best = max(candidates, key=lambda names: _exact_times(names, rows))
    return replace(columns, of=MappingProxyType({**columns.of, "time": best}))


def _exact_times(names: tuple[str, ...], rows: Sequence[Row]) -> int:
    """In how many rows these columns, joined, hold a time with minutes."""
    times = (read_post_time(join_cells([row[name] for name in names])) for row in rows)
    return sum(isinstance(time, PostTime) and time.grain < HOUR for time in times)


def join_cells(cells: Sequence[str | None]) -> str:
    """Cells that together are one value, in their order."""
    return " ".join(cell.strip() for cell in cells if cell and cell.strip())


def has_rounded_ids(values: Sequence[str | None]) -> bool:
    """Whether a spreadsheet rounded the ids of a column."""
    ids = {value.strip() for value in values if value}
    if any(re.match(SCIENTIFIC_ID_PATTERN, value) for value in ids):
        return True
    long_ids = [value for value in ids if _LONG_NUMBER_PATTERN.fullmatch(value)]
    rounded = sum(bool(re.match(ZERO_TAIL_ID_PATTERN, value)) for value in long_ids)
    return rounded >= max(MIN_ZERO_TAIL_IDS, MIN_ZERO_TAIL_SHARE * len(long_ids))

"""Find the days that prose names in numbers: 10.11.2026, 11月9日至11日. Pure and linear."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from coranto.reading.dates import ranges, tables
from coranto.reading.dates.prose import DayMention, MonthDay, ScannedProse, make_date

#: Stricter than in a date field: prose has sums, times and results besides.
_NUMERIC_DATE_PATTERN = re.compile(r"(?<![\d.])(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?!\d)")
#: "14.11.", where points part days and months and no decimals.
_SHORT_DATE_PATTERN = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(?!\d)")
_DAY_NUMBER_PATTERN = re.compile(r"\d{1,2}")


def find_numeric_dates(prose: ScannedProse) -> Iterator[DayMention]:
    """2026-11-10, 10.11.2026, 11/10/2026: both ways where it can be read both ways."""
    for match in _NUMERIC_DATE_PATTERN.finditer(prose.plain):
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4:
            year, possible = first, {(second, third)}
        elif len(match[4]) == 4:
            year, possible = third, {(second, first), (first, second)}
        else:
            continue
        days = {day for day in possible if make_date(2024, *day)}
        if days:
            yield replace(prose.mention(*match.span(), days), year=year)
            if len(match[1]) < 3:
                yield from _first_of_range(prose, match.start(), days)
    if not tables.has_point_dates(prose.code):
        return
    for match in _SHORT_DATE_PATTERN.finditer(prose.plain):
        day = int(match[2]), int(match[1])
        if make_date(2024, *day):
            yield prose.mention(*match.span(), [day])
            yield from _first_of_range(prose, match.start(), {day})


def _first_of_range(prose: ScannedProse, start: int, days: set[MonthDay]) -> Iterator[DayMention]:
    """The first day of a range whose last is in numbers: "9.–11.11.2026"."""
    scanned = prose.scanned
    place = bisect_left(prose.starts, start)
    first = next(ranges.days_before(scanned, prose.plain, place, (), prose.code), None)
    if first is None or ranges.read_link(scanned, prose.plain, first, place, prose.code) != "range":
        return
    last, number = int(scanned.words[place]), int(scanned.words[first])
    months = {month for month, day in days if day == last and make_date(2024, month, number)}
    token = scanned.tokens[first]
    if months:
        yield prose.mention(token.start(), token.end(), {(month, number) for month in months})


def find_east_asian_dates(prose: ScannedProse) -> Iterator[DayMention]:
    """11月10日, 11月9日至11日; and 9日至11日 of the month nearest to publication."""
    for match in tables.east_asian_days_pattern().finditer(prose.plain):
        numbers = list(_DAY_NUMBER_PATTERN.finditer(prose.plain, *match.span("days")))
        month = int(match["month"]) if match["month"] else _nearest_month(prose, numbers)
        if month is None:
            continue
        year = _east_asian_year(match["era"], match["year"])
        for at, number in enumerate(numbers):
            day = month, int(number[0])
            if not make_date(2024, *day):
                break
            start = number.start() if at else match.start()
            end = match.end() if at + 1 == len(numbers) else tables.end_of_day_mark(
                prose.plain, number.end()
            )  # fmt: skip
            yield replace(prose.mention(start, end, [day]), year=year)


def _east_asian_year(era: str | None, digits: str | None) -> int | None:
    if era and digits:
        return int(digits) + tables.era_offsets()[era]
    return int(digits) if digits and len(digits) == 4 else None


def _nearest_month(prose: ScannedProse, numbers: list[re.Match[str]]) -> int | None:
    """The month of a range of days that names none; one of days that are counted has none."""
    if prose.published is None or len(numbers) != 2:
        return None
    end = tables.end_of_day_mark(prose.plain, numbers[0].end())
    between = prose.plain[end : numbers[1].start()]
    if end == numbers[0].end() or not tables.east_asian_range_pattern().fullmatch(between):
        return None
    published = prose.published
    months = [(published.year, published.month + shift) for shift in (-1, 0, 1)]
    possible = [
        made
        for year, month in months
        if (made := make_date(year + (month - 1) // 12, (month - 1) % 12 + 1, int(numbers[1][0])))
    ]
    nearest: date | None = min(possible, key=lambda made: abs(made - published), default=None)
    return nearest.month if nearest else None

"""Find the days that prose names: dates, days of the week, "yesterday", and ranges. Pure.

News names days by halves ("on 10 November", "on Tuesday"): what a text was published on
completes them. Linear in the text, which is anyone's.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product

from coranto.reading.dates import ranges, tables
from coranto.reading.dates.named_dates import find_named_dates
from coranto.reading.dates.numeric_dates import find_east_asian_dates, find_numeric_dates
from coranto.reading.dates.prose import DayMention, MonthDay, ScannedProse, make_date, scan_prose
from coranto.reading.dates.weekdays import find_weekdays
from coranto.reading.language import packs, text

#: A range of more days says nothing of a day in it.
MAX_RANGE_DAYS = 62
_WORD_PATTERN = re.compile(r"[^\W\d_](?:[\w\u200c'’]|-(?=\w))*")
#: Its year has every day.
_LEAP_DAY = date(2024, 2, 29)


def find_days(written: str, language: str, published: date | None) -> list[DayMention]:
    """Dates and days of the week that a text names, in order.

    `published` tells the year of dates in calendars that shift against ours.
    """
    prose = scan_prose(written, language, published)
    dates = [
        *find_named_dates(prose),
        *find_numeric_dates(prose),
        *find_east_asian_dates(prose),
    ]
    dates = _join_ranges(prose, sorted(dates, key=lambda day: day.start))
    taken = {at for day in dates for at in range(day.start, day.end)}
    weekdays = [day for day in find_weekdays(written, prose.code) if day.start not in taken]
    return sorted([*dates, *weekdays], key=lambda day: day.start)


def find_possible_days(
    written: str, language: str, published: date | None
) -> tuple[frozenset[MonthDay], frozenset[int]]:
    """Days of the year and of the week that a text may speak of, "yesterday" included."""
    known = find_days(written, language, published)
    dates = {month_day for day in known for month_day in day.days | day.through}
    week = {day.weekday for day in known if day.weekday is not None}
    if published is not None:
        relative = tables.date_words(packs.primary_subtag(language)).relative
        words = {text.normalise(token[0]) for token in _WORD_PATTERN.finditer(written)}
        moments = [published + timedelta(days=relative[word]) for word in words & relative.keys()]
        moments += [published + timedelta(days=shift) for shift in range(-6, 7)
                    if (published.weekday() + shift) % 7 in week]  # fmt: skip
        dates |= {(moment.month, moment.day) for moment in moments}
        week |= {moment.weekday() for moment in moments}
        years = (published.year, published.year - 1, published.year + 1)
        week |= {at.weekday() for day in dates if (at := _nearest_date(day, years, published))}
    return frozenset(dates), frozenset(week)


def _nearest_date(day: MonthDay, years: Iterable[int], to: date) -> date | None:
    possible = [made for year in years if (made := make_date(year, *day))]
    return min(possible, key=lambda made: abs(made - to), default=None)


# --- ranges -------------------------------------------------------------------


def _join_ranges(prose: ScannedProse, dates: list[DayMention]) -> list[DayMention]:
    """The dates in order, with the days between two that name a range."""
    joined = dates[:1]
    for first, second in pairwise(dates):
        through = _days_between(prose, first, second) if _is_range(prose, first, second) else ()
        joined.append(replace(second, through=frozenset(through)))
    return joined


def _is_range(prose: ScannedProse, first: DayMention, second: DayMention) -> bool:
    if not 0 < second.start - first.end <= ranges.MAX_LINK_CHARACTERS:
        return False
    gap = prose.plain[first.end : second.start]
    if tables.east_asian_range_pattern().fullmatch(gap):
        return True
    last = bisect_left(prose.starts, first.end) - 1
    following = bisect_left(prose.starts, second.start)
    match ranges.read_link(prose.scanned, prose.plain, last, following, prose.code):
        case "range":
            return True
        case "joined":
            start = bisect_left(prose.starts, first.start)
            end = bisect_left(prose.starts, second.end) - 1
            return ranges.has_between(prose.scanned, start, end, prose.code)
    # "9. novembrist 11. novembrini": the endings of the months say from and to.
    return gap.isspace() and bool(tables.date_words(prose.code).month_endings)


def _days_between(prose: ScannedProse, first: DayMention, second: DayMention) -> Iterator[MonthDay]:
    """The days behind the first date and before the second, in all ways both can be read."""
    year = first.year or second.year or (prose.published or _LEAP_DAY).year
    for month_day, last_month_day in product(first.days, second.days):
        start, end = make_date(year, *month_day), make_date(second.year or year, *last_month_day)
        if start and end and end < start and first.year is None and second.year:
            start = make_date(year - 1, *month_day)
        elif start and end and end < start and second.year is None:
            end = make_date(year + 1, *last_month_day)
        if start and end and 0 < (end - start).days <= MAX_RANGE_DAYS:
            for shift in range(1, (end - start).days):
                between = start + timedelta(days=shift)
                yield between.month, between.day

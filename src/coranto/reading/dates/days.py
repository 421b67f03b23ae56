"""The day a normalised text names: in numbers or in words, in four calendars. Pure.

For `dates.py`, which hands over what `text.normalise` made of a date, without its time.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from coranto.reading.dates import calendars
from coranto.reading.language import packs, text

Calendar = Literal["gregorian", "jalali", "hijri", "buddhist"]

HIJRI_NOTE = "tabular Hijri calendar: may be a day off"
#: English is written both ways; in these regions' English the day comes first.
_DAY_FIRST_REGIONS = frozenset("GB IE AU NZ IN ZA NG KE GH PK BD LK SG MT HK ZW TT JM".split())
_MONTH_FIRST_REGIONS = frozenset({"US", "PH"})
#: Languages that write the year first: day/month/year tells nothing of the order.
_UNKNOWN_ORDER_LANGUAGES = frozenset({"und", "zh", "ja", "ko"})


# In the spelling of `text.normalise`. They only word a note.
_RELATIVE_TIME_PATTERN = re.compile(
    r"\b(?:ago|yesterday|today|hours?|minutes?|mins?|days?|weeks?|vor|gestern|heute|hier|il y a"
    r"|ayer|hoy|hace|ieri|fa|ontem|atras|dun|bugun|once|dje|sot|para|вчера|сегодня|назад"
    r"|دیروز|امروز|پیش|امس|اليوم|الیوم|منذ)\b|昨天|今天|前$|어제|오늘"
)


class ParsedDay(NamedTuple):
    """A day, or a month by its first day."""

    day: date
    is_month: bool = False
    note: str = ""


def gregorian_date(year: int, month: int, day: int) -> date:
    """The date; ValueError in an editor's words when there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"no such day: {year:04}-{month:02}-{day:02}") from None


_CALENDAR_CONVERTERS: dict[str, Callable[[int, int, int], date]] = {
    "gregorian": gregorian_date,
    "jalali": calendars.from_jalali,
    "hijri": calendars.from_hijri,
    "buddhist": calendars.from_buddhist,
}
_CALENDAR_NOTES = {"hijri": HIJRI_NOTE}


def full_year(digits: str) -> int:
    """Two digits are a year from 1970 to 2069, as RFC 5322 readers take them."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def find_day(form: str, *, today: date, language: str) -> ParsedDay:
    """The one day that is named. ValueError says why there is none, or not one."""
    try:
        return _parse_day(form, today, language)
    except ValueError:
        if _RELATIVE_TIME_PATTERN.search(form):
            raise ValueError("a time relative to now, not a date") from None
        raise


def _parse_day(form: str, today: date, language: str) -> ParsedDay:
    day = (
        _parse_east_asian(form, today)
        or _parse_month_in_words(form, language)
        or _parse_numeric(form, today, language)
    )
    if day:
        return day
    if re.fullmatch(r"\D*\d{4}\D*", form):
        raise ValueError("only a year is given")
    raise ValueError("not a date of any calendar known here")


# --- 2026年11月10日 -----------------------------------------------------------

_EAST_ASIAN_PATTERN = re.compile(
    r"(?P<era>令和|民國|民国)?\s?(?P<year>\d{1,4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]"
    r"(?:\s?(?P<day>\d{1,2})\s?[日号號일]?)?"
)
_ERA_YEAR_OFFSETS = {"令和": 2018, "民國": 1911, "民国": 1911}


def _parse_east_asian(form: str, today: date) -> ParsedDay | None:
    match = _EAST_ASIAN_PATTERN.search(form)
    if match is None:
        return None
    year = int(match["year"]) + _ERA_YEAR_OFFSETS.get(match["era"] or "", 0)
    if len(match["year"]) == 2 and not match["era"]:
        year = full_year(match["year"])
    if match["day"] is None:
        return ParsedDay(
            gregorian_date(year, int(match["month"]), 1), is_month=True, note="no day is given"
        )
    return _day_in_likely_calendar(year, int(match["month"]), int(match["day"]), today)


def _day_in_likely_calendar(year: int, month: int, day: int, today: date) -> ParsedDay:
    """The day in the calendar that its year points to: one that lies near today."""
    found: list[ParsedDay] = []
    for calendar in _calendars_of_year(year):
        try:
            found.append(
                ParsedDay(
                    _CALENDAR_CONVERTERS[calendar](year, month, day),
                    note=_CALENDAR_NOTES.get(calendar, ""),
                )
            )
        except ValueError:
            continue
    if not found:
        raise ValueError(f"no such day: {year:04}-{month:02}-{day:02}")
    near = [one for one in found if one.day.year >= 1990 and one.day <= today + timedelta(days=2)]
    return (near or found)[0]


def _calendars_of_year(year: int) -> tuple[Calendar, ...]:
    if 1300 <= year <= 1500:
        return ("jalali", "hijri")
    return ("buddhist",) if 2520 <= year <= 2700 else ("gregorian",)


# --- 10.11.2026 ---------------------------------------------------------------

_NUMERIC_DATE_PATTERN = re.compile(
    r"(?<![\d./-])(?P<first>\d{1,4})(?P<mark>\s?[-./:]\s?)(?P<second>\d{1,2})"
    r"(?P=mark)(?P<third>\d{1,4})(?!\d)"
)
_YEAR_AND_MONTH_PATTERN = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?[-/.]\s?(?P<month>0?[1-9]|1[0-2])\.?"
)


def _parse_numeric(form: str, today: date, language: str) -> ParsedDay | None:
    match = _NUMERIC_DATE_PATTERN.search(form)
    if match is None:
        alone = _YEAR_AND_MONTH_PATTERN.fullmatch(form.strip())
        if alone is None:
            return None
        first = gregorian_date(int(alone["year"]), int(alone["month"]), 1)
        return ParsedDay(first, is_month=True, note="no day is given")
    start, middle, end = match["first"], match["second"], match["third"]
    if len(start) == 4:
        return _day_in_likely_calendar(int(start), int(middle), int(end), today)
    mark = match["mark"].strip()
    if len(end) == 4 or (len(end) == 2 and mark == "."):
        day, month = _split_day_and_month(int(start), int(middle), mark, language)
        return _day_in_likely_calendar(full_year(end), month, day, today)
    return _resolve_two_digit_year((int(start), int(middle), int(end)), today)


def _resolve_two_digit_year(numbers: tuple[int, int, int], today: date) -> ParsedDay:
    """The day of three short numbers, if only one order of them makes one."""
    first, second, third = numbers
    found: set[date] = set()
    for year, month, day in ((third, second, first), (third, first, second), numbers):
        try:
            found.add(date(full_year(f"{year:02}"), month, day))
        except ValueError:
            continue
    found = {day for day in found if day.year >= 1990 and day <= today + timedelta(days=2)}
    if len(found) != 1:
        raise ValueError("the year has two digits: which number it is cannot be told")
    return ParsedDay(found.pop())


def _split_day_and_month(first: int, second: int, mark: str, language: str) -> tuple[int, int]:
    """Day and month of the first two numbers, by dots, size or language."""
    if second > 12 >= first:
        return second, first
    if mark == "." or first > 12 or first == second:
        return first, second
    match _day_month_order(language):
        case "day":
            return first, second
        case "month":
            return second, first
    raise ValueError(f"day or month first? {first}{mark}{second} can be read both ways")


def _day_month_order(language: str) -> Literal["day", "month", "unknown"]:
    code, _, rest = language.partition("-")
    region = rest.rpartition("-")[2]
    if region in _MONTH_FIRST_REGIONS:
        return "month" if code == "en" else "unknown"
    if code == "en":
        return "day" if region in _DAY_FIRST_REGIONS else "unknown"
    return "unknown" if code in _UNKNOWN_ORDER_LANGUAGES else "day"


# --- 10 November 2026 ---------------------------------------------------------

_TOKEN_PATTERN = re.compile(
    r"\d+|(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963\u0970-\u0dff\u0e30-\u0e4e])+"
)
_MAX_MONTH_NAME_WORDS = 3  # in one month's name


class _MonthMention(NamedTuple):
    """A month's name in a text: which tokens it takes, and which month it may be."""

    start: int
    end: int
    meanings: frozenset[tuple[str, int]]


@lru_cache(maxsize=64)
def _month_names(code: str) -> Mapping[str, frozenset[tuple[str, int]]]:
    """Month names of one language, or of all for "": normalised spelling → meanings."""
    names: dict[str, frozenset[tuple[str, int]]] = {}
    for known in [code] if code else packs.available_packs():
        for calendar, months in packs.load_pack(known).months.items():
            for spelling, month in months.items():
                key = " ".join(_TOKEN_PATTERN.findall(text.normalise(spelling)))
                names[key] = names.get(key, frozenset()) | {(calendar, month)}
    return names


def _parse_month_in_words(form: str, language: str) -> ParsedDay | None:
    """The day by its month's name: in the text's language, else English, else any."""
    tokens = _TOKEN_PATTERN.findall(form)
    code = packs.primary_subtag(language)
    tables = (code, "en", "") if code not in {"en", "und"} else ("en", "")
    problem = None
    for table in tables:
        try:
            day = _day_from_tokens(tokens, _month_names(table))
        except ValueError as error:
            problem = error
            continue
        if day:
            return day
    if problem:
        raise problem
    return None


def _day_from_tokens(
    tokens: list[str], names: Mapping[str, frozenset[tuple[str, int]]]
) -> ParsedDay | None:
    months = list(_find_months(tokens, names))
    if not months:
        return None
    readings: dict[str, set[ParsedDay]] = {}
    problems: list[str] = []
    for month in months:
        try:
            calendar, day = _resolve_month(tokens, month, months)
        except ValueError as error:
            problems.append(str(error))
        else:
            readings.setdefault(calendar, set()).add(day)
    # A date is often given in two calendars at once; then the Gregorian one is exact.
    for calendar in ("gregorian", "buddhist", "jalali", "hijri"):
        if len(readings.get(calendar, ())) > 1:
            raise ValueError("several dates are given")
        if calendar in readings:
            return readings[calendar].pop()
    raise ValueError(problems[0])


def _find_months(
    tokens: list[str], names: Mapping[str, frozenset[tuple[str, int]]]
) -> Iterator[_MonthMention]:
    """Month names from left to right, the longest first; doubled names are one."""
    at = 0
    last: _MonthMention | None = None
    while at < len(tokens):
        found = _month_at_token(tokens, at, names)
        if found is None:
            at += 1
            continue
        at = found.end
        if last and last.end == found.start and last.meanings & found.meanings:
            last = _MonthMention(last.start, found.end, last.meanings & found.meanings)
            continue
        if last:
            yield last
        last = found
    if last:
        yield last


def _month_at_token(
    tokens: list[str], at: int, names: Mapping[str, frozenset[tuple[str, int]]]
) -> _MonthMention | None:
    for length in range(_MAX_MONTH_NAME_WORDS, 0, -1):
        meanings = names.get(" ".join(tokens[at : at + length]))
        if meanings:
            return _MonthMention(at, min(at + length, len(tokens)), meanings)
    return None


def _resolve_month(
    tokens: list[str], month: _MonthMention, months: list[_MonthMention]
) -> tuple[str, ParsedDay]:
    """Calendar and day of one month's name and the numbers next to it."""
    taken = {at for one in months for at in range(one.start, one.end)}
    before = _nearby_numbers(tokens, range(month.start - 1, -1, -1), taken)
    after = _nearby_numbers(tokens, range(month.end, len(tokens)), taken)
    day, year = _pick_day_and_year(before, after)
    meanings = {
        (calendar, number)
        for calendar, number in month.meanings
        if _is_year_of_calendar(calendar, year)
    }
    if not meanings:
        raise ValueError(f"the year {year} is not of the month's calendar")
    if len(meanings) > 1:
        raise ValueError("the month's name means different months in different languages")
    calendar, number = meanings.pop()
    if calendar == "gregorian" and year >= 2500:
        calendar = "buddhist"
    found = _CALENDAR_CONVERTERS[calendar](year, number, day or 1)
    if day is None:
        return calendar, ParsedDay(found, is_month=True, note="no day is given")
    return calendar, ParsedDay(found, note=_CALENDAR_NOTES.get(calendar, ""))


def _is_year_of_calendar(calendar: str, year: int) -> bool:
    return (1300 <= year <= 1500) == (calendar in {"jalali", "hijri"})


def _nearby_numbers(tokens: list[str], places: range, taken: set[int]) -> list[str]:
    """Up to two numbers that stand near, with at most one word ("de", "th") before each."""
    found: list[str] = []
    words = 0
    for place in places:
        if place in taken or len(found) == 2:
            break
        if tokens[place].isdecimal():
            found.append(tokens[place])
            words = 0
        else:
            words += 1
            if words > 1:
                break
    return found


def _pick_day_and_year(before: list[str], after: list[str]) -> tuple[int | None, int]:
    """Day and year from the numbers before (nearest first) and after a month's name."""
    year_after = bool(after) and len(after[0]) == 4
    if before and _is_day(before[0]):
        if len(before) > 1 and _is_day(before[1]):
            raise ValueError("several days are given")
        if year_after or (after and len(after[0]) == 2):
            return int(before[0]), full_year(after[0])
        if len(before) > 1 and len(before[1]) == 4:
            return int(before[0]), int(before[1])
        raise ValueError("no year is given")
    if after and _is_day(after[0]):
        if before and len(before[0]) == 4:
            return int(after[0]), int(before[0])
        if len(after) > 1 and len(after[1]) == 4:
            return int(after[0]), int(after[1])
        raise ValueError("no year is given")
    if year_after:
        return None, int(after[0])
    if before and len(before[0]) == 4:
        return None, int(before[0])
    raise ValueError("no year is given")


def _is_day(number: str) -> bool:
    return len(number) <= 2 and 1 <= int(number) <= 31

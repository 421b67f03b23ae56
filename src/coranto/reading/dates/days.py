"""Read the one day of a date: in numbers or in words, in four calendars. Pure.

Is handed what `text.normalise` made of a date, without its time. Days in prose are read in
`mentions.py`, from the same tables and by the same scanner.
"""

import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

from coranto.reading.dates import scanner, tables
from coranto.reading.dates.scanner import NUMERIC_DATE_PATTERN, MonthMention, ScannedText
from coranto.reading.dates.tables import gregorian_date
from coranto.reading.language import packs, phrases

Calendar = Literal["gregorian", "jalali", "hijri", "buddhist"]

HIJRI_NOTE = "tabular Hijri calendar: may be a day off"
#: English is written both ways; in these regions' English the day comes first.
_DAY_FIRST_REGIONS = frozenset("GB IE AU NZ IN ZA NG KE GH PK BD LK SG MT HK ZW TT JM".split())
_MONTH_FIRST_REGIONS = frozenset({"US", "PH"})
#: Languages that write the year first: day/month/year tells nothing of the order.
_UNKNOWN_ORDER_LANGUAGES = frozenset({"und", "zh", "ja", "ko"})


#: In the spelling of `text.normalise`. They only word a note.
_RELATIVE_TIME_PATTERN = re.compile(
    rf"\b{phrases.alternatives('relative_times')}\b"
    rf"|{phrases.alternatives('unspaced_relative_times')}|{phrases.alternatives('relative_ends')}$"
)


class ParsedDay(NamedTuple):
    """A day, or a month by its first day."""

    day: date
    is_month: bool = False
    note: str = ""


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


def _parse_east_asian(form: str, today: date) -> ParsedDay | None:
    match = tables.east_asian_date_pattern().search(form)
    if match is None:
        return None
    year = int(match["year"]) + tables.era_offsets().get(match["era"] or "", 0)
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
                    tables.CALENDAR_CONVERTERS[calendar](year, month, day),
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

_YEAR_AND_MONTH_PATTERN = re.compile(
    r"(?P<year>(?:19|20)\d\d)\s?[-/.]\s?(?P<month>0?[1-9]|1[0-2])\.?"
)


def _parse_numeric(form: str, today: date, language: str) -> ParsedDay | None:
    match = NUMERIC_DATE_PATTERN.search(form)
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
        numbers, year = (int(start), int(middle)), full_year(end)
        day, month = _order_by_weekday(form, numbers, year, language) or _split_day_and_month(
            *numbers, mark, language
        )
        return _day_in_likely_calendar(year, month, day, today)
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


def _order_by_weekday(
    form: str, numbers: tuple[int, int], year: int, language: str
) -> tuple[int, int] | None:
    """Day and month of two numbers, where a day of the week fits one order only."""
    weekday = tables.named_weekday(form, packs.primary_subtag(language))
    if weekday is None:
        return None
    fitting = set()
    for day, month in (numbers, numbers[::-1]):
        try:
            is_fitting = date(year, month, day).weekday() == weekday
        except ValueError:
            continue
        if is_fitting:
            fitting.add((day, month))
    return fitting.pop() if len(fitting) == 1 else None


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


def _parse_month_in_words(form: str, language: str) -> ParsedDay | None:
    """The day by its month's name: in the text's language, else English, else any."""
    scanned = scanner.scan_normalised(form)
    code = packs.primary_subtag(language)
    codes = (code, "en", "") if code not in {"en", "und"} else ("en", "")
    problem = None
    for table in codes:
        try:
            day = _day_by_month_name(scanned, table)
        except ValueError as error:
            problem = error
            continue
        if day:
            return day
    if problem:
        raise problem
    return None


def _day_by_month_name(scanned: ScannedText, code: str) -> ParsedDay | None:
    """The day by the month names of one language, or of all for ""."""
    words = tables.date_words(code or "en")
    endings = words.month_endings if code else ()
    months = list(scanner.find_months(scanned.words, tables.month_names(code), endings))
    if not months:
        return None
    readings: dict[str, set[ParsedDay]] = {}
    problems: list[str] = []
    for month in months:
        try:
            calendar, day = _resolve_month(scanned, month, months, words.beside)
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


def _resolve_month(
    scanned: ScannedText, month: MonthMention, months: list[MonthMention], beside: frozenset[str]
) -> tuple[str, ParsedDay]:
    """Calendar and day of one month's name and the numbers next to it."""
    month_tokens = {at for other in months for at in range(other.start, other.end)}
    day, year = _read_day_and_year(scanned, month, month_tokens, beside)
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
    first = tables.CALENDAR_CONVERTERS[calendar](year, number, day or 1)
    if day is None:
        return calendar, ParsedDay(first, is_month=True, note="no day is given")
    return calendar, ParsedDay(first, note=_CALENDAR_NOTES.get(calendar, ""))


def _read_day_and_year(
    scanned: ScannedText, month: MonthMention, month_tokens: set[int], beside: frozenset[str]
) -> tuple[int | None, int]:
    found = scanner.find_day_and_year(scanned, month, month_tokens, beside=beside)
    if found.is_list:
        raise ValueError("several days are given")
    if found.year is None:
        raise ValueError("no year is given")
    day = None if found.day is None else int(scanned.words[found.day])
    return day, full_year(scanned.words[found.year])


def _is_year_of_calendar(calendar: str, year: int) -> bool:
    return (1300 <= year <= 1500) == (calendar in {"jalali", "hijri"})

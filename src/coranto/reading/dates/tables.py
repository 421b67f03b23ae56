"""The calendar words of the language packs, as they are compared. Pure.

Both readers of days, of dates (`days.py`) and of prose (`mentions.py`), look here.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from coranto.reading.dates import calendars
from coranto.reading.dates.scanner import TOKEN_PATTERN, MonthNames, join_words
from coranto.reading.language import packs, text
from coranto.reading.language.packs import DateWords


def gregorian_date(year: int, month: int, day: int) -> date:
    """The date; ValueError in an editor's words when there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"no such day: {year:04}-{month:02}-{day:02}") from None


CALENDAR_CONVERTERS: Mapping[str, Callable[[int, int, int], date]] = {
    "gregorian": gregorian_date,
    "jalali": calendars.from_jalali,
    "hijri": calendars.from_hijri,
    "buddhist": calendars.from_buddhist,
}


@lru_cache(maxsize=64)
def month_names(code: str) -> MonthNames:
    """Month names of one language, or of all for "": normalised spelling → meanings."""
    names: dict[str, frozenset[tuple[str, int]]] = {}
    for known in [code] if code else packs.available_packs():
        for calendar, months in packs.load_pack(known).months.items():
            for spelling, month in months.items():
                key = join_words(text.normalise(spelling))
                names[key] = names.get(key, frozenset()) | {(calendar, month)}
    return names


@lru_cache(maxsize=64)
def date_words(code: str) -> DateWords:
    """The words at days of a language, normalised."""
    written = packs.load_pack(code).date_words
    return DateWords(
        before=_normalise_all(written.before),
        to=_normalise_all(written.to),
        until=_normalise_all(written.until),
        between=_normalise_all(written.between),
        joins=_normalise_all(written.joins),
        beside=_normalise_all(written.beside),
        month_endings=_normalise_all(written.month_endings),
        relative={text.normalise(word): days for word, days in written.relative.items()},
    )


def _normalise_all(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(text.normalise, words))


@lru_cache(maxsize=64)
def words_near_days(code: str) -> frozenset[str]:
    """All words that may stand between two days of a range or a list, normalised."""
    words = date_words(code)
    weekdays = {name for name, _ in weekday_names(code)}
    return (
        words.before
        | words.to
        | words.until
        | words.between
        | words.joins
        | words.beside
        | weekdays
    )


# --- 2026年11月10日 -----------------------------------------------------------


@lru_cache(maxsize=1)
def east_asian_date_pattern() -> re.Pattern[str]:
    """Era, year, month and day with their marks; the day may be missing."""
    marks = _east_asian_marks()
    return re.compile(
        rf"(?P<era>{'|'.join(era_offsets())})?\s?(?P<year>\d{{1,4}})\s?{marks.year}"
        rf"\s?(?P<month>\d{{1,2}})\s?{marks.month}(?:\s?(?P<day>\d{{1,2}})\s?{marks.day}?)?"
    )


@lru_cache(maxsize=1)
def han_numeral_pattern(numerals: str) -> re.Pattern[str]:
    """A run of numerals before the mark of a year, month or day."""
    marks = _east_asian_marks()
    return re.compile(rf"[{numerals}]+(?=\s?(?:{marks.year}|{marks.month}|{marks.day}))")


@lru_cache(maxsize=1)
def east_asian_days_pattern() -> re.Pattern[str]:
    """One day or several of a month, perhaps without the month: 9日至11日.

    At most 31 are listed, so that any text takes linear time.
    """
    marks = _east_asian_marks()
    return re.compile(
        rf"(?<!\d)(?:(?P<era>{'|'.join(era_offsets())})?\s?(?P<year>\d{{1,4}})\s?{marks.year}\s?)?"
        rf"(?:(?<!\d)(?P<month>\d{{1,2}})\s?{marks.month}\s?)?"
        rf"(?P<days>\d{{1,2}}(?!\d)(?:\s?{marks.day}?\s?{marks.links}\s?\d{{1,2}}(?!\d)){{0,30}})"
        rf"\s?{marks.day}"
    )


@lru_cache(maxsize=1)
def east_asian_range_pattern() -> re.Pattern[str]:
    """What stands between two days, where the days between are meant too."""
    return re.compile(rf"\s?{_east_asian_marks().ranges}\s?")


def end_of_day_mark(plain: str, at: int) -> int:
    """Where the mark behind the number of a day ends; `at` when there is none."""
    mark = re.compile(rf"\s?{_east_asian_marks().day}").match(plain, at)
    return mark.end() if mark else at


class _EastAsianMarks(NamedTuple):
    """Alternatives of a pattern."""

    year: str
    month: str
    day: str
    ranges: str
    links: str


@lru_cache(maxsize=1)
def _east_asian_marks() -> _EastAsianMarks:
    words = [packs.load_pack(code).date_words for code in packs.available_packs()]
    words = [known for known in words if known.day_marks]
    ranges = sorted({word for known in words for word in known.to} | set("-–—~～〜"))
    joins = sorted({word for known in words for word in known.joins} | set(",，、"))
    return _EastAsianMarks(
        year=_alternatives(mark for known in words for mark in known.year_marks),
        month=_alternatives(mark for known in words for mark in known.month_marks),
        day=_alternatives(mark for known in words for mark in known.day_marks),
        ranges=_alternatives(ranges),
        links=_alternatives((*ranges, *joins)),
    )


def _alternatives(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, dict.fromkeys(words)))})"


@lru_cache(maxsize=1)
def era_offsets() -> Mapping[str, int]:
    """Names of eras, and the year before the first of each."""
    known = map(packs.load_pack, packs.available_packs())
    return {era: year for pack in known for era, year in pack.date_words.eras.items()}


# --- the week -----------------------------------------------------------------


@lru_cache(maxsize=64)
def month_name_ends(code: str) -> frozenset[str]:
    """The last word of each month's name."""
    return frozenset(name.split()[-1] for name in month_names(code))


@lru_cache(maxsize=64)
def weekday_names(code: str) -> tuple[tuple[str, int], ...]:
    """Names of the days of the week, normalised, the longest first; from CLDR."""
    from babel import Locale, UnknownLocaleError

    try:
        days_of = Locale.parse(code).days
    except (UnknownLocaleError, ValueError):
        return ()
    numbers_by_name = {
        text.normalise(name).split()[-1]: number
        for width in ("format", "stand-alone")
        for number, name in days_of[width]["wide"].items()
    }
    return tuple(sorted(numbers_by_name.items(), key=lambda named: -len(named[0])))


def named_weekday(form: str, code: str) -> int | None:
    """The day of the week that a normalised text names, in a language or in English."""
    words = {word for token in TOKEN_PATTERN.finditer(form) if (word := token[0])}
    numbers = {_weekday_numbers(code).get(word, _weekday_numbers("en").get(word)) for word in words}
    numbers.discard(None)
    return numbers.pop() if len(numbers) == 1 else None


@lru_cache(maxsize=64)
def _weekday_numbers(code: str) -> Mapping[str, int]:
    """Names of the days of the week and their abbreviations, that mean one; from CLDR."""
    from babel import Locale, UnknownLocaleError

    try:
        days_of = Locale.parse(code).days
    except (UnknownLocaleError, ValueError):
        return {}
    names: dict[str, set[int]] = {}
    for style in ("format", "stand-alone"):
        for width in ("wide", "abbreviated", "short"):
            for number, name in days_of[style].get(width, {}).items():
                for word in TOKEN_PATTERN.findall(text.normalise(name))[:1]:
                    names.setdefault(word, set()).add(number)
    return {word: numbers.pop() for word, numbers in names.items() if len(numbers) == 1}


@lru_cache(maxsize=1)
def marked_weekday_pattern() -> re.Pattern[str]:
    """A mark for "day of the week" and the sign behind it that says which one."""
    known = map(packs.load_pack, packs.available_packs())
    marks = _alternatives(mark for pack in known for mark in pack.date_words.weekday_marks)
    return re.compile(f"{marks}([{''.join(weekday_signs())}])")


@lru_cache(maxsize=1)
def weekday_signs() -> Mapping[str, int]:
    """What a day of the week is called behind such a mark, and its number: Monday is 0."""
    known = map(packs.load_pack, packs.available_packs())
    return {
        sign: number
        for pack in known
        for number, signs in enumerate(pack.date_words.weekday_signs)
        for sign in signs
    }


@lru_cache(maxsize=64)
def calendar_words(code: str) -> frozenset[str]:
    """Words of a language that name months and days of the week, normalised."""
    return frozenset(month_names(code)) | {name for name, _ in weekday_names(code)}


@lru_cache(maxsize=64)
def has_point_dates(code: str) -> bool:
    """Whether a language writes "14.11." and "3,5", by CLDR."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    symbols = locale.number_symbols.get("latn", {})
    return "." in str(locale.date_formats["short"].pattern) and symbols.get("decimal") == ","

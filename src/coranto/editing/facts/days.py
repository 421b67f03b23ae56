"""The days of a text: dates in words and numbers, days of the week, "yesterday". Pure.

News names days by halves ("on 10 November", "on Tuesday"): what a text was published on
completes them.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from coranto.editing.facts import numbers
from coranto.reading.dates import calendars
from coranto.reading.language import packs, text

#: A day of the year: month and day.
MonthDay = tuple[int, int]

_TOKEN_PATTERN = re.compile(r"\d+|[^\W\d_](?:[\w\u200c'’]|-(?=\w))*")
_NUMERIC_DATE_PATTERN = re.compile(r"(?<![\d.])(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})(?!\d)")
_EAST_ASIAN_DATE_PATTERN = re.compile(
    r"(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]"
)
_CHINESE_WEEKDAY_PATTERN = re.compile("(?:星期|周|礼拜|週)([一二三四五六日天])")
#: Words between a day and its month: "10th of November", "10 de noviembre".
_WORDS_BEFORE_MONTH = frozenset(
    {"of", "de", "del", "di", "e", "th", "st", "nd", "rd", "er", "го", "the"}
)
#: What stands between two days of one month, of which the second has its name: the day, and what
#: parts them.
_DAY_RANGE_PATTERN = re.compile(r"[-–—]|\b(?:to|bis|au|al|a|deri|по|до|تا|الى|إلى|ile)\b")
_LISTED_DAY_PATTERN = re.compile(
    r"(?<![\w.,:/-])(\d{1,2})(?:st|nd|rd|th|er|\.)?"
    r"(\s?[-–—,]\s?|[\s,]{1,2}(?:to|and|the|und|bis|zum|den|et|au|le|y|e|al|el|a|dhe|deri|më|и|по|до|و|تا|ve|ile)"
    r"(?:\s(?:the|zum|den|le|el|më))?\s)$"
)
#: A day that is listed before another stands so near, in characters.
_LISTED_DAY_CHARACTERS = 20
#: "14.11.", where points part days and months and no decimals.
_SHORT_DATE_PATTERN = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(?!\d)")
#: "تشرين الثاني" is one month.
_MAX_MONTH_NAME_WORDS = 2
#: Letters that a day of the week may have besides, or lack: it is inflected.
_MAX_ENDING_LETTERS = 2
#: Every form begins with so many letters of its name.
_COMMON_HEAD_LETTERS = 2
#: Shorter forms are only met whole.
_MIN_STEM_LETTERS = 4
_CALENDAR_CONVERTERS = {"jalali": calendars.from_jalali, "hijri": calendars.from_hijri}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMention:
    """A day as written, where, and which it may be."""

    raw: str
    start: int
    end: int
    days: frozenset[MonthDay] = frozenset()  #: of the year; empty for a day of the week
    year: int | None = None
    weekday: int | None = None  #: Monday is 0
    through: frozenset[MonthDay] = frozenset()  #: days between it and another: "9–11 November"


def find_days(written: str, language: str, published: date | None) -> list[DayMention]:
    """Dates and days of the week that a text names, in order.

    `published` tells the year of dates in calendars that shift against ours.
    """
    plain = _western_digits(written)
    found = [
        *_find_named_dates(plain, written, language, published),
        *_find_numeric_dates(plain, written, language),
    ]
    taken = {at for day in found for at in range(day.start, day.end)}
    found += [day for day in _find_weekdays(written, language) if day.start not in taken]
    return sorted(found, key=lambda day: day.start)


def find_possible_days(
    written: str, language: str, published: date | None
) -> tuple[frozenset[MonthDay], frozenset[int]]:
    """Days of the year and of the week that a text may speak of, "yesterday" included."""
    known = find_days(written, language, published)
    dates = {each for day in known for each in day.days | day.through}
    week = {day.weekday for day in known if day.weekday is not None}
    if published is not None:
        near = numbers.relative_day_words(language)
        said = {text.normalise(token) for token in _TOKEN_PATTERN.findall(written)}
        moments = [published + timedelta(days=near[word]) for word in said & near.keys()]
        moments += [published + timedelta(days=shift) for shift in range(-6, 7)
                    if (published.weekday() + shift) % 7 in week]  # fmt: skip
        dates |= {(moment.month, moment.day) for moment in moments}
        week |= {moment.weekday() for moment in moments}
        years = (published.year, published.year - 1, published.year + 1)
        week |= {at.weekday() for each in dates if (at := _nearest_date(each, years, published))}
    return frozenset(dates), frozenset(week)


def _nearest_date(day: MonthDay, years: Iterable[int], to: date) -> date | None:
    found = [made for year in years if (made := _make_date(year, *day))]
    return min(found, key=lambda made: abs(made - to), default=None)


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _western_digits(written: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in written)


# --- dates --------------------------------------------------------------------


def _find_named_dates(
    plain: str, written: str, language: str, published: date | None
) -> Iterator[DayMention]:
    """Months by their names with a day next to them."""
    tokens = list(_TOKEN_PATTERN.finditer(plain))
    months = _month_meanings(packs.primary_subtag(language))
    for at in range(len(tokens)):
        last, meanings = _month_at(tokens, at, months)
        place = _day_beside(tokens, at, last) if meanings else None
        if place is None:
            continue
        year = _year_beside(tokens, max(last, place))
        number = int(tokens[place][0])
        found = {
            day for meaning in meanings for day in _gregorian_days(meaning, number, year, published)
        }
        if found:
            behind = max(last, place) + (year is not None)
            if place < at:
                yield from _find_listed_days(tokens, place, plain, found)
            start, end = tokens[min(at, place)].start(), tokens[behind].end()
            is_ours = any(calendar == "gregorian" for calendar, _ in meanings)
            yield DayMention(
                raw=written[start:end],
                start=start,
                end=end,
                days=frozenset(found),
                year=year if is_ours else None,
            )


def _find_listed_days(
    tokens: list[re.Match[str]], place: int, plain: str, found: Collection[MonthDay]
) -> Iterator[DayMention]:
    """Further days of the same month before its own: "9 to 11 November", "9th, 10th and 11th"."""
    last = int(tokens[place][0])
    while match := _match_day_before(plain, tokens[place].start()):
        number = int(match[1])
        # "d'9 and 11 November": what stands inside a word is no day.
        at = next((at for at, token in enumerate(tokens) if token.start() == match.start(1)), None)
        if at is None or number >= last or not number > 0:
            return
        between = range(number + 1, last) if _DAY_RANGE_PATTERN.search(match[2]) else ()
        yield DayMention(
            raw=match[1],
            start=match.start(1),
            end=match.end(1),
            days=frozenset((month, number) for month, _ in found),
            through=frozenset((month, day) for month, _ in found for day in between),
        )
        place, last = at, number


def _match_day_before(plain: str, at: int) -> re.Match[str] | None:
    return _LISTED_DAY_PATTERN.search(plain, max(0, at - _LISTED_DAY_CHARACTERS), at)


def _month_at(
    tokens: list[re.Match[str]], at: int, months: Mapping[str, frozenset[tuple[str, int]]]
) -> tuple[int, frozenset[tuple[str, int]]]:
    """The last token of the month's name that begins here, and which month it may be."""
    for length in (_MAX_MONTH_NAME_WORDS, 1):
        words = [token[0] for token in tokens[at : at + length]]
        if meanings := months.get(text.normalise(" ".join(words))):
            return at + len(words) - 1, meanings
    return at, frozenset()


def _day_beside(tokens: list[re.Match[str]], first: int, last: int) -> int | None:
    """Where the day of a month's name stands: before it, else behind it."""
    for step, edge in ((-1, first), (1, last)):
        place = edge + step
        for _ in range(2):
            if 0 <= place < len(tokens) and text.normalise(tokens[place][0]) in _WORDS_BEFORE_MONTH:
                place += step
        token = tokens[place][0] if 0 <= place < len(tokens) else ""
        if token.isdecimal() and len(token) <= 2 and 1 <= int(token) <= 31:
            return place
    return None


def _year_beside(tokens: list[re.Match[str]], last: int) -> int | None:
    following = tokens[last + 1][0] if last + 1 < len(tokens) else ""
    return int(following) if re.fullmatch(r"1[34]\d\d|19\d\d|20\d\d", following) else None


def _gregorian_days(
    meaning: tuple[str, int], day: int, year: int | None, published: date | None
) -> Iterator[MonthDay]:
    """The day in our calendar; of other calendars the one nearest to publication."""
    calendar, month = meaning
    if calendar == "gregorian":
        if _make_date(2024, month, day):
            yield month, day
        return
    if calendar not in _CALENDAR_CONVERTERS or (published is None and year is None):
        return
    now = published.year if published else 0
    guess = now - 621 if calendar == "jalali" else round((now - 622) * 33 / 32)
    found: list[date] = []
    for each in (year,) if year else (guess - 1, guess, guess + 1):
        try:
            found.append(_CALENDAR_CONVERTERS[calendar](each, month, day))
        except ValueError:
            continue
    nearest = min(found, key=lambda one: abs(one - published) if published else one - date.min,
                  default=None)  # fmt: skip
    if nearest:
        yield nearest.month, nearest.day
        if calendar == "hijri":  # tabular: months begin when the moon is sighted
            for shift in (-1, 1):
                other = nearest + timedelta(days=shift)
                yield other.month, other.day


@lru_cache(maxsize=64)
def _month_meanings(code: str) -> Mapping[str, frozenset[tuple[str, int]]]:
    """Month names of a language, normalised → calendar and month, all that it may mean."""
    found: dict[str, frozenset[tuple[str, int]]] = {}
    for calendar, months in packs.load_pack(code).months.items():
        for spelling, month in months.items():
            key = text.normalise(spelling).rstrip(".")
            found[key] = found.get(key, frozenset()) | {(calendar, month)}
    return found


def _find_numeric_dates(plain: str, written: str, language: str) -> Iterator[DayMention]:
    """2026-11-10, 10.11.2026, 11/10/2026, 11月10日: both ways where it can be read both ways."""
    for match in _NUMERIC_DATE_PATTERN.finditer(plain):
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4:
            year, found = first, {(second, third)}
        elif len(match[4]) == 4:
            year, found = third, {(second, first), (first, second)}
        else:
            continue
        found = {each for each in found if _make_date(2024, *each)}
        if found:
            start, end = match.span()
            yield DayMention(
                raw=written[start:end], start=start, end=end, days=frozenset(found), year=year
            )
    for match in (
        _SHORT_DATE_PATTERN.finditer(plain)
        if _has_point_dates(packs.primary_subtag(language))
        else ()
    ):
        day = int(match[2]), int(match[1])
        if _make_date(2024, *day):
            start, end = match.span()
            yield DayMention(raw=written[start:end], start=start, end=end, days=frozenset({day}))
    for match in _EAST_ASIAN_DATE_PATTERN.finditer(plain):
        day = int(match[2]), int(match[3])
        if _make_date(2024, *day):
            start, end = match.span()
            yield DayMention(
                raw=written[start:end],
                start=start,
                end=end,
                days=frozenset({day}),
                year=int(match[1]) if match[1] else None,
            )


@lru_cache(maxsize=64)
def _has_point_dates(code: str) -> bool:
    """Whether a language writes "14.11." and "3,5", by CLDR."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    symbols = locale.number_symbols.get("latn", {})
    return "." in str(locale.date_formats["short"].pattern) and symbols.get("decimal") == ","


# --- days of the week ---------------------------------------------------------


def _find_weekdays(written: str, language: str) -> Iterator[DayMention]:
    names = _weekday_names(packs.primary_subtag(language))
    heads = tuple({name[:_COMMON_HEAD_LETTERS] for name, _ in names})
    for match in _TOKEN_PATTERN.finditer(written):
        word = text.normalise(match[0])
        if not heads or not word.startswith(heads):
            continue
        for name, number in names:
            inflected = (
                len(name) > _MIN_STEM_LETTERS and abs(len(word) - len(name)) <= _MAX_ENDING_LETTERS
            )
            if word == name or (
                inflected and word.startswith(name[: max(_MIN_STEM_LETTERS, len(name) - 1)])
            ):
                yield DayMention(raw=match[0], start=match.start(), end=match.end(), weekday=number)
                break
    for match in _CHINESE_WEEKDAY_PATTERN.finditer(written):
        if text.normalise(match[0]) in dict(names):
            continue
        number = min("一二三四五六日天".index(match[1]), 6)
        yield DayMention(raw=match[0], start=match.start(), end=match.end(), weekday=number)


@lru_cache(maxsize=64)
def calendar_words(code: str) -> frozenset[str]:
    """Words of a language that name months and days of the week, normalised."""
    return frozenset(_month_meanings(code)) | {name for name, _ in _weekday_names(code)}


@lru_cache(maxsize=64)
def _weekday_names(code: str) -> tuple[tuple[str, int], ...]:
    """Names of the days of the week, normalised, the longest first; from CLDR."""
    from babel import Locale, UnknownLocaleError

    try:
        days_of = Locale.parse(code).days
    except (UnknownLocaleError, ValueError):
        return ()
    found = {
        text.normalise(name).split()[-1]: number
        for width in ("format", "stand-alone")
        for number, name in days_of[width]["wide"].items()
    }
    return tuple(sorted(found.items(), key=lambda named: -len(named[0])))

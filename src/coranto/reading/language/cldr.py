"""Dates, numbers and plural forms as a language writes them, from CLDR by way of Babel. Pure.

Where CLDR lacks what the press writes, a language's interface says it in its table `dates`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from coranto.reading.language import packs, text

if TYPE_CHECKING:
    from babel import Locale

#: Language → locale of its dates, where Babel's default would surprise.
# Babel reads "en" as American English, which writes months before days.
_LOCALE_BY_LANGUAGE = {"en": "en-GB"}
_DEFAULT_LOCALE = "en-GB"
#: A number with a decimal point. Versions ("1.2.3") and addresses are no numbers.
_DECIMAL_PATTERN = re.compile(r"(?<![\w.])(\d+)\.(\d+)(?!\.?\w)")
#: Numbers below are written without a mark for thousands: "1999" may be a year.
MIN_GROUPED_NUMBER = 10_000
_PERCENT_PATTERN = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)%")
#: CLDR's keys of the halves of the day.
_HALVES: tuple[tuple[str, Literal["AM", "PM"]], ...] = (("am", "AM"), ("pm", "PM"))
_DASHES = frozenset("–—-")
#: What joins the two dates of an interval: a sign, or a word between spaces.
_JOINT_PATTERN = re.compile(r"(?:\s{0,9}[–—~～至-]\s{0,9}|\s{1,9}\w{1,30}\s{1,9})\Z")
#: The days, months and years of a CLDR pattern, outside of quoted text.
_DAY_FIELD_PATTERN = re.compile(r"\A(?:'[^']*'|[^d'])*?(d+)")
_SHORT_MONTH_PATTERN = re.compile(r"(?<![ML])(M|L)\1\1(?!\1)")


@lru_cache(maxsize=256)
def babel_locale(language: str) -> "Locale":
    """The locale of a language tag; British English for a language that CLDR does not have."""
    from babel import Locale, UnknownLocaleError

    # A tag with a script or country that CLDR does not have falls back to its language alone.
    for tag in (_LOCALE_BY_LANGUAGE.get(language, language), packs.primary_subtag(language)):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(_DEFAULT_LOCALE, sep="-")


# --- numbers ------------------------------------------------------------------


def plural_category(number: float, language: str) -> str:
    """The plural category of CLDR for a number: "one", "few", "many" or "other"."""
    return str(babel_locale(language).plural_form(number))


@lru_cache(maxsize=64)
def weekday_and_month_names(language: str) -> frozenset[str]:
    """The names of the days of the week and of the months, as they stand alone and in dates."""
    locale = babel_locale(language)
    return frozenset(
        name
        for tables in (locale.days, locale.months)
        for widths in tables.values()
        for width in ("wide", "abbreviated")
        for name in widths.get(width, {}).values()
    )


@lru_cache(maxsize=64)
def _number_marks(language: str) -> tuple[str, str, str]:
    """The decimal mark, and what stands before and behind the number of a percentage."""
    from babel.numbers import get_decimal_symbol

    locale = babel_locale(language)
    # Such as "#,##0%"; India groups digits as "#,##,##0".
    before, after = re.split(r"[#,0]+", locale.percent_formats[None].pattern, maxsplit=1)
    return str(get_decimal_symbol(locale, numbering_system="default")), before, after


def localise_number(number: object, language: str) -> str:
    """A number, or a text with numbers, as a language writes it: "5.8%" → "5,8 %" in German.

    Digits, decimal mark and percent sign change, and a large integer gets marks for thousands;
    all else stays.
    """
    if isinstance(number, int) and abs(number) >= MIN_GROUPED_NUMBER:
        return packs.localise_digits(_group_thousands(number, language), language)
    decimal_mark, before, after = _number_marks(language)
    # Six significant digits; a very small or large number is written out, not as "1.2e-05".
    text = format(Decimal(f"{number:g}"), "f") if isinstance(number, float) else str(number)
    text = _PERCENT_PATTERN.sub(lambda match: f"{before}{match[1]}{after}", text)
    text = _DECIMAL_PATTERN.sub(lambda match: f"{match[1]}{decimal_mark}{match[2]}", text)
    return packs.localise_digits(text, language)


def _group_thousands(number: int, language: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(number, locale=babel_locale(language), numbering_system="default")


# --- dates --------------------------------------------------------------------


@lru_cache(maxsize=4096)
def format_long_date(day: date, language: str) -> str:
    """A date in words: "10 November 2026"."""
    from babel.dates import format_date

    pattern = _long_pattern(language)
    first_day = _first_day_of_month(packs.primary_subtag(language))
    if day.day == 1 and first_day:
        field = _DAY_FIELD_PATTERN.match(pattern)
        if field:
            pattern = f"{pattern[: field.start(1)]}'{first_day}'{pattern[field.end(1) :]}"
    return packs.localise_digits(format_date(day, pattern, locale=babel_locale(language)), language)


@lru_cache(maxsize=64)
def _first_day_of_month(language: str) -> str:
    """How the press writes the first of the month, where CLDR does not say it; else ""."""
    file = files("coranto.languages").joinpath("interface", f"{language}.toml")
    if not file.is_file():
        return ""
    return str(tomllib.loads(file.read_text("utf-8")).get("dates", {}).get("first_day", ""))


@lru_cache(maxsize=1024)
def format_month(day: date, language: str) -> str:
    """The month of a date in words: "November 2026"."""
    return _format_skeleton("yMMMM", day, language)


def _format_skeleton(skeleton: str, day: date, language: str) -> str:
    from babel.dates import format_skeleton

    text = format_skeleton(skeleton, day, locale=babel_locale(language))
    return packs.localise_digits(text, language)


@lru_cache(maxsize=1024)
def format_date_span(first: date, last: date, language: str) -> str:
    """The interval from the first to the last day, months in full: "9–15 November 2026"."""
    if first == last:
        return format_long_date(first, language)
    # CLDR has intervals with short months only ("9–15 Nov 2026"). Their first part says what
    # the language leaves out of the first date; the last date is written as it is alone.
    is_one_month = (first.year, first.month) == (last.year, last.month)
    intervals = babel_locale(language).interval_formats.get("yMMMd", {})
    patterns = intervals.get("d" if is_one_month else "M", ["", ""])
    joint_match = _JOINT_PATTERN.search(patterns[0])
    joint = joint_match[0] if joint_match else " – "
    head = patterns[0][: len(patterns[0]) - len(joint)] if joint_match else ""
    is_dash = joint.strip() in _DASHES
    is_one_year = first.year == last.year and (is_one_month or "M" in head)
    start = _span_start(head, first, language) if is_one_year else ""
    if start and "M" not in head:
        # Versions of CLDR differ in the spaces of dashes: days are joined without any.
        return f"{start}{'–' if is_dash else joint}{format_long_date(last, language)}"
    joint = " – " if is_dash else joint
    if is_one_year and ("y" in head or (is_one_month and "MMM" in head)):
        tail = _format_pattern(patterns[1], last, language)
        return f"{_format_pattern(head, first, language)}{joint}{tail}"
    start = start if start and not is_one_month else format_long_date(first, language)
    return f"{start}{joint}{format_long_date(last, language)}"


def _span_start(head: str, first: date, language: str) -> str:
    """The first date without what the last one says; "" where the language leaves nothing out."""
    # A language that writes the year first would say it in the middle of the interval.
    if not head or "y" in head or _long_pattern(language)[0] != "d":
        return ""
    if "M" in head or "L" in head:
        return _format_skeleton("MMMMd", first, language)
    return _format_pattern(head.replace("dd", "d"), first, language)


def _long_pattern(language: str) -> str:
    return str(babel_locale(language).date_formats["long"].pattern)


def _format_pattern(pattern: str, day: date, language: str) -> str:
    """A date by one of CLDR's patterns, with the month as long dates of the language have it."""
    from babel.dates import format_date

    if "MMMM" in _long_pattern(language):
        pattern = _SHORT_MONTH_PATTERN.sub(lambda match: match[1] * 4, pattern)
    text = format_date(day, pattern, locale=babel_locale(language))
    return packs.localise_digits(text, language)


# --- times of day -------------------------------------------------------------


@lru_cache(maxsize=1)
def day_period_words() -> Mapping[str, Literal["AM", "PM"]]:
    """Words for the halves of the day in the languages that Coranto reads, folded → which half.

    Words that mean either in different languages are left out, and so are single Latin letters.
    """
    halves: dict[str, set[Literal["AM", "PM"]]] = {}
    for language in packs.available_packs():
        periods = babel_locale(language).day_periods
        for width in (width for widths in periods.values() for width in widths.values()):
            for key, half in _HALVES:
                word = fold_day_period(str(width.get(key, "")))
                if word and not (len(word) == 1 and word.isascii()):
                    halves.setdefault(word, set()).add(half)
    return {word: meanings.pop() for word, meanings in halves.items() if len(meanings) == 1}


def fold_day_period(word: str) -> str:
    """A word for a half of the day without case, stops and spaces: "p. m." → "pm"."""
    return "".join(character for character in word.casefold() if character.isalnum())


# --- what stands behind numbers -----------------------------------------------

#: Units of the press, by CLDR's names: those with signs that are no words, and others.
_METRIC_UNITS = (
    "area-hectare", "area-square-kilometer", "area-square-meter", "energy-kilowatt-hour",
    "length-centimeter", "length-kilometer", "length-meter", "length-millimeter", "mass-gram",
    "mass-kilogram", "mass-tonne", "power-gigawatt", "power-kilowatt", "power-megawatt",
    "power-watt", "speed-kilometer-per-hour", "temperature-celsius", "volume-cubic-meter",
    "volume-liter", "concentr-percent", "concentr-permille",
)  # fmt: skip
_OTHER_UNITS = (
    "duration-day", "duration-hour", "duration-minute", "duration-month", "duration-second",
    "duration-week", "duration-year", "length-foot", "length-mile", "mass-pound",
    "speed-mile-per-hour", "volume-barrel", "volume-gallon",
)  # fmt: skip
_LONG_AND_SHORT: tuple[Literal["long"], Literal["short"]] = ("long", "short")
#: Currencies that share a word, such as "dollar": it is what their names have in common.
_CURRENCY_FAMILIES = (
    ("USD", "CAD", "AUD"), ("EUR",), ("GBP", "EGP", "SYP"), ("IRR", "YER", "OMR"),
    ("RUB", "BYN"), ("SEK", "NOK", "CZK"), ("INR", "PKR", "LKR"), ("MXN", "ARS", "CLP"),
    ("IQD", "JOD", "KWD"), ("CHF", "RWF", "DJF"),
)  # fmt: skip
#: Numbers whose forms differ: one, few, many and other of all languages.
_COUNTS = (1, 2, 3, 5, 11, 21, 100)
_DIGITS_PATTERN = re.compile(r"[\d.,\u066b\u066c'\s]+")


@lru_cache(maxsize=128)
def words_behind_numbers(language: str) -> tuple[str, ...]:
    """Words and signs of thousands, units and currencies, in lower case, the longest first."""
    locale = babel_locale(language)
    forms = {*_scale_words(locale), *_unit_words(locale), *_currency_words(locale)}
    return tuple(sorted(filter(None, forms), key=lambda form: (-len(form), form)))


def _scale_words(locale: "Locale") -> Iterator[str]:
    from babel.numbers import format_compact_decimal

    for exponent in (3, 4, 5, 6, 7, 8, 9, 12):
        for count in _COUNTS[:5]:
            for format_type in _LONG_AND_SHORT:
                amount = count * 10**exponent
                shown = format_compact_decimal(amount, format_type=format_type, locale=locale)
                yield _ending(shown)


def _unit_words(locale: "Locale") -> Iterator[str]:
    from babel.units import format_unit

    for unit in (*_METRIC_UNITS, *_OTHER_UNITS):
        for count in _COUNTS:
            # Other short forms are words, too: Spanish "a" is a year, "mi" a mile.
            for length in _LONG_AND_SHORT if unit in _METRIC_UNITS else _LONG_AND_SHORT[:1]:
                yield _ending(format_unit(count, unit, length=length, locale=locale))


def _currency_words(locale: "Locale") -> Iterator[str]:
    from babel.numbers import get_currency_name

    for family in _CURRENCY_FAMILIES:
        for count in _COUNTS:
            names = [get_currency_name(code, count, locale=locale).casefold() for code in family]
            common = frozenset.intersection(*(frozenset(name.split()) for name in names))
            yield from (word for word in common if len(word) > 2 or text.is_unspaced(word))


def _ending(shown: str) -> str:
    """What stands behind the digits of a formatted number; "" where nothing does."""
    # Joiners and direction marks are not compared.
    words = "".join(char for char in shown if unicodedata.category(char) != "Cf")
    digits = _DIGITS_PATTERN.match(words)
    return words[digits.end() :].casefold().replace("\u00a0", " ") if digits else ""

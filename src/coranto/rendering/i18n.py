"""The site's own words, dates and names of languages, in the edition's language. Pure."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from coranto.model import PublishedDocument
from coranto.reading.language import packs

if TYPE_CHECKING:
    from babel import Locale

#: Languages without phrases of their own get these.
FALLBACK = "en"
#: English without a country is the world's: days before months.
_LOCALES = {"en": "en-GB"}
#: Lengths of time stay in their unit up to so many of it.
LONGEST_SPAN = 10_000
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    file = resources.files("coranto.rendering") / "phrases.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _locale(language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    for tag in (_LOCALES.get(language, language), packs.primary(language)):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(_LOCALES[FALLBACK], sep="-")


#: Some versions of CLDR set thin spaces in "9 – 15 November", others none.
_BETWEEN_FIGURES = re.compile("(?<=\\d)\u2009–\u2009(?=\\d)")


@lru_cache(maxsize=4096)
def _long_date(day: date, language: str) -> str:
    from babel.dates import format_date

    return packs.figures(format_date(day, "long", locale=_locale(language)), language)


@lru_cache(maxsize=1024)
def _month(day: date, language: str) -> str:
    from babel.dates import format_skeleton

    return packs.figures(format_skeleton("yMMMM", day, locale=_locale(language)), language)


@lru_cache(maxsize=1024)
def _interval(first: date, last: date, language: str) -> str:
    from babel.dates import format_interval

    if first == last:
        return _long_date(first, language)
    written = format_interval(first, last, "yMMMMd", locale=_locale(language))
    return packs.figures(_BETWEEN_FIGURES.sub("–", written), language)


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases and dates in one language."""

    language: str  #: of the phrases: the edition's, else English
    phrases: dict[str, str]
    locale: str  #: of the dates: the language with its country

    def __getitem__(self, phrase: str) -> str:
        return self.phrases[phrase]

    @property
    def direction(self) -> str:
        """Which way the language runs: "rtl" or "ltr"."""
        return packs.direction(self.language)

    @property
    def dot(self) -> str:
        """What stands between two facts on a line: no dot where a dot is a zero."""
        return " · " if self.number(0) == "0" else " | "

    def say(self, phrase: str, **blanks: object) -> str:
        """The phrase with its blanks filled in, numbers as the language writes them."""
        return self.phrases[phrase].format(
            **{k: self.number(v) if isinstance(v, int | float) else v for k, v in blanks.items()}
        )

    def number(self, number: object) -> str:
        """A number, or a text of numbers, in the language's figures."""
        return packs.figures(number, self.language)

    def day(self, moment: datetime | date | None) -> str:
        """A date in words (UTC), or that it is unknown."""
        if moment is None:
            return self.phrases["unknown_date"]
        return _long_date(moment.date() if isinstance(moment, datetime) else moment, self.locale)

    def published(self, document: PublishedDocument) -> str:
        """When a document was published, as far as it says so: a day, a month, or unknown."""
        if document.published is not None and document.precise == "month":
            return _month(document.published.date(), self.locale)
        return self.day(document.published)

    def noted(self, day: str) -> str:
        """A date that somebody noted, in words where it is one of ISO's, else as it was noted."""
        try:
            return self.day(date.fromisoformat(day))
        except ValueError:
            return day

    def span(self, first: date, last: date) -> str:
        """From the first to the last day, in words."""
        return _interval(first, last, self.locale)

    def tongue(self, tag: str) -> str:
        """The name of a language."""
        unknown = packs.primary(tag) in {"", "und"}
        return self.phrases["unknown"] if unknown else packs.name(tag, language=self.language)

    def land(self, country: str) -> str:
        """The name of a country by its code."""
        code = country.upper()
        # What CLDR calls XA and XB are made-up languages for tests, no places.
        named = None if code in {"XA", "XB"} else _locale(self.language).territories.get(code)
        return str(named or country or self.phrases["unknown"])

    def unit(self, number: int, unit: Literal["hour", "day"]) -> str:
        """A length of time in words: "3 days"."""
        from babel.dates import format_timedelta

        length = timedelta(**{f"{unit}s": number})
        locale = _locale(self.locale)
        written = format_timedelta(length, unit, threshold=LONGEST_SPAN, locale=locale)
        return self.number(written)

    def weekly(self, day: str, time: str, zone: str) -> str:
        """When something appears every week: an English day's name, "09:00", an IANA zone."""
        from babel.dates import get_day_names, get_timezone_gmt, get_timezone_location

        locale = _locale(self.locale)
        named = get_day_names("wide", "stand-alone", locale)[_DAYS.index(day)]
        if zone.startswith("Etc/"):  # their names count the wrong way round: Etc/GMT-1 is UTC+1
            place = get_timezone_gmt(datetime(2000, 1, 1, tzinfo=ZoneInfo(zone)), locale=locale)
        else:
            place = get_timezone_location(zone, locale, return_city=True) if "/" in zone else zone
        return self.say("weekly", day=named, time=self.number(time), place=self.number(place))

    def term(self, word: str) -> str:
        """The phrase for one of the model's words (a kind, a relation), else that it is unknown."""
        return self.phrases.get(word, self.phrases["unknown"])


@lru_cache(maxsize=64)
def words(language: str) -> Words:
    """The site's words in this language, English where it has none."""
    for tag in (language, packs.primary(language), FALLBACK):
        if tag in _tables():
            known = tag == packs.primary(language)
            return Words(tag, _tables()[tag], language if known else tag)
    raise KeyError(language)

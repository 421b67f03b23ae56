"""The site's phrases, dates, numbers and names of languages, in the edition's language. Pure.

Phrases come from `phrases.toml`, everything else from CLDR by way of Babel.
"""

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

#: Language of the phrases where the edition's language has none.
FALLBACK_LANGUAGE = "en"
#: Language → locale of its dates, where Babel's default would surprise.
# Babel reads "en" as American English, which writes months before days.
_LOCALE_BY_LANGUAGE = {"en": "en-GB"}
#: Babel changes to a larger unit (hours to days) from this many on.
# So high that it never does: a reason says "48 hours" where the desk measured hours.
MAX_SPAN_UNITS = 10_000
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@lru_cache(maxsize=1)
def _load_phrases() -> dict[str, dict[str, str]]:
    file = resources.files("coranto.rendering") / "phrases.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _babel_locale(language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    # A tag with a script or country that CLDR does not have falls back to its language alone.
    for tag in (_LOCALE_BY_LANGUAGE.get(language, language), packs.primary_subtag(language)):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(_LOCALE_BY_LANGUAGE[FALLBACK_LANGUAGE], sep="-")


#: A dash between thin spaces and digits, as in "9 – 15 November".
# Some versions of CLDR set these spaces, others none: without them, pages are the same bytes
# with every version of Babel.
_SPACED_DASH_PATTERN = re.compile("(?<=\\d)\u2009–\u2009(?=\\d)")


@lru_cache(maxsize=4096)
def _format_long_date(day: date, language: str) -> str:
    from babel.dates import format_date

    return packs.localise_digits(format_date(day, "long", locale=_babel_locale(language)), language)


@lru_cache(maxsize=1024)
def _format_month(day: date, language: str) -> str:
    from babel.dates import format_skeleton

    return packs.localise_digits(
        format_skeleton("yMMMM", day, locale=_babel_locale(language)), language
    )


@lru_cache(maxsize=1024)
def _format_interval(first: date, last: date, language: str) -> str:
    from babel.dates import format_interval

    if first == last:
        return _format_long_date(first, language)
    interval = format_interval(first, last, "yMMMMd", locale=_babel_locale(language))
    return packs.localise_digits(_SPACED_DASH_PATTERN.sub("–", interval), language)


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases, dates and numbers of one language."""

    language: str  #: of the phrases: the edition's, or English where it has none
    phrases: dict[str, str]
    locale: str  #: of the dates: the edition's language tag with its country

    def __getitem__(self, phrase: str) -> str:
        return self.phrases[phrase]

    @property
    def direction(self) -> str:
        """The writing direction: "rtl" or "ltr"."""
        return packs.writing_direction(self.language)

    @property
    def dot(self) -> str:
        """The separator between two facts on a line."""
        # Where zero is a dot, as "۰" in Persian, " · " beside a number reads as one more figure.
        return " · " if self.number(0) == "0" else " | "

    def say(self, phrase: str, **blanks: object) -> str:
        """The phrase with its blanks filled in, numbers in the language's digits."""
        return self.phrases[phrase].format(
            **{k: self.number(v) if isinstance(v, int | float) else v for k, v in blanks.items()}
        )

    def number(self, number: object) -> str:
        """A number, or a text with numbers, in the language's digits."""
        return packs.localise_digits(number, self.language)

    def day(self, moment: datetime | date | None) -> str:
        """A date in words (UTC), or the phrase for an unknown date."""
        if moment is None:
            return self.phrases["unknown_date"]
        return _format_long_date(
            moment.date() if isinstance(moment, datetime) else moment, self.locale
        )

    def published(self, document: PublishedDocument) -> str:
        """When a document was published, as precisely as it says: a day, a month, or unknown."""
        if document.published is not None and document.precise == "month":
            return _format_month(document.published.date(), self.locale)
        return self.day(document.published)

    def noted(self, day: str) -> str:
        """A date that an editor noted: in words when it is an ISO date, else unchanged."""
        try:
            return self.day(date.fromisoformat(day))
        except ValueError:
            return day

    def span(self, first: date, last: date) -> str:
        """The interval from the first to the last day, in words."""
        return _format_interval(first, last, self.locale)

    def tongue(self, tag: str) -> str:
        """The name of the language with this BCP 47 tag."""
        unknown = packs.primary_subtag(tag) in {"", "und"}
        return (
            self.phrases["unknown"] if unknown else packs.language_name(tag, language=self.language)
        )

    def land(self, country: str) -> str:
        """The name of the country with this ISO 3166 code."""
        code = country.upper()
        # CLDR has names for XA and XB, but they stand for pseudo-locales of software tests; desks
        # use these codes, which ISO sets aside for users, for made-up countries.
        name = None if code in {"XA", "XB"} else _babel_locale(self.language).territories.get(code)
        return str(name or country or self.phrases["unknown"])

    def unit(self, number: int, unit: Literal["hour", "day"]) -> str:
        """A length of time in words: "3 days"."""
        from babel.dates import format_timedelta

        length = timedelta(**{f"{unit}s": number})
        locale = _babel_locale(self.locale)
        text = format_timedelta(length, unit, threshold=MAX_SPAN_UNITS, locale=locale)
        return self.number(text)

    def weekly(self, day: str, time: str, zone: str) -> str:
        """When something appears every week; `day` in English, `time` as "09:00", an IANA zone."""
        from babel.dates import get_day_names, get_timezone_gmt, get_timezone_location

        locale = _babel_locale(self.locale)
        weekday = get_day_names("wide", "stand-alone", locale)[_WEEKDAYS.index(day)]
        if zone.startswith("Etc/"):
            # Their names have the sign of POSIX, west positive: Etc/GMT-1 is UTC+1.
            place = get_timezone_gmt(datetime(2000, 1, 1, tzinfo=ZoneInfo(zone)), locale=locale)
        else:
            place = get_timezone_location(zone, locale, return_city=True) if "/" in zone else zone
        return self.say("weekly", day=weekday, time=self.number(time), place=self.number(place))

    def term(self, word: str) -> str:
        """The phrase for a term of the model (a kind, a relation), or the one for "unknown"."""
        return self.phrases.get(word, self.phrases["unknown"])


@lru_cache(maxsize=64)
def words_for(language: str) -> Words:
    """The site's words in this language, or in English where it has no phrases."""
    for tag in (language, packs.primary_subtag(language), FALLBACK_LANGUAGE):
        if tag in _load_phrases():
            # English phrases with the dates of another language would be two languages in one
            # sentence.
            is_translated = tag == packs.primary_subtag(language)
            return Words(tag, _load_phrases()[tag], language if is_translated else tag)
    raise KeyError(language)

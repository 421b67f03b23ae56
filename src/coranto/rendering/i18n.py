"""The site's phrases, dates, numbers and names of languages, in the edition's language. Pure.

Phrases are those of the interface, in `languages/interface`; all else comes from CLDR by way of
Babel. In a language without phrases they are English; the page itself keeps its language and
direction.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from coranto.model import PublishedDocument
from coranto.reading.language import cldr, packs
from coranto.reading.language.interface import Interface, load_interface
from coranto.rendering.sanitising import LeftToRightText

#: Babel changes to a larger unit (hours to days) from this many on.
# So high that it never does: a reason says "48 hours" where the desk measured hours.
MAX_SPAN_UNITS = 10_000
#: The smallest number that is shown as it is; below, "< 0.001" says as much to a reader.
MIN_SHOWN_NUMBER = 0.001
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Words:
    """The phrases, dates and numbers of one language."""

    page_language: str  #: of the page: the edition's language tag
    interface: Interface  #: the phrases: of the edition's language, or English where it has none
    locale: str  #: of the dates: the edition's language tag with its country, or English

    def __getitem__(self, phrase: str) -> str:
        return self._isolated(self.interface.fill_phrase(self.interface.site, phrase))

    @property
    def language(self) -> str:
        """The language of the phrases: the edition's, or English where it has none."""
        return self.interface.language

    @property
    def direction(self) -> str:
        """The page's writing direction: "rtl" or "ltr"."""
        return packs.writing_direction(self.page_language)

    @property
    def foreign_language(self) -> str:
        """The language of the phrases where it is not the page's; else ""."""
        is_own = packs.primary_subtag(self.page_language) == self.language
        return "" if is_own else self.language

    def _isolated(self, phrase: str) -> str:
        # Else the full stop of an English sentence is set at its beginning on such a page.
        is_same_direction = self.direction == packs.writing_direction(self.language)
        if is_same_direction or not any(map(str.isalpha, phrase)):
            return phrase
        return LeftToRightText(phrase)

    @property
    def dot(self) -> str:
        """The separator between two facts on a line."""
        # Where zero is a dot, as "۰" in Persian, " · " beside a number reads as one more figure.
        return " · " if self.number(0) == "0" else " | "

    def say(self, phrase: str, **blanks: object) -> str:
        """The phrase with its blanks filled in, in the form for the number that it counts."""
        return self._isolated(self.interface.fill_phrase(self.interface.site, phrase, **blanks))

    def number(self, number: object) -> str:
        """A number, or a text with numbers, as the language writes it."""
        return cldr.localise_number(number, self.language)

    def signed(self, number: float) -> str:
        """A number with two decimals and its sign: "+1.50", "−0.30"."""
        return self.number(f"{number:+.2f}").replace("-", "−")

    def rounded(self, number: float) -> str:
        """A number above zero with two significant digits: "0.0083", or "< 0.001"."""
        if 0 < number < MIN_SHOWN_NUMBER:
            return f"< {self.number(MIN_SHOWN_NUMBER)}"
        return self.number(format(Decimal(f"{number:.2g}"), "f"))

    def day(self, moment: datetime | date | None) -> str:
        """A date in words (UTC), or the phrase for an unknown date."""
        if moment is None:
            return self["unknown_date"]
        return self._isolated(
            cldr.format_long_date(
                moment.date() if isinstance(moment, datetime) else moment, self.locale
            )
        )

    def published(self, document: PublishedDocument) -> str:
        """When a document was published, as precisely as it says: a day, a month, or unknown."""
        if document.published is not None and document.precise == "month":
            return self._isolated(cldr.format_month(document.published.date(), self.locale))
        return self.day(document.published)

    def noted(self, day: str) -> str:
        """A date that an editor noted: in words when it is an ISO date, else unchanged."""
        try:
            return self.day(date.fromisoformat(day))
        except ValueError:
            return day

    def span(self, first: date, last: date) -> str:
        """The interval from the first to the last day, in words."""
        return self._isolated(cldr.format_date_span(first, last, self.locale))

    def tongue(self, tag: str) -> str:
        """The name of the language with this BCP 47 tag."""
        if packs.primary_subtag(tag) in {"", "und"}:
            return self["unknown"]
        return self._isolated(packs.language_name(tag, language=self.language))

    def land(self, country: str) -> str:
        """The name of the country with this ISO 3166 code."""
        code = country.upper()
        # CLDR has names for XA and XB, but they stand for pseudo-locales of software tests; desks
        # use these codes, which ISO sets aside for users, for made-up countries.
        name = (
            None if code in {"XA", "XB"} else cldr.babel_locale(self.language).territories.get(code)
        )
        return self._isolated(name) if name else country or self["unknown"]

    def unit(self, number: int, unit: Literal["hour", "day"]) -> str:
        """A length of time in words: "3 days"."""
        from babel.dates import format_timedelta

        length = timedelta(**{f"{unit}s": number})
        locale = cldr.babel_locale(self.locale)
        text = format_timedelta(length, unit, threshold=MAX_SPAN_UNITS, locale=locale)
        return self.number(text)

    def weekly(self, day: str, time: str, zone: str) -> str:
        """When something appears every week; `day` in English, `time` as "09:00", an IANA zone."""
        from babel.dates import get_day_names, get_timezone_gmt, get_timezone_location

        locale = cldr.babel_locale(self.locale)
        weekday = get_day_names("wide", "stand-alone", locale)[_WEEKDAYS.index(day)]
        if zone.startswith("Etc/"):
            # Their names have the sign of POSIX, west positive: Etc/GMT-1 is UTC+1.
            place = get_timezone_gmt(datetime(2000, 1, 1, tzinfo=ZoneInfo(zone)), locale=locale)
        else:
            place = get_timezone_location(zone, locale, return_city=True) if "/" in zone else zone
        return self.say("weekly", day=weekday, time=self.number(time), place=self.number(place))

    def term(self, word: str) -> str:
        """The phrase for a term of the model (a kind, a relation), or the one for "unknown"."""
        return self[word if word in self.interface.site else "unknown"]

    def time(self, moment: datetime) -> str:
        """A date in words and the time of day to the second (UTC)."""
        time = self.number(f"{moment:%H:%M:%S}")
        return self._isolated(f"{self.day(moment)}{self['comma']}{time} UTC")


@lru_cache(maxsize=64)
def words_for(language: str) -> Words:
    """The site's words in this language; English words where it has no phrases."""
    interface = load_interface(language)
    # English phrases with the dates of another language would be two languages in one sentence.
    is_own = interface.language == packs.primary_subtag(language)
    return Words(language, interface, language if is_own else interface.language)

"""The phrases, dates and numbers that an edition writes itself, by language.

Pure. The phrases are data, in `phrases.toml`; what they are used for is not known here.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from coranto.model import Document
from coranto.reading.language import packs


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The phrases of one edition language, as in `phrases.toml`."""

    language: str
    locale: str  #: CLDR locale for dates
    comma: str
    semicolon: str
    colon: str
    counted: str
    all_independent: str
    origin: str
    credited: str
    one_owner: str
    owners: str
    only_source: str
    unnamed: str
    pushed: str
    also: str
    more: str
    new_since: str
    all_new: str
    told_before: str
    in_this_number: str
    date_unknown: str
    language_unknown: str
    several: str
    posts: str
    untitled: str
    corrections: str
    corrected_heading: str
    corrected: str

    def day(self, document: Document) -> str:
        """A document's day of publication, "10 November 2026"; its month if only that is known."""
        if document.published is None:
            return self.date_unknown
        pattern = "MMMM y" if document.precise == "month" else "long"
        return self.date(document.published, pattern)

    def minute(self, document: Document) -> str:
        """Day and time of publication in UTC: "10 November 2026 14:02 UTC"."""
        if document.published is None or document.precise in {"day", "month"}:
            return self.day(document)
        return f"{self.day(document)} {self.number(f'{document.published:%H:%M}')} UTC"

    def date(self, moment: datetime, pattern: str = "long") -> str:
        """A date as this language writes it; `pattern` is a CLDR date pattern or its name."""
        from babel.dates import format_date

        return self.number(format_date(moment, pattern, locale=self.locale))

    def number(self, number: object) -> str:
        """A number, or a text with numbers, in the digits of this language."""
        return packs.localise_digits(number, self.language)

    def language_name(self, tag: str) -> str:
        """The name of the language `tag` in this language, without its region."""
        code = packs.primary_subtag(tag)
        return (
            self.language_unknown
            if code == "und"
            else packs.language_name(code, language=self.language)
        )


@cache
def load_wording(language: str) -> Wording:
    """The phrases of an edition's language; those of English where there are none."""
    phrases = tomllib.loads(files("coranto.editing").joinpath("phrases.toml").read_text("utf-8"))
    code = packs.primary_subtag(language)
    code = code if code in phrases else "en"
    return Wording(language=code, **phrases[code])

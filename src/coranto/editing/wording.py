"""The phrases, dates and numbers that an edition writes itself, by language. Pure.

The phrases are those of the interface, in `languages/interface`; what they are used for is not
known here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from coranto.model import Document
from coranto.reading.language import cldr, interface, packs
from coranto.reading.language.interface import Interface


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of one edition language: those of a draft, in `languages/interface`."""

    interface: Interface

    def __getitem__(self, phrase: str) -> str:
        """A phrase without forms for different numbers, blanks as they are."""
        (text,) = interface.phrase_forms(self.interface.draft[phrase])
        return text

    @property
    def language(self) -> str:
        """The language of the phrases: the edition's, or English where it has none."""
        return self.interface.language

    def say(self, phrase: str, **blanks: object) -> str:
        """The phrase with its blanks filled in, in the form for the number that it counts."""
        return self.interface.fill_phrase(self.interface.draft, phrase, **blanks)

    def forms(self, phrase: str) -> Iterator[str]:
        """Yield every form of a phrase, and what earlier versions wrote for it."""
        yield from interface.phrase_forms(self.interface.draft.get(phrase, {}))
        yield from self.interface.former.get(phrase, ())

    def patterns(self, phrase: str, blank_patterns: Mapping[str, str]) -> Iterator[str]:
        """Yield a regular expression for each of the forms of a phrase, without emphasis."""
        for form in self.forms(phrase):
            yield interface.form_pattern(form, blank_patterns)

    def day(self, document: Document) -> str:
        """A document's day of publication, "10 November 2026"; its month if only that is known."""
        if document.published is None:
            return self["date_unknown"]
        if document.precise == "month":
            return cldr.format_month(document.published.date(), self.language)
        return self.date(document.published)

    def minute(self, document: Document) -> str:
        """Day and time of publication in UTC: "10 November 2026 14:02 UTC"."""
        if document.published is None or document.precise in {"day", "month"}:
            return self.day(document)
        return f"{self.day(document)} {self.number(f'{document.published:%H:%M}')} UTC"

    def date(self, moment: datetime) -> str:
        """A date in words, as this language writes it."""
        return cldr.format_long_date(moment.date(), self.language)

    def number(self, number: object) -> str:
        """A number, or a text with numbers, as this language writes it."""
        return cldr.localise_number(number, self.language)

    def language_name(self, tag: str) -> str:
        """The name of the language `tag` in this language, without its region."""
        code = packs.primary_subtag(tag)
        return (
            self["language_unknown"]
            if code == "und"
            else packs.language_name(code, language=self.language)
        )

    def language_heading(self, tag: str) -> str:
        """The heading of a section by language, with a capital: "In English", "En anglais"."""
        name = self.language_name(tag)
        is_known = packs.primary_subtag(tag) != "und"
        heading = self.say("in_language", language=name) if is_known else name
        return heading[:1].upper() + heading[1:]

    def relation(self, relation: str) -> str:
        """What somebody is to an outlet, as a label: "Owner"."""
        (label,) = interface.phrase_forms(self.interface.site[relation])
        return label


@lru_cache(maxsize=64)
def load_wording(language: str) -> Wording:
    """The phrases of an edition's language; those of English where there are none."""
    return Wording(interface.load_interface(language))

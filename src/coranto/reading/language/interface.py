"""The interface: the words that Coranto itself prints, by language. Pure.

They are data in `coranto/languages/interface/*.toml`, one file for each language; a new one
needs no code. What the phrases are used for is not known here.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from coranto.reading.language import cldr, packs

#: Language of the phrases where a language has none of its own.
FALLBACK_LANGUAGE = "en"

#: A phrase with {blanks}, or its forms by plural category of CLDR ("one", "few" …), by exact
#: number ("=2"), and "other".
Phrase = str | Mapping[str, str]
#: Phrase → the blank whose number decides its form. Phrases that are not here have one form.
COUNTED_BLANKS = {
    "counted": "outlets",
    "all_independent": "outlets",
    # Several accounts, always: only the seconds may be one.
    "pushed": "seconds",
    "new_since": "numbers",
    "all_new": "numbers",
    "told_before": "numbers",
    "more": "count",
    "and_more": "count",
    "push": "window",
    "push_odds": "observed",
    "push_apart": "seconds",
}


# Compared by identity: there is one of each language, and mappings have no hash.
@dataclass(frozen=True, slots=True, eq=False)
class Interface:
    """The phrases of one language, by the part of Coranto that prints them."""

    language: str
    draft: Mapping[str, Phrase]
    site: Mapping[str, Phrase]
    #: Name of a signal in a reason, as frozen in English → its name.
    signals: Mapping[str, str]
    #: Detail of a reason, as frozen in English, with {blanks} → its phrase.
    details: Mapping[str, str]
    #: Phrase of a draft → what earlier versions wrote; also phrases that are no more.
    former: Mapping[str, Sequence[str]]

    def fill_phrase(self, phrases: Mapping[str, Phrase], key: str, **values: object) -> str:
        """The phrase `key` with its blanks filled in; where it counts, in the form for the number.

        A list is written with the language's commas, and counts as many as it has.
        """
        phrase = phrases[key]
        if not isinstance(phrase, str):
            phrase = self._form_for(phrase, values.get(COUNTED_BLANKS[key]))
        return phrase.format(**{name: self._written_value(value) for name, value in values.items()})

    def _written_value(self, value: object) -> object:
        if isinstance(value, list | tuple):
            return str(self.draft["comma"]).join(str(self._written_value(each)) for each in value)
        return (
            cldr.localise_number(value, self.language) if isinstance(value, int | float) else value
        )

    def _form_for(self, forms: Mapping[str, str], counted: object) -> str:
        number = len(counted) if isinstance(counted, list | tuple) else counted
        if not isinstance(number, int | float):
            # A text, such as "#" in a pattern, stands for one thing.
            number = 1
        exact = forms.get(f"={number}")
        return exact or forms.get(cldr.plural_category(number, self.language)) or forms["other"]


def phrase_forms(phrase: Phrase) -> Iterator[str]:
    """Yield every form of a phrase, each once."""
    yield from dict.fromkeys([phrase] if isinstance(phrase, str) else phrase.values())


def form_pattern(form: str, blank_patterns: Mapping[str, str]) -> str:
    """A regular expression for a form of a phrase without emphasis; blanks by name.

    Any space stands for any other: editors' programs write plain ones for no-break spaces.
    """
    parts = re.split(r"\{(\w+)\}", form.replace("*", ""))
    return "".join(
        r"\s".join(map(re.escape, re.split(r"\s", part)))
        if position % 2 == 0
        else blank_patterns[part]
        for position, part in enumerate(parts)
    )


@cache
def interface_languages() -> tuple[str, ...]:
    """The languages that have phrases, sorted."""
    names = (entry.name for entry in files("coranto.languages").joinpath("interface").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def has_interface(tag: str) -> bool:
    """Whether the language of this tag has phrases of its own."""
    return packs.primary_subtag(tag) in interface_languages()


@lru_cache(maxsize=64)
def load_interface(tag: str) -> Interface:
    """The phrases of a language; those of English where it has none."""
    language = packs.primary_subtag(tag) if has_interface(tag) else FALLBACK_LANGUAGE
    file = files("coranto.languages").joinpath("interface", f"{language}.toml")
    tables = tomllib.loads(file.read_text("utf-8"))
    return Interface(
        language,
        tables["punctuation"] | tables["draft"],
        tables["punctuation"] | tables["site"],
        tables["signals"],
        tables["details"],
        tables.get("former", {}),
    )

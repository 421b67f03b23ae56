"""Find the names of a text, with keys by which they are recognised in other scripts. Pure.

Only what is certainly written as a name counts: words with a capital inside a sentence,
and places that the vocabulary knows. In scripts without capitals, that leaves places.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from coranto.analysis.stories import features
from coranto.editing.facts import numbers
from coranto.reading.dates import tables
from coranto.reading.language import packs, text
from coranto.reading.language import transliteration as skeletons

#: Languages that write common nouns with a capital, too: there, a capital makes no name.
_CAPITAL_NOUN_LANGUAGES = frozenset({"de", "lb"})
_WORD_PATTERN = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f\u200c]|[’'-](?=\w))*")
_POSSESSIVE_PATTERN = re.compile(r"[’']s?$")
#: Most letters that an inflection adds to a name or changes: "Ombra", "Ombrës".
_MAX_ENDING_LETTERS = 2
#: Fewest letters, or consonants, that a name is recognised by; fewer fit too many words.
_MIN_NAME_LETTERS = 3
#: Languages whose script keeps neither the consonants nor the letters of a foreign name.
_SYLLABIC_LANGUAGES = frozenset({"zh", "ja", "ko", "th", "my", "km", "lo"})
#: Languages in the Arabic script, which lacks some letters and writes others as vowels.
_ARABIC_SCRIPT_LANGUAGES = frozenset({"ar", "fa", "ur", "ckb", "ps", "sd", "ug"})
_VOWELS = "aeiouy'"
#: Latin letters that the Arabic script may write as others, or not at all.
_UNSURE_LETTER_PATTERN = re.compile("[fvwyjh']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as written, its place in the text, and keys that it shares with other spellings."""

    raw: str
    start: int
    end: int
    keys: frozenset[str]  #: "g:" a place, "n:" its consonants, "l:" Latin letters, "t:" its stem


@dataclass(frozen=True, slots=True)
class NameIndex:
    """The keys of all words of some texts, in which names are looked up."""

    keys: frozenset[str] = frozenset()
    cores: frozenset[str] = frozenset()  #: of words in the Arabic script
    is_blind: bool = False  #: a text is in a script in which names cannot be looked up

    def __or__(self, other: "NameIndex") -> "NameIndex":
        return NameIndex(
            self.keys | other.keys, self.cores | other.cores, self.is_blind or other.is_blind
        )

    def has(self, name: Name) -> bool:
        """Whether the name may be in the texts, in some script and inflection.

        True as well where it cannot be looked up: a name is reported missing only for sure.
        """
        if self.is_blind or name.keys & self.keys:
            return True
        core = _sure_consonants(name.raw)
        if self.cores and (len(core) < _MIN_NAME_LETTERS or core in self.cores):
            return True
        spelled_keys = [key for key in name.keys if key[:2] in {"n:", "l:"}]
        return any(
            # The test of the first letters is cheap and rules out most pairs.
            text_key.startswith(name_key[: 2 + _MIN_NAME_LETTERS])
            and _is_inflected(name_key, text_key)
            for name_key in spelled_keys
            for text_key in self.keys
        )


def find_names(passage: str, language: str) -> list[Name]:
    """The names in a sentence, in order: words with a capital, and known places."""
    code = packs.primary_subtag(language)
    names = list(_find_capitalised_names(passage, code))
    name_starts = {name.start for name in names}
    for match in _WORD_PATTERN.finditer(passage):
        places = {key for key in _word_keys(match[0], code) if key.startswith("g:")}
        if places and match.start() not in name_starts:
            names.append(_make_name(match, frozenset(places)))
    return sorted(names, key=lambda name: name.start)


def index_names(passage: str, language: str) -> NameIndex:
    """The keys of all words of a text, for looking up names."""
    code = packs.primary_subtag(language)
    words = {part for match in _WORD_PATTERN.finditer(passage) for part in _name_parts(match[0])}
    return NameIndex(
        frozenset(key for word in words for key in _word_keys(word, code, loose=True)),
        frozenset(map(_sure_consonants, words)) - {""}
        if code in _ARABIC_SCRIPT_LANGUAGES
        else frozenset(),
        code in _SYLLABIC_LANGUAGES,
    )


def _sure_consonants(word: str) -> str:
    """The consonants of a name that every spelling in the Arabic script writes."""
    # A leading vowel may or may not be written (alef), so it does not count.
    return skeletons.consonant_skeleton(
        _UNSURE_LETTER_PATTERN.sub("", skeletons.to_latin(word))
    ).removeprefix("a")


def _is_inflected(first_key: str, second_key: str) -> bool:
    """Whether two keys differ only in an inflected ending: "l:ombra" and "l:ombres"."""
    short, long = sorted((first_key, second_key), key=len)
    stem = short.rstrip(_VOWELS) if short[0] == "l" else short
    stem = stem if len(short) - len(stem) <= 1 else short[:-1]
    letters = len(stem) - 2  # without "l:" or "n:"
    # On a stem of three letters, an ending of two would make another name.
    max_ending_letters = _MAX_ENDING_LETTERS if letters > _MIN_NAME_LETTERS else 1
    return (
        letters >= _MIN_NAME_LETTERS
        and long.startswith(stem)
        and len(long) - len(short) <= max_ending_letters
    )


def _name_parts(word: str) -> list[str]:
    """A word without its possessive ending; of a hyphenated word also its parts."""
    bare = _POSSESSIVE_PATTERN.sub("", word)
    return [bare, *bare.split("-")] if "-" in bare else [bare]


def _find_capitalised_names(passage: str, code: str) -> Iterator[Name]:
    """Words with a capital inside a sentence, without months, offices and institutions."""
    words = list(_WORD_PATTERN.finditer(passage))
    months = tables.calendar_words(code)
    titles = numbers.title_words(code) | {
        title.removesuffix("s") for title in numbers.title_words(code)
    }
    for index, match in enumerate(words):
        word = _POSSESSIVE_PATTERN.sub("", match[0])
        normal = text.normalise(word)
        if not _has_capital(word) or normal in months or normal.removesuffix("s") in titles:
            continue
        follows_capital = (
            index > 0
            and _has_capital(words[index - 1][0])
            and _is_adjacent(passage, words[index - 1], match)
        )
        precedes_capital = index + 1 < len(words) and _has_capital(words[index + 1][0])
        precedes_capital = precedes_capital and _is_adjacent(passage, match, words[index + 1])
        # The first word of a sentence has a capital in any case.
        if index == 0:
            continue
        if code in _CAPITAL_NOUN_LANGUAGES and not (follows_capital and not precedes_capital):
            continue
        keys = _word_keys(word, code)
        # After a first name, a common word is a name, too: "Tomas Brand".
        if keys and (
            not _is_common_word(keys)
            or (follows_capital and _is_name_word(words[index - 1][0], code))
        ):
            yield _make_name(match, keys)


def _is_common_word(keys: frozenset[str]) -> bool:
    """Whether the core vocabulary has the word as a concept ("c:")."""
    return any(key.startswith("c:") for key in keys)


def _is_name_word(word: str, code: str) -> bool:
    keys = _word_keys(_POSSESSIVE_PATTERN.sub("", word), code)
    return any(key.startswith("n:") for key in keys) and not _is_common_word(keys)


def _has_capital(word: str) -> bool:
    return word[:1].isupper()


def _is_adjacent(passage: str, first_word: re.Match[str], second_word: re.Match[str]) -> bool:
    return passage[first_word.end() : second_word.start()] in {" ", "-", "\u00a0"}


@lru_cache(maxsize=50_000)
def _word_keys(word: str, code: str, *, loose: bool = False) -> frozenset[str]:
    """The keys of a word; with `loose`, of a word without a capital also those of a name."""
    keys = {*_language_free_keys(word, code), *(f"t:{token}" for token in text.tokens(word, code))}
    letters = skeletons.to_latin(word)
    if len(letters) >= _MIN_NAME_LETTERS:
        keys.add(f"l:{letters}")
    # A word that may be the name is enough: adjectives and hashtags are written small.
    if loose and word[:1].islower():
        keys.update(_language_free_keys(word.capitalize(), code))
    return frozenset(keys)


def _language_free_keys(word: str, code: str) -> Iterator[str]:
    """The keys of a word that all languages share: place, concept, consonants of a name."""
    for key in features.word_features(word, code):
        if key.startswith("g:"):
            yield _country_key(key)
            if bones := skeletons.consonant_skeleton(word):
                yield f"n:{bones}"
        elif key[:2] in {"c:", "n:"}:
            yield key


def _country_key(place: str) -> str:
    """The key of a place's country: one language names its capital, another its time zone."""
    from babel.core import get_global  # only texts that name a place need its tables

    zone = place.removeprefix("g:")
    return f"g:{get_global('zone_territories').get(zone, zone)}"


def _make_name(match: re.Match[str], keys: frozenset[str]) -> Name:
    raw = _POSSESSIVE_PATTERN.sub("", match[0])
    return Name(raw=raw, start=match.start(), end=match.start() + len(raw), keys=keys)

"""Look up what words of the news mean in any language: concepts and places. Pure.

The words are data in `coranto/languages/vocabulary/*.toml`, one file for each language; a new
one needs no code. CLDR adds names of countries and cities.
"""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from coranto.reading.language import packs, text

#: Letters of the shortest word that also matches its inflections.
MIN_STEM_LETTERS = 5
#: Letters that an inflection may add to a word.
MAX_ENDING_LETTERS = 4
#: Letters of the shortest stem looked for.
MIN_WORD_LETTERS = 3
#: Letters of the shortest word looked for at either end of a compound.
MIN_COMPOUND_PART_LETTERS = 6
#: Letters that may follow a stem written with "*": any number.
_MAX_OPEN_ENDING_LETTERS = 100
_COMPOUNDING_LANGUAGES = frozenset({"de", "nl", "sv", "no", "nb", "da"})
#: Languages written without spaces: their words are looked for anywhere in a text.
_UNSPACED_LANGUAGES = frozenset({"zh", "ja"})
_MIN_LETTERS_AFTER_PARTICLE = 3

#: The words that must follow the first word of a phrase, and the meaning of the phrase.
Phrase = tuple[tuple[str, ...], str]


class Vocabulary:
    """The words of one language and their meanings. Words are looked up in normalised form."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._meanings_by_word: dict[str, list[str]] = {}
        #: stem → (letters of the longest ending allowed, meaning)
        self._stems: dict[str, list[tuple[int, str]]] = {}
        self._phrases: dict[str, list[Phrase]] = {}  #: by first word
        for meaning, entry in _list_entries(language):
            self._add_entry(entry, meaning)
        #: first character → lengths of the words that begin with it; for unspaced scripts
        self._word_lengths: dict[str, set[int]] = {}
        for word in self._meanings_by_word if language in _UNSPACED_LANGUAGES else ():
            self._word_lengths.setdefault(word[0], set()).add(len(word))
        self._longest_entry = max(map(len, (*self._meanings_by_word, *self._stems)), default=0)
        self._stem_beginnings = {stem[:MIN_WORD_LETTERS] for stem in self._stems}

    def meanings(self, word: str) -> tuple[str, ...]:
        """The concepts that one word means: a few at most, often none."""
        if self._language in _UNSPACED_LANGUAGES:
            return tuple(dict.fromkeys(self._meanings_in_run(word)))
        concepts = list(self._meanings_of_inflected(word))
        # Only a word without a meaning of its own is taken apart: many words begin with the
        # letters of a particle.
        if not concepts:
            particles = packs.load_pack(self._language).particles
            concepts = [
                concept
                for bare_word in _strip_particles(word, particles)
                for concept in self._meanings_of_inflected(bare_word)
            ]
        if not concepts and self._language in _COMPOUNDING_LANGUAGES:
            concepts = list(self._meanings_of_compound(word))
        return tuple(dict.fromkeys(concepts))

    def phrases(self, first: str) -> list[Phrase]:
        """The phrases that begin with this word."""
        return self._phrases.get(first, [])

    def _add_entry(self, entry: str, meaning: str) -> None:
        """Add a word or phrase. A word with "*" takes any ending, one with "=" takes none."""
        words = entry.rstrip("*=").split()
        if len(words) > 1 and self._language not in _UNSPACED_LANGUAGES:
            self._phrases.setdefault(words[0], []).append((tuple(words[1:]), meaning))
        elif entry.endswith("*"):
            self._stems.setdefault(words[0], []).append((_MAX_OPEN_ENDING_LETTERS, meaning))
        else:
            self._meanings_by_word.setdefault(words[0], []).append(meaning)
            # Short words match exactly: Spanish "oro" (gold) also begins "oroscopo".
            if len(words[0]) >= MIN_STEM_LETTERS and not entry.endswith("="):
                self._stems.setdefault(words[0], []).append((MAX_ENDING_LETTERS, meaning))

    def _meanings_of_inflected(self, word: str) -> Iterator[str]:
        """The meanings of the word itself, else of its longest stem that allows its ending."""
        exact_meanings = self._meanings_by_word.get(word)
        if exact_meanings:
            yield from exact_meanings
            return
        # One look-up rules out words that begin like no stem, instead of one for each length.
        if word[:MIN_WORD_LETTERS] not in self._stem_beginnings:
            return
        for length in range(min(len(word), self._longest_entry), MIN_WORD_LETTERS - 1, -1):
            stems = self._stems.get(word[:length], ())
            stem_meanings = [
                meaning for max_ending, meaning in stems if len(word) - length <= max_ending
            ]
            if stem_meanings:
                yield from stem_meanings
                return

    def _meanings_of_compound(self, word: str) -> Iterator[str]:
        """The meanings of both the first and the last word of a compound."""
        for length in range(len(word) - 3, MIN_COMPOUND_PART_LETTERS - 2, -1):
            if word[:length] in self._meanings_by_word:
                yield from self._meanings_by_word[word[:length]]
                break
        for start in range(3, len(word) - MIN_COMPOUND_PART_LETTERS + 2):
            last_word = word[start:]
            if last_word in self._meanings_by_word or last_word in self._stems:
                yield from self._meanings_of_inflected(last_word)
                break

    def _meanings_in_run(self, run: str) -> Iterator[str]:
        """The meanings of all words inside a run of characters without spaces."""
        for start, char in enumerate(run):
            for length in self._word_lengths.get(char, ()):
                yield from self._meanings_by_word.get(run[start : start + length], ())


def _strip_particles(word: str, particles: tuple[str, ...]) -> list[str]:
    """A word without each of the particles that it may begin with, as Arabic ones do."""
    return [
        word.removeprefix(particle)
        for particle in particles
        if word.startswith(particle) and len(word) - len(particle) >= _MIN_LETTERS_AFTER_PARTICLE
    ]


@lru_cache(maxsize=64)
def load_vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language; it has places only when the language has no file yet."""
    return Vocabulary(language)


@lru_cache(maxsize=1)
def concept_kinds() -> dict[str, str]:
    """Concept → kind, such as judo → sport, for kinds of which a piece of news has one."""
    kinds_file = files("coranto.languages").joinpath("vocabulary", "kinds.toml")
    tables = tomllib.loads(kinds_file.read_text("utf-8"))
    return {concept: kind for kind, concepts in tables.items() for concept in concepts}


def _list_entries(language: str) -> Iterator[tuple[str, str]]:
    """The meaning and the word or phrase of each entry, from the file and from CLDR."""
    vocabulary_file = files("coranto.languages").joinpath("vocabulary", f"{language}.toml")
    file_words: set[str] = set()
    if vocabulary_file.is_file():
        tables = tomllib.loads(vocabulary_file.read_text("utf-8"))
        for meaning, words in (*tables["concepts"].items(), *tables["places"].items()):
            file_words.update(words)
            yield from ((meaning, word) for word in words)
        file_words.update(tables.get("not_places", {}).get("words", ()))
    for place, name in _cldr_places(language):
        word = text.normalise(name)
        # The file decides what a word means where CLDR has a place of that name, and which of
        # these names are everyday words: Persian "مالی" is "financial" before it is Mali.
        if len(word) > 2 and word not in file_words:
            yield place, word


def _cldr_places(language: str) -> Iterator[tuple[str, str]]:
    """Countries by ISO code and cities by time zone, as CLDR names them."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return
    for code, name in locale.territories.items():
        if len(code) == 2:
            yield code, name
    for zone, names in locale.time_zones.items():
        yield zone, names.get("city") or zone.rpartition("/")[2].replace("_", " ")

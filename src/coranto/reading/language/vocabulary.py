"""What the words of the news mean, whatever their language: concepts and places. Pure.

The words are data, in `coranto/languages/vocabulary/*.toml`, one file a language; a
new one needs no code. Names of countries and cities come from CLDR besides.
"""

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from coranto.reading.language import text

#: Letters from which a word also stands for its inflections, how long these may be, and
#: how long all that is looked for is at least.
MIN_STEM_LETTERS = 5
MAX_ENDING_LETTERS = 4
MIN_WORD_LETTERS = 3
#: A German compound is searched for words of so many letters at either end.
MIN_COMPOUND_PART_LETTERS = 6
_COMPOUNDING_LANGUAGES = frozenset({"de", "nl", "sv", "no", "nb", "da"})
#: Written without spaces: words are looked for anywhere.
_UNSPACED_LANGUAGES = frozenset({"zh", "ja"})
#: Arabic particles written together with the word that follows.
_ARABIC_PARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل", "و", "ب", "ل", "ف")
_MIN_LETTERS_AFTER_PARTICLE = 3

Phrase = tuple[tuple[str, ...], str]


class Vocabulary:
    """The words of one language by their meaning. Asked in normalised form."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._exact: dict[str, list[str]] = {}
        self._stems: dict[str, list[tuple[int, str]]] = {}  #: with the longest ending allowed
        self._phrases: dict[str, list[Phrase]] = {}
        for meaning, written in _list_entries(language):
            self._learn(written, meaning)
        #: How long words are that begin with a character, for scripts without spaces.
        self._lengths: dict[str, set[int]] = {}
        for word in self._exact if language in _UNSPACED_LANGUAGES else ():
            self._lengths.setdefault(word[0], set()).add(len(word))
        self._longest = max(map(len, (*self._exact, *self._stems)), default=0)
        self._beginnings = {stem[:MIN_WORD_LETTERS] for stem in self._stems}

    def meanings(self, word: str) -> tuple[str, ...]:
        """What one word means, in no more than a few concepts; often nothing."""
        if self._language in _UNSPACED_LANGUAGES:
            return tuple(dict.fromkeys(self._anywhere(word)))
        found = list(self._starting(word))
        if not found and self._language == "ar":
            found = [each for bare in _strip_particles(word) for each in self._starting(bare)]
        if not found and self._language in _COMPOUNDING_LANGUAGES:
            found = list(self._ending(word))
        return tuple(dict.fromkeys(found))

    def phrases(self, first: str) -> list[Phrase]:
        """Phrases that begin with this word: the words that must follow, and the meaning."""
        return self._phrases.get(first, [])

    def _learn(self, written: str, meaning: str) -> None:
        words = written.rstrip("*=").split()
        if len(words) > 1 and self._language not in _UNSPACED_LANGUAGES:
            self._phrases.setdefault(words[0], []).append((tuple(words[1:]), meaning))
        elif written.endswith("*"):
            self._stems.setdefault(words[0], []).append((100, meaning))
        else:
            self._exact.setdefault(words[0], []).append(meaning)
            if len(words[0]) >= MIN_STEM_LETTERS and not written.endswith("="):
                self._stems.setdefault(words[0], []).append((MAX_ENDING_LETTERS, meaning))

    def _starting(self, word: str) -> Iterator[str]:
        exact = self._exact.get(word)
        if exact:
            yield from exact
            return
        if word[:MIN_WORD_LETTERS] not in self._beginnings:
            return
        for length in range(min(len(word), self._longest), MIN_WORD_LETTERS - 1, -1):
            stems = self._stems.get(word[:length], ())
            fitting = [meaning for most, meaning in stems if len(word) - length <= most]
            if fitting:
                yield from fitting
                return

    def _ending(self, word: str) -> Iterator[str]:
        """Of a compound both its first and its last word."""
        for length in range(len(word) - 3, MIN_COMPOUND_PART_LETTERS - 2, -1):
            if word[:length] in self._exact:
                yield from self._exact[word[:length]]
                break
        for start in range(3, len(word) - MIN_COMPOUND_PART_LETTERS + 2):
            rest = word[start:]
            if rest in self._exact or rest in self._stems:
                yield from self._starting(rest)
                break

    def _anywhere(self, run: str) -> Iterator[str]:
        for start, char in enumerate(run):
            for length in self._lengths.get(char, ()):
                yield from self._exact.get(run[start : start + length], ())


def _strip_particles(word: str) -> list[str]:
    """An Arabic word without the particles it may begin with."""
    return [
        word.removeprefix(each)
        for each in _ARABIC_PARTICLES
        if word.startswith(each) and len(word) - len(each) >= _MIN_LETTERS_AFTER_PARTICLE
    ]


@lru_cache(maxsize=64)
def load_vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language; one of places alone where nobody wrote it yet."""
    return Vocabulary(language)


@lru_cache(maxsize=1)
def concept_kinds() -> dict[str, str]:
    """Concepts of which a piece of news is about one, and what kind each is: judo, a sport."""
    packed = files("coranto.languages").joinpath("vocabulary", "kinds.toml")
    tables = tomllib.loads(packed.read_text("utf-8"))
    return {concept: kind for kind, concepts in tables.items() for concept in concepts}


def _list_entries(language: str) -> Iterator[tuple[str, str]]:
    packed = files("coranto.languages").joinpath("vocabulary", f"{language}.toml")
    written: set[str] = set()
    if packed.is_file():
        tables = tomllib.loads(packed.read_text("utf-8"))
        for meaning, words in (*tables["concepts"].items(), *tables["places"].items()):
            written.update(words)
            yield from ((meaning, word) for word in words)
    for place, name in _cldr_places(language):
        word = text.normalise(name)
        if len(word) > 2 and word not in written:
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

"""What a document says that others may say too, in its own words and in any language's. Pure.

A feature is a short string. Marked ones are the same in every language: "c:" a concept
of the vocabulary, "g:" a place, "n:" a name by its consonants, "#" a number, "~" a run of
letters of a headline; the others are how words begin, in Latin letters: languages have many
beginnings in common.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log

from coranto.model import Document
from coranto.reading.language import packs, text, transliteration
from coranto.reading.language.vocabulary import Phrase, Vocabulary, vocabulary
from coranto.reading.language.vocabulary import kinds as vocabulary_kinds

#: The lead is where news is told; what follows is background that many stories share.
LEAD = 600
#: A character of these languages says as much as three letters.
DENSE = {"zh": 3, "ja": 3}
WORDS = 60
#: How often a word of the title counts, for one of the lead or of what stands before the
#: title's colon: "Olympics latest:".
TITLE = 2
#: What is left of a title has so many characters, and half of them all.
LEAST = 20
#: So many words make a text that is told from others by them.
TELLING = 4
#: Words kept per language, with what they mean, before they are forgotten.
REMEMBERED = 200_000
#: Letters by which a word is known, whatever its ending; a pair of Han characters as it is.
BEGINNING, PAIR = 4, 2
#: Letters in a row by which headlines are compared, and the mark of such a run.
RUN = 4
LETTER = "~"
#: A longer word is no word; one longer than this is not remembered: where no spaces are
#: written, clauses are read as words, and hardly one comes again.
LONGEST, RETURNING = 40, 20

_WORDS = re.compile(
    r"\d+(?:[.,:]\d+)*|(?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff])"
    r"(?:[\w\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff]|[\u200c'’-](?=\w))*"
)
#: What joins words into one.
_PARTS = re.compile("['’‑-]")
_HAN = re.compile("[\u4e00-\u9fff]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
#: " | The Courier", " - Sport - La Tribune": what outlets hang on their titles.
_HUNG = re.compile(r"\s(?:[|–—»·•]|-{1,2}|\"{2}|\")\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What was found, with weights: a word told twice weighs more."""

    language: str
    own: Mapping[str, float]  #: words as written, by their beginnings
    shared: Mapping[str, float]  #: what other languages could say, too
    letters: Mapping[str, float]  #: runs of Latin letters in the words of a bare headline
    is_bare: bool  #: there is no text but the headline
    text: int  #: the same for documents of the same words; 0 where there are too few to tell
    claims: Mapping[str, frozenset[str]]  #: of which news has one: places, a sport, a rank …


@dataclass(frozen=True, slots=True)
class _Word:
    own: tuple[str, ...]
    shared: tuple[str, ...]
    normal: str
    phrases: tuple[Phrase, ...]


def features(document: Document) -> Features:
    """What the title and the lead of a document say."""
    language = packs.primary(document.language)
    reader = _reader(language)
    own: list[str] = []
    shared: list[str] = []
    kicker, title = _parted(headline(document.title[:LEAD]))
    lead = document.text[: LEAD // DENSE.get(language, 1)]
    for piece, times in ((kicker, 1), (title, TITLE), (lead, 1)):
        if piece:
            in_own, in_all = reader.features(piece)
            own += in_own * times
            shared += in_all * times
    return Features(
        language=language,
        own=_damped(own),
        shared=_damped(shared),
        letters={} if document.text else _damped(_letters(title)),
        is_bare=not document.text,
        text=hash((title, document.text[:LEAD])) if len(set(own)) >= TELLING else 0,
        claims=_claims(shared),
    )


def _claims(shared: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    kinds = vocabulary_kinds()
    for feature in shared:
        kind = (
            "place" if feature[0] == "g" else kinds.get(feature[2:]) if feature[0] == "c" else None
        )
        if kind:
            found.setdefault(kind, set()).add(feature)
    return {kind: frozenset(features) for kind, features in found.items()}


def headline(title: str) -> str:
    """The title without the outlet's name that is hung on it."""
    for _ in range(3):
        hung = [match.start() for match in _HUNG.finditer(title)]
        if not hung or hung[-1] < max(LEAST, len(title) // 2):
            return title
        title = title[: hung[-1]]
    return title


def _parted(title: str) -> tuple[str, str]:
    """What stands before the colon of a title, if it is short, and the rest."""
    kicker, colon, rest = title.partition(": ")
    if colon and len(kicker) <= min(30, len(rest)):
        return kicker, rest
    return "", title


def _letters(title: str) -> list[str]:
    found = [word[:RETURNING] for word in words(title)[:WORDS] if not _HAN.search(word)]
    return [run for word in found for run in _runs(word)]


def _damped(found: list[str]) -> dict[str, float]:
    """Features with how often they were found, as logarithms."""
    return {feature: _logarithm(count) for feature, count in Counter(found).items()}


@lru_cache(maxsize=256)
def _logarithm(count: int) -> float:
    """Few values, each kept once."""
    return 1 + log(count)


@lru_cache(maxsize=64)
def _reader(language: str) -> "_Reader":
    return _Reader(language)


class _Reader:
    """Words of one language and their features, worked out when first met."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._vocabulary: Vocabulary = vocabulary(language)
        self._known: dict[str, _Word] = {}

    def features(self, piece: str) -> tuple[list[str], list[str]]:
        """The features of the words of a text, and those that any language could have."""
        known, read = self._known.get, self._word
        told = [known(word) or read(word) for word in words(piece)[:WORDS]]
        own = list(chain.from_iterable([word.own for word in told]))
        shared = list(chain.from_iterable([word.shared for word in told]))
        shared += [
            _marked(meaning)
            for at, word in enumerate(told)
            if word.phrases
            for following, meaning in word.phrases
            if _follow(told, at + 1, following)
        ]
        return own, shared

    def _word(self, word: str) -> _Word:
        known = self._known.get(word)
        if known is None:
            known = self._read(word[:LONGEST])
            if len(word) <= RETURNING:
                if len(self._known) >= REMEMBERED:
                    self._known.clear()
                self._known[word] = known
        return known

    def _read(self, word: str) -> _Word:
        normal = text.normalise(word)
        if _NUMBER.fullmatch(normal):
            number = "#" + normal.replace(",", ".").removesuffix(".0")
            return _Word((), (number,), normal, ())
        stems = tuple(dict.fromkeys(map(_beginning, text.tokens(word, self._language))))
        meanings = self._vocabulary.meanings(normal)
        phrases = tuple(self._vocabulary.phrases(normal))
        if not stems and not meanings:
            return _Word((), (), normal, phrases)
        shared = tuple(_marked(meaning) for meaning in meanings)
        if not shared and len(parts := _PARTS.split(word)) > 1:
            shared = tuple(dict.fromkeys(each for part in parts for each in self._part(part)))
        elif not shared and len(normal) > 2:
            shared = tuple(_name(word, normal))
        return _Word(stems, shared, normal, phrases)

    def _part(self, part: str) -> tuple[str, ...]:
        """What a part of a compound or an elision is counted as: "l'Équipe", "Tokyo-2020"."""
        return self._word(part).shared if part else ()


def _follow(words: list[_Word], at: int, following: tuple[str, ...]) -> bool:
    return all(
        at + step < len(words) and words[at + step].normal.startswith(one)
        for step, one in enumerate(following)
    )


def _marked(meaning: str) -> str:
    if meaning[0] == "#":
        return meaning
    return f"g:{meaning}" if meaning[0].isupper() else f"c:{meaning}"


@lru_cache(maxsize=REMEMBERED)
def _runs(word: str) -> tuple[str, ...]:
    """Every four letters in a row of a word in Latin letters, its edges marked."""
    marked = f" {transliteration.latin(text.normalise(word))} "
    return tuple(LETTER + marked[at : at + RUN] for at in range(max(1, len(marked) - RUN + 1)))


def _beginning(token: str) -> str:
    return token if len(token) <= PAIR else transliteration.latin(token)[:BEGINNING]


def _name(word: str, normal: str) -> list[str]:
    """A word that may be a name: one with a capital, or of a script that has none.

    Of Han characters the sound is not told: it hangs on the language.
    """
    if word[0].islower() or _HAN.search(word):
        return []
    written = word if word[0].isupper() else normal.removeprefix("ال")
    bones = transliteration.skeleton(written) or transliteration.spelling(written)
    return [f"n:{bones}"] if bones else []


def is_shared(feature: str) -> bool:
    """Whether a feature is a concept, a place, a name or a number."""
    return feature[0] == "#" or feature[1:2] == ":"


def words(piece: str) -> list[str]:
    """The words and numbers of a text, as they are written."""
    return _WORDS.findall(piece)


def features_of_word(word: str, language: str) -> tuple[str, ...]:
    """What one word, as written, was counted as."""
    known = _reader(language)._word(word)  # noqa: SLF001 - the same module
    return (*known.own, *known.shared)

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
from coranto.reading.language.vocabulary import Phrase, Vocabulary, load_vocabulary
from coranto.reading.language.vocabulary import concept_kinds as vocabulary_kinds

#: The lead is where news is told; what follows is background that many stories share.
LEAD_CHARACTERS = 600
#: A character of these languages says as much as three letters.
LETTERS_PER_CHARACTER = {"zh": 3, "ja": 3}
MAX_WORDS = 60
#: How often a word of the title counts, for one of the lead or of what stands before the
#: title's colon: "Olympics latest:".
TITLE_WEIGHT = 2
#: What is left of a title has so many characters, and half of them all.
MIN_HEADLINE_CHARACTERS = 20
#: So many words make a text that is told from others by them.
MIN_TEXT_KEY_WORDS = 4
#: Words kept per language, with what they mean, before they are forgotten.
MAX_REMEMBERED_WORDS = 200_000
#: Letters by which a word is known, whatever its ending; a pair of Han characters as it is.
STEM_LETTERS = 4
HAN_PAIR_CHARACTERS = 2
#: Letters in a row by which headlines are compared, and the mark of such a run.
LETTER_RUN_LENGTH = 4
LETTER_RUN_MARK = "~"
#: A longer word is no word; one longer than this is not remembered: where no spaces are
#: written, clauses are read as words, and hardly one comes again.
MAX_WORD_CHARACTERS = 40
MAX_REMEMBERED_CHARACTERS = 20

_WORD_PATTERN = re.compile(
    r"\d+(?:[.,:]\d+)*|(?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff])"
    r"(?:[\w\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff]|[\u200c'’-](?=\w))*"
)
#: What joins words into one.
_WORD_JOINT_PATTERN = re.compile("['’‑-]")
_HAN_PATTERN = re.compile("[\u4e00-\u9fff]")
_NUMBER_PATTERN = re.compile(r"\d+(?:[.,:]\d+)*")
#: " | The Courier", " - Sport - La Tribune": what outlets hang on their titles.
_OUTLET_SEPARATOR_PATTERN = re.compile(r"\s(?:[|–—»·•]|-{1,2}|\"{2}|\")\s")


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
class _WordFeatures:
    own: tuple[str, ...]
    shared: tuple[str, ...]
    normal: str
    phrases: tuple[Phrase, ...]


def extract_features(document: Document) -> Features:
    """What the title and the lead of a document say."""
    language = packs.primary_subtag(document.language)
    reader = _feature_reader(language)
    own: list[str] = []
    shared: list[str] = []
    kicker, title = _split_kicker(strip_outlet_name(document.title[:LEAD_CHARACTERS]))
    lead = document.text[: LEAD_CHARACTERS // LETTERS_PER_CHARACTER.get(language, 1)]
    for piece, times in ((kicker, 1), (title, TITLE_WEIGHT), (lead, 1)):
        if piece:
            in_own, in_all = reader.features(piece)
            own += in_own * times
            shared += in_all * times
    return Features(
        language=language,
        own=_log_counts(own),
        shared=_log_counts(shared),
        letters={} if document.text else _log_counts(_title_letter_runs(title)),
        is_bare=not document.text,
        text=hash((title, document.text[:LEAD_CHARACTERS]))
        if len(set(own)) >= MIN_TEXT_KEY_WORDS
        else 0,
        claims=_group_claims(shared),
    )


def _group_claims(shared: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    kinds = vocabulary_kinds()
    for feature in shared:
        kind = (
            "place" if feature[0] == "g" else kinds.get(feature[2:]) if feature[0] == "c" else None
        )
        if kind:
            found.setdefault(kind, set()).add(feature)
    return {kind: frozenset(features) for kind, features in found.items()}


def strip_outlet_name(title: str) -> str:
    """The title without the outlet's name that is hung on it."""
    for _ in range(3):
        hung = [match.start() for match in _OUTLET_SEPARATOR_PATTERN.finditer(title)]
        if not hung or hung[-1] < max(MIN_HEADLINE_CHARACTERS, len(title) // 2):
            return title
        title = title[: hung[-1]]
    return title


def _split_kicker(title: str) -> tuple[str, str]:
    """What stands before the colon of a title, if it is short, and the rest."""
    kicker, colon, rest = title.partition(": ")
    if colon and len(kicker) <= min(30, len(rest)):
        return kicker, rest
    return "", title


def _title_letter_runs(title: str) -> list[str]:
    found = [
        word[:MAX_REMEMBERED_CHARACTERS]
        for word in split_words(title)[:MAX_WORDS]
        if not _HAN_PATTERN.search(word)
    ]
    return [run for word in found for run in _letter_runs(word)]


def _log_counts(found: list[str]) -> dict[str, float]:
    """Features with how often they were found, as logarithms."""
    return {feature: _log_count(count) for feature, count in Counter(found).items()}


@lru_cache(maxsize=256)
def _log_count(count: int) -> float:
    """Few values, each kept once."""
    return 1 + log(count)


@lru_cache(maxsize=64)
def _feature_reader(language: str) -> "_FeatureReader":
    return _FeatureReader(language)


class _FeatureReader:
    """Words of one language and their features, worked out when first met."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._vocabulary: Vocabulary = load_vocabulary(language)
        self._known: dict[str, _WordFeatures] = {}

    def features(self, piece: str) -> tuple[list[str], list[str]]:
        """The features of the words of a text, and those that any language could have."""
        known, read = self._known.get, self._word
        told = [known(word) or read(word) for word in split_words(piece)[:MAX_WORDS]]
        own = list(chain.from_iterable([word.own for word in told]))
        shared = list(chain.from_iterable([word.shared for word in told]))
        shared += [
            _mark_meaning(meaning)
            for at, word in enumerate(told)
            if word.phrases
            for following, meaning in word.phrases
            if _is_phrase_at(told, at + 1, following)
        ]
        return own, shared

    def _word(self, word: str) -> _WordFeatures:
        known = self._known.get(word)
        if known is None:
            known = self._read(word[:MAX_WORD_CHARACTERS])
            if len(word) <= MAX_REMEMBERED_CHARACTERS:
                if len(self._known) >= MAX_REMEMBERED_WORDS:
                    self._known.clear()
                self._known[word] = known
        return known

    def _read(self, word: str) -> _WordFeatures:
        normal = text.normalise(word)
        if _NUMBER_PATTERN.fullmatch(normal):
            number = "#" + normal.replace(",", ".").removesuffix(".0")
            return _WordFeatures((), (number,), normal, ())
        stems = tuple(dict.fromkeys(map(_word_beginning, text.tokens(word, self._language))))
        meanings = self._vocabulary.meanings(normal)
        phrases = tuple(self._vocabulary.phrases(normal))
        if not stems and not meanings:
            return _WordFeatures((), (), normal, phrases)
        shared = tuple(_mark_meaning(meaning) for meaning in meanings)
        if not shared and len(parts := _WORD_JOINT_PATTERN.split(word)) > 1:
            shared = tuple(dict.fromkeys(each for part in parts for each in self._part(part)))
        elif not shared and len(normal) > 2:
            shared = tuple(_name_features(word, normal))
        return _WordFeatures(stems, shared, normal, phrases)

    def _part(self, part: str) -> tuple[str, ...]:
        """What a part of a compound or an elision is counted as: "l'Équipe", "Tokyo-2020"."""
        return self._word(part).shared if part else ()


def _is_phrase_at(words: list[_WordFeatures], at: int, following: tuple[str, ...]) -> bool:
    return all(
        at + step < len(words) and words[at + step].normal.startswith(one)
        for step, one in enumerate(following)
    )


def _mark_meaning(meaning: str) -> str:
    if meaning[0] == "#":
        return meaning
    return f"g:{meaning}" if meaning[0].isupper() else f"c:{meaning}"


@lru_cache(maxsize=MAX_REMEMBERED_WORDS)
def _letter_runs(word: str) -> tuple[str, ...]:
    """Every four letters in a row of a word in Latin letters, its edges marked."""
    marked = f" {transliteration.to_latin(text.normalise(word))} "
    return tuple(
        LETTER_RUN_MARK + marked[at : at + LETTER_RUN_LENGTH]
        for at in range(max(1, len(marked) - LETTER_RUN_LENGTH + 1))
    )


def _word_beginning(token: str) -> str:
    return (
        token
        if len(token) <= HAN_PAIR_CHARACTERS
        else transliteration.to_latin(token)[:STEM_LETTERS]
    )


def _name_features(word: str, normal: str) -> list[str]:
    """A word that may be a name: one with a capital, or of a script that has none.

    Of Han characters the sound is not told: it hangs on the language.
    """
    if word[0].islower() or _HAN_PATTERN.search(word):
        return []
    written = word if word[0].isupper() else normal.removeprefix("ال")
    bones = transliteration.consonant_skeleton(written) or transliteration.phonetic_spelling(
        written
    )
    return [f"n:{bones}"] if bones else []


def is_shared(feature: str) -> bool:
    """Whether a feature is a concept, a place, a name or a number."""
    return feature[0] == "#" or feature[1:2] == ":"


def split_words(piece: str) -> list[str]:
    """The words and numbers of a text, as they are written."""
    return _WORD_PATTERN.findall(piece)


def word_features(word: str, language: str) -> tuple[str, ...]:
    """What one word, as written, was counted as."""
    known = _feature_reader(language)._word(word)  # noqa: SLF001 - the same module
    return (*known.own, *known.shared)

"""Extract what a document says as features, in its own words and in any language's. Pure.

A feature is a short string. Marked ones are the same in every language: "c:" a concept of the
vocabulary, "g:" a place, "n:" a name by its consonants, "#" a number, "~" a run of letters of a
headline. The others are the beginnings of words in Latin letters: languages have many beginnings in
common.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log

from coranto.model import Document
from coranto.reading.language import packs, text, transliteration
from coranto.reading.language.vocabulary import Phrase, Vocabulary, load_vocabulary
from coranto.reading.language.vocabulary import concept_kinds as vocabulary_kinds

#: News is told in the lead; what follows is background that many stories share.
LEAD_CHARACTERS = 600
#: Least length of a text that says what a lead says. On AllSides, where likeness was weighed,
#: 99 in 100 are longer; summaries in feeds have 150 to 250.
MIN_LEAD_CHARACTERS = 400
#: A character of these languages says as much as three letters.
LETTERS_PER_CHARACTER = {"zh": 3, "ja": 3}
#: Words read of one piece of text.
MAX_WORDS = 60
#: How often a word of the title counts, compared with one of the lead or of what is before the
#: title's colon: "Olympics latest:".
TITLE_WEIGHT = 2
#: What remains of a title has at least so many characters, and half of all.
MIN_HEADLINE_CHARACTERS = 20
#: Fewest distinct words of a text that is recognised again by its words.
MIN_TEXT_KEY_WORDS = 4
#: Words remembered for each language, with what they mean, before all are dropped.
MAX_REMEMBERED_WORDS = 200_000
#: Letters by which a word is known, whatever its ending.
STEM_LETTERS = 4
#: A pair of Han characters is kept as it is.
HAN_PAIR_CHARACTERS = 2
#: Share of the words of a text with a capital above which capitals mark no names.
MAX_CAPITALISED_SHARE = 0.6
#: Marks of the features that a name may have: of the name itself, and of a place.
NAME_MARKS = frozenset({"n:", "g:"})
#: Successive letters by which headlines are compared.
LETTER_RUN_LENGTH = 4
#: Marks a run of letters.
LETTER_RUN_MARK = "~"
#: A longer word is cut: it is none.
MAX_WORD_CHARACTERS = 40
#: A longer word is not remembered: where no spaces are written, clauses are read as words, and
#: hardly one occurs again.
MAX_REMEMBERED_CHARACTERS = 20

_WORD_PATTERN = re.compile(
    r"\d+(?:[.,:]\d+)*|(?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff])"
    r"(?:[\w\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0dff]|[\u200c'’-](?=\w))*"
)
#: What joins several words into one.
_WORD_JOINT_PATTERN = re.compile("['’‑-]")
_HAN_PATTERN = re.compile("[\u4e00-\u9fff]")
#: Names in the Arabic script have it or not.
_DEFINITE_ARTICLE = packs.load_pack("ar").definite_article
_NUMBER_PATTERN = re.compile(r"\d+(?:[.,:]\d+)*")
#: " | The Courier", " - Sport - La Tribune": what outlets append to their titles.
_OUTLET_SEPARATOR_PATTERN = re.compile(r"\s(?:[|–—»·•]|-{1,2}|\"{2}|\")\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """The features of a document with their weights: a word that occurs twice weighs more."""

    language: str
    own: Mapping[str, float]  #: words as written, by their beginnings
    shared: Mapping[str, float]  #: what other languages could say, too
    letters: Mapping[str, float]  #: runs of Latin letters in the words of a bare headline
    is_bare: bool  #: the document has no text but the headline
    text: int  #: hash, equal for documents of the same words; 0 where these are too few
    claims: Mapping[
        str, frozenset[str]
    ]  #: what a report has one of, by kind: places, a sport, a rank …
    names: frozenset[str]  #: features of words that are written as names
    in_phrases: frozenset[str]  #: features of words that have one meaning together with others
    has_case: bool  #: its script tells names by capitals
    has_lead: bool  #: its text is a whole lead, not a line or two of summary


@dataclass(frozen=True, slots=True)
class _WordFeatures:
    own: tuple[str, ...]
    shared: tuple[str, ...]
    normal: str
    phrases: tuple[Phrase, ...]


def extract_features(document: Document) -> Features:
    """The features of the title and the lead of a document."""
    language = packs.primary_subtag(document.language)
    reader = _feature_reader(language)
    own: list[str] = []
    shared: list[str] = []
    in_phrases: list[str] = []
    names: set[str] = set()
    kicker, title = _split_kicker(strip_outlet_name(document.title[:LEAD_CHARACTERS]))
    letters_per_character = LETTERS_PER_CHARACTER.get(language, 1)
    lead = document.text[: LEAD_CHARACTERS // letters_per_character]
    for piece, times in ((kicker, 1), (title, TITLE_WEIGHT), (lead, 1)):
        if piece:
            words = split_words(piece)[:MAX_WORDS]
            piece_own, piece_shared, piece_phrases = reader.features(words)
            own += piece_own * times
            shared += piece_shared * times
            in_phrases += piece_phrases
            names.update(reader.names(words))
    return Features(
        language=language,
        own=_log_counts(own),
        shared=_log_counts(shared),
        # A full text has words enough. Between bare headlines of two languages letters show related
        # words and spellings of a name.
        letters={} if document.text else _log_counts(_title_letter_runs(title)),
        is_bare=not document.text,
        text=hash((title, document.text[:LEAD_CHARACTERS]))
        if len(set(own)) >= MIN_TEXT_KEY_WORDS
        else 0,
        claims=_group_claims(shared),
        names=frozenset(names),
        in_phrases=_only_in_phrases(shared, in_phrases),
        has_case=document.title.lower() != document.title.upper(),
        has_lead=len(lead) * letters_per_character >= MIN_LEAD_CHARACTERS,
    )


def _only_in_phrases(shared: Sequence[str], in_phrases: Sequence[str]) -> frozenset[str]:
    """The features that only words of phrases have."""
    if not in_phrases:
        return frozenset()
    counts = Counter(shared)
    return frozenset(
        feature for feature, count in Counter(in_phrases).items() if count >= counts[feature]
    )


def _group_claims(shared: Iterable[str]) -> dict[str, frozenset[str]]:
    features_by_kind: dict[str, set[str]] = {}
    kinds = vocabulary_kinds()
    for feature in shared:
        kind = (
            "place" if feature[0] == "g" else kinds.get(feature[2:]) if feature[0] == "c" else None
        )
        if kind:
            features_by_kind.setdefault(kind, set()).add(feature)
    return {kind: frozenset(features) for kind, features in features_by_kind.items()}


def strip_outlet_name(title: str) -> str:
    """The title without the outlet's name that is appended to it."""
    # Several parts may be appended: " - Sport - La Tribune".
    for _ in range(3):
        separators = [match.start() for match in _OUTLET_SEPARATOR_PATTERN.finditer(title)]
        if not separators or separators[-1] < max(MIN_HEADLINE_CHARACTERS, len(title) // 2):
            return title
        title = title[: separators[-1]]
    return title


def _split_kicker(title: str) -> tuple[str, str]:
    """What is before the colon of a title, if it is short, and the rest."""
    kicker, colon, headline = title.partition(": ")
    if colon and len(kicker) <= min(30, len(headline)):
        return kicker, headline
    return "", title


def _title_letter_runs(title: str) -> list[str]:
    words = [
        word[:MAX_REMEMBERED_CHARACTERS]
        for word in split_words(title)[:MAX_WORDS]
        if not _HAN_PATTERN.search(word)
    ]
    return [run for word in words for run in _letter_runs(word)]


def _log_counts(features: list[str]) -> dict[str, float]:
    """Features with how often they occur, as 1 plus the logarithm."""
    return {feature: _log_count(count) for feature, count in Counter(features).items()}


@lru_cache(maxsize=256)
def _log_count(count: int) -> float:
    """Cached: few values occur, and each is stored once for all documents."""
    return 1 + log(count)


@lru_cache(maxsize=64)
def _feature_reader(language: str) -> "_FeatureReader":
    return _FeatureReader(language)


class _FeatureReader:
    """Reads the features of the words of one language; remembers those of words met before."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._vocabulary: Vocabulary = load_vocabulary(language)
        self._remembered: dict[str, _WordFeatures] = {}

    def features(self, words_as_written: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
        """The features of the words of a text, and those that any language could have.

        Those of words that are part of a phrase are returned once more.
        """
        remembered, read_word = self._remembered.get, self.read_word
        words = [remembered(word) or read_word(word) for word in words_as_written]
        own = list(chain.from_iterable([word.own for word in words]))
        shared = list(chain.from_iterable([word.shared for word in words]))
        in_phrases: list[str] = []
        for at, word in enumerate(words):
            for following, meaning in word.phrases:
                if _is_phrase_at(words, at + 1, following):
                    shared.append(_mark_meaning(meaning))
                    in_phrases += chain.from_iterable(
                        part.shared for part in words[at : at + 1 + len(following)]
                    )
        return own, shared, in_phrases

    def names(self, words: Sequence[str]) -> Iterator[str]:
        """The features of the words of a text that are written as names.

        The first word says nothing, nor do capitals where most words have one: a title in title
        case, or all of it in capitals.
        """
        capitalised = [word for word in words[1:] if word[0].isupper()]
        if len(capitalised) <= MAX_CAPITALISED_SHARE * (len(words) - 1):
            for word in capitalised:
                features = self.read_word(word)
                name = [feature for feature in features.shared if feature[:2] in NAME_MARKS]
                if name:
                    yield from (*name, *features.own)

    def read_word(self, word: str) -> _WordFeatures:
        """The features of a word, from memory if it was met before."""
        features = self._remembered.get(word)
        if features is None:
            features = self._analyse_word(word[:MAX_WORD_CHARACTERS])
            if len(word) <= MAX_REMEMBERED_CHARACTERS:
                # Dropping all at once is cheaper than noting which word was used last.
                if len(self._remembered) >= MAX_REMEMBERED_WORDS:
                    self._remembered.clear()
                self._remembered[word] = features
        return features

    def _analyse_word(self, word: str) -> _WordFeatures:
        normal = text.normalise(word)
        if _NUMBER_PATTERN.fullmatch(normal):
            # "1,5" and "1.5" are one number, and "2.0" is 2.
            number = "#" + normal.replace(",", ".").removesuffix(".0")
            return _WordFeatures((), (number,), normal, ())
        stems = tuple(dict.fromkeys(map(_word_beginning, text.tokens(word, self._language))))
        meanings = self._vocabulary.meanings(normal)
        phrases = tuple(self._vocabulary.phrases(normal))
        if not stems and not meanings:
            return _WordFeatures((), (), normal, phrases)
        shared = tuple(_mark_meaning(meaning) for meaning in meanings)
        if not shared and len(parts := _WORD_JOINT_PATTERN.split(word)) > 1:
            shared = tuple(
                dict.fromkeys(feature for part in parts for feature in self._shared_of_part(part))
            )
        elif not shared and len(normal) > 2:
            shared = tuple(_name_features(word, normal))
        return _WordFeatures(stems, shared, normal, phrases)

    def _shared_of_part(self, part: str) -> tuple[str, ...]:
        """The shared features of a part of a compound or an elision: "l'Équipe", "Tokyo-2020"."""
        return self.read_word(part).shared if part else ()


def _is_phrase_at(words: list[_WordFeatures], at: int, following: tuple[str, ...]) -> bool:
    return all(
        at + step < len(words) and words[at + step].normal.startswith(beginning)
        for step, beginning in enumerate(following)
    )


def _mark_meaning(meaning: str) -> str:
    if meaning[0] == "#":
        return meaning
    return f"g:{meaning}" if meaning[0].isupper() else f"c:{meaning}"


@lru_cache(maxsize=MAX_REMEMBERED_WORDS)
def _letter_runs(word: str) -> tuple[str, ...]:
    """All runs of four successive letters of a word in Latin letters, with its edges marked."""
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
    """The name that a word may be: one with a capital, or of a script that has none.

    Han characters are left out: how they sound depends on the language.
    """
    if word[0].islower() or _HAN_PATTERN.search(word):
        return []
    spelling = word if word[0].isupper() else normal.removeprefix(_DEFINITE_ARTICLE)
    skeleton = transliteration.consonant_skeleton(spelling) or transliteration.phonetic_spelling(
        spelling
    )
    return [f"n:{skeleton}"] if skeleton else []


def is_shared(feature: str) -> bool:
    """Whether a feature is a concept, a place, a name or a number."""
    return feature[0] == "#" or feature[1:2] == ":"


def split_words(piece: str) -> list[str]:
    """The words and numbers of a text, as written."""
    return _WORD_PATTERN.findall(piece)


def word_features(word: str, language: str) -> tuple[str, ...]:
    """The features of one word, as written."""
    features = _feature_reader(language).read_word(word)
    return (*features.own, *features.shared)

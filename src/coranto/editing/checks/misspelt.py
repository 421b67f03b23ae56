"""Check that names of what is cited are not misspelt in the editors' own words. Pure.

Language-blind where a script has no capitals: there, any longer word counts that differs from
one of the cited words inside, since inflection changes the ends of words. In doubt nothing is
reported.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from coranto.editing.checks.fault import Fault
from coranto.editing.checks.stated import document_byline, sentences_with_citations
from coranto.editing.facts import names
from coranto.editing.manuscript import Manuscript
from coranto.model import Document
from coranto.reading.language import packs, text
from coranto.reading.language import transliteration as skeletons

#: Fewest letters of a word that may differ in one letter, or in two.
MIN_LETTERS_BY_DISTANCE = {1: 4, 2: 7}
#: The same in scripts without capitals, in which a common word may be meant.
MIN_CASELESS_LETTERS_BY_DISTANCE = {1: 5, 2: 9}
#: Characters of each cited document that are compared.
MAX_COMPARED_CHARACTERS = 60_000
#: Letters and signs that inflection changes inside words of some scripts: the long vowels of
#: Arabic and Hebrew, written or not.
_WEAK_LETTERS = frozenset("اويىیوهآأإئؤةוי")
_VOWELS = "aeiouy"
_WORD_PATTERN = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f\u0591-\u05c7\u0900-\u0dff]|[’'-](?=\w))*")
_KATAKANA_PATTERN = re.compile(r"[ァ-ヴー]{4,}")


def names_are_spelt_as_cited(manuscript: Manuscript) -> Iterator[Fault]:
    """A name in a sentence is spelt as in what the sentence cites."""
    language = manuscript.draft.language
    for sentence, citations in sentences_with_citations(manuscript):
        documents = list({document.id: document for _, document in citations}.values())
        word_sets = [_cited_words(document) for document in documents]
        possible_names = {
            normal: word for _, names_of_one in word_sets for normal, word in names_of_one.items()
        }
        known_words = frozenset().union(
            *(words for words, _ in word_sets),
            *(
                map(text.normalise, _words(document_byline(manuscript, document)))
                for document in documents
            ),
        )
        for word in _candidate_words(sentence.own, language):
            if near_word := _near_word(word, known_words, possible_names):
                yield Fault(
                    sentence.line,
                    f"“{word}” is not in what this cites; “{near_word}” is.",
                    f"write “{near_word}”, if it is meant",
                )


def _candidate_words(sentence: str, language: str) -> Iterator[str]:
    """Words that may be names: with a capital inside the sentence, or in a caseless script."""
    yield from (name.raw for name in names.find_names(sentence, language))
    yield from (word for word in _words(sentence) if _is_caseless(word))


def _words(passage: str) -> list[str]:
    """The words of a text; of a script without spaces, those in katakana, which names have."""
    words = [word for word in _WORD_PATTERN.findall(passage) if not text.is_unspaced(word)]
    return words + _KATAKANA_PATTERN.findall(passage)


@lru_cache(maxsize=512)
def _cited_words(document: Document) -> tuple[frozenset[str], Mapping[str, str]]:
    """All words of a document, normalised, and those that may be names with their spelling."""
    passage = "\n".join((document.title, *document.authors, document.text))
    words = set(_words(passage[:MAX_COMPARED_CHARACTERS]))
    stop_words = packs.load_pack(document.language).stop_words
    possible_names = {word for word in words if word[0].isupper() or _is_caseless(word)}
    return (
        frozenset(map(text.normalise, words)),
        {
            normal: word
            for word in sorted(possible_names)
            if (normal := text.normalise(word)) and normal not in stop_words
        },
    )


def _near_word(word: str, known_words: frozenset[str], possible_names: Mapping[str, str]) -> str:
    """The cited word from which this one differs in a letter or two; "" when there is none."""
    normal = text.normalise(word)
    if normal in known_words or any(part in known_words for part in normal.split("-")):
        return ""
    limits = MIN_CASELESS_LETTERS_BY_DISTANCE if _is_caseless(word) else MIN_LETTERS_BY_DISTANCE
    max_distance = max((n for n, letters in limits.items() if len(normal) >= letters), default=0)
    nearest, nearest_distance = "", max_distance + 1
    for cited_word in sorted(possible_names):
        # Inflected forms begin alike, and a compound is as long as its parts.
        if cited_word[0] != normal[0] or abs(len(cited_word) - len(normal)) > max_distance:
            continue
        distance = Levenshtein.distance(normal, cited_word, score_cutoff=max_distance)
        if distance == 0 or distance > max_distance:
            continue
        if not _differs_inside(normal, cited_word):
            # It is a form of this word, so it is misspelt from no other.
            return ""
        if distance < nearest_distance and _differs_in_strong_letters(normal, cited_word):
            nearest, nearest_distance = possible_names[cited_word], distance
    return nearest


def _differs_inside(word: str, other_word: str) -> bool:
    """Whether two words differ otherwise than by inflection, which changes the end."""
    if word[-1] == other_word[-1]:
        return True
    # One consonant for another at the end of a name is no inflection: "Korrim".
    is_replaced = len(word) == len(other_word) and not _is_caseless(word)
    ends = skeletons.to_latin(word[-1] + other_word[-1])
    return is_replaced and not set(ends) & set(_VOWELS)


def _differs_in_strong_letters(word: str, other_word: str) -> bool:
    changed = {
        char
        for edit in Levenshtein.editops(word, other_word)
        for char in (
            word[edit.src_pos : edit.src_pos + 1] if edit.tag != "insert" else "",
            other_word[edit.dest_pos : edit.dest_pos + 1] if edit.tag != "delete" else "",
        )
        if char
    }
    strong = {
        char
        for char in changed
        if char not in _WEAK_LETTERS and not unicodedata.category(char).startswith("M")
    }
    return bool(strong)


def _is_caseless(word: str) -> bool:
    return word.lower() == word.upper()

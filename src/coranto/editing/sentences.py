"""Decide which sentences of a text can be quoted alone. Pure; the words are data.

A quoted sentence loses its neighbours, so it must be complete and must not refer to what
came before it. In doubt it is rejected, since a text has others.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from coranto.reading.language import packs, quotation_marks, text
from coranto.reading.language.quotation_marks import CLOSERS_BY_OPENER

#: Least length of a quotable sentence; a character of an unspaced script counts as three.
MIN_SENTENCE_CHARACTERS = 40
#: Greatest length of a quotable sentence, counted in the same way.
MAX_SENTENCE_CHARACTERS = 360
#: Characters at a sentence's start in which the date and time of a dateline stand.
MAX_DATELINE_CHARACTERS = 60
#: Words from a sentence's start in which a pronoun may refer back, as in "By midnight it …".
PRONOUN_WINDOW_WORDS = 8
#: Languages whose words are compared in folded form. Elsewhere accents tell words apart:
#: Spanish "el" and "él".
FOLDED_LANGUAGES = frozenset({"ar", "ckb", "fa", "he", "ps", "ur"})

_UNSPACED_SCRIPT_PATTERN = re.compile("[\u0e00-\u0eff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SENTENCE_END_PATTERN = re.compile(r"[.!?。！？؟۔।][”“»\"’)\]」』]?$")
_CUT_END_PATTERN = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[”“»\"’)\]]?$")
#: Quotation marks and brackets that need their partner in the same sentence.
_OPENING_QUOTES = "“„«「『"
_OPENING_MARKS_BY_CLOSING = {
    **quotation_marks.openers_by_closer(_OPENING_QUOTES),
    ")": "(",
    "]": "[",
}
_OPENING_MARKS = frozenset(_OPENING_QUOTES + "([")
_QUOTE_START_PATTERN = re.compile(r"[“„«»\"「『‘'–—-]")
#: "BUOY 17, 15 November (Lake Wire) – " or "TARSKAU, Tarsk – ".
_DATELINE_PATTERN = re.compile(
    r"(?=[^\W\d_])(?:[^–—\n]{2,70}?\([^()\n]{2,40}\)\s*[–—-]{1,2}\s+"
    r"|[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ][A-ZÀ-ÖØ-ÞА-ЯЁ '’.-]{2,30}(?:,[^–—.!?\n]{2,40})?\s[–—]\s+)"
)
_WORD_PATTERN = re.compile(r"[\w'’-]+")
_CLOCK_PATTERN = re.compile(r"(?<!\d)\d{1,2}[:٫]\d{2}(?!\d)")
_YEAR_PATTERN = re.compile(r"(?<!\d)\d{4}(?!\d)")
_CLOSING_MARKS = frozenset('”“»"’)」』')


def dateline_length(sentence: str) -> int:
    """The length of a dateline at the sentence's start, with the space behind it; 0 if none."""
    match = _DATELINE_PATTERN.match(sentence)
    return match.end() if match else 0


def is_whole(sentence: str) -> bool:
    """Whether this is one complete sentence: no fragment, half quotation or cut end."""
    return _SENTENCE_END_PATTERN.search(sentence) is not None and _is_uncut(sentence)


def is_whole_without_stop(sentence: str, language: str) -> bool:
    """Whether a text's only sentence is complete although it lacks its full stop.

    What ends in a word that cannot end a sentence, such as "of", was cut.
    """
    *_, last_word = text.split_words(sentence) or [""]
    is_verb_final = packs.primary_subtag(language) in _load_word_lists()["order"]["verb_final"]
    return (
        _SENTENCE_END_PATTERN.search(sentence) is None
        and (sentence[-1].isalnum() or sentence[-1] in _CLOSING_MARKS)
        and not sentence[0].islower()
        and (is_verb_final or text.tokens(last_word, language) != [])
        and _is_uncut(sentence)
    )


def is_dateline(sentence: str) -> bool:
    """Whether it begins with date and time: a line above a text that was read into it."""
    return (
        _CLOCK_PATTERN.search(sentence, 0, MAX_DATELINE_CHARACTERS) is not None
        and _YEAR_PATTERN.search(sentence, 0, MAX_DATELINE_CHARACTERS) is not None
    )


def _is_uncut(sentence: str) -> bool:
    # A character of Thai, kana, Han or Hangul counts as three letters.
    length = len(sentence) + 2 * len(_UNSPACED_SCRIPT_PATTERN.findall(sentence))
    return (
        MIN_SENTENCE_CHARACTERS <= length <= MAX_SENTENCE_CHARACTERS
        and "\n" not in sentence
        and _CUT_END_PATTERN.search(sentence) is None
        and _is_balanced(sentence)
        and not _is_junk(sentence)
    )


def is_self_contained(sentence: str, language: str) -> bool:
    """Whether it can be understood without the sentence before it.

    Rejects a conjunction such as "but" at the start, a pronoun without its noun, speech
    without its speaker, and a verb of saying without a subject.
    """
    if is_speech(sentence):
        return _is_attributed(sentence, language)
    if sentence[0].islower():
        return False
    words = _word_forms(sentence, language)
    # Chinese and Japanese have no spaces between words, so only the start can be compared.
    if packs.primary_subtag(language) in {"zh", "ja"}:
        return not sentence.startswith(tuple(_listed_words("openers", language)))
    starts = {" ".join(words[:count]) for count in (1, 2, 3, 4)}
    return not (
        starts & _listed_words("openers", language)
        or _has_subjectless_saying_verb(words, language)
        or _has_dangling_reference(sentence, language)
    )


def is_speech(sentence: str) -> bool:
    """Whether it starts with a quotation mark or a dash, as direct speech does."""
    return _QUOTE_START_PATTERN.match(sentence) is not None


def has_unnamed_sources(passage: str, language: str) -> bool:
    """Whether a text contains a phrase such as "sources who asked not to be named"."""
    folded = _lookup_form(" ".join(passage.split()), language)
    return any(phrase in folded for phrase in _listed_words("unnamed", language))


def _word_forms(sentence: str, language: str) -> list[str]:
    return [_lookup_form(word, language) for word in _WORD_PATTERN.findall(sentence)]


def _lookup_form(word: str, language: str) -> str:
    """A word in the form in which the lists hold it: without case, some languages folded."""
    if packs.primary_subtag(language) in FOLDED_LANGUAGES:
        return text.normalise(word)
    return word.casefold().replace("’", "'")


def _has_subjectless_saying_verb(words: list[str], language: str) -> bool:
    """Whether it starts as "Añadió que …" does: the sentence before named the subject."""
    verbs = _saying_verbs(language)
    conjunctions = _listed_words("that", language)
    return any(
        " ".join(words[:count]) in verbs and words[count] in conjunctions
        for count in (1, 2)
        if len(words) > count
    )


def _has_dangling_reference(sentence: str, language: str) -> bool:
    """Whether a pronoun comes before any name it could stand for, or "the latter" occurs."""
    words = _word_forms(sentence, language)
    folded = f" {' '.join(words)} "
    if any(f" {phrase} " in folded for phrase in _listed_words("leaning", language)):
        return True
    pointing = _listed_words("objects", language)
    if words and words[0] in _listed_words("adverbials", language):
        pointing |= _listed_words("pronouns", language)
    # Scripts without capitals do not show where a name is, so any pronoun counts there. In
    # others a capital before the pronoun is taken for the name it stands for.
    has_capitals = packs.primary_subtag(language) not in _load_word_lists()["scripts"]["no_names"]
    for word in _WORD_PATTERN.findall(sentence)[1:PRONOUN_WINDOW_WORDS]:
        if has_capitals and word[0].isupper():
            return False
        if _lookup_form(word, language) in pointing:
            return True
    return False


def _is_attributed(sentence: str, language: str) -> bool:
    """Whether speech names its speaker outside the quotation marks, and not as "he"."""
    # Speech that a dash opens has no end that could be found, so it is rejected.
    closers = CLOSERS_BY_OPENER.get(sentence[0], "")
    ends = [sentence.rfind(char) for char in closers]
    if not closers or max(ends) <= 0:
        return False
    outside = " ".join(_text_outside_quotes(sentence))
    words = _WORD_PATTERN.findall(outside)
    if len(words) < 2 or set(_word_forms(outside, language)) & _listed_words("pronouns", language):
        return False
    if packs.primary_subtag(language) in _load_word_lists()["scripts"]["no_names"]:
        return len(words) > 2
    return any(word[0].isupper() for word in words)


def _text_outside_quotes(sentence: str) -> list[str]:
    """The parts of a sentence that are outside quotation marks."""
    parts, at, start = [], 0, 0
    while at < len(sentence):
        closers = CLOSERS_BY_OPENER.get(sentence[at])
        end = quotation_marks.find_closing_mark(sentence, at + 1, closers) if closers else -1
        if end > 0:
            parts.append(sentence[start:at])
            at = start = end + 1
        else:
            at += 1
    return [*parts, sentence[start:]]


def _is_balanced(sentence: str) -> bool:
    """Whether each quotation mark and bracket has its partner."""
    # "“" closes „German“ and opens “English”, so closing is tried first.
    open_marks: list[str] = []
    for char in sentence:
        if (
            char in _OPENING_MARKS_BY_CLOSING
            and open_marks
            and open_marks[-1] in _OPENING_MARKS_BY_CLOSING[char]
        ):
            open_marks.pop()
        elif char in _OPENING_MARKS:
            open_marks.append(char)
        elif char in _OPENING_MARKS_BY_CLOSING:
            return False
    return not open_marks and sentence.count('"') % 2 == 0


def _is_junk(sentence: str) -> bool:
    lowered = sentence.lower()
    return any(word in lowered for word in _load_word_lists()["junk"]["words"])


@cache
def _listed_words(kind: str, language: str) -> frozenset[str]:
    words = _load_word_lists()[kind].get(packs.primary_subtag(language), ())
    return frozenset(_lookup_form(word, language) for word in words)


@cache
def _saying_verbs(language: str) -> frozenset[str]:
    return frozenset(
        _lookup_form(verb, language) for verb in packs.load_pack(language).saying_verbs
    )


@cache
def _load_word_lists() -> dict[str, dict[str, list[str]]]:
    """The packaged word lists. Read-only by agreement."""
    return tomllib.loads(files("coranto.editing").joinpath("sentences.toml").read_text("utf-8"))

"""Decide which sentences of a text can be quoted alone. Pure; the words are data.

A quoted sentence loses its neighbours, so it must be complete and must not refer to what
came before it. In doubt it is rejected, since a text has others.
"""

import re
import tomllib
import unicodedata
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
#: Letters of the longest word that is taken for an article or a preposition where no list tells:
#: English "with" has more, but so do many words that lists of stop words hold.
MAX_FUNCTION_WORD_CHARACTERS = 3
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
#: "BUOY 17, 15 November (Lake Wire) – ", "TARSKAU, Tarsk – ", "Ombra, NY – Not …", "(Lake Wire) ".
_DATELINE_PATTERN = re.compile(
    r"(?=[^\W\d_])(?:[^–—\n]{2,70}?\([^()\n]{2,40}\)\s*[–—-]{1,2}\s+"
    r"|[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ][A-ZÀ-ÖØ-ÞА-ЯЁ '’.-]{2,30}(?:,[^–—.!?\n]{2,40})?\s[–—]\s+"
    r"|[^\W\d_][^\W\d_ ]{1,20}(?: [^\W\d_]{2,20})?,(?: [A-ZА-ЯЁ0-9][\w.]{0,15}){1,3}\s[–—]\s+"
    r"(?=[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ“„«]))"
    # "新华网北京1月17日电（记者…）": a day and one or two signs, then who reported or a space.
    r"|[^，。！？、（）\s]{2,20}\d{1,2}日[^，。！？、（）\d\s]{1,2}"
    r"(?:（[^（）\n]{2,40}）|[ \u3000]+)"
    r"|[(\[【（〔][^()\[\]【】（）〔〕\n]{2,30}[)\]】）〕]\s*(?:[–—-]{1,2}\s*)?"
)
#: "NEW DELHI: The bridge …", at a text's start only: elsewhere it names who speaks.
_PLACE_LABEL_PATTERN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁ][A-ZÀ-ÖØ-ÞА-ЯЁ '’.-]{2,30}:\s+(?=\S)")
_WORD_PATTERN = re.compile(r"[\w'’-]+")
_CLOCK_PATTERN = re.compile(r"(?<!\d)\d{1,2}[:٫]\d{2}(?!\d)")
_YEAR_PATTERN = re.compile(r"(?<!\d)\d{4}(?!\d)")
#: "20 November 2026 Norvik …": a day, then words without a comma between.
_DAY_LINE_PATTERN = re.compile(
    r"(?:\d{1,2}[-./ ]{1,2}[^\s,-/]{1,12}\.?[-./ ]{1,2}\d{4}|\d{4}[-./]\w{1,12}[-./]\d{1,2}"
    r"|\d{4}年\d{1,2}月\d{1,2}日)\s+(?=[^\W\d_])"
)
#: What stands between the entries of a menu or a list: bars, dots, arrows, slashes, hyphens.
_LIST_PATTERN = re.compile(r"\s[|•·►▶→←>]\s|\s//\s|\s-\s[^\n]{1,100}?\s-\s[^\n]{1,100}?\s-\s")
#: What is left of markup where a feed escaped it twice; and an address for mail.
_MARKUP_PATTERN = re.compile(r"&[a-z]{2,8};|</?[a-z]{1,10}[ >/]|\{\{|[\w.]@[\w-]+\.\w")
_LEADING_MARKS = "“„«»\"「『‘'–—-( \xa0\u202f"
_CLOSING_MARKS = frozenset('”“»"’)」』')


def dateline_length(sentence: str) -> int:
    """The length of a dateline at the sentence's start, with the space behind it; 0 if none."""
    match = _DATELINE_PATTERN.match(sentence)
    return match.end() if match else 0


def place_label_length(first_sentence: str) -> int:
    """The length of a dateline as "NEW DELHI: " at a text's start; 0 if none."""
    match = _PLACE_LABEL_PATTERN.match(first_sentence)
    return match.end() if match else 0


def is_whole(sentence: str) -> bool:
    """Whether this is one complete sentence: no fragment, half quotation or cut end."""
    return _SENTENCE_END_PATTERN.search(sentence) is not None and _is_uncut(sentence)


def is_whole_without_stop(sentence: str, language: str) -> bool:
    """Whether a text's only sentence is complete although it lacks its full stop.

    What ends in a word that cannot end a sentence, such as "of", was cut.
    """
    return (
        _SENTENCE_END_PATTERN.search(sentence) is None
        and (unicodedata.category(sentence[-1])[0] in "LMN" or sentence[-1] in _CLOSING_MARKS)
        and not sentence[0].islower()
        and not _ends_in_function_word(sentence, language)
        and _is_uncut(sentence)
    )


def _ends_in_function_word(sentence: str, language: str) -> bool:
    code = packs.primary_subtag(language)
    if code in _load_word_lists()["order"]["verb_final"] or text.is_unspaced(sentence[-1]):
        return False
    *_, last_word = text.split_words(sentence) or [""]
    if last_word.casefold() in packs.load_pack(language).function_words:
        return True
    is_short = len(last_word) <= MAX_FUNCTION_WORD_CHARACTERS
    return is_short and not last_word.isdecimal() and not text.tokens(last_word, language)


def _begins_small(sentence: str) -> bool:
    """Whether it is the rest of a sentence; but texts without any capital begin so, too."""
    first_letter = sentence.lstrip(_LEADING_MARKS)[:1]
    return first_letter.islower() and sentence != sentence.lower()


def is_dateline(sentence: str) -> bool:
    """Whether it begins with date and time: a line above a text that was read into it."""
    return _DAY_LINE_PATTERN.match(sentence) is not None or (
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
        and not _begins_small(sentence)
        and _is_balanced(sentence)
        and _LIST_PATTERN.search(sentence) is None
        and _MARKUP_PATTERN.search(sentence) is None
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

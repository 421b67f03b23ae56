"""Decide whether a quotation stands in a text, in one of the forms that journalists use. Pure.

No form changes a word: white space, invisible characters, Unicode's ways to write one letter and
the style of marks are folded; "[…]" leaves words out, "[x]" adds some in brackets. Each form is
listed in docs/how-to.md, "Quote in the forms that journalists use".
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from coranto.editing.checks import negations, number_edges
from coranto.editing.checks.folding import FoldedText, fold, fold_source
from coranto.reading.language import text

#: Places at which the first part of a quotation is tried, and each later one behind it.
MAX_PLACES = 40
#: Parts of a quotation, between the signs of an omission.
MAX_PARTS = 24
#: Words and characters of an insertion in brackets.
MAX_INSERTED_WORDS = 12
MAX_INSERTED_CHARACTERS = 100
#: Fewest letters of the one part that may be a single word.
MIN_SINGLE_WORD_LETTERS = 4
#: Fewest characters of a part in a script without spaces.
MIN_UNSPACED_CHARACTERS = 3
#: Changed capitals in brackets that are tried in both cases.
MAX_CHANGED_CAPITALS = 4

_OMISSION_PATTERN = re.compile(r" ?(?:\[…\]|\(…\)|…) ?")
_BRACKETS_PATTERN = re.compile(rf"\[([^\[\]]{{1,{MAX_INSERTED_CHARACTERS}}})\]")
_WORD_PATTERN = re.compile(r"[^\W_]+")
_CLOSING_PUNCTUATION = ".,;:!?)'»›”…。，、！？"
_SENTENCE_END_PATTERN = re.compile(r"[.!?…؟۔।][')]*(?= |$)|[。！？]|\n")
_HYPHENS = "-‐‑"
_NUMBER_JOINTS = ".,:/٫٬'’·-–−"
_THOUSANDS_PATTERN = re.compile(r"(?<!\d)\d{1,3}(?: \d{3}){0,4}\Z")
#: Letters before an apostrophe that parts an article from its noun: "l’homme", "dell’acqua".
_ELISION_PATTERN = re.compile(r"(?<!\w)[^\W\d_]{1,6}'\Z")
#: Fewest letters behind such an apostrophe: behind "don’t" or "we’ll" stands no word.
_MIN_ELIDED_WORD_LETTERS = 3


@dataclass(frozen=True, slots=True)
class QuotationMatch:
    """How a quotation stands in a text; the better of two is the smaller rank."""

    rank: int  #: 0 found, 1 found in parts of two paragraphs, 2 and more not found
    problem: str = ""  #: "" where it was found
    gap_characters: int = 0  #: between parts in different paragraphs


NOT_FOUND = QuotationMatch(9)


def match_quotation(  # noqa: PLR0913 - each is named
    source: str,
    quoted: str,
    language: str,
    *,
    own_language: str,
    own_words: str = "",
    is_cut: bool = False,
) -> QuotationMatch:
    """How a quotation stands in a source's text in `language`; `NOT_FOUND` where it does not.

    `own_words`, in `own_language`, are the editor's around it: where they negate, what the
    quotation leaves out may be a negation. A quotation that `is_cut` ends where its space does.
    """
    # A post of invisible characters alone: its card shows nothing.
    if not fold(quoted):
        return QuotationMatch(0)
    folded_source = fold_source(source)
    insertion_languages = (language, own_language)
    is_negated = is_cut or negations.find_negation(fold(own_words), own_language) != ""
    best = NOT_FOUND
    for parts in _readings(
        fold(quoted).replace("\n", " ").strip(), folded_source.text, insertion_languages
    ):
        match = _match_parts(folded_source, parts, language, is_negated=is_negated)
        best = min(best, match, key=lambda one: one.rank)
        if best.rank == 0:
            break
    if best is NOT_FOUND:
        for inserted in _BRACKETS_PATTERN.finditer(fold(quoted)):
            is_added = inserted[0] not in folded_source.text
            if is_added and _find_turning_word(inserted[1], insertion_languages):
                return QuotationMatch(7, f"“{inserted[0]}” turns its sense; say so outside of it")
    return best


# --- the forms ----------------------------------------------------------------


def _readings(quoted: str, source: str, languages: tuple[str, ...]) -> Iterator[list[str]]:
    """The ways in which a quotation can be read, each as parts between omissions."""
    yield [quoted]
    # A comma or a full stop inside the marks may be the sentence's around it (US style).
    endings = [quoted] if quoted[-1:] not in {",", "."} else [quoted, quoted[:-1].rstrip()]
    for passage in dict.fromkeys(endings):
        for words in _without_brackets(passage, source, languages):
            parts = [part.strip() for part in _OMISSION_PATTERN.split(words)]
            # A lone full stop or comma behind an omission belongs to no part.
            parts = [part for part in parts if _WORD_PATTERN.search(part)]
            if parts and parts != [quoted] and len(parts) <= MAX_PARTS:
                yield parts


def _without_brackets(passage: str, source: str, languages: tuple[str, ...]) -> Iterator[str]:
    """The passage without its insertions, and its changed capitals in either case."""
    words, capital_offsets = "", []
    at = 0
    for match in _BRACKETS_PATTERN.finditer(passage):
        content = match[1]
        words += passage[at : match.start()]
        at = match.end()
        behind = passage[at : at + 1]
        if content == "…" or match[0] in source:
            words += match[0]
        elif len(content) == 1 and content.isalpha() and behind.isalpha():
            capital_offsets.append(len(words))
            words += content
        elif not _is_insertion(passage, match, languages):
            return
        elif not words or words.endswith(" "):
            # One of the two spaces around it goes with it.
            is_before_punctuation = not behind.strip() or behind in _CLOSING_PUNCTUATION
            words = words.rstrip(" ") if words and is_before_punctuation else words
            at += 1 if not words and behind == " " else 0
    words += passage[at:]
    if len(capital_offsets) > MAX_CHANGED_CAPITALS:
        return
    for cases in product((str.lower, str.upper), repeat=len(capital_offsets)):
        changed = list(words)
        for offset, change_case in zip(capital_offsets, cases, strict=True):
            changed[offset] = change_case(changed[offset])
        yield "".join(changed)


def _is_insertion(passage: str, match: re.Match[str], languages: tuple[str, ...]) -> bool:
    """Whether brackets add words between those of the source, none of them inside a word."""
    before, behind = passage[: match.start()][-1:], passage[match.end() : match.end() + 1]
    if before.isalnum() and behind.isalnum() and not text.is_unspaced(before):
        return False
    return (
        len(match[1].split()) <= MAX_INSERTED_WORDS
        and not match[1][:1].isspace()
        and not _find_turning_word(match[1], languages)
    )


def _find_turning_word(inserted: str, languages: tuple[str, ...]) -> str:
    """The word of an insertion that turns the sense of what it stands in; "" for none."""
    words = (negations.find_turning_word(inserted, language) for language in languages)
    return next(filter(None, words), "")


# --- in the source ------------------------------------------------------------


def _match_parts(
    source: FoldedText, parts: list[str], language: str, *, is_negated: bool
) -> QuotationMatch:
    if not _parts_have_length(parts):
        return QuotationMatch(5, "the parts beside “[…]” are too short to be told from others")
    best = NOT_FOUND
    for first in _places(source.text, parts[0], 0, language):
        spans = [(first, first + len(parts[0]))]
        for part in parts[1:]:
            place = next(_places(source.text, part, spans[-1][1], language), -1)
            if place < 0:
                break
            spans.append((place, place + len(part)))
        if len(spans) == len(parts):
            match = _judge_spans(source, spans, language, is_negated=is_negated)
            best = min(best, match, key=lambda one: one.rank)
        if best.rank == 0 or len(spans) < len(parts):
            break
    if best is NOT_FOUND and len(parts) == 1 and parts[0] and parts[0] in source.text:
        return QuotationMatch(
            4, "it begins or ends inside a word, or inside a number with its scale and unit"
        )
    if best is NOT_FOUND and len(parts) > 1 and all(part in source.text for part in parts):
        return QuotationMatch(
            6, "its parts do not stand there in this order, each from word to word"
        )
    return best


def _places(source: str, part: str, start: int, language: str) -> Iterator[int]:
    """Where a part stands from `start` on, from the start of a word to the end of one."""
    at = source.find(part, start) if part else -1
    for _ in range(MAX_PLACES):
        if at < 0:
            return
        end = at + len(part)
        if (
            _is_word_edge(source, at, is_start=True)
            and _is_word_edge(source, end, is_start=False)
            and not any(number_edges.parts_number(source, edge, language) for edge in (at, end))
        ):
            yield at
        at = source.find(part, at + 1)


def _judge_spans(
    source: FoldedText, spans: list[tuple[int, int]], language: str, *, is_negated: bool
) -> QuotationMatch:
    for (_, end), (start, _) in pairwise(spans):
        for zone in _sentence_remainders(source, end, start):
            if word := negations.find_negation(zone, language):
                return QuotationMatch(3, f"what it leaves out says “{word}”")
    if not is_negated:
        before, behind = _words_around(source, spans[0][0], spans[-1][1])
        quoted = source.text[spans[0][0] : spans[-1][1]]
        if word := negations.find_negation_around(before, quoted, behind, language):
            return QuotationMatch(3, f"its sentence says “{word}”, and it leaves that out")
    gaps = [
        start - end
        for (_, end), (start, _) in pairwise(spans)
        if any(end <= at < start for at in source.breaks)
    ]
    return QuotationMatch(1, gap_characters=sum(gaps)) if gaps else QuotationMatch(0)


def _words_around(source: FoldedText, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind a place in its paragraph; nothing behind a sentence's end."""
    first = bisect_right(source.breaks, start)
    last = bisect_left(source.breaks, end)
    paragraph_start = source.breaks[first - 1] + 1 if first else 0
    paragraph_end = source.breaks[last] if last < len(source.breaks) else len(source.text)
    before = source.text[max(paragraph_start, start - negations.MAX_SEARCHED_CHARACTERS) : start]
    is_ended = _SENTENCE_END_PATTERN.search(f"{source.text[max(0, end - 2) : end]} ")
    limit = min(paragraph_end, end + negations.MAX_SEARCHED_CHARACTERS)
    return before, "" if is_ended else source.text[end:limit]


def _sentence_remainders(source: FoldedText, start: int, end: int) -> tuple[str, ...]:
    """What is left out of the sentences of the words on both sides; whole ones do not count."""
    gap = source.text[start:end]
    ends = [match.end() for match in _SENTENCE_END_PATTERN.finditer(gap)]
    ends += [at - start for at in source.breaks if start <= at < end]
    is_ended = _SENTENCE_END_PATTERN.search(source.text[max(0, start - 2) : start] + " ")
    if not ends:
        return () if is_ended and not gap.strip() else ("" if is_ended else gap, gap)
    return ("" if is_ended else gap[: min(ends)], gap[max(ends) :])


def _parts_have_length(parts: list[str]) -> bool:
    """Whether each part beside an omission is two words long, but for one longer word."""
    if len(parts) == 1:
        return True
    single_words = 0
    for part in parts:
        words = _WORD_PATTERN.findall(part)
        letters = sum(map(len, words))
        if text.is_unspaced(part):
            if letters < MIN_UNSPACED_CHARACTERS:
                return False
        elif len(words) < 2:
            single_words += 1
            if letters < MIN_SINGLE_WORD_LETTERS or single_words > 1:
                return False
    return True


def _is_word_edge(source: str, at: int, *, is_start: bool) -> bool:
    """Whether no word and no number goes on across an offset."""
    before, behind = source[at - 1 : at] if at else "", source[at : at + 1]
    if not before or not behind:
        return True
    if _is_word_character(before) and _is_word_character(behind):
        return text.is_unspaced(before) or text.is_unspaced(behind)
    if is_start:
        joint, inner, outer = before, behind, source[at - 2 : at - 1] if at > 1 else ""
    else:
        joint, inner, outer = behind, before, source[at + 1 : at + 2]
    if inner.isdecimal():
        return not _is_inside_number(source, at, joint, outer, is_start=is_start)
    if joint in _HYPHENS + "'" and _is_word_character(inner) and _is_word_character(outer):
        return is_start and joint == "'" and _is_behind_elision(source, at)
    return True


def _is_inside_number(source: str, at: int, joint: str, outer: str, *, is_start: bool) -> bool:
    """Whether the number at an edge goes on across it: "1,|250", "12| 500", "−|5"."""
    if outer.isdecimal() and joint in _NUMBER_JOINTS:
        return True
    if outer.isdecimal() and joint == " ":
        return _is_inside_thousands(source, at if is_start else at + 1)
    if joint in _HYPHENS and _is_word_character(outer):
        return True
    # A sign: from "−5 degrees" nobody quotes "5 degrees".
    return is_start and joint in "-−–+" and not outer.strip()


def _is_behind_elision(source: str, at: int) -> bool:
    word = _WORD_PATTERN.match(source, at)
    return (
        word is not None
        and len(word[0]) >= _MIN_ELIDED_WORD_LETTERS
        and _ELISION_PATTERN.search(source, max(0, at - 8), at) is not None
    )


def _is_inside_thousands(source: str, at: int) -> bool:
    """Whether a number such as "12 500" goes on across the space before `at`."""
    digits = source[at : at + 4]
    return (
        len(digits) >= 3
        and digits[:3].isdecimal()
        and not digits[3:].isdecimal()
        and _THOUSANDS_PATTERN.search(source[max(0, at - 16) : at - 1]) is not None
    )


def _is_word_character(char: str) -> bool:
    return char.isalnum() or (char != "" and unicodedata.category(char).startswith("M"))

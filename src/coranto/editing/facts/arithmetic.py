"""What follows from the numbers of a passage: rounded, added up, as a share. Pure.

An editor who writes "nearly 3,000" of 2,987, or "a quarter" of 10 in 40, is right.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

from coranto.editing.facts import numbers
from coranto.editing.facts.numbers import Number
from coranto.reading.language import text

#: How far a rounded number may be from its own, as a share of it.
MAX_ROUNDING_SHARE = 0.1
#: How far a share may be from its own: it is rounded to full hundredths.
SHARE_TOLERANCE = 0.0051
#: Numbers of a passage that are worked with, the first ones: more are a table, and no ground.
_MAX_NUMBERS = 100
#: "jo më shumë se", no more than: no phrase has more words.
_MAX_PHRASE_WORDS = 4
#: And none is longer, in characters.
_MAX_PHRASE_CHARACTERS = 60
#: What may stand between "about" and its number: "US$", "€".
_CURRENCY_PATTERN = re.compile(r"\s*(?:\b[A-Z]{2,3}(?=[\s$]))?[^\w\s]?\s*\Z")
_WORD_PATTERN = re.compile(r"[^\W\d_][\w\u200c'’]*")
_PERCENT_PATTERN = re.compile(r"\s?[%٪]")


@dataclass(frozen=True, slots=True)
class NumberPassage:
    """What a passage gives to work with."""

    values: frozenset[float]
    shares: frozenset[float]  #: between 0 and 1: "half", "33 percent"


def read_number_passage(
    passage_text: str, language: str, date_spans: Collection[tuple[int, int]] = ()
) -> NumberPassage:
    """The numbers and shares of a passage; what stands in a date (`dated`) is no number."""
    passage_numbers = [
        number
        for number in numbers.find_numbers(passage_text, language)
        if not any(start <= number.start < end for start, end in date_spans)
    ]
    values = frozenset(
        value for number in passage_numbers[:_MAX_NUMBERS] for value in number.values
    )
    return NumberPassage(
        values,
        frozenset(_find_named_shares(passage_text, passage_numbers[:_MAX_NUMBERS], language)),
    )


def is_derivable(
    number: Number,
    sentence: str,
    language: str,
    *,
    passages: Collection[NumberPassage],
    sentence_values: Collection[float],
) -> bool:
    """Whether a number of the sentence `own` follows from what its passages give.

    `beside` are the sentence's other numbers, without those of dates.
    """
    side = _rounding_side(sentence, number, language)
    return any(
        _is_share(number, sentence, language, passage, sentence_values)
        or any(
            _is_sum(value, passage.values, sentence_values)
            or _is_rounded(value, passage.values, side)
            for value in number.values
        )
        for passage in passages
    )


def _rounding_side(sentence: str, number: Number, language: str) -> int | None:
    """Where the exact number is, by what is right before a rounded one; None: not rounded."""
    preceding_text = _CURRENCY_PATTERN.sub(
        "", sentence[max(0, number.start - _MAX_PHRASE_CHARACTERS) : number.start]
    )
    matches = list(_WORD_PATTERN.finditer(preceding_text))[-_MAX_PHRASE_WORDS:]
    if not matches or matches[-1].end() != len(preceding_text):
        return None
    sides_by_phrase = numbers.rounding_phrases(language)
    words = [text.normalise(word[0]) for word in matches]
    # "no more than" before the "more than" in it.
    phrases = (" ".join(words[first:]) for first in range(len(words)))
    return next((sides_by_phrase[phrase] for phrase in phrases if phrase in sides_by_phrase), None)


def _is_rounded(value: float, exact_values: Collection[float], side: int | None) -> bool:
    """A number of fewer figures, near to one that is given and that is on its `side`."""
    return side is not None and any(
        abs(value - exact_value) <= MAX_ROUNDING_SHARE * exact_value
        and (exact_value - value) * side >= 0
        and _significant_figures(value) < _significant_figures(exact_value)
        for exact_value in exact_values
    )


def _significant_figures(value: float) -> int:
    """Figures that count: 2 of 4,800."""
    return len(f"{value:.12g}".replace(".", "").strip("0").partition("e")[0]) or 1


def _is_sum(
    value: float, passage_values: Collection[float], sentence_values: Collection[float]
) -> bool:
    """The sum of two numbers, both told beside it; or what one that is told leaves of another.

    Else a sum is found by chance. "1 billion 200 million" is one number.
    """
    for first, second in combinations(passage_values, 2):
        smaller, larger = sorted((first, second))
        are_both_stated = smaller in sentence_values and larger in sentence_values
        is_compound_number = smaller >= 1000 and larger % 10 ** len(str(int(smaller))) == 0
        is_difference = (
            value == larger - smaller
            and larger in sentence_values
            and smaller not in sentence_values
        )
        if is_difference or (value == smaller + larger and (are_both_stated or is_compound_number)):
            return True
    return False


# --- shares -------------------------------------------------------------------


def _is_share(
    number: Number,
    sentence: str,
    language: str,
    passage: NumberPassage,
    sentence_values: Collection[float],
) -> bool:
    """A percentage of what is given, or the "three" of "three quarters"."""
    is_percent = _is_percent(sentence, number.end, language)
    factor = 0.01 if is_percent else _part_after(sentence, number.end, language)
    value = min(number.values) * factor
    other_values = set(sentence_values) - number.values
    return factor > 0 and any(
        abs(value - share) <= SHARE_TOLERANCE for share in _all_shares(passage, other_values)
    )


def _all_shares(passage: NumberPassage, stated_values: Collection[float]) -> Iterator[float]:
    """What a passage names, and what one of its numbers is of another, of which one is told.

    Else a share is found by chance: eight numbers give a quarter of all hundredths.
    """
    yield from passage.shares
    for value in passage.values.intersection(stated_values):
        for other_value in passage.values - {value}:
            if max(value, other_value) > 0:
                yield min(value, other_value) / max(value, other_value)


def _find_named_shares(
    passage_text: str, passage_numbers: list[Number], language: str
) -> Iterator[float]:
    """Shares that a passage names."""
    value_by_end = {number.end: min(number.values) for number in passage_numbers}
    for number in passage_numbers:
        if _is_percent(passage_text, number.end, language):
            yield min(number.values) / 100
    for word in _WORD_PATTERN.finditer(passage_text):
        if share := numbers.share_words(language).get(text.normalise(word[0])):
            yield share * next(
                (v for end, v in value_by_end.items() if 0 <= word.start() - end <= 1), 1
            )


def _is_percent(passage_text: str, position: int, language: str) -> bool:
    if _PERCENT_PATTERN.match(passage_text, position):
        return True
    word = _WORD_PATTERN.match(passage_text, position + 1)
    return word is not None and text.normalise(word[0]) in numbers.percent_words(language)


def _part_after(passage_text: str, position: int, language: str) -> float:
    word = _WORD_PATTERN.match(passage_text, position + 1)
    return numbers.share_words(language).get(text.normalise(word[0]), 0.0) if word else 0.0

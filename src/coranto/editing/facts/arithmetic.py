"""Whether a number follows from those of a passage: rounded, added up, as a share. Pure.

An editor who writes "nearly 3,000" of 2,987, or "a quarter" of 10 in 40, is right.
A passage has many sums and shares, most of them by accident: each rule here demands a
second hint, such as a word of rounding or the other number of the sum in the same sentence.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from coranto.editing.facts import numbers
from coranto.editing.facts.numbers import Number
from coranto.reading.language import text

#: Largest distance of a rounded number from the exact one, as a share of the exact one.
MAX_ROUNDING_SHARE = 0.1
#: Largest distance of a share from the exact one: half of the hundredth it is rounded to, and
#: a little for floating point.
SHARE_TOLERANCE = 0.0051
#: Numbers at the start of a passage that are calculated with. A passage with more is a table,
#: which has some pair for any sum.
_MAX_NUMBERS = 100
#: Longest phrase of rounding, in words: "jo më shumë se", Albanian for "no more than".
_MAX_PHRASE_WORDS = 4
#: Longest phrase of rounding, in characters.
_MAX_PHRASE_CHARACTERS = 60
#: What may stand between "about" and its number: "US$", "€".
_CURRENCY_PATTERN = re.compile(r"\s*(?:\b[A-Z]{2,3}(?=[\s$]))?[^\w\s]?\s*\Z")
_WORD_PATTERN = re.compile(r"[^\W\d_][\w\u200c'’]*")
_PERCENT_PATTERN = re.compile(r"\s?[%٪]")


@dataclass(frozen=True, slots=True)
class NumberPassage:
    """The numbers and shares of a passage that others may follow from."""

    values: frozenset[float]
    shares: frozenset[float]  #: between 0 and 1: "half", "33 percent"


def read_number_passage(
    passage_text: str, language: str, date_spans: Collection[tuple[int, int]] = ()
) -> NumberPassage:
    """The numbers and shares of a passage, without numbers inside `date_spans` (start, end)."""
    dated_positions = {at for start, end in date_spans for at in range(start, end)}
    passage_numbers = [
        number
        for number in numbers.find_numbers(passage_text, language)
        if number.start not in dated_positions
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
    """Whether a number of `sentence` follows from the passages that the sentence cites.

    `sentence_values` are the values of all numbers of the sentence, without those of dates.
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
    """On which side of a rounded number the exact one is, by the phrase right before it.

    1 above it ("over 50"), -1 below it, 0 on either side; None where nothing says "rounded".
    """
    preceding_text = _CURRENCY_PATTERN.sub(
        "", sentence[max(0, number.start - _MAX_PHRASE_CHARACTERS) : number.start]
    )
    matches = list(_WORD_PATTERN.finditer(preceding_text))[-_MAX_PHRASE_WORDS:]
    if not matches or matches[-1].end() != len(preceding_text):
        return None
    sides_by_phrase = numbers.rounding_phrases(language)
    words = [text.normalise(word[0]) for word in matches]
    # The longest phrase first: "no more than" ends in "more than", which says the opposite.
    phrases = (" ".join(words[first:]) for first in range(len(words)))
    return next((sides_by_phrase[phrase] for phrase in phrases if phrase in sides_by_phrase), None)


def _is_rounded(value: float, exact_values: Collection[float], side: int | None) -> bool:
    """Whether a value is near an exact one on its `side`, and has fewer significant figures."""
    # Fewer figures, or "over 312" would be a rounding of 315.
    return side is not None and any(
        abs(value - exact_value) <= MAX_ROUNDING_SHARE * exact_value
        and (exact_value - value) * side >= 0
        and _significant_figures(value) < _significant_figures(exact_value)
        for exact_value in exact_values
    )


def _significant_figures(value: float) -> int:
    """How many significant figures a value has: 2 for 4,800."""
    return len(f"{value:.12g}".replace(".", "").strip("0").partition("e")[0]) or 1


def _is_sum(
    value: float, passage_values: Collection[float], sentence_values: Collection[float]
) -> bool:
    """Whether a value is the sum or the difference of two numbers of the passage.

    The sentence must state both addends, or the number that is subtracted from: among many
    numbers, some pair adds up to any value by accident.
    """
    # Each number is looked up with its one possible partner: trying all pairs took a minute for
    # a table of numbers in one sentence.
    partners = set(passage_values)
    for first in partners:
        is_difference = (
            first in sentence_values
            and (subtrahend := first - value) in partners
            and value == first - subtrahend
            and subtrahend not in sentence_values
        )
        second = value - first
        is_sum = second != first and second in partners and value == first + second
        are_both_stated = first in sentence_values and second in sentence_values
        # "1 billion 200 million" is one number that the scanner reads as two.
        is_compound_number = second > first >= 1000 and second % 10 ** len(str(int(first))) == 0
        if is_difference or (is_sum and (are_both_stated or is_compound_number)):
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
    """Whether a number is a percentage that the passage gives, or "three" in "three quarters"."""
    is_percent = _is_percent(sentence, number.end, language)
    factor = 0.01 if is_percent else _part_after(sentence, number.end, language)
    value = min(number.values) * factor
    other_values = set(sentence_values) - number.values
    return factor > 0 and any(
        abs(value - share) <= SHARE_TOLERANCE for share in _all_shares(passage, other_values)
    )


def _all_shares(passage: NumberPassage, stated_values: Collection[float]) -> Iterator[float]:
    """The shares that a passage names, and the ratios of its numbers to those also stated.

    One number of each ratio must stand in the sentence: the ratios of only eight numbers
    already cover a quarter of all hundredths.
    """
    yield from passage.shares
    for value in passage.values.intersection(stated_values):
        for other_value in passage.values - {value}:
            if max(value, other_value) > 0:
                yield min(value, other_value) / max(value, other_value)


def _find_named_shares(
    passage_text: str, passage_numbers: list[Number], language: str
) -> Iterator[float]:
    """The shares that a passage names, between 0 and 1: "33 percent", "two thirds"."""
    value_by_end = {number.end: min(number.values) for number in passage_numbers}
    for number in passage_numbers:
        if _is_percent(passage_text, number.end, language):
            yield min(number.values) / 100
    for word in _WORD_PATTERN.finditer(passage_text):
        # "three quarters" is three times "quarter"; the number ends right before the word.
        if share := numbers.share_words(language).get(text.normalise(word[0])):
            yield share * next(
                (v for end, v in value_by_end.items() if 0 <= word.start() - end <= 1), 1
            )


def _is_percent(passage_text: str, position: int, language: str) -> bool:
    """Whether a sign or a word for "percent" follows at `position`."""
    if _PERCENT_PATTERN.match(passage_text, position):
        return True
    word = _WORD_PATTERN.match(passage_text, position + 1)
    return word is not None and text.normalise(word[0]) in numbers.percent_words(language)


def _part_after(passage_text: str, position: int, language: str) -> float:
    """The share that the next word names ("quarters": 0.25); 0 when it names none."""
    word = _WORD_PATTERN.match(passage_text, position + 1)
    return numbers.share_words(language).get(text.normalise(word[0]), 0.0) if word else 0.0

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
    written: str, language: str, dated: Collection[tuple[int, int]] = ()
) -> NumberPassage:
    """The numbers and shares of a passage; what stands in a date (`dated`) is no number."""
    found = [
        one
        for one in numbers.find_numbers(written, language)
        if not any(start <= one.start < end for start, end in dated)
    ]
    values = frozenset(value for one in found[:_MAX_NUMBERS] for value in one.values)
    return NumberPassage(
        values, frozenset(_find_named_shares(written, found[:_MAX_NUMBERS], language))
    )


def is_derivable(
    number: Number,
    own: str,
    language: str,
    *,
    given: Collection[NumberPassage],
    beside: Collection[float],
) -> bool:
    """Whether a number of the sentence `own` follows from what its passages give.

    `beside` are the sentence's other numbers, without those of dates.
    """
    side = _rounding_side(own, number, language)
    return any(
        _is_share(number, own, language, one, beside)
        or any(
            _is_sum(value, one.values, beside) or _is_rounded(value, one.values, side)
            for value in number.values
        )
        for one in given
    )


def _rounding_side(own: str, number: Number, language: str) -> int | None:
    """Where the exact number is, by what is right before a rounded one; None: not rounded."""
    before = _CURRENCY_PATTERN.sub(
        "", own[max(0, number.start - _MAX_PHRASE_CHARACTERS) : number.start]
    )
    words = list(_WORD_PATTERN.finditer(before))[-_MAX_PHRASE_WORDS:]
    if not words or words[-1].end() != len(before):
        return None
    rounds = numbers.rounding_phrases(language)
    said = [text.normalise(word[0]) for word in words]
    # "no more than" before the "more than" in it.
    phrases = (" ".join(said[at:]) for at in range(len(said)))
    return next((rounds[phrase] for phrase in phrases if phrase in rounds), None)


def _is_rounded(value: float, given: Collection[float], side: int | None) -> bool:
    """A number of fewer figures, near to one that is given and that is on its `side`."""
    return side is not None and any(
        abs(value - one) <= MAX_ROUNDING_SHARE * one
        and (one - value) * side >= 0
        and _significant_figures(value) < _significant_figures(one)
        for one in given
    )


def _significant_figures(value: float) -> int:
    """Figures that count: 2 of 4,800."""
    return len(f"{value:.12g}".replace(".", "").strip("0").partition("e")[0]) or 1


def _is_sum(value: float, given: Collection[float], beside: Collection[float]) -> bool:
    """The sum of two numbers, both told beside it; or what one that is told leaves of another.

    Else a sum is found by chance. "1 billion 200 million" is one number.
    """
    for one, other in combinations(given, 2):
        less, more = sorted((one, other))
        are_told = less in beside and more in beside
        is_one = less >= 1000 and more % 10 ** len(str(int(less))) == 0
        is_rest = value == more - less and more in beside and less not in beside
        if is_rest or (value == less + more and (are_told or is_one)):
            return True
    return False


# --- shares -------------------------------------------------------------------


def _is_share(
    number: Number, own: str, language: str, given: NumberPassage, beside: Collection[float]
) -> bool:
    """A percentage of what is given, or the "three" of "three quarters"."""
    is_percent = _is_percent(own, number.end, language)
    part = 0.01 if is_percent else _part_after(own, number.end, language)
    value = min(number.values) * part
    told = set(beside) - number.values
    return part > 0 and any(
        abs(value - share) <= SHARE_TOLERANCE for share in _all_shares(given, told)
    )


def _all_shares(given: NumberPassage, told: Collection[float]) -> Iterator[float]:
    """What a passage names, and what one of its numbers is of another, of which one is told.

    Else a share is found by chance: eight numbers give a quarter of all hundredths.
    """
    yield from given.shares
    for one in given.values.intersection(told):
        for other in given.values - {one}:
            if max(one, other) > 0:
                yield min(one, other) / max(one, other)


def _find_named_shares(written: str, found: list[Number], language: str) -> Iterator[float]:
    """Shares that a passage names."""
    before = {one.end: min(one.values) for one in found}
    for one in found:
        if _is_percent(written, one.end, language):
            yield min(one.values) / 100
    for word in _WORD_PATTERN.finditer(written):
        if part := numbers.share_words(language).get(text.normalise(word[0])):
            yield part * next((v for end, v in before.items() if 0 <= word.start() - end <= 1), 1)


def _is_percent(written: str, at: int, language: str) -> bool:
    if _PERCENT_PATTERN.match(written, at):
        return True
    word = _WORD_PATTERN.match(written, at + 1)
    return word is not None and text.normalise(word[0]) in numbers.percent_words(language)


def _part_after(written: str, at: int, language: str) -> float:
    word = _WORD_PATTERN.match(written, at + 1)
    return numbers.share_words(language).get(text.normalise(word[0]), 0.0) if word else 0.0

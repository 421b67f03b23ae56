"""Find months' names and the numbers beside them in a text of any language. Pure and linear.

Knows no language: month names and the words that may stand between are arguments. A date
field and the prose of an article are scanned alike; what they mean is for `days.py` and
`mentions.py` to say.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: Normalised spelling → the months it may mean: calendar and number.
MonthNames = Mapping[str, frozenset[tuple[str, int]]]

#: Numbers, and words with their accents, points, vowel signs and joiners.
TOKEN_PATTERN = re.compile(
    r"\d+|(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963"
    r"\u0970-\u0dff\u0e30-\u0e4e]|(?<=\w)\u200c(?=\w))+"
)
#: "2026-11-10", "10.11.2026": the same mark twice.
NUMERIC_DATE_PATTERN = re.compile(
    r"(?<![\d./-])(?P<first>\d{1,4})(?P<mark>\s?[-./:]\s?)(?P<second>\d{1,2})"
    r"(?P=mark)(?P<third>\d{1,4})(?!\d)"
)
#: "Dhu al-Qi'dah".
_MAX_MONTH_NAME_WORDS = 4
#: Shorter names of months are not met with an ending.
_MIN_INFLECTED_LETTERS = 3
_YEAR_DIGITS = 4
#: Words before or behind a month's name among which its day and year are looked for.
MAX_WORDS_AT_MONTH = 12


@dataclass(frozen=True, slots=True)
class ScannedText:
    """A text cut into words and numbers; all three sequences are equally long."""

    tokens: Sequence[re.Match[str]]
    words: Sequence[str]  #: normalised
    are_numbers: Sequence[bool]  #: false for numbers inside words and decimals


class MonthMention(NamedTuple):
    """A month's name in a text: which tokens it takes, and which month it may be."""

    start: int
    end: int
    meanings: frozenset[tuple[str, int]]


class DayAndYear(NamedTuple):
    """Which tokens are day and year of a month's name."""

    day: int | None
    year: int | None
    is_list: bool = False  #: a second day stands before the first


def join_words(normal: str) -> str:
    """A month's name as it is looked up: its words with one space between."""
    return " ".join(TOKEN_PATTERN.findall(normal))


def scan_normalised(form: str) -> ScannedText:
    """A normalised text, in which every number counts."""
    tokens = list(TOKEN_PATTERN.finditer(form))
    words = [token[0] for token in tokens]
    return ScannedText(tokens, words, [word.isdecimal() for word in words])


def find_months(
    words: Sequence[str], names: MonthNames, endings: Collection[str] = ()
) -> Iterator[MonthMention]:
    """Month names from left to right, the longest first; doubled names are one.

    `endings` are those that a name may have besides, of which nobody wrote all spellings.
    """
    at = 0
    last: MonthMention | None = None
    while at < len(words):
        mention = _month_at_word(words, at, names, endings)
        if mention is None:
            at += 1
            continue
        at = mention.end
        if last and last.end == mention.start and last.meanings & mention.meanings:
            last = MonthMention(last.start, mention.end, last.meanings & mention.meanings)
            continue
        if last:
            yield last
        last = mention
    if last:
        yield last


def _month_at_word(
    words: Sequence[str], at: int, names: MonthNames, endings: Collection[str]
) -> MonthMention | None:
    for length in range(_MAX_MONTH_NAME_WORDS, 0, -1):
        phrase = " ".join(words[at : at + length])
        meanings = names.get(phrase)
        if not meanings:
            meanings = _meanings_with_ending(phrase, names, endings)
        if meanings:
            return MonthMention(at, min(at + length, len(words)), meanings)
    return None


def _meanings_with_ending(
    phrase: str, names: MonthNames, endings: Collection[str]
) -> frozenset[tuple[str, int]]:
    for ending in endings:
        stem = phrase.removesuffix(ending)
        if stem != phrase and len(stem) >= _MIN_INFLECTED_LETTERS and stem in names:
            return names[stem]
    return frozenset()


def find_day_and_year(
    scanned: ScannedText,
    month: MonthMention,
    taken: Collection[int],
    fillers: Collection[str] | None = None,
    *,
    beside: Collection[str] = (),
) -> DayAndYear:
    """The numbers beside a month's name: the day before it, else behind it, and the year.

    `fillers` are words that may stand between, at most two; None allows any one word ("de",
    "th"), and as many of those that stand `beside` days: "28th day of". `taken` are tokens that
    belong to another date.
    """
    before = _adjacent_numbers(scanned, range(month.start - 1, -1, -1), taken, fillers, beside)
    after = _adjacent_numbers(scanned, range(month.end, len(scanned.words)), taken, fillers, beside)
    words = scanned.words
    year_after = next(iter(after), None)
    if before and is_day(words[before[0]]):
        is_list = len(before) > 1 and is_day(words[before[1]])
        if year_after is not None and len(words[year_after]) in {2, _YEAR_DIGITS}:
            return DayAndYear(before[0], year_after, is_list)
        return DayAndYear(before[0], _year_token(words, before[1:]), is_list)
    if after and is_day(words[after[0]]):
        year = _year_token(words, before[:1])
        return DayAndYear(after[0], _year_token(words, after[1:]) if year is None else year)
    year = _year_token(words, after[:1])
    return DayAndYear(None, _year_token(words, before[:1]) if year is None else year)


def _year_token(words: Sequence[str], places: list[int]) -> int | None:
    return next((at for at in places[:1] if len(words[at]) == _YEAR_DIGITS), None)


def _adjacent_numbers(
    scanned: ScannedText,
    places: range,
    taken: Collection[int],
    fillers: Collection[str] | None,
    beside: Collection[str],
) -> list[int]:
    """Up to two numbers that stand near, nearest first."""
    numbers: list[int] = []
    fillers_left = most = 1 if fillers is None else 2
    for place in places[:MAX_WORDS_AT_MONTH]:
        if place in taken or len(numbers) == 2:
            break
        if scanned.are_numbers[place]:
            numbers.append(place)
            fillers_left = most
            continue
        if scanned.words[place] in beside:
            continue
        is_filler = fillers is None or scanned.words[place] in fillers
        if not fillers_left or not is_filler:
            break
        fillers_left -= 1
    return numbers


def is_day(number: str) -> bool:
    """Whether digits may be a day of a month."""
    return number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= 31

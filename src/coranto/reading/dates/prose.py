"""What is known of a text before its days are read: its words, its numbers, its language. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from coranto.reading.dates import scanner, tables
from coranto.reading.dates.scanner import ScannedText
from coranto.reading.language import packs, text

#: A day of the year: month and day.
MonthDay = tuple[int, int]

#: Longer words name nothing here.
_MAX_WORD_CHARACTERS = 40
#: A number behind a word and one of these is part of it, unless the word stands at days.
_WORD_JOINTS = frozenset("-‐‑־'’_")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMention:
    """A day as written, where, and which it may be."""

    raw: str
    start: int
    end: int
    days: frozenset[MonthDay] = frozenset()  #: of the year; empty for a day of the week
    year: int | None = None
    weekday: int | None = None  #: Monday is 0
    through: frozenset[MonthDay] = frozenset()  #: days between it and another: "9–11 November"


class ScannedProse(NamedTuple):
    """A text that is searched for days."""

    written: str
    plain: str  #: with European digits
    scanned: ScannedText
    starts: Sequence[int]  #: of each token
    code: str
    published: date | None

    def mention(self, start: int, end: int, days: Iterable[MonthDay]) -> DayMention:
        """The day that stands between two offsets."""
        return DayMention(raw=self.written[start:end], start=start, end=end, days=frozenset(days))


def scan_prose(written: str, language: str, published: date | None) -> ScannedProse:
    """The text with its words and numbers. A number inside a word or a decimal is none."""
    plain = _western_digits(written)
    code = packs.primary_subtag(language)
    tokens = list(scanner.TOKEN_PATTERN.finditer(plain))
    words = [_normalise_word(token[0][:_MAX_WORD_CHARACTERS]) for token in tokens]
    numbers = [
        word.isdecimal() and (at == 0 or _stands_alone(plain, tokens[at - 1], tokens[at], code))
        for at, word in enumerate(words)
    ]
    starts = [token.start() for token in tokens]
    return ScannedProse(
        written, plain, ScannedText(tokens, words, numbers), starts, code, published
    )


def _western_digits(written: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in written)


@lru_cache(maxsize=50_000)
def _normalise_word(word: str) -> str:
    return text.normalise(word)


def _stands_alone(plain: str, before: re.Match[str], number: re.Match[str], code: str) -> bool:
    """Whether a number is neither part of a word nor the rest of a decimal or a time.

    Some languages write "from" and "and" together with it: "מ-9", "و11", "dall'11".
    """
    glue = plain[before.end() : number.start()]
    if before[0].isdecimal():
        return glue not in {".", ":"}
    if glue and glue not in _WORD_JOINTS:
        return True
    word = _normalise_word(before[0][:_MAX_WORD_CHARACTERS])
    if glue and word in tables.month_name_ends(code):
        return True
    is_caseless = before[0].upper() == before[0].lower()
    is_small = before[0] == before[0].lower()
    return word in tables.words_near_days(code) and (is_small if glue else is_caseless)


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None

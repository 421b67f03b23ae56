"""Texts as rows of numbers, one a word, with the place of each word. Pure and linear.

A unit is a word; in scripts written without spaces, a character. Case, accents and
spellings of one letter are folded as in `reading/text.py`. Numbers are compared
instead of words: two words meet in one number once in four billion.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from coranto.reading.language import packs
from coranto.reading.language.text import normalise

Numbers = npt.NDArray[np.uint64]
Words = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Compact = npt.NDArray[Any]

#: Scripts written without spaces: Thai to Myanmar, Khmer, kana, Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u309d-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_PARTED, _LEFT_OUT, _WIDE, _UNMET = 0, 1, 1 << 31, 0xFFFFFFFF
#: Words are told apart by so many letters, and one more for all that follow.
_LETTERS = 256
_ODD = 0x9E3779B97F4A7C15  # 2^64 divided by the golden ratio: Fibonacci hashing (Knuth 6.4)


def _powers(count: int) -> Numbers:
    powers = np.full(count, _ODD, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


_POWERS = _powers(_LETTERS)
#: What each character counts as; filled as characters are met.
_FOLDS = np.full(0x110000, _UNMET, dtype=np.uint32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """A text's words as numbers. Held compactly: seven bytes a word."""

    words: Words
    steps: Compact  #: characters from each word's start to the next one's; the first from 0
    sizes: Compact  #: characters of each word
    lines: Places  #: the first unit of each line that has any
    quotes: Places  #: units in quotation marks: start and end in turn
    is_unspaced: bool  #: most units are single characters

    def spans(self) -> tuple[Places, Places]:
        """Where each unit starts and ends in the text, in characters."""
        starts = np.cumsum(self.steps, dtype=np.int64)
        return starts, starts + self.sizes

    def quoted(self) -> Mask:
        """Which units stand in quotation marks."""
        mask = np.zeros(len(self.words), dtype=np.bool_)
        for start, end in self.quotes.reshape(-1, 2).tolist():
            mask[start:end] = True
        return mask


def read(text: str, language: str) -> Units:
    """The units of a text. Never raises, whatever the text holds."""
    codes = _codes(text)
    folds = _folds(codes)
    kept = (folds != _LEFT_OUT).nonzero()[0]
    folds = folds[kept]
    is_word = folds > _LEFT_OUT
    is_wide = is_word & (folds >= _WIDE)
    is_plain = is_word ^ is_wide
    joins = is_plain[1:] & is_plain[:-1]
    is_first, is_last = is_word.copy(), is_word.copy()
    is_first[1:] &= ~joins
    is_last[:-1] &= ~joins
    firsts = is_first.nonzero()[0]
    ends = is_last.nonzero()[0] + 1
    # What is left out behind a word, an accent for instance, is still the word's.
    places = np.concatenate((kept, (len(codes),)))
    starts, stops = places[firsts], places[ends]
    return Units(
        words=_numbers(folds[is_word], ends - firsts),
        steps=_compact(_differences(starts)),
        sizes=_compact(stops - starts),
        lines=_lines(codes, starts),
        quotes=starts.searchsorted(np.array(_quotations(text, language), dtype=np.int64)),
        is_unspaced=2 * int(np.count_nonzero(is_wide)) > len(starts),
    )


def grams(words: Words, size: int) -> Numbers:
    """A number for each run of so many units, in their order."""
    count = len(words) - size + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    found = np.zeros(count, dtype=np.uint64)
    for at in range(size):
        found *= np.uint64(_ODD)
        found += words[at : at + count]
    return _mixed(found)


def whole(words: Words) -> int:
    """One number for a row of units, good while the program runs."""
    return hash(words.tobytes())


def line_numbers(units: Units) -> list[int]:
    """A number for each line that has units, the same for the same words."""
    found: list[int] = _line_numbers(units.words, units.lines).tolist() if len(units.lines) else []
    return found


def _line_numbers(words: Words, starts: Places) -> Numbers:
    sizes = np.concatenate((starts[1:], (len(words),))) - starts
    # Each word is mixed with its place in the line, so that order matters.
    place = np.arange(len(words)) - starts.repeat(sizes)
    mixed = _mixed(words + place.astype(np.uint64) * np.uint64(_ODD))
    return _mixed(np.add.reduceat(mixed, starts))


def _mixed(numbers: Numbers) -> Numbers:
    """Spread evenly over 64 bits (the finisher of MurmurHash3, shortened)."""
    numbers = numbers ^ (numbers >> np.uint64(33))
    numbers *= np.uint64(0xFF51AFD7ED558CCD)
    numbers ^= numbers >> np.uint64(33)
    return numbers


def _differences(numbers: Places) -> Places:
    """Each number less the one before it; the first as it is."""
    steps = numbers.copy()
    steps[1:] -= numbers[:-1]
    return steps


def _lines(codes: npt.NDArray[Any], starts: Places) -> Places:
    """The first unit of each line that has units."""
    ends = (codes == 10).nonzero()[0]
    firsts = np.zeros(len(ends) + 1, dtype=np.int64)
    firsts[1:] = starts.searchsorted(ends)
    has_units = np.empty(len(firsts), dtype=np.bool_)
    has_units[:-1] = firsts[1:] != firsts[:-1]
    has_units[-1] = firsts[-1] != len(starts)
    return firsts[has_units]


def _codes(text: str) -> npt.NDArray[Any]:
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _folds(codes: npt.NDArray[Any]) -> Words:
    folds: Words = _FOLDS[codes]
    unmet = folds == _UNMET
    if unmet.any():
        for code in np.unique(codes[unmet]).tolist():
            _FOLDS[code] = _fold(chr(code))
        folds = _FOLDS[codes]
    return folds


def _fold(char: str) -> int:
    if _UNSPACED.match(char):
        return _WIDE | ord(char)
    form = normalise(char)
    if not form:
        return _LEFT_OUT if unicodedata.category(char) in {"Mn", "Cf", "Lm"} else _PARTED
    if not form[0].isalnum() and unicodedata.category(char)[0] != "M":
        return _PARTED
    number = 0
    for part in form:  # "ß" is one letter here and "ss" two: they are not the same word
        number = number * 0x1F3 + ord(part)
    return 2 + number % (_WIDE - 2)


def _numbers(letters: Words, sizes: Places) -> Words:
    """One number for each word, from its letters and their order."""
    if not len(sizes):
        return np.zeros(0, dtype=np.uint32)
    starts = sizes.cumsum() - sizes
    place = np.arange(len(letters)) - starts.repeat(sizes)
    weighed = letters * _POWERS[np.minimum(place, _LETTERS - 1)]
    return (_mixed(np.add.reduceat(weighed, starts)) >> np.uint64(32)).astype(np.uint32)


def _compact(numbers: Places) -> Compact:
    """The same numbers in as few bytes as the largest needs."""
    largest = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.min_scalar_type(largest))


# --- quotations ---------------------------------------------------------------

_MARK = re.compile('[“”„‟«»‹›「」『』"״‘\n]|’(?!\\w)')
#: Opening mark → what closes it, whatever the language.
_CLOSERS = {
    "“": "”", "„": "“”", "‟": "”", "«": "»", "‹": "›", '"': '"', "״": "״", "「": "」", "『": "』",
    "‘": "’",
}  # fmt: skip
#: A quotation of several paragraphs opens in each and closes in the last.
_LASTING = frozenset("“„‟«「『")


@lru_cache(maxsize=256)
def _closers(code: str) -> dict[str, str]:
    closers = dict(_CLOSERS)
    for opening, closing in packs.pack(code).quote_marks:
        if len(opening) == 1 and closing not in closers.get(opening, ""):
            closers[opening] = closers.get(opening, "") + closing
    return closers


def _quotations(text: str, language: str) -> list[int]:
    """Start and end of all that stands in quotation marks, in turn, in characters."""
    closers = _closers(packs.primary(language))
    spans: list[int] = []
    line, start, awaited = 0, -1, ""
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        if mark == "\n":
            if start >= 0 and _lasts(text, line, start):
                spans += (start, at)
            line, start, awaited = at + 1, -1, ""
        elif start >= 0:
            if mark in awaited:
                spans += (start, at)
                start = -1
        elif mark in closers:
            start, awaited = at, closers[mark]
    if start >= 0 and _lasts(text, line, start):
        spans += (start, len(text))
    return spans


def _lasts(text: str, line: int, start: int) -> bool:
    """Whether a mark without a partner opens a quotation up to the line's end."""
    return text[start] in _LASTING or (text[start] != "‘" and not text[line:start].strip())

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

HashArray = npt.NDArray[np.uint64]
TokenArray = npt.NDArray[np.uint32]
IndexArray = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
CompactArray = npt.NDArray[Any]

#: Scripts written without spaces: Thai to Myanmar, Khmer, kana, Han.
_UNSPACED_PATTERN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u3096\u309d-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_SEPARATOR_CODE = 0
_IGNORED_CODE = 1
_WIDE_BIT = 1 << 31
_UNSEEN_CODE = 0xFFFFFFFF
#: Words are told apart by so many letters, and one more for all that follow.
_MAX_HASHED_LETTERS = 256
_FIBONACCI_MULTIPLIER = (
    0x9E3779B97F4A7C15  # 2^64 divided by the golden ratio: Fibonacci hashing (Knuth 6.4)
)


def _hash_powers(count: int) -> HashArray:
    powers = np.full(count, _FIBONACCI_MULTIPLIER, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


_HASH_POWERS = _hash_powers(_MAX_HASHED_LETTERS)
#: What each character counts as; filled as characters are met.
_FOLD_TABLE = np.full(0x110000, _UNSEEN_CODE, dtype=np.uint32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A text's words as numbers. Held compactly: seven bytes a word."""

    words: TokenArray
    steps: CompactArray  #: characters from each word's start to the next one's; the first from 0
    sizes: CompactArray  #: characters of each word
    lines: IndexArray  #: the first unit of each line that has any
    quotes: IndexArray  #: units in quotation marks: start and end in turn
    is_unspaced: bool  #: most units are single characters

    def spans(self) -> tuple[IndexArray, IndexArray]:
        """Where each unit starts and ends in the text, in characters."""
        starts = np.cumsum(self.steps, dtype=np.int64)
        return starts, starts + self.sizes

    def quoted(self) -> Mask:
        """Which units stand in quotation marks."""
        mask = np.zeros(len(self.words), dtype=np.bool_)
        for start, end in self.quotes.reshape(-1, 2).tolist():
            mask[start:end] = True
        return mask


def tokenise_text(text: str, language: str) -> Tokens:
    """The units of a text. Never raises, whatever the text holds."""
    codes = _code_points(text)
    folds = _fold_codes(codes)
    kept = (folds != _IGNORED_CODE).nonzero()[0]
    folds = folds[kept]
    is_word = folds > _IGNORED_CODE
    is_wide = is_word & (folds >= _WIDE_BIT)
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
    return Tokens(
        words=_hash_words(folds[is_word], ends - firsts),
        steps=_compact_integers(_adjacent_differences(starts)),
        sizes=_compact_integers(stops - starts),
        lines=_line_starts(codes, starts),
        quotes=starts.searchsorted(np.array(_quoted_spans(text, language), dtype=np.int64)),
        is_unspaced=2 * int(np.count_nonzero(is_wide)) > len(starts),
    )


def hash_ngrams(words: TokenArray, size: int) -> HashArray:
    """A number for each run of so many units, in their order."""
    count = len(words) - size + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    found = np.zeros(count, dtype=np.uint64)
    for at in range(size):
        found *= np.uint64(_FIBONACCI_MULTIPLIER)
        found += words[at : at + count]
    return _mixed(found)


def hash_tokens(words: TokenArray) -> int:
    """One number for a row of units, good while the program runs."""
    return hash(words.tobytes())


def hash_lines(units: Tokens) -> list[int]:
    """A number for each line that has units, the same for the same words."""
    found: list[int] = (
        _hash_line_tokens(units.words, units.lines).tolist() if len(units.lines) else []
    )
    return found


def _hash_line_tokens(words: TokenArray, starts: IndexArray) -> HashArray:
    sizes = np.concatenate((starts[1:], (len(words),))) - starts
    # Each word is mixed with its place in the line, so that order matters.
    place = np.arange(len(words)) - starts.repeat(sizes)
    mixed = _mixed(words + place.astype(np.uint64) * np.uint64(_FIBONACCI_MULTIPLIER))
    return _mixed(np.add.reduceat(mixed, starts))


def _mixed(numbers: HashArray) -> HashArray:
    """Spread evenly over 64 bits (the finisher of MurmurHash3, shortened)."""
    numbers = numbers ^ (numbers >> np.uint64(33))
    numbers *= np.uint64(0xFF51AFD7ED558CCD)
    numbers ^= numbers >> np.uint64(33)
    return numbers


def _adjacent_differences(numbers: IndexArray) -> IndexArray:
    """Each number less the one before it; the first as it is."""
    steps = numbers.copy()
    steps[1:] -= numbers[:-1]
    return steps


def _line_starts(codes: npt.NDArray[Any], starts: IndexArray) -> IndexArray:
    """The first unit of each line that has units."""
    ends = (codes == 10).nonzero()[0]
    firsts = np.zeros(len(ends) + 1, dtype=np.int64)
    firsts[1:] = starts.searchsorted(ends)
    has_units = np.empty(len(firsts), dtype=np.bool_)
    has_units[:-1] = firsts[1:] != firsts[:-1]
    has_units[-1] = firsts[-1] != len(starts)
    return firsts[has_units]


def _code_points(text: str) -> npt.NDArray[Any]:
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _fold_codes(codes: npt.NDArray[Any]) -> TokenArray:
    folds: TokenArray = _FOLD_TABLE[codes]
    unmet = folds == _UNSEEN_CODE
    if unmet.any():
        for code in np.unique(codes[unmet]).tolist():
            _FOLD_TABLE[code] = _fold(chr(code))
        folds = _FOLD_TABLE[codes]
    return folds


def _fold(char: str) -> int:
    if _UNSPACED_PATTERN.match(char):
        return _WIDE_BIT | ord(char)
    form = normalise(char)
    if not form:
        return (
            _IGNORED_CODE if unicodedata.category(char) in {"Mn", "Cf", "Lm"} else _SEPARATOR_CODE
        )
    if not form[0].isalnum() and unicodedata.category(char)[0] != "M":
        return _SEPARATOR_CODE
    number = 0
    for part in form:  # "ß" is one letter here and "ss" two: they are not the same word
        number = number * 0x1F3 + ord(part)
    return 2 + number % (_WIDE_BIT - 2)


def _hash_words(letters: TokenArray, sizes: IndexArray) -> TokenArray:
    """One number for each word, from its letters and their order."""
    if not len(sizes):
        return np.zeros(0, dtype=np.uint32)
    starts = sizes.cumsum() - sizes
    place = np.arange(len(letters)) - starts.repeat(sizes)
    weighed = letters * _HASH_POWERS[np.minimum(place, _MAX_HASHED_LETTERS - 1)]
    return (_mixed(np.add.reduceat(weighed, starts)) >> np.uint64(32)).astype(np.uint32)


def _compact_integers(numbers: IndexArray) -> CompactArray:
    """The same numbers in as few bytes as the largest needs."""
    largest = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.min_scalar_type(largest))


# --- quotations ---------------------------------------------------------------

_QUOTE_MARK_PATTERN = re.compile('[“”„‟«»‹›「」『』"״‘\n]|’(?!\\w)')
#: Opening mark → what closes it, whatever the language.
_CLOSING_MARKS = {
    "“": "”", "„": "“”", "‟": "”", "«": "»", "‹": "›", '"': '"', "״": "״", "「": "」", "『": "』",
    "‘": "’",
}  # fmt: skip
#: A quotation of several paragraphs opens in each and closes in the last.
_MULTI_PARAGRAPH_OPENERS = frozenset("“„‟«「『")


@lru_cache(maxsize=256)
def _closing_marks(code: str) -> dict[str, str]:
    closers = dict(_CLOSING_MARKS)
    for opening, closing in packs.load_pack(code).quote_marks:
        if len(opening) == 1 and closing not in closers.get(opening, ""):
            closers[opening] = closers.get(opening, "") + closing
    return closers


def _quoted_spans(text: str, language: str) -> list[int]:
    """Start and end of all that stands in quotation marks, in turn, in characters."""
    closers = _closing_marks(packs.primary_subtag(language))
    spans: list[int] = []
    line, start, awaited = 0, -1, ""
    for match in _QUOTE_MARK_PATTERN.finditer(text):
        mark, at = match[0], match.start()
        if mark == "\n":
            if start >= 0 and _is_open_to_line_end(text, line, start):
                spans += (start, at)
            line, start, awaited = at + 1, -1, ""
        elif start >= 0:
            if mark in awaited:
                spans += (start, at)
                start = -1
        elif mark in closers:
            start, awaited = at, closers[mark]
    if start >= 0 and _is_open_to_line_end(text, line, start):
        spans += (start, len(text))
    return spans


def _is_open_to_line_end(text: str, line: int, start: int) -> bool:
    """Whether a mark without a partner opens a quotation up to the line's end."""
    return text[start] in _MULTI_PARAGRAPH_OPENERS or (
        text[start] != "‘" and not text[line:start].strip()
    )

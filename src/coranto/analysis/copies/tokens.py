"""Turn texts into arrays of numbers, one for each word, with the word's position. Pure, linear.

A unit is a word, or a character in scripts written without spaces. Case, accents and spellings of
one letter are folded as in `reading/language/text.py`. Numbers are compared instead of words: two
different words have the same number once in four billion.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from coranto.reading.language import packs, quotation_marks
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
#: Folded code of a character that separates words.
_SEPARATOR_CODE = 0
#: Folded code of a character that is left out, such as an accent.
_IGNORED_CODE = 1
#: Set in the folded code of characters that are words of their own.
_WIDE_BIT = 1 << 31
#: Marks characters in `_FOLD_TABLE` that did not occur so far.
_UNSEEN_CODE = 0xFFFFFFFF
#: Letters that are hashed by their position; all later ones share one position.
_MAX_HASHED_LETTERS = 256
#: 2^64 divided by the golden ratio: Fibonacci hashing (Knuth, TAOCP 6.4).
_FIBONACCI_MULTIPLIER = 0x9E3779B97F4A7C15


def _hash_powers(count: int) -> HashArray:
    powers = np.full(count, _FIBONACCI_MULTIPLIER, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


_HASH_POWERS = _hash_powers(_MAX_HASHED_LETTERS)
#: The folded code of each character; filled as characters occur.
_FOLD_TABLE = np.full(0x110000, _UNSEEN_CODE, dtype=np.uint32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A text's words as numbers, stored compactly: seven bytes a word."""

    words: TokenArray
    #: characters from the start of each word to the next one's; the first from 0
    steps: CompactArray
    sizes: CompactArray  #: characters of each word
    lines: IndexArray  #: the first unit of each line that has any
    quotes: IndexArray  #: bounds of units in quotation marks: start, end, start, end …
    is_unspaced: bool  #: most units are single characters

    def spans(self) -> tuple[IndexArray, IndexArray]:
        """The start and the end of each unit in the text, in characters."""
        starts = np.cumsum(self.steps, dtype=np.int64)
        return starts, starts + self.sizes

    def quoted_mask(self) -> Mask:
        """A mask of the units in quotation marks."""
        mask = np.zeros(len(self.words), dtype=np.bool_)
        for start, end in self.quotes.reshape(-1, 2).tolist():
            mask[start:end] = True
        return mask


def tokenise_text(text: str, language: str) -> Tokens:
    """The units of a text. Never raises, whatever the text contains."""
    codes = _code_points(text)
    folds = _fold_codes(codes)
    kept_positions = (folds != _IGNORED_CODE).nonzero()[0]
    folds = folds[kept_positions]
    is_word = folds > _IGNORED_CODE
    is_wide = is_word & (folds >= _WIDE_BIT)
    is_plain = is_word ^ is_wide
    joins = is_plain[1:] & is_plain[:-1]
    is_first, is_last = is_word.copy(), is_word.copy()
    is_first[1:] &= ~joins
    is_last[:-1] &= ~joins
    firsts = is_first.nonzero()[0]
    ends = is_last.nonzero()[0] + 1
    # An ignored character after a word, such as an accent, belongs to the word.
    bounds = np.concatenate((kept_positions, (len(codes),)))
    starts, stops = bounds[firsts], bounds[ends]
    return Tokens(
        words=_hash_words(folds[is_word], ends - firsts),
        steps=_compact_integers(_adjacent_differences(starts)),
        sizes=_compact_integers(stops - starts),
        lines=_line_starts(codes, starts),
        quotes=starts.searchsorted(np.array(_quoted_spans(text, language), dtype=np.int64)),
        is_unspaced=2 * int(np.count_nonzero(is_wide)) > len(starts),
    )


def hash_ngrams(words: TokenArray, size: int) -> HashArray:
    """A hash of each run of `size` units, in their order."""
    count = len(words) - size + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    hashes = np.zeros(count, dtype=np.uint64)
    for offset in range(size):
        hashes *= np.uint64(_FIBONACCI_MULTIPLIER)
        hashes += words[offset : offset + count]
    return _mixed(hashes)


def hash_tokens(words: TokenArray) -> int:
    """One hash of a sequence of units; it differs between runs of the program."""
    return hash(words.tobytes())


def hash_lines(units: Tokens) -> list[int]:
    """A hash of each line that has units; equal for equal words."""
    hashes: list[int] = (
        _hash_line_tokens(units.words, units.lines).tolist() if len(units.lines) else []
    )
    return hashes


def _hash_line_tokens(words: TokenArray, starts: IndexArray) -> HashArray:
    sizes = np.concatenate((starts[1:], (len(words),))) - starts
    # Each word is mixed with its position in the line, so that order matters.
    positions = np.arange(len(words)) - starts.repeat(sizes)
    mixed = _mixed(words + positions.astype(np.uint64) * np.uint64(_FIBONACCI_MULTIPLIER))
    return _mixed(np.add.reduceat(mixed, starts))


def _mixed(numbers: HashArray) -> HashArray:
    """Spread numbers evenly over 64 bits (the finaliser of MurmurHash3, shortened)."""
    numbers = numbers ^ (numbers >> np.uint64(33))
    numbers *= np.uint64(0xFF51AFD7ED558CCD)
    numbers ^= numbers >> np.uint64(33)
    return numbers


def _adjacent_differences(numbers: IndexArray) -> IndexArray:
    """Each number minus the one before it; the first as it is."""
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
    # Texts from files may hold halves of characters, which a strict encoding refuses.
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _fold_codes(codes: npt.NDArray[Any]) -> TokenArray:
    folds: TokenArray = _FOLD_TABLE[codes]
    is_new = folds == _UNSEEN_CODE
    if is_new.any():
        for code in np.unique(codes[is_new]).tolist():
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
    positions = np.arange(len(letters)) - starts.repeat(sizes)
    weighted = letters * _HASH_POWERS[np.minimum(positions, _MAX_HASHED_LETTERS - 1)]
    return (_mixed(np.add.reduceat(weighted, starts)) >> np.uint64(32)).astype(np.uint32)


def _compact_integers(numbers: IndexArray) -> CompactArray:
    """The same numbers in the smallest integer type that holds the largest one."""
    largest = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(np.min_scalar_type(largest))


# --- quotations ---------------------------------------------------------------

_QUOTE_MARK_PATTERN = re.compile(
    rf"[{quotation_marks.DOUBLE_MARKS}{quotation_marks.SINGLE_OPENER}]"
    rf"|{quotation_marks.SINGLE_CLOSER}(?!\w)"
)
#: A quotation of several paragraphs opens in each and closes in the last.
_MULTI_PARAGRAPH_OPENERS = frozenset("“„‟«「『")


@lru_cache(maxsize=256)
def _closers_by_opener(code: str) -> dict[str, str]:
    """Those of the language; single marks count too, since nothing depends on one quotation."""
    return {
        **quotation_marks.closers_by_opener(code),
        quotation_marks.GERSHAYIM: quotation_marks.GERSHAYIM,
        quotation_marks.SINGLE_OPENER: quotation_marks.SINGLE_CLOSER,
    }


def _quoted_spans(text: str, language: str) -> list[int]:
    """Bounds of everything in quotation marks, in characters: start, end, start and so on."""
    closers = _closers_by_opener(packs.primary_subtag(language))
    spans: list[int] = []
    line_start = 0
    # A quotation ends with its paragraph: one forgotten mark must not turn the rest of a text
    # into a quotation.
    while line_start <= len(text):
        line_end = text.find("\n", line_start)
        line_end = len(text) if line_end < 0 else line_end
        at = line_start
        while match := _QUOTE_MARK_PATTERN.search(text, at, line_end):
            mark, at = match[0], match.end()
            if mark not in closers:
                continue
            start = match.start()
            end = quotation_marks.find_closing_mark(text, at, closers[mark], end=line_end)
            if end < 0:
                if _is_open_to_line_end(text, line_start, start):
                    spans += (start, line_end)
                break
            spans += (start, end)
            at = end + 1
        line_start = line_end + 1
    return spans


def _is_open_to_line_end(text: str, line: int, start: int) -> bool:
    """Whether a mark without a partner opens a quotation up to the end of the line."""
    return text[start] in _MULTI_PARAGRAPH_OPENERS or (
        text[start] != "‘" and not text[line:start].strip()
    )

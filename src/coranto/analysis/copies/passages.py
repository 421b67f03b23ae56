"""Find the passages that two texts share, and how much of each text they are.

Pure. Linear in the two texts: a run of words that was matched is not looked at again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coranto.analysis.copies import tokens
from coranto.analysis.copies.tokens import IndexArray, Mask, TokenArray, Tokens
from coranto.model import Passage

#: Successive words in both texts that anchor a passage.
ANCHOR_WORDS = 4
#: The same in characters, for scripts without spaces.
ANCHOR_CHARACTERS = 8
#: Words that may differ inside a passage: a small edit does not end it.
MAX_GAP_WORDS = 8
#: The same in characters.
MAX_GAP_CHARACTERS = 14
#: Fewest own words of a passage: names, titles and set phrases are shorter than this.
MIN_PASSAGE_WORDS = 12
#: The same in characters.
MIN_PASSAGE_CHARACTERS = 22

#: Start and end of a run in the copy, then start and end in the origin, in units.
RunBounds = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedText:
    """The units of a text, and which of them are its own words.

    A unit is a word, or a character in scripts without spaces. Own are those neither in quotation
    marks nor in boilerplate.
    """

    units: Tokens
    own: Mask

    @property
    def own_count(self) -> int:
        """The number of own units."""
        return int(np.count_nonzero(self.own))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedText:
    """What two texts share, counted in own words."""

    count: int  #: own words of the first text that are in the second
    other_count: int  #: own words of the second text that are in the first
    longest: int  #: own words of the longest passage
    overlap: float  #: share of the first text's own words, 0 to 1
    other_overlap: float  #: share of the second text's own words, 0 to 1
    runs: tuple[RunBounds, ...]  #: passages, in units, in the order of the first text


NOTHING_SHARED = SharedText(
    count=0, other_count=0, longest=0, overlap=0.0, other_overlap=0.0, runs=()
)


def compare_texts(text: MaskedText, other_text: MaskedText) -> SharedText:
    """The passages that two texts share: equal runs, joined across small edits."""
    is_unspaced = text.units.is_unspaced
    if is_unspaced != other_text.units.is_unspaced:
        return NOTHING_SHARED
    anchor, gap, least = (
        (ANCHOR_CHARACTERS, MAX_GAP_CHARACTERS, MIN_PASSAGE_CHARACTERS)
        if is_unspaced
        else (ANCHOR_WORDS, MAX_GAP_WORDS, MIN_PASSAGE_WORDS)
    )
    joined_runs = []
    for pieces in _join_nearby_runs(
        _find_equal_runs(text.units.words, other_text.units.words, anchor), gap
    ):
        own_words = sum(_count_own_words(run, text, other_text) for run in pieces)
        if own_words >= least:
            joined_runs.append((own_words, pieces))
    return _summarise_shared(text, other_text, joined_runs) if joined_runs else NOTHING_SHARED


def _count_own_words(run: RunBounds, text: MaskedText, other_text: MaskedText) -> int:
    """Words of a run that are own in both texts: what one of them quotes proves nothing."""
    start, end, other_start, other_end = run
    return int(np.count_nonzero(text.own[start:end] & other_text.own[other_start:other_end]))


def share_whole_text(text: MaskedText, other_text: MaskedText) -> SharedText:
    """What a text shares with one of exactly the same words, quoted or not."""
    count = len(text.units.words)
    own, other_own = text.own_count or count, other_text.own_count or count
    whole = ((0, count, 0, count),)
    return SharedText(
        count=own, other_count=other_own, longest=own, overlap=1.0, other_overlap=1.0, runs=whole
    )


def swap_texts(shared: SharedText) -> SharedText:
    """The same result, seen from the other text."""
    runs = ((b_start, b_end, a_start, a_end) for a_start, a_end, b_start, b_end in shared.runs)
    return SharedText(
        count=shared.other_count,
        other_count=shared.count,
        longest=shared.longest,
        overlap=shared.other_overlap,
        other_overlap=shared.overlap,
        runs=tuple(sorted(runs)),
    )


def passage_offsets(shared: SharedText, units: Tokens, other_units: Tokens) -> tuple[Passage, ...]:
    """The passages as character offsets into both texts."""
    starts, ends = units.spans()
    other_starts, other_ends = other_units.spans()
    return tuple(
        Passage(
            start=int(starts[start]),
            end=int(ends[end - 1]),
            origin_start=int(other_starts[other_start]),
            origin_end=int(other_ends[other_end - 1]),
        )
        for start, end, other_start, other_end in shared.runs
    )


def _summarise_shared(
    text: MaskedText, other_text: MaskedText, joined_runs: list[tuple[int, list[RunBounds]]]
) -> SharedText:
    covered = np.zeros(len(other_text.own), dtype=np.bool_)
    for _, pieces in joined_runs:
        for _, _, start, end in pieces:
            covered[start:end] = True
    count = sum(own for own, _ in joined_runs)
    other_count = int(np.count_nonzero(covered & other_text.own))
    return SharedText(
        count=count,
        other_count=other_count,
        longest=max(own for own, _ in joined_runs),
        overlap=count / max(1, text.own_count),
        other_overlap=other_count / max(1, other_text.own_count),
        runs=tuple(
            (parts[0][0], parts[-1][1], parts[0][2], parts[-1][3]) for _, parts in joined_runs
        ),
    )


def _join_nearby_runs(runs: Iterator[RunBounds], gap: int) -> Iterator[list[RunBounds]]:
    """Groups of runs that follow one another closely in both texts."""
    group: list[RunBounds] = []
    for run in runs:
        is_next = group and run[0] - group[-1][1] <= gap and 0 <= run[2] - group[-1][3] <= gap
        if group and not is_next:
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _find_equal_runs(
    words: TokenArray, other_words: TokenArray, anchor: int
) -> Iterator[RunBounds]:
    """Equal runs of words in both texts; disjoint and in order in the first text."""
    positions = _match_positions(words, other_words, anchor)
    if not positions.size:
        return
    hits = (positions >= 0).nonzero()[0]
    if not hits.size:
        return
    # Successive matches at successive positions of the other text are one run.
    other_positions = positions[hits]
    breaks = (hits[1:] - hits[:-1] != 1) | (other_positions[1:] - other_positions[:-1] != 1)
    lasts = np.concatenate((breaks.nonzero()[0], (hits.size - 1,)))
    firsts = np.concatenate(((0,), lasts[:-1] + 1))
    starts, ends = hits[firsts], hits[lasts] + anchor
    shifts = positions[starts] - starts
    end_of_last = other_end_of_last = index = 0
    while index < starts.size:
        start, end, shift = int(starts[index]), int(ends[index]), int(shifts[index])
        start = max(start, end_of_last)
        if end - start >= anchor or (end > start and start + shift == other_end_of_last):
            start = _extend_left(words, other_words, start, start + shift, end_of_last)
            end = _extend_right(words, other_words, end, end + shift)
            yield start, end, start + shift, end + shift
            end_of_last, other_end_of_last = end, end + shift
        # Skip anchors inside of this run: extending it has covered them already.
        index = max(index + 1, int(ends.searchsorted(end_of_last, side="right")))


def _match_positions(words: TokenArray, other_words: TokenArray, anchor: int) -> IndexArray:
    """For each unit, where the n-gram that starts with it is in the other text; -1 for nowhere."""
    ngrams, other_ngrams = (
        tokens.hash_ngrams(words, anchor),
        tokens.hash_ngrams(other_words, anchor),
    )
    if not ngrams.size or not other_ngrams.size:
        return np.zeros(0, dtype=np.int64)
    other_order = other_ngrams.argsort(kind="stable")
    sorted_ngrams = other_ngrams[other_order]
    slots = np.minimum(sorted_ngrams.searchsorted(ngrams), sorted_ngrams.size - 1)
    return np.where(sorted_ngrams[slots] == ngrams, other_order[slots], -1)


def _extend_right(words: TokenArray, other_words: TokenArray, at: int, other_at: int) -> int:
    """Where the equal words that follow from here end, in the first text."""
    if at >= len(words) or other_at >= len(other_words) or words[at] != other_words[other_at]:
        return at
    # Steps grow: a run that ends soon costs one small comparison, a whole article few calls.
    step = 8
    while True:
        size = min(step, len(words) - at, len(other_words) - other_at)
        differs = words[at : at + size] != other_words[other_at : other_at + size]
        if differs.any():
            return at + int(differs.argmax())
        at, other_at, step = at + size, other_at + size, step * 4
        if size < step // 4:
            return at


def _extend_left(
    words: TokenArray, other_words: TokenArray, at: int, other_at: int, floor: int
) -> int:
    """Where the equal words that lead here start, in the first text; not before `floor`."""
    if at <= floor or not other_at or words[at - 1] != other_words[other_at - 1]:
        return at
    size = min(at - floor, other_at, 64)
    differs = words[at - size : at] != other_words[other_at - size : other_at]
    if differs.any():
        return at - int(differs[::-1].argmax())
    return at - size

"""Find the passages that two texts share, and how much of each text they are.

Pure. Linear in the two texts: a run of words once matched is not looked at again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from coranto.analysis.copies import tokens
from coranto.analysis.copies.tokens import IndexArray, Mask, TokenArray, Tokens
from coranto.model import Passage

#: Words (characters, in scripts without spaces) that must follow one another in both
#: texts to anchor a passage.
ANCHOR_WORDS = 4
ANCHOR_CHARACTERS = 8
#: Up to so many words may differ inside a passage: a small edit does not end it.
MAX_GAP_WORDS = 8
MAX_GAP_CHARACTERS = 14
#: A passage with fewer own words says nothing: names, titles and phrases are that long.
MIN_PASSAGE_WORDS = 12
MIN_PASSAGE_CHARACTERS = 22

#: Where units start and end in one text and the other: copy, copy, origin, origin.
RunBounds = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedText:
    """The units of a text, and which of them are its own words.

    Own is what stands neither in quotation marks nor in a standing paragraph.
    """

    units: Tokens
    own: Mask

    @property
    def own_count(self) -> int:
        """How many units are own."""
        return int(np.count_nonzero(self.own))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedText:
    """What two texts share, counted in own words."""

    count: int  #: own words of the first text that stand in the second
    other_count: int  #: own words of the second text that stand in the first
    longest: int  #: own words in the longest passage
    overlap: float  #: share of the first text's own words, 0 to 1
    other_overlap: float  #: share of the second text's own words, 0 to 1
    runs: tuple[RunBounds, ...]  #: passages, in units, in the order of the first text


NOTHING_SHARED = SharedText(
    count=0, other_count=0, longest=0, overlap=0.0, other_overlap=0.0, runs=()
)


def compare_texts(text: MaskedText, other: MaskedText) -> SharedText:
    """The passages two texts share: exact runs, joined across small edits."""
    is_unspaced = text.units.is_unspaced
    if is_unspaced != other.units.is_unspaced:
        return NOTHING_SHARED
    anchor, gap, least = (
        (ANCHOR_CHARACTERS, MAX_GAP_CHARACTERS, MIN_PASSAGE_CHARACTERS)
        if is_unspaced
        else (ANCHOR_WORDS, MAX_GAP_WORDS, MIN_PASSAGE_WORDS)
    )
    found = []
    for pieces in _join_nearby_runs(
        _find_equal_runs(text.units.words, other.units.words, anchor), gap
    ):
        own = sum(_count_own_words(run, text, other) for run in pieces)
        if own >= least:
            found.append((own, pieces))
    return _summarise_shared(text, other, found) if found else NOTHING_SHARED


def _count_own_words(run: RunBounds, text: MaskedText, other: MaskedText) -> int:
    """Words of a run that are own in both: what one of them quotes proves nothing."""
    start, end, other_start, other_end = run
    return int(np.count_nonzero(text.own[start:end] & other.own[other_start:other_end]))


def share_whole_text(text: MaskedText, other: MaskedText) -> SharedText:
    """What a text shares with one of the very same words, quoted or not."""
    count = len(text.units.words)
    own, other_own = text.own_count or count, other.own_count or count
    whole = ((0, count, 0, count),)
    return SharedText(
        count=own, other_count=other_own, longest=own, overlap=1.0, other_overlap=1.0, runs=whole
    )


def swap_texts(shared: SharedText) -> SharedText:
    """The same, seen from the other text."""
    runs = ((b_start, b_end, a_start, a_end) for a_start, a_end, b_start, b_end in shared.runs)
    return SharedText(
        count=shared.other_count,
        other_count=shared.count,
        longest=shared.longest,
        overlap=shared.other_overlap,
        other_overlap=shared.overlap,
        runs=tuple(sorted(runs)),
    )


def passage_offsets(shared: SharedText, text: Tokens, other: Tokens) -> tuple[Passage, ...]:
    """The passages as offsets into both texts."""
    starts, ends = text.spans()
    other_starts, other_ends = other.spans()
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
    text: MaskedText, other: MaskedText, found: list[tuple[int, list[RunBounds]]]
) -> SharedText:
    covered = np.zeros(len(other.own), dtype=np.bool_)
    for _, pieces in found:
        for _, _, start, end in pieces:
            covered[start:end] = True
    count = sum(own for own, _ in found)
    other_count = int(np.count_nonzero(covered & other.own))
    return SharedText(
        count=count,
        other_count=other_count,
        longest=max(own for own, _ in found),
        overlap=count / max(1, text.own_count),
        other_overlap=other_count / max(1, other.own_count),
        runs=tuple((p[0][0], p[-1][1], p[0][2], p[-1][3]) for _, p in found),
    )


def _join_nearby_runs(runs: Iterator[RunBounds], gap: int) -> Iterator[list[RunBounds]]:
    """Runs that follow one another closely in both texts, together."""
    held: list[RunBounds] = []
    for run in runs:
        is_next = held and run[0] - held[-1][1] <= gap and 0 <= run[2] - held[-1][3] <= gap
        if held and not is_next:
            yield held
            held = []
        held.append(run)
    if held:
        yield held


def _find_equal_runs(words: TokenArray, other: TokenArray, anchor: int) -> Iterator[RunBounds]:
    """Runs of the same words in both texts, disjoint and in order in the first."""
    places = _match_positions(words, other, anchor)
    if not places.size:
        return
    hits = (places >= 0).nonzero()[0]
    if not hits.size:
        return
    # A stretch of meetings that move on together in both texts is one run.
    met = places[hits]
    breaks = (hits[1:] - hits[:-1] != 1) | (met[1:] - met[:-1] != 1)
    lasts = np.concatenate((breaks.nonzero()[0], (hits.size - 1,)))
    firsts = np.concatenate(((0,), lasts[:-1] + 1))
    starts, ends = hits[firsts], hits[lasts] + anchor
    shifts = places[starts] - starts
    done = done_other = index = 0
    while index < starts.size:
        start, end, shift = int(starts[index]), int(ends[index]), int(shifts[index])
        start = max(start, done)
        if end - start >= anchor or (end > start and start + shift == done_other):
            start = _extend_left(words, other, start, start + shift, done)
            end = _extend_right(words, other, end, end + shift)
            yield start, end, start + shift, end + shift
            done, done_other = end, end + shift
        # What the run covers needs no anchor of its own.
        index = max(index + 1, int(ends.searchsorted(done, side="right")))


def _match_positions(words: TokenArray, other: TokenArray, anchor: int) -> IndexArray:
    """For each unit, where the units from it on stand in the other text; -1 for nowhere."""
    mine, theirs = tokens.hash_ngrams(words, anchor), tokens.hash_ngrams(other, anchor)
    if not mine.size or not theirs.size:
        return np.zeros(0, dtype=np.int64)
    order = theirs.argsort(kind="stable")
    ordered = theirs[order]
    at = np.minimum(ordered.searchsorted(mine), ordered.size - 1)
    return np.where(ordered[at] == mine, order[at], -1)


def _extend_right(words: TokenArray, other: TokenArray, at: int, other_at: int) -> int:
    """Where the same words that go on from here end, in the first text."""
    if at >= len(words) or other_at >= len(other) or words[at] != other[other_at]:
        return at
    step = 8
    while True:
        size = min(step, len(words) - at, len(other) - other_at)
        differ = words[at : at + size] != other[other_at : other_at + size]
        if differ.any():
            return at + int(differ.argmax())
        at, other_at, step = at + size, other_at + size, step * 4
        if size < step // 4:
            return at


def _extend_left(words: TokenArray, other: TokenArray, at: int, other_at: int, floor: int) -> int:
    """Where the same words that lead here start, in the first text; not before `floor`."""
    if at <= floor or not other_at or words[at - 1] != other[other_at - 1]:
        return at
    size = min(at - floor, other_at, 64)
    differ = words[at - size : at] != other[other_at - size : other_at]
    if differ.any():
        return at - int(differ[::-1].argmax())
    return at - size

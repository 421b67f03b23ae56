"""How likely many things are at once: sums of unequal chances, and many tests. Pure.

Nothing is drawn at random: chances are worked out, for many pairs of accounts at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Trials times successes up to which the exact distribution is worked out.
MAX_EXACT_CELLS = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RaggedArray:
    """Lists of numbers, one after another: list `n` ends where list `n + 1` starts."""

    values: NDArray[Any]  #: whole numbers, or reals
    starts: IntArray  #: one more than there are lists

    @property
    def lengths(self) -> IntArray:
        """How long each list is."""
        return np.diff(self.starts)


def lists_by_owner(owners: IntArray, values: NDArray[Any], *, size: int) -> RaggedArray:
    """Values as `size` lists by their owners, which are ascending numbers from 0."""
    return RaggedArray(values=values, starts=np.searchsorted(owners, np.arange(size + 1)))


def split_by_cost(costs: IntArray, *, most: int) -> Iterator[slice]:
    """Slices of about `most` in cost each; one that costs more stands alone."""
    ends = np.cumsum(costs)
    begin = 0
    while begin < len(costs):
        before = int(ends[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(ends, before + most, side="right")), begin + 1)
        yield slice(begin, end)
        begin = end


def poisson_binomial_tail(chances: RaggedArray, observed: IntArray) -> FloatArray:
    """For each list the chance of at least so many successes in its independent trials.

    Exact (the Poisson binomial distribution) as far as `MAX_EXACT_CELLS` goes; beyond it the
    `hoeffding_bound`.
    """
    trials = chances.lengths
    found = np.where(observed <= 0, 1.0, 0.0)
    for at in np.flatnonzero((observed > 0) & (trials * observed > MAX_EXACT_CELLS)):
        inside = chances.values[chances.starts[at] : chances.starts[at + 1]]
        found[at] = hoeffding_bound(inside, int(observed[at]))
    exact = np.flatnonzero(
        (observed > 0) & (observed <= trials) & (trials * observed <= MAX_EXACT_CELLS)
    )
    # Lists that need about as many cells are worked out side by side.
    powers = np.frexp(observed[exact] - 0.5)[1]
    for power in np.unique(powers):
        band = exact[powers == power]
        band = band[np.argsort(-trials[band], kind="stable")]
        found[band] = _exact_tails(chances, band, observed[band])
    return np.minimum(found, 1.0)


def _exact_tails(chances: RaggedArray, band: IntArray, observed: IntArray) -> FloatArray:
    """`poisson_binomial_tail` of the lists of a band, the longest first."""
    # A list's last cell gathers its `observed` successes and more, summed up directly: one
    # minus the rest would lose what is very unlikely.
    width = int(observed.max())
    state = np.zeros((len(band), width + 1))
    state[:, 0] = 1.0
    moves = (np.arange(width) < observed[:, None]).astype(np.float64)
    starts = chances.starts[band]
    lengths = chances.lengths[band]
    for trial, active in enumerate(_active_list_counts(lengths)):
        chance = chances.values[starts[:active] + trial]
        moved = state[:active, :-1] * (chance[:, None] * moves[:active])
        state[:active, :-1] -= moved
        state[:active, 1:] += moved
    return np.take_along_axis(state, observed[:, None], axis=1)[:, 0]


def _active_list_counts(lengths: IntArray) -> list[int]:
    """How many of descending lengths are longer than 0, than 1 and so on."""
    shorter = np.searchsorted(lengths[::-1], np.arange(lengths[0]), side="right")
    return [int(count) for count in len(lengths) - shorter]


def hoeffding_bound(chances: FloatArray, observed: int) -> float:
    """An upper bound of a list's `poisson_binomial_tail` for large numbers, never too small.

    Hoeffding, "Probability inequalities for sums of bounded random variables", JASA 58, 1963,
    theorem 1.
    """
    trials, mean = len(chances), float(np.mean(chances))
    share = observed / trials
    if share <= mean:
        return 1.0
    if mean == 0.0 or share > 1:
        return 0.0
    missed = (1 - share) * np.log((1 - share) / (1 - mean)) if share < 1 else 0.0
    return float(np.exp(-trials * (share * np.log(share / mean) + missed)))


def benjamini_hochberg(values: FloatArray, *, tests: int) -> FloatArray:
    """P-values adjusted for the number of tests, by false discovery rate.

    Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57, 1995. `tests`
    may be more than the values given: the rest count as 1.
    """
    tests = max(tests, len(values))
    order = np.argsort(values, kind="stable")[::-1]
    ranks = np.arange(len(values), 0, -1)
    found = np.empty(len(values))
    found[order] = np.minimum.accumulate(np.minimum(values[order] * tests / ranks, 1.0))
    return found

"""Compute the probability of sums of unequal chances, and correct for many tests. Pure.

Nothing is drawn at random: probabilities are exact or bounded, for many pairs of accounts at a
time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

#: Trials times successes up to which the exact distribution is computed.
MAX_EXACT_CELLS = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RaggedArray:
    """Lists of numbers in one array: list `n` ends where list `n + 1` starts."""

    values: NDArray[Any]  #: integers or floats
    starts: IntArray  #: one entry more than there are lists

    @property
    def lengths(self) -> IntArray:
        """The length of each list."""
        return np.diff(self.starts)


def lists_by_owner(owners: IntArray, values: NDArray[Any], *, size: int) -> RaggedArray:
    """Group values into `size` lists by their owners, which are ascending numbers from 0."""
    return RaggedArray(values=values, starts=np.searchsorted(owners, np.arange(size + 1)))


def split_by_cost(costs: IntArray, *, max_cost: int) -> Iterator[slice]:
    """Slices that cost at most `max_cost` each; an element that costs more gets its own slice."""
    ends = np.cumsum(costs)
    begin = 0
    while begin < len(costs):
        cost_before = int(ends[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(ends, cost_before + max_cost, side="right")), begin + 1)
        yield slice(begin, end)
        begin = end


def poisson_binomial_tail(chances: RaggedArray, observed: IntArray) -> FloatArray:
    """For each list the probability of at least `observed` successes in its independent trials.

    Exact (the Poisson binomial distribution) up to `MAX_EXACT_CELLS`; an upper bound beyond it, see
    `hoeffding_bound`.
    """
    trials = chances.lengths
    tails = np.where(observed <= 0, 1.0, 0.0)
    for index in np.flatnonzero((observed > 0) & (trials * observed > MAX_EXACT_CELLS)):
        list_chances = chances.values[chances.starts[index] : chances.starts[index + 1]]
        tails[index] = hoeffding_bound(list_chances, int(observed[index]))
    exact = np.flatnonzero(
        (observed > 0) & (observed <= trials) & (trials * observed <= MAX_EXACT_CELLS)
    )
    # A band shares one table as wide as its largest number of successes. Bands of the same power of
    # two waste at most half of the cells.
    powers = np.frexp(observed[exact] - 0.5)[1]
    for power in np.unique(powers):
        band = exact[powers == power]
        band = band[np.argsort(-trials[band], kind="stable")]
        tails[band] = _exact_tails(chances, band, observed[band])
    return np.minimum(tails, 1.0)


def _exact_tails(chances: RaggedArray, band: IntArray, observed: IntArray) -> FloatArray:
    """`poisson_binomial_tail` of the lists of a band, of which the longest comes first."""
    # The last cell of a list collects the probability of `observed` or more successes by addition.
    # One minus the sum of the others would round a tail such as 1e-120 to 0.
    width = int(observed.max())
    state = np.zeros((len(band), width + 1))
    state[:, 0] = 1.0
    may_advance = (np.arange(width) < observed[:, None]).astype(np.float64)
    starts = chances.starts[band]
    lengths = chances.lengths[band]
    for trial, active in enumerate(_active_list_counts(lengths)):
        chance = chances.values[starts[:active] + trial]
        flow = state[:active, :-1] * (chance[:, None] * may_advance[:active])
        state[:active, :-1] -= flow
        state[:active, 1:] += flow
    return np.take_along_axis(state, observed[:, None], axis=1)[:, 0]


def _active_list_counts(lengths: IntArray) -> list[int]:
    """The number of lists that are longer than 0, than 1 and so on; `lengths` are descending."""
    shorter = np.searchsorted(lengths[::-1], np.arange(lengths[0]), side="right")
    return [int(count) for count in len(lengths) - shorter]


def hoeffding_bound(chances: FloatArray, observed: int) -> float:
    """An upper bound of `poisson_binomial_tail` for one list with many trials; never too small.

    Hoeffding, "Probability inequalities for sums of bounded random variables", JASA 58, 1963,
    theorem 1.
    """
    trials, mean = len(chances), float(np.mean(chances))
    share = observed / trials
    if share <= mean:
        return 1.0
    if mean == 0.0 or share > 1:
        return 0.0
    failure_term = (1 - share) * np.log((1 - share) / (1 - mean)) if share < 1 else 0.0
    return float(np.exp(-trials * (share * np.log(share / mean) + failure_term)))


def benjamini_hochberg(values: FloatArray, *, tests: int) -> FloatArray:
    """P-values adjusted for the number of tests by false discovery rate, in the order given.

    Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57, 1995. `tests` may
    exceed the number of values: the missing ones count as 1.
    """
    tests = max(tests, len(values))
    order = np.argsort(values, kind="stable")[::-1]
    ranks = np.arange(len(values), 0, -1)
    adjusted = np.empty(len(values))
    # From the largest value down, each adjusted value is at most the one before: adjusting never
    # changes the order.
    adjusted[order] = np.minimum.accumulate(np.minimum(values[order] * tests / ranks, 1.0))
    return adjusted

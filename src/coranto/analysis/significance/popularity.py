"""How close together an object's posts usually are, by its popularity. Pure."""

import numpy as np
from numpy.typing import NDArray

from coranto.analysis.significance.poisson_binomial import FloatArray, IntArray

#: So many objects of like popularity must there be to say what is usual among them.
MIN_COMPARABLE_OBJECTS = 20


class PopularityBaseline:
    """How close together posts of an object usually are, by the object's popularity.

    `posts` and `bursts` are, for each object in ascending order of bursts, its number of posts
    and the share of their pairs that lie within the window. Objects are of like popularity when
    their posts reach the same power of two; where there are few, the less popular are added.
    """

    def __init__(self, posts: IntArray, bursts: FloatArray) -> None:
        self._bursts = bursts
        self._powers = np.frexp(posts)[1].astype(np.int64)
        self._pools: dict[tuple[int, int], IntArray] = {}

    def _pool(self, least: int, most: int) -> IntArray:
        """The objects between two powers of popularity, in the order of their bursts."""
        if (least, most) not in self._pools:
            inside = (self._powers >= least) & (self._powers <= most)
            self._pools[least, most] = np.flatnonzero(inside)
        return self._pools[least, most]

    def among(self, pairs: IntArray, objects: IntArray, *, size: int) -> FloatArray:
        """For each object of each pair of accounts the median burst among others as popular.

        `pairs` are numbers below `size`, ascending, and so are the objects of each. These are
        all left out: they must not say what is usual, for a ring's own objects are always posted
        at once. Where fewer than `MIN_COMPARABLE_OBJECTS` others are left, less popular ones are
        added, power by power; 0 when even all of them are fewer.
        """
        powers = self._powers[objects]
        found = np.zeros(len(objects))
        for power in np.unique(powers).tolist():
            here = powers == power
            found[here] = self._medians(pairs, objects, power, asked=pairs[here], size=size)[
                pairs[here]
            ]
        return found

    def _medians(
        self, pairs: IntArray, objects: IntArray, power: int, *, asked: IntArray, size: int
    ) -> FloatArray:
        """For each pair of those asked the median among other objects of a power."""
        found = np.zeros(size)
        open_ones = np.zeros(size, dtype=np.bool_)
        open_ones[asked] = True
        powers = self._powers[objects]
        for least in range(power, -1, -1):
            pool = self._pool(least, power)
            own = (powers >= least) & (powers <= power) & open_ones[pairs]
            owners, ranks = pairs[own], np.searchsorted(pool, objects[own])
            left = len(pool) - np.bincount(owners, minlength=size)
            told = open_ones & (left >= MIN_COMPARABLE_OBJECTS)
            places = _median_positions(owners, ranks, left)[told]
            found[told] = self._bursts[pool[places]]
            open_ones &= ~told
            if not open_ones.any():
                break
        return found


def _median_positions(owners: IntArray, ranks: IntArray, left: IntArray) -> NDArray[np.int64]:
    """Where the lower median stands once each owner's ranks, ascending, are taken away.

    `left` is how many values are then left to each owner.
    """
    middles = (left - 1) // 2
    starts = np.searchsorted(owners, np.arange(len(left)))
    before = ranks - (np.arange(len(ranks)) - starts[owners])  # values left that stand before it
    passed = owners[before <= middles[owners]]
    return middles + np.bincount(passed, minlength=len(left))

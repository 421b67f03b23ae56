"""Find how close together an object's posts usually are, given its popularity. Pure."""

import numpy as np
from numpy.typing import NDArray

from coranto.analysis.significance.poisson_binomial import FloatArray, IntArray

#: Fewest objects of similar popularity from which a usual value is taken.
MIN_COMPARABLE_OBJECTS = 20


class PopularityBaseline:
    """How close together posts of an object usually are, by the object's popularity.

    `posts` and `bursts` are, for each object in ascending order of bursts, its number of posts and
    the share of their pairs that lie within the window. Objects are equally popular when their
    posts reach the same power of two; where these objects are few, less popular ones are added.
    """

    def __init__(self, posts: IntArray, bursts: FloatArray) -> None:
        self._bursts = bursts
        self._powers = np.frexp(posts)[1].astype(np.int64)
        self._pools: dict[tuple[int, int], IntArray] = {}

    def _objects_of_powers(self, low_power: int, high_power: int) -> IntArray:
        """The objects between two powers of popularity, in the order of their bursts."""
        if (low_power, high_power) not in self._pools:
            is_inside = (self._powers >= low_power) & (self._powers <= high_power)
            self._pools[low_power, high_power] = np.flatnonzero(is_inside)
        return self._pools[low_power, high_power]

    def median_bursts(self, pairs: IntArray, objects: IntArray, *, size: int) -> FloatArray:
        """For each object of each pair of accounts the median burst among equally popular others.

        `pairs` are numbers below `size`, ascending, and so are the objects of each pair. All of a
        pair's own objects are left out: the objects of a ring are always posted at once and must
        not define what is usual. Where fewer than `MIN_COMPARABLE_OBJECTS` others remain, less
        popular ones are added, power by power; the result is 0 when even all of these are fewer.
        """
        powers = self._powers[objects]
        medians = np.zeros(len(objects))
        for power in np.unique(powers).tolist():
            is_power = powers == power
            medians[is_power] = self._medians_of_power(
                pairs, objects, power, wanted_pairs=pairs[is_power], size=size
            )[pairs[is_power]]
        return medians

    def _medians_of_power(
        self, pairs: IntArray, objects: IntArray, power: int, *, wanted_pairs: IntArray, size: int
    ) -> FloatArray:
        """For each wanted pair the median among other objects of a power of popularity."""
        medians = np.zeros(size)
        is_open = np.zeros(size, dtype=np.bool_)
        is_open[wanted_pairs] = True
        powers = self._powers[objects]
        # Pairs that still have too few other objects wait for the next lower power. Accounts that
        # posted nearly everything popular would otherwise have nothing to be measured against, and
        # were called beyond chance.
        for low_power in range(power, -1, -1):
            candidates = self._objects_of_powers(low_power, power)
            is_own = (powers >= low_power) & (powers <= power) & is_open[pairs]
            owners, ranks = pairs[is_own], np.searchsorted(candidates, objects[is_own])
            remaining = len(candidates) - np.bincount(owners, minlength=size)
            is_decided = is_open & (remaining >= MIN_COMPARABLE_OBJECTS)
            positions = _median_positions(owners, ranks, remaining)[is_decided]
            medians[is_decided] = self._bursts[candidates[positions]]
            is_open &= ~is_decided
            if not is_open.any():
                break
        return medians


def _median_positions(owners: IntArray, ranks: IntArray, remaining: IntArray) -> NDArray[np.int64]:
    """The position of the lower median once each owner's ranks, ascending, are removed.

    `remaining` is the number of values that each owner has left.
    """
    middles = (remaining - 1) // 2
    starts = np.searchsorted(owners, np.arange(len(remaining)))
    values_before = ranks - (np.arange(len(ranks)) - starts[owners])  # remaining values below it
    passed_owners = owners[values_before <= middles[owners]]
    return middles + np.bincount(passed_owners, minlength=len(remaining))

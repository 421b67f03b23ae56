"""Look up what pairs of accounts have in common, many pairs at a time. Pure.

Accounts and objects are numbers. The objects and times of all accounts are the keys of one sorted
array, in which a pair's common ones are found by binary search.
"""

from dataclasses import dataclass

import numpy as np

from coranto.analysis.significance.poisson_binomial import FloatArray, IntArray, RaggedArray


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountActivity:
    """What accounts did. They are numbered from 0, objects in the order of `bursts`."""

    #: of each account: all times at which it acted, ascending, in the window's unit
    moments: RaggedArray
    objects: RaggedArray  #: of each account: the objects it acted on, ascending
    times: IntArray  #: how often it acted on each, parallel to the values of `objects`
    posts: IntArray  #: of each object: posts by anybody
    #: of each object, ascending: the share of its pairs of posts that lie within the window
    bursts: FloatArray
    #: the same among accounts without a tested edge; 0 where these have few posts
    bystanders: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPairs:
    """Pairs of accounts, and the number of objects at which they met."""

    sources: IntArray
    targets: IntArray
    observed: IntArray

    def __len__(self) -> int:
        return len(self.sources)

    def select(self, inside: slice) -> "AccountPairs":
        """The pairs in a slice."""
        return AccountPairs(
            sources=self.sources[inside],
            targets=self.targets[inside],
            observed=self.observed[inside],
        )


class CommonObjects:
    """Finds the objects that both accounts of a pair acted on."""

    def __init__(self, acts: AccountActivity) -> None:
        self._acts = acts
        self._size = len(acts.posts)
        self._keys = _with_sentinel(_value_owners(acts.objects) * self._size + acts.objects.values)

    def lookup_costs(self, edges: AccountPairs) -> IntArray:
        """The number of objects that are looked up for each pair."""
        return _lookup_costs(self._acts.objects, edges)

    def shared_objects(self, edges: AccountPairs) -> tuple[IntArray, IntArray, IntArray]:
        """The common objects of each pair, in order, as three parallel arrays.

        They are: the position of the pair in `edges`, the object, and the number of pairs of posts
        with which the two accounts could have met at it.
        """
        objects = self._acts.objects
        shorter, longer = _order_by_list_length(objects, edges)
        pairs, positions = _expand_lists(objects, shorter)
        wanted_keys = longer[pairs] * self._size + objects.values[positions]
        slots = np.searchsorted(self._keys, wanted_keys)
        hits = np.flatnonzero(self._keys[slots] == wanted_keys)
        positions = positions[hits]
        times = self._acts.times
        return pairs[hits], objects.values[positions], times[positions] * times[slots[hits]]


class PostsWithinWindow:
    """Counts the pairs of posts of two accounts that lie within a window."""

    def __init__(self, moments: RaggedArray, *, window: int) -> None:
        self._moments = moments
        # Ranks instead of times: a key of account and microseconds would not fit into 64 bits.
        sorted_moments = np.sort(moments.values)
        self._size = len(sorted_moments) + 1
        ranks = np.searchsorted(sorted_moments, moments.values)
        self._keys = _with_sentinel(_value_owners(moments) * self._size + ranks)
        self._first = np.searchsorted(sorted_moments, moments.values - window)
        self._after = np.searchsorted(sorted_moments, moments.values + window, side="right")

    def lookup_costs(self, edges: AccountPairs) -> IntArray:
        """The number of times that are looked up for each pair."""
        return _lookup_costs(self._moments, edges)

    def post_counts(self, accounts: IntArray) -> IntArray:
        """The number of times of each account."""
        return self._moments.lengths[accounts]

    def close_pairs(self, edges: AccountPairs) -> IntArray:
        """For each pair of accounts the number of pairs of times within the window."""
        shorter, longer = _order_by_list_length(self._moments, edges)
        pairs, positions = _expand_lists(self._moments, shorter)
        key_offsets = longer[pairs] * self._size
        first_slots = np.searchsorted(self._keys, key_offsets + self._first[positions])
        # Most times have none of the other account's near them: only look for the end where one is.
        end_keys = key_offsets + self._after[positions]
        nonempty = np.flatnonzero(self._keys[first_slots] < end_keys)
        counts = np.searchsorted(self._keys, end_keys[nonempty]) - first_slots[nonempty]
        return np.bincount(pairs[nonempty], counts, minlength=len(edges)).astype(np.int64)


def _with_sentinel(keys: IntArray) -> IntArray:
    """Keys with a last one above all others, so that the slot a search returns always exists."""
    return np.append(keys, np.iinfo(np.int64).max)


def _value_owners(lists: RaggedArray) -> IntArray:
    """The list that each value belongs to."""
    return np.repeat(np.arange(len(lists.starts) - 1), lists.lengths)


def _lookup_costs(lists: RaggedArray, edges: AccountPairs) -> IntArray:
    lengths = lists.lengths
    # Each entry of the shorter list is searched for in the longer one, never the other way round.
    return np.minimum(lengths[edges.sources], lengths[edges.targets])


def _order_by_list_length(lists: RaggedArray, edges: AccountPairs) -> tuple[IntArray, IntArray]:
    """Of each pair the account with the shorter list, and the other one."""
    lengths = lists.lengths
    shorter = lengths[edges.sources] <= lengths[edges.targets]
    return (
        np.where(shorter, edges.sources, edges.targets),
        np.where(shorter, edges.targets, edges.sources),
    )


def _expand_lists(lists: RaggedArray, owners: IntArray) -> tuple[IntArray, IntArray]:
    """For every value of the owners' lists its owner's position in `owners`, and its own."""
    lengths = lists.lengths[owners]
    owner_positions = np.repeat(np.arange(len(owners)), lengths)
    starts = np.cumsum(lengths) - lengths
    return owner_positions, np.arange(len(owner_positions)) + (lists.starts[owners] - starts)[
        owner_positions
    ]

"""Look up what pairs of accounts have in common, many pairs at a time. Pure.

Accounts and objects are numbers; an account's things and times are keys in one sorted array.
"""

from dataclasses import dataclass

import numpy as np

from coranto.analysis.significance.poisson_binomial import FloatArray, IntArray, RaggedArray


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountActivity:
    """What accounts did, numbered from 0, on objects, numbered in the order of their bursts."""

    moments: RaggedArray  #: of each account: when it acted at all, ascending, in the window's unit
    objects: RaggedArray  #: of each account: what it acted on, ascending
    times: IntArray  #: how often it did, beside the values of `objects`
    posts: IntArray  #: of each object, by anybody
    bursts: (
        FloatArray  #: of each object, ascending: the share of its pairs of posts within the window
    )
    bystanders: FloatArray  #: the same among accounts without a tested edge; 0 where these are few


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPairs:
    """Pairs of accounts, and at how many objects they met."""

    sources: IntArray
    targets: IntArray
    observed: IntArray

    def __len__(self) -> int:
        return len(self.sources)

    def part(self, inside: slice) -> "AccountPairs":
        """Some of them."""
        return AccountPairs(
            sources=self.sources[inside],
            targets=self.targets[inside],
            observed=self.observed[inside],
        )


class CommonObjects:
    """What both accounts of a pair acted on."""

    def __init__(self, acts: AccountActivity) -> None:
        self._acts = acts
        self._size = len(acts.posts)
        self._keys = _with_sentinel(_value_owners(acts.objects) * self._size + acts.objects.values)

    def costs(self, edges: AccountPairs) -> IntArray:
        """How many things are looked up for each pair."""
        return _lookup_costs(self._acts.objects, edges)

    def of(self, edges: AccountPairs) -> tuple[IntArray, IntArray, IntArray]:
        """Pair, object, and how many pairs of acts on it the two could meet with; in order."""
        objects = self._acts.objects
        few, many = _order_by_list_length(objects, edges)
        pairs, places = _expand_lists(objects, few)
        sought = many[pairs] * self._size + objects.values[places]
        found = np.searchsorted(self._keys, sought)
        there = np.flatnonzero(self._keys[found] == sought)
        places = places[there]
        times = self._acts.times
        return pairs[there], objects.values[places], times[places] * times[found[there]]


class PostsWithinWindow:
    """How many pairs of the times of two accounts lie within a window."""

    def __init__(self, moments: RaggedArray, *, window: int) -> None:
        self._moments = moments
        # Ranks in place of times: a key of account and time would outgrow 64 bits.
        every = np.sort(moments.values)
        self._size = len(every) + 1
        ranks = np.searchsorted(every, moments.values)
        self._keys = _with_sentinel(_value_owners(moments) * self._size + ranks)
        self._first = np.searchsorted(every, moments.values - window)
        self._after = np.searchsorted(every, moments.values + window, side="right")

    def costs(self, edges: AccountPairs) -> IntArray:
        """How many times are looked up for each pair."""
        return _lookup_costs(self._moments, edges)

    def posts(self, accounts: IntArray) -> IntArray:
        """How many times each account has."""
        return self._moments.lengths[accounts]

    def of(self, edges: AccountPairs) -> IntArray:
        """For each pair of accounts how many pairs of their times lie within the window."""
        few, many = _order_by_list_length(self._moments, edges)
        pairs, places = _expand_lists(self._moments, few)
        others = many[pairs] * self._size
        begun = np.searchsorted(self._keys, others + self._first[places])
        # Most times have none of the other's near them: the last is sought where there is one.
        ends = others + self._after[places]
        some = np.flatnonzero(self._keys[begun] < ends)
        counts = np.searchsorted(self._keys, ends[some]) - begun[some]
        return np.bincount(pairs[some], counts, minlength=len(edges)).astype(np.int64)


def _with_sentinel(keys: IntArray) -> IntArray:
    """Keys with a last one that is none's, where a search may end."""
    return np.append(keys, np.iinfo(np.int64).max)


def _value_owners(lists: RaggedArray) -> IntArray:
    """Whose each value is."""
    return np.repeat(np.arange(len(lists.starts) - 1), lists.lengths)


def _lookup_costs(lists: RaggedArray, edges: AccountPairs) -> IntArray:
    lengths = lists.lengths
    return np.minimum(lengths[edges.sources], lengths[edges.targets])


def _order_by_list_length(lists: RaggedArray, edges: AccountPairs) -> tuple[IntArray, IntArray]:
    """Of each pair the account with the shorter list, and the other."""
    lengths = lists.lengths
    shorter = lengths[edges.sources] <= lengths[edges.targets]
    return (
        np.where(shorter, edges.sources, edges.targets),
        np.where(shorter, edges.targets, edges.sources),
    )


def _expand_lists(lists: RaggedArray, owners: IntArray) -> tuple[IntArray, IntArray]:
    """Every value of the owners' lists: whose it is (a place in `owners`), and where it stands."""
    lengths = lists.lengths[owners]
    whose = np.repeat(np.arange(len(owners)), lengths)
    before = np.cumsum(lengths) - lengths
    return whose, np.arange(len(whose)) + (lists.starts[owners] - before)[whose]

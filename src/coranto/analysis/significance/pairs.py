"""Look up what pairs of accounts have in common, many pairs at a time. Pure.

Accounts and objects are numbers; an account's things and times are keys in one sorted array.
"""

from dataclasses import dataclass

import numpy as np

from coranto.analysis.significance.poisson_binomial import Lists, Reals, Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What accounts did, numbered from 0, on objects, numbered in the order of their bursts."""

    moments: Lists  #: of each account: when it acted at all, ascending, in the window's unit
    objects: Lists  #: of each account: what it acted on, ascending
    times: Whole  #: how often it did, beside the values of `objects`
    posts: Whole  #: of each object, by anybody
    bursts: Reals  #: of each object, ascending: the share of its pairs of posts within the window
    bystanders: Reals  #: the same among accounts without a tested edge; 0 where these are few


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Pairs of accounts, and at how many objects they met."""

    sources: Whole
    targets: Whole
    observed: Whole

    def __len__(self) -> int:
        return len(self.sources)

    def part(self, inside: slice) -> "Edges":
        """Some of them."""
        return Edges(
            sources=self.sources[inside],
            targets=self.targets[inside],
            observed=self.observed[inside],
        )


class Common:
    """What both accounts of a pair acted on."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        self._size = len(acts.posts)
        self._keys = _ended(_owners(acts.objects) * self._size + acts.objects.values)

    def costs(self, edges: Edges) -> Whole:
        """How many things are looked up for each pair."""
        return _costs(self._acts.objects, edges)

    def of(self, edges: Edges) -> tuple[Whole, Whole, Whole]:
        """Pair, object, and how many pairs of acts on it the two could meet with; in order."""
        objects = self._acts.objects
        few, many = _by_length(objects, edges)
        pairs, places = _spread(objects, few)
        sought = many[pairs] * self._size + objects.values[places]
        found = np.searchsorted(self._keys, sought)
        there = np.flatnonzero(self._keys[found] == sought)
        places = places[there]
        times = self._acts.times
        return pairs[there], objects.values[places], times[places] * times[found[there]]


class Near:
    """How many pairs of the times of two accounts lie within a window."""

    def __init__(self, moments: Lists, *, window: int) -> None:
        self._moments = moments
        # Ranks in place of times: a key of account and time would outgrow 64 bits.
        every = np.sort(moments.values)
        self._size = len(every) + 1
        ranks = np.searchsorted(every, moments.values)
        self._keys = _ended(_owners(moments) * self._size + ranks)
        self._first = np.searchsorted(every, moments.values - window)
        self._after = np.searchsorted(every, moments.values + window, side="right")

    def costs(self, edges: Edges) -> Whole:
        """How many times are looked up for each pair."""
        return _costs(self._moments, edges)

    def posts(self, accounts: Whole) -> Whole:
        """How many times each account has."""
        return self._moments.lengths[accounts]

    def of(self, edges: Edges) -> Whole:
        """For each pair of accounts how many pairs of their times lie within the window."""
        few, many = _by_length(self._moments, edges)
        pairs, places = _spread(self._moments, few)
        others = many[pairs] * self._size
        begun = np.searchsorted(self._keys, others + self._first[places])
        # Most times have none of the other's near them: the last is sought where there is one.
        ends = others + self._after[places]
        some = np.flatnonzero(self._keys[begun] < ends)
        counts = np.searchsorted(self._keys, ends[some]) - begun[some]
        return np.bincount(pairs[some], counts, minlength=len(edges)).astype(np.int64)


def _ended(keys: Whole) -> Whole:
    """Keys with a last one that is none's, where a search may end."""
    return np.append(keys, np.iinfo(np.int64).max)


def _owners(lists: Lists) -> Whole:
    """Whose each value is."""
    return np.repeat(np.arange(len(lists.starts) - 1), lists.lengths)


def _costs(lists: Lists, edges: Edges) -> Whole:
    lengths = lists.lengths
    return np.minimum(lengths[edges.sources], lengths[edges.targets])


def _by_length(lists: Lists, edges: Edges) -> tuple[Whole, Whole]:
    """Of each pair the account with the shorter list, and the other."""
    lengths = lists.lengths
    shorter = lengths[edges.sources] <= lengths[edges.targets]
    return (
        np.where(shorter, edges.sources, edges.targets),
        np.where(shorter, edges.targets, edges.sources),
    )


def _spread(lists: Lists, owners: Whole) -> tuple[Whole, Whole]:
    """Every value of the owners' lists: whose it is (a place in `owners`), and where it stands."""
    lengths = lists.lengths[owners]
    whose = np.repeat(np.arange(len(owners)), lengths)
    before = np.cumsum(lengths) - lengths
    return whose, np.arange(len(whose)) + (lists.starts[owners] - before)[whose]

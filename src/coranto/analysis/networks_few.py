"""Pairs and edges among few posts, in arrays: the same as `networks.sql` finds. Pure.

To plan its questions takes a database longer than to answer them when the posts are few. What
counts as a pair is changed here and there alike: tests hold one answer against the other.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coranto.analysis.networks import Question, quantile

#: More pairs are left to the database, which need not hold them in memory.
MOST_PAIRS = 200_000
LONGEST = 2**62  #: microseconds; added to a moment it is still a number of 64 bits
Columns = dict[str, NDArray[Any]]
Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """Actions of one layer. Numbers from 0 stand for names, the same for the same."""

    object: Numbers
    account: Numbers
    post: Numbers
    own: Truths  #: whether the object is the post itself
    moment: Numbers  #: microseconds
    line: Numbers  #: each its own
    seq: Numbers  #: which of two posts of a moment is called the older


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Pairs of posts, the older first. Numbers from 0 stand for names, the same for the same."""

    object: Numbers
    account: Numbers
    account_y: Numbers
    post: Numbers
    post_y: Numbers
    delta: Numbers  #: microseconds
    order: Numbers | None  #: in which CooRTweet lists the pairs, if edges depend on it


def numbered(values: NDArray[Any]) -> Numbers:
    """Values as numbers from 0, the same for the same."""
    return np.asarray(np.unique(values, return_inverse=True)[1])


def by_first_line(account: Numbers, line: Numbers) -> Numbers:
    """`Acts.seq` as CooRTweet has it: by the account's first line, then by the action's own."""
    return _least(account, line)[account] * 2**32 + line


def pairs(acts: Acts, question: Question) -> tuple[Numbers, Numbers] | None:
    """Places of the older and of the younger action of each pair.

    None when there are too many to be held, or an object may have to be left out.
    """
    crowd = np.bincount(acts.object)
    largest = int(crowd.max(initial=0))
    if largest * (largest - 1) / 2 > question.most_pairs:
        return None
    able = np.bincount(acts.account)[acts.account] >= question.participation
    rows = np.flatnonzero(able & (crowd[acts.object] > 1))
    found = _within(acts, rows, min(round(question.window * 1_000_000), LONGEST))
    if found is None:
        return None
    older, younger = found
    if not question.loops:
        apart = (acts.account[older] != acts.account[younger]) & ~acts.own[older]
        apart &= (acts.post[older] != acts.post[younger]) & ~acts.own[younger]
        older, younger = older[apart], younger[apart]
    if question.participation > 1:
        as_rows = question.preset == "coortweet"
        part = _rows_taking_part if as_rows else _accounts_taking_part
        inside = part(acts, np.concatenate([older, younger]), question.participation)
        inside = inside[: len(older)] | inside[len(older) :]
        older, younger = older[inside], younger[inside]
    return older, younger


def _least(group: Numbers, values: Numbers) -> Numbers:
    """The least value of each group."""
    least = np.full(int(group.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, group, values)
    return least


def _within(acts: Acts, rows: Numbers, window: int) -> tuple[Numbers, Numbers] | None:
    """Two of the rows with an object in common, within a window. None for too many."""
    moments, at = np.unique(acts.moment[rows], return_inverse=True)
    place = acts.object[rows] * len(moments) + at
    order = np.argsort(place)
    rows, place, at = rows[order], place[order], at[order]
    last = np.searchsorted(moments, moments + window, side="right") - 1
    mates = np.searchsorted(place, place - at + last[at], side="right")
    mates -= np.arange(1, len(rows) + 1)
    if mates.sum() > MOST_PAIRS:
        return None
    one = np.repeat(np.arange(len(rows)), mates)
    other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(mates) - mates, mates)
    one, other = rows[one], rows[other]
    same = acts.moment[one] == acts.moment[other]
    return _turned(one, other, same & (acts.seq[one] > acts.seq[other]))


def _accounts_taking_part(acts: Acts, both: Numbers, least: int) -> Truths:
    """Which coordinated posts are of accounts that have enough of them."""
    once = _different(acts.account[both], acts.post[both])[0]
    enough = np.bincount(once, minlength=int(acts.account.max(initial=0)) + 1) >= least
    return np.asarray(enough[acts.account[both]])


def _rows_taking_part(acts: Acts, both: Numbers, least: int) -> Truths:
    """The same as CooRTweet has it: rows are counted, not posts."""
    post = acts.post
    coordinated = np.zeros(int(post.max(initial=0)) + 1, dtype=bool)
    coordinated[post[both]] = True
    able = np.bincount(acts.account)[acts.account] >= least
    rows = np.flatnonzero(able & coordinated[post])
    rows = rows[np.bincount(acts.account[rows])[acts.account[rows]] >= least]
    taking = np.zeros_like(coordinated)
    taking[post[rows]] = True
    return np.asarray(taking[post[both]])


def met(acts: Acts, older: Numbers, younger: Numbers, question: Question) -> Met:
    """Pairs at these places."""
    return Met(
        object=acts.object[older],
        account=acts.account[older],
        account_y=acts.account[younger],
        post=acts.post[older],
        post_y=acts.post[younger],
        delta=acts.moment[younger] - acts.moment[older],
        order=_order(acts, older, younger, question) if question.preset == "coortweet" else None,
    )


def _order(acts: Acts, older: Numbers, younger: Numbers, question: Question) -> Numbers:
    """In which order CooRTweet lists pairs: as `as_met` has it."""
    able = np.bincount(acts.account)[acts.account] >= question.participation
    first = _least(acts.object[able], acts.seq[able])[acts.object[older]]
    one, other = acts.seq[older], acts.seq[younger]
    return np.lexsort((np.minimum(one, other), np.maximum(one, other), first))


def edges(
    pairs: Met, accounts: NDArray[Any], objects: NDArray[Any], question: Question
) -> tuple[Columns, float]:
    """The network of a layer's pairs, and the weight that its subgraph lies above.

    `accounts` and `objects` are the names that the numbers of the pairs stand for.
    """
    low, high = (way(pairs.account, pairs.account_y) for way in (np.minimum, np.maximum))
    _, at, edge, count = np.unique(
        low * len(accounts) + high, return_index=True, return_inverse=True, return_counts=True
    )
    low, high = _turned(low[at], high[at], accounts[low[at]] > accounts[high[at]])
    source, target, as_met = low, high, pairs.account == low[edge]
    if pairs.order is not None:
        place = _places(low[edge], high[edge], pairs.order)
        source, target = _turned(low, high, place[low] > place[high])
        as_met[:] = True
    posts, posts_y, many, ids = _counted(pairs, edge, as_met, at, objects)
    weight = count if question.weight == "pairs" else np.maximum(posts, posts_y)
    inside, threshold = _cut(weight, question)
    return {
        "source": accounts[source], "target": accounts[target], "pairs": count,
        "seconds": np.bincount(edge, weights=pairs.delta) / count / 1_000_000,
        "posts": posts, "posts_y": posts_y, "objects": many, "object_ids": ids,
        "weight": weight, "symmetry": np.minimum(posts, posts_y) / np.maximum(posts, posts_y),
        "in_subgraph": inside.astype(np.int64),
    }, threshold  # fmt: skip


def _counted(
    pairs: Met, edge: Numbers, as_met: Truths, first: Numbers, objects: NDArray[Any]
) -> tuple[Numbers, Numbers, Numbers, NDArray[Any]]:
    """How many posts of either end and how many objects each edge has, and their names.

    Most edges have one pair, the `first`: only for the others is it counted.
    """
    several = np.flatnonzero(np.bincount(edge)[edge] > 1)
    edge, as_met = edge[several], as_met[several]
    ends = _turned(pairs.post[several], pairs.post_y[several], ~as_met)
    counts = np.ones((3, len(first)), dtype=np.int64)
    told = np.unique(edge)
    for place, values in enumerate((*ends, pairs.object[several])):
        counts[place, told] = np.bincount(_different(edge, values)[0])[told]
    ids = objects[pairs.object[first]]
    ids[told] = _listed(edge, pairs.object[several], objects)
    return (*counts, ids)


def _turned(one: Numbers, other: Numbers, turned: Truths) -> tuple[Numbers, Numbers]:
    return np.where(turned, other, one), np.where(turned, one, other)


def _different(group: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
    """The different values of each group, as two columns in order."""
    most = int(values.max(initial=0)) + 1
    group, values = np.divmod(np.unique(group * most + values), most)
    return group, values


def _cut(weight: Numbers, question: Question) -> tuple[Truths, float]:
    """Which edges are in the subgraph, and the weight that it lies above."""
    if question.quantile is None:
        least = question.least_weight or 0.0
        return weight >= least, least
    heavy, often = np.unique(weight, return_counts=True)
    counts = dict(zip(heavy.astype(float).tolist(), often.tolist(), strict=True))
    threshold = quantile(counts, question.quantile)
    return weight > threshold, threshold


def _listed(edge: Numbers, thing: Numbers, objects: NDArray[Any]) -> list[str]:
    """The names of each edge's objects in order, with commas between."""
    used, thing = np.unique(thing, return_inverse=True)
    names = objects[used].tolist()
    order = sorted(range(len(names)), key=names.__getitem__)
    edge, place = _different(edge, np.argsort(order)[thing])
    told = [names[order[at]] for at in place.tolist()]
    starts = np.flatnonzero(np.diff(edge, prepend=-1)).tolist()
    return [",".join(told[start:end]) for start, end in pairwise([*starts, len(told)])]


def _places(one: Numbers, other: Numbers, order: Numbers) -> Numbers:
    """Where accounts stand in CooRTweet's graph, as `ends_as_met` has it.

    `one` and `other` are the accounts of each pair, in the alphabet's order.
    """
    place = np.full(int(max(one.max(), other.max())) + 1, 2 * len(order))
    for side, ends in ((len(order), other[order]), (0, one[order])):
        accounts, at = np.unique(ends, return_index=True)
        place[accounts] = at + side
    return place

"""Pairs and edges among few posts, in arrays: the same as `networks.sql` finds. Pure.

To plan its questions takes a database longer than to answer them when the posts are few. What
counts as a pair is changed here and there alike: tests hold one answer against the other.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coranto.analysis.networks.question import Question, weighted_quantile, window_microseconds

#: More pairs are left to the database, which need not hold them in memory.
MOST_PAIRS = 200_000
Columns = dict[str, NDArray[Any]]
Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Places = tuple[Numbers, Numbers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """Actions of one layer. Numbers from 0 stand for objects and accounts, any for posts."""

    object: Numbers
    account: Numbers
    post: Numbers
    own: Truths  #: whether the object is the post itself
    moment: Numbers  #: microseconds
    line: Numbers  #: each its own
    seq: Numbers  #: which of two posts of a moment is called the older


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Pairs of posts, the older first. Numbers stand for names as in `Acts`."""

    object: Numbers
    account: Numbers
    account_y: Numbers
    post: Numbers
    post_y: Numbers
    delta: Numbers  #: microseconds
    order: Numbers | None  #: in which CooRTweet lists the pairs, if edges depend on it


def different(values: NDArray[Any]) -> int:
    """How many different values there are."""
    ordered = np.sort(values)
    return int((ordered[1:] != ordered[:-1]).sum()) + min(len(values), 1)


def numbered(values: NDArray[Any]) -> Numbers:
    """Values as numbers from 0, the same for the same."""
    return np.asarray(np.unique(values, return_inverse=True)[1])


def by_first_line(account: Numbers, line: Numbers) -> Numbers:
    """`Acts.seq` as CooRTweet has it: by the account's first line, then by the action's own."""
    return _least(account, line)[account] * 2**32 + line


def pairs(acts: Acts, question: Question) -> Places | None:
    """Places of the older and of the younger action of each pair.

    None when there are too many to be held, or an object may have to be left out.
    """
    crowd = np.bincount(acts.object)
    largest = int(crowd.max(initial=0))
    if largest * (largest - 1) / 2 > question.most_pairs:
        return None
    rows = np.flatnonzero(_able(acts, question.participation) & (crowd[acts.object] > 1))
    found = _same(_Ordered.of(acts, rows, question))
    return found and _coordinated(acts, found, question)


def similar_pairs(acts: Acts, one: Numbers, other: Numbers, question: Question) -> Places | None:
    """The same where objects are sets of words, of which these two and two are similar.

    The actions are those of accounts that may take part. None when there are too many pairs.
    """
    ordered = _Ordered.of(acts, np.arange(len(acts.object)), question)
    same, near = _same(ordered), _near(ordered, one, other)
    if same is None or near is None or len(same[0]) + len(near[0]) > MOST_PAIRS:
        return None
    older, younger = (np.concatenate(both) for both in zip(same, near, strict=True))
    return _coordinated(acts, (older, younger), question)


def _coordinated(acts: Acts, found: Places, question: Question) -> Places:
    """Pairs that count as such, of accounts that take part often enough."""
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


def _able(acts: Acts, least: int) -> Truths:
    """Which actions are of accounts that have enough of them to take part at all."""
    return np.asarray(np.bincount(acts.account)[acts.account] >= least)


def _least(group: Numbers, values: Numbers) -> Numbers:
    """The least value of each group."""
    least = np.full(int(group.max(initial=-1)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, group, values)
    return least


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ordered:
    """Actions in the order of their objects, and of each in that of its moments."""

    acts: Acts
    rows: Numbers  #: places in `acts`
    at: Numbers  #: which of all moments it is
    place: Numbers  #: object and moment as one number
    moments: Numbers  #: microseconds, in order
    window: int  #: microseconds

    @classmethod
    def of(cls, acts: Acts, rows: Numbers, question: Question) -> "_Ordered":
        moments, at = np.unique(acts.moment[rows], return_inverse=True)
        place = acts.object[rows] * len(moments) + at
        order = np.argsort(place)
        return cls(
            acts=acts, rows=rows[order], at=at[order], place=place[order], moments=moments,
            window=window_microseconds(question.window),
        )  # fmt: skip

    @property
    def last(self) -> Numbers:
        """Moment → the last one that is no more than the window after it."""
        return np.searchsorted(self.moments, self.moments + self.window, side="right") - 1

    @property
    def first(self) -> Numbers:
        """Moment → the first one that is no more than the window before it."""
        return np.searchsorted(self.moments, self.moments - self.window, side="left")

    def pairs(self, one: Numbers, first: Numbers, end: Numbers) -> Places | None:
        """Each of `one` with those from its first to before its end, the older first.

        None for too many.
        """
        mates = end - first
        if mates.sum() > MOST_PAIRS:
            return None
        older, younger = self.rows[np.repeat(one, mates)], self.rows[_runs(first, mates)]
        moment, seq = self.acts.moment, self.acts.seq
        turned = moment[older] > moment[younger]
        turned |= (moment[older] == moment[younger]) & (seq[older] > seq[younger])
        return _turned(older, younger, turned)


def _runs(first: Numbers, sizes: Numbers) -> Numbers:
    """Numbers that count up from each first one, one run behind the other."""
    return np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())


def _same(ordered: _Ordered) -> Places | None:
    """Two actions on an object within the window. None for too many."""
    one = np.arange(len(ordered.rows))
    last = ordered.place - ordered.at + ordered.last[ordered.at]
    return ordered.pairs(one, one + 1, np.searchsorted(ordered.place, last, side="right"))


def _near(ordered: _Ordered, one: Numbers, other: Numbers) -> Places | None:
    """Actions on two of these objects within the window. None for too many."""
    moments = len(ordered.moments)
    most = int(max(one.max(initial=0), other.max(initial=0))) + 1
    starts = np.searchsorted(ordered.place, np.arange(most + 1) * moments)
    posts = starts[1:] - starts[:-1]
    one, other = _turned(one, other, posts[one] > posts[other])
    sizes = posts[one]
    if sizes.sum() > 10 * MOST_PAIRS:
        return None
    rows = _runs(starts[one], sizes)
    start, at = np.repeat(other, sizes) * moments, ordered.at[rows]
    return ordered.pairs(
        rows,
        np.searchsorted(ordered.place, start + ordered.first[at], side="left"),
        np.searchsorted(ordered.place, start + ordered.last[at], side="right"),
    )


def _accounts_taking_part(acts: Acts, both: Numbers, least: int) -> Truths:
    """Which coordinated posts are of accounts that have enough of them."""
    once = _different(acts.account[both], numbered(acts.post[both]))[0]
    enough = np.bincount(once, minlength=int(acts.account.max(initial=0)) + 1) >= least
    return np.asarray(enough[acts.account[both]])


def _rows_taking_part(acts: Acts, both: Numbers, least: int) -> Truths:
    """The same as CooRTweet has it: rows are counted, not posts."""
    post = numbered(acts.post)
    coordinated = np.zeros(int(post.max(initial=0)) + 1, dtype=bool)
    coordinated[post[both]] = True
    rows = np.flatnonzero(_able(acts, least) & coordinated[post])
    rows = rows[np.bincount(acts.account[rows])[acts.account[rows]] >= least]
    taking = np.zeros_like(coordinated)
    taking[post[rows]] = True
    return np.asarray(taking[post[both]])


def meetings(acts: Acts, older: Numbers, younger: Numbers, question: Question) -> Met:
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
    able = _able(acts, question.participation)
    first = _least(acts.object[able], acts.seq[able])[acts.object[older]]
    one, other = acts.seq[older], acts.seq[younger]
    return np.lexsort((np.minimum(one, other), np.maximum(one, other), first))


def edges(
    met: Met, accounts: NDArray[Any], objects: NDArray[Any], question: Question
) -> tuple[Columns, float]:
    """The network of a layer's pairs, and the weight that its subgraph lies above.

    `accounts` and `objects` are the names that the numbers of the pairs stand for.
    """
    low, high = (way(met.account, met.account_y) for way in (np.minimum, np.maximum))
    _, at, edge, times = np.unique(
        low * len(accounts) + high, return_index=True, return_inverse=True, return_counts=True
    )
    low, high = _turned(low[at], high[at], accounts[low[at]] > accounts[high[at]])
    source, target, as_met = low, high, met.account == low[edge]
    if met.order is not None:
        place = _places(low[edge], high[edge], met.order)
        source, target = _turned(low, high, place[low] > place[high])
        as_met[:] = True
    posts, posts_y, many, ids = _counted(met, edge, as_met, at, objects)
    weight = times if question.weight == "pairs" else np.maximum(posts, posts_y)
    total = np.zeros(len(times), dtype=np.int64)
    np.add.at(total, edge, met.delta)
    inside, threshold = _cut(weight, question)
    return {
        "source": accounts[source], "target": accounts[target], "pairs": times,
        "seconds": total / times / 1_000_000,
        "posts": posts, "posts_y": posts_y, "objects": many, "object_ids": ids,
        "weight": weight, "symmetry": np.minimum(posts, posts_y) / np.maximum(posts, posts_y),
        "in_subgraph": inside.astype(np.int64),
    }, threshold  # fmt: skip


def _counted(
    met: Met, edge: Numbers, as_met: Truths, first: Numbers, objects: NDArray[Any]
) -> tuple[Numbers, Numbers, Numbers, NDArray[Any]]:
    """How many posts of either end and how many objects each edge has, and their names.

    Most edges have one pair, the `first`: only for the others is it counted.
    """
    times = np.bincount(edge)
    several, told = np.flatnonzero(times[edge] > 1), np.flatnonzero(times > 1)
    edge, as_met = edge[several], as_met[several]
    ends = _turned(met.post[several], met.post_y[several], ~as_met)
    counts = np.ones((3, len(first)), dtype=np.int64)
    for place, values in enumerate((*ends, met.object[several])):
        counts[place, told] = np.bincount(_different(edge, numbered(values))[0])[told]
    ids = objects[met.object[first]]
    ids[told] = _listed(edge, met.object[several], objects)
    return (*counts, ids)


def _turned(one: Numbers, other: Numbers, turned: Truths) -> tuple[Numbers, Numbers]:
    return np.where(turned, other, one), np.where(turned, one, other)


def _different(group: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
    """The different values of each group, as two columns in order."""
    most = int(values.max(initial=0)) + 1
    both = np.sort(group * most + values)
    group, values = np.divmod(both[np.diff(both, prepend=-1) > 0], most)
    return group, values


def _cut(weight: Numbers, question: Question) -> tuple[Truths, float]:
    """Which edges are in the subgraph, and the weight that it lies above."""
    if question.quantile is None:
        least = question.least_weight or 0.0
        return weight >= least, least
    heavy, often = np.unique(weight, return_counts=True)
    counts = dict(zip(heavy.astype(float).tolist(), often.tolist(), strict=True))
    threshold = weighted_quantile(counts, question.quantile)
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
    size = len(order)
    at = np.empty(size, dtype=np.int64)
    at[order] = np.arange(size)
    place = np.full(int(max(one.max(), other.max())) + 1, 2 * size)
    np.minimum.at(place, one, at)
    np.minimum.at(place, other, at + size)
    return place

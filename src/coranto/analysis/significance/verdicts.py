"""Tell acting together from chance: how often accounts would meet without a plan. Pure.

The null model keeps, for every account, what it posted and when it posts, and forgets which
of its posts came when: times are permuted within accounts (the time-shuffled reference model
of Holme and Saramäki, "Temporal networks", Physics Reports 519, 2012). Two accounts that both
posted an object then meet at it with the share of their pairs of posts that lie within the
window. Each of its times it can use but once: meeting at all of a few objects is likelier than so
many single meetings. What spreads fast is met by many at once, whoever they are: so that chance is
never taken to be less than what is usual among other objects of the same popularity, nor than what
bystanders do at the object: accounts that have no edge that is tested.

Accounts are judged many at a time: what two of them share is looked up in sorted arrays, in
portions that bound the memory.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from coranto.analysis.significance.pairs import (
    AccountActivity,
    AccountPairs,
    CommonObjects,
    PostsWithinWindow,
)
from coranto.analysis.significance.poisson_binomial import (
    FloatArray,
    IntArray,
    RaggedArray,
    benjamini_hochberg,
    poisson_binomial_tail,
    split_by_cost,
)
from coranto.analysis.significance.popularity import PopularityBaseline

#: Adjusted p-value below which accounts acted together beyond chance: the field's usual one.
ALPHA = 0.05
#: Look-ups of one portion: some 300 MB.
MAX_PORTION_LOOKUPS = 4_000_000

FindingKind = Literal["beyond chance", "chance", "insufficient data"]
FINDING_KINDS: tuple[FindingKind, ...] = get_args(FindingKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How far from chance two accounts, or a group of them, act."""

    observed: int
    expected: float
    p_value: float  #: of so many meetings or more by chance
    adjusted: float  #: after Benjamini and Hochberg, over all pairs that could have met
    finding: FindingKind

    @property
    def ratio(self) -> float:
        """Observed by expected; infinite when nothing was expected."""
        return self.observed / self.expected if self.expected else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChances:
    """What chance has for pairs of accounts, before they are compared with all others."""

    observed: IntArray
    expected: FloatArray
    p_values: FloatArray
    at_all: FloatArray  #: chance of meeting at everything that both acted on


def compute_pair_chances(
    acts: AccountActivity, edges: AccountPairs, *, window: int, portion: int = MAX_PORTION_LOOKUPS
) -> PairChances:
    """What chance has for each pair; memory is bounded by `portion`, not by how many they are."""
    common, near = CommonObjects(acts), PostsWithinWindow(acts.moments, window=window)
    usual = PopularityBaseline(acts.posts, acts.bursts)
    parts = [
        _chances_of_portion(acts, edges.part(inside), (common, near, usual))
        for inside in split_by_cost(common.costs(edges) + near.costs(edges), most=portion)
    ]
    return PairChances(
        observed=edges.observed,
        expected=_concatenate_reals([part.expected for part in parts]),
        p_values=_concatenate_reals([part.p_values for part in parts]),
        at_all=_concatenate_reals([part.at_all for part in parts]),
    )


def _concatenate_reals(parts: Sequence[FloatArray]) -> FloatArray:
    return np.concatenate(parts) if parts else np.zeros(0)


def _chances_of_portion(
    acts: AccountActivity,
    edges: AccountPairs,
    sources: tuple[CommonObjects, PostsWithinWindow, PopularityBaseline],
) -> PairChances:
    common, near, usual = sources
    pairs, objects, meetings = common.of(edges)
    starts = np.searchsorted(pairs, np.arange(len(edges) + 1))
    usually = np.maximum(usual.among(pairs, objects, size=len(edges)), acts.bystanders[objects])
    one, other, close = near.posts(edges.sources), near.posts(edges.targets), near.of(edges)

    def chances(drawn: IntArray) -> RaggedArray:
        alone = chance_of_meeting(one, other, close, objects=drawn)
        once = np.maximum(alone[pairs], usually)
        return RaggedArray(values=chance_at_object(once, meetings), starts=starts)

    as_seen = chances(edges.observed)
    return PairChances(
        observed=edges.observed,
        expected=np.bincount(pairs, as_seen.values, minlength=len(edges)).astype(np.float64),
        p_values=poisson_binomial_tail(as_seen, edges.observed),
        at_all=_list_products(chances(np.diff(starts))),
    )


def _list_products(chances: RaggedArray) -> FloatArray:
    """Of each list; 1 for an empty one."""
    owners = np.repeat(np.arange(len(chances.starts) - 1), chances.lengths)
    with np.errstate(divide="ignore"):
        logs = np.log(chances.values)
    return np.exp(np.bincount(owners, logs, minlength=len(chances.starts) - 1))


def chance_of_meeting(
    one: IntArray, other: IntArray, close: IntArray, *, objects: IntArray
) -> FloatArray:
    """Chance that a post of one account lies within the window of a post of another.

    For each pair of accounts `one` and `other` are how many posts they have, `close` is how
    many pairs of these lie within the window. For several objects, chance at each of meeting
    at all of them, as the geometric mean: what is left to the account that posted more are ever
    fewer of its times. It is exact where each time lies near one of the other's, and else an
    upper bound (of the permanent, by its rows).
    """
    times = np.maximum(one, other)
    drawn = np.clip(objects, 1, times)
    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, times.max(initial=1) + 1)))])
    left = (factorials[times] - factorials[times - drawn]) / drawn
    share = close / (one * other)
    return np.where(drawn < 2, share, np.minimum(1.0, share * np.exp(np.log(times) - left)))


def chance_at_object(once: FloatArray, meetings: IntArray) -> FloatArray:
    """Chance that two accounts meet at an object at least once.

    `once` is that of one pair of their posts of it, `meetings` how many pairs there are.
    """
    with np.errstate(divide="ignore"):
        return -np.expm1(meetings * np.log1p(-once))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictColumns:
    """What is said of many pairs of accounts: columns of `Verdict`."""

    observed: IntArray
    expected: FloatArray
    p_values: FloatArray
    adjusted: FloatArray
    findings: NDArray[np.object_]


def judge_pairs(tried: PairChances, *, tests: int, alpha: float = ALPHA) -> VerdictColumns:
    """Judge pairs of accounts. `tests` is how many pairs have an object in common at all.

    Where even meeting at everything would not have been enough, data are insufficient.
    """
    tests = max(tests, len(tried.p_values), 1)
    raised = benjamini_hochberg(tried.p_values, tests=tests)
    needed = alpha * (np.count_nonzero(raised < alpha) + 1) / tests
    kinds = np.where(raised < alpha, 0, np.where(tried.at_all < needed, 1, 2))
    return VerdictColumns(
        observed=tried.observed,
        expected=tried.expected,
        p_values=tried.p_values,
        adjusted=raised,
        findings=np.array(FINDING_KINDS, dtype=object)[kinds],
    )


def concatenate_verdicts(parts: Sequence[VerdictColumns]) -> VerdictColumns:
    """One part after another; there is at least one."""
    names = ("observed", "expected", "p_values", "adjusted", "findings")
    return VerdictColumns(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )


def judge_groups(inside: VerdictColumns, numbers: IntArray) -> dict[int, Verdict]:
    """Judge groups of accounts by the verdicts on their pairs, whose groups are `numbers`.

    One acts beyond chance when a pair in it does. A test of the whole group would forget that
    the group was picked for its pairs; their values are adjusted for all that could be picked.
    """
    groups, places = np.unique(numbers, return_inverse=True)
    least = np.full((2, len(groups)), 1.0)
    np.minimum.at(least[0], places, inside.p_values)
    np.minimum.at(least[1], places, inside.adjusted)
    kinds = np.full(len(groups), len(FINDING_KINDS) - 1)
    ranks = {finding: rank for rank, finding in enumerate(FINDING_KINDS)}
    np.minimum.at(kinds, places, [ranks[finding] for finding in inside.findings])
    observed = np.bincount(places, inside.observed, minlength=len(groups))
    expected = np.bincount(places, inside.expected, minlength=len(groups))
    return {
        int(group): Verdict(
            observed=int(observed[at]),
            expected=float(expected[at]),
            p_value=float(least[0, at]),
            adjusted=float(least[1, at]),
            finding=FINDING_KINDS[kinds[at]],
        )
        for at, group in enumerate(groups)
    }


def verdict_columns(verdicts: Collection[Verdict]) -> VerdictColumns:
    """Verdicts as columns."""
    return VerdictColumns(
        observed=np.array([each.observed for each in verdicts], dtype=np.int64),
        expected=np.array([each.expected for each in verdicts], dtype=np.float64),
        p_values=np.array([each.p_value for each in verdicts], dtype=np.float64),
        adjusted=np.array([each.adjusted for each in verdicts], dtype=np.float64),
        findings=np.array([each.finding for each in verdicts], dtype=object),
    )

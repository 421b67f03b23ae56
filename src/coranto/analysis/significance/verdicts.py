"""Tell coordination from chance: how often accounts would meet without a plan. Pure.

The null model keeps what every account posted and when it posts, and forgets which of its posts
came when: times are permuted within accounts (the time-shuffled reference model of Holme and
Saramäki, "Temporal networks", Physics Reports 519, 2012). Two accounts that both posted an object
then meet at it with a probability equal to the share of their pairs of posts that lie within the
window. Each time can be used only once: meeting at all of a few objects is likelier than the
product of single meetings. What spreads fast is met by many accounts at once, whoever they are. So
the probability is never taken to be less than the usual one among other objects of the same
popularity, nor than that of bystanders at the object: accounts without a tested edge.

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

#: Adjusted p-value below which accounts acted together beyond chance: the usual level.
ALPHA = 0.05
#: Look-ups of one portion; this many take some 300 MB.
MAX_PORTION_LOOKUPS = 4_000_000

FindingKind = Literal["beyond chance", "chance", "insufficient data"]
FINDING_KINDS: tuple[FindingKind, ...] = get_args(FindingKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How far from chance two accounts, or a group of them, act."""

    observed: int
    expected: float
    p_value: float  #: probability of so many meetings or more by chance
    adjusted: float  #: after Benjamini and Hochberg, over all pairs that could have met
    finding: FindingKind

    @property
    def ratio(self) -> float:
        """Observed divided by expected meetings; infinite when none were expected."""
        return self.observed / self.expected if self.expected else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChances:
    """What chance predicts for pairs of accounts, before correcting for the number of tests."""

    observed: IntArray
    expected: FloatArray
    p_values: FloatArray
    at_all: FloatArray  #: probability of meeting at every object that both acted on


def compute_pair_chances(
    acts: AccountActivity, edges: AccountPairs, *, window: int, portion: int = MAX_PORTION_LOOKUPS
) -> PairChances:
    """What chance predicts for each pair; `portion` bounds the memory that this takes."""
    common, within_window = CommonObjects(acts), PostsWithinWindow(acts.moments, window=window)
    baseline = PopularityBaseline(acts.posts, acts.bursts)
    parts = [
        _chances_of_portion(acts, edges.select(inside), (common, within_window, baseline))
        for inside in split_by_cost(
            common.lookup_costs(edges) + within_window.lookup_costs(edges), max_cost=portion
        )
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
    lookups: tuple[CommonObjects, PostsWithinWindow, PopularityBaseline],
) -> PairChances:
    common, within_window, baseline = lookups
    pairs, objects, meetings = common.shared_objects(edges)
    starts = np.searchsorted(pairs, np.arange(len(edges) + 1))
    usual_chances = np.maximum(
        baseline.median_bursts(pairs, objects, size=len(edges)), acts.bystanders[objects]
    )
    posts = within_window.post_counts(edges.sources)
    other_posts = within_window.post_counts(edges.targets)
    close_pairs = within_window.close_pairs(edges)

    def chances(object_counts: IntArray) -> RaggedArray:
        pair_chances = chance_of_meeting(posts, other_posts, close_pairs, objects=object_counts)
        single_chances = np.maximum(pair_chances[pairs], usual_chances)
        return RaggedArray(values=chance_at_object(single_chances, meetings), starts=starts)

    observed_chances = chances(edges.observed)
    return PairChances(
        observed=edges.observed,
        expected=np.bincount(pairs, observed_chances.values, minlength=len(edges)).astype(
            np.float64
        ),
        p_values=poisson_binomial_tail(observed_chances, edges.observed),
        at_all=_list_products(chances(np.diff(starts))),
    )


def _list_products(chances: RaggedArray) -> FloatArray:
    """The product of each list; 1 for an empty one."""
    owners = np.repeat(np.arange(len(chances.starts) - 1), chances.lengths)
    with np.errstate(divide="ignore"):
        logs = np.log(chances.values)
    return np.exp(np.bincount(owners, logs, minlength=len(chances.starts) - 1))


def chance_of_meeting(
    posts: IntArray, other_posts: IntArray, close_pairs: IntArray, *, objects: IntArray
) -> FloatArray:
    """Probability that a post of one account lies within the window of a post of another.

    For each pair of accounts, `posts` and `other_posts` are their numbers of posts, and
    `close_pairs` is how many pairs of these lie within the window. For several `objects` it is the
    probability at each of meeting at all of them, as the geometric mean: with every meeting, the
    account with more posts has one time fewer left. It is exact where each time lies near one of
    the other account's, and otherwise an upper bound (of the permanent, by its rows).
    """
    most_posts = np.maximum(posts, other_posts)
    object_counts = np.clip(objects, 1, most_posts)
    # Two accounts that post six objects together and nothing else meet at all six with a
    # probability of 1/6! and not 1/6⁶. Logarithms keep the factorials within floats.
    log_factorials = np.concatenate(
        [[0.0], np.cumsum(np.log(np.arange(1, most_posts.max(initial=1) + 1)))]
    )
    log_falling_mean = (
        log_factorials[most_posts] - log_factorials[most_posts - object_counts]
    ) / object_counts
    share = close_pairs / (posts * other_posts)
    return np.where(
        object_counts < 2,
        share,
        np.minimum(1.0, share * np.exp(np.log(most_posts) - log_falling_mean)),
    )


def chance_at_object(once: FloatArray, meetings: IntArray) -> FloatArray:
    """Probability that two accounts meet at an object at least once.

    `once` is that of one pair of their posts of it; `meetings` is the number of such pairs.
    """
    with np.errstate(divide="ignore"):
        # As 1 - (1 - once)^meetings, but exact for tiny probabilities.
        return -np.expm1(meetings * np.log1p(-once))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictColumns:
    """The verdicts on many pairs of accounts, as parallel columns of `Verdict`."""

    observed: IntArray
    expected: FloatArray
    p_values: FloatArray
    adjusted: FloatArray
    findings: NDArray[np.object_]


def judge_pairs(pair_chances: PairChances, *, tests: int, alpha: float = ALPHA) -> VerdictColumns:
    """Judge pairs of accounts. `tests` is how many pairs have an object in common at all.

    A pair has insufficient data when even meeting at everything would not have been enough.
    """
    tests = max(tests, len(pair_chances.p_values), 1)
    adjusted = benjamini_hochberg(pair_chances.p_values, tests=tests)
    # The p-value at which one more pair would be beyond chance as well, by its rank after those
    # that are.
    needed_p_value = alpha * (np.count_nonzero(adjusted < alpha) + 1) / tests
    kinds = np.where(adjusted < alpha, 0, np.where(pair_chances.at_all < needed_p_value, 1, 2))
    return VerdictColumns(
        observed=pair_chances.observed,
        expected=pair_chances.expected,
        p_values=pair_chances.p_values,
        adjusted=adjusted,
        findings=np.array(FINDING_KINDS, dtype=object)[kinds],
    )


def concatenate_verdicts(parts: Sequence[VerdictColumns]) -> VerdictColumns:
    """Join parts into one; there must be at least one part."""
    names = ("observed", "expected", "p_values", "adjusted", "findings")
    return VerdictColumns(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )


def judge_groups(pair_verdicts: VerdictColumns, numbers: IntArray) -> dict[int, Verdict]:
    """Judge groups of accounts by the verdicts on their pairs, whose groups are `numbers`.

    A group acts beyond chance when one of its pairs does.
    """
    groups, positions = np.unique(numbers, return_inverse=True)
    # A test of the whole group would ignore that the group was selected for its pairs. The pairs'
    # p-values are adjusted for all pairs that could have been selected.
    smallest = np.full((2, len(groups)), 1.0)
    np.minimum.at(smallest[0], positions, pair_verdicts.p_values)
    np.minimum.at(smallest[1], positions, pair_verdicts.adjusted)
    kinds = np.full(len(groups), len(FINDING_KINDS) - 1)
    ranks = {finding: rank for rank, finding in enumerate(FINDING_KINDS)}
    np.minimum.at(kinds, positions, [ranks[finding] for finding in pair_verdicts.findings])
    observed = np.bincount(positions, pair_verdicts.observed, minlength=len(groups))
    expected = np.bincount(positions, pair_verdicts.expected, minlength=len(groups))
    return {
        int(group): Verdict(
            observed=int(observed[index]),
            expected=float(expected[index]),
            p_value=float(smallest[0, index]),
            adjusted=float(smallest[1, index]),
            finding=FINDING_KINDS[kinds[index]],
        )
        for index, group in enumerate(groups)
    }


def verdict_columns(verdicts: Collection[Verdict]) -> VerdictColumns:
    """Convert verdicts to columns."""
    return VerdictColumns(
        observed=np.array([verdict.observed for verdict in verdicts], dtype=np.int64),
        expected=np.array([verdict.expected for verdict in verdicts], dtype=np.float64),
        p_values=np.array([verdict.p_value for verdict in verdicts], dtype=np.float64),
        adjusted=np.array([verdict.adjusted for verdict in verdicts], dtype=np.float64),
        findings=np.array([verdict.finding for verdict in verdicts], dtype=object),
    )

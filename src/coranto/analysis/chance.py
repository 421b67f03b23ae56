"""Tell acting together from chance: how often accounts would meet without a plan. Pure.

The null model keeps, for every account, what it posted and when it posts, and forgets which
of its posts came when: times are permuted within accounts (the time-shuffled reference model
of Holme and Saramäki, "Temporal networks", Physics Reports 519, 2012). Two accounts that both
posted an object then meet at it with the share of their pairs of posts that lie within the
window. Each of its times it can use but once: meeting at all of a few objects is likelier than so
many single meetings. What spreads fast is met by many at once, whoever they are: so that chance is
never taken to be less than what is usual among other objects of the same popularity.

Nothing is drawn at random: the chance of a sum of unequal chances is worked out.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, prod
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

#: Adjusted p-value below which accounts acted together beyond chance: the field's usual one.
ALPHA = 0.05
#: So many objects of like popularity must there be to say what is usual among them.
FEW = 20
#: Trials times successes up to which the exact distribution is worked out.
EXACT = 20_000_000

Times = NDArray[np.int64] | NDArray[np.float64]
Finding = Literal["beyond chance", "chance", "insufficient data"]
FINDINGS: tuple[Finding, ...] = get_args(Finding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What two accounts could have met at, and how often they did."""

    chances: Sequence[float]  #: one for each object that both posted, 0 to 1
    observed: int  #: objects at which they met, at most as many
    at_all: float | None = None  #: of meeting at every one of them; None: the chances' product


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How far from chance two accounts, or a group of them, act."""

    observed: int
    expected: float
    p_value: float  #: of so many meetings or more by chance
    adjusted: float  #: after Benjamini and Hochberg, over all pairs that could have met
    finding: Finding

    @property
    def ratio(self) -> float:
        """Observed by expected; infinite when nothing was expected."""
        return self.observed / self.expected if self.expected else float("inf")


def meeting(one: Times, other: Times, *, window: float, objects: int = 1) -> float:
    """Chance that a post of one account lies within the window of a post of another.

    Both are the sorted times of all posts of an account, in the window's unit. 0 without posts.
    For several objects, chance at each of meeting at all of them, as the geometric mean: what
    is left to the account that posted more are ever fewer of its times. It is exact where each
    time lies near one of the other's, and else an upper bound (of the permanent, by its rows).
    """
    if not len(one) or not len(other):
        return 0.0
    few, many = sorted((one, other), key=len)
    ends = np.searchsorted(many, few + window, side="right")
    met = int((ends - np.searchsorted(many, few - window, side="left")).sum())
    share, times, drawn = met / (len(few) * len(many)), len(many), min(objects, len(many))
    if drawn < 2:
        return share
    left = (lgamma(times + 1) - lgamma(times - drawn + 1)) / drawn
    return min(1.0, share * exp(log(times) - left))


def burst(times: Sequence[float], *, window: float) -> float:
    """Share of the pairs of an object's posts that lie within the window, 0 to 1.

    `times` are sorted, in seconds. 0 for less than two posts.
    """
    pairs = len(times) * (len(times) - 1) / 2
    met = sum(bisect_right(times, moment + window) - at - 1 for at, moment in enumerate(times))
    return met / pairs if pairs else 0.0


class Usual:
    """How close together posts of an object usually are, by the object's popularity.

    `posts` and `bursts` are, for each object, its number of posts and its `burst`. Objects
    are of like popularity when their posts reach the same power of two; where there are few,
    the less popular are added.
    """

    def __init__(self, posts: NDArray[np.int64], bursts: NDArray[np.float64]) -> None:
        powers = np.frexp(posts)[1] - 1
        self._pools: dict[int, tuple[int, NDArray[np.float64]]] = {}
        for power in map(int, np.unique(powers)):
            least = power
            inside = powers == power
            while inside.sum() < 2 * FEW and least > 0:
                least -= 1
                inside = (powers >= least) & (powers <= power)
            self._pools[power] = least, np.sort(bursts[inside])

    def among(self, posts: int, without: Sequence[tuple[int, float]]) -> float:
        """The median burst among objects as popular, without those that a pair posted.

        `without` are posts and bursts of these. They must not say what is usual: a ring's own
        objects are always posted at once. 0 when fewer than `FEW` objects are left.
        """
        least, pool = self._pools[_power(posts)]
        left_out = [burst for each, burst in without if least <= _power(each) <= _power(posts)]
        if len(pool) - len(left_out) < FEW:
            return 0.0
        return _median(pool, np.searchsorted(pool, sorted(left_out)))


def _median(pool: NDArray[np.float64], left_out: NDArray[np.int64]) -> float:
    """The lower median of sorted values without those at these places, which are sorted."""
    at = (len(pool) - len(left_out) - 1) // 2
    gone = left_out.tolist()
    for rank, place in enumerate(gone):
        # Equal values have the first one's place: leave out as many from there on.
        gone[rank] = max(place, gone[rank - 1] + 1) if rank else place
        at += gone[rank] <= at
    return float(pool[at])


def _power(posts: int) -> int:
    return max(posts, 1).bit_length() - 1


def at_object(alone: float, usual_burst: float, meetings: int) -> float:
    """Chance that two accounts meet at an object at least once.

    `alone` is their `meeting`, `usual_burst` what is usual for the object's popularity,
    `meetings` the number of pairs of their posts of it.
    """
    return 1 - (1 - max(alone, usual_burst)) ** meetings


def tail(chances: Sequence[float], observed: int) -> float:
    """Chance of at least so many successes in independent trials of unequal chances.

    Exact (the Poisson binomial distribution) as far as `EXACT` goes; beyond it the `bound`.
    """
    if observed <= 0:
        return 1.0
    if observed > len(chances):
        return 0.0
    if len(chances) * observed > EXACT:
        return bound(chances, observed)
    # The last cell gathers `observed` successes and more, summed up directly: one minus the
    # rest would lose what is very unlikely.
    state = np.zeros(observed + 1)
    state[0] = 1.0
    for chance in chances:
        moved = state[:-1] * chance
        state[:-1] -= moved
        state[1:] += moved
    return float(min(1.0, state[-1]))


def bound(chances: Sequence[float], observed: int) -> float:
    """An upper bound of `tail` for large numbers, never too small.

    Hoeffding, "Probability inequalities for sums of bounded random variables", JASA 58, 1963,
    theorem 1.
    """
    trials, mean = len(chances), sum(chances) / len(chances)
    share = observed / trials
    if share <= mean:
        return 1.0
    if mean == 0.0:
        return 0.0
    missed = (1 - share) * log((1 - share) / (1 - mean)) if share < 1 else 0.0
    return exp(-trials * (share * log(share / mean) + missed))


def adjusted(values: Sequence[float], *, tests: int) -> list[float]:
    """P-values adjusted for the number of tests, by false discovery rate.

    Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57, 1995. `tests`
    may be more than the values given: the rest count as 1.
    """
    tests = max(tests, len(values))
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)
    found = [1.0] * len(values)
    least = 1.0
    for rank, at in enumerate(order):
        least = min(least, values[at] * tests / (len(values) - rank))
        found[at] = least
    return found


def pairs(trials: Sequence[Trial], *, tests: int, alpha: float = ALPHA) -> list[Verdict]:
    """Judge pairs of accounts. `tests` is how many pairs have an object in common at all.

    Where even meeting at everything would not have been enough, data are insufficient.
    """
    tests = max(tests, len(trials), 1)
    values = [tail(trial.chances, trial.observed) for trial in trials]
    raised = adjusted(values, tests=tests)
    needed = alpha * (sum(value < alpha for value in raised) + 1) / tests
    return [
        Verdict(
            observed=trial.observed,
            expected=sum(trial.chances),
            p_value=value,
            adjusted=least,
            finding=_finding(beyond=least < alpha, sufficient=_at_all(trial) < needed),
        )
        for trial, value, least in zip(trials, values, raised, strict=True)
    ]


def _at_all(trial: Trial) -> float:
    return prod(trial.chances) if trial.at_all is None else trial.at_all


def group(inside: Sequence[Verdict]) -> Verdict:
    """Judge a group of accounts by the verdicts on its pairs.

    It acts beyond chance when a pair in it does. A test of the whole group would forget that
    the group was picked for its pairs; their values are adjusted for all that could be picked.
    """
    findings = {verdict.finding for verdict in inside}
    return Verdict(
        observed=sum(verdict.observed for verdict in inside),
        expected=sum(verdict.expected for verdict in inside),
        p_value=min((verdict.p_value for verdict in inside), default=1.0),
        adjusted=min((verdict.adjusted for verdict in inside), default=1.0),
        finding=_finding(
            beyond="beyond chance" in findings, sufficient=bool(findings - {"insufficient data"})
        ),
    )


def _finding(*, beyond: bool, sufficient: bool) -> Finding:
    if beyond:
        return "beyond chance"
    return "chance" if sufficient else "insufficient data"

"""What chance alone brings about, against what is counted out or simulated."""

import random
from itertools import combinations, permutations, product
from math import factorial, isclose

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.significance import verdicts
from coranto.analysis.significance.pairs import (
    AccountActivity,
    AccountPairs,
    CommonObjects,
    PostsWithinWindow,
)
from coranto.analysis.significance.poisson_binomial import (
    RaggedArray,
    lists_by_owner,
    poisson_binomial_tail,
)
from coranto.analysis.significance.popularity import MIN_COMPARABLE_OBJECTS, PopularityBaseline

TIMES = st.lists(st.integers(0, 500), min_size=1, max_size=12).map(sorted)
WHO = st.integers(0, 3)


def lists(values):
    """Lists of whole numbers, one for each account."""
    owners = [owner for owner, inside in enumerate(values) for _ in inside]
    flat = [value for inside in values for value in inside]
    return lists_by_owner(
        np.array(owners, dtype=np.int64), np.array(flat, dtype=np.int64), size=len(values)
    )


def edges(*ends, observed=None):
    one, other = zip(*ends, strict=True)
    seen = [1] * len(ends) if observed is None else observed
    return AccountPairs(sources=np.array(one), targets=np.array(other), observed=np.array(seen))


def acts(moments, objects, posts=(), bursts=(), bystanders=()):
    """What accounts did: times, and for each a mapping from object to how often."""
    number = max((each for own in objects for each in own), default=0) + 1
    return AccountActivity(
        moments=lists(moments),
        objects=lists([sorted(own) for own in objects]),
        times=np.array([own[each] for own in objects for each in sorted(own)], dtype=np.int64),
        posts=np.array(posts or [2] * number),
        bursts=np.array(bursts or [0.0] * number),
        bystanders=np.array(bystanders or [0.0] * len(bursts or range(number))),
    )


def meeting(one, other, *, window, objects=1):
    ends = edges((0, 1))
    near = PostsWithinWindow(lists([one, other]), window=window)
    posts = (near.post_counts(ends.sources), near.post_counts(ends.targets))
    return float(
        verdicts.chance_of_meeting(*posts, near.close_pairs(ends), objects=np.array([objects]))[0]
    )


@given(st.lists(TIMES, min_size=4, max_size=4), st.lists(st.tuples(WHO, WHO), min_size=1), TIMES)
def test_times_near_one_another_are_counted_for_many_pairs_at_once(moments, ends, windows):
    window = windows[0]

    found = PostsWithinWindow(lists(moments), window=window).close_pairs(edges(*ends)).tolist()

    assert found == [
        sum(abs(a - b) <= window for a, b in product(moments[one], moments[other]))
        for one, other in ends
    ]


@given(
    st.lists(st.dictionaries(st.integers(0, 9), st.integers(1, 3)), min_size=4, max_size=4),
    st.lists(st.tuples(WHO, WHO), min_size=1),
)
def test_what_two_acted_on_is_looked_up_for_many_pairs_at_once(objects, ends):
    found = CommonObjects(acts([[0]] * 4, objects, [2] * 10, [0.0] * 10)).shared_objects(
        edges(*ends)
    )

    assert list(zip(*(column.tolist() for column in found), strict=True)) == [
        (pair, each, objects[one][each] * objects[other][each])
        for pair, (one, other) in enumerate(ends)
        for each in sorted(objects[one].keys() & objects[other].keys())
    ]


@given(TIMES, TIMES, st.integers(0, 100))
def test_accounts_meet_as_often_as_their_pairs_of_posts_do(one, other, window):
    near = sum(abs(a - b) <= window for a, b in product(one, other))

    assert meeting(one, other, window=window) == near / (len(one) * len(other))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=5))
def test_meeting_at_everything_is_never_told_too_unlikely(posts):
    """Against all orders in which the times of one account may come."""
    one, other = (sorted(times) for times in zip(*posts, strict=True))
    size = len(posts)
    orders = [
        all(abs(a - b) <= 10 for a, b in zip(one, order, strict=True))
        for order in permutations(other)
    ]

    alone = meeting(one, other, window=10, objects=size)

    assert alone**size >= sum(orders) / len(orders) - 1e-9


def test_accounts_that_only_ever_post_together_can_do_so_in_one_of_all_orders():
    times = [each * 1_000 for each in range(6)]

    alone = meeting(times, times, window=60, objects=6)

    assert isclose(alone**6, 1 / factorial(6))


@given(st.floats(0, 1), st.integers(1, 9))
def test_more_posts_of_an_object_make_a_meeting_likelier(once, meetings):
    found = verdicts.chance_at_object(np.array([once]), np.array([meetings]))[0]

    assert isclose(found, 1 - (1 - once) ** meetings, abs_tol=1e-12)


def usual(objects, asked, without=()):
    """What is usual for an object of so many posts, told by others; `without` are a pair's own.

    Objects are posts and bursts.
    """
    every = sorted([*objects, *without, (asked, 0.0)], key=lambda each: each[1])
    own = [every.index((asked, 0.0))]
    for each in without:
        own.append(next(at for at, one in enumerate(every) if one == each and at not in own))
    posts, bursts = zip(*every, strict=True)
    places = sorted(own)
    found = PopularityBaseline(np.array(posts), np.array(bursts, dtype=np.float64)).median_bursts(
        np.zeros(len(own), dtype=np.int64), np.array(places), size=1
    )
    return float(found[places.index(own[0])])


def test_what_is_usual_is_told_by_objects_of_like_popularity():
    objects = [*[(2, 0.1)] * 50, *[(5, 0.5)] * 3, *[(9, 0.7)] * 50]

    assert usual(objects, 3) == 0.1
    assert usual(objects, 5) == 0.1  # few: told by the less popular
    assert usual(objects, 8) == 0.7
    assert usual([(9, 0.7)] * (MIN_COMPARABLE_OBJECTS - 1), 9) == 0.0


def test_accounts_that_posted_all_that_is_popular_are_told_by_what_is_less_so():
    """Busy accounts have all of the most popular objects: these few must not lift the floor."""
    assert usual([(5, 0.2)] * 30, 9, without=[(8, 0.9)] * 40) == 0.2


def test_a_ring_does_not_say_what_is_usual():
    own = [(8, 1.0)] * 30
    others = [(9, 0.01)] * 25

    assert usual([*own, *others], 8) == 1.0
    assert usual(others, 8, without=own) == 0.01
    assert usual(others[:19], 8, without=own) == 0.0


@given(
    st.lists(st.integers(0, 9), min_size=60, max_size=80),
    st.lists(st.booleans(), min_size=80, max_size=80),
)
def test_the_median_without_some_is_the_median_of_the_rest(values, kept):
    pairs = list(zip(values, kept, strict=False))
    rest = sorted(value for value, keep in pairs if keep)

    found = usual(
        [(4, value) for value in rest],
        4,
        without=[(4, value) for value, keep in pairs if not keep],
    )

    assert found == (rest[(len(rest) - 1) // 2] if len(rest) >= MIN_COMPARABLE_OBJECTS else 0.0)


def tried(chances, observed, *, at_all=None):
    """Trials of pairs of accounts that have these chances of meeting."""
    starts = np.cumsum([0, *map(len, chances)])
    flat = RaggedArray(values=np.array([each for own in chances for each in own]), starts=starts)
    return verdicts.PairChances(
        observed=np.array(observed),
        expected=np.array([sum(own) for own in chances]),
        p_values=poisson_binomial_tail(flat, np.array(observed)),
        at_all=np.array([np.prod(own) for own in chances] if at_all is None else at_all),
    )


def test_the_chance_of_all_says_whether_data_suffice():
    trial = tried([[0.1] * 6], [3], at_all=[0.2])

    assert verdicts.judge_pairs(trial, tests=1).findings.tolist() == ["beyond chance"]
    assert verdicts.judge_pairs(trial, tests=9).findings.tolist() == ["insufficient data"]


def test_pairs_that_are_chance_after_adjusting_lend_no_evidence():
    """At its very best the first pair would be the only one beyond chance, and is not."""
    values = np.array([0.004] + [0.04] * 100)
    ones = np.ones(101)
    trial = verdicts.PairChances(
        observed=ones.astype(np.int64), expected=ones, p_values=values, at_all=values
    )

    found = verdicts.judge_pairs(trial, tests=1_000)

    assert found.adjusted.min() > verdicts.ALPHA
    assert set(found.findings) == {"insufficient data"}


RING, FANS, TWICE = [0.001] * 12, [0.3] * 40, [0.2] * 2


def test_always_meeting_at_rare_moments_is_beyond_chance():
    found = verdicts.judge_pairs(tried([RING, FANS, TWICE], [10, 14, 2]), tests=10_000)

    assert found.findings.tolist() == ["beyond chance", "chance", "insufficient data"]
    assert found.observed[0] / found.expected[0] > 800


def test_a_group_is_beyond_chance_when_a_pair_in_it_is():
    inside = verdicts.judge_pairs(
        tried([RING, FANS, FANS, TWICE, TWICE], [10, 14, 14, 2, 2]), tests=10_000
    )

    found = verdicts.judge_groups(inside, np.array([7, 7, 8, 8, 9]))

    assert {number: each.finding for number, each in found.items()} == {
        7: "beyond chance", 8: "chance", 9: "insufficient data",
    }  # fmt: skip
    assert found[7].observed == 24
    assert found[7].adjusted == inside.adjusted[0]
    assert verdicts.verdict_columns(found.values()).observed.tolist() == [24, 16, 2]


def test_accounts_are_judged_alike_in_portions_and_at_once():
    draw = random.Random(4)
    moments = [sorted(draw.randrange(9_000) for _ in range(40)) for _ in range(8)]
    objects = [{each: 1 + each % 3 for each in draw.sample(range(60), 30)} for _ in range(8)]
    own = acts(moments, objects, [2 + each % 9 for each in range(60)], [0.01] * 60)
    pairs = edges(*combinations(range(8), 2), observed=[1 + each % 5 for each in range(28)])
    at_once = verdicts.compute_pair_chances(own, pairs, window=60)

    in_portions = verdicts.compute_pair_chances(own, pairs, window=60, portion=100)

    assert np.array_equal(at_once.p_values, in_portions.p_values)
    assert np.array_equal(at_once.expected, in_portions.expected)
    assert np.array_equal(at_once.at_all, in_portions.at_all)
    assert 0 < at_once.p_values.min() < at_once.p_values.max() <= 1


def test_nobody_is_judged_where_nobody_met():
    none = np.zeros(0, dtype=np.int64)
    nobody = AccountPairs(sources=none, targets=none, observed=none)

    found = verdicts.judge_pairs(
        verdicts.compute_pair_chances(acts([], []), nobody, window=60), tests=0
    )

    assert found.findings.tolist() == []
    assert verdicts.judge_groups(found, none) == {}


def test_accounts_that_post_the_same_things_at_their_own_times_are_not_found():
    """200 pairs drawn by the null model: hardly one is beyond chance after adjusting."""
    draw = random.Random(7)
    moments = [[draw.uniform(0, 86_400) for _ in range(60)] for _ in range(400)]
    ends = [(each, each + 1) for each in range(0, 400, 2)]
    observed = [
        sum(abs(a - b) <= 60 for a, b in zip(moments[one], moments[other], strict=True))
        for one, other in ends
    ]
    own = acts([sorted(map(int, each)) for each in moments], [dict.fromkeys(range(60), 1)] * 400)

    found = verdicts.judge_pairs(
        verdicts.compute_pair_chances(own, edges(*ends, observed=observed), window=60), tests=200
    )

    assert (found.findings == "beyond chance").sum() <= 1
    assert 0.5 < (found.p_values < 1).sum() / 20 < 5


def test_news_that_everybody_shares_at_once_is_no_evidence():
    """Two accounts post over a week; twenty times both share what all share within the hour."""
    draw = random.Random(3)
    moments = [sorted(draw.randrange(604_800) for _ in range(100)) for _ in range(2)]
    ends = edges((0, 1), observed=[2])
    both = [dict.fromkeys(range(20), 1)] * 2
    quiet = acts(moments, both, [500] * 60, [0.0] * 60)
    hour = acts(moments, both, [500] * 60, [0.03] * 60)  # 60 seconds before or after, of 3,600

    by_itself, among_all = (
        verdicts.judge_pairs(
            verdicts.compute_pair_chances(own, ends, window=60), tests=50
        ).findings[0]
        for own in (quiet, hour)
    )

    assert by_itself == "beyond chance"
    assert among_all == "chance"


def test_what_bystanders_do_at_once_is_no_evidence():
    """Twenty objects spread fast, though others of their popularity do not."""
    draw = random.Random(3)
    moments = [sorted(draw.randrange(604_800) for _ in range(100)) for _ in range(2)]
    ends, both = edges((0, 1), observed=[2]), [dict.fromkeys(range(20), 1)] * 2
    posts, slow = [500] * 60, [0.0] * 60

    alone, among_others = (
        verdicts.judge_pairs(
            verdicts.compute_pair_chances(
                acts(moments, both, posts, slow, others), ends, window=60
            ),
            tests=50,
        ).findings[0]
        for others in ((), [0.03] * 20 + [0.0] * 40)
    )

    assert alone == "beyond chance"
    assert among_others == "chance"

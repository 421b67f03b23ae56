"""What chance alone brings about, against what is counted out or simulated."""

import random
from itertools import combinations, permutations, product
from math import factorial, isclose

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis import chance

CHANCES = st.lists(st.floats(0, 1), max_size=8)
TIMES = st.lists(st.integers(0, 500), max_size=12).map(sorted)


@given(CHANCES, st.integers(0, 9))
def test_the_tail_is_what_counting_every_outcome_gives(chances, observed):
    counted = 0.0
    for outcome in product((0, 1), repeat=len(chances)):
        if sum(outcome) >= observed:
            weight = 1.0
            for happened, each in zip(outcome, chances, strict=True):
                weight *= each if happened else 1 - each
            counted += weight

    assert isclose(chance.tail(chances, observed), counted, abs_tol=1e-9)


def test_what_is_very_unlikely_is_not_lost_to_rounding():
    assert isclose(chance.tail([1e-4] * 30, 30), 1e-120, rel_tol=1e-9)


def test_the_bound_for_large_numbers_is_never_too_small():
    chances = [0.01 * (each % 7) for each in range(400)]

    for seen in (1, 10, 20, 60, 400):
        assert chance.bound(chances, seen) >= chance.tail(chances, seen)
    assert chance.bound([0.0] * 3, 1) == 0.0
    assert 0 < chance.tail([0.01] * 25_000, 900) < 1e-50


@given(TIMES, TIMES, st.integers(0, 100))
def test_accounts_meet_as_often_as_their_pairs_of_posts_do(one, other, window):
    near = sum(abs(a - b) <= window for a, b in product(one, other))

    found = chance.meeting(np.array(one), np.array(other), window=window)

    assert found == (near / (len(one) * len(other)) if one and other else 0.0)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=5))
def test_meeting_at_everything_is_never_told_too_unlikely(posts):
    """Against all orders in which the times of one account may come."""
    one, other = (sorted(times) for times in zip(*posts, strict=True))
    size = len(posts)
    orders = [
        all(abs(a - b) <= 10 for a, b in zip(one, order, strict=True))
        for order in permutations(other)
    ]

    alone = chance.meeting(np.array(one), np.array(other), window=10, objects=size)

    assert chance.tail([alone] * size, size) >= sum(orders) / len(orders) - 1e-9


def test_accounts_that_only_ever_post_together_can_do_so_in_one_of_all_orders():
    times = np.arange(6) * 1_000

    alone = chance.meeting(times, times, window=60, objects=6)

    assert isclose(chance.tail([alone] * 6, 6), 1 / factorial(6))


def test_the_chance_of_all_says_whether_data_suffice():
    trial = chance.Trial(chances=[0.1] * 6, observed=3, at_all=0.2)

    assert chance.pairs([trial], tests=1)[0].finding == "beyond chance"
    assert chance.pairs([trial], tests=9)[0].finding == "insufficient data"


@given(TIMES, st.integers(0, 100))
def test_a_burst_is_the_share_of_pairs_of_posts_within_the_window(times, window):
    gaps = [abs(a - b) <= window for a, b in combinations(times, 2)]

    assert isclose(chance.burst(times, window=window), sum(gaps) / len(gaps) if gaps else 0.0)


def usual(*objects):
    posts, bursts = zip(*objects, strict=True)
    return chance.Usual(np.array(posts), np.array(bursts, dtype=np.float64))


def test_what_is_usual_is_told_by_objects_of_like_popularity():
    found = usual(*[(2, 0.1)] * 50, *[(5, 0.5)] * 3, *[(9, 0.7)] * 50)

    assert found.among(3, []) == 0.1
    assert found.among(5, []) == 0.1  # few: told by the less popular
    assert found.among(8, []) == 0.7
    assert usual(*[(9, 0.7)] * 19).among(9, []) == 0.0


def test_a_ring_does_not_say_what_is_usual():
    own = [(8, 1.0)] * 30

    found = usual(*own, *[(9, 0.01)] * 25)

    assert found.among(8, []) == 1.0
    assert found.among(8, own) == 0.01
    assert found.among(8, [*own, *[(9, 0.01)] * 6]) == 0.0


@given(
    st.lists(st.integers(0, 9), min_size=60, max_size=80),
    st.lists(st.booleans(), min_size=80, max_size=80),
)
def test_the_median_without_some_is_the_median_of_the_rest(values, kept):
    without = [value for value, keep in zip(values, kept, strict=False) if not keep]
    rest = sorted(value for value, keep in zip(values, kept, strict=False) if keep)

    found = usual(*[(4, value) for value in values]).among(4, [(4, each) for each in without])

    assert found == (rest[(len(rest) - 1) // 2] if len(rest) >= chance.FEW else 0.0)


@given(st.lists(st.floats(0, 1), max_size=20), st.integers(0, 100))
def test_adjusted_values_keep_their_order_and_only_rise(values, more):
    raised = chance.adjusted(values, tests=len(values) + more)

    assert all(
        before <= after + 1e-9 <= 1 + 1e-9 for before, after in zip(values, raised, strict=True)
    )
    order = sorted(range(len(values)), key=values.__getitem__)
    assert [raised[at] for at in order] == sorted(raised)


def test_the_textbook_example_is_adjusted_as_in_the_textbook():
    found = chance.adjusted([0.01, 0.04, 0.03, 0.005], tests=4)

    assert [round(value, 4) for value in found] == [0.02, 0.04, 0.04, 0.02]


def test_always_meeting_at_rare_moments_is_beyond_chance():
    ring = chance.Trial(chances=[0.001] * 12, observed=10)
    fans = chance.Trial(chances=[0.3] * 40, observed=14)
    twice = chance.Trial(chances=[0.2] * 2, observed=2)

    found = chance.pairs([ring, fans, twice], tests=10_000)

    assert [each.finding for each in found] == ["beyond chance", "chance", "insufficient data"]
    assert found[0].ratio > 800
    assert chance.pairs([], tests=0) == []


def test_a_group_is_beyond_chance_when_a_pair_in_it_is():
    ring, fans, twice = chance.pairs(
        [
            chance.Trial(chances=[0.001] * 12, observed=10),
            chance.Trial(chances=[0.3] * 40, observed=14),
            chance.Trial(chances=[0.2] * 2, observed=2),
        ],
        tests=10_000,
    )

    found = [chance.group(inside) for inside in ([ring, fans], [fans, twice], [twice], [])]

    assert [each.finding for each in found] == [
        "beyond chance", "chance", "insufficient data", "insufficient data",
    ]  # fmt: skip
    assert found[0].observed == 24
    assert found[0].adjusted == ring.adjusted


def test_accounts_that_post_the_same_things_at_their_own_times_are_not_found():
    """200 pairs drawn by the null model: hardly one is beyond chance after adjusting."""
    draw = random.Random(7)
    trials = []
    for _ in range(200):
        one, other = ([draw.uniform(0, 86_400) for _ in range(60)] for _ in range(2))
        alone = chance.meeting(np.sort(one), np.sort(other), window=60)
        observed = sum(abs(a - b) <= 60 for a, b in zip(one, other, strict=True))
        trials.append(chance.Trial(chances=[alone] * 60, observed=observed))

    found = chance.pairs(trials, tests=200)

    assert sum(each.finding == "beyond chance" for each in found) <= 1
    assert 0.5 < sum(each.p_value < 1 for each in found) / 20 < 5


def test_news_that_everybody_shares_at_once_is_no_evidence():
    """Two accounts post over a week; twenty times both share what all share within the hour."""
    draw = random.Random(3)
    own = [sorted(draw.uniform(0, 604_800) for _ in range(100)) for _ in range(2)]
    alone = chance.meeting(*map(np.array, own), window=60)
    hour = [sorted(draw.uniform(0, 3_600) for _ in range(500)) for _ in range(20)]
    found = usual(*[(500, chance.burst(times, window=60)) for times in hour] * 2)
    likely = [chance.at_object(alone, found.among(500, []), 1)] * 20

    by_itself, among_all = (
        chance.pairs([chance.Trial(chances=chances, observed=2)], tests=50)[0]
        for chances in ([alone] * 20, likely)
    )

    assert by_itself.finding == "beyond chance"
    assert among_all.finding == "chance"

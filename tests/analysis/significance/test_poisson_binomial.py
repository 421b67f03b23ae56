"""Sums of unequal chances, against what counting every outcome gives."""

from itertools import product
from math import isclose

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.significance.poisson_binomial import (
    RaggedArray,
    benjamini_hochberg,
    hoeffding_bound,
    poisson_binomial_tail,
    split_by_cost,
)

CHANCES = st.lists(st.floats(0, 1), max_size=8)


def tails_of(*asked):
    """Of lists of chances, each with how many successes were seen."""
    starts = np.cumsum([0, *(len(chances) for chances, _ in asked)])
    values = np.array([chance for chances, _ in asked for chance in chances], dtype=np.float64)
    observed = np.array([seen for _, seen in asked], dtype=np.int64)
    return poisson_binomial_tail(RaggedArray(values=values, starts=starts), observed).tolist()


def counted(chances, observed):
    total = 0.0
    for outcome in product((0, 1), repeat=len(chances)):
        if sum(outcome) >= observed:
            weight = 1.0
            for happened, each in zip(outcome, chances, strict=True):
                weight *= each if happened else 1 - each
            total += weight
    return total


@given(st.lists(st.tuples(CHANCES, st.integers(0, 9)), min_size=1, max_size=4))
def test_the_tails_are_what_counting_every_outcome_gives(asked):
    for found, (chances, observed) in zip(tails_of(*asked), asked, strict=True):
        assert isclose(found, counted(chances, observed), abs_tol=1e-9)


def test_what_is_very_unlikely_is_not_lost_to_rounding():
    assert isclose(tails_of(([1e-4] * 30, 30))[0], 1e-120, rel_tol=1e-9)


def test_the_bound_for_large_numbers_is_never_too_small():
    chances = [0.01 * (each % 7) for each in range(400)]

    for seen in (1, 10, 20, 60, 400):
        assert hoeffding_bound(np.array(chances), seen) >= tails_of((chances, seen))[0]
    assert hoeffding_bound(np.zeros(3), 1) == 0.0
    assert 0 < tails_of(([0.01] * 25_000, 900))[0] < 1e-50


@given(st.lists(st.integers(0, 9), max_size=20), st.integers(1, 12))
def test_portions_cost_no_more_than_asked_unless_one_stands_alone(costs, most):
    found = list(split_by_cost(np.array(costs, dtype=np.int64), max_cost=most))

    assert [each for inside in found for each in costs[inside]] == costs
    for inside in found:
        assert sum(costs[inside]) <= most or len(costs[inside]) == 1


@given(st.lists(st.floats(0, 1), max_size=20), st.integers(0, 100))
def test_adjusted_values_keep_their_order_and_only_rise(values, more):
    raised = benjamini_hochberg(np.array(values), tests=len(values) + more).tolist()

    assert all(
        before <= after + 1e-9 <= 1 + 1e-9 for before, after in zip(values, raised, strict=True)
    )
    order = sorted(range(len(values)), key=values.__getitem__)
    assert [raised[at] for at in order] == sorted(raised)


def test_the_textbook_example_is_adjusted_as_in_the_textbook():
    found = benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.005]), tests=4)

    assert [round(value, 4) for value in found] == [0.02, 0.04, 0.04, 0.02]

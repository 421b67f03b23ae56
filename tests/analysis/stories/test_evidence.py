"""How unlikely it is that unrelated documents share what two share."""

from itertools import product
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.stories.evidence import (
    ChanceBound,
    background_share,
    number_in_phrase,
    total_rarity,
)


def test_names_and_long_numbers_are_rarer_than_words_small_numbers_and_years():
    assert background_share("n:mrbl") < background_share("mira")
    assert background_share("#4312") < background_share("#2026")
    assert background_share("#431") < background_share("#4")


@given(st.lists(st.floats(0.01, 0.5), min_size=1, max_size=7), st.floats(0, 20))
def test_the_bound_is_no_less_than_the_chance(shares, level):
    """Chernoff's bound, against the exact chance over all outcomes."""
    bound = ChanceBound(np.array(shares))
    outcomes = np.array(list(product((True, False), repeat=len(shares))))
    chances = np.where(outcomes, shares, 1 - np.array(shares)).prod(axis=1)
    chance = chances[outcomes @ -np.log(shares) >= level].sum()

    assert chance <= exp(-bound.surprise(level)) + 1e-6


def test_a_long_document_shares_more_by_chance():
    short, long = ChanceBound(np.full(5, 0.1)), ChanceBound(np.full(60, 0.1))

    assert short.surprise(11.5) > long.surprise(11.5)


def test_words_that_always_go_together_count_once():
    """The two words of one name are no independent evidence."""
    holders = set(range(30))
    alone = total_rarity([(0.01, holders, 0)])

    together = total_rarity([(0.01, holders, 0)] * 2)
    apart = total_rarity([(0.01, holders, 0), (0.01, {number + 30 for number in holders}, 0)])

    assert together < 1.2 * alone
    assert apart > 1.5 * alone


def test_what_nobody_else_has_counts_in_full():
    assert total_rarity([(0.01, set(), 0), (0.1, set(), 0)]) == pytest.approx(6.908, abs=0.01)


def test_words_that_follow_one_another_in_both_are_a_phrase():
    assert number_in_phrase([0, 1, 2, 5], [4, 5, 6, 9]) == [0, 1, 2, 0]
    assert number_in_phrase([0, 1], [5, 4]) == [0, 0]


def test_the_further_words_of_a_name_count_little_and_those_of_a_quotation_in_full():
    """Four words such as "Prime Minister Ada Castellan" are one thing; ten are no chance."""
    name = total_rarity([(0.01, set(), number) for number in range(4)])
    words = total_rarity([(0.01, set(), 0) for _ in range(4)])
    quotation = total_rarity([(0.01, set(), number) for number in range(10)])

    assert name < 0.6 * words
    assert quotation > 2 * name

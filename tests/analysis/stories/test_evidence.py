"""How unlikely it is that unrelated documents share what two share."""

from itertools import product
from math import exp

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.stories.evidence import ChanceBound, background_share


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


@given(st.lists(st.floats(0.01, 0.5), min_size=1, max_size=20), st.floats(0.1, 20))
def test_the_rarity_of_a_surprise_is_as_surprising(shares, surprise):
    bound = ChanceBound(np.array(shares))

    assert abs(bound.surprise(bound.rarity_of(surprise)) - surprise) < 1e-5

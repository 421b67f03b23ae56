"""Networks of accounts: what is asked, quantiles, components."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.networks.question import (
    MAX_WINDOW_MICROSECONDS,
    Question,
    component_sizes,
    connected_components,
    preset_question,
    weighted_quantile,
    window_microseconds,
)
from coranto.errors import NetworkError


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=40),
    st.floats(0, 1).map(lambda share: round(share, 3)),
)
def test_quantiles_are_those_of_type_7(weights, share):
    counts = {float(weight): weights.count(weight) for weight in weights}

    assert weighted_quantile(counts, share) == pytest.approx(np.quantile(weights, share))


def plainly(size, links):
    """Components by walking, in the order in which they are to be numbered."""
    left, parts = {end for link in links for end in link}, []
    while left:
        part, edge = set(), {min(left)}
        while edge:
            part |= edge
            edge = {b for a, b in [*links, *[(b, a) for a, b in links]] if a in edge} - part
        parts.append(part)
        left -= part
    parts.sort(key=lambda part: (-len(part), min(part)))
    return [next((i for i, part in enumerate(parts, 1) if v in part), 0) for v in range(size)]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=25))
def test_components_are_numbered_by_size(links):
    sources, targets = (np.array([link[i] for link in links], dtype=np.int64) for i in (0, 1))

    assert list(connected_components(20, sources, targets)) == plainly(20, links)


def test_a_long_chain_is_one_component():
    ends = np.random.default_rng(4).permutation(20_000)

    assert component_sizes(connected_components(20_000, ends[:-1], ends[1:])) == [20_000]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"windows": (-1.0,)}, "number of seconds"),
        ({"windows": (float("nan"),)}, "number of seconds"),
        ({"windows": (10.0, 60.0)}, "widest to the narrowest"),
        ({"participation": 0}, "participation"),
        ({"quantile": 1.5}, "between 0 and 1"),
        ({"quantile": 0.5, "least_weight": 2.0}, "either"),
        ({"similarity": 0.0}, "similarity"),
        ({"most_pairs": 0}, "at least one pair"),
    ],
)
def test_impossible_questions_are_refused(asked, words):
    with pytest.raises(NetworkError, match=words):
        Question(**asked)


def test_presets_ask_as_their_programs_do():
    assert preset_question("coortweet").quantile == 0.5
    assert preset_question("cnt").weight == "posts"
    assert preset_question("") == Question()


def test_no_window_is_longer_than_time():
    assert window_microseconds(0.5) == 500_000
    assert (
        window_microseconds(sys.float_info.max)
        == window_microseconds(1e300)
        == MAX_WINDOW_MICROSECONDS
    )

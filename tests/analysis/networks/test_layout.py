"""Where vertices are drawn: near what they are connected to, and on nothing else."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.analysis.networks import layout
from coranto.analysis.networks.question import connected_components


def drawn(size, edges):
    sources, targets = (np.array([edge[at] for edge in edges], dtype=np.int64) for at in (0, 1))
    numbers = connected_components(size, sources, targets)
    return numbers, layout.vertex_positions(numbers, sources, targets)


def test_two_circles_that_one_edge_joins_are_drawn_apart():
    edges = [(a, b) for a in range(10) for b in range(a)]
    edges += [(a + 10, b + 10) for a, b in edges] + [(0, 10)]

    _, points = drawn(20, edges)

    middles = points[:10].mean(axis=0), points[10:].mean(axis=0)
    spread = np.linalg.norm(points[:10] - middles[0], axis=1).mean()
    assert np.linalg.norm(middles[0] - middles[1]) > 2 * spread


@settings(max_examples=40)
@given(
    st.integers(2, 40).flatmap(
        lambda size: st.tuples(
            st.just(size),
            st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=60),
        )
    )
)
def test_components_do_not_overlap_and_are_drawn_alike_each_time(network):
    numbers, points = drawn(*network)

    assert np.isfinite(points).all()
    assert np.array_equal(points, drawn(*network)[1])
    boxes = [
        (points[numbers == each].min(axis=0), points[numbers == each].max(axis=0))
        for each in range(1, numbers.max() + 1)
    ]
    for at, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[:at]:
            assert (high < other_low).any() or (other_high < low).any()


def test_no_network_is_drawn_as_nothing():
    nothing = np.array([], dtype=np.int64)

    assert layout.vertex_positions(nothing, nothing, nothing).shape == (0, 2)

"""Communities and centrality of networks."""

from itertools import combinations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.networks import centrality, communities

EDGES = st.sets(
    st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda edge: edge[0] < edge[1])
)


def columns(edges):
    ordered = sorted(edges)
    return [np.array([edge[at] for edge in ordered], dtype=np.int64) for at in (0, 1)]


def test_two_circles_joined_by_one_edge_are_two_communities():
    edges = [*combinations(range(6), 2), *combinations(range(6, 10), 2), (5, 6)]
    sources, targets = columns(edges)

    found = communities.louvain_communities(11, sources, targets, weights=np.ones(len(edges)))

    assert found.tolist() == [1] * 6 + [2] * 4 + [3]


def test_a_higher_resolution_gives_smaller_communities():
    sources, targets = columns(combinations(range(6), 2))

    found = communities.louvain_communities(6, sources, targets, weights=np.ones(15), resolution=5)

    assert sorted(found.tolist()) == [1, 2, 3, 4, 5, 6]


@given(EDGES)
def test_pagerank_stays_as_it_is_under_its_own_matrix(edges):
    """The matrix is another library's."""
    sources, targets = columns(edges)
    weights = np.arange(1.0, len(edges) + 1)

    found = centrality.pagerank(12, sources, targets, weights)

    graph = nx.Graph()
    graph.add_nodes_from(range(12))
    graph.add_weighted_edges_from(zip(sources, targets, weights, strict=True))
    google = nx.google_matrix(graph, alpha=0.85, nodelist=range(12))
    assert np.allclose(found, found @ google, atol=1e-8)
    assert abs(found.sum() - 1) < 1e-9


def test_nothing_has_no_centre_and_no_communities():
    nothing = np.zeros(0, dtype=np.int64)

    assert centrality.pagerank(0, nothing, nothing, np.zeros(0)).tolist() == []
    assert communities.louvain_communities(0, nothing, nothing, weights=np.zeros(0)).tolist() == []

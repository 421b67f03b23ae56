"""Divide networks into communities: accounts with more edges among them than to others. Pure."""

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

#: Larger networks are not divided: Louvain's method takes about 16 seconds for this many edges.
MAX_EDGES = 1_000_000


def louvain_communities(
    size: int, sources: IntArray, targets: IntArray, *, weights: NDArray[np.float64],
    resolution: float = 1.0,
) -> IntArray:  # fmt: skip
    """The number of each vertex's community, counted from 1 for the largest community.

    Louvain's method (Blondel and others, 2008) with modularity at this resolution: a higher one
    gives smaller communities. All numbers are 0 when there are more than `MAX_EDGES` edges. The
    same network is always divided in the same way.
    """
    # Imported here: only reports of networks need networkx.
    import networkx as nx

    numbers = np.zeros(size, dtype=np.int64)
    if len(sources) > MAX_EDGES:
        return numbers
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from(
        zip(sources.tolist(), targets.tolist(), weights.tolist(), strict=True)
    )
    # The method visits vertices in random order; the fixed seed keeps the output byte for byte the
    # same for the same input.
    communities = nx.community.louvain_communities(graph, resolution=resolution, seed=1)
    for number, members in enumerate(
        sorted(communities, key=lambda community: (-len(community), min(community))), 1
    ):
        numbers[list(members)] = number
    return numbers

"""Part networks into communities: accounts that meet one another more than others. Pure."""

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]

#: Networks of more edges are not parted: Louvain takes about 16 seconds for so many.
MAX_EDGES = 1_000_000


def louvain_communities(
    size: int, sources: IntArray, targets: IntArray, *, weights: NDArray[np.float64],
    resolution: float = 1.0,
) -> IntArray:  # fmt: skip
    """For each of `size` vertices the number of its community, from 1, the largest first.

    Louvain's method (Blondel and others 2008) with modularity at this resolution: higher
    ones give smaller communities. 0 for all when there are more than `MAX_EDGES` edges.
    The same network is parted the same.
    """
    import networkx as nx

    numbers = np.zeros(size, dtype=np.int64)
    if len(sources) > MAX_EDGES:
        return numbers
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from(
        zip(sources.tolist(), targets.tolist(), weights.tolist(), strict=True)
    )
    found = nx.community.louvain_communities(graph, resolution=resolution, seed=1)
    for number, members in enumerate(sorted(found, key=lambda each: (-len(each), min(each))), 1):
        numbers[list(members)] = number
    return numbers

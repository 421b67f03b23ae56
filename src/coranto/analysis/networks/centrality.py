"""How central a vertex of a network is. Pure."""

import numpy as np
from numpy.typing import NDArray

#: Brin and Page's own damping; how little a step may change all together; steps at most.
DAMPING = 0.85
CONVERGENCE_TOLERANCE = 1e-10
MAX_ITERATIONS = 200


def pagerank(
    size: int, sources: NDArray[np.int64], targets: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    """PageRank of each of `size` vertices of an undirected network, which sum up to 1.

    Brin and Page, "The anatomy of a large-scale hypertextual web search engine", 1998, with
    steps along edges in proportion to their weights.
    """
    strength = np.bincount(sources, weights, size) + np.bincount(targets, weights, size)
    rank = np.full(size, 1 / size) if size else np.zeros(0)
    for _ in range(MAX_ITERATIONS if size else 0):
        flow = np.divide(rank, strength, out=np.zeros(size), where=strength > 0)
        stranded = rank[strength == 0].sum() / size
        moved = np.bincount(targets, flow[sources] * weights, size)
        moved += np.bincount(sources, flow[targets] * weights, size)
        before, rank = rank, (1 - DAMPING) / size + DAMPING * (moved + stranded)
        if np.abs(rank - before).sum() < CONVERGENCE_TOLERANCE:
            break
    return rank

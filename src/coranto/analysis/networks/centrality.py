"""Compute how central a vertex of a network is. Pure."""

import numpy as np
from numpy.typing import NDArray

#: Probability of following an edge instead of jumping anywhere: Brin and Page's value.
DAMPING = 0.85
#: Iteration stops when the ranks change by less than this in total.
CONVERGENCE_TOLERANCE = 1e-10
MAX_ITERATIONS = 200


def pagerank(
    size: int, sources: NDArray[np.int64], targets: NDArray[np.int64],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    """PageRank of each of `size` vertices of an undirected network; the ranks sum up to 1.

    Brin and Page, "The anatomy of a large-scale hypertextual web search engine", 1998. A step along
    an edge has a probability in proportion to its weight.
    """
    strength = np.bincount(sources, weights, size) + np.bincount(targets, weights, size)
    rank = np.full(size, 1 / size) if size else np.zeros(0)
    for _ in range(MAX_ITERATIONS if size else 0):
        # A vertex without edges passes nothing on. Its rank is spread over all vertices, or the sum
        # would fall below 1 with every iteration.
        flow = np.divide(rank, strength, out=np.zeros(size), where=strength > 0)
        dangling = rank[strength == 0].sum() / size
        inflow = np.bincount(targets, flow[sources] * weights, size)
        inflow += np.bincount(sources, flow[targets] * weights, size)
        previous_rank, rank = rank, (1 - DAMPING) / size + DAMPING * (inflow + dangling)
        if np.abs(rank - previous_rank).sum() < CONVERGENCE_TOLERANCE:
            break
    return rank

"""Compute where each vertex of a network is drawn. Pure; knows nothing of accounts.

Connected vertices attract and all vertices repel one another (Fruchterman and Reingold, "Graph
drawing by force-directed placement", Software: Practice and Experience 21, 1991). Repulsion is
estimated from a sample of the other vertices, so that the cost of a step is linear in vertices and
edges. The sample is drawn with a fixed seed: the same network is always drawn the same.
"""

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
PointArray = NDArray[np.float64]

#: Iterations of the force simulation.
LAYOUT_STEPS = 120
#: Other vertices that repel a vertex in one step, as a sample of all.
REPULSION_SAMPLE_SIZE = 24
#: Free space around a component, in units of the usual length of an edge.
MARGIN_EDGE_LENGTHS = 1.0
#: Width of the whole drawing divided by its height.
WIDTH_TO_HEIGHT_RATIO = 1.6


def vertex_positions(components: IntArray, sources: IntArray, targets: IntArray) -> PointArray:
    """Positions of vertices, shape (vertices, 2); connected ones are about 1 apart.

    `components` is the number of each vertex's component, counted from 1 for the largest; edges go
    from `sources` to `targets`. Components are placed in rows and do not overlap.
    """
    positions = np.zeros((len(components), 2))
    boxes = []
    vertex_order = np.argsort(components, kind="stable")
    starts = np.flatnonzero(np.diff(components[vertex_order], prepend=-1))
    # Edges are sorted by component once. Scanning all edges for every component would be quadratic
    # in networks of many small components.
    edge_order = np.argsort(components[sources], kind="stable")
    edge_components = components[sources][edge_order]
    local_index = np.empty(len(components), dtype=np.int64)
    for vertices in np.split(vertex_order, starts[1:]):
        if not len(vertices):
            continue
        low, high = np.searchsorted(edge_components, components[vertices[0]] + np.array([0, 1]))
        component_edges = edge_order[low:high]
        local_index[vertices] = np.arange(len(vertices))
        points = _component_positions(
            len(vertices),
            local_index[sources[component_edges]],
            local_index[targets[component_edges]],
        )
        positions[vertices] = points
        boxes.append((vertices, points.max(axis=0) + 2 * MARGIN_EDGE_LENGTHS))
    for (vertices, _), corner in zip(
        boxes, _pack_boxes_in_rows([box for _, box in boxes]), strict=True
    ):
        positions[vertices] += corner
    return positions


def _component_positions(size: int, sources: IntArray, targets: IntArray) -> PointArray:
    """Positions within one connected component; the least coordinate on each axis is 0."""
    generator = np.random.default_rng(size)
    # Start on a sunflower spiral (golden angle): vertices are evenly spread, and no two share a
    # point, at which the direction of repulsion would be undefined.
    angles = np.arange(size) * np.pi * (3 - np.sqrt(5))
    points = np.sqrt(np.arange(size))[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    for step in range(LAYOUT_STEPS if size > 2 else 0):
        forces = _repulsion_forces(points, generator) - _attraction_forces(points, sources, targets)
        magnitudes = np.maximum(np.linalg.norm(forces, axis=1, keepdims=True), 1e-9)
        # Cooling: moves get smaller with every step, so that the layout comes to rest.
        max_move = np.sqrt(size) * 0.2 * (1 - step / LAYOUT_STEPS)
        points += forces / magnitudes * np.minimum(magnitudes, max_move)
    positions: PointArray = points - points.min(axis=0)
    return positions


def _repulsion_forces(points: PointArray, generator: np.random.Generator) -> PointArray:
    size = len(points)
    sample = min(size - 1, REPULSION_SAMPLE_SIZE)
    # Adding 1 to size - 1 modulo size never yields the vertex itself.
    others = (np.arange(size)[:, None] + generator.integers(1, size, (size, sample))) % size
    offsets = points[:, None] - points[others]
    # The floor keeps two vertices at nearly one point from being thrown far apart.
    squared_distances = np.maximum((offsets**2).sum(axis=2, keepdims=True), 0.01)
    forces: PointArray = (offsets / squared_distances).sum(axis=1) * ((size - 1) / sample)
    return forces


def _attraction_forces(points: PointArray, sources: IntArray, targets: IntArray) -> PointArray:
    offsets = points[sources] - points[targets]
    forces = offsets * np.linalg.norm(offsets, axis=1, keepdims=True)
    sums = [
        np.bincount(sources, forces[:, axis], minlength=len(points))
        - np.bincount(targets, forces[:, axis], minlength=len(points))
        for axis in (0, 1)
    ]
    return np.column_stack(sums)


def _pack_boxes_in_rows(boxes: list[PointArray]) -> list[PointArray]:
    """The lower corners of boxes that are placed in rows, in the order of the boxes."""
    if not boxes:
        return []
    width = max(
        WIDTH_TO_HEIGHT_RATIO * np.sqrt(sum(float(np.prod(box)) for box in boxes)), boxes[0][0]
    )
    corners, position, row_height = [], np.zeros(2), 0.0
    for box in boxes:
        if position[0] and position[0] + box[0] > width:
            position = np.array([0.0, position[1] + row_height])
            row_height = 0.0
        corners.append(position + MARGIN_EDGE_LENGTHS)
        position = position + np.array([box[0], 0.0])
        row_height = max(row_height, float(box[1]))
    return corners

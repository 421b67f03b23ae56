"""Lay out networks for the eye: where each vertex is drawn. Pure; knows nothing of accounts.

Connected vertices attract, all repel one another (Fruchterman and Reingold, "Graph drawing by
force-directed placement", Software: Practice and Experience 21, 1991). Repulsion is summed over
a sample of the others, so that a step costs as many operations as there are vertices and edges.
The sample is drawn by a fixed seed: the same network is drawn the same.
"""

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
PointArray = NDArray[np.float64]

LAYOUT_STEPS = 120
#: Others that each vertex is repelled by in a step, in place of all.
REPULSION_SAMPLE_SIZE = 24
#: Free space around a component, in units of the usual length of an edge.
MARGIN_EDGE_LENGTHS = 1.0
#: How much wider than high the whole becomes.
WIDTH_TO_HEIGHT_RATIO = 1.6


def vertex_positions(components: IntArray, sources: IntArray, targets: IntArray) -> PointArray:
    """Places of vertices, shape (vertices, 2), about one apart when connected.

    `components` numbers the component of each vertex, from 1, the largest first; edges go
    from `sources` to `targets`. The components stand in rows, none over another.
    """
    found = np.zeros((len(components), 2))
    boxes = []
    order = np.argsort(components, kind="stable")
    starts = np.flatnonzero(np.diff(components[order], prepend=-1))
    of_edges = np.argsort(components[sources], kind="stable")
    ends = components[sources][of_edges]
    place = np.empty(len(components), dtype=np.int64)
    for vertices in np.split(order, starts[1:]):
        if not len(vertices):
            continue
        low, high = np.searchsorted(ends, components[vertices[0]] + np.array([0, 1]))
        inside = of_edges[low:high]
        place[vertices] = np.arange(len(vertices))
        points = _component_positions(len(vertices), place[sources[inside]], place[targets[inside]])
        found[vertices] = points
        boxes.append((vertices, points.max(axis=0) + 2 * MARGIN_EDGE_LENGTHS))
    for (vertices, _), corner in zip(
        boxes, _pack_boxes_in_rows([box for _, box in boxes]), strict=True
    ):
        found[vertices] += corner
    return found


def _component_positions(size: int, sources: IntArray, targets: IntArray) -> PointArray:
    """Places within one connected component, from 0 up."""
    draw = np.random.default_rng(size)
    turn = np.arange(size) * np.pi * (3 - np.sqrt(5))
    points = np.sqrt(np.arange(size))[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    for step in range(LAYOUT_STEPS if size > 2 else 0):
        push = _repulsion_forces(points, draw) - _attraction_forces(points, sources, targets)
        length = np.maximum(np.linalg.norm(push, axis=1, keepdims=True), 1e-9)
        most = np.sqrt(size) * 0.2 * (1 - step / LAYOUT_STEPS)
        points += push / length * np.minimum(length, most)
    placed: PointArray = points - points.min(axis=0)
    return placed


def _repulsion_forces(points: PointArray, draw: np.random.Generator) -> PointArray:
    size = len(points)
    sample = min(size - 1, REPULSION_SAMPLE_SIZE)
    others = (np.arange(size)[:, None] + draw.integers(1, size, (size, sample))) % size
    away = points[:, None] - points[others]
    near = np.maximum((away**2).sum(axis=2, keepdims=True), 0.01)
    push: PointArray = (away / near).sum(axis=1) * ((size - 1) / sample)
    return push


def _attraction_forces(points: PointArray, sources: IntArray, targets: IntArray) -> PointArray:
    towards = points[sources] - points[targets]
    pull = towards * np.linalg.norm(towards, axis=1, keepdims=True)
    found = [
        np.bincount(sources, pull[:, axis], minlength=len(points))
        - np.bincount(targets, pull[:, axis], minlength=len(points))
        for axis in (0, 1)
    ]
    return np.column_stack(found)


def _pack_boxes_in_rows(boxes: list[PointArray]) -> list[PointArray]:
    """The lower corners of boxes that stand in rows, in their order."""
    if not boxes:
        return []
    width = max(
        WIDTH_TO_HEIGHT_RATIO * np.sqrt(sum(float(np.prod(box)) for box in boxes)), boxes[0][0]
    )
    corners, at, high = [], np.zeros(2), 0.0
    for box in boxes:
        if at[0] and at[0] + box[0] > width:
            at = np.array([0.0, at[1] + high])
            high = 0.0
        corners.append(at + MARGIN_EDGE_LENGTHS)
        at = at + np.array([box[0], 0.0])
        high = max(high, float(box[1]))
    return corners

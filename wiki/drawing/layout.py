"""Where the regions of a map lie: a pure function of what there is and how its parts are tied.

Springs first (rustworkx), from a start in which every area has its own side of the sheet. Then
every mark is a box that has its name inside, boxes push each other apart, and lines push away the
marks they would run through. A sheet that proves too small grows downward. Of a small map several
are made, from different starts, and the one that reads best is kept.
"""

from dataclasses import dataclass, replace
from math import cos, pi, sin

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from wiki.drawing.settling import (
    CLEARANCE,
    GAP,
    SMALL,
    Array,
    Plan,
    Sheet,
    bounds,
    off_lines,
    settle,
)

SEED = 20
# How many layouts of a small map are sketched, and how many of those are worked out; so many
# topics, in all, that a larger map gets fewer.
STARTS, KEPT = 24, 4
SKETCHED, WORKED_OUT = 480, 60
FILLED = 0.48  # how much of a sheet boxes can fill without a struggle
EVEN = 0.75  # how far what lies apart is drawn in, and what lies crowded spread out
# How strongly springs pull: a relation, a topic to the middle of its area, an area to the rest.
TIE, BELONGING, WHOLE = 1.0, 0.7, 0.25
GROWTH, SIZES = 1.12, 24
# Two lines that share a mark leave it together if both start or both end there.
_SIGNS = np.array([[1, -1], [-1, 1]])


@dataclass(frozen=True)
class Places:
    """Where the marks, and after them the names of areas, lie on a sheet of some height."""

    points: tuple[tuple[float, float], ...]
    height: float
    apart: bool


def arrange(plan: Plan, sheet: Sheet) -> Places:
    """Lay out a plan."""
    if not plan.boxes:
        return Places((), sheet.height, True)
    sheet = _roomy(plan, sheet)
    count = max(len(plan.lands), 1)
    if count > SMALL:
        return _arranged(_spread(_spring(plan, 0), plan, sheet), plan, sheet)
    loose = [
        _spread(_spring(plan, start), plan, sheet)
        for start in range(min(STARTS, SKETCHED // count))
    ]
    loose.sort(key=lambda points: _faults(points, plan))
    kept = loose[: min(KEPT, max(WORKED_OUT // count, 1))]
    found = [_arranged(points, plan, sheet) for points in kept]
    return min(
        found, key=lambda places: _faults(np.array(places.points), plan) + places.height / 50
    )


def _roomy(plan: Plan, sheet: Sheet) -> Sheet:
    """Return a sheet that is not too small from the start."""
    area = sum((width + GAP) * (tall + GAP) for width, tall, _ in plan.boxes)
    needed = area / (sheet.width * FILLED)
    return replace(sheet, height=min(max(sheet.height, needed), sheet.tallest))


def _arranged(points: Array, plan: Plan, sheet: Sheet) -> Places:
    """Part the boxes of a layout, on a sheet as tall as that needs."""
    for _ in range(SIZES):
        points, apart = settle(points, plan, sheet)
        if apart or sheet.height >= sheet.tallest:
            break
        taller = min(sheet.height * GROWTH, sheet.tallest)
        points = points * np.array([1.0, taller / sheet.height])
        sheet = replace(sheet, height=taller)
    found = tuple((float(round(x)), float(round(y))) for x, y in points)
    return Places(found, float(round(sheet.height)), apart)


def _faults(points: Array, plan: Plan) -> float:
    """Return how badly a layout reads: lines that cross, lie upon each other, or touch marks."""
    ends = np.array(plan.links, dtype=np.int64).reshape(-1, 2)
    crossed, merged = _tangles(points, ends)
    touched = np.abs(off_lines(points, plan)).sum() / CLEARANCE
    spans = np.linalg.norm(points[ends[:, 0]] - points[ends[:, 1]], axis=1)
    return float(crossed + 4 * merged + 6 * touched + spans.sum() / 500)


def _tangles(points: Array, ends: NDArray[np.int64]) -> tuple[float, float]:
    """Return how many pairs of lines cross, and how many leave one mark in almost one direction."""
    first, along = points[ends[:, 0]], points[ends[:, 1]] - points[ends[:, 0]]
    between = first[None] - first[:, None]
    turn = _cross(along[:, None], along[None])
    safe = np.where(np.abs(turn) < 1e-9, np.inf, turn)
    one, other = _cross(between, along[None]) / safe, _cross(between, along[:, None]) / safe
    crossing = (one > 0.001) & (one < 0.999) & (other > 0.001) & (other < 0.999)
    shared = (ends[:, None, :, None] == ends[None, :, None, :]).any(axis=(2, 3))
    length = np.maximum(np.linalg.norm(along, axis=1), 1e-9)
    narrow = np.abs(turn) / np.outer(length, length) < 0.17  # about ten degrees
    # Lines that lead on from a mark are no fault, only those that lie upon each other.
    outward = np.where(ends[:, None, :, None] == ends[None, :, None, :], _SIGNS, 0).sum(axis=(2, 3))
    upon = (along[:, None] * along[None]).sum(axis=2) * outward > 0
    return float((crossing & ~shared).sum() / 2), float(np.triu(shared & narrow & upon, 1).sum())


def _cross(one: Array, other: Array) -> Array:
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])


def _spring(plan: Plan, variant: int) -> Array:
    """Return positions in no unit, by springs between topics, their areas and the whole."""
    graph: rx.PyGraph[None, float] = rx.PyGraph(multigraph=False)
    topics, count = len(plan.lands), len(plan.boxes)
    graph.add_nodes_from([None] * (count + 1))
    graph.add_edges_from([(one, other, TIE) for one, other in plan.links])
    homes = [topics + land if land >= 0 else count for land in plan.lands]
    graph.add_edges_from([(place, home, BELONGING) for place, home in enumerate(homes)])
    graph.add_edges_from([(land, count, WHOLE) for land in range(topics, count)])
    found = rx.spring_layout(
        graph,
        pos=_start(plan, variant),
        weight_fn=float,
        num_iter=200,
        seed=SEED,
        k=1.2 / count**0.5,
    )
    return np.array([found[place] for place in range(count)], dtype=np.float64)


def _start(plan: Plan, variant: int) -> dict[int, tuple[float, float]]:
    """Return first positions: areas clockwise from the left, their topics around them."""
    topics, count = len(plan.lands), len(plan.boxes)
    start = {count: (0.0, 0.0)}
    for land in range(topics, count):
        turn = pi + 2 * pi * (land - topics) / (count - topics) + variant * 0.52
        start[land] = (cos(turn), sin(turn))
    for place, land in enumerate(plan.lands):
        x, y = start[topics + land if land >= 0 else count]
        turn = (place + variant) * 2.4  # about the golden angle: no two in one direction
        start[place] = (x + 0.4 * cos(turn), y + 0.4 * sin(turn))
    return start


def _spread(loose: Array, plan: Plan, sheet: Sheet) -> Array:
    """Return positions stretched over the sheet."""
    low, high = bounds(plan, sheet)
    least, most = loose.min(axis=0), loose.max(axis=0)
    extent = np.where(most - least > 1e-9, most - least, 1.0)
    share = np.where(most - least > 1e-9, (loose - least) / extent, 0.5)
    rank = (loose.argsort(axis=0).argsort(axis=0) + 0.5) / len(loose)
    share = (1 - EVEN) * share + EVEN * rank
    return np.asarray(low + share * (high - low))

"""Marks and names as boxes on a sheet, that push each other apart until none overlap."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Up to so many topics lines push marks away, and no effort is spared.
SMALL = 60
ROUNDS = 240
GAP = 6.0  # between boxes
CLEARANCE = 20.0  # between a mark's middle and the line of another relation


@dataclass(frozen=True)
class Sheet:
    """The paper: its size, the space kept free at its edge, and how far it may grow."""

    width: float
    height: float
    margin: float
    tallest: float = 1e6


@dataclass(frozen=True)
class Plan:
    """What is to be laid out, as one hashable value.

    `lands` has a topic's area by number, -1 for none. `links` are pairs of places in `lands`.
    `boxes` are width, height and how far the box's middle lies above the mark, for each topic and
    then for the name of each area.
    """

    lands: tuple[int, ...]
    links: tuple[tuple[int, int], ...]
    boxes: tuple[tuple[float, float, float], ...]


def bounds(plan: Plan, sheet: Sheet) -> tuple[Array, Array]:
    """Return the least and the greatest position that keeps each box on the sheet."""
    boxes = np.array(plan.boxes)
    half, rise = boxes[:, :2] / 2, np.stack([np.zeros(len(boxes)), boxes[:, 2]], axis=1)
    size = np.array([sheet.width, sheet.height])
    low = sheet.margin + half + rise
    return low, np.maximum(size - sheet.margin - half + rise, low)


def settle(points: Array, plan: Plan, sheet: Sheet) -> tuple[Array, bool]:
    """Push boxes apart, and marks off the lines of others; return whether all boxes are apart."""
    low, high = bounds(plan, sheet)
    boxes = np.array(plan.boxes)
    rise = np.stack([np.zeros(len(boxes)), boxes[:, 2]], axis=1)
    rounds = ROUNDS if len(plan.lands) <= SMALL else ROUNDS // 3
    for turn in range(rounds):
        push, overlap = _collisions(points - rise, boxes[:, :2])
        aside = off_lines(points, plan) if turn < rounds * 2 // 3 else np.zeros_like(points)
        if overlap < 0.5 and not aside.any():
            return points, True
        points = np.clip(points + push + aside, low, high)
    return points, bool(_collisions(points - rise, boxes[:, :2])[1] < 2.0)


def _collisions(middles: Array, sizes: Array) -> tuple[Array, float]:
    """Return how far to move each box off the others, and the deepest overlap."""
    (apart_x, deep_x), (apart_y, deep_y) = (_overlaps(middles[:, i], sizes[:, i]) for i in (0, 1))
    hit = (deep_x > 0) & (deep_y > 0)
    np.fill_diagonal(hit, False)
    across = deep_x < deep_y
    move_x = (_way(apart_x) * deep_x).sum(axis=1, where=hit & across)
    move_y = (_way(apart_y) * deep_y).sum(axis=1, where=hit & ~across)
    deepest = np.minimum(deep_x, deep_y).max(where=hit, initial=0.0)
    return np.stack([move_x, move_y], axis=1) * 0.4, float(deepest)


def _overlaps(middles: Array, sizes: Array) -> tuple[Array, Array]:
    """Return along one axis how far each box lies from each other, and how deep they overlap."""
    apart = np.subtract.outer(middles, middles)
    return apart, np.add.outer(sizes, sizes) / 2 + GAP - np.abs(apart)


def _way(apart: Array) -> Array:
    """Return to which side each box goes; two at one place go by their order."""
    count = len(apart)
    return np.where(np.abs(apart) > 1e-6, np.sign(apart), np.tri(count) - np.tri(count).T)


def off_lines(points: Array, plan: Plan) -> Array:
    """Return how far to move each mark off the lines that pass it too closely."""
    push = np.zeros_like(points)
    if not plan.links or len(plan.lands) > SMALL:
        return push
    ends = np.array(plan.links)
    marks = points[: len(plan.lands)]
    first, last = points[ends[:, 0]], points[ends[:, 1]]
    along = last - first
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    part = ((marks[:, None] - first[None]) * along[None]).sum(axis=2) / length
    foot = first[None] + np.clip(part, 0, 1)[:, :, None] * along[None]
    away = marks[:, None] - foot
    distance = np.maximum(np.sqrt((away**2).sum(axis=2)), 1e-6)
    near = (distance < CLEARANCE) & (part > 0.02) & (part < 0.98)
    near[ends[:, 0], np.arange(len(ends))] = near[ends[:, 1], np.arange(len(ends))] = False
    step = np.where(near, (CLEARANCE - distance) / distance, 0.0)[:, :, None] * away
    push[: len(plan.lands)] = step.sum(axis=1) * 0.5
    return push

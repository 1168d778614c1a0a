"""Where each name stands beside its mark, so that no name touches another name or a mark."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wiki.drawing.lettering import ASCENT, height, measure
from wiki.drawing.shapes import EXTENT

Array = NDArray[np.float64]
Anchor = Literal["start", "middle", "end"]
Box = tuple[float, float, float, float]  # left, top, right, bottom

# Which side of the mark, how little it is liked, and where the text begins from there.
SIDES: tuple[tuple[int, int, float, Anchor], ...] = (
    (0, -1, 0.0, "middle"),
    (0, 1, 0.5, "middle"),
    (1, 0, 0.8, "start"),
    (-1, 0, 1.0, "end"),
    (1, -1, 1.4, "start"),
    (-1, -1, 1.6, "end"),
    (1, 1, 1.6, "start"),
    (-1, 1, 1.8, "end"),
)
AIR = 3.0  # between a name and its mark
PAD = 2.0  # between a name and anything else
CROSSED, HIDDEN, CROWDED = 2.0, 3.0, 1.0
TIP = 8.0  # how far outside a mark the heads of lines are
ROUNDS = 3
REACH, STEPS = 9, 12  # how far the name of an area may move, in its size, and in how many steps


@dataclass(frozen=True)
class Label:
    """Lines of text: where the first one's baseline is, and which part of it is there."""

    x: float
    y: float
    anchor: Anchor
    lines: tuple[str, ...]
    size: float
    box: Box


@dataclass(frozen=True)
class Mark:
    """A mark to be named: its middle, its radius, and its name in lines."""

    x: float
    y: float
    radius: float
    lines: tuple[str, ...]
    weight: int = 0

    @property
    def box(self) -> Box:
        """Return the square that holds the mark, whatever its shape."""
        x, y, reach = self.x, self.y, self.reach
        return (x - reach, y - reach, x + reach, y + reach)

    @property
    def reach(self) -> float:
        """Return how far from its middle the mark reaches at most."""
        return EXTENT * self.radius


def label_at(x: float, top: float, anchor: Anchor, lines: tuple[str, ...], size: float) -> Label:
    """Return a label that hangs from a height."""
    width = max(measure(line, size) for line in lines)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    box = (left, top, left + width, top + height(len(lines), size))
    return Label(round(x), round(top + ASCENT * size), anchor, lines, size, box)


class Placing:
    """The placing of names on a sheet: the boxes of marks, and of the labels placed so far.

    `taken` are boxes that no name may touch, `links` pairs of places among the marks.
    """

    def __init__(
        self,
        marks: Sequence[Mark],
        links: Sequence[tuple[int, int]],
        taken: Sequence[Box],
        sheet: tuple[float, float],
        size: float,
    ) -> None:
        self.marks, self.size, self.sheet = marks, size, sheet
        self.solid = np.array([*(mark.box for mark in marks), *taken], dtype=np.float64)
        self.labels: list[Label | None] = [None] * len(marks)
        self.boxes = np.full((len(marks), 4), np.nan)
        self.points = np.array([(mark.x, mark.y) for mark in marks]).reshape(-1, 2)
        ends = np.array(links, dtype=np.int64).reshape(-1, 2)
        self.starts, self.stops = self.points[ends[:, 0]], self.points[ends[:, 1]]
        self.tips = self._tips(ends)

    def placed(self, apart: bool) -> tuple[Label | None, ...]:
        """Return a label for each mark, None where there is no room.

        With `apart` it is known that every name has room above its mark, and so all get one.
        """
        if apart:
            for place, mark in enumerate(self.marks):
                self._put(place, self._beside(mark, *SIDES[0]))
        order = sorted(range(len(self.marks)), key=lambda place: -self.marks[place].weight)
        for _ in range(ROUNDS if apart else 1):
            for place in order:
                self._improve(place)
        return tuple(self.labels)

    def eased(self, names: Sequence[Label], lands: Sequence[int]) -> list[Label]:
        """Return the names of areas, each moved a little where it reads better.

        `lands` has the place of each mark's area among the names.
        """
        eased = list(names)
        for place in range(len(names)):
            own = np.array([land == place for land in lands], dtype=np.bool_)
            others = [name.box for other, name in enumerate(eased) if other != place]
            marks = self.solid[: len(self.marks)]
            solid = np.array([*marks, *self.boxes, *others]).reshape(-1, 4)
            eased[place] = self._eased(eased[place], own, solid)
        return eased

    def _eased(self, name: Label, own: NDArray[np.bool_], solid: Array) -> Label:
        found = [(0.01 + self._strain(name, own), name)]
        step = REACH * name.size / STEPS
        for right in range(-STEPS, STEPS + 1):
            for down in range(-STEPS, STEPS + 1):
                moved = _moved(name, round(right * step), round(down * step))
                box = np.array(moved.box)
                if self._inside(box) and not _touching(box, solid, 3 * PAD).any():
                    away = 1.5 * (abs(right) + abs(down)) / STEPS
                    found.append((self._strain(moved, own) + away, moved))
        return min(found, key=lambda each: each[0])[1]

    def _strain(self, name: Label, own: NDArray[np.bool_]) -> float:
        """Return how badly the name of an area stands: on lines, or nearer to another area."""
        box = np.array(name.box)
        crossed = float(_crossing(box, self.starts, self.stops).sum())
        reach = self.points - np.clip(self.points, box[:2], box[2:])
        distance = np.hypot(reach[:, 0], reach[:, 1])
        near = float(distance[own].min(initial=1e4))
        foreign = float((distance[~own] < near).sum())
        return CROSSED * crossed + 1.5 * foreign + near / (REACH * name.size)

    def _improve(self, place: int) -> None:
        """Give a mark the label of least cost among those that touch nothing."""
        free = [
            (cost, label) for cost, label in self._candidates(place) if self._fits(place, label)
        ]
        if free:
            self._put(place, min(free, key=lambda found: found[0])[1])

    def _candidates(self, place: int) -> Iterator[tuple[float, Label]]:
        for side in SIDES:
            label = self._beside(self.marks[place], *side)
            box = np.array(label.box)
            crossed = float(_crossing(box, self.starts, self.stops).sum())
            hidden = float(_touching(box, self.tips, PAD).sum())
            crowded = float(_touching(box, self.solid, 3 * AIR).sum() - 1)
            yield side[2] + CROSSED * crossed + HIDDEN * hidden + CROWDED * crowded, label

    def _tips(self, ends: NDArray[np.int64]) -> Array:
        """Return, as boxes without extent, where the lines meet their marks."""
        radii = np.array([mark.radius for mark in self.marks])
        along = self.stops - self.starts
        along = along / np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
        first = self.starts + along * (radii[ends[:, 0]] + TIP)[:, None]
        last = self.stops - along * (radii[ends[:, 1]] + TIP)[:, None]
        tips = np.concatenate([first, last])
        return np.concatenate([tips, tips], axis=1)

    def _beside(self, mark: Mark, dx: int, dy: int, _cost: float, anchor: Anchor) -> Label:
        tall = height(len(mark.lines), self.size)
        out = mark.reach + AIR
        if not dy:
            return label_at(
                mark.x + dx * (out + 2), mark.y - tall / 2, anchor, mark.lines, self.size
            )
        if dx:
            out = max(0.7 * out, mark.reach)
        top = mark.y - out - tall if dy < 0 else mark.y + out
        return label_at(mark.x + dx * out, top, anchor, mark.lines, self.size)

    def _fits(self, place: int, label: Label) -> bool:
        box = np.array(label.box)
        solid = np.delete(self.solid, place, axis=0)
        others = np.delete(self.boxes, place, axis=0)
        touches = _touching(box, solid, PAD).any() or _touching(box, others, PAD).any()
        return self._inside(box) and not touches

    def _inside(self, box: Array) -> bool:
        return bool(box[:2].min() >= 0 and box[2] <= self.sheet[0] and box[3] <= self.sheet[1])

    def _put(self, place: int, label: Label) -> None:
        self.labels[place] = label
        self.boxes[place] = label.box


def _moved(label: Label, dx: float, dy: float) -> Label:
    left, top, right, bottom = label.box
    box = (left + dx, top + dy, right + dx, bottom + dy)
    return replace(label, x=label.x + dx, y=label.y + dy, box=box)


def _touching(box: Array, others: Array, pad: float) -> NDArray[np.bool_]:
    """Return which boxes come within `pad` of a box; one not placed yet touches nothing."""
    apart_x = (others[:, 0] < box[2] + pad) & (others[:, 2] > box[0] - pad)
    return np.asarray(apart_x & (others[:, 1] < box[3] + pad) & (others[:, 3] > box[1] - pad))


def _crossing(box: Array, starts: Array, stops: Array) -> NDArray[np.bool_]:
    """Return which lines run through a box: those that enter both its spans at one time."""
    along = stops - starts
    along = np.where(np.abs(along) < 1e-9, 1e-9, along)
    one, other = (box[:2] - starts) / along, (box[2:] - starts) / along
    enter = np.minimum(one, other).max(axis=1)
    leave = np.maximum(one, other).min(axis=1)
    return np.asarray((enter <= leave) & (leave >= 0) & (enter <= 1))

"""A slope chart: the credences of beliefs at one time on the left, at a later one on the right.

It is drawn as three pictures side by side, all HEIGHT pixels high: the labels of the left ends, the
lines, and the labels of the right ends. Horizontally, the lines are in per cent of what width the
labels leave them, and the labels in pixels. Where labels would cover each other they are moved
apart; a leader joins each to the dot that it belongs to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from wiki.charts.spacing import place_apart
from wiki.credence import format_credence

HEIGHT, EDGE = 320, 10  # pixels; at the foot and at the head as much is left free as EDGE says
GAP = 15  # pixels from the middle of one label to that of the next
LEADER = 24  # pixels from the middle of a dot to its label
SIGN = 7.8  # pixels that a digit takes at most; a full stop and a comma take less
PER_CENT = 12  # pixels that its sign takes at most
MOST_NUMBERS = 3  # in one label


@dataclass(frozen=True)
class Slope:
    """One line: the heights of its ends in pixels."""

    start: float
    end: float


@dataclass(frozen=True)
class SlopeLabel:
    """A credence in per cent beside the dots of it, and the numbers of the lines that end there.

    `dot` is the height of these dots, and `height` that of the label, in pixels.
    """

    credence: Decimal
    numbers: str
    dot: float
    height: float


@dataclass(frozen=True)
class SlopeChart:
    """The lines, the labels on each side, and how wide in pixels the labels of each side are."""

    slopes: list[Slope]
    starts: list[SlopeLabel]
    ends: list[SlopeLabel]
    starts_width: int
    ends_width: int


def draw_slopes(moves: Sequence[tuple[Decimal, Decimal]]) -> SlopeChart:
    """Return a chart with a line for each move, in order; a move is the credence before and after.

    Both are in per cent. Equal credences share a label; on the right it names the moves by their
    places, from 1 on, and there is one more label for each further MOST_NUMBERS of them.
    """
    ending: dict[Decimal, list[str]] = {}
    for number, (_, after) in enumerate(moves, 1):
        ending.setdefault(after, []).append(str(number))
    starts = _labels([(before, "") for before in {before for before, _ in moves}])
    ends = _labels(
        [
            (after, ", ".join(numbers[place : place + MOST_NUMBERS]))
            for after, numbers in ending.items()
            for place in range(0, len(numbers), MOST_NUMBERS)
        ]
    )
    slopes = [Slope(_down(before), _down(after)) for before, after in moves]
    return SlopeChart(slopes, starts, ends, _width(starts), _width(ends))


def _down(credence: Decimal) -> float:
    return round(EDGE + (100 - float(credence)) / 100 * (HEIGHT - 2 * EDGE), 1)


def _labels(told: list[tuple[Decimal, str]]) -> list[SlopeLabel]:
    """Return the labels of one side from the top down; of one credence in the order given."""
    told = sorted(told, key=lambda each: -each[0])
    dots = [_down(credence) for credence, _ in told]
    heights = place_apart(dots, gap=GAP, first=EDGE, last=HEIGHT - EDGE)
    placed = zip(told, dots, heights, strict=True)
    return [SlopeLabel(*credence, dot, height) for credence, dot, height in placed]


def _width(labels: Sequence[SlopeLabel]) -> int:
    signs = [len(f"{format_credence(each.credence)} {each.numbers}".strip()) for each in labels]
    return round(LEADER + SIGN * max(signs, default=0) + PER_CENT)

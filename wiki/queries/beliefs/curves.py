"""Sparklines: the small line beside a belief's credence."""

from collections.abc import Mapping, Sequence
from datetime import date

from wiki.charts.credence import spark
from wiki.projections.paths import Step, per_cent

LATEST = 40  # at most so many points are drawn


def draw_curves(paths: Mapping[int, Sequence[Step]]) -> dict[int, str]:
    """Return the sparkline of each belief as SVG path data.

    Beliefs with fewer than two numbers have none.
    """
    return {
        belief: spark([(date.fromisoformat(day), per_cent(n)) for n, day, _ in steps[-LATEST:]])
        for belief, steps in paths.items()
        if len({number for number, _, _ in steps}) > 1
    }

"""How beliefs moved, as small lines beside their numbers."""

from collections.abc import Mapping, Sequence
from datetime import date

from wiki.charts.credence import spark
from wiki.projections.paths import Step, per_cent

LATEST = 40  # points drawn


def draw_curves(paths: Mapping[int, Sequence[Step]]) -> dict[int, str]:
    """Return a line as path data for each belief that held two numbers or more."""
    return {
        belief: spark([(date.fromisoformat(day), per_cent(n)) for n, day, _ in steps[-LATEST:]])
        for belief, steps in paths.items()
        if len({number for number, _, _ in steps}) > 1
    }

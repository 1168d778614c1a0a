"""Which beliefs of the atlas the histories of a file are about, where several say the same.

A claim may stand twice in a region: once left, once held again.
"""

from collections.abc import Mapping, Sequence

from wiki.clock import Clock
from wiki.exchange.claims import ForecastHistory
from wiki.exchange.known_points import KnownPoints
from wiki.queries.beliefs.points import Point
from wiki.sections.belief import Belief


def match(
    histories: Sequence[ForecastHistory],
    beliefs: Sequence[Belief],
    points: Mapping[int, Sequence[Point]],
    clock: Clock,
) -> list[Belief | None]:
    """Return the belief that each history is of, None where none is left for it.

    All have the same claim. The most alike are matched first: those with the most `points` (by the
    id of the belief) in common, then those with the same number now, and the same outcome.
    """
    pairs = [
        (_likeness(history, belief, points.get(belief.id, ()), clock), place, belief)
        for place, history in enumerate(histories)
        for belief in beliefs
    ]
    found: list[Belief | None] = [None] * len(histories)
    for _, place, belief in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if found[place] is None and belief not in found:
            found[place] = belief
    return found


def _likeness(
    history: ForecastHistory, belief: Belief, points: Sequence[Point], clock: Clock
) -> tuple[int, bool, bool]:
    common = sum(map(KnownPoints(points, clock).has, history.numbers))
    return common, history.last == belief.credence, history.outcome == belief.outcome

"""Which beliefs of the atlas the histories of a file are about, where several say the same.

A claim may stand twice in a region: once left, once held again.
"""

from collections.abc import Mapping, Sequence

from wiki.exchange.claims import ForecastHistory
from wiki.exchange.known_points import KnownPoints
from wiki.sections.belief import Belief


def match(
    histories: Sequence[ForecastHistory], beliefs: Mapping[Belief, KnownPoints]
) -> list[Belief | None]:
    """Return for each history the belief that it is about, None for a new belief.

    All histories and beliefs have the same claim. The most alike are matched first: those with the
    most points in common, then those with the same number now, and the same outcome.
    """
    pairs = [
        (_likeness(history, belief, points), index, belief)
        for index, history in enumerate(histories)
        for belief, points in beliefs.items()
    ]
    matched: list[Belief | None] = [None] * len(histories)
    for _, index, belief in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if matched[index] is None and belief not in matched:
            matched[index] = belief
    return matched


def _likeness(
    history: ForecastHistory, belief: Belief, points: KnownPoints
) -> tuple[int, bool, bool]:
    common = sum(map(points.has, history.numbers))
    return common, history.last == belief.credence, history.outcome == belief.outcome

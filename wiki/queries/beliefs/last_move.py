"""The last move of a credence among some beliefs: what the head of a region's page tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wiki.anchors import Anchor
from wiki.db import MILLIONTHS
from wiki.projections.paths import standing_of
from wiki.queries.beliefs.standings import Histories


@dataclass(frozen=True)
class LastMove:
    """A belief that moved on a day, from one credence to another, in per cent.

    `cause` is the reading or trigger that it moved because of, where one was given.
    """

    belief_id: int
    claim: str
    moved_on: date
    before: Decimal
    after: Decimal
    cause: Anchor | None = None


def find_last_move(beliefs: Iterable[Any], histories: Histories) -> LastMove | None:
    """Return the last move of the beliefs that are held, given their histories; None without one.

    Of several on one day it is the largest.
    """
    moves = []
    for row in beliefs:
        if row.credence is None or row.outcome:
            continue
        standing = standing_of(int(row.credence * MILLIONTHS), histories.paths[row.id])
        if standing.was and standing.moved_on:
            cause = Anchor.parse(histories.last_causes.get(row.id, ""))
            numbers = standing.was.credence, row.credence
            moves.append(LastMove(row.id, row.claim, standing.moved_on, *numbers, cause))
    return max(moves, key=lambda one: (one.moved_on, abs(one.after - one.before)), default=None)

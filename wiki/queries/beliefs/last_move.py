"""The last move of a credence among some beliefs: what the head of a region's page tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wiki.anchors import Anchor
from wiki.projections.paths import Standing
from wiki.queries.beliefs.standings import GivenReason
from wiki.visibility import Reader, partly_secret


@dataclass(frozen=True)
class LastMove:
    """A belief that moved on a day, from one credence to another, in per cent.

    `known` is the day as ISO text, or the month or year where no more is known. `cause` is the
    reading or trigger that it moved because of, where one was given.
    """

    belief_id: int
    claim: str
    moved_on: date
    before: Decimal
    after: Decimal
    known: str
    cause: Anchor | None = None


def find_last_move(
    beliefs: Iterable[Any], standings: Mapping[int, Standing], causes: Mapping[int, str]
) -> LastMove | None:
    """Return the last move of the beliefs that are held, None where none has moved.

    `standings` has the standing of each belief with a credence, `causes` the anchor of what it
    moved because of last, both by its id. Of several moves on one day the largest is returned.
    """
    moves = []
    for row in beliefs:
        standing = standings.get(row.id)
        if standing and standing.was and standing.moved_on and not row.outcome:
            cause = Anchor.parse(causes.get(row.id, ""))
            numbers = standing.was.credence, row.credence
            told = (*numbers, standing.known_moved, cause)
            moves.append(LastMove(row.id, row.claim, standing.moved_on, *told))
    return max(moves, key=lambda one: (one.moved_on, abs(one.after - one.before)), default=None)


def told_reason(given: GivenReason, *, reader: Reader) -> str:
    """Return why a belief moved, as far as the reader may know; "" for no reason.

    Of a change that did something else which visitors may not read of, they learn no reason but
    the one that was given for this belief alone.
    """
    if given.own or not given.common:
        return given.own
    is_told = given.is_alone or not partly_secret([given.change_id], reader=reader)
    return given.common if is_told else ""

"""The last move of a credence on a region's page, which the head of the page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wiki.anchors import Anchor
from wiki.projections.credence_paths import Standing
from wiki.queries.beliefs.standings import MoveReason
from wiki.visibility import Reader, partly_hidden_ids


@dataclass(frozen=True)
class LastMove:
    """A belief that moved on a day, from one credence to another, in per cent.

    `stated_date` is the day as ISO text, or the month or year where the day is not known. `cause`
    is the reading or trigger that was given as its cause, or None.
    """

    belief_id: int
    claim: str
    moved_on: date
    before: Decimal
    after: Decimal
    stated_date: str
    cause: Anchor | None = None


def find_last_move(
    beliefs: Iterable[Any], standings: Mapping[int, Standing], causes: Mapping[int, str]
) -> LastMove | None:
    """Return the last move among beliefs without an outcome, None where none has moved.

    `standings` has the standing of each belief with a credence, `causes` the anchor of the cause of
    its last move, both by belief id. Of several moves on one day the largest is returned.
    """
    moves = []
    for row in beliefs:
        standing = standings.get(row.id)
        if standing and standing.was and standing.moved_on and not row.outcome:
            cause = Anchor.parse(causes.get(row.id, ""))
            numbers = standing.was.credence, row.credence
            fields = (*numbers, standing.stated_moved, cause)
            moves.append(LastMove(row.id, row.claim, standing.moved_on, *fields))
    return max(moves, key=lambda one: (one.moved_on, abs(one.after - one.before)), default=None)


def readable_reason(reason: MoveReason, *, reader: Reader) -> str:
    """Return the reason of a belief's move, as far as the reader may know it; "" for no reason.

    Where the change also did something that visitors may not see, they learn only a reason that was
    given for this belief alone.
    """
    if reason.own or not reason.common:
        return reason.own
    is_readable = reason.is_alone or not partly_hidden_ids([reason.change_id], reader=reader)
    return reason.common if is_readable else ""

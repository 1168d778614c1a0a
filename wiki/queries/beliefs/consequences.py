"""What readings set off: the credences that moved because of them, and triggers that happened."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.queries.beliefs.filters import items_across_regions
from wiki.queries.beliefs.standings import read_histories
from wiki.queries.beliefs.triggers import NamedBelief, name_beliefs
from wiki.sections.trigger import Trigger
from wiki.text import is_placeholder
from wiki.visibility import Reader

KIND = "reading"


@dataclass(frozen=True)
class ToldMove:
    """A belief that moved because of a reading, in per cent.

    `before` is None where it had no number.
    """

    belief: NamedBelief
    before: Decimal | None
    after: Decimal


@dataclass(frozen=True)
class Consequences:
    """What a reading set off, as far as a reader may see it."""

    moves: tuple[ToldMove, ...] = ()
    triggers: tuple[Any, ...] = ()


def read_consequences(ids: Collection[int], *, reader: Reader) -> Mapping[int, Consequences]:
    """Return what readings set off, by the reading's id; those that set off nothing are left out.

    It takes a few queries for all of them.
    """
    moves = _moves(ids, reader=reader)
    triggers = _triggers(ids, reader=reader)
    return {
        number: Consequences(tuple(moves.get(number, ())), tuple(triggers.get(number, ())))
        for number in ids
        if number in moves or number in triggers
    }


def _moves(ids: Collection[int], *, reader: Reader) -> dict[int, list[ToldMove]]:
    query = select(Revision.item_id).join(Change, Change.id == Revision.change_id).distinct()
    query = query.where(Change.cause_kind == KIND, Change.cause_id.in_(ids))
    query = query.where(Revision.kind == "belief", Revision.credence.is_not(None))
    beliefs = set(db.session.scalars(query))
    if not beliefs:
        return {}
    moved = read_histories(beliefs, reader=reader).moved
    named = name_beliefs((str(Anchor("belief", one)) for one in beliefs), reader=reader)
    by_id = {belief.id: belief for belief in named.values()}
    told = {
        number: [
            ToldMove(by_id[move.belief_id], move.before, move.after)
            for move in moved.get(str(Anchor(KIND, number)), ())
            if move.belief_id in by_id
        ]
        for number in ids
    }
    return {number: some for number, some in told.items() if some}


def _triggers(ids: Collection[int], *, reader: Reader) -> dict[int, list[Any]]:
    anchors = {str(Anchor(KIND, number)): number for number in ids}
    query = items_across_regions(Trigger, reader=reader)
    query = query.where(Trigger.happened_on != "", Trigger.cause.in_(anchors))
    found: dict[int, list[Any]] = {}
    for trigger in db.session.scalars(query).unique():
        if not is_placeholder(trigger.observation):
            found.setdefault(anchors[trigger.cause], []).append(trigger)
    return found

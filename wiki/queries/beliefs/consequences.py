"""What readings caused: the credences that moved because of them, and triggers that happened."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.journal import Change, Revision
from wiki.queries.beliefs.filters import items_across_regions
from wiki.queries.beliefs.points import CausedMove
from wiki.queries.beliefs.standings import read_histories
from wiki.queries.beliefs.triggers import NamedBelief, name_beliefs
from wiki.sections.trigger import Trigger
from wiki.text import is_placeholder
from wiki.visibility import Reader

KIND = "reading"


@dataclass(frozen=True)
class BeliefMove:
    """A belief that moved because of a reading, from one credence to another, in per cent.

    `before` is None where it had no credence.
    """

    belief: NamedBelief
    before: Decimal | None
    after: Decimal


@dataclass(frozen=True)
class Consequences:
    """What happened because of one reading, as far as the reader who asked may see it.

    `moves` are the credences that moved and name it as their cause, those of a belief in the order
    in which they moved; `triggers` are the ones that were seen to happen in it. Moves that were
    undone are not among them.
    """

    moves: tuple[BeliefMove, ...] = ()
    triggers: tuple[Any, ...] = ()


def read_consequences(ids: Collection[int], *, reader: Reader) -> Mapping[int, Consequences]:
    """Return the consequences of readings, by the reading's id; those without any are left out.

    It takes a few queries, however many readings there are.
    """
    moves = _moves(ids, reader=reader)
    triggers = _triggers(ids, reader=reader)
    return {
        one: Consequences(moves.get(one, ()), tuple(triggers.get(one, ())))
        for one in ids
        if one in moves or one in triggers
    }


def read_caused(ids: Collection[int], *, reader: Reader) -> Mapping[int, Sequence[CausedMove]]:
    """Return the moves that readings caused, by the reading's id, of all beliefs of the atlas."""
    caused = select(Change.id).where(Change.cause_kind == KIND, Change.cause_id.in_(ids))
    # The kind is written so that SQLite looks revisions up by their change, of which there are few.
    of_beliefs = func.coalesce(Revision.kind, "") == "belief"
    query = select(Revision.item_id).where(Revision.change_id.in_(caused), of_beliefs)
    beliefs = set(db.session.scalars(query.where(Revision.credence.is_not(None)).distinct()))
    moved = read_histories(beliefs, reader=reader).moved if beliefs else {}
    anchors = {reading_id: str(Anchor(KIND, reading_id)) for reading_id in ids}
    return {one: moved[anchor] for one, anchor in anchors.items() if anchor in moved}


def name_moves(
    moves: Iterable[CausedMove], named: Mapping[int, NamedBelief]
) -> tuple[BeliefMove, ...]:
    """Return moves with the names of their beliefs, by id; those without a name are left out."""
    return tuple(
        BeliefMove(named[move.belief_id], move.before, move.after)
        for move in moves
        if move.belief_id in named
    )


def _moves(ids: Collection[int], *, reader: Reader) -> dict[int, tuple[BeliefMove, ...]]:
    caused = read_caused(ids, reader=reader)
    beliefs = {move.belief_id for moves in caused.values() for move in moves}
    anchors = (str(Anchor("belief", one)) for one in beliefs)
    named = name_beliefs(anchors, reader=reader) if beliefs else {}
    by_id = {belief.id: belief for belief in named.values()}
    return {one: some for one, moves in caused.items() if (some := name_moves(moves, by_id))}


def _triggers(ids: Collection[int], *, reader: Reader) -> dict[int, list[Any]]:
    anchors = {str(Anchor(KIND, reading_id)): reading_id for reading_id in ids}
    has_cause = Trigger.cause != ""  # the index is of those
    mine = (has_cause, Trigger.cause.in_(anchors), Trigger.happened_on != "")
    query = items_across_regions(Trigger, reader=reader).where(*mine)
    triggers: dict[int, list[Any]] = {}
    for trigger in db.session.scalars(query).unique():
        if not is_placeholder(trigger.observation):
            triggers.setdefault(anchors[trigger.cause], []).append(trigger)
    return triggers

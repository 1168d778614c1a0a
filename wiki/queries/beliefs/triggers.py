"""Triggers across regions, open and happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from wiki.credence import ends_of
from wiki.db import db
from wiki.forms.anchors import read_anchor
from wiki.journal import Change, Revision
from wiki.models import Area, Reading
from wiki.queries.beliefs.listing import across
from wiki.queries.beliefs.points import Movement, list_points, movement_of, movements
from wiki.sections.belief import Belief
from wiki.sections.trigger import Trigger
from wiki.text import is_placeholder, sort_key
from wiki.visibility import VISITOR, Reader, is_empty_slot, may_see

OPEN, HAPPENED = "open", "happened"


@dataclass(frozen=True)
class Watched:
    """A trigger in the list, with what it names.

    These are the belief it bears on, how far it said it would move it and how far that did move
    (in per cent), and the reading or address it was seen in.
    """

    trigger: Any
    belief: Belief | None = None
    promised: tuple[Decimal, Decimal] | None = None
    moved: Movement | None = None
    reading: Reading | None = None
    link: str = ""

    @property
    def told_promise(self) -> tuple[Decimal, Decimal] | None:
        """Return the two promised numbers, None where the belief moved exactly so."""
        as_promised = self.moved and self.moved.is_as_promised(self.trigger.size)
        return None if as_promised else self.promised


@dataclass(frozen=True)
class Happened:
    """A trigger in a feed: when it was first recorded as happened, and when it last changed."""

    watched: Watched
    at: datetime
    updated: datetime


def list_triggers(
    *, reader: Reader, area: Area | None = None, belief: int | None = None, state: str = ""
) -> list[Watched]:
    """Return the triggers that a reader may see, without placeholders.

    Open ones come first, by region; then those that happened, the latest first.
    """
    query = across(Trigger, reader=reader)
    query = query if belief is None else query.where(Trigger.belief == f"b-{belief}")
    found = [row for row in db.session.scalars(query).unique() if _is_asked(row, area, state)]
    seen = [row for row in found if row.happened_on]
    waiting = [row for row in found if not row.happened_on]
    waiting.sort(key=lambda row: (sort_key(row.topic.title), row.topic_id, row.position, row.id))
    seen.sort(key=lambda row: (row.happened_on, row.id), reverse=True)
    return watch([*waiting, *seen], reader=reader)


def list_happened(count: int = 50) -> list[Happened]:
    """Return the public triggers that happened, the last recorded first."""
    times = _times()
    query = across(Trigger, reader=VISITOR).where(Trigger.happened_on != "")
    query = query.join(times, times.c.item_id == Trigger.id)
    query = query.add_columns(times.c.first, times.c.last)
    rows = db.session.execute(
        query.order_by(None).order_by(times.c.first.desc(), Trigger.id.desc())
    )
    told = [row for row in rows.unique() if not is_placeholder(row[0].observation)][:count]
    watched = watch([row[0] for row in told], reader=VISITOR)
    return [Happened(each, row[1], row[2]) for each, row in zip(watched, told, strict=True)]


def watch(triggers: Sequence[Any], *, reader: Reader) -> list[Watched]:
    """Return triggers with all that they name, in a fixed number of queries."""
    beliefs = _named(Belief, "b", (row.belief for row in triggers), reader=reader)
    readings = _named(Reading, "r", (row.cause for row in triggers), reader=reader)
    seen = [row for row in triggers if row.happened_on and row.belief in beliefs]
    points = list_points({beliefs[row.belief].id for row in seen}, reader=reader)
    moved = movements(points)
    moves = {row.id: movement_of(row, moved) for row in seen}
    return [
        Watched(
            trigger=row,
            belief=beliefs.get(row.belief),
            promised=ends_of(row.size),
            moved=moves.get(row.id),
            reading=readings.get(row.cause),
            link="" if read_anchor(row.cause) else row.cause,
        )
        for row in triggers
    ]


def bound_beliefs(watched: Iterable[Watched]) -> list[Belief]:
    """Return the beliefs that the triggers bear on, each once, sorted by claim."""
    found = {each.belief.id: each.belief for each in watched if each.belief}
    return sorted(found.values(), key=lambda belief: sort_key(belief.claim))


def _is_asked(trigger: Trigger, area: Area | None, state: str) -> bool:
    here = trigger.topic.shown_area
    return (
        not is_placeholder(trigger.observation)
        and (area is None or (here is not None and here.id == area.id))
        and state in ("", HAPPENED if trigger.happened_on else OPEN)
    )


def _named(model: Any, letter: str, anchors: Iterable[str], *, reader: Reader) -> Mapping[str, Any]:
    """Return the items that anchors name, by anchor, as far as the reader may see them."""
    named = (read_anchor(anchor) for anchor in anchors)
    ids = {found[1] for found in named if found and found[0] == letter}
    if not ids:
        return {}
    rows = db.session.scalars(select(model).where(model.id.in_(ids), model.deleted_at.is_(None)))
    return {
        f"{letter}-{row.id}": row
        for row in rows
        if may_see(row, reader=reader) and not is_empty_slot(row)
    }


def _times() -> Any:
    """Return for each trigger when it was first recorded as happened and when it last changed."""
    told = Revision.after["happened_on"].as_string() != ""
    return (
        select(
            Revision.item_id,
            func.min(Change.at).label("first"),
            func.max(Change.at).label("last"),
        )
        .join(Change)
        .where(Revision.kind == "trigger", told)
        .group_by(Revision.item_id)
        .subquery()
    )

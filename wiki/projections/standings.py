"""How every belief stands, for visitors and for the author: what lists of beliefs ask for.

A belief has a row for each of the two, as visitors do not see what was said in private. The row
repeats what its list is filtered and sorted by, so that one index answers for a page of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    String,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from wiki.db import MILLIONTHS, Base, Percent
from wiki.journal_tables import Change, Revision
from wiki.models import PUBLIC, Topic
from wiki.projections.base import Altered, Projection, Row, Written, replace_some
from wiki.projections.paths import Standing, Step, Was, last_move_of, standing_of
from wiki.projections.totals import count_anew
from wiki.projections.undone import find_undone, trace_undone
from wiki.recorded import Recorded
from wiki.text import is_placeholder, sort_key

EVEN = Decimal(50)  # per cent: the number of whoever does not know
MANY = 500  # beliefs read at a time
OF_TOPIC = {"title", "area_id", "visibility"}  # fields of a topic that rows repeat
LISTED = ("sees_private", "is_listed")
PLACE = ("region", "topic_id", "position", "belief_id")
FILTERS = ("area_id", "credence", "moved_on", "affirmed_on")


class BeliefStanding(Base):
    """How one belief stands for one kind of reader; deleted beliefs have no row."""

    __tablename__ = "belief_standing"

    belief_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sees_private: Mapped[bool] = mapped_column(primary_key=True)
    # Whether the reader may see it, and it is held and no empty slot.
    is_listed: Mapped[bool]
    topic_id: Mapped[int]
    area_id: Mapped[int | None]
    region: Mapped[str]  # the topic's title as it is sorted
    position: Mapped[str]
    credence: Mapped[Decimal | None] = mapped_column(Percent)
    firmness: Mapped[Decimal | None] = mapped_column(Percent)  # how far from 50 per cent
    was: Mapped[Decimal | None] = mapped_column(Percent)
    was_on: Mapped[date | None]
    since: Mapped[date | None]
    affirmed_on: Mapped[date | None]
    movement: Mapped[Decimal] = mapped_column(Percent)  # how far it last moved, 0 for never
    # Since when it has this number, if it had another before.
    moved_on: Mapped[date | None] = mapped_column()
    last_move_on: Mapped[date | None]  # when its points last differed, whatever the number is now

    __table_args__ = (
        Index(
            "ix_belief_standing_movement",
            *LISTED,
            movement.desc(),
            moved_on.desc(),
            *PLACE,
        ),
        Index("ix_belief_standing_firmness", *LISTED, firmness.desc(), *PLACE),
        Index("ix_belief_standing_region", *LISTED, *PLACE),
        # Whatever is asked for, what is found can be counted from this index alone.
        Index("ix_belief_standing_filters", *LISTED, *FILTERS),
        Index("ix_belief_standing_last_move", "sees_private", "last_move_on", "topic_id"),
    )

    @classmethod
    def standing(cls, row: Any) -> Standing:
        """Return how a belief stands, given a row that has these columns."""
        was = Was(row.was, row.was_on) if row.was is not None else None
        return Standing(was, row.since, row.affirmed_on)


def _refresh(connection: Connection, written: Written) -> None:
    ids = {one.item.id for one in written.altered if one.item.__kind__ == "belief"}
    ids |= _of_topics(connection, [one.item.id for one in written.altered if _is_repeated(one)])
    ids |= _of_changes(connection, trace_undone(connection, written.undoes_id))
    ordered = sorted(ids)
    for start in range(0, len(ordered), MANY):
        some = ordered[start : start + MANY]
        chosen = BeliefStanding.belief_id.in_(some)
        changed = replace_some(connection, BeliefStanding, chosen, _derive_some(connection, some))
        count_anew(connection, BeliefStanding.__tablename__, *changed)


def _is_repeated(altered: Altered) -> bool:
    """Return whether the beliefs of a topic repeat what was altered of it."""
    if altered.item.__kind__ != "topic":
        return False
    return altered.appeared or bool(altered.names & OF_TOPIC)


def _of_topics(connection: Connection, topic_ids: Collection[int]) -> set[int]:
    """Return the ids of the beliefs of some topics."""
    belief = _belief()
    found: set[int] = set()
    for topic_id in topic_ids:
        found.update(connection.scalars(select(belief.id).where(belief.topic_id == topic_id)))
    return found


def _of_changes(connection: Connection, change_ids: Collection[int]) -> set[int]:
    """Return the ids of the beliefs that some changes gave a number to."""
    if not change_ids:
        return set()
    query = select(Revision.item_id).where(Revision.change_id.in_(change_ids))
    return set(connection.scalars(query.where(Revision.kind == "belief")))


def _derive(connection: Connection) -> Iterator[Row]:
    belief = _belief()
    ids = connection.scalars(select(belief.id).order_by(belief.id)).all()
    for start in range(0, len(ids), MANY):
        yield from _derive_some(connection, ids[start : start + MANY])


def _derive_some(connection: Connection, ids: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of some beliefs, two for each that is not deleted."""
    belief = _belief()
    query = (
        select(
            *(belief.id, belief.claim, belief.credence, belief.outcome, belief.position),
            *(Topic.id.label("topic_id"), Topic.title, Topic.area_id),
            *(Topic.visibility, Topic.deleted_at),
        )
        .join(Topic, Topic.id == belief.topic_id)
        .where(belief.id.in_(ids), belief.deleted_at.is_(None))
        .order_by(belief.id)
    )
    told = _read_steps(connection, ids)
    for row in connection.execute(query).all():
        is_held = not row.deleted_at and not row.outcome and not is_placeholder(row.claim)
        steps = told.get(row.id, [])
        public = [step for step, is_public in steps if is_public]
        yield _row(row, public, False, is_held and row.visibility == PUBLIC)
        yield _row(row, [step for step, _ in steps], True, is_held)


def _row(row: Any, steps: Sequence[Step], sees_private: bool, is_listed: bool) -> Row:
    number = row.credence
    standing = Standing() if number is None else standing_of(int(number * MILLIONTHS), steps)
    was = standing.was
    return {
        "belief_id": row.id,
        "sees_private": sees_private,
        "is_listed": is_listed,
        "topic_id": row.topic_id,
        "area_id": row.area_id,
        "region": sort_key(row.title),
        "position": row.position,
        "credence": number,
        "firmness": None if number is None else abs(number - EVEN),
        "was": was.credence if was else None,
        "was_on": was.held_on if was else None,
        "since": standing.since,
        "affirmed_on": standing.affirmed_on,
        "movement": abs(number - was.credence) if was else Decimal(0),
        "moved_on": standing.moved_on,
        "last_move_on": last_move_of(steps),
    }


def _read_steps(connection: Connection, ids: Sequence[int]) -> dict[int, list[tuple[Step, bool]]]:
    """Return the points of beliefs that count, each with whether it is public, by day."""
    undoing = aliased(Change)
    query = (
        select(
            Revision.item_id,
            type_coerce(Revision.credence, BigInteger),
            type_coerce(Revision.held_on, String),
            *(Revision.held_at, Revision.published, Revision.change_id),
            or_(
                Change.undoes_id.is_not(None),
                select(undoing.id).where(undoing.undoes_id == Change.id).exists(),
            ),
        )
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief", Revision.item_id.in_(ids))
        .where(Revision.credence.is_not(None))
        .order_by(Revision.item_id, Revision.held_on, Revision.held_at, Revision.id)
    )
    found = connection.execute(query).all()
    undone = find_undone(connection) if any(row[-1] for row in found) else set()
    told: dict[int, list[tuple[Step, bool]]] = defaultdict(list)
    for belief_id, number, day, moment, is_public, change_id, _ in found:
        if change_id not in undone:
            told[belief_id].append(((number, day, moment), is_public))
    return told


def _belief() -> Any:
    """Return the model of beliefs, which is defined above this package."""
    return Recorded.kinds["belief"]


PROJECTION = Projection(BeliefStanding, _refresh, _derive)

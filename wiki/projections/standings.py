"""How the credence of every belief stands, for visitors and for the author: for lists of beliefs.

A belief has a row for each of the two, as visitors do not see what was written in private. The row
repeats the values by which its list is filtered and sorted, so that a page is read from one index.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    String,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapped, mapped_column

from wiki.actions import SHOW
from wiki.db import MILLIONTHS, Base, Percent
from wiki.journal_tables import Change, Revision
from wiki.projections.base import AlteredRow, Projection, Row, WriteResult
from wiki.projections.belief_history import KIND
from wiki.projections.credence_paths import EVEN, Standing, Step, last_move_of, standing_of
from wiki.projections.held_order import held_order
from wiki.projections.past_standings import FILTERS, LIST_ORDER, update_past_standings
from wiki.projections.regions import (
    LISTED,
    READERS,
    Listing,
    affected_ids,
    all_ids,
    altered_topics,
    in_batches,
    listing_of,
    with_region,
)
from wiki.projections.totals import replace_listed
from wiki.projections.undone import (
    Undone,
    find_undone,
    items_of_changes,
    may_be_undone,
    trace_undone,
)
from wiki.text import is_placeholder
from wiki.visibility import moved_from, was_known

LATELY = 90  # days for which the map marks a region with a moved credence
WORDS = {"claim", "why", "resolves_on"}
KnownPoint = tuple[Step, str, bool]  # a point, its action, and whether visitors know of it


class BeliefStanding(Listing, Base):
    """How one belief stands for one kind of reader; deleted beliefs have no row.

    It is listed while it has no outcome and its claim is filled.
    """

    __tablename__ = "belief_standing"

    belief_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sees_private: Mapped[bool] = mapped_column(primary_key=True)
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
            *LIST_ORDER,
        ),
        Index("ix_belief_standing_firmness", *LISTED, firmness.desc(), *LIST_ORDER),
        Index("ix_belief_standing_region", *LISTED, *LIST_ORDER),
        # Whatever is asked for, what is found can be counted from this index alone.
        Index("ix_belief_standing_filters", *LISTED, *FILTERS),
        Index("ix_belief_standing_last_move", "sees_private", "last_move_on", "topic_id"),
    )


def _refresh(connection: Connection, written: WriteResult) -> None:
    ids = affected_ids(connection, written, KIND, matters=_may_alter_standing)
    if topics := altered_topics(written, {"visibility"}):
        ids |= set(connection.scalars(moved_from(KIND, topics)))
    ids |= items_of_changes(connection, trace_undone(connection, written.undoes_id), KIND)
    old, new = replace_listed(connection, BeliefStanding.belief_id, ids, _derive_some)
    update_past_standings(connection, written, old, new)
    written.noticed.moved += _last_moves(old, new)


def _may_alter_standing(one: AlteredRow) -> bool:
    """Return whether a write altered more of a belief than words that its row does not repeat."""
    if one.appeared or not one.names or not one.names <= WORDS:
        return True
    before, now = one.before or {}, one.item.snapshot()
    return is_placeholder(before["claim"]) != is_placeholder(now["claim"])


def _last_moves(
    old: Iterable[Row], new: Iterable[Row]
) -> Iterator[tuple[date | None, date | None]]:
    """Yield the days of a belief's last move before and after a write, per kind of reader."""
    before, after = (
        {(row["belief_id"], row["sees_private"]): row["last_move_on"] for row in rows}
        for rows in (old, new)
    )
    for key in before.keys() | after.keys():
        yield before.get(key), after.get(key)


def _derive(connection: Connection) -> Iterator[Row]:
    for some in in_batches(all_ids(connection, KIND)):
        yield from _derive_some(connection, some)


def _derive_some(connection: Connection, ids: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of some beliefs: two for each that is not deleted."""
    points = _read_steps(connection, ids)
    query = with_region(KIND, ("claim", "credence", "outcome"), ids)
    for row in connection.execute(query).all():
        for sees_private in READERS:
            steps = _steps_known(points.get(row.id, ()), sees_private=sees_private)
            yield _row(row, steps, sees_private)


def _row(row: Any, steps: Sequence[Step], sees_private: bool) -> Row:
    credence = row.credence
    standing = Standing() if credence is None else standing_of(int(credence * MILLIONTHS), steps)
    was = standing.was
    is_listed = not row.outcome and not is_placeholder(row.claim)
    return listing_of(row, sees_private=sees_private, is_listed=is_listed) | {
        "belief_id": row.id,
        "credence": credence,
        "firmness": None if credence is None else abs(credence - EVEN),
        "was": was.credence if was else None,
        "was_on": was.held_on if was else None,
        "since": standing.since,
        "affirmed_on": standing.affirmed_on,
        "movement": abs(credence - was.credence) if was else Decimal(0),
        "moved_on": standing.moved_on,
        "last_move_on": last_move_of(steps),
    }


def find_unknown_to_visitors(connection: Connection, credences: Mapping[int, Decimal]) -> set[int]:
    """Return the ids of those beliefs whose present credence visitors do not know.

    `credences` are the credences in per cent, by the id of the belief.
    """
    points: dict[int, list[KnownPoint]] = {}
    for some in in_batches(sorted(credences)):
        points |= _read_steps(connection, some)
    known = {one: _steps_known(points.get(one, ()), sees_private=False) for one in credences}
    return {
        one
        for one, credence in credences.items()
        if standing_of(int(credence * MILLIONTHS), known[one]).since is None
    }


def _steps_known(points: Iterable[KnownPoint], *, sees_private: bool) -> list[Step]:
    """Return the points that count for a reader.

    Those with the action SHOW tell visitors a number; to the author they are nothing new.
    """
    if sees_private:
        return [step for step, action, _ in points if action != SHOW]
    return [step for step, _, is_public in points if is_public]


def _read_steps(connection: Connection, ids: Sequence[int]) -> dict[int, list[KnownPoint]]:
    """Return, by belief id, the points that count, in the order in which they were held."""
    query = (
        select(
            Revision.item_id,
            type_coerce(Revision.credence, BigInteger),
            type_coerce(Revision.held_on, String),
            *(Revision.held_at, was_known()),
            *(Revision.change_id, Revision.action),
            may_be_undone(),
        )
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == KIND, Revision.item_id.in_(ids))
        .where(Revision.credence.is_not(None))
        .order_by(Revision.item_id, *held_order())
    )
    rows = connection.execute(query).all()
    undone = find_undone(connection) if any(row[-1] for row in rows) else Undone()
    points: dict[int, list[KnownPoint]] = defaultdict(list)
    for belief_id, credence, day, moment, is_public, change_id, action, _ in rows:
        if undone.counts(change_id, action):
            points[belief_id].append(((credence, day, moment), action, is_public))
    return points


PROJECTION = Projection(BeliefStanding, _refresh, _derive)

"""How every belief stood in the past, as visitors read it: for lists of beliefs on a past day.

A row says how one belief stood from one change until before another. It repeats the values by which
lists are filtered and sorted, so that a page of a past day is read along an index, however many
beliefs there are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Connection, Index, insert, update
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import MILLIONTHS, Base, Percent
from wiki.projections.base import Projection, Row, WriteResult, replace_rows
from wiki.projections.belief_history import KIND, BeliefHistory, read_histories
from wiki.projections.credence_paths import EVEN, Standing, Step, standing_of
from wiki.projections.regions import all_ids, altered_topics, in_batches
from wiki.text import is_placeholder, sort_key
from wiki.visibility import is_public_in, moved_from

STILL = 2**62  # in place of the id of a change, for what has not ended
SPAN = ("begins", "ends")
LIST_ORDER = ("region", "topic_id", "position", "belief_id")
FILTERS = ("area_id", "credence", "moved_on", "affirmed_on")
# What a row repeats of how the belief stands: columns of `BeliefStanding`.
REPEATED = (
    *("topic_id", "area_id", "region", "position", "credence", "firmness", "was", "was_on"),
    *("since", "affirmed_on", "movement", "moved_on"),
)


class PastStanding(Base):
    """How one belief stood, from the change `begins` until before the change `ends`.

    There are rows for the times when the belief was current, its claim filled, and its topic
    public. A belief that is deleted now has none. The rows do not say whether visitors may see its
    topics now.
    """

    __tablename__ = "past_standing"

    belief_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    begins: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ends: Mapped[int] = mapped_column(BigInteger)
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
    moved_on: Mapped[date | None] = mapped_column()

    __table_args__ = (
        Index("ix_past_standing_movement", movement.desc(), moved_on.desc(), *LIST_ORDER, *SPAN),
        Index("ix_past_standing_firmness", firmness.desc(), *LIST_ORDER, *SPAN),
        Index("ix_past_standing_region", *LIST_ORDER, *SPAN),
        # Whatever is asked for, what is found can be counted from this index alone.
        Index("ix_past_standing_filters", *SPAN, "topic_id", "belief_id", *FILTERS),
    )


def update_past_standings(
    connection: Connection, written: WriteResult, old: Iterable[Row], new: Iterable[Row]
) -> None:
    """Update past standings after a write that altered rows of `BeliefStanding`.

    `old` and `new` are these rows before and after it. Nearly every change leaves the past as it
    is: then a row ends and another begins. Where it does not, all rows of a belief are derived
    again.
    """
    before, after = _listed_rows(old), _listed_rows(new)
    others = _with_another_past(connection, written)
    for some in in_batches(sorted(others)):
        rows = _derive_some(connection, some)
        replace_rows(connection, PastStanding, PastStanding.belief_id.in_(some), rows)
    altered = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
    _begin(connection, written, after, sorted(altered - others))


def _listed_rows(rows: Iterable[Row]) -> dict[int, Row]:
    """Return what lists show visitors, by the belief's id, given rows of `BeliefStanding`."""
    shown = (row for row in rows if row["is_listed"] and not row["sees_private"])
    return {row["belief_id"]: {name: row[name] for name in REPEATED} for row in shown}


def _with_another_past(connection: Connection, written: WriteResult) -> set[int]:
    """Return the ids of the beliefs whose past visitors may read otherwise after a write.

    They were deleted, restored or moved to another topic; or one of the topics in which they once
    were has another visibility.
    """
    mine = (one for one in written.altered if one.item.__kind__ == KIND)
    ids = {one.item.id for one in mine if one.appeared or "topic" in one.names}
    # What is new has no past, and need not be read.
    ids -= {one.item_id for one in written.revisions if one.kind == KIND and not one.previous_id}
    if topics := altered_topics(written, {"visibility"}):
        ids |= set(connection.scalars(moved_from(KIND, topics)))
    return ids


def _begin(
    connection: Connection, written: WriteResult, rows: Mapping[int, Row], ids: Sequence[int]
) -> None:
    """End the open rows of these beliefs at this change, and begin those given in `rows`."""
    if not ids:
        return
    change_id = written.revisions[0].change_id
    for some in in_batches(ids):
        open_ones = (PastStanding.belief_id.in_(some), PastStanding.ends == STILL)
        connection.execute(update(PastStanding).where(*open_ones).values(ends=change_id))
    span = {"begins": change_id, "ends": STILL}
    if begun := [{"belief_id": one} | span | rows[one] for one in ids if one in rows]:
        connection.execute(insert(PastStanding), begun)


def _refresh_nothing(_connection: Connection, _written: WriteResult) -> None:
    """Do nothing: `update_past_standings`, which `standings` calls, updates the table."""


def _derive(connection: Connection) -> Iterator[Row]:
    for some in in_batches(all_ids(connection, KIND)):
        yield from _derive_some(connection, some)


def _derive_some(connection: Connection, ids: Sequence[int]) -> Iterator[Row]:
    for history in read_histories(connection, ids):
        last: Row | None = None
        for begins, row in [*_rows_by_change(history), (STILL, None)]:
            if last is not None and row != last["row"]:
                span = {"belief_id": history.belief_id, "begins": last["begins"], "ends": begins}
                yield span | last["row"]
                last = None
            if last is None and row is not None:
                last = {"begins": begins, "row": row}


def _rows_by_change(history: BeliefHistory) -> Iterator[tuple[int, Row | None]]:
    """Yield what lists show of a belief from each change on, None where no list had it."""
    for begins in history.change_ids:
        state = history.state(begins)
        topic = history.topic(state.topic, begins)
        is_listed = _is_listed(state, topic)
        yield begins, _row(state, topic, history.steps(begins)) if is_listed else None


def _is_listed(state: Any, topic: Any) -> bool:
    """Return whether a belief in these states of it and its topic was in visitors' lists."""
    is_current = state.is_there and not state.then_outcome
    if not is_current or is_placeholder(state.then_claim or ""):
        return False
    is_there = topic is not None and topic.is_there
    return is_public_in(topic._mapping if is_there else None)


def _row(state: Any, topic: Any, steps: Sequence[Step]) -> Row:
    credence = None if state.then_credence is None else Decimal(state.then_credence)
    standing = Standing() if credence is None else standing_of(int(credence * MILLIONTHS), steps)
    was = standing.was
    return {
        "topic_id": state.topic,
        "area_id": int(topic.area_id) if topic.area_id else None,
        "region": sort_key(topic.title or ""),
        "position": state.then_position or "",
        "credence": credence,
        "firmness": None if credence is None else abs(credence - EVEN),
        "was": was.credence if was else None,
        "was_on": was.held_on if was else None,
        "since": standing.since,
        "affirmed_on": standing.affirmed_on,
        "movement": abs(credence - was.credence) if credence is not None and was else Decimal(0),
        "moved_on": standing.moved_on,
    }


PROJECTION = Projection(PastStanding, _refresh_nothing, _derive)

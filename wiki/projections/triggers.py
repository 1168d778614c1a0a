"""The place of every trigger in the list of all triggers, for visitors and for the author."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, and_, select, text, true
from sqlalchemy.orm import Mapped, mapped_column

from wiki.anchors import Anchor
from wiki.db import Base, UtcDateTime
from wiki.projections.base import Projection, Row, WriteResult
from wiki.projections.moves import moved_since, read_dates, read_numbers
from wiki.projections.regions import (
    LISTED,
    READERS,
    Listing,
    affected_ids,
    all_ids,
    altered_topics,
    find_model,
    in_batches,
    listing_of,
    with_region,
)
from wiki.projections.totals import replace_listed
from wiki.projections.undone import find_undone, items_of_changes, trace_undone
from wiki.projections.visible_times import read_visible_times
from wiki.text import is_placeholder
from wiki.visibility import is_slot, moved_from

KIND = "trigger"
FEED_FIELDS = ("observation", "effect", "belief", "size", "happened_on", "cause")  # by feeds


class TriggerListing(Listing, Base):
    """One trigger in the list for one kind of reader; deleted triggers have no row.

    It is listed unless it is a placeholder. Of one that happened, `recorded_at` is since when
    visitors can read that it did, and `altered_at` since when its text is as it is; only feeds need
    these, so the author's row has neither.
    """

    __tablename__ = "trigger_place"

    trigger_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sees_private: Mapped[bool] = mapped_column(primary_key=True)
    belief: Mapped[str]
    happened_on: Mapped[str]  # empty while it is open
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    altered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whether it is open, and its belief has another number since the author looked at it.
    has_moved: Mapped[bool]

    __table_args__ = (
        Index(
            "ix_trigger_place_region",
            *LISTED,
            *("happened_on", "region", "topic_id", "position", "trigger_id"),
        ),
        Index("ix_trigger_place_happened", *LISTED, "happened_on", "trigger_id"),
        Index(
            "ix_trigger_place_recorded",
            *LISTED,
            *("recorded_at", "trigger_id"),
            sqlite_where=text("recorded_at IS NOT NULL"),
        ),
        Index("ix_trigger_place_filters", *LISTED, "area_id", "belief", "happened_on"),
        Index("ix_trigger_place_belief", *LISTED, "belief"),
        Index("ix_trigger_place_moved", "sees_private", "has_moved", "trigger_id"),
    )


def _refresh(connection: Connection, written: WriteResult) -> None:
    undone = trace_undone(connection, written.undoes_id)
    ids = affected_ids(connection, written, KIND) | items_of_changes(connection, undone, KIND)
    beliefs = {one.item.id for one in written.altered if one.item.__kind__ == "belief"}
    ids |= _bearing_on(connection, beliefs | items_of_changes(connection, undone, "belief"))
    if topics := altered_topics(written, {"visibility"}):
        ids |= set(connection.scalars(moved_from(KIND, topics)))
    replace_listed(connection, TriggerListing.trigger_id, ids, _derive_some)


def _bearing_on(connection: Connection, belief_ids: Collection[int]) -> set[int]:
    """Return the ids of the triggers that bear on beliefs with these ids."""
    # Listed or not: said in full, so that the index of beliefs is used.
    mine = (TriggerListing.sees_private == true(), TriggerListing.is_listed.in_((True, False)))
    query = select(TriggerListing.trigger_id).where(*mine)
    trigger_ids: set[int] = set()
    for some in in_batches(sorted(belief_ids)):
        anchors = [str(Anchor("belief", belief_id)) for belief_id in some]
        trigger_ids.update(connection.scalars(query.where(TriggerListing.belief.in_(anchors))))
    return trigger_ids


def _derive(connection: Connection) -> Iterator[Row]:
    for some in in_batches(all_ids(connection, KIND)):
        yield from _derive_some(connection, some)


def _derive_some(connection: Connection, ids: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of some triggers: two for each that is not deleted."""
    query = with_region(KIND, ("observation", "belief", "happened_on"), ids)
    rows = connection.execute(query).all()
    moved = _find_moved(connection, rows)
    times = _read_times(connection, [row.id for row in rows if row.happened_on])
    for row in rows:
        is_written = not is_placeholder(row.observation)
        fields = {"trigger_id": row.id, "belief": row.belief, "happened_on": row.happened_on}
        for sees_private in READERS:
            listing = listing_of(row, sees_private=sees_private, is_listed=is_written)
            first, last = (None, None) if sees_private else times.get(row.id, (None, None))
            listing |= {"recorded_at": first, "altered_at": last}
            yield listing | fields | {"has_moved": sees_private and row.id in moved}


def _has_happened(after: Any) -> Any:
    """Return an SQL condition: that a trigger's state (JSON) is filled and has happened."""
    return and_(~is_slot(after["observation"].as_string()), after["happened_on"].as_string() != "")


def _read_times(
    connection: Connection, ids: Collection[int]
) -> dict[int, tuple[datetime, datetime]]:
    """Return, by trigger id, when visitors could first read that it happened, and its last change.

    What a change that was undone said does not count.
    """
    if not ids:
        return {}
    void = find_undone(connection).void
    return read_visible_times(connection, KIND, ids, _has_happened, FEED_FIELDS, void=void)


def _find_moved(connection: Connection, rows: Sequence[Any]) -> set[int]:
    """Return the ids of open triggers whose belief moved since they were last looked at."""
    bound = {
        row.id: Anchor.parse_known(row.belief).id
        for row in rows
        if row.belief and row.author_sees and not row.happened_on
    }
    if not bound:
        return set()
    belief = find_model("belief")
    alive = select(belief.id).where(belief.id.in_(bound.values()), belief.deleted_at.is_(None))
    numbers = read_numbers(connection, connection.scalars(alive).all())
    able = [trigger for trigger, belief_id in bound.items() if len(numbers.get(belief_id, ())) > 1]
    return {
        trigger_id
        for (_, trigger_id), seen in read_dates(connection, KIND, able).items()
        if seen.looked_at and moved_since(numbers[bound[trigger_id]], seen.looked_at)
    }


PROJECTION = Projection(TriggerListing, _refresh, _derive)

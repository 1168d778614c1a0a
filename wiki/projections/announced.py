"""When each reading was first announced: the change with which visitors could first see it."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.journal_tables import Revision, revision_topic
from wiki.projections.base import Projection, Row, WriteResult, replace_some
from wiki.projections.regions import all_ids, in_batches
from wiki.projections.spans import first_seen
from wiki.visibility import is_slot

KIND = "reading"


class ReadingAnnounced(Base):
    """A reading that visitors could see with a takeaway, and the change that first showed it."""

    __tablename__ = "reading_announced"

    reading_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change_id: Mapped[int] = mapped_column(index=True)


def has_takeaway(takeaway: Any) -> Any:
    """Return the SQL condition that a reading's takeaway is written."""
    return and_(takeaway != "", ~is_slot(takeaway))


def _was_told(after: Any) -> Any:
    """Return the SQL condition that a reading's state, as JSON, has what feeds announce."""
    title, takeaway = after["title"].as_string(), after["takeaway"].as_string()
    return and_(~is_slot(title), has_takeaway(takeaway))


def _refresh(connection: Connection, written: WriteResult) -> None:
    ids = {one.item.id for one in written.altered if one.item.__kind__ == KIND}
    opened = {
        one.item.id
        for one in written.altered
        if one.item.__kind__ == "topic" and (one.appeared or "visibility" in one.names)
    }
    if opened:
        ids.update(connection.scalars(_ever_on(sorted(opened))))
    for some in in_batches(sorted(ids)):
        rows = _derive_some(connection, some)
        replace_some(connection, ReadingAnnounced, ReadingAnnounced.reading_id.in_(some), rows)


def _ever_on(topic_ids: Sequence[int]) -> Any:
    """Return the query for the ids of the readings that ever stood on the pages of some topics."""
    links = revision_topic.join(Revision, Revision.id == revision_topic.c.revision_id)
    query = select(Revision.item_id).distinct().select_from(links)
    return query.where(Revision.kind == KIND, revision_topic.c.topic_id.in_(topic_ids))


def _derive(connection: Connection) -> Iterator[Row]:
    for some in in_batches(all_ids(connection, KIND)):
        yield from _derive_some(connection, some)


def _derive_some(connection: Connection, ids: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of those readings that were announced."""
    for reading, change in first_seen(connection, KIND, ids, _was_told).items():
        yield {"reading_id": reading, "change_id": change}


PROJECTION = Projection(ReadingAnnounced, _refresh, _derive)

"""When each reading and essay was first announced: the change that first showed it to visitors.

What it was in a region that visitors may not see now does not count once it stands elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Index, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.journal_tables import Revision, revision_topic
from wiki.models import Topic
from wiki.projections.base import Projection, Row, WriteResult, replace_some
from wiki.projections.regions import all_ids, altered_topics, in_batches
from wiki.projections.spans import first_seen
from wiki.visibility import is_slot


class Announcement(Base):
    """An item that visitors could see with something to read, and the change that showed it."""

    __tablename__ = "announcement"

    kind: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change_id: Mapped[int]

    __table_args__ = (Index("ix_announcement_newest", "kind", "change_id"),)


def is_told(text: Any) -> Any:
    """Return the SQL condition that a text is written, and no empty slot."""
    return and_(text != "", ~is_slot(text))


def _was_read(after: Any) -> Any:
    """Return the SQL condition that a reading's state, as JSON, has what feeds announce."""
    return and_(~is_slot(after["title"].as_string()), is_told(after["takeaway"].as_string()))


def _was_written(after: Any) -> Any:
    """Return the same condition for an essay's state."""
    has_text = or_(is_told(after["body"].as_string()), after["url"].as_string() != "")
    return and_(~is_slot(after["title"].as_string()), has_text)


# Of what visitors find in a feed, these fields of its own; a region's title is not one of them.
TOLD: Mapping[str, Sequence[str]] = {
    "reading": ("title", "url", "authors", "takeaway", "read_on", "published_on", "state"),
    "essay": ("title", "url", "body", "published_on", "state"),
}
ANNOUNCED: Mapping[str, Callable[[Any], Any]] = {"reading": _was_read, "essay": _was_written}


def _refresh(connection: Connection, written: WriteResult) -> None:
    opened = altered_topics(written, {"visibility"})
    for kind in ANNOUNCED:
        ids = {one.item.id for one in written.altered if one.item.__kind__ == kind}
        if opened:
            ids.update(connection.scalars(_ever_on(kind, sorted(opened))))
        for some in in_batches(sorted(ids)):
            chosen = and_(Announcement.kind == kind, Announcement.item_id.in_(some))
            replace_some(connection, Announcement, chosen, _derive_some(connection, kind, some))


def _ever_on(kind: str, topic_ids: Sequence[int]) -> Any:
    """Return the query for the ids of the items that ever stood on the pages of some topics.

    So are those of the topics that were merged into these: who may read of their past, these say.
    """
    links = revision_topic.join(Revision, Revision.id == revision_topic.c.revision_id)
    query = select(Revision.item_id).distinct().select_from(links)
    merged = select(Topic.id).where(Topic.merged_into.in_(topic_ids))
    home = revision_topic.c.topic_id
    return query.where(Revision.kind == kind, or_(home.in_(topic_ids), home.in_(merged)))


def _derive(connection: Connection) -> Iterator[Row]:
    for kind in ANNOUNCED:
        for some in in_batches(all_ids(connection, kind)):
            yield from _derive_some(connection, kind, some)


def _derive_some(connection: Connection, kind: str, ids: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of those items that were announced."""
    for item, change in first_seen(connection, kind, ids, ANNOUNCED[kind]).items():
        yield {"kind": kind, "item_id": item, "change_id": change}


PROJECTION = Projection(Announcement, _refresh, _derive)

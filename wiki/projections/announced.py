"""When each reading and essay was first announced: the change that first showed it to visitors.

A time in a region that visitors may not see now does not count, once the item is elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Index, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.journal_tables import Revision, revision_topic
from wiki.models import Topic
from wiki.projections.base import Projection, Row, WriteResult, replace_rows
from wiki.projections.regions import all_ids, altered_topics, in_batches
from wiki.projections.spans import first_visible_changes
from wiki.visibility import is_slot


class Announcement(Base):
    """A reading or essay that visitors could see and read, and the change that first showed it."""

    __tablename__ = "announcement"

    kind: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    change_id: Mapped[int]

    __table_args__ = (Index("ix_announcement_newest", "kind", "change_id"),)


def is_filled(text: Any) -> Any:
    """Return an SQL condition: that a text is neither empty nor a placeholder."""
    return and_(text != "", ~is_slot(text))


def _was_read(after: Any) -> Any:
    """Return an SQL condition: that a reading's state (JSON) has a title and a takeaway."""
    return and_(~is_slot(after["title"].as_string()), is_filled(after["takeaway"].as_string()))


def _was_written(after: Any) -> Any:
    """Return an SQL condition: that an essay's state (JSON) has a title, and text or address."""
    has_text = or_(is_filled(after["body"].as_string()), after["url"].as_string() != "")
    return and_(~is_slot(after["title"].as_string()), has_text)


# The fields of an item that a feed shows, by kind; the titles of its regions are not among them.
FEED_FIELDS: Mapping[str, Sequence[str]] = {
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
            replace_rows(connection, Announcement, chosen, _derive_some(connection, kind, some))


def _ever_on(kind: str, topic_ids: Sequence[int]) -> Any:
    """Return a query for the ids of the items that ever stood on the pages of some topics.

    Pages of topics that were merged into these count too: visibility of their past follows these.
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
    """Yield the rows for those of the items that were ever announced."""
    for item, change in first_visible_changes(connection, kind, ids, ANNOUNCED[kind]).items():
        yield {"kind": kind, "item_id": item, "change_id": change}


PROJECTION = Projection(Announcement, _refresh, _derive)

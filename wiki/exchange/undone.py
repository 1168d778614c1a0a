"""Regions and areas that were deleted by undoing what made them, and by nothing else.

Such a row was taken back, such as with a whole import, and not thrown away: the same file makes it
anew, at the address that it had.
"""

from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.journal import Entry, Revision, revision_topic
from wiki.models import Topic
from wiki.projections.undone import find_undone
from wiki.queries.addresses import find_deleted, find_holder
from wiki.text import name_key


def find_deleted_at(kind: str, title: str, slug: str = "") -> Any:
    """Return the deleted topic or area with this title, at its own address or at `slug`.

    None is returned if there is none.
    """
    if deleted := find_deleted(kind, title):
        return deleted
    holder = find_holder(kind, slug)
    is_same = holder and holder.deleted_at and name_key(holder.title) == name_key(title)
    return holder if is_same and not getattr(holder, "merged_into", None) else None


def is_undone(row: Any) -> bool:
    """Return whether a row is deleted, and all changes of it are undone or undo one of them.

    For a topic, this includes all changes on its page. Where there is any other change, the author
    did more with it than undo it.
    """
    of_row = (Revision.kind == row.__kind__, Revision.item_id == row.id)
    touched = set(db.session.scalars(select(Revision.change_id).where(*of_row)))
    if isinstance(row, Topic):
        on_page = select(Revision.change_id).join(
            revision_topic, revision_topic.c.revision_id == Revision.id
        )
        touched |= set(db.session.scalars(on_page.where(revision_topic.c.topic_id == row.id)))
    return row.deleted_at is not None and touched <= find_undone(db.session.connection())


def restore_undone(entry: Entry, kind: str, title: str, slug: str = "") -> Any:
    """Restore and return the row of `find_deleted_at()`, if it was deleted by undoing alone.

    None is returned for any other row, or for none.
    """
    deleted = find_deleted_at(kind, title, slug)
    if deleted is None or not is_undone(deleted):
        return None
    entry.restore(deleted, {})
    return deleted

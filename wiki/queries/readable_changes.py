"""Which changes a reader may read: those whose own page, `/c/<id>`, has something to show."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from wiki.db import db
from wiki.journal import Revision
from wiki.queries.revision_sentences import preload_items
from wiki.visibility import Reader, is_open, may_read

MOST = 200  # revisions of a change that its page tells


def readable_changes(change_ids: Collection[int], *, reader: Reader) -> set[int]:
    """Return those of some change ids whose pages the reader may open."""
    if reader.sees_private or not change_ids:
        return set(change_ids)
    revisions = first_revisions(change_ids, reader=reader)
    _loaded = preload_items(revisions)
    return {revision.change_id for revision in revisions if is_open(revision)}


def first_revisions(change_ids: Collection[int], *, reader: Reader) -> Sequence[Revision]:
    """Return the first MOST revisions of each of some changes, in order.

    For visitors, most of those that they may not read are left out; the caller removes the rest
    with `is_open`.
    """
    rank = func.row_number().over(partition_by=Revision.change_id, order_by=Revision.id)
    numbered = select(Revision.id, rank.label("rank")).where(Revision.change_id.in_(change_ids))
    if not reader.sees_private:
        numbered = numbered.where(may_read())
    first = numbered.subquery()
    query = select(Revision).where(Revision.id.in_(select(first.c.id).where(first.c.rank <= MOST)))
    query = query.order_by(Revision.id).options(selectinload(Revision.previous))
    return db.session.scalars(query).all()

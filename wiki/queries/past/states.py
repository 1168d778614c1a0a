"""States of items as they were after a change, read from the journal."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, and_, case, func, select, tuple_
from sqlalchemy.orm import aliased

from wiki.actions import DEFAULTS, State
from wiki.db import db
from wiki.journal import Revision, revision_topic
from wiki.visibility import is_slot


def read_states(
    kind: str, *, until: int, ids: Collection[int] | None = None
) -> list[tuple[int, State]]:
    """Return the id and the state of each item of a kind, or of those with the given ids.

    They are as they were after the change with the id `until`; deleted items are left out.
    """
    last = last_revisions(kind, until=until)
    last = last if ids is None else last.where(Revision.item_id.in_(ids))
    query = select(Revision.item_id, Revision.after).where(Revision.id.in_(last))
    rows = db.session.execute(query.order_by(Revision.item_id))
    return [(item_id, state) for item_id, state in rows if state is not None]


def read_fields(kind: str, *names: str, until: int, without: Collection[int] = ()) -> Sequence[Any]:
    """Return fields of each item of a kind, as they were after a change, in the order of ids.

    Items with the ids in `without` are left out. The database extracts the fields from the states:
    whole states of very many items would fill the memory.
    """
    after = Revision.after
    fields = [after[name].as_string().label(name) for name in names]
    last = Revision.id.in_(last_revisions(kind, until=until))
    mine = (last, after.is_not(None), Revision.item_id.not_in(without))
    query = select(*fields).where(*mine).order_by(Revision.item_id)
    return db.session.execute(query).all()


def count_written(
    kind: str,
    field: str,
    *,
    until: int,
    without: Collection[int] = (),
    topics: Collection[int] | None = None,
) -> dict[int, tuple[int, bool]]:
    """Return, by topic id, how many items of a kind each topic had, and whether one was written.

    An item counts as written where `field` is neither empty nor a placeholder. Items with the ids
    in `without` do not count. With `topics`, only items count that ever were on the pages of the
    topics with these ids.
    """
    after = Revision.after
    topic, words = after["topic"].as_integer(), after[field].as_string()
    written = func.max(case((and_(words != "", ~is_slot(words)), 1), else_=0))
    revisions = last_revisions(kind, until=until)
    if topics is not None:
        revisions = revisions.where(Revision.item_id.in_(_once_on(topics, kind)))
    last = Revision.id.in_(revisions)
    counted = (last, after.is_not(None), Revision.item_id.not_in(without))
    query = select(topic, func.count(), written).where(*counted).group_by(topic)
    return {row[0]: (row[1], bool(row[2])) for row in db.session.execute(query)}


def newest_days(kind: str, field: str, *, until: int, most: int) -> Sequence[int]:
    """Return the ids of at most `most` items of a kind, those with the latest day first.

    The day is the value of `field`, as ISO text. Items that were deleted by then are left out,
    those that were hidden since are not.
    """
    day = func.coalesce(Revision.after[field].as_string(), "")
    last = Revision.id.in_(last_revisions(kind, until=until))
    query = select(Revision.item_id).where(last, Revision.after.is_not(None))
    return db.session.scalars(query.order_by(day.desc(), Revision.item_id.desc()).limit(most)).all()


def _once_on(topics: Collection[int], kind: str) -> Select[Any]:
    """Return a query for the ids of the items of a kind that ever were on the pages of topics."""
    other = aliased(Revision)  # another name for the table, within a query for it
    linked = select(revision_topic.c.revision_id).where(revision_topic.c.topic_id.in_(topics))
    # The kind is written so that SQLite looks revisions up by their ids, not all of the kind.
    of_kind = func.coalesce(other.kind, "") == kind
    return select(other.item_id).where(other.id.in_(linked), of_kind).distinct()


def last_revisions(kind: str, *, until: int) -> Select[Any]:
    """Return a query for the id of each item's last revision up to a change, for a kind."""
    mine = (Revision.kind == kind, Revision.change_id <= until)
    return select(func.max(Revision.id)).where(*mine).group_by(Revision.item_id)


def read_page_states(topic_id: int, *, until: int) -> list[tuple[str, int, State]]:
    """Return the kind, the id and the state of each item that ever was on a topic's page.

    The state is the last one up to the change with the id `until`. The item may not have been on
    the page yet by then, or no longer: the caller leaves such items out.
    """
    # Another name for the table: what the journal links may be later than the last state.
    other = aliased(Revision)
    links = (revision_topic.c.topic_id == topic_id, revision_topic.c.revision_id == other.id)
    linked = select(other.kind, other.item_id).where(*links).distinct()
    last = (
        select(func.max(Revision.id))
        .where(tuple_(Revision.kind, Revision.item_id).in_(linked), Revision.change_id <= until)
        .group_by(Revision.kind, Revision.item_id)
    )
    columns = (Revision.kind, Revision.item_id, Revision.after)
    rows = db.session.execute(select(*columns).where(Revision.id.in_(last)))
    return [(kind, item_id, state) for kind, item_id, state in rows if state is not None]


def make_row(model: Any, item_id: int, state: State) -> Any:
    """Return a row that belongs to no session, made from a state, without its topics."""
    row = model(id=item_id)
    names = (*model.__fields__, *getattr(model, "__links__", ()))
    every = {name: DEFAULTS.get(name) for name in names}
    row.restore(every | {name: value for name, value in state.items() if name != "topics"})
    return row

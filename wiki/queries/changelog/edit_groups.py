"""Edit groups: revisions of one item that the changelog shows as one edit.

Successive revisions of an item by the same author belong to one group while less than GAP lies
between them and none has another cause: see `entry_revisions`. All groups that begin with the same
change make one entry of the changelog, and the entry's address is the id of that first change:
later edits in the group, or undoing them, do not alter it. What is written in a region's first day
belongs to the change that began the region: see `setups`.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, not_, or_, select, tuple_, union

from wiki.actions import MERGE, MOVE, PURGED, RELINK, RENEW, REVIEW, SHOW, WITHDRAW
from wiki.db import UtcDateTime, db
from wiki.journal import Change, Revision, revision_topic
from wiki.models import Topic
from wiki.queries.beginning import KINDS
from wiki.queries.changelog.edits import LEAD
from wiki.queries.changelog.entry_revisions import (
    GAP,
    LONGEST,
    EntryRevisions,
    group_rows,
    ids_of,
)
from wiki.queries.changelog.setups import (
    FIRST_DAY,
    KIND,
    find_beginnings,
    find_setups,
)
from wiki.visibility import Reader, is_slot, once_per_reader, sees_edit, was_draft

AFTER_ALL = 2**62  # no change has such an id
SILENT = (MOVE, PURGED, RELINK, REVIEW, WITHDRAW, RENEW, SHOW)


def find_entry_revisions(
    topic: Topic | None,
    *,
    reader: Reader,
    back: int | None = None,
    before: int | None = None,
    since: datetime | None = None,
) -> tuple[list[EntryRevisions], bool]:
    """Return the edit groups by the change that began them, newest first, and whether that is all.

    With `before`, the id of a change, only groups that began earlier are returned. With `back`,
    only about that many changes are searched, the latest ones (of a topic: that many revisions);
    then there may be more. With `since`, all groups that began at that moment or later are among
    those returned.

    A visitor's groups are made of revisions that were public. For a topic, the groups are the same
    as in the whole changelog, reduced to that topic.
    """
    edge = _edge_before(since) if since else _edge(topic, back, before)
    mine, items = _of_topic(topic) if topic else (None, None)
    query = _visible_revisions(reader=reader)
    if edge:
        query = query.where(Revision.change_id >= edge.id)
    if before is not None:
        until = select(Change.at).where(Change.id >= before).order_by(Change.id).limit(1)
        at = db.session.scalar(until)
        query = query.where(*_before(at + LONGEST)) if at else query
    if items is not None:
        query = query.where(tuple_(Revision.kind, Revision.item_id).in_(items))
    rows = db.session.execute(query).all()
    since, among = edge.at - FIRST_DAY if edge else None, _topics_of(items)
    begun = find_beginnings(reader=reader, since=since, among=among)
    opened = group_rows(rows, find_setups(rows, begun, reader=reader))
    trusted = _trusted(opened, edge.at) if edge else opened
    if before is not None:
        trusted = [one for one in trusted if one.change_id < before]
    if topic and mine is not None:
        trusted = [only for one in trusted if (only := one.only(mine, topic.id)).parts]
    return trusted[::-1], edge is None


def _trusted(opened: list[EntryRevisions], edge: datetime) -> list[EntryRevisions]:
    """Return the entries that are surely complete where changes before `edge` were not read.

    What seems to begin just after that moment may have begun before it. Later groups of the same
    run of saves may have begun elsewhere, too; older entries are then left out with them, as a list
    would else have a gap.
    """
    sure = [one for one in opened if one.at >= edge + GAP]
    doubtful = (
        index
        for index, one in enumerate(sure)
        if one.run_since < edge + GAP and one.at < edge + LONGEST
    )
    return sure[max(doubtful, default=-1) + 1 :]


def find_grouped_changes(change: Change, *, reader: Reader) -> list[int]:
    """Return the ids of the other changes in the same edit groups as this one, in order."""
    since, until = change.at - LONGEST, change.at + LONGEST
    near = (Change.at > since, Change.at < until)
    begun = find_beginnings(reader=reader, since=since, until=until)
    mine = _same_items(change, begun)
    query = _visible_revisions(reader=reader).where(
        tuple_(Revision.kind, Revision.item_id).in_(mine), *near
    )
    rows = db.session.execute(query).all()
    changes = {revision_id: row.change_id for row in rows for revision_id in ids_of(row)}
    groups = (
        {changes[revision_id] for ids in revisions.values() for revision_id in ids}
        for one in group_rows(rows, find_setups(rows, begun, reader=reader))
        for _, revisions in one.parts
    )
    together = {other for ids in groups if change.id in ids for other in ids}
    return sorted(together - {change.id})


def _same_items(change: Change, begun: Collection[int]) -> Any:
    """Return a query for the items of a change, and those of regions it altered that just began."""
    mine = select(Revision.kind, Revision.item_id).where(Revision.change_id == change.id)
    altered = select(revision_topic.c.topic_id).join(Revision).where(*_of(change))
    topics = set(db.session.scalars(altered)) & set(begun)
    linked = select(revision_topic.c.revision_id).where(revision_topic.c.topic_id.in_(topics))
    near = select(Revision.kind, Revision.item_id).where(Revision.id.in_(linked))
    return union(mine, near)


def _of(change: Change) -> tuple[Any, ...]:
    return (Revision.change_id == change.id, revision_topic.c.revision_id == Revision.id)


@once_per_reader
def _visible_revisions(*, reader: Reader) -> Any:
    """Return the query for the revisions that the changelog can show.

    Left out are undos, minor edits, placeholders and drafts, and for visitors also edits of what
    they do not see. The query gives one row for each item in a change, with the ids of its
    revisions joined in a text: an import can write thousands in one change.
    """
    columns = (Revision.kind, Revision.item_id)
    of_change = (Change.author_id, Change.at, Change.cause_kind, Change.cause_id)
    reason = func.max(func.coalesce(Revision.reason, Change.reason)).label("reason")
    is_first = func.max(Revision.previous_id.is_(None)).label("is_first")
    query: Any = (
        select(
            *columns,
            *of_change,
            Change.id.label("change_id"),
            func.group_concat(Revision.id).label("ids"),
        )
        .add_columns(reason, is_first, func.max(Revision.action == MERGE).label("merges"))
        .join(Change, Change.id == Revision.change_id)
        .where(Change.minor.is_(False), Change.undoes_id.is_(None))
        .where(KIND.in_(KINDS), Revision.action.not_in(SILENT))
        .where(or_(LEAD.is_(None), ~is_slot(LEAD)), not_(was_draft(Revision.after)))
        .group_by(Change.id, Revision.kind, Revision.item_id)
        .order_by(Change.id, func.min(Revision.id))
    )
    # To visitors an edit that they see nothing of is no edit: it would begin or lengthen a group.
    return query.where(sees_edit(reader=reader))


def _edge(topic: Topic | None, back: int | None, before: int | None) -> Any:
    """Return the change `back` places before the newest, None where there are fewer.

    For a topic, the places are those of the revisions that altered its page.
    """
    if back is None:
        return None
    query = select(Change.id, Change.at).limit(1).offset(back)
    if topic is None:
        query = query.order_by(Change.id.desc())
    else:
        altered = revision_topic.c
        query = query.join(Revision).join(revision_topic).where(altered.topic_id == topic.id)
        query = query.order_by(altered.revision_id.desc())
    query = query if before is None else query.where(Change.id < before)
    return db.session.execute(query).first()


def _before(moment: datetime) -> tuple[Any, ...]:
    """Return SQL conditions: that a revision was written before a moment.

    The bound for ids is for the database: it then reads no revision that is much later.
    """
    last = select(func.max(Change.id)).where(Change.at < moment).scalar_subquery()
    return Change.at < moment, Revision.change_id <= last


def _edge_before(moment: datetime) -> Any:
    """Return the moment LONGEST before another one: no edit group spans both.

    `id` is that of the first change at that moment or later: the clock may have been set back.
    """
    at = moment - LONGEST
    first = func.coalesce(func.min(Change.id), AFTER_ALL)
    edge = select(first.label("id"), literal(at, UtcDateTime).label("at")).where(Change.at >= at)
    return db.session.execute(edge).one()


def _of_topic(topic: Topic) -> tuple[set[int], Any]:
    """Return the ids of the revisions that altered a topic's page, and a query for their items."""
    mine = select(revision_topic.c.revision_id).where(revision_topic.c.topic_id == topic.id)
    items = select(Revision.kind, Revision.item_id).where(Revision.id.in_(mine)).distinct()
    return set(db.session.scalars(mine)), items


def _topics_of(items: Any) -> Any:
    """Return a query for the ids of the topics on whose pages the items of a query ever were.

    `items` selects kinds and ids; None gives None.
    """
    if items is None:
        return None
    linked = select(revision_topic.c.topic_id).join(Revision).distinct()
    return linked.where(tuple_(Revision.kind, Revision.item_id).in_(items))

"""Edit groups: revisions of one item that the changelog tells as one edit.

Successive revisions of an item by the same author belong to one group while less than
GAP lies between them. All groups that begin with the same change make one entry of the changelog,
and the entry's address is the id of that first change: later edits in the group, or undoing them,
do not alter it. What is written in a region's first day belongs to the change that began the
region: see `setups`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, not_, or_, select, tuple_, union

from wiki.actions import MERGE, MOVE, PURGED, RELINK, RENEW, REVIEW, SHOW, WITHDRAW
from wiki.db import UtcDateTime, db
from wiki.journal import Change, Revision, revision_topic
from wiki.models import Topic
from wiki.queries.changelog.edits import LEAD
from wiki.queries.changelog.setups import (
    FIRST_DAY,
    KIND,
    Key,
    Setups,
    find_beginnings,
    find_setups,
)
from wiki.sections import SECTIONS
from wiki.visibility import Reader, is_slot, knows_of, once_per_reader, says_draft

GAP = timedelta(minutes=30)
LONGEST = timedelta(days=1)  # of a group, for searches that do not read all changes
AFTER_ALL = 2**62  # no change has such an id
SILENT = (MOVE, PURGED, RELINK, REVIEW, WITHDRAW, RENEW, SHOW)
KINDS = ("topic", *(section.kind for section in SECTIONS))

Revisions = dict[Key, list[int]]  # the ids of revisions of each item


@dataclass(frozen=True)
class EntryRevisions:
    """What began with one change: for each item, the ids of its revisions in that group.

    `setups` has, by the id of a topic that began with the change, the same for everything that
    was written in its first day, the topic itself among it. For a topic that the change merged into
    another one, it has everything that the change did.
    """

    change_id: int
    at: datetime
    items: Revisions = field(default_factory=dict)
    setups: dict[int, Revisions] = field(default_factory=dict)

    @property
    def parts(self) -> list[tuple[Key, Revisions]]:
        """Return what is told in a sentence of its own: the item it is about, and revisions."""
        regions = [(("topic", topic_id), made) for topic_id, made in self.setups.items()]
        return [*regions, *((key, {key: ids}) for key, ids in self.items.items())]


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
    only about that many changes are searched, the latest ones; then there may be more. With
    `since`, all groups that began at that moment or later are among those returned.
    A visitor's groups are made of revisions that were public. For a topic, the groups are the same
    as in the whole changelog, reduced to that topic.
    """
    edge = _edge_before(since) if since else _edge(back, before)
    mine, items = _of_topic(topic) if topic else (None, None)
    query = _telling(reader=reader)
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
    opened = _opened(rows, find_setups(rows, begun, reader=reader))
    # What seems to begin just after the first change searched may have begun before it.
    trusted = [one for one in opened if not edge or one.at >= edge.at + GAP]
    if before is not None:
        trusted = [one for one in trusted if one.change_id < before]
    if mine is not None:
        trusted = [only for one in trusted if (only := _only(one, mine)).parts]
    return trusted[::-1], edge is None


def told_together(change: Change, *, reader: Reader) -> list[int]:
    """Return the ids of the other changes that are told together with this one, in order."""
    since, until = change.at - LONGEST, change.at + LONGEST
    near = (Change.at > since, Change.at < until)
    begun = find_beginnings(reader=reader, since=since, until=until)
    mine = _same_items(change, begun)
    query = _telling(reader=reader).where(tuple_(Revision.kind, Revision.item_id).in_(mine), *near)
    rows = db.session.execute(query).all()
    changes = {found: row.change_id for row in rows for found in _ids(row)}
    told = (
        {changes[found] for ids in made.values() for found in ids}
        for one in _opened(rows, find_setups(rows, begun, reader=reader))
        for _, made in one.parts
    )
    together = {other for ids in told if change.id in ids for other in ids}
    return sorted(together - {change.id})


def _same_items(change: Change, begun: Collection[int]) -> Any:
    """Return the query for the items of a change, and of the regions it altered that just begun."""
    mine = select(Revision.kind, Revision.item_id).where(Revision.change_id == change.id)
    altered = select(revision_topic.c.topic_id).join(Revision).where(*_of(change))
    topics = set(db.session.scalars(altered)) & set(begun)
    linked = select(revision_topic.c.revision_id).where(revision_topic.c.topic_id.in_(topics))
    near = select(Revision.kind, Revision.item_id).where(Revision.id.in_(linked))
    return union(mine, near)


def _of(change: Change) -> tuple[Any, ...]:
    return (Revision.change_id == change.id, revision_topic.c.revision_id == Revision.id)


@once_per_reader
def _telling(*, reader: Reader) -> Any:
    """Return the query for the revisions that can be told.

    No undo is told, no minor edit, no placeholder and no draft. The query gives one row for each
    item in a change, with the ids of its revisions joined in a text: an import can write thousands
    in one change.
    """
    columns = (Revision.kind, Revision.item_id, Change.author_id, Change.at, Change.cause_kind)
    reason = func.max(func.coalesce(Revision.reason, Change.reason)).label("reason")
    is_first = func.max(Revision.previous_id.is_(None)).label("is_first")
    query: Any = (
        select(*columns, Change.id.label("change_id"), func.group_concat(Revision.id).label("ids"))
        .add_columns(reason, is_first, func.max(Revision.action == MERGE).label("merges"))
        .join(Change, Change.id == Revision.change_id)
        .where(Change.minor.is_(False), Change.undoes_id.is_(None))
        .where(KIND.in_(KINDS), Revision.action.not_in(SILENT))
        .where(or_(LEAD.is_(None), ~is_slot(LEAD)), not_(says_draft(Revision.after)))
        .group_by(Change.id, Revision.kind, Revision.item_id)
        .order_by(Change.id, func.min(Revision.id))
    )
    return query.where(knows_of(reader=reader))


def _edge(back: int | None, before: int | None) -> Any:
    """Return the change `back` places before the newest, None where there are not so many."""
    if back is None:
        return None
    query = select(Change.id, Change.at).order_by(Change.id.desc()).limit(1).offset(back)
    query = query if before is None else query.where(Change.id < before)
    return db.session.execute(query).first()


def _before(moment: datetime) -> tuple[Any, ...]:
    """Return the conditions that a revision was written before a moment.

    The bound for ids is for the database: it then reads no revision that is much later.
    """
    last = select(func.max(Change.id)).where(Change.at < moment).scalar_subquery()
    return Change.at < moment, Revision.change_id <= last


def _edge_before(moment: datetime) -> Any:
    """Return a moment so much earlier that no group goes on from it to the given one.

    `id` is that of the first change at that moment or later: the clock may have been set back.
    """
    at = moment - LONGEST
    first = func.coalesce(func.min(Change.id), AFTER_ALL)
    found = select(first.label("id"), literal(at, UtcDateTime).label("at")).where(Change.at >= at)
    return db.session.execute(found).one()


def _of_topic(topic: Topic) -> tuple[set[int], Any]:
    """Return the ids of revisions that altered a topic's page, and the query for their items."""
    mine = select(revision_topic.c.revision_id).where(revision_topic.c.topic_id == topic.id)
    items = select(Revision.kind, Revision.item_id).where(Revision.id.in_(mine)).distinct()
    return set(db.session.scalars(mine)), items


def _topics_of(items: Any) -> Any:
    """Return the query for the ids of the topics on whose pages some items ever were.

    `items` is a query for their kinds and ids. For None it returns None.
    """
    if items is None:
        return None
    linked = select(revision_topic.c.topic_id).join(Revision).distinct()
    return linked.where(tuple_(Revision.kind, Revision.item_id).in_(items))


def _opened(rows: Sequence[Any], setups: Setups) -> list[EntryRevisions]:
    latest: dict[Key, tuple[int | None, datetime, EntryRevisions]] = {}
    opened: dict[int, EntryRevisions] = {}
    merged = {row.change_id: row.item_id for row in rows if row.merges}
    for row in rows:
        key = (row.kind, row.item_id)
        if topic_id := merged.get(row.change_id):
            one = opened.setdefault(row.change_id, EntryRevisions(row.change_id, row.at))
            one.setups.setdefault(topic_id, {}).setdefault(key, []).extend(_ids(row))
            continue
        if home := setups.find(row):
            one = opened.setdefault(home.change_id, EntryRevisions(home.change_id, home.at))
            one.setups.setdefault(home.topic_id, {}).setdefault(key, []).extend(_ids(row))
            continue
        author, at, begun = latest.get(key, (None, None, None))
        near = at is not None and author == row.author_id and row.at - at < GAP
        # A change with a cause begins a group of its own, so that the cause is told.
        goes_on = near and row.cause_kind is None
        if begun is None or not goes_on:
            begun = opened.setdefault(row.change_id, EntryRevisions(row.change_id, row.at))
        begun.items.setdefault(key, []).extend(_ids(row))
        latest[key] = (row.author_id, row.at, begun)
    return [opened[change_id] for change_id in sorted(opened)]


def _ids(row: Any) -> list[int]:
    return sorted(int(found) for found in str(row.ids).split(","))


def _only(one: EntryRevisions, mine: set[int]) -> EntryRevisions:
    setups = {topic_id: _some(made, mine) for topic_id, made in one.setups.items()}
    whole = {topic_id: one.setups[topic_id] for topic_id, made in setups.items() if made}
    return EntryRevisions(one.change_id, one.at, _some(one.items, mine), whole)


def _some(items: Revisions, mine: set[int]) -> Revisions:
    return {key: ids for key, ids in items.items() if not mine.isdisjoint(ids)}

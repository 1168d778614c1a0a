"""All items that are deleted and can be restored, for the author, newest first."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, not_, select, union, union_all
from sqlalchemy.orm import aliased

from wiki.db import db
from wiki.journal import was_purged
from wiki.models import Area, Relation, Shared, Topic
from wiki.projections.search import is_on
from wiki.queries.names import by_title
from wiki.queries.paging import ListPage, paged_query
from wiki.queries.purging import label_of, name_of, noun_of
from wiki.queries.rows_by_anchor import find_rows
from wiki.recorded import Recorded
from wiki.sections import SECTIONS
from wiki.text import counted
from wiki.visibility import is_deleted

# The kinds that the author can delete, each with its noun, as a filter offers them.
KINDS: dict[str, str] = {"topic": "region", "area": "area"}
KINDS |= {section.kind: section.noun for section in SECTIONS}


@dataclass(frozen=True)
class DeletedItem:
    """A deleted item: what it is, what names it, where it stood, and when it was deleted.

    `name` stands for it in the forms of `/deleted` and `/purge`. Of a region, `contents` says what
    comes back with it, such as `2 beliefs`. `home` is a region that has to be restored first, or
    None.
    """

    kind: str
    noun: str
    label: str
    name: str
    regions: Sequence[Topic]
    deleted_at: datetime
    contents: Sequence[str]
    home: Topic | None


def page_deleted(kind: str, topic: Topic | None, page: int) -> ListPage[DeletedItem]:
    """Return a page of deleted items, newest first.

    They are of a kind ("" for all), and of a topic or (None) of all.
    """
    every = _every(kind, topic)
    total = db.session.scalar(select(func.count()).select_from(every)) or 0

    def read(count: int, before: int) -> list[DeletedItem]:
        query = select(every.c.kind, every.c.id).limit(count).offset(before)
        query = query.order_by(every.c.deleted_at.desc(), every.c.kind, every.c.id.desc())
        keys = [(row.kind, row.id) for row in db.session.execute(query)]
        rows = find_rows(keys)
        contents = _contents_of([topic_id for kind, topic_id in keys if kind == Topic.__kind__])
        return [_deleted_item(rows[key], contents) for key in keys]

    return paged_query(total, page, read)


def regions_with_deleted() -> Sequence[Topic]:
    """Return the topics that are deleted or of which an item is, by title."""
    parts: list[Any] = [select(Topic.id).where(_is_gone(Topic))]
    for section in SECTIONS:
        model: Any = section.model
        if issubclass(model, Shared):
            topic = aliased(Topic)
            parts.append(select(topic.id).join(model.topics.of_type(topic)).where(_is_gone(model)))
            continue
        ends = (model.topic_id, model.region_id) if issubclass(model, Relation) else ()
        parts += [select(end).where(_is_gone(model)) for end in ends or (model.topic_id,)]
    ids = union(*parts).subquery()
    query = select(Topic).where(Topic.id.in_(select(ids)), not_(was_purged(Topic)))
    return db.session.scalars(query.order_by(*by_title())).all()


def _every(kind: str, topic: Topic | None) -> Any:
    """Return a subquery for kind, id and time of deletion of the deleted items asked for."""
    queries = []
    for one in [kind] if kind else KINDS:
        model: Any = Recorded.kinds[one]
        if topic and issubclass(model, Area):
            continue
        query = select(literal(one).label("kind"), model.id, model.deleted_at)
        query = query.where(_is_gone(model))
        queries.append(query.where(is_on(model, [topic.id])) if topic else query)
    nothing = select(literal("").label("kind"), Topic.id, Topic.deleted_at).where(Topic.id < 0)
    return union_all(nothing, *queries).subquery()


def _is_gone(model: Any) -> ColumnElement[bool]:
    return and_(is_deleted(model), not_(was_purged(model)))


def _contents_of(topic_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return, by topic id, what comes back with deleted topics, such as `2 beliefs`."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for section in SECTIONS:
        items = section.items.order_by(None)
        ids = items.with_only_columns(section.model.id).distinct().subquery()
        query = select(func.count()).select_from(ids)
        for topic_id in topic_ids:
            counts[topic_id][section.noun] += db.session.scalar(query, {"topic_id": topic_id}) or 0
    return {
        topic_id: [counted(n, noun) for noun, n in counted_nouns.items() if n]
        for topic_id, counted_nouns in counts.items()
    }


def _deleted_item(row: Any, contents: dict[int, list[str]]) -> DeletedItem:
    """Return a deleted row as the list shows it; `contents` has `_contents_of` of the topics."""
    named = row.topic_ids() if not isinstance(row, Topic) else set()
    topics = [db.session.get_one(Topic, topic_id) for topic_id in sorted(named)]
    alive = [topic for topic in topics if topic.deleted_at is None]
    needed = bool(topics) and (not alive if isinstance(row, Shared) else len(alive) < len(topics))
    deleted = [topic for topic in topics if topic.deleted_at is not None]
    return DeletedItem(
        kind=row.__kind__,
        noun=noun_of(row.__kind__),
        label=label_of(row),
        name=name_of(row),
        regions=topics,
        deleted_at=row.deleted_at,
        contents=contents.get(row.id, []) if isinstance(row, Topic) else [],
        home=deleted[0] if needed else None,
    )

"""Tasks for what is not filled in yet: placeholders, and readings without a takeaway."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from wiki.dates import format_short
from wiki.db import db
from wiki.models import Reading, Topic
from wiki.projections.unfilled import Unfilled
from wiki.queries.review.tasks import MOST, Task, TaskList, make_task
from wiki.queries.rows_by_anchor import find_rows
from wiki.sections import find_kind

NAMES = {"credence": "the number", "why_it_matters": "why it matters", "body": "the text"}
READING = "reading"


def list_slots() -> TaskList:
    """Return tasks for items with placeholders, the quickest to fill first."""
    query = select(Unfilled).join(Topic, Topic.id == Unfilled.topic_id)
    query = query.where(Topic.deleted_at.is_(None))
    rows = _first(query, Unfilled.effort, Unfilled.place, Unfilled.item_id, Unfilled.kind)
    items = find_rows((row.kind, row.item_id) for row in rows)
    return TaskList(tuple(_slot(row, items[row.kind, row.item_id]) for row in rows), _count(query))


def list_without_takeaway() -> TaskList:
    """Return tasks for readings without a takeaway, the latest read first."""
    section = find_kind(READING)
    assert section is not None
    query = select(Unfilled).where(Unfilled.kind == READING)
    rows = _first(query, Unfilled.place.desc(), Unfilled.item_id.desc())
    items = find_rows((row.kind, row.item_id) for row in rows)
    tasks = [
        make_task(READING, section, item, next(iter(item.live_topics), None), _read_on(item))
        for item in (items[row.kind, row.item_id] for row in rows)
    ]
    return TaskList(tuple(tasks), _count(query))


def _first(query: Select[Unfilled], *order: Any) -> Sequence[Any]:
    columns = (Unfilled.kind, Unfilled.item_id, Unfilled.names)
    return db.session.execute(query.with_only_columns(*columns).order_by(*order).limit(MOST)).all()


def _count(query: Select[Unfilled]) -> int:
    return db.session.scalar(query.with_only_columns(func.count())) or 0


def _slot(row: Any, item: Any) -> Task:
    names = row.names.split()
    if isinstance(item, Topic):
        return Task("slot", item, item.id, item.title, tuple(names))
    section = find_kind(row.kind)
    assert section is not None
    reasons = tuple(NAMES.get(name, name) for name in names)
    return make_task("slot", section, item, item.topic, reasons, field=names[0])


def _read_on(reading: Reading) -> tuple[str, ...]:
    return (f"read on {format_short(reading.read_on)}",) if reading.read_on else ()

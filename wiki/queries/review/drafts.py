"""What waits for its author to publish it: next versions, and drafts of essays and readings."""

from typing import Any

from sqlalchemy import Select, exists, func, select

from wiki.db import db
from wiki.models import DRAFT, Essay, NextVersion, Reading
from wiki.projections.unfilled import Unfilled
from wiki.queries.review.tasks import MOST, Task, TaskList, make_task
from wiki.queries.rows_by_anchor import find_rows
from wiki.related import related_options
from wiki.sections import find_kind
from wiki.visibility import is_empty_draft


def list_drafts() -> TaskList:
    """Return next versions, then drafts of essays and of readings, the latest of each first.

    Readings without a takeaway, and works that are still to be read, are in lists of their own.
    """
    nexts = _nexts()
    tasks, total = nexts[:MOST], len(nexts)
    for query, model in ((_essays(), Essay), (_readings(), Reading)):
        whole = query.options(*related_options(model)).order_by(model.id.desc())
        rows = db.session.scalars(whole.limit(MOST - len(tasks)))
        tasks += [_of_draft(row) for row in rows]
        total += db.session.scalar(query.with_only_columns(func.count())) or 0
    return TaskList(tuple(tasks), total)


def _nexts() -> list[Task]:
    query = select(NextVersion).where(NextVersion.is_discarded.is_(False))
    found = db.session.scalars(query.order_by(NextVersion.saved_at.desc())).all()
    rows = find_rows((one.kind, one.item_id) for one in found)
    items = (rows.get((one.kind, one.item_id)) for one in found)
    return [_of_next(item) for item in items if item and not _is_gone(item)]


def _is_gone(item: Any) -> bool:
    topic = getattr(item, "topic", None)
    return bool(item.deleted_at or (topic and topic.deleted_at))


def _essays() -> Select[Essay]:
    return select(Essay).where(Essay.deleted_at.is_(None), Essay.state == DRAFT)


def _readings() -> Select[Reading]:
    says_nothing = exists().where(Unfilled.kind == "reading", Unfilled.item_id == Reading.id)
    waiting = (Reading.state == DRAFT, Reading.queued.is_(None), ~says_nothing)
    return select(Reading).where(Reading.deleted_at.is_(None), *waiting)


def _of_next(item: Any) -> Task:
    called = "draft" if is_empty_draft(item) else "next version"
    return _task(item, called, "?next=1")


def _of_draft(item: Any) -> Task:
    return _task(item, "draft", "")


def _task(item: Any, called: str, tail: str) -> Task:
    section = find_kind(item.__kind__)
    assert section is not None
    if section.page:
        topic, at = next(iter(item.live_topics), None), section.page(item)
    else:
        topic, at = item.topic, f"/atlas/{item.topic.slug}/{section.name}/{item.id}"
    return make_task("draft", section, item, topic, (called,), opens=f"{at}/edit{tail}")

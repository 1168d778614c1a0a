"""Topics that are overdue for review, by their status or their own number of days."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Integer, case, func, literal, select, type_coerce, union_all
from sqlalchemy.types import String

from wiki.db import db
from wiki.models import Reading, Relation, Topic, reading_topic
from wiki.queries.review.tasks import MOST, Task, TaskList
from wiki.queries.review_rhythm import due_on, due_since
from wiki.statuses import STAGES
from wiki.text import counted
from wiki.visibility import AUTHOR, visible_topics

RECENT = timedelta(days=30)


def list_due(today: date) -> TaskList:
    """Return tasks for overdue topics: by due day, then most relations, then most read lately."""
    due = _due_day()
    reviewed = visible_topics(reader=AUTHOR).where(Topic.reviewed_on.is_not(None))
    overdue = reviewed.where(due <= today.isoformat())
    total = db.session.scalar(overdue.with_only_columns(func.count())) or 0
    if not total:
        return TaskList((), 0)
    # Of those due on the last day that is shown all are compared.
    days = overdue.with_only_columns(due).order_by(due).limit(MOST)
    last = db.session.scalars(days).all()[-1]
    topics: Sequence[Topic] = db.session.scalars(overdue.where(due <= last)).all()
    ids = [topic.id for topic in topics]
    linked, read = _count_relations(ids), _count_readings(ids, today)
    ordered = sorted(
        topics, key=lambda topic: (due_on(topic), -linked[topic.id], -read[topic.id], topic.id)
    )
    tasks = [_task(topic, today, linked[topic.id], read[topic.id]) for topic in ordered[:MOST]]
    return TaskList(tuple(tasks), total)


def _due_day() -> Any:
    """Return an SQL expression: the day from which a topic is overdue, as ISO text.

    NULL for never.
    """
    rhythm = case(
        *((Topic.status == one.name, one.review_days) for one in STAGES if one.review_days),
        else_=0,
    )
    days = type_coerce(func.coalesce(Topic.review_days, rhythm), Integer)
    day = func.date(
        type_coerce(Topic.reviewed_on, String), literal("+") + (days + 1).cast(String) + " days"
    )
    return case((days > 0, day))


def _count_relations(topic_ids: Sequence[int]) -> Counter[int]:
    """Return the number of relations of each topic, by topic id."""
    ends = (Relation.topic_id, Relation.region_id)
    alive_at = (
        select(end.label("topic")).where(Relation.deleted_at.is_(None), end.in_(topic_ids))
        for end in ends
    )
    return Counter(db.session.scalars(union_all(*alive_at)))


def _count_readings(topic_ids: Sequence[int], today: date) -> Counter[int]:
    """Return, by topic id, the number of works read in the last 30 days."""
    query = (
        select(reading_topic.c.topic_id)
        .join(Reading, Reading.id == reading_topic.c.reading_id)
        .where(Reading.deleted_at.is_(None), Reading.read_on >= (today - RECENT).isoformat())
        .where(reading_topic.c.topic_id.in_(topic_ids))
    )
    return Counter(db.session.scalars(query))


def _task(topic: Topic, today: date, linked: int, read: int) -> Task:
    reasons = (
        f"overdue since {due_since(topic, today)}",
        *_counted(linked, "related region"),
        *_counted(read, "reading", " in the last 30 days"),
    )
    return Task("due", topic, topic.id, topic.title, reasons)


def _counted(count: int, noun: str, tail: str = "") -> list[str]:
    return [f"{counted(count, noun)}{tail}"] if count else []

"""The review queue: pages overdue for review, unfinished items, and what moved credences affect."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wiki.db import db
from wiki.models import Reading, Relation, Topic, reading_topic
from wiki.queries.review.moved import list_leaning, list_triggers
from wiki.queries.review.resolving import list_resolving
from wiki.queries.review.statements import Dates, read_dates
from wiki.queries.review.tasks import Task
from wiki.queries.review.unfilled import list_slots, list_unsaid
from wiki.queries.review_rhythm import due_on, due_since
from wiki.sections import SECTIONS
from wiki.visibility import AUTHOR, alive

RECENT = timedelta(days=30)
MOST = 50  # tasks of one kind that are shown


@dataclass(frozen=True)
class Queue:
    """The tasks of one kind. `tasks` are the first ones, `total` counts them all."""

    name: str
    title: str
    tasks: tuple[Task, ...]
    total: int


def read_queue(today: date, zone: ZoneInfo) -> list[Queue]:
    """Return the queues in the order in which to work through them."""
    dates = read_dates([section.kind for section in SECTIONS])
    tasks = {
        "due": ("Review overdue", _due(today)),
        "resolving": ("Outcome due", list_resolving(dates, today)),
        "slots": ("Not filled in yet", list_slots(dates)),
        "takeaways": ("Readings without a takeaway", list_unsaid(dates)),
        "triggers": ("Triggers whose belief moved", list_triggers(dates)),
        "leaning": ("Beliefs that lean on one that moved", list_leaning(dates, zone)),
    }
    return [
        Queue(name, title, tuple(found[:MOST]), len(found))
        for name, (title, found) in tasks.items()
    ]


def _due(today: date) -> list[Task]:
    """Return overdue pages: longest overdue first, then most related, then most read lately."""
    ends = select(Relation.topic_id, Relation.region_id).where(Relation.deleted_at.is_(None))
    linked = Counter(end for pair in db.session.execute(ends) for end in pair)
    query = (
        select(reading_topic.c.topic_id, func.count())
        .join(Reading, Reading.id == reading_topic.c.reading_id)
        .where(Reading.deleted_at.is_(None), Reading.read_on >= (today - RECENT).isoformat())
        .group_by(reading_topic.c.topic_id)
    )
    read: dict[int, int] = dict(db.session.execute(query).all())
    topics = db.session.scalars(alive(reader=AUTHOR).where(Topic.reviewed_on.is_not(None)))
    due = [(due_on(topic), topic) for topic in topics if due_since(topic, today)]
    due.sort(key=lambda pair: (pair[0], -linked[pair[1].id], -read.get(pair[1].id, 0), pair[1].id))
    return [
        Task(
            "due",
            topic,
            topic.id,
            topic.title,
            (
                f"overdue since {due_since(topic, today)}",
                *_counted(linked[topic.id], "related region"),
                *_counted(read.get(topic.id, 0), "reading", " in the last 30 days"),
            ),
            Dates(),
        )
        for _, topic in due
    ]


def _counted(number: int, noun: str, tail: str = "") -> list[str]:
    return [f"{number} {noun}{'' if number == 1 else 's'}{tail}"] if number else []

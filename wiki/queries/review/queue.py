"""The review queue: overdue pages, what is unfinished, and what moved credences affect."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from wiki.queries.review.drafts import list_drafts
from wiki.queries.review.due import list_due
from wiki.queries.review.moved import list_leaning, list_triggers
from wiki.queries.review.resolving import list_resolving
from wiki.queries.review.statements import Dates, Key, read_dates
from wiki.queries.review.tasks import Task, TaskList
from wiki.queries.review.unfilled import list_slots, list_without_takeaway


@dataclass(frozen=True)
class Queue:
    """The tasks of one kind: `tasks` are the first ones, `total` counts all."""

    name: str
    title: str
    tasks: tuple[Task, ...]
    total: int


def read_queue(today: date, zone: ZoneInfo) -> list[Queue]:
    """Return the author's review queue, one `Queue` for each kind of task, in order of work."""
    lists = {
        "due": ("Review overdue", list_due(today)),
        "resolving": ("Outcome due", list_resolving(today)),
        "slots": ("Not filled in yet", list_slots()),
        "takeaways": ("Readings without a takeaway", list_without_takeaway()),
        "drafts": ("Drafts that wait", list_drafts()),
        "triggers": ("Triggers whose belief moved", list_triggers()),
        "leaning": ("Beliefs that lean on one that moved", list_leaning(zone)),
    }
    dated = _with_dates({name: some for name, (_, some) in lists.items()})
    return [Queue(name, title, dated[name], some.total) for name, (title, some) in lists.items()]


def _with_dates(lists: Mapping[str, TaskList]) -> dict[str, tuple[Task, ...]]:
    """Return the tasks, each with the dates when its item last changed and was affirmed."""
    keys = [task.key for some in lists.values() for task in some.tasks if task.key]
    dates = read_dates(keys)
    return {name: tuple(_dated(task, dates) for task in some.tasks) for name, some in lists.items()}


def _dated(task: Task, dates: Mapping[Key, Dates]) -> Task:
    found = dates.get(task.key) if task.key else None
    return replace(task, dates=found) if found else task

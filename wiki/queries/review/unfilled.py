"""What is not filled in yet: placeholders of any kind, and readings without a takeaway."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from wiki.dates import format_short
from wiki.db import db
from wiki.models import Reading, Topic
from wiki.queries.beliefs.listing import across
from wiki.queries.review.statements import Dates, Key
from wiki.queries.review.tasks import Task, make_task
from wiki.sections import SECTIONS, Section, find_kind
from wiki.text import is_placeholder, sort_key
from wiki.visibility import AUTHOR, alive

# Kinds by how long it takes to fill in what is missing, the quickest first.
EFFORT = ("credence", "why", "summary", "effect", "why_it_matters")
FIELD = "takeaway"
LONG = ("claim", "question", "observation")
NAMES = {"credence": "the number", "why_it_matters": "why it matters", "body": "the text"}


def list_slots(dates: Mapping[Key, Dates]) -> list[Task]:
    """Return the items with placeholders, the quickest to fill first."""
    found = []
    for topic in db.session.scalars(alive(reader=AUTHOR).where(Topic.summary.contains("<"))):
        if is_placeholder(topic.summary):
            slot = Task("slot", topic, topic.id, topic.title, ("summary",), Dates())
            found.append((["summary"], slot))
    for section in (section for section in SECTIONS if section.owner == "topic"):
        model: Any = section.model
        for item in db.session.scalars(across(model, reader=AUTHOR)):
            missing = _missing(section, item)
            if missing and not section.is_former(item.state()):
                names = tuple(NAMES.get(name, name) for name in missing)
                task = make_task("slot", section, item, item.topic, names, dates, field=missing[0])
                found.append((missing, task))
    found.sort(key=lambda pair: (_effort(pair[0]), sort_key(pair[1].label), pair[1].item_id))
    return [task for _, task in found]


def _missing(section: Section, item: Any) -> list[str]:
    state = {name: getattr(item, name) for name in section.typed}
    slots = [name for name, value in state.items() if is_placeholder(str(value or ""))]
    return slots + [name for name in ("credence",) if state.get(name, "") is None]


def _effort(missing: Sequence[str]) -> tuple[bool, bool, int, int]:
    """Return the sort key for how much there is to write: single lines first, prose last."""
    places = [EFFORT.index(name) for name in missing if name in EFFORT]
    is_long = any(name in LONG for name in missing)
    return "body" in missing, is_long, len(missing), max(places, default=0)


def list_unsaid(dates: Mapping[Key, Dates]) -> list[Task]:
    """Return the readings without a takeaway, the latest read first."""
    query = select(Reading).where(Reading.deleted_at.is_(None))
    section = find_kind("reading")
    assert section is not None
    return [
        make_task(
            "reading", section, item, next(iter(item.live_topics), None), _read_on(item), dates
        )
        for item in db.session.scalars(query.order_by(Reading.read_on.desc(), Reading.id.desc()))
        if not item.takeaway or is_placeholder(item.takeaway)
    ]


def _read_on(reading: Reading) -> tuple[str, ...]:
    return (f"read on {format_short(reading.read_on)}",) if reading.read_on else ()

"""Causes: what a credence can move because of, a reading or a trigger of the same topic."""

import re
from dataclasses import dataclass
from typing import Any

from wiki.db import db
from wiki.journal import Change
from wiki.models import Topic
from wiki.recorded import Recorded
from wiki.sections import Section, find_kind, find_section
from wiki.services.errors import Invalid
from wiki.services.items import is_on, list_items

OFFERED = 3
LETTERS = {"r": "reading", "t": "trigger"}


@dataclass(frozen=True)
class Cause:
    """A reading or trigger as a form offers it and as a history names it: `r-12`."""

    key: str
    label: str


def list_causes(topic: Topic) -> list[Cause]:
    """Return the topic's latest readings and its triggers, to be pressed once."""
    found = []
    for name in ("reading", "triggers"):
        section = find_section(name)
        assert section is not None
        items = list_items(section, topic, private=True)
        filled = [i for i in items if not section.is_placeholder(section.values(i, topic))]
        found += [_cause(section, item) for item in filled[:OFFERED]]
    return found


def get_cause(topic: Topic, key: str) -> tuple[str, int]:
    """Return the kind and id that a key such as `r-12` names. Raises Invalid."""
    match = re.fullmatch(r"([rt])-([1-9][0-9]{0,17})", key)
    kind = LETTERS[match[1]] if match else ""
    item: Any = db.session.get(Recorded.kinds[kind], int(match[2])) if match else None
    if item is None or not is_on(item, topic):
        raise Invalid("cause", "Choose a reading or a trigger of this region.")
    return kind, item.id


def find_cause(change: Change, *, private: bool) -> Cause | None:
    """Return what a change happened because of, if the reader may see it."""
    section = find_kind(change.cause_kind or "")
    if section is None or change.cause_id is None:
        return None
    item: Any = db.session.get(section.model, change.cause_id)
    seen = item is not None and item.deleted_at is None and (private or item.is_public())
    return _cause(section, item) if seen else None


def _cause(section: Section, item: Any) -> Cause:
    return Cause(section.anchor(item.id), section.label(item.state()))

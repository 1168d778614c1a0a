"""Causes: what a credence can move because of, a reading or a trigger of the same topic."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wiki.credence import ends_of
from wiki.db import db
from wiki.journal import Change
from wiki.models import Topic
from wiki.sections import Section, find_kind, find_section
from wiki.sections.anchors import get_on
from wiki.services.errors import Invalid
from wiki.services.items import list_items

OFFERED, ANSWERS = 3, 20
LETTERS = ("r", "t")


@dataclass(frozen=True)
class Cause:
    """What a form offers and a history names as the cause of something, by its anchor: `r-12`.

    `promised` is the number a trigger was to move its belief to, in per cent.
    """

    key: str
    label: str
    promised: Decimal | None = None


def list_causes(topic: Topic) -> list[Cause]:
    """Return the topic's latest readings and its triggers, the latest seen first."""
    triggers = sorted(_filled("triggers", topic), key=lambda cause: cause[0], reverse=True)
    offered = [cause for _, cause in _filled("reading", topic)[:OFFERED]]
    return offered + [cause for _, cause in triggers[:OFFERED]]


def list_answers(topic: Topic) -> list[Cause]:
    """Return what can settle an uncertainty: the topic's beliefs and its readings."""
    found = [*_filled("beliefs", topic), *_filled("reading", topic)[:ANSWERS]]
    return [cause for _, cause in found]


def _filled(name: str, topic: Topic) -> list[tuple[str, Cause]]:
    """Return the items of a section that say something, each with the day it happened."""
    section = find_section(name)
    assert section is not None
    items = list_items(section, topic, private=True)
    filled = [i for i in items if not section.is_placeholder(section.values(i, topic))]
    return [(getattr(item, "happened_on", ""), _cause(section, item)) for item in filled]


def get_cause(topic: Topic, key: str) -> tuple[str, int]:
    """Return the kind and id that a key such as `r-12` names. Raises Invalid."""
    message = "Choose a reading or a trigger of this region."
    if key[:1] not in LETTERS:
        raise Invalid("cause", message)
    item = get_on(topic, key, field="cause", message=message)
    return item.__kind__, item.id


def find_cause(change: Change, *, private: bool) -> Cause | None:
    """Return what a change happened because of, if the reader may see it."""
    section = find_kind(change.cause_kind or "")
    if section is None or change.cause_id is None:
        return None
    item: Any = db.session.get(section.model, change.cause_id)
    if item is None or item.deleted_at is not None:
        return None
    shown = item.is_public() and not section.is_placeholder(item.state())
    return _cause(section, item) if private or shown else None


def _cause(section: Section, item: Any) -> Cause:
    promised = ends_of(getattr(item, "size", ""))
    label = section.label(item.state())
    return Cause(section.anchor(item.id), label, promised[1] if promised else None)

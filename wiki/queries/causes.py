"""Causes: the items, such as readings, because of which a credence of a topic can move."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import String, cast, literal, select, true

from wiki.anchors import Anchor
from wiki.credence_pairs import move_ends
from wiki.db import db
from wiki.errors import Invalid
from wiki.forms.anchors import get_item_on
from wiki.journal import Change
from wiki.models import Topic
from wiki.projections.triggers import TriggerListing
from wiki.queries.plain_words import words_for
from wiki.queries.rows_by_anchor import find_by_anchors
from wiki.recorded import Recorded
from wiki.sections import Section, find_kind
from wiki.text import ReadWords
from wiki.visibility import AUTHOR, Reader

OFFERED, ANSWERS = 3, 20
# A function from a section and a topic to the items of that section that the author sees.
Find = Callable[[Section, Topic], Sequence[Any]]


@dataclass(frozen=True)
class Cause:
    """An item that a form offers as a cause, or that a history names as the cause of a change.

    `key` is its anchor, such as `r-12`. `promised` is the credence in per cent to which a trigger
    said it would move its belief. `on` is the day a reading was read or a trigger happened, as
    precise as it is known; empty where there is none.
    """

    key: str
    label: str
    promised: Decimal | None = None
    on: str = ""


def list_causes(topic: Topic, find: Find) -> list[Cause]:
    """Return the causes that a belief's form offers: the topic's latest of each kind of cause.

    The triggers that happened last come first. `find` returns the items of a section.
    """
    offered: list[Cause] = []
    for kind in Recorded.cause_kinds():
        filled = sorted(_filled(kind, topic, find), key=lambda cause: cause[0], reverse=True)
        offered += [cause for _, cause in filled[:OFFERED]]
    return offered


def list_answers(topic: Topic, find: Find) -> list[Cause]:
    """Return what can settle an uncertainty: the topic's beliefs and its latest readings.

    `find` returns the items of a section.
    """
    answers = [*_filled("belief", topic, find), *_filled("reading", topic, find)[:ANSWERS]]
    return [cause for _, cause in answers]


def _filled(kind: str, topic: Topic, find: Find) -> list[tuple[str, Cause]]:
    """Return a kind's items that are no placeholders, each with the day it happened or ""."""
    section = find_kind(kind)
    assert section is not None
    read = words_for(AUTHOR)
    filled = [
        i for i in find(section, topic) if not section.is_placeholder(section.values(i, topic))
    ]
    return [(getattr(item, "happened_on", ""), _cause(section, item, read)) for item in filled]


def get_cause(topic: Topic, key: str) -> tuple[str, int]:
    """Return the kind and id of the possible cause that an anchor such as `r-12` names.

    Raises Invalid where it is no item of this topic that can be a cause, and no trigger elsewhere
    that bears on a belief of this topic.
    """
    message = f"Choose a {' or a '.join(Recorded.cause_kinds())} of this region."
    anchor = Anchor.parse(key)
    if anchor is None or anchor.kind not in Recorded.cause_kinds():
        raise Invalid("cause", message)
    if anchor in _bearing_from_elsewhere(topic):
        return anchor.kind, anchor.id
    item = get_item_on(topic, key, field="cause", message=message)
    return item.__kind__, item.id


def list_causes_elsewhere(topic: Topic) -> list[Cause]:
    """Return the triggers of other topics that bear on this topic's beliefs, the latest first."""
    named = find_by_anchors(_bearing_from_elsewhere(topic), reader=AUTHOR)
    newest = sorted(named.items(), key=lambda one: (one[1].happened_on, one[0].id), reverse=True)
    found = ((find_kind(anchor.kind), row) for anchor, row in newest)
    read = words_for(AUTHOR)
    return [_cause(section, row, read) for section, row in found if section]


def _bearing_from_elsewhere(topic: Topic) -> set[Anchor]:
    """Return the anchors of triggers on other topics' pages that name a belief of this topic."""
    model: Any = Recorded.kinds["belief"]
    beliefs = select(literal(f"{model.__letter__}-").concat(cast(model.id, String))).where(
        model.topic_id == topic.id
    )
    mine = (TriggerListing.sees_private == true(), TriggerListing.is_listed == true())
    query = select(TriggerListing.trigger_id).where(*mine, TriggerListing.topic_id != topic.id)
    found = db.session.scalars(query.where(TriggerListing.belief.in_(beliefs)))
    return {Anchor("trigger", trigger_id) for trigger_id in found}


def find_cause(change: Change, *, reader: Reader) -> Cause | None:
    """Return the cause of a change; None where it has none or the reader may not see it."""
    return find_causes([change], reader=reader).get(change.id)


def find_causes(changes: Iterable[Change], *, reader: Reader) -> dict[int, Cause]:
    """Return the causes of several changes, by change id, as far as the reader may see them.

    It takes one query for each kind of cause.
    """
    wanted = {
        change.id: Anchor(change.cause_kind, change.cause_id)
        for change in changes
        if change.cause_kind and change.cause_id
    }
    named, read = find_by_anchors(set(wanted.values()), reader=reader), words_for(reader)
    return {
        change_id: _cause(section, named[anchor], read)
        for change_id, anchor in wanted.items()
        if anchor in named and (section := find_kind(anchor.kind))
    }


def _cause(section: Section, item: Any, read: ReadWords) -> Cause:
    promised = move_ends(getattr(item, "size", ""))
    label = section.label(item.snapshot(), read)
    on = getattr(item, "happened_on", "") or getattr(item, "read_on", "")
    return Cause(section.anchor(item.id), label, promised[1] if promised else None, on)

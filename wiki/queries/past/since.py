"""What changed in the views of a page since a day: what was added, dropped or moved, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from wiki.actions import AFFIRM, RECALL, SHOW
from wiki.anchors import Anchor
from wiki.journal import Change
from wiki.models import Topic
from wiki.queries.beliefs.points import Point, list_points
from wiki.queries.beliefs.withdrawals import list_withdrawals
from wiki.queries.causes import Cause
from wiki.queries.past.archive import PastAtlas
from wiki.queries.told_changes import ToldChanges
from wiki.sections import SECTIONS, Section, belief, trigger, uncertainty
from wiki.text import plain
from wiki.text.word_diff import Side, compare
from wiki.visibility import VISITOR

WORDED = {"ClaimField", "ProseField"}  # text fields, compared by words


@dataclass(frozen=True)
class ChangedItem:
    """An item with its label and anchor, as it is now or, if it is gone, as it was last.

    `elsewhere` is the topic that it was moved from or to, if it was moved.
    """

    row: Any
    label: str
    anchor: str
    elsewhere: Topic | None = None


@dataclass(frozen=True)
class CredenceChange:
    """A credence that moved, was reaffirmed or withdrawn, in per cent, with reason and cause.

    `point` is None where it was withdrawn. One that did not move has another range.
    """

    before: Decimal | None
    after: Decimal | None
    affirmed: bool
    change: Change
    point: Point | None
    reason: str
    cause: Cause | None


@dataclass(frozen=True)
class MovedBelief:
    """A belief with its steps since the day."""

    item: ChangedItem
    steps: Sequence[CredenceChange]


@dataclass(frozen=True)
class TextChange:
    """A field whose text changed: its name and both versions, cut into equal and changed parts."""

    noun: str
    before: Side
    after: Side


@dataclass(frozen=True)
class ChangesSince:
    """Everything that changed; `gone` are items that were taken off the page."""

    added: Mapping[str, Sequence[ChangedItem]]
    gone: Mapping[str, Sequence[ChangedItem]]
    left: Sequence[ChangedItem]
    moved: Sequence[MovedBelief]
    settled: Sequence[ChangedItem]
    happened: Sequence[ChangedItem]
    texts: Sequence[TextChange]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing changed."""
        lists = (self.left, self.moved, self.settled, self.happened, self.texts)
        return not any((*lists, *self.added.values(), *self.gone.values()))


Rows = Mapping[int, Any]
Homes = Mapping[Anchor, Topic]  # the topics on whose pages items stand


def read_since(topic: Topic, before: PastAtlas, now: PastAtlas) -> ChangesSince:
    """Return what changed on a topic's page between two days."""
    then = before.topics.get(topic.id)
    old = {s.name: _rows(s, before, then) if then else {} for s in SECTIONS}
    new = {s.name: _rows(s, now, topic) for s in SECTIONS}
    sections = [section for section in SECTIONS if section.has_permalink]
    came_from, went_to = _find_homes(new, old, before), _find_homes(old, new, now)

    def pairs(section: Section) -> Iterable[tuple[Any, Any]]:
        rows = new[section.name]
        return ((old[section.name].get(number), row) for number, row in rows.items())

    def fresh(section: Section, field: str) -> list[ChangedItem]:
        found = ((was, row) for was, row in pairs(section) if getattr(row, field))
        return [
            _item(section, row)
            for was, row in found
            if was is None or getattr(was, field) != getattr(row, field)
        ]

    return ChangesSince(
        added={
            s.name: [
                _item(s, row, elsewhere=came_from.get(Anchor.of(row)))
                for was, row in pairs(s)
                if was is None and not s.is_former(s.values(row, topic))
            ]
            for s in sections
        },
        gone={s.name: _gone(s, old[s.name], new[s.name], went_to) for s in sections},
        left=fresh(belief.SECTION, "outcome"),
        moved=_moved(old["beliefs"], new["beliefs"], before, now),
        settled=fresh(uncertainty.SECTION, "settled"),
        happened=fresh(trigger.SECTION, "happened_on"),
        texts=[text for s in SECTIONS for was, row in pairs(s) for text in _texts(s, was, row)],
    )


def _rows(section: Section, atlas: PastAtlas, topic: Topic) -> Rows:
    """Return the items of a page by id, without placeholders."""
    rows = atlas.find(section, topic)
    return {row.id: row for row in rows if not section.is_placeholder(section.values(row, topic))}


def _item(section: Section, row: Any, *, elsewhere: Topic | None = None) -> ChangedItem:
    label = plain(str(getattr(row, section.lead)))
    return ChangedItem(row, label, section.anchor(row.id), elsewhere)


def _gone(section: Section, old: Rows, new: Rows, homes: Homes) -> list[ChangedItem]:
    rows = (row for number, row in old.items() if number not in new)
    return [_item(section, row, elsewhere=homes.get(Anchor.of(row))) for row in rows]


def _find_homes(some: Mapping[str, Rows], others: Mapping[str, Rows], atlas: PastAtlas) -> Homes:
    """Return where in an atlas those items stand that are among some rows and not among others."""
    anchors = {
        Anchor.of(row)
        for section in SECTIONS
        if section.relocates
        for number, row in some[section.name].items()
        if number not in others[section.name]
    }
    return {anchor: row.topic for anchor, row in atlas.named(anchors).items()}


def _moved(old: Rows, new: Rows, before: PastAtlas, now: PastAtlas) -> list[MovedBelief]:
    """Return the beliefs whose credence or range moved, was reaffirmed or withdrawn.

    Backdated numbers moved nothing.
    """
    ids = [number for number in new if number in old]
    points = list_points(ids, reader=now.reader)
    given: dict[int, list[tuple[Change, Point | None]]] = {
        number: [(point.change, point) for point in found if point.action != RECALL]
        for number, found in points.items()
    }
    for number, taken in list_withdrawals(points, reader=now.reader).items():
        given[number] += [(change, None) for change in taken]
    late = {
        number: sorted(
            ((change, point) for change, point in found if change.id > before.until),
            key=lambda one: one[0].id,
        )
        for number, found in given.items()
    }
    told = ToldChanges((change for found in late.values() for change, _ in found), reader=VISITOR)
    moved = []
    for number in ids:
        was, steps = old[number].credence, []
        for change, point in late.get(number, ()):
            after = point.credence if point else None
            if after == was and (point is None or point.action == SHOW):
                continue
            affirmed = point is not None and point.action == AFFIRM
            why = told.reason(change, point.own_reason if point else None), told.cause(change)
            steps.append(CredenceChange(was, after, affirmed, change, point, *why))
            was = after
        if steps:
            moved.append(MovedBelief(_item(belief.SECTION, new[number]), steps))
    return moved


def _texts(section: Section, was: Any, row: Any) -> Iterable[TextChange]:
    """Return the changed texts of an item; readings are listed and not compared."""
    if section.owner != "topic" or (was is None and not section.single):
        return
    form = section.form(today=date.max)
    for name in (field.name for field in form if field.type in WORDED):
        old, new = (plain(getattr(one, name)) if one else "" for one in (was, row))
        if old != new:
            yield TextChange(section.noun, *compare(old, new))

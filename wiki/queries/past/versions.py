"""Versions of an item: each as it read, any two compared word by word, and any one restored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from wiki.actions import QUIET, State, differing
from wiki.dates import format_date
from wiki.db import db
from wiki.errors import Conflict, NoVersion
from wiki.journal import Change, Entry, Revision, Signature, record, version
from wiki.models import BEARINGS, Area, Relation, Shared, Topic, TopicItem
from wiki.queries.names import by_title, check_name
from wiki.sections import Section, find_kind
from wiki.sections.belief import Belief
from wiki.services.changes import is_open
from wiki.services.places import make_room
from wiki.services.relations import find_between
from wiki.text import is_placeholder, plain
from wiki.text.word_diff import Side, compare
from wiki.visibility import Reader

HEADER = {
    "title": "Title",
    "summary": "Summary",
    "area_id": "Area",
    "status": "Status",
    "visibility": "Visibility",
    "slug": "Address",
    "review_days": "Days between reviews",
}
ENDS = {"kind": "Kind", "reason": "Reason", "region_reason": "Reason at the other end"}
GONE = "This was on a region that is deleted now: bring the region back first."


@dataclass(frozen=True)
class Compared:
    """A field in two versions, each in pieces."""

    label: str
    before: Side
    after: Side

    @property
    def same(self) -> bool:
        """Return whether both read alike."""
        return all(piece.same for piece in (*self.before, *self.after))


def get_version(kind: str, item_id: int, revision_id: int, *, reader: Reader) -> Revision:
    """Return a version of an item that a reader may see. Raises NoVersion."""
    revision = db.session.get(Revision, revision_id)
    if revision is None or (revision.kind, revision.item_id) != (kind, item_id):
        raise NoVersion
    if revision.after is None or not (reader.sees_private or is_open(revision)):
        raise NoVersion
    return revision


def compare_versions(one: Revision, other: Revision, *, reader: Reader) -> list[Compared]:
    """Return every field that says something in one of two versions, word by word."""
    before, after = (dict(read_version(rev, reader=reader)) for rev in (one, other))
    labels = [*before, *(label for label in after if label not in before)]
    pairs = [(label, before.get(label, ""), after.get(label, "")) for label in labels]
    return [Compared(label, *compare(old, new)) for label, old, new in pairs if old or new]


def read_version(revision: Revision, *, reader: Reader) -> list[tuple[str, str]]:
    """Return each field of a version with the words that a reader of the page saw."""
    state, section = revision.after or {}, find_kind(revision.kind)
    if revision.kind == "relation":
        ends = (db.session.get(Topic, state[end]) for end in ("topic_id", "region_id"))
        regions = " and ".join(topic.title for topic in ends if topic)
        return [("Regions", regions), *_words_of(ENDS, state)]
    if section:
        return _item_words(section, state, reader=reader)
    if revision.kind == "note":
        return [("Private note", plain(state["body"]))]
    area = db.session.get(Area, state.get("area_id") or 0)
    return _words_of(HEADER, state | {"area_id": area.title if area else ""})


def _words_of(labels: dict[str, str], state: State) -> list[tuple[str, str]]:
    return [(label, plain(str(state.get(name) or ""))) for name, label in labels.items()]


def _item_words(section: Section, state: State, *, reader: Reader) -> list[tuple[str, str]]:
    form = section.entry_form(today=date.max)
    return [
        (form[name].label.text, _said(form[name], state.get(name), reader=reader))
        for name in section.fields
    ]


def _said(field: Any, value: Any, *, reader: Reader) -> str:
    """Return a field's value in the words that a page has for it."""
    if not value:
        return ""
    match field.type:
        case "CredenceField":
            return f"{value}%"
        case "ListField":
            return ", ".join(_titles(value, reader=reader))
        case "BearingsField":
            return "\n".join(_bearings(value, reader=reader))
        case "DateField":
            return format_date(value[:10])
        case "ChoiceField":
            return str(dict(choice[:2] for choice in field.iter_choices()).get(value, value))
        case "UrlField" | "AnchorField" | "RangeField" | "MoveField":
            return str(value)
        case _:
            return plain(value)


def _titles(topic_ids: Sequence[int], *, reader: Reader) -> list[str]:
    query = select(Topic).where(Topic.id.in_(topic_ids)).order_by(*by_title())
    topics = db.session.scalars(query)
    return [topic.title for topic in topics if reader.sees_private or topic.is_public()]


def _bearings(bears: dict[str, str], *, reader: Reader) -> list[str]:
    ids = [int(anchor.removeprefix("b-")) for anchor in bears]
    query = select(Belief).where(Belief.id.in_(ids)).options(joinedload(Belief.topic))
    beliefs = db.session.scalars(query.order_by(Belief.id))
    seen = (
        b for b in beliefs if reader.sees_private or (b.is_public() and not is_placeholder(b.claim))
    )
    return [f"{BEARINGS[bears[f'b-{b.id}']]}: {plain(b.claim)}" for b in seen]


def restore_version(item: Any, wanted: Revision, by: Signature, *, base: int) -> Change | None:
    """Bring an item back to an earlier version, as a change of its own; None if it reads so now.

    Its place, and when it was reviewed, stay. Raises Conflict where the item changed since `base`
    or where the version does not fit the atlas of today, Invalid.
    """
    state = _whole(item, wanted.after or {})
    _check_home(item, state)
    if item.deleted_at is None and not differing(state, _whole(item, item.state())):
        return None
    if version(item.__kind__, item.id) != base:
        raise Conflict
    was_public = item.deleted_at is None and item.is_public()
    with record(by) as entry:
        entry.restore(item, state)
        db.session.flush()
        _settle(entry, item, was_public=was_public)
    return entry.change


def _whole(item: Any, state: State) -> State:
    """Return a state with every field, and without what no version is about."""
    names = (*item.__fields__, *getattr(item, "__links__", ()))
    left_out = {*QUIET, "topic"}
    every = dict.fromkeys(names) | state
    return {name: value for name, value in every.items() if name not in left_out}


def _check_home(item: Any, state: State) -> None:
    """Raise Conflict where what an item would stand on is deleted, or its place is taken."""
    ids = {item.topic_id} if isinstance(item, TopicItem) else set()
    if isinstance(item, Relation):
        ids = {state["topic_id"], state["region_id"]}
    if isinstance(item, Topic):
        ids = {item.id}
    topics = [db.session.get(Topic, number) for number in ids or state.get("topics", ())]
    alive = [topic is not None and topic.deleted_at is None for topic in topics]
    if topics and not (any(alive) if isinstance(item, Shared) else all(alive)):
        raise Conflict(GONE)
    if _is_taken(item, state):
        raise Conflict("Another one has taken its place, so nothing was restored.")


def _is_taken(item: Any, state: State) -> bool:
    if isinstance(item, Relation):
        one, other = (db.session.get_one(Topic, state[end]) for end in ("topic_id", "region_id"))
        found = find_between(one, other)
        return found is not None and found.id != item.id
    section = find_kind(item.__kind__)
    if item.__kind__ != "note" and not (section and section.single):
        return False
    model: Any = type(item)
    others = (model.topic_id == item.topic_id, model.id != item.id, model.deleted_at.is_(None))
    return db.session.scalar(select(model.id).where(*others)) is not None


def _settle(entry: Entry, item: Any, *, was_public: bool) -> None:
    """See to what depends on a row that was restored: its ends, its name, its place."""
    if isinstance(item, Relation):
        db.session.expire(item, ["topic", "region"])
    if isinstance(item, Topic):
        check_name(item)
        if item.is_public() and not was_public:
            make_room(entry, item)

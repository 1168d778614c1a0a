"""Restoring earlier versions of an item."""

from typing import Any

from sqlalchemy import select

from wiki.actions import QUIET, State, differing
from wiki.db import db
from wiki.errors import Conflict
from wiki.journal import Change, Entry, Revision, Signature, record, version
from wiki.models import Relation, Shared, Topic, TopicItem
from wiki.queries.names import check_name
from wiki.queries.relations import find_between
from wiki.sections import find_kind
from wiki.services.places import make_room
from wiki.visibility import is_public

GONE = "This was on a region that is deleted now: bring the region back first."


def restore_version(item: Any, wanted: Revision, by: Signature, *, base: int) -> Change | None:
    """Restore an earlier version, as a change of its own; None if nothing differs.

    The item's position, the day of its review, whether it is a draft and who may see it stay: no
    text that comes back makes anything public. Raises Invalid, and Conflict where the item changed
    since `base` or the version does not fit the present atlas.
    """
    state = _whole(item, wanted.after or {})
    check_home(item, state)
    if item.deleted_at is None and not differing(state, _whole(item, item.snapshot())):
        return None
    if version(item.__kind__, item.id) != base:
        raise Conflict
    was_public = item.deleted_at is None and is_public(item)
    with record(by) as entry:
        entry.restore(item, state)
        db.session.flush()
        settle(entry, item, was_public=was_public)
    return entry.change


def _whole(item: Any, state: State) -> State:
    """Return a state with every field, without those that no version restores."""
    names = (*item.__fields__, *getattr(item, "__links__", ()))
    # Quotes stay as they are: one that was public then may be no longer.
    left_out = {*QUIET, "topic", "state", "merged_into", "visibility", "quotes"}
    every = dict.fromkeys(names) | state
    return {name: value for name, value in every.items() if name not in left_out}


def check_home(item: Any, state: State) -> None:
    """Raise Conflict where an item's topic is deleted, or its place is taken by another item."""
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


def settle(entry: Entry, item: Any, *, was_public: bool) -> None:
    """Check and complete what depends on a restored row: its ends, its title, its place."""
    if isinstance(item, Relation):
        db.session.expire(item, ["topic", "region"])
    if isinstance(item, Topic):
        check_name(item)
        if is_public(item) and not was_public:
            make_room(entry, item)

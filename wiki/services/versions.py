"""Restoring an earlier version of an item, and the checks for anything that comes back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from wiki.actions import QUIET, State, differing
from wiki.db import db
from wiki.errors import Conflict, Purged
from wiki.journal import Change, Entry, Revision, Signature, is_purged, record, version
from wiki.models import Area, Reading, Relation, Shared, Topic, TopicItem
from wiki.queries.areas import find_deleted_area
from wiki.queries.names import check_name
from wiki.queries.relations import find_between
from wiki.related import load_related, reread_owners
from wiki.sections import find_kind
from wiki.services.after_merges import follow_area_merge, follow_merges, home_after_merges
from wiki.services.places import make_room
from wiki.visibility import is_hidden_by_topics, is_public, is_set_public, shown_as_now

GONE = "This was on a region that is deleted now: bring the region back first."
GONE_FOR_GOOD = "This was on a region that was removed for good, so it cannot come back there."

ONE_NOW = "The two regions that it related are one now, so nothing was restored."


@dataclass(frozen=True)
class RestoreResult:
    """The result of restoring a version: `change`, None if nothing differed, and what was left out.

    `stays_hidden` says that the version's regions would have shown a hidden item to visitors, so
    that it was restored without them; `left_out` has these regions. `deleted_area` is the version's
    area if that is deleted now: then the item keeps its present area.
    """

    change: Change | None
    stays_hidden: bool
    left_out: tuple[Topic, ...]
    deleted_area: Area | None = None


def restore_version(item: Any, earlier: Revision, by: Signature, *, base: int) -> RestoreResult:
    """Restore an earlier version (`earlier`) of an item, as a new change.

    The item's position, the day of its review, its visibility, that of each quote, and whether it
    is a draft or on the reading list stay: restoring makes nothing public. Topics and areas merged
    since are replaced by those they lead to. Raises Invalid, and Conflict where the item changed
    since `base` or the version does not fit the present atlas.
    """
    load_related(item)
    requested, deleted_area = _in_present_area(
        item, follow_merges(_restorable(item, earlier.after or {}))
    )
    if isinstance(item, TopicItem):
        requested |= home_after_merges(item)
    check_home(item, requested)
    hiding = _topics_kept_hidden(item, requested)
    state = requested | hiding
    check_home(item, state)
    opens = bool(hiding) and bool(differing(requested, state))
    dropped = _topics_of(requested) - _topics_of(state) if opens else ()
    left_out = tuple(sorted(dropped, key=lambda topic: topic.id))
    if item.deleted_at is None and not differing(state, _restorable(item, item.snapshot())):
        return RestoreResult(None, opens, left_out, deleted_area)
    if version(item.__kind__, item.id) != base:
        raise Conflict
    was_public = item.deleted_at is None and is_public(item)
    with record(by) as entry:
        entry.restore(item, state)
        db.session.flush()
        complete_restored(entry, item, was_public=was_public)
    return RestoreResult(entry.change, opens, left_out, deleted_area)


def _restorable(item: Any, state: State) -> State:
    """Return a state with all fields (None for missing ones) but those no version restores."""
    names = (*item.__fields__, *getattr(item, "__links__", ()))
    left_out = {*QUIET, "topic", "state", "merged_into", "visibility", "queued"}
    every = dict.fromkeys(names) | state
    if isinstance(item, Reading):
        if item.queued or state.get("queued"):
            left_out.add("read_on")  # a day would take the work off the reading list
        quotes = item.quotes if every["quotes"] is None else every["quotes"]
        every["quotes"] = shown_as_now(quotes, item.quotes)
    return {name: value for name, value in every.items() if name not in left_out}


def _in_present_area(item: Any, state: State) -> tuple[State, Area | None]:
    """Return a state and None.

    If its area is deleted, with the present area, and the deleted one.
    """
    deleted_area = find_deleted_area(state.get("area_id"))
    if deleted_area is None or deleted_area.id == item.area_id:
        return state, None
    return state | {"area_id": item.area_id}, deleted_area


def _topics_kept_hidden(item: Any, state: State) -> State:
    """Return the topics that keep a hidden item hidden in place of a state's, {} where those do.

    An item that visitors do not see because of its topics gets no further public topic; it keeps
    the topics it has where it would have none, since without topics visitors could see it.
    """
    if isinstance(item, Shared) and is_hidden_by_topics(item):
        topic_ids = item.topic_ids()
        remaining = [
            one.id for one in _topics_of(state) if one.id in topic_ids or not is_set_public(one)
        ]
        return {"topics": sorted(remaining or topic_ids)}
    is_hidden = isinstance(item, Relation) and not is_public(item)
    if is_hidden and all(map(is_public, _topics_of(state))):
        return {"topic_id": item.topic_id, "region_id": item.region_id}
    return {}


def _topics_of(state: State) -> set[Topic]:
    """Return the topics named in a state of a relation, a reading or an essay."""
    ends = [state[name] for name in ("topic_id", "region_id") if name in state]
    topics = (db.session.get(Topic, topic_id) for topic_id in state.get("topics") or ends)
    return {topic for topic in topics if topic}


def restored_home(item: Any) -> State:
    """Return the fields that change as a deleted item comes back: its topics after a merge, or {}.

    Raises Conflict where one of these topics is deleted, or the item's place there is taken.
    """
    changed = home_after_merges(item)
    check_home(item, item.snapshot() | changed)
    return changed


def check_home(item: Any, state: State) -> None:
    """Raise Conflict where a topic in an item's state is deleted, or another item has its place.

    Raises Purged where the topic is gone for good.
    """
    ids = {_home(item, state)} if isinstance(item, TopicItem) else set()
    if isinstance(item, Relation):
        ids = {state["topic_id"], state["region_id"]}
        if len(ids) == 1:
            raise Conflict(ONE_NOW)
    if isinstance(item, Topic):
        ids = {item.id}
    topics = [db.session.get(Topic, topic_id) for topic_id in ids or state.get("topics", ())]
    alive = [topic is not None and topic.deleted_at is None for topic in topics]
    if topics and not (any(alive) if isinstance(item, Shared) else all(alive)):
        if all(is_purged(Topic.__kind__, topic.id) for topic in topics if topic):
            raise Purged(GONE_FOR_GOOD)
        raise Conflict(GONE)
    if _is_taken(item, state):
        raise Conflict("Another one has taken its place, so nothing was restored.")


def _is_taken(item: Any, state: State) -> bool:
    if isinstance(item, Relation):
        one, other = (db.session.get_one(Topic, state[end]) for end in ("topic_id", "region_id"))
        existing = find_between(one, other)
        return existing is not None and existing.id != item.id
    section = find_kind(item.__kind__)
    if item.__kind__ != "note" and not (section and section.single):
        return False
    model: Any = type(item)
    others = select(model.id).where(model.topic_id == _home(item, state), model.id != item.id)
    return db.session.scalar(others.where(model.deleted_at.is_(None))) is not None


def _home(item: TopicItem, state: State) -> int:
    """Return the id of the topic that an item has in a state.

    Its present one where that has none.
    """
    topic_id: int = state.get("topic", item.topic_id)
    return topic_id


def complete_restored(entry: Entry, item: Any, *, was_public: bool) -> None:
    """Check and complete what depends on a restored row: a relation's ends, a title, a place.

    Raises Conflict where its title was taken meanwhile.
    """
    if isinstance(item, Relation):
        reread_owners(item)
    if isinstance(item, Topic | Area):
        check_name(item)
    if isinstance(item, Topic):
        follow_area_merge(entry, item)
        if not was_public:
            make_room(entry, item)

"""Replacing merged topics and areas, in earlier states, by those they were merged into."""

from typing import Any

from wiki.actions import State
from wiki.db import db
from wiki.errors import Conflict
from wiki.journal import Entry
from wiki.models import Area, Topic, TopicItem
from wiki.queries.positions import last_position
from wiki.sections import find_kind
from wiki.services.ordering import key_after
from wiki.text import quoted
from wiki.visibility import is_open_among, is_public, is_set_public

_NAMED: dict[str, Any] = {"area_id": Area, "topic_id": Topic, "region_id": Topic}
_ENDS = ("topic", "topic_id", "region_id")
HOMES = {"topics", *_ENDS}  # fields that say on which pages an item is
OPENS = (
    "It was private in {}, and visitors would read it in {}, into which that region was merged: "
    "make {} private first."
)


def follow_merges(state: State) -> State:
    """Return a state in which ids of merged areas and topics are replaced by those they lead to."""
    followed: State = {
        name: _successor(_NAMED[name], value)
        for name, value in state.items()
        if name in _NAMED and value is not None
    }
    if topics := state.get("topics"):
        followed["topics"] = sorted({_successor(Topic, topic_id) for topic_id in topics})
    return state | followed


def home_after_merges(item: Any) -> State:
    """Return the values that change as an item comes back whose topic was merged meanwhile.

    The item goes to the end of its section on the other topic; {} where nothing changes. Raises
    Conflict where visitors would then read what was private.
    """
    now = item.snapshot()
    state = follow_merges(now)
    if isinstance(item, TopicItem) and (home := _successor(Topic, item.topic_id)) != item.topic_id:
        state["topic"] = home
        if (section := find_kind(item.__kind__)) and section.ordered:
            last = last_position(section.model, db.session.get_one(Topic, home))
            state["position"] = key_after(last)
    _check_as_private(item, now, state)
    return {name: value for name, value in state.items() if value != now[name]}


def _check_as_private(item: Any, before: State, state: State) -> None:
    """Raise Conflict where a private item would be readable in the topics it is moved on to."""
    homes, present = _topics_of(before), _topics_of(state)
    if homes == present or getattr(item, "is_set_aside", False):
        return
    # A topic that was merged has the visibility that it had.
    was_open = is_open_among(item.__kind__, map(is_set_public, homes), alone=True)
    if not was_open and is_open_among(item.__kind__, map(is_public, present), alone=True):
        private = next(one for one in homes if one.merged_into and not is_set_public(one))
        into = quoted(db.session.get_one(Topic, _successor(Topic, private.id)).title)
        raise Conflict(OPENS.format(quoted(private.title), into, into))


def _topics_of(state: State) -> list[Topic]:
    ids = {*state.get("topics", ()), *(state[name] for name in _ENDS if name in state)}
    return [db.session.get_one(Topic, topic_id) for topic_id in sorted(ids)]


def follow_area_merge(entry: Entry, topic: Topic) -> None:
    """Give a topic that comes back the area into which its own was merged, if that was merged."""
    if topic.area_id and (area_id := _successor(Area, topic.area_id)) != topic.area_id:
        entry.alter(topic, area_id=area_id)


def _successor(model: Any, row_id: int) -> int:
    row = db.session.get(model, row_id)
    while row is not None and row.merged_into:
        row = db.session.get(model, row.merged_into)
    return row_id if row is None else row.id

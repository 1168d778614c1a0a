"""Topics and areas of the past: those that visitors could read then, and may read now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from wiki.actions import State
from wiki.db import db
from wiki.journal import Revision
from wiki.lazy import lazy_property
from wiki.models import Area, Topic
from wiki.projections.names import add_former_names
from wiki.queries.atlas import MOST
from wiki.queries.cache import cached, read_newest
from wiki.queries.past.states import last_revisions, make_row, read_states
from wiki.recorded import from_json
from wiki.text import Names, Region, names_among, sort_key
from wiki.visibility import (
    is_past_readable,
    is_public,
    is_public_state,
    readable_area_ids,
    readable_topic_ids,
    visibility_in,
    was_public_topic,
)


@dataclass(frozen=True)
class TopicsOfArea:
    """The topics that one area had: the ids of the first ones by title, and the total."""

    first: Sequence[int]
    total: int


class PastNode(NamedTuple):
    """The fields of a past topic that lists and maps show."""

    id: int
    slug: str
    title: str
    short_title: str
    summary: str
    status: str
    visibility: str
    area_id: int | None
    x: int | None
    y: int | None
    review_days: int | None
    reviewed_on: date | None


def _node(topic_id: int, state: State) -> PastNode:
    """Return the topic with this id, made from a state."""
    texts = [state.get(name) or "" for name in PastNode._fields[1:6]]
    numbers = [state.get(name) for name in PastNode._fields[7:11]]
    reviewed = from_json(state.get("reviewed_on"), date)
    return PastNode._make((topic_id, *texts, visibility_in(state), *numbers, reviewed))


class PastTopics:
    """The topics as they were after a change; each is read when it is first needed.

    "Readable" means here that visitors could read a topic then and may read it now.
    """

    def __init__(self, until: int) -> None:
        self._until = until
        self._known: dict[int, Topic | None] = {}  # None for what may not be read
        self._areas: dict[int, Area] = {}
        self._complete = False

    def get(self, topic_id: int) -> Topic | None:
        """Return the topic with this id, None where it is not readable."""
        return self.among([topic_id]).get(topic_id)

    def among(self, topic_ids: Iterable[int]) -> dict[int, Topic]:
        """Return the readable topics among those with these ids, by id."""
        requested = set(topic_ids)
        if missing := requested - self._known.keys():
            found = {} if self._complete else self._read(missing)
            self._known |= dict.fromkeys(missing) | found
        by_id = ((topic_id, self._known[topic_id]) for topic_id in sorted(requested))
        return {topic_id: topic for topic_id, topic in by_id if topic}

    def read_all(self) -> None:
        """Read all topics in one go, so that later calls read none."""
        if not self._complete:
            self._known |= self._read(None)
            self._complete = True

    @property
    def areas(self) -> Sequence[Area]:
        """Return the areas of all readable topics, in the author's order.

        Areas whose past visitors may not read now are left out.
        """
        used = {area_id for area_id in self.by_area if area_id}
        self._read_areas(used)
        areas = [area for area_id, area in self._areas.items() if area_id in used]
        return sorted(areas, key=lambda area: (area.position, area.id))

    @lazy_property
    def by_area(self) -> Mapping[int | None, TopicsOfArea]:
        """Return all readable topics by the id of the area that they had then, None for no area.

        No row is made for any of them: there may be tens of thousands.
        """
        until = read_newest().topic
        return cached("past topics by area", (self._until,), until, self._read_by_area)

    def count_removed(self) -> int:
        """Return how many topics that visitors could read then are deleted now."""
        ids = db.session.scalars(select(Topic.id).where(was_public_topic())).all()
        states = read_states("topic", until=self._until, ids=ids) if ids else []
        return sum(is_public(make_row(Topic, topic_id, state)) for topic_id, state in states)

    def read_names(self) -> Names:
        """Return the names of all readable topics.

        Those they did not have then are former names.
        """
        state = Revision.after
        query = self._states_of(state["title"].as_string(), state["slug"].as_string())
        rows = db.session.execute(query.order_by(Revision.item_id.desc()))
        regions = {row[0]: Region(*row) for row in rows}
        names = names_among(regions.values())
        add_former_names(names, regions)
        return names

    def read_ids(self) -> Collection[int]:
        """Return the ids of all readable topics."""
        return set(db.session.scalars(self._states_of()))

    def read_nodes(self, ids: Collection[int]) -> dict[int, PastNode]:
        """Return the readable topics among these ids as nodes, in the order of ids.

        No row is made for any of them, which takes ten times as long.
        """
        query = self._states_of(Revision.after, ids=ids).order_by(Revision.item_id)
        return {topic_id: _node(topic_id, state) for topic_id, state in db.session.execute(query)}

    def _states_of(self, *columns: Any, ids: Collection[int] | None = None) -> Select[Any]:
        """Return the query for the ids and further columns of readable topics: all, or some ids."""
        state, now = Revision.after, readable_topic_ids()
        last = last_revisions("topic", until=self._until)
        last = last if ids is None else last.where(Revision.item_id.in_(ids))
        return (
            select(Revision.item_id, *columns)
            .where(Revision.id.in_(last))
            .where(is_public_state(state), state.is_not(None), Revision.item_id.in_(now))
        )

    def _read_by_area(self) -> Mapping[int | None, TopicsOfArea]:
        state = Revision.after
        query = self._states_of(state["area_id"].as_integer(), state["title"].as_string())
        by_area: dict[int | None, list[tuple[str, int]]] = defaultdict(list)
        for topic_id, area_id, title in db.session.execute(query):
            by_area[area_id or None].append((sort_key(title), topic_id))
        return {
            area_id: TopicsOfArea([topic_id for _, topic_id in nsmallest(MOST, mine)], len(mine))
            for area_id, mine in by_area.items()
        }

    def _read(self, ids: Collection[int] | None) -> dict[int, Topic]:
        """Return, by id, the readable topics: all, or those with some ids."""
        query = select(Topic.id).where(is_past_readable())
        now = set(db.session.scalars(query if ids is None else query.where(Topic.id.in_(ids))))
        states = read_states("topic", until=self._until, ids=ids)
        rows = [make_row(Topic, topic_id, state) for topic_id, state in states if topic_id in now]
        seen = {row.id: row for row in rows if is_public(row)}
        self._read_areas({row.area_id for row in seen.values() if row.area_id})
        for row in seen.values():
            row.area = self._areas.get(row.area_id or 0)
        return seen

    def _read_areas(self, ids: Collection[int]) -> None:
        """Read the areas with these ids, without those whose past visitors may not read."""
        if missing := ids - self._areas.keys():
            now = missing & set(db.session.scalars(readable_area_ids()))
            states = read_states("area", until=self._until, ids=now)
            self._areas |= {area_id: make_row(Area, area_id, state) for area_id, state in states}

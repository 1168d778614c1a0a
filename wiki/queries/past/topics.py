"""Topics and areas of the past: those that could be read then, and may be read now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from wiki.db import db
from wiki.journal import Revision
from wiki.lazy import lazy_property
from wiki.models import PUBLIC, Area, Topic
from wiki.projections.names import tell_former
from wiki.queries.atlas import MOST
from wiki.queries.cache import cached, read_newest
from wiki.queries.past.states import last_revisions, make_row, read_states
from wiki.recorded import from_json
from wiki.text import Names, Region, names_among, sort_key
from wiki.visibility import (
    is_public,
    is_public_state,
    readable_topic_ids,
    reads_past_of,
    removed_ids,
    was_public_topic,
)


@dataclass(frozen=True)
class TopicsOfArea:
    """The topics that one area had: the ids of the first by title, and how many there were."""

    first: Sequence[int]
    total: int


class PastNode(NamedTuple):
    """What a map shows of a topic as it was."""

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


class PastTopics:
    """The topics as they were after a change; each is read when it is asked for first."""

    def __init__(self, until: int) -> None:
        self._until = until
        self._known: dict[int, Topic | None] = {}  # None for what may not be read
        self._areas: dict[int, Area] = {}
        self._complete = False

    def get(self, topic_id: int) -> Topic | None:
        """Return a topic, None where a visitor could not read it then or may not now."""
        return self.among([topic_id]).get(topic_id)

    def among(self, topic_ids: Iterable[int]) -> dict[int, Topic]:
        """Return those of some topics that could be read."""
        asked = set(topic_ids)
        if missing := asked - self._known.keys():
            found = {} if self._complete else self._read(missing)
            self._known |= dict.fromkeys(missing) | found
        known = ((number, self._known[number]) for number in sorted(asked))
        return {number: topic for number, topic in known if topic}

    def read_all(self) -> None:
        """Read all topics at once, so that none has to be read by itself."""
        if not self._complete:
            self._known |= self._read(None)
            self._complete = True

    @property
    def areas(self) -> Sequence[Area]:
        """Return the areas of all topics that could be read, in the author's order."""
        used = {number for number in self.by_area if number}
        self._read_areas(used)
        areas = [area for number, area in self._areas.items() if number in used]
        return sorted(areas, key=lambda area: (area.position, area.id))

    @lazy_property
    def by_area(self) -> Mapping[int | None, TopicsOfArea]:
        """Return all topics that could be read, by the id of the area that they had then.

        No row is made for any of them: there may be tens of thousands.
        """
        until = read_newest().topic
        return cached("past topics by area", (self._until,), until, self._read_by_area)

    def count_removed(self) -> int:
        """Return how many topics that could be read then are deleted now."""
        ids = db.session.scalars(select(Topic.id).where(was_public_topic())).all()
        states = read_states("topic", until=self._until, ids=ids) if ids else []
        return sum(is_public(make_row(Topic, number, state)) for number, state in states)

    def read_names(self) -> Names:
        """Return the names of all topics that could be read: what they had then, else ever."""
        state = Revision.after
        query = self._states_of(state["title"].as_string(), state["slug"].as_string())
        rows = db.session.execute(query.order_by(Revision.item_id.desc()))
        regions = {row[0]: Region(*row) for row in rows}
        names = names_among(regions.values())
        tell_former(names, regions)
        return names

    def read_nodes(self) -> dict[int, PastNode]:
        """Return what a map shows of all topics that could be read, by id and in its order.

        No row is made for any of them: those of a large atlas would fill the memory.
        """
        state = Revision.after
        texts = (func.coalesce(state[name].as_string(), "") for name in PastNode._fields[1:6])
        numbers = (state[name].as_integer() for name in PastNode._fields[7:11])
        is_open = func.coalesce(state["visibility"].as_string(), PUBLIC)
        query = self._states_of(*texts, is_open, *numbers, state["reviewed_on"].as_string())
        rows = db.session.execute(query.order_by(Revision.item_id))
        return {row[0]: PastNode._make((*row[:-1], from_json(row[-1], date))) for row in rows}

    def _states_of(self, *columns: Any) -> Select[Any]:
        """Return the query for the ids of all topics that could be read, and more columns."""
        state, now = Revision.after, readable_topic_ids()
        return (
            select(Revision.item_id, *columns)
            .where(Revision.id.in_(last_revisions("topic", until=self._until)))
            .where(is_public_state(state), state.is_not(None), Revision.item_id.in_(now))
        )

    def _read_by_area(self) -> Mapping[int | None, TopicsOfArea]:
        state = Revision.after
        query = self._states_of(state["area_id"].as_integer(), state["title"].as_string())
        found: dict[int | None, list[tuple[str, int]]] = defaultdict(list)
        for number, area_id, title in db.session.execute(query):
            found[area_id or None].append((sort_key(title), number))
        return {
            area_id: TopicsOfArea([number for _, number in nsmallest(MOST, mine)], len(mine))
            for area_id, mine in found.items()
        }

    def _read(self, ids: Collection[int] | None) -> dict[int, Topic]:
        """Return the topics with some ids, or all, that could be read then and may be now."""
        query = select(Topic.id).where(reads_past_of())
        now = set(db.session.scalars(query if ids is None else query.where(Topic.id.in_(ids))))
        states = read_states("topic", until=self._until, ids=ids)
        rows = [make_row(Topic, number, state) for number, state in states if number in now]
        seen = {row.id: row for row in rows if is_public(row)}
        self._read_areas({row.area_id for row in seen.values() if row.area_id})
        for row in seen.values():
            row.area = self._areas.get(row.area_id or 0)
        return seen

    def _read_areas(self, ids: Collection[int]) -> None:
        if missing := ids - self._areas.keys():
            missing = missing - set(removed_ids("area"))
            states = read_states("area", until=self._until, ids=missing)
            self._areas |= {number: make_row(Area, number, state) for number, state in states}

"""Topics and areas of the past: those that could be read then, and may be read now."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select

from wiki.db import db
from wiki.journal import Revision
from wiki.models import Area, Topic
from wiki.projections.names import tell_former
from wiki.queries.past.states import last_revisions, make_row, read_states
from wiki.text import Names, Region, names_among
from wiki.visibility import (
    is_public,
    is_public_state,
    readable_topic_ids,
    removed_ids,
    was_public_topic,
)


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

    @property
    def every(self) -> Mapping[int, Topic]:
        """Return all topics that could be read, in the order of ids."""
        self.read_all()
        return {number: topic for number, topic in sorted(self._known.items()) if topic}

    def read_all(self) -> None:
        """Read all topics at once, so that none has to be read by itself."""
        if not self._complete:
            self._known |= self._read(None)
            self._complete = True

    @property
    def areas(self) -> Sequence[Area]:
        """Return the areas of all topics that could be read, in the author's order."""
        used = {topic.area_id for topic in self.every.values()}
        areas = [area for number, area in self._areas.items() if number in used]
        return sorted(areas, key=lambda area: (area.position, area.id))

    def count_removed(self) -> int:
        """Return how many topics that could be read then are deleted now."""
        ids = db.session.scalars(select(Topic.id).where(was_public_topic())).all()
        states = read_states("topic", until=self._until, ids=ids) if ids else []
        return sum(is_public(make_row(Topic, number, state)) for number, state in states)

    def read_names(self) -> Names:
        """Return the names of all topics that could be read: what they had then, else ever."""
        state = Revision.after
        title, slug = state["title"].as_string(), state["slug"].as_string()
        now = readable_topic_ids()
        query = (
            select(Revision.item_id, title, slug)
            .where(Revision.id.in_(last_revisions("topic", until=self._until)))
            .where(is_public_state(state), state.is_not(None), Revision.item_id.in_(now))
        )
        rows = db.session.execute(query.order_by(Revision.item_id.desc()))
        regions = {row[0]: Region(*row) for row in rows}
        names = names_among(regions.values())
        tell_former(names, regions)
        return names

    def _read(self, ids: Collection[int] | None) -> dict[int, Topic]:
        """Return the topics with some ids, or all, that could be read then and may be now."""
        readable = readable_topic_ids()
        query = select(Topic.id).where(Topic.id.in_(readable))
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

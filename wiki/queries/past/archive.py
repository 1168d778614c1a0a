"""The archive: the atlas as visitors could read it at the end of a day, read from the journal.

A moment gives rows made of what each item's last revision held by then. They belong to no session,
so whatever shows a page, writes it out or draws the map takes them as it takes those of today.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from wiki.actions import State
from wiki.db import db
from wiki.forms.anchors import read_anchor, translated
from wiki.journal import Change, Revision
from wiki.models import Area, Reading, Relation, Shared, Topic
from wiki.queries.atlas import Land, Listed, make_lands
from wiki.queries.beliefs.points import Evidence, Point, list_points, weigh
from wiki.queries.beliefs.standings import Standing, Step, list_standings, read_paths
from wiki.queries.map.graph import LATELY, Graph, capped
from wiki.queries.map.recent import moved_along
from wiki.queries.names import alive, resolver_among
from wiki.queries.page import Page, make_page
from wiki.recorded import Recorded
from wiki.sections import SECTIONS, Section, find_kind
from wiki.text import Resolver, is_placeholder, sort_key
from wiki.visibility import AUTHOR, VISITOR


def end_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day ends in a time zone, in UTC."""
    return start_of(day + timedelta(days=1), zone)


def start_of(day: date, zone: tzinfo) -> datetime:
    """Return the moment at which a day begins in a time zone, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


@dataclass(frozen=True)
class Moment:
    """All that visitors could read just before `before`, where its topic is public now as well.

    Each kind of row is read when it is asked for first, in a query for all.
    """

    before: datetime

    @cached_property
    def until(self) -> int:
        """Return the id of the last change by then, 0 where there was none."""
        # Time never runs backwards from change to change, so ids tell what came first.
        newest = select(Change.id).where(Change.at < self.before).order_by(Change.id.desc())
        return db.session.scalar(newest.limit(1)) or 0

    @cached_property
    def topics(self) -> Mapping[int, Topic]:
        """Return the topics that could be read, in the order of ids."""
        now = set(db.session.scalars(alive(reader=VISITOR).with_only_columns(Topic.id)))
        rows = {number: _row(Topic, number, state) for number, state in self._states("topic")}
        seen = {number: row for number, row in rows.items() if number in now and row.is_public()}
        for row in seen.values():
            row.area = self._every_area.get(row.area_id or 0)
        return seen

    @cached_property
    def areas(self) -> Sequence[Area]:
        """Return the areas of topics that could be read, in the author's order."""
        used = {topic.area_id for topic in self.topics.values()}
        areas = (area for number, area in self._every_area.items() if number in used)
        return sorted(areas, key=lambda area: (area.position, area.id))

    @cached_property
    def _every_area(self) -> dict[int, Area]:
        return {number: _row(Area, number, state) for number, state in self._states("area")}

    def rows(self, kind: str) -> list[Any]:
        """Return the items of a kind that could be read, in the order of ids."""
        if kind not in self._rows:
            found = (self._seen(kind, number, state) for number, state in self._states(kind))
            self._rows[kind] = [row for row in found if row is not None]
        return self._rows[kind]

    @cached_property
    def _rows(self) -> dict[str, list[Any]]:
        return {}

    def _seen(self, kind: str, number: int, state: State) -> Any:
        """Return an item as it was, None where no visitor could read it."""
        row, section = _row(Recorded.kinds[kind], number, state), find_kind(kind)
        for name in section.anchored if section else ():
            setattr(row, name, translated(getattr(row, name), self._known))
        if isinstance(row, Shared):
            row.topics = [self.topics[one] for one in state["topics"] if one in self.topics]
            seen = bool(row.topics) if state["topics"] else row.is_worth_showing()
            return row if seen else None
        if isinstance(row, Relation):
            topic, region = self.topics.get(row.topic_id), self.topics.get(row.region_id)
            if topic is None or region is None:
                return None
            row.topic, row.region = topic, region
            return row
        row.topic_id = state["topic"]
        row.topic = self.topics.get(row.topic_id)
        return row if row.topic else None

    def _known(self, anchor: str) -> str:
        """Return an anchor that visitors could follow, nothing for another."""
        known = self._beliefs if anchor.startswith("b-") else self._works
        return anchor if anchor in known else ""

    @cached_property
    def _beliefs(self) -> set[str]:
        """Return the anchors of the beliefs that others may be said to bear on."""
        beliefs = (row for row in self.rows("belief") if not is_placeholder(row.claim))
        return {f"b-{belief.id}" for belief in beliefs}

    @cached_property
    def _works(self) -> set[str]:
        """Return the anchors of what was read."""
        return {f"r-{reading.id}" for reading in self.readings()}

    def find(self, section: Section, topic: Topic) -> list[Any]:
        """Return a topic's items in the order of the page."""
        if section.single or section.owner == "topic":
            mine = [row for row in self.rows(section.kind) if row.topic_id == topic.id]
        elif section.owner == "pair":
            ends = ((row, {row.topic_id, row.region_id}) for row in self.rows(section.kind))
            mine = [row for row, pair in ends if topic.id in pair]
        else:
            mine = [row for row in self.rows(section.kind) if topic in row.topics]
        return section.arranged(mine)

    @cached_property
    def written(self) -> Collection[int]:
        """Return which topics had a stance or a belief; the others were stubs."""
        said = [(row.topic_id, row.body) for row in self.rows("stance")]
        said += [(row.topic_id, row.claim) for row in self.rows("belief")]
        return {topic for topic, words in said if words and not is_placeholder(words)}

    def page(self, topic: Topic) -> Page:
        """Return a whole page."""
        # What these rows say of others is what could be read as well, so nothing is to be veiled.
        return make_page(topic, self.find, stub=topic.id not in self.written, reader=AUTHOR)

    def name(self, anchors: Collection[str]) -> dict[str, str]:
        """Return the words for items that could be read, by anchors such as `r-12`."""
        return {
            section.anchor(row.id): section.label({section.lead: getattr(row, section.lead)})
            for section in SECTIONS
            if any(anchor.startswith(f"{section.letter}-") for anchor in anchors)
            for row in self.rows(section.kind)
            if section.anchor(row.id) in anchors
        }

    @property
    def lands(self) -> list[Land]:
        """Return every area with its topics, and what lay outside them."""
        topics = sorted(self.topics.values(), key=lambda topic: (sort_key(topic.title), topic.id))
        listed = [Listed(topic, topic.id not in self.written) for topic in topics]
        return make_lands(listed, self.areas)

    def graph(self, day: date) -> Graph:
        """Return the topics and the relations between them, as a map of a day takes them."""
        ties = [(row.topic_id, row.region_id, row.kind) for row in self.rows("relation")]
        beliefs, since = self.rows("belief"), day - timedelta(days=LATELY)
        return capped(
            Graph(
                self.topics,
                ties,
                self.areas,
                len(self.topics),
                self.written,
                Counter(row.topic_id for row in beliefs),
                moved_along(beliefs, self.paths([row.id for row in beliefs]), since),
                since,
            )
        )

    def resolver(self, *, tail: str = "") -> Resolver:
        """Return a function from a region's title or slug to its address, None where unwritten."""
        newest_first = sorted(self.topics.values(), key=lambda topic: -topic.id)
        return resolver_among(((t.title, t.slug) for t in newest_first), tail=tail)

    def readings(self) -> list[Reading]:
        """Return the readings that said something, the newest first."""
        said = (row for row in self.rows("reading") if not is_placeholder(row.title))
        return sorted(said, key=lambda row: (row.read_on, row.id), reverse=True)

    def points(self, belief_ids: Collection[int]) -> dict[int, list[Point]]:
        """Return the points of each belief that were known by then."""
        return list_points(belief_ids, reader=VISITOR, until=self.until)

    def held_beliefs(self) -> list[Any]:
        """Return the beliefs that were held; placeholders are none."""
        beliefs = (row for row in self.rows("belief") if not row.outcome)
        return [row for row in beliefs if not is_placeholder(row.claim)]

    def paths(self, belief_ids: Collection[int]) -> dict[int, list[Step]]:
        """Return the points of each belief as plain values."""
        return read_paths(belief_ids, reader=VISITOR, until=self.until)

    def standings(self, beliefs: Iterable[Any]) -> dict[int, Standing]:
        """Return how the number of each belief stood."""
        return list_standings(beliefs, reader=VISITOR, until=self.until)

    def evidence(self) -> dict[int, Evidence]:
        """Return the balance of what was read on each belief."""
        oldest_first = reversed(self.readings())
        said = [(row, anchor, word) for row in oldest_first for anchor, word in row.bears.items()]
        found = [(read_anchor(anchor), word, row.read_on) for row, anchor, word in said]
        return weigh((anchor[1], word, read_on) for anchor, word, read_on in found if anchor)

    def _states(self, kind: str) -> list[tuple[int, State]]:
        """Return the id and the state of each item of a kind that was not deleted."""
        mine = (Revision.kind == kind, Revision.change_id <= self.until)
        last = select(func.max(Revision.id)).where(*mine).group_by(Revision.item_id)
        query = select(Revision.item_id, Revision.after).where(Revision.id.in_(last))
        rows = db.session.execute(query.order_by(Revision.item_id))
        return [(number, state) for number, state in rows if state is not None]


def _row(model: Any, number: int, state: State) -> Any:
    """Return a row that belongs to no session, as a state describes it."""
    row = model(id=number)
    every = dict.fromkeys((*model.__fields__, *getattr(model, "__links__", ())))
    row.restore(every | {name: value for name, value in state.items() if name != "topics"})
    return row

"""The journal's history of beliefs: their states, their points, and the states of their topics."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, Connection, String, select, type_coerce

from wiki.journal_tables import Change, Revision
from wiki.lazy import lazy_property
from wiki.projections.credence_paths import Step
from wiki.projections.held_order import held_moment
from wiki.projections.regions import find_model
from wiki.projections.undone import may_be_undone, read_undoings, undone_by
from wiki.visibility import is_deleted, was_known

KIND = "belief"
FIELDS = ("claim", "outcome", "position", "credence")
# The fields of a topic that a list is sorted and filtered by, or that say whether it is seen.
OF_TOPICS = ("title", "area_id", "visibility", "merged_into")
Undoing = tuple[int, int]  # the id of a change, and that of the change which it undoes


@dataclass(frozen=True)
class BeliefHistory:
    """What the journal has of one belief; all rows are revisions, oldest first.

    `states` are the belief's own revisions. `topics` are the revisions of each topic that it ever
    was in, by the topic's id. `undoings` are the undos of its changes, the undos of these, and so
    on.
    """

    belief_id: int
    states: Sequence[Any]
    topics: Mapping[int, Sequence[Any]]
    undoings: Sequence[Undoing]

    @lazy_property
    def points(self) -> Sequence[Any]:
        """Return the revisions that record a credence which visitors know of."""
        return [row for row in self.states if row.number is not None and row.is_known]

    @property
    def change_ids(self) -> list[int]:
        """Return the ids of the changes that may alter how the belief is listed, in order."""
        first = self.states[0].change_id
        rows = [*self.states, *(row for mine in self.topics.values() for row in mine)]
        ids = {row.change_id for row in rows} | {undoing for undoing, _ in self.undoings}
        return sorted(one for one in ids if one >= first)

    def state(self, until: int) -> Any:
        """Return the belief's last revision up to and including the change with the id `until`."""
        return _last(self.states, until)

    def topic(self, topic_id: int, until: int) -> Any:
        """Return a topic's last revision up to and including a change, None where there is none."""
        return _last(self.topics.get(topic_id, ()), until)

    def steps(self, until: int) -> list[Step]:
        """Return the points that counted just after a change, sorted by when they were held."""
        known = self.points[: bisect_right(self.points, until, key=_change_of)]
        if self.undoings:
            void = undone_by(one for one in self.undoings if one[0] <= until)
            known = [row for row in known if void.counts(row.change_id, row.action)]
        return [(row.number, row.day, row.held_at) for row in sorted(known, key=_point_order)]


def read_histories(connection: Connection, ids: Sequence[int]) -> Iterator[BeliefHistory]:
    """Yield the histories of some beliefs in the order of ids; beliefs deleted now are left out."""
    rows = connection.execute(_states_of(ids)).all()
    topics = _read_topics(connection, {row.topic for row in rows if row.topic})
    undoings = read_undoings(connection) if any(row.may_be_undone for row in rows) else []
    for belief_id, mine in groupby(rows, key=lambda row: row.item_id):
        states = list(mine)
        homes = {row.topic: topics.get(row.topic, ()) for row in states if row.topic}
        touched = {row.change_id for row in states if row.may_be_undone}
        yield BeliefHistory(belief_id, states, homes, list(_of_changes(touched, undoings)))


def _states_of(ids: Sequence[int]) -> Any:
    """Return a query for the revisions of those of some beliefs that are not deleted now."""
    model, after = find_model(KIND), Revision.after
    deleted = select(model.id).where(model.id.in_(ids), is_deleted(model))
    return (
        select(Revision.item_id, Revision.id, Revision.change_id, Revision.action)
        .add_columns(Revision.after.is_not(None).label("is_there"))
        .add_columns(after["topic"].as_integer().label("topic"))
        .add_columns(*(after[name].as_string().label(f"then_{name}") for name in FIELDS))
        .add_columns(type_coerce(Revision.credence, BigInteger).label("number"))
        .add_columns(type_coerce(Revision.held_on, String).label("day"), Revision.held_at)
        .add_columns(held_moment().label("moment"))
        .add_columns(was_known().label("is_known"))
        .add_columns(may_be_undone().label("may_be_undone"))
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == KIND, Revision.item_id.in_(ids))
        .where(Revision.item_id.not_in(deleted))
        .order_by(Revision.item_id, Revision.id)
    )


def _read_topics(connection: Connection, ids: Collection[int]) -> Mapping[int, Sequence[Any]]:
    """Return the revisions of topics, by id.

    Those that altered nothing of `OF_TOPICS` are left out.
    """
    after = Revision.after
    query = (
        select(Revision.item_id, Revision.id, Revision.change_id)
        .add_columns(after.is_not(None).label("is_there"))
        .add_columns(*(after[name].as_string().label(name) for name in OF_TOPICS))
        .where(Revision.kind == "topic", Revision.item_id.in_(ids))
        .order_by(Revision.item_id, Revision.id)
    )
    revisions: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        mine = revisions[row.item_id]
        if not mine or mine[-1][3:] != row[3:]:
            mine.append(row)
    return revisions


def _of_changes(change_ids: set[int], undoings: Sequence[Undoing]) -> Iterator[Undoing]:
    """Yield those undoings that are among some changes or undo one of them, and undos of these."""
    traced = set(change_ids)
    for undoing, undone in sorted(undoings):  # what undoes a change is later than it
        if undoing in traced or undone in traced:
            traced.add(undoing)
            yield undoing, undone


def _change_of(row: Any) -> int:
    change_id: int = row.change_id
    return change_id


def _point_order(row: Any) -> tuple[Any, ...]:
    """Return the sort key of a point, as in `held_order`: a missing moment comes first."""
    return row.day, row.moment is not None, row.moment or "", row.id


def _last(rows: Sequence[Any], until: int) -> Any:
    count = bisect_right(rows, until, key=_change_of)
    return rows[count - 1] if count else None

"""The list of beliefs as it was on a past day: filtered, sorted and paged in the database.

A page takes nearly the same time however many beliefs there were: it reads an index of
`PastStanding`.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, false, func, select
from sqlalchemy.orm import aliased

from wiki.db import db
from wiki.journal import Revision
from wiki.models import PUBLIC
from wiki.projections.credence_paths import Standing
from wiki.projections.past_standings import PastStanding
from wiki.queries.beliefs.filters import (
    AreaName,
    BeliefFilter,
    BeliefRow,
    ListedBelief,
    ListedRegion,
    conditions,
    orders,
)
from wiki.queries.beliefs.rough_days import may_be_rough, read_standings
from wiki.queries.cache import cached, read_newest
from wiki.queries.paging import ListPage, paged_query
from wiki.queries.past.archive import PastAtlas
from wiki.visibility import find_moved_to_hidden, unreadable_topic_ids

KIND = "belief"
STOOD = ("area_id", "credence", "was", "was_on", "since", "affirmed_on")
FIELDS = ("claim", "why", "range", "resolves_on")
NAMES = ("slug", "title")


def list_past_beliefs(sought: BeliefFilter, atlas: PastAtlas) -> list[ListedBelief]:
    """Return all beliefs that meet a filter and that visitors could read, in its order."""
    return _read(_chosen(sought, atlas), sought, atlas)


def page_past_beliefs(sought: BeliefFilter, page: int, atlas: PastAtlas) -> ListPage[ListedBelief]:
    """Return a page of the beliefs that meet a filter; a number too high gives the last page."""
    chosen = _chosen(sought, atlas)
    ordered = chosen.order_by(*orders(PastStanding)[sought.sort])

    def read(most: int, after: int) -> list[ListedBelief]:
        return _read(ordered.limit(most).offset(after), sought, atlas)

    return paged_query(_count(chosen, sought, atlas), page, read)


def _count(chosen: Select[int, int], sought: BeliefFilter, atlas: PastAtlas) -> int:
    def count() -> int:
        return db.session.scalar(chosen.with_only_columns(func.count())) or 0

    if sought.chooses:
        return count()
    # What was held by then stays so; only what visitors may read of now may change.
    hidden = frozenset(atlas.items.hidden(KIND))
    return cached("past beliefs", (atlas.until, hidden), read_newest().topic, count)


def _chosen(sought: BeliefFilter, atlas: PastAtlas) -> Select[int, int]:
    """Return the query for the rows of `PastStanding` that meet a filter, one for each belief."""
    then = (PastStanding.begins <= atlas.until, PastStanding.ends > atlas.until)
    readable = PastStanding.topic_id.bool_op("NOT IN")(unreadable_topic_ids())
    mine = [*then, readable, *conditions(sought, PastStanding)]
    if moved := find_moved_to_hidden(KIND):
        mine.append(PastStanding.belief_id.not_in(moved))
    if sought.area is not None and sought.area.id not in {area.id for area in atlas.areas}:
        mine.append(false())  # the area did not exist, or no region was in it
    return select(PastStanding.belief_id, PastStanding.begins).where(*mine)


def _read(chosen: Select[int, int], sought: BeliefFilter, atlas: PastAtlas) -> list[ListedBelief]:
    """Return the list rows of the beliefs that a query chooses, in the filter's order."""
    keys = chosen.subquery()
    mine = (PastStanding.belief_id == keys.c.belief_id, PastStanding.begins == keys.c.begins)
    belief, topic = aliased(Revision), aliased(Revision)
    query = (
        select(PastStanding.belief_id.label("id"), may_be_rough(PastStanding))
        .add_columns(*(getattr(PastStanding, name) for name in STOOD))
        .add_columns(*(belief.after[name].as_string().label(name) for name in FIELDS))
        .add_columns(*(topic.after[name].as_string().label(name) for name in NAMES))
        .select_from(keys)
        .join(PastStanding, and_(*mine))
        .join(belief, belief.id == _last(KIND, PastStanding.belief_id, atlas.until))
        .join(topic, topic.id == _last("topic", PastStanding.topic_id, atlas.until))
        .order_by(*orders(PastStanding)[sought.sort])
    )
    areas = {area.id: AreaName(area.title) for area in atlas.areas}
    rows: Sequence[Any] = db.session.execute(query).all()
    standings = read_standings(rows, reader=atlas.reader)
    return [_listed(row, areas.get(row.area_id), standings[row.id]) for row in rows]


def _last(kind: str, item_id: Any, until: int) -> Any:
    """Return a subquery for the id of an item's last revision up to and including a change."""
    revision = aliased(Revision)
    mine = (revision.kind == kind, revision.item_id == item_id, revision.change_id <= until)
    query = select(revision.id).where(*mine).order_by(revision.id.desc()).limit(1)
    return query.correlate(PastStanding).scalar_subquery()


def _listed(row: Any, area: AreaName | None, standing: Standing) -> ListedBelief:
    region = ListedRegion(row.slug, row.title, PUBLIC, area)
    texts = (row.claim or "", row.credence, row.why or "", row.range or "", row.resolves_on or "")
    return ListedBelief(BeliefRow(row.id, *texts, region), standing)

"""The list of current beliefs across regions: filtered, sorted and paged in the database.

A page takes the same time however many beliefs there are: it reads an index of `BeliefStanding`.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select, true

from wiki.db import db
from wiki.projections.credence_paths import Standing
from wiki.projections.standings import BeliefStanding
from wiki.projections.totals import read_total
from wiki.queries.beliefs.filters import (
    REGION,
    BeliefFilter,
    BeliefRow,
    ListedBelief,
    conditions,
    orders,
    region_of,
    with_region,
)
from wiki.queries.beliefs.rough_days import may_be_rough, read_standings
from wiki.queries.paging import ListPage, paged_query
from wiki.sections.belief import Belief
from wiki.visibility import Reader

STANDING = ("was", "was_on", "since", "affirmed_on")


def list_beliefs(sought: BeliefFilter, *, reader: Reader) -> list[ListedBelief]:
    """Return all beliefs that meet a filter and that the reader may see, in the filter's order."""
    return _read(_chosen(sought, reader=reader), sought, reader=reader)


def page_beliefs(sought: BeliefFilter, page: int, *, reader: Reader) -> ListPage[ListedBelief]:
    """Return a page of the beliefs that meet a filter; a number too high gives the last page."""
    chosen = _chosen(sought, reader=reader)
    total = _count(chosen, sought, reader=reader)
    ordered = chosen.order_by(*orders(BeliefStanding)[sought.sort])

    def read(most: int, after: int) -> list[ListedBelief]:
        return _read(ordered.limit(most).offset(after), sought, reader=reader)

    return paged_query(total, page, read)


def _count(chosen: Select[Any], sought: BeliefFilter, *, reader: Reader) -> int:
    if sought.chooses:
        return db.session.scalar(chosen.with_only_columns(func.count())) or 0
    table = BeliefStanding.__tablename__
    return read_total(db.session.connection(), table, sees_private=reader.sees_private)


def _chosen(sought: BeliefFilter, *, reader: Reader) -> Select[Any]:
    """Return the query for the ids of the beliefs that meet a filter."""
    mine = (BeliefStanding.sees_private == reader.sees_private, BeliefStanding.is_listed == true())
    return select(BeliefStanding.belief_id).where(*mine, *conditions(sought, BeliefStanding))


def _read(chosen: Select[Any], sought: BeliefFilter, *, reader: Reader) -> list[ListedBelief]:
    """Return the list rows of the beliefs that a query chooses, in the filter's order."""
    ids = chosen.subquery()
    names = ("id", "claim", "credence", "why", "range", "resolves_on")
    query = (
        select(*(getattr(Belief, name) for name in names), *REGION, may_be_rough(BeliefStanding))
        .add_columns(*(getattr(BeliefStanding, name) for name in STANDING))
        .select_from(ids)
        .join(
            BeliefStanding,
            and_(
                BeliefStanding.belief_id == ids.c.belief_id,
                BeliefStanding.sees_private == reader.sees_private,
            ),
        )
        .join(Belief, Belief.id == ids.c.belief_id)
    )
    query = with_region(query, Belief).order_by(*orders(BeliefStanding)[sought.sort])
    rows: Sequence[Any] = db.session.execute(query).all()
    standings = read_standings(rows, reader=reader)
    return [_listed(row, standings[row.id]) for row in rows]


def _listed(row: Any, standing: Standing) -> ListedBelief:
    region = region_of(row)
    belief = BeliefRow(row.id, row.claim, row.credence, row.why, row.range, row.resolves_on, region)
    return ListedBelief(belief, standing)

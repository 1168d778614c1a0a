"""The list of triggers across regions: filtered, sorted and paged in the database.

Open ones come first, by region; then those that happened, the latest first. A page takes the same
time however many triggers there are: each half is read from an index of `TriggerListing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select, true

from wiki.anchors import Anchor
from wiki.db import db
from wiki.models import Area
from wiki.projections.totals import read_total
from wiki.projections.triggers import TriggerListing
from wiki.queries.beliefs.filters import REGION, ListedRegion, region_of, with_region
from wiki.queries.beliefs.triggers import (
    HAPPENED,
    OPEN,
    ListedTrigger,
    NamedBelief,
    describe_triggers,
    name_beliefs,
)
from wiki.queries.paging import ListPage, paged_query
from wiki.sections.trigger import Trigger
from wiki.text import sort_key
from wiki.visibility import Reader

MOST_CHOICES = 100  # beliefs that the filter offers
NAMES = ("id", "observation", "effect", "belief", "size", "happened_on", "cause")
HALVES = {
    OPEN: (
        TriggerListing.region,
        TriggerListing.topic_id,
        TriggerListing.position,
        TriggerListing.trigger_id,
    ),
    HAPPENED: (TriggerListing.happened_on.desc(), TriggerListing.trigger_id.desc()),
}


@dataclass(frozen=True)
class TriggerFilter:
    """Which triggers to list: of an area, on a belief (its id), in a state.

    The state is "open", "happened" or, for both, "".
    """

    area: Area | None = None
    belief: int | None = None
    state: str = ""


@dataclass(frozen=True)
class TriggerRow:
    """A trigger with the fields that a list shows; `topic` is its region."""

    id: int
    observation: str
    effect: str
    belief: str
    size: str
    happened_on: str
    cause: str
    topic: ListedRegion


@dataclass(frozen=True)
class BeliefChoices:
    """The beliefs that a filter offers; `is_cut` says that there are more than these."""

    beliefs: Sequence[NamedBelief]
    is_cut: bool


def page_triggers(sought: TriggerFilter, page: int, *, reader: Reader) -> ListPage[ListedTrigger]:
    """Return a page of the triggers that meet a filter; a number too high gives the last page."""
    counts = _count(sought, reader=reader)

    def read(most: int, after: int) -> list[ListedTrigger]:
        opened = _read(OPEN, sought, most, after, reader=reader) if counts[OPEN] > after else []
        remaining, before = most - len(opened), max(0, after - counts[OPEN])
        seen = _read(HAPPENED, sought, remaining, before, reader=reader) if counts[HAPPENED] else []
        return describe_triggers([*opened, *seen], reader=reader)

    return paged_query(sum(counts.values()), page, read)


def list_triggers(sought: TriggerFilter, *, reader: Reader) -> list[ListedTrigger]:
    """Return all triggers that meet a filter and that the reader may see, in order."""
    rows = [
        trigger
        for half, count in _count(sought, reader=reader).items()
        for trigger in _read(half, sought, count, 0, reader=reader)
    ]
    return describe_triggers(rows, reader=reader)


def list_choices(sought: TriggerFilter, *, reader: Reader) -> BeliefChoices:
    """Return the beliefs that triggers bear on, sorted by claim, as choices for the filter.

    Where there are too many, they are those of the filter's area, and at most `MOST_CHOICES`.
    """
    anchors = _anchors(TriggerFilter(), reader=reader)
    is_cut = len(anchors) > MOST_CHOICES
    if is_cut and sought.area:
        anchors = _anchors(TriggerFilter(area=sought.area), reader=reader)
        is_cut = len(anchors) > MOST_CHOICES
    offered = {*anchors[:MOST_CHOICES]}
    if sought.belief:
        offered.add(str(Anchor("belief", sought.belief)))
    beliefs = name_beliefs(offered, reader=reader).values()
    return BeliefChoices(sorted(beliefs, key=lambda belief: sort_key(belief.claim)), is_cut)


def _anchors(sought: TriggerFilter, *, reader: Reader) -> Sequence[str]:
    query = _chosen(sought, TriggerListing.belief, reader=reader)
    query = query.where(TriggerListing.belief > "").distinct().order_by(TriggerListing.belief)
    return db.session.scalars(query.limit(MOST_CHOICES + 1)).all()


def _count(sought: TriggerFilter, *, reader: Reader) -> dict[str, int]:
    """Return how many of the triggers that meet a filter are open, and how many happened."""
    connection = db.session.connection()
    query = _chosen(sought, func.count(), reader=reader)
    happened = db.session.scalar(query.where(TriggerListing.happened_on > "")) or 0
    if sought.area or sought.belief:
        total = db.session.scalar(query) or 0
    else:
        table = TriggerListing.__tablename__
        total = read_total(connection, table, sees_private=reader.sees_private)
    counts = {OPEN: total - happened, HAPPENED: happened}
    return {half: n if sought.state in ("", half) else 0 for half, n in counts.items()}


def _chosen(sought: TriggerFilter, column: Any, *, reader: Reader) -> Select[Any]:
    """Return a query for a column of the triggers of the filter's area and belief."""
    query = select(column).where(
        TriggerListing.sees_private == reader.sees_private, TriggerListing.is_listed == true()
    )
    if sought.area is not None:
        query = query.where(TriggerListing.area_id == sought.area.id)
    if sought.belief is not None:
        query = query.where(TriggerListing.belief == str(Anchor("belief", sought.belief)))
    return query


def _read(
    half: str, sought: TriggerFilter, most: int, after: int, *, reader: Reader
) -> list[TriggerRow]:
    """Return `most` open triggers, or such that happened, in order, after skipping `after`."""
    at = TriggerListing.happened_on
    chosen = _chosen(sought, TriggerListing.trigger_id, reader=reader)
    chosen = chosen.where(at == "" if half == OPEN else at > "").order_by(*HALVES[half])
    ids = chosen.limit(most).offset(after).subquery()
    query = (
        select(*(getattr(Trigger, name) for name in NAMES), *REGION)
        .select_from(ids)
        .join(
            TriggerListing,
            and_(
                TriggerListing.trigger_id == ids.c.trigger_id,
                TriggerListing.sees_private == reader.sees_private,
            ),
        )
        .join(Trigger, Trigger.id == ids.c.trigger_id)
    )
    query = with_region(query, Trigger).order_by(*HALVES[half])
    rows: Sequence[Any] = db.session.execute(query).all()
    return [_listed(row) for row in rows]


def _listed(row: Any) -> TriggerRow:
    return TriggerRow(
        id=row.id,
        observation=row.observation,
        effect=row.effect,
        belief=row.belief,
        size=row.size,
        happened_on=row.happened_on,
        cause=row.cause,
        topic=region_of(row),
    )

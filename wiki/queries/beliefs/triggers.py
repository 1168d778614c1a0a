"""Triggers across regions with all that a list or feed shows of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from wiki.anchors import Anchor
from wiki.credence_pairs import move_ends
from wiki.db import db
from wiki.models import Reading, Topic
from wiki.projections.triggers import TriggerListing
from wiki.queries.beliefs.filters import items_across_regions
from wiki.queries.beliefs.points import CausedMove, movement_of
from wiki.queries.beliefs.standings import read_histories
from wiki.queries.rows_by_anchor import find_by_anchors
from wiki.sections.belief import Belief
from wiki.sections.trigger import Trigger
from wiki.text import is_placeholder
from wiki.visibility import VISITOR, Reader, is_empty_slot, sees_topic

OPEN, HAPPENED = "open", "happened"
MOST = 50  # in a feed or an archive of it


@dataclass(frozen=True)
class NamedBelief:
    """The id and claim of a belief, for lists of triggers or readings that bear on it."""

    id: int
    claim: str


@dataclass(frozen=True)
class ListedTrigger:
    """A trigger in a list, with the belief that it bears on and the reading it was seen in.

    `promised` are the credences, in per cent, between which it said the belief would move, and
    `moved` how far the belief did move. `link` is a web address in place of `reading`, "" for none.
    """

    trigger: Any
    belief: NamedBelief | None = None
    promised: tuple[Decimal, Decimal] | None = None
    moved: CausedMove | None = None
    reading: Reading | None = None
    link: str = ""

    @property
    def shown_promise(self) -> tuple[Decimal, Decimal] | None:
        """Return the two promised credences, None where the belief moved exactly so."""
        as_promised = self.moved and self.moved.is_as_promised(self.trigger.size)
        return None if as_promised else self.promised


@dataclass(frozen=True)
class HappenedTrigger:
    """A trigger in a feed: when it was recorded as happened, and when its text last changed."""

    listed: ListedTrigger
    at: datetime
    updated: datetime


class HappenedTriggers:
    """The public triggers that happened, the last recorded first; they are counted only once."""

    @cached_property
    def archives(self) -> int:
        """Return the number of full archives of their feed, counted from the oldest trigger."""
        return self._count // MOST

    @cached_property
    def _count(self) -> int:
        return db.session.scalar(_recorded().with_only_columns(func.count())) or 0

    def listed(self, archive: int = 0) -> list[HappenedTrigger]:
        """Return the latest triggers or, with a number up to `archives`, those of an archive."""
        begin = self._count - archive * MOST if archive else 0
        at = (TriggerListing.recorded_at.desc(), TriggerListing.trigger_id.desc())
        rows = db.session.execute(_recorded().order_by(*at).limit(MOST).offset(begin)).all()
        query = items_across_regions(Trigger, reader=VISITOR)
        query = query.where(Trigger.id.in_([row.trigger_id for row in rows]))
        found = {one.id: one for one in db.session.scalars(query).unique()}
        described = describe_triggers([found[row.trigger_id] for row in rows], reader=VISITOR)
        return [
            HappenedTrigger(each, row.recorded_at, row.altered_at)
            for each, row in zip(described, rows, strict=True)
        ]


def _recorded() -> Any:
    """Return the query for the triggers' ids, and when each was recorded and last changed."""
    mine = (TriggerListing.sees_private.is_(False), TriggerListing.is_listed.is_(True))
    columns = (TriggerListing.trigger_id, TriggerListing.recorded_at, TriggerListing.altered_at)
    return select(*columns).where(*mine, TriggerListing.recorded_at.is_not(None))


def describe_triggers(triggers: Sequence[Any], *, reader: Reader) -> list[ListedTrigger]:
    """Return triggers as lists show them, with belief, promise, move and reading.

    It takes a few queries for all.
    """
    beliefs = name_beliefs((row.belief for row in triggers), reader=reader)
    readings = _name_readings((row.cause for row in triggers), reader=reader)
    seen = [row for row in triggers if row.happened_on and row.belief in beliefs]
    ids = {beliefs[row.belief].id for row in seen}
    moved = read_histories(ids, reader=reader).moved if ids else {}
    moves = {row.id: movement_of(row, moved) for row in seen}
    return [
        ListedTrigger(
            trigger=row,
            belief=beliefs.get(row.belief),
            promised=move_ends(row.size),
            moved=moves.get(row.id),
            reading=readings.get(row.cause),
            link="" if Anchor.parse(row.cause) else row.cause,
        )
        for row in triggers
    ]


def name_beliefs(anchors: Iterable[str], *, reader: Reader) -> dict[str, NamedBelief]:
    """Return, by anchor, the beliefs with these anchors that the reader may see."""
    query = (
        select(Belief.id, Belief.claim)
        .join(Topic, Topic.id == Belief.topic_id)
        .where(Belief.id.in_(_ids(anchors, "belief")), Belief.deleted_at.is_(None))
    )
    query = query.where(sees_topic(reader=reader))
    return {
        str(Anchor("belief", belief_id)): NamedBelief(belief_id, claim)
        for belief_id, claim in db.session.execute(query)
        if not is_placeholder(claim)
    }


def _name_readings(anchors: Iterable[str], *, reader: Reader) -> dict[str, Reading]:
    """Return, by anchor, the readings with these anchors that the reader may see."""
    wanted = [Anchor("reading", reading_id) for reading_id in _ids(anchors, "reading")]
    named = find_by_anchors(wanted, reader=reader)
    return {str(anchor): row for anchor, row in named.items() if not is_empty_slot(row)}


def _ids(anchors: Iterable[str], kind: str) -> set[int]:
    parsed = (Anchor.parse(anchor) for anchor in anchors)
    return {anchor.id for anchor in parsed if anchor and anchor.kind == kind}

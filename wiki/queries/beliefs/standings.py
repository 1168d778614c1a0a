"""Standings: what each credence was before, since when it is held, and when it was reaffirmed.

They are read from the journal for many beliefs at once, without the beliefs' texts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, String, bindparam, case, exists, func, select, true, type_coerce
from sqlalchemy.orm import aliased

from wiki.actions import RECALL
from wiki.anchors import Anchor
from wiki.db import MILLIONTHS, db
from wiki.journal import Change, Revision
from wiki.projections.credence_paths import Standing, Step, per_cent, standing_of
from wiki.projections.held_order import held_order
from wiki.projections.undone import Undone, may_be_undone
from wiki.queries.beliefs.points import CausedMove, knows_point, undone_change_ids
from wiki.recorded import Recorded
from wiki.sections.belief import Belief
from wiki.sections.belief_news import NONE_NOW, WITHDRAWN
from wiki.visibility import Reader, knows_of, once_per_reader

MANY = 500  # for more it is quicker to read the points of all beliefs


def list_standings(beliefs: Iterable[Any], *, reader: Reader) -> dict[int, Standing]:
    """Return, by id, the standing of each belief with a credence, in two queries for all.

    `beliefs` are rows with `id` and `credence`.
    """
    numbered = [row for row in beliefs if row.credence is not None]
    return standings_of(numbered, read_paths([row.id for row in numbered], reader=reader))


def standings_of(
    beliefs: Iterable[Any], paths: Mapping[int, Sequence[Step]]
) -> dict[int, Standing]:
    """Return, by id, the standing of each belief with a credence.

    `paths` has the points of each.
    """
    return {
        row.id: standing_of(int(row.credence * MILLIONTHS), paths[row.id])
        for row in beliefs
        if row.credence is not None
    }


def read_paths(belief_ids: Collection[int], *, reader: Reader) -> dict[int, list[Step]]:
    """Return, by belief id, the points in the order they were held, without undone ones."""
    return read_histories(belief_ids, reader=reader).paths


class LastNumber(NamedTuple):
    """The last number of a belief that has none now.

    `was_given` says that one was given for its own day, and not added later for a past one.
    """

    credence: Decimal
    was_given: bool

    @property
    def words(self) -> str:
        """Return what is said in place of a number."""
        return WITHDRAWN if self.was_given else NONE_NOW


def last_numbers(beliefs: Iterable[Any], *, reader: Reader) -> dict[int, LastNumber]:
    """Return, by id, the last number of each belief that had one and has none any more."""
    ids = [row.id for row in beliefs if row.credence is None]
    return last_of(ids, read_histories(ids, reader=reader)) if ids else {}


def note_withdrawn(
    items: Sequence[Any], values: Iterable[dict[str, Any]], *, reader: Reader
) -> None:
    """Note in the values of beliefs, as `withdrawn`, of which the number was taken off.

    Items of other kinds stay as they are.
    """
    for own, last in _with_last(items, values, reader=reader):
        own["withdrawn"] = last is not None and last.was_given


def note_gone(items: Sequence[Any], values: Iterable[dict[str, Any]], *, reader: Reader) -> None:
    """Note in the values of beliefs, as `gone`, the words for a number that is there no more.

    They are empty where there never was any. Items of other kinds stay as they are.
    """
    for own, last in _with_last(items, values, reader=reader):
        own["gone"] = last.words if last else ""


def _with_last(
    items: Sequence[Any], values: Iterable[dict[str, Any]], *, reader: Reader
) -> Iterator[tuple[dict[str, Any], LastNumber | None]]:
    """Yield the values of each belief among some items, with the number that it had last."""
    pairs = [
        (item, own) for item, own in zip(items, values, strict=True) if isinstance(item, Belief)
    ]
    had_one = last_numbers([item for item, _ in pairs], reader=reader)
    return ((own, had_one.get(item.id)) for item, own in pairs)


def held_since(day: date, *, reader: Reader) -> set[int]:
    """Return the ids of the beliefs with a point, known to the reader, of this day or later."""
    query = select(Revision.item_id).where(Revision.kind == "belief", Revision.held_on >= day)
    visible = query.where(Revision.credence.is_not(None), knows_of(reader=reader, kind="belief"))
    return set(db.session.scalars(visible))


class MoveReason(NamedTuple):
    """The reasons of a credence: one for it alone (`own`), and that of its whole change (`common`).

    `is_alone` says that the change did nothing else.
    """

    change_id: int
    own: str
    common: str
    is_alone: bool


@dataclass(frozen=True)
class Histories:
    """The points of each belief, by belief id, in the order they were held, without undone ones.

    `given` has the beliefs with a number that was given for its own day, and not added later for a
    past one. `moved` has the moves that each item caused, by its anchor; `last_causes` has, by
    belief id, the anchor of the cause of the last move, "" for none; `last_reasons` has its reason.
    """

    paths: dict[int, list[Step]]
    given: set[int]
    moved: dict[str, list[CausedMove]]
    last_causes: dict[int, str]
    last_reasons: dict[int, MoveReason]


def last_of(belief_ids: Iterable[int], histories: Histories) -> dict[int, LastNumber]:
    """Return, by id, the last number of each of these beliefs, which have none now."""
    return {
        one: LastNumber(per_cent(steps[-1][0]), one in histories.given)
        for one in belief_ids
        if (steps := histories.paths[one])
    }


def read_histories(belief_ids: Collection[int], *, reader: Reader) -> Histories:
    """Return the histories of beliefs, as far as the reader knows them.

    Visitors know what was public, readers of the past what was saved by then. The points are plain
    values, not rows: there may be tens of thousands.
    """
    are_few = len(belief_ids) <= MANY
    query, ids = _points(are_few, reader=reader), {"belief_ids": list(belief_ids)}
    found: Any = db.session.execute(query, ids if are_few else {}).all()
    void = (
        undone_change_ids(until=reader.until)
        if any(row.may_be_undone for row in found)
        else Undone()
    )
    paths: dict[int, list[Step]] = {belief: [] for belief in belief_ids}
    given: set[int] = set()
    moved: dict[str, list[CausedMove]] = defaultdict(list)
    last_causes: dict[int, str] = {}
    last_reasons: dict[int, MoveReason] = {}
    cause_kinds = Recorded.cause_kinds()
    for belief, credence, day, moment, action, change, cause_kind, cause_id, _, *why in found:
        if belief not in paths or not void.counts(change, action):
            continue
        steps = paths[belief]
        before = steps[-1][0] if steps else None
        if credence != before:
            is_caused = cause_kind in cause_kinds and action != RECALL
            cause = str(Anchor(cause_kind, cause_id)) if is_caused else ""
            last_causes[belief], last_reasons[belief] = cause, MoveReason(change, *why)
            if cause:
                former = None if before is None else per_cent(before)
                moved[cause].append(CausedMove(belief, former, per_cent(credence)))
        steps.append((credence, day, moment))
        if action != RECALL:
            given.add(belief)
    return Histories(paths, given, moved, last_causes, last_reasons)


@once_per_reader
def _points(are_few: bool, *, reader: Reader) -> Any:
    """Return the query for the points of `belief_ids` or, unless these are few, of all beliefs.

    The points of each belief come in the order in which they were held.
    """
    query = (
        select(
            Revision.item_id,
            type_coerce(Revision.credence, BigInteger),
            type_coerce(Revision.held_on, String),
            *(Revision.held_at, Revision.action, Revision.change_id),
            *(Change.cause_kind, Change.cause_id),
            may_be_undone().label("may_be_undone"),
            *(func.coalesce(Revision.reason, ""), Change.reason, _is_alone()),
        )
        .join(Change, Change.id == Revision.change_id)
        .where(Revision.kind == "belief", Revision.credence.is_not(None))
        .where(knows_point(reader=reader))
        .order_by(Revision.item_id, *held_order())
    )
    mine = Revision.item_id.in_(bindparam("belief_ids", expanding=True))
    return query.where(mine) if are_few else query


def _is_alone() -> Any:
    """Return an SQL expression: whether a revision's change did nothing else, or has no reason."""
    other = aliased(Revision)
    others = exists().where(other.change_id == Revision.change_id, other.id != Revision.id)
    return case((Change.reason == "", true()), else_=~others)

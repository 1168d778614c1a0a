"""Every credence that was ever held, as the file that `flask import --forecasts` reads."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from wiki.anchors import Anchor
from wiki.clock import Clock
from wiki.credence import format_credence
from wiki.dates import first_day
from wiki.db import db
from wiki.exchange.cells import write_csv
from wiki.exchange.claims import held_at
from wiki.exchange.forecasts import ALL_COLUMNS, NO_NUMBER, OUTCOMES
from wiki.journal import Change
from wiki.models import PRIVATE, PUBLIC
from wiki.queries.beliefs.points import list_points, with_history
from wiki.queries.beliefs.withdrawals import list_withdrawals
from wiki.sections.belief import Belief
from wiki.visibility import AUTHOR, VISITOR, is_public, partly_secret

BELIEFS = 200  # whose histories are read together


def write_forecasts(topics: Sequence[Any], clock: Clock) -> Iterator[str]:
    """Yield the text of the file in pieces: a line for each credence of each belief."""
    known = {topic.id: topic for topic in topics}
    yield write_csv(ALL_COLUMNS, [])
    query = (
        select(Belief)
        .where(Belief.deleted_at.is_(None))
        .order_by(Belief.topic_id, Belief.position, Belief.id)
    )
    ids = db.session.scalars(query.with_only_columns(Belief.id)).all()
    for start in range(0, len(ids), BELIEFS):
        beliefs = db.session.scalars(query.where(Belief.id.in_(ids[start : start + BELIEFS]))).all()
        held = with_history(belief for belief in beliefs if belief.topic_id in known)
        yield write_csv(ALL_COLUMNS, _rows_of(held, known, clock)).partition("\r\n")[2]


def _rows_of(
    beliefs: Sequence[Any], topics: Mapping[int, Any], clock: Clock
) -> Iterator[Sequence[str]]:
    """Yield the lines of some beliefs, each with its own id, as two may have the same claim."""
    ids = [belief.id for belief in beliefs]
    points, shown = (list_points(ids, reader=reader) for reader in (AUTHOR, VISITOR))
    empty = [belief.id for belief in beliefs if belief.credence is None]
    withdrawn, gone = (list_withdrawals(empty, reader=reader) for reader in (AUTHOR, VISITOR))
    changes = {point.change.id for found in points.values() for point in found}
    changes |= {change.id for found in withdrawn.values() for change in found}
    secret = partly_secret(changes)
    for belief in beliefs:
        begin, last = (topics[belief.topic_id].title, belief.claim), str(Anchor.of(belief))
        outcome, is_open = _outcome(belief), is_public(belief)
        held = points.get(belief.id, [])
        for point in held:
            number = f"{format_credence(point.credence)}%"
            is_shown = is_open and point in shown.get(belief.id, [])
            said = _told(point.change, secret, public=is_shown)
            reason, visibility = point.own_reason or said[0], said[1]
            told = (held_at(point, clock), number, *outcome, reason, visibility)
            yield *begin, *told, last
        if belief.credence is None and (taken := withdrawn.get(belief.id)):
            is_shown = is_open and taken[-1] in gone.get(belief.id, [])
            said = _told(taken[-1], secret, public=is_shown)
            yield *begin, taken[-1].at.isoformat(), NO_NUMBER, *outcome, *said, last
        elif belief.credence is None and held:  # another atlas took it off, before an import
            visibility = PUBLIC if is_open else PRIVATE
            yield *begin, held_at(held[-1], clock), NO_NUMBER, *outcome, "", visibility, last


def _told(change: Change, secret: Collection[int], *, public: bool) -> tuple[str, str]:
    """Return the reason of a change and the visibility of a line.

    A public line leaves out the reason of a change that did something else in private: visitors
    may not read it.
    """
    reason = "" if public and change.id in secret else change.reason
    return reason, PUBLIC if public else PRIVATE


def _outcome(belief: Any) -> tuple[str, str]:
    """Return when a belief resolved, and how; two empty texts where it did not."""
    if belief.outcome in OUTCOMES and belief.ended_on:
        return _ended(belief.ended_on), belief.outcome
    return "", ""


def _ended(iso: str) -> str:
    """Return a day or a moment as it is, and the first day of a month or year."""
    return iso if len(iso) >= len("2026-05-01") else f"{first_day(iso)}"

"""Every credence that was ever held, as the file that `flask import --forecasts` reads."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from wiki.anchors import Anchor
from wiki.clock import Clock
from wiki.credence import format_credence
from wiki.dates import DateError, first_day, parse_moment
from wiki.db import db
from wiki.exchange.cells import write_csv
from wiki.exchange.claims import held_at
from wiki.exchange.forecasts import ALL_COLUMNS, NO_NUMBER, OUTCOMES
from wiki.journal import Change
from wiki.models import PRIVATE, PUBLIC
from wiki.queries.beliefs.points import list_points, with_history
from wiki.queries.beliefs.withdrawals import list_withdrawals
from wiki.queries.change_reasons import ReadableReasons
from wiki.related import related_options
from wiki.sections.belief import Belief
from wiki.visibility import AUTHOR, VISITOR, is_public

BELIEFS = 200  # whose histories are read together


def write_forecasts(topics: Sequence[Any], clock: Clock) -> Iterator[str]:
    """Yield a CSV of forecasts in pieces: a line for each credence of each belief of the topics."""
    by_id = {topic.id: topic for topic in topics}
    yield write_csv(ALL_COLUMNS, [])
    query = (
        select(Belief)
        .where(Belief.deleted_at.is_(None))
        .order_by(Belief.topic_id, Belief.position, Belief.id)
    )
    ids = db.session.scalars(query.with_only_columns(Belief.id)).all()
    for start in range(0, len(ids), BELIEFS):
        beliefs = db.session.scalars(
            query.where(Belief.id.in_(ids[start : start + BELIEFS])).options(
                *related_options(Belief)
            )
        ).all()
        with_points = with_history(belief for belief in beliefs if belief.topic_id in by_id)
        histories = _Histories(with_points, clock)
        rows = [
            (by_id[belief.topic_id].title, belief.claim, *row, str(Anchor.of(belief)))
            for belief in with_points
            for row in _rows(belief, histories)
        ]
        yield write_csv(ALL_COLUMNS, rows).partition("\r\n")[2]


class _Histories:
    """The credence histories of some beliefs, both as the author and as visitors see them."""

    def __init__(self, beliefs: Sequence[Belief], clock: Clock) -> None:
        ids, self._clock = [belief.id for belief in beliefs], clock
        empty = {belief.id for belief in beliefs if belief.credence is None}
        self._every, self._shown = (list_points(ids, reader=one) for one in (AUTHOR, VISITOR))
        self._withdrawn, self._seen_withdrawn = (
            list_withdrawals({one: points[one] for one in empty & points.keys()}, reader=reader)
            for points, reader in ((self._every, AUTHOR), (self._shown, VISITOR))
        )
        changes = [point.change for points in self._every.values() for point in points]
        changes += [change for withdrawals in self._withdrawn.values() for change in withdrawals]
        self._told = ReadableReasons(changes, reader=VISITOR)

    def lines(self, belief: Belief) -> Iterator[tuple[str, str, str, bool]]:
        """Yield (when held, number, reason, known to visitors?) for each credence of a belief.

        The last line of a belief without a number says so, if it ever had one. A reason that
        visitors may not read is in no line that they know of.
        """
        is_open, points = is_public(belief), self._every.get(belief.id, ())
        for point in points:
            is_shown = is_open and point in self._shown.get(belief.id, ())
            reason = self._reason(point.change, point.own_reason, is_shown=is_shown)
            credence = f"{format_credence(point.credence)}%"
            yield held_at(point, self._clock), credence, reason, is_shown
        if belief.credence is not None or not points:
            return
        if withdrawals := self._withdrawn.get(belief.id):
            is_shown = is_open and withdrawals[-1] in self._seen_withdrawn.get(belief.id, ())
            reason = self._reason(withdrawals[-1], is_shown=is_shown)
            yield withdrawals[-1].at.isoformat(), NO_NUMBER, reason, is_shown
        else:  # it was withdrawn in another atlas, before an import
            yield held_at(points[-1], self._clock), NO_NUMBER, "", is_open

    def _reason(self, change: Change, own: str | None = None, *, is_shown: bool) -> str:
        return self._told.reason(change, own) if is_shown else own or change.reason


def _rows(belief: Belief, histories: _Histories) -> Iterator[Sequence[str]]:
    """Yield the cells of a belief's lines, but for its region, claim and id."""
    for at, credence, reason, is_shown in histories.lines(belief):
        yield at, credence, *_outcome(belief), reason, PUBLIC if is_shown else PRIVATE


def _outcome(belief: Any) -> tuple[str, str]:
    """Return when a belief resolved, as ISO text, and how; two empty texts if it did not."""
    ended = _ended(belief.ended_on) if belief.outcome in OUTCOMES and belief.ended_on else ""
    return (ended, belief.outcome) if ended else ("", "")


def _ended(iso: str) -> str:
    """Return the day or moment of an outcome as files take it; for a month or year its first day.

    Older versions stored moments in forms that no file may have: for those the text is "".
    """
    if "T" not in iso:
        return iso if len(iso) >= len("2026-05-01") else f"{first_day(iso)}"
    try:
        return parse_moment(iso, today=date.max, now=datetime.max.replace(tzinfo=UTC))
    except DateError:
        return ""

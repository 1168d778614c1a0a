"""Forecasts of one claim: the order in which they were held, and the outcome of the claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from wiki.actions import RECALL
from wiki.clock import Clock, start_of
from wiki.dates import moment_text
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecasts import Forecast
from wiki.journal import DatedCredence
from wiki.queries.beliefs.points import Point


@dataclass
class ForecastHistory:
    """The forecasts of one claim in the order they were held, and its outcome."""

    forecasts: list[Forecast]
    outcome: str = ""
    ended_on: str = ""

    @property
    def numbers(self) -> list[Forecast]:
        """Return the forecasts with a number."""
        return [forecast for forecast in self.forecasts if forecast.credence is not None]

    @property
    def last(self) -> Decimal | None:
        """Return the credence held last, in per cent, None where it was withdrawn."""
        return self.forecasts[-1].credence

    @property
    def line(self) -> int:
        """Return the number of the first line about the claim."""
        return min(forecast.line for forecast in self.forecasts)


def read_history(lines: Sequence[Forecast], clock: Clock) -> ForecastHistory:
    """Return the history of one claim from its forecasts.

    Raises DocumentError where two of them give different outcomes or days of it, and where only
    one of the two is given.
    """
    history = ForecastHistory(sorted(lines, key=lambda forecast: _when(forecast.at, clock)))
    for forecast in lines:
        ended_on = _text(forecast.resolved, clock) if forecast.resolved else ""
        for name, value in (("outcome", forecast.outcome), ("ended_on", ended_on)):
            stated = getattr(history, name)
            if value and stated and value != stated:
                column = "resolved" if name == "ended_on" else name
                reason = f"`{column}`: another line about this claim says {stated}."
                raise DocumentError(forecast.line, reason)
            setattr(history, name, stated or value)
    if bool(history.outcome) != bool(history.ended_on):
        has, lacks = ("outcome", "resolved") if history.outcome else ("resolved", "outcome")
        reason = f"For this claim `{has}` is given and `{lacks}` is not: give both or neither."
        raise DocumentError(history.line, reason)
    return history


def point_of(forecast: Forecast, clock: Clock) -> DatedCredence:
    """Return a forecast's credence with the day or moment at which it was held.

    The forecast must have a number.
    """
    assert forecast.credence is not None
    reason = forecast.reason or None
    if not isinstance(forecast.at, datetime):
        coarse = forecast.coarse_at or None
        return DatedCredence(forecast.credence, forecast.at, held_at=coarse, reason=reason)
    day = clock.day_of(forecast.at)
    return DatedCredence(forecast.credence, day, held_at=forecast.at.isoformat(), reason=reason)


def held_at(point: Point, clock: Clock) -> str:
    """Return when a point was held, as exactly as is known: a moment in UTC, day, month or year.

    A point that was recorded on its own day has the moment of the recording, unless its author gave
    it for a day.
    """
    if point.held_at:
        return point.held_at
    recorded = point.change.at
    is_then = point.action != RECALL and clock.day_of(recorded) == point.held_on
    return recorded.isoformat() if is_then else point.held_on.isoformat()


def _when(at: date | datetime, clock: Clock) -> datetime:
    """Return a date or moment as a moment: a date as its beginning in the site's time zone."""
    return at if isinstance(at, datetime) else start_of(at, clock.zone)


def _text(at: date | datetime, clock: Clock) -> str:
    """Return a day or moment as a belief stores it, in the site's time zone."""
    return moment_text(at.astimezone(clock.zone)) if isinstance(at, datetime) else at.isoformat()

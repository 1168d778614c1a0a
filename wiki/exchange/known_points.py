"""What the atlas knows of a belief's credences, for lines of a file to be compared with."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

from wiki.actions import RECALL
from wiki.clock import Clock, first_moment
from wiki.credence import format_credence
from wiki.exchange.claims import held_at
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecasts import Forecast
from wiki.queries.beliefs.points import Point


class KnownPoints:
    """The points of a belief, found by every date and moment under which a file may give them."""

    def __init__(self, points: Collection[Point], clock: Clock) -> None:
        self._clock = clock
        self._reasons: dict[str, dict[Decimal, str]] = defaultdict(dict)
        # Credences of points known only to the day or month, by that day or the month's first.
        self._on_day: dict[str, set[Decimal]] = defaultdict(set)
        moments = []
        for point in points:
            exact = held_at(point, clock)
            moments.append(first_moment(exact, clock.zone))
            for when in self._dates_of(point, exact):
                self._reasons[when][point.credence] = point.reason
            if "T" not in exact:
                self._on_day[f"{point.held_on}"].add(point.credence)
        self._latest = max(moments, default=None)

    def _dates_of(self, point: Point, exact: str) -> set[str]:
        """Return the dates and moments under which a file may give a point.

        `exact` is when it was held, as exactly as is known. A point without a moment of its own may
        stand under its day, and under the moment at which it was recorded, also where the site's
        time zone was another one then.
        """
        if point.held_at:
            return {exact}
        names = {exact, f"{point.held_on}"}
        recorded = point.change.at
        if point.action != RECALL and abs((recorded.date() - point.held_on).days) <= 1:
            names.add(recorded.isoformat())
        return names

    def has(self, forecast: Forecast) -> bool:
        """Return whether a forecast with a number is one of the points."""
        assert forecast.credence is not None
        if forecast.credence in self._reasons.get(forecast.held_at, {}):
            return True
        return forecast.credence in self._on_day.get(f"{self._day_of(forecast)}", ())

    def reason_of(self, forecast: Forecast) -> str:
        """Return the reason that the atlas has for a forecast among the points; "" for none."""
        assert forecast.credence is not None
        return self._reasons.get(forecast.held_at, {}).get(forecast.credence, "")

    def refuse_second(self, forecast: Forecast, lines: Sequence[Forecast]) -> None:
        """Raise DocumentError where the atlas has a different number for a forecast's moment.

        A day may have several numbers: the form takes them, and an export writes a line for each.
        So a number of the atlas that `lines`, the other lines of the file, give for the same day is
        no reason to refuse. This holds among lines that name their belief in the column `belief`: a
        claim alone may be that of two beliefs.
        """
        assert forecast.credence is not None
        if not (recorded := self._reasons.get(forecast.held_at)):
            return
        day = self._day_of(forecast)
        meant = {one.credence for one in lines if one.belief and self._day_of(one) == day}
        others = [credence for credence in recorded if not forecast.belief or credence not in meant]
        if not others:
            return
        credences = " and ".join(f"{format_credence(credence)}%" for credence in others)
        raise DocumentError(
            forecast.line,
            f"`credence`: for this moment {credences} is known already, and this line says "
            f"{format_credence(forecast.credence)}%. Take out the wrong one, or give each its time "
            "in `at`.",
        )

    def add(self, forecast: Forecast) -> None:
        """Add a forecast to the points; `is_latest` compares with the earlier points alone."""
        assert forecast.credence is not None
        self._reasons[forecast.held_at][forecast.credence] = forecast.reason

    def _day_of(self, forecast: Forecast) -> date:
        """Return the day of a forecast; for a month or a year, its first day."""
        at = forecast.at
        return self._clock.day_of(at) if isinstance(at, datetime) else at

    def is_latest(self, forecast: Forecast) -> bool:
        """Return whether no point from before the import is later than a forecast.

        A forecast known to the day counts as held at its first moment.
        """
        moment = first_moment(forecast.held_at, self._clock.zone)
        return self._latest is None or moment >= self._latest

"""Importing forecasts as one change, all or nothing.

Forecasts of the same topic and claim become one belief: the credence held last is its own, the
others are backdated points, and it gets an outcome if a forecast has one. What the atlas has
already is not added again. The caller commits.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from wiki.actions import RECALL
from wiki.clock import Clock
from wiki.credence import format_credence
from wiki.db import db
from wiki.exchange.claims import ForecastHistory, point_of, read_history, ways_to_date
from wiki.exchange.document_error import DocumentError, blamed
from wiki.exchange.forecast_report import ForecastReport
from wiki.exchange.forecasts import Forecast
from wiki.exchange.former_claims import FormerClaims
from wiki.exchange.keys import VISIBILITY
from wiki.exchange.known_outcomes import has_outcome
from wiki.exchange.matching import Regions
from wiki.exchange.privacy import name_hides
from wiki.exchange.same_claims import match
from wiki.journal import DatedCredence, Entry, Signature, record
from wiki.models import PRIVATE, PUBLIC, Topic
from wiki.queries.beliefs.points import Point, list_points
from wiki.sections.belief import Belief
from wiki.services.ordering import key_at_end
from wiki.services.places import give_places
from wiki.services.topics import add_topic
from wiki.text import name_key
from wiki.visibility import AUTHOR, is_public

Progress = Callable[[int, int], None]
HIDES = (
    "`topic`: “{}” may be meant to be hidden from visitors, and a new region is public. Say which "
    f"it is in a column `{VISIBILITY}`, or make the region first."
)


def import_forecasts(
    file: str,
    forecasts: Sequence[Forecast],
    by: Signature,
    clock: Clock,
    *,
    progress: Progress | None = None,
) -> ForecastReport:
    """Import forecasts as one change.

    Raises DocumentError; the caller then rolls back. `progress` is called for each belief with
    the number done and the total.
    """
    report = ForecastReport(len(forecasts))
    with record(by) as entry:
        writer = HistoryWriter(entry, report, clock)
        with blamed(file):
            claims = writer.gather(forecasts)
            for done, claimed in enumerate(claims, 1):
                writer.write(claimed)
                if progress:
                    progress(done, len(claims))
        give_places(entry)
    report.change = entry.change
    return report


@dataclass
class Claimed:
    """What a file says of a claim in a region, and the belief it is about, None for a new one."""

    topic: Topic
    claim: str
    history: ForecastHistory
    belief: Belief | None = None


class HistoryWriter:
    """Writes the histories of claims within a change."""

    def __init__(self, entry: Entry, report: ForecastReport, clock: Clock) -> None:
        self._entry, self._report, self._clock = entry, report, clock
        self._beliefs: dict[tuple[int, str], list[Belief]] = {}
        self._ends: dict[int, str] = {}
        self._points: dict[int, list[Point]] = {}
        self._made: set[Topic] = set()

    def gather(self, forecasts: Sequence[Forecast]) -> list[Claimed]:
        """Return the claims of all topics with their histories; new topics are made.

        Raises DocumentError.
        """
        regions = Regions()
        hidden = {name_key(line.topic) for line in forecasts if line.visibility == PRIVATE}
        found: dict[tuple[int, str], tuple[Topic, dict[str, list[Forecast]]]] = {}
        for forecast in forecasts:
            topic = regions.find(forecast.topic)
            if topic is None:
                hides = name_key(forecast.topic) in hidden
                topic = self._make(regions, forecast, PRIVATE if hides else PUBLIC)
            elif forecast.visibility == PUBLIC and topic.visibility == PRIVATE:
                self._report.note_kept_closed(topic, new=topic in self._made)
            key = topic.id, name_key(forecast.claim)
            by_belief = found.setdefault(key, (topic, {}))[1]
            by_belief.setdefault(forecast.belief, []).append(forecast)
        self._know({topic for topic, _ in found.values()})
        claims = []
        for key, (topic, by_belief) in found.items():
            histories = [read_history(lines, self._clock) for lines in by_belief.values()]
            beliefs = match(histories, self._beliefs.get(key, ()), self._points, self._clock)
            claims += [
                Claimed(topic, history.forecasts[0].claim, history, belief)
                for history, belief in zip(histories, beliefs, strict=True)
            ]
        return claims

    def _make(self, regions: Regions, forecast: Forecast, visibility: str) -> Topic:
        """Make a region.

        Raises DocumentError for a title that says it is to be hidden, where the line does not say
        whether it is.
        """
        if visibility == PUBLIC and not forecast.visibility and name_hides(forecast.topic):
            raise DocumentError(forecast.line, HIDES.format(forecast.topic))
        with blamed("", forecast.line):
            values = {"title": forecast.topic, "visibility": visibility}
            topic = add_topic(self._entry, values, in_passing=True)
        regions.add(topic)
        self._made.add(topic)
        self._report.note_made(topic)
        return topic

    def _know(self, topics: set[Topic]) -> None:
        """Load the beliefs of the topics, and the points of those that are not deleted."""
        self._former = FormerClaims(topics)
        for topic in topics:
            rows = select(Belief).where(Belief.topic_id == topic.id)
            beliefs = db.session.scalars(rows.order_by(Belief.id.desc())).all()
            self._ends[topic.id] = max((row.position for row in beliefs), default="")
            alive = [row for row in beliefs if row.deleted_at is None]
            for row in alive:
                self._beliefs.setdefault((topic.id, name_key(row.claim)), []).append(row)
            if alive:
                self._points |= list_points([row.id for row in alive], reader=AUTHOR)

    def write(self, claimed: Claimed) -> None:
        """Add a claim with its history, or what an existing belief lacks of it.

        A claim that the region had and has no more is left out, and so is what would show visitors
        a private number. Raises DocumentError.
        """
        topic, claim, history = claimed.topic, claimed.claim, claimed.history
        belief = claimed.belief
        if belief is None and (former := self._former.find(topic, claim)):
            self._report.note_left_out(topic, claim, former, len(history.forecasts))
            return
        hidden = _withheld(topic, history)
        is_secret = len(hidden) == len(history.forecasts)
        points = self._points.get(belief.id, []) if belief else []
        news = self._news(points, history, without=hidden)
        if belief is None and is_secret:
            return
        resolves = bool(history.outcome) and not is_secret
        if resolves and belief:
            resolves = not has_outcome(belief, history, self._clock)
        if belief is None:
            belief = self._add(topic, claim)
        self._report.beliefs.add(belief.id)
        self._report.added += len(news)
        if resolves:
            self._entry.alter(belief, outcome=history.outcome, ended_on=history.ended_on)
        latest = max(((point.held_on, point.held_at or "") for point in points), default=None)
        if history.last is None and history.forecasts[-1] not in hidden:
            self._withdraw(belief, history, latest)
        elif news and (latest is None or (news[-1].held_on, news[-1].held_at or "") >= latest):
            self._hold(belief, news.pop())
        for held in news:
            self._entry.say(belief, RECALL, held)

    def _news(
        self, points: Sequence[Point], history: ForecastHistory, *, without: Sequence[Forecast]
    ) -> list[DatedCredence]:
        """Return what is not known of a claim yet, in the order it was held.

        What is news among the forecasts `without` is left out, which is reported. Raises
        DocumentError where another number is known for the same moment.
        """
        known: dict[str, dict[Decimal, str]] = {}
        for point in points:
            for when in ways_to_date(point, self._clock):
                known.setdefault(when, {})[point.credence] = point.reason
        news = []
        for forecast in history.numbers:
            held = point_of(forecast, self._clock)
            at_once = known.setdefault(held.held_at or held.held_on.isoformat(), {})
            if at_once and held.credence not in at_once:
                raise _second_number(forecast, at_once)
            if not at_once and forecast in without:
                self._report.note_hidden(forecast.topic)
                continue
            if not at_once:
                news.append(held)
            elif held.reason and held.reason != at_once[held.credence]:
                self._report.unread.append(f"line {forecast.line}: `reason` “{held.reason[:60]}”")
            at_once.setdefault(held.credence, held.reason or "")
        return news

    def _add(self, topic: Topic, claim: str) -> Belief:
        if self._former.knows(topic, claim):
            self._report.note_again(claim)
        position = self._ends[topic.id] = key_at_end([self._ends[topic.id]])
        return self._entry.add(Belief(topic_id=topic.id, position=position, claim=claim))

    def _hold(self, belief: Belief, held: DatedCredence) -> None:
        """Give a belief a credence that is backdated to its day.

        The same number only reaffirms it.
        """
        if belief.credence == held.credence:
            self._entry.say(belief, RECALL, held)
        else:
            self._entry.alter(belief, credence=held.credence, range="")
            self._entry.since(belief, held)

    def _withdraw(
        self, belief: Belief, history: ForecastHistory, latest: tuple[date, str] | None
    ) -> None:
        """Take the number off a belief, unless it was given another since."""
        at = history.forecasts[-1].at
        moment = at.isoformat() if isinstance(at, datetime) else ""
        day = self._clock.day_of(at) if isinstance(at, datetime) else at
        if belief.credence is not None and (latest is None or (day, moment or "Z") >= latest):
            self._report.added += 1
            self._entry.alter(belief, credence=None, range="")


def _withheld(topic: Topic, history: ForecastHistory) -> list[Forecast]:
    """Return the forecasts that a file has as private, where visitors would see them."""
    hides = is_public(topic)
    return [one for one in history.forecasts if hides and one.visibility == PRIVATE]


def _second_number(forecast: Forecast, known: Iterable[Decimal]) -> DocumentError:
    assert forecast.credence is not None
    told = " and ".join(f"{format_credence(number)}%" for number in known)
    return DocumentError(
        forecast.line,
        f"`credence`: for this moment {told} is known already, and this line says "
        f"{format_credence(forecast.credence)}%. Take out the wrong one, or give each its time in "
        "`at`.",
    )

"""Importing forecasts as one change, all or nothing.

Forecasts of the same topic and claim become one belief: the credence held last is its own, the
others are backdated points, and it gets an outcome if a forecast has one. What the atlas has
already is not added again. The caller commits.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from sqlalchemy import select

from wiki.actions import RECALL
from wiki.clock import Clock
from wiki.credence import format_credence
from wiki.dates import format_short
from wiki.db import db
from wiki.exchange.claims import ForecastHistory, days_and_moments, point_of, read_history
from wiki.exchange.document_error import DocumentError, blamed
from wiki.exchange.forecast_report import ForecastReport
from wiki.exchange.forecasts import Forecast
from wiki.exchange.former_claims import FormerClaims
from wiki.exchange.keys import VISIBILITY
from wiki.exchange.matching import Regions
from wiki.exchange.privacy import name_hides
from wiki.journal import DatedCredence, Entry, Signature, record
from wiki.models import PRIVATE, PUBLIC, Topic
from wiki.queries.beliefs.points import Point, list_points
from wiki.sections.belief import Belief
from wiki.sections.belief_verbs import OUTCOMES
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
SHOWS = (
    f"`{VISIBILITY}`: this line is private, and the region “{{}}” is public here. Make the region "
    f"private first, or write {PUBLIC}."
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
            for done, (topic, claim, history) in enumerate(claims, 1):
                writer.write(topic, claim, history)
                if progress:
                    progress(done, len(claims))
        give_places(entry)
    report.change = entry.change
    return report


class HistoryWriter:
    """Writes the histories of claims within a change."""

    def __init__(self, entry: Entry, report: ForecastReport, clock: Clock) -> None:
        self._entry, self._report, self._clock = entry, report, clock
        self._beliefs: dict[int, dict[str, Belief]] = {}
        self._ends: dict[int, str] = {}
        self._points: dict[int, list[Point]] = {}
        self._made: set[Topic] = set()

    def gather(self, forecasts: Sequence[Forecast]) -> list[tuple[Topic, str, ForecastHistory]]:
        """Return the claims of all topics with their histories; new topics are made."""
        regions = Regions()
        hidden = {name_key(line.topic) for line in forecasts if line.visibility == PRIVATE}
        found: dict[tuple[int, str], tuple[Topic, str, list[Forecast]]] = {}
        for forecast in forecasts:
            topic = regions.find(forecast.topic)
            if topic is None:
                hides = name_key(forecast.topic) in hidden
                topic = self._make(regions, forecast, PRIVATE if hides else PUBLIC)
            elif forecast.visibility == PUBLIC and topic.visibility == PRIVATE:
                self._report.note_kept_closed(topic, new=topic in self._made)
            key = topic.id, name_key(forecast.claim)
            found.setdefault(key, (topic, forecast.claim, []))[2].append(forecast)
        self._know({topic for topic, _, _ in found.values()})
        return [
            (topic, claim, read_history(lines, self._clock))
            for topic, claim, lines in found.values()
        ]

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
            self._beliefs[topic.id] = {name_key(row.claim): row for row in alive}
            if alive:
                self._points |= list_points([row.id for row in alive], reader=AUTHOR)

    def write(self, topic: Topic, claim: str, history: ForecastHistory) -> None:
        """Add a claim with its history, or what an existing belief lacks of it.

        A claim that the region had and has no more is left out. Raises DocumentError.
        """
        belief = self._beliefs[topic.id].get(name_key(claim))
        if belief is None and (former := self._former.find(topic, claim)):
            self._report.note_left_out(topic, claim, former, len(history.forecasts))
            return
        points = self._points.get(belief.id, []) if belief else []
        news = self._news(points, history)
        resolves = bool(history.outcome) and not (belief and _says(belief, history))
        if belief is None or news or resolves:
            _refuse_showing(topic, history)
        latest = max(((point.held_on, point.held_at or "") for point in points), default=None)
        if belief is None:
            belief = self._add(topic, claim)
        self._report.beliefs.add(belief.id)
        self._report.added += len(news)
        if resolves:
            self._entry.alter(belief, outcome=history.outcome, ended_on=history.ended_on)
        if news and (latest is None or (news[-1].held_on, news[-1].held_at or "") >= latest):
            self._hold(belief, news.pop())
        for held in news:
            self._entry.say(belief, RECALL, held)

    def _news(self, points: Sequence[Point], history: ForecastHistory) -> list[DatedCredence]:
        """Return what is not known of a claim yet, in the order it was held.

        Raises DocumentError where another number is known for the same moment.
        """
        known: dict[str, dict[Decimal, str]] = {}
        for point in points:
            for when in days_and_moments(point, self._clock):
                known.setdefault(when, {})[point.credence] = point.reason
        news = []
        for forecast in history.forecasts:
            held = point_of(forecast, self._clock)
            at_once = known.setdefault(held.held_at or held.held_on.isoformat(), {})
            if at_once and held.credence not in at_once:
                raise _second_number(forecast, at_once)
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


def _refuse_showing(topic: Topic, history: ForecastHistory) -> None:
    """Refuse to add to a public region what a line has as private. Raises DocumentError."""
    hidden = [line for line in history.forecasts if line.visibility == PRIVATE]
    if hidden and is_public(topic):
        raise DocumentError(hidden[0].line, SHOWS.format(topic.title))


def _says(belief: Belief, history: ForecastHistory) -> bool:
    """Return whether a belief has this outcome already.

    Raises DocumentError where it has another one: only the author knows which is right. A day
    and a time on that day count as equal.
    """
    if not belief.outcome:
        return False
    told = [belief.ended_on, history.ended_on]
    precision = min(map(len, told))
    if belief.outcome == history.outcome and told[0][:precision] == told[1][:precision]:
        return True
    day = f", {format_short(belief.ended_on[:10])}" if belief.ended_on else ""
    left = f"{OUTCOMES[belief.outcome].lower()}{day}"
    reason = f"The atlas says of this claim: {left}. Hold it again there first, or mend the file."
    raise DocumentError(history.line, reason)


def _second_number(forecast: Forecast, known: Iterable[Decimal]) -> DocumentError:
    told = " and ".join(f"{format_credence(number)}%" for number in known)
    return DocumentError(
        forecast.line,
        f"`credence`: for this moment {told} is known already, and this line says "
        f"{format_credence(forecast.credence)}%. Take out the wrong one, or give each its time in "
        "`at`.",
    )

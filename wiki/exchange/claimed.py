"""Which beliefs of which regions a file of forecasts is about; regions that are new are made."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wiki.clock import Clock
from wiki.db import db
from wiki.exchange.claims import ForecastHistory, read_history
from wiki.exchange.document_error import DocumentError, blamed
from wiki.exchange.forecast_report import ForecastReport
from wiki.exchange.forecasts import Forecast
from wiki.exchange.former_claims import FormerClaims
from wiki.exchange.keys import VISIBILITY
from wiki.exchange.known_points import KnownPoints
from wiki.exchange.matching import Regions
from wiki.exchange.privacy import name_hides
from wiki.exchange.same_claims import match
from wiki.journal import Entry
from wiki.models import PRIVATE, PUBLIC, Topic
from wiki.queries.beliefs.points import Point, list_points
from wiki.related import select_whole
from wiki.sections.belief import Belief
from wiki.services.topics import add_topic
from wiki.text import name_key
from wiki.visibility import AUTHOR, would_open

HIDES = (
    "`topic`: “{}” may be meant to be hidden from visitors, and a new region is public. Say which "
    f"it is in a column `{VISIBILITY}`, or make the region first."
)
WHICH = (
    "`belief` is empty, and other lines are of several beliefs with the claim “{}”. Write in it "
    "which one is meant, as they do."
)


@dataclass
class Claimed:
    """What a file says of one claim in a region, and the belief that it means, None for a new one.

    `points` has the points of the belief before the import.
    """

    topic: Topic
    claim: str
    history: ForecastHistory
    belief: Belief | None
    points: KnownPoints


class ClaimGatherer:
    """Finds the beliefs that forecasts are about, within the change that imports them.

    After `gather`, `former` finds claims that a region had and has no more, and `ends` has the
    position of the last belief in each region, by the region's id.
    """

    former: FormerClaims

    def __init__(self, entry: Entry, report: ForecastReport, clock: Clock) -> None:
        self._entry, self._report, self._clock = entry, report, clock
        self.ends: dict[int, str] = {}
        self._beliefs: dict[tuple[int, str], list[Belief]] = {}
        self._points: dict[int, list[Point]] = {}
        self._new_topics: set[Topic] = set()

    def gather(self, forecasts: Sequence[Forecast]) -> list[Claimed]:
        """Return a `Claimed` for each belief that the forecasts are about; new regions are added.

        Raises DocumentError for a new region whose title may be meant to be private, and for lines
        that do not say which of several beliefs with the same claim they mean.
        """
        regions = Regions()
        hidden = {name_key(line.topic) for line in forecasts if line.visibility == PRIVATE}
        groups: dict[tuple[int, str], tuple[Topic, dict[str, list[Forecast]]]] = {}
        for forecast in forecasts:
            topic = regions.find(forecast.topic)
            if topic is None:
                hides = name_key(forecast.topic) in hidden
                topic = self._make(regions, forecast, PRIVATE if hides else PUBLIC)
            elif would_open(topic, forecast.visibility):
                self._report.note_stays_private(topic, new=topic in self._new_topics)
            key = topic.id, name_key(forecast.claim)
            by_belief = groups.setdefault(key, (topic, {}))[1]
            by_belief.setdefault(forecast.belief, []).append(forecast)
        for _, by_belief in groups.values():
            _join_unnamed(by_belief)
        self._load({topic for topic, _ in groups.values()})
        return [
            claimed
            for key, (topic, by_belief) in groups.items()
            for claimed in self._claims(topic, self._beliefs.get(key, ()), by_belief.values())
        ]

    def _claims(
        self, topic: Topic, beliefs: Sequence[Belief], groups: Iterable[Sequence[Forecast]]
    ) -> Iterator[Claimed]:
        """Yield a `Claimed` for each group of forecasts in `groups`, all with the same claim."""
        points_of = {row: KnownPoints(self._points.get(row.id, ()), self._clock) for row in beliefs}
        histories = [read_history(lines, self._clock) for lines in groups]
        for history, belief in zip(histories, match(histories, points_of), strict=True):
            points = points_of[belief] if belief else KnownPoints((), self._clock)
            yield Claimed(topic, history.forecasts[0].claim, history, belief, points)

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
        self._new_topics.add(topic)
        self._report.note_made(topic)
        return topic

    def _load(self, topics: set[Topic]) -> None:
        """Load the beliefs of the topics, and the points of those that are not deleted."""
        self.former = FormerClaims(topics)
        for topic in topics:
            rows = select_whole(Belief).where(Belief.topic_id == topic.id)
            beliefs = db.session.scalars(rows.order_by(Belief.id.desc())).all()
            self.ends[topic.id] = max((row.position for row in beliefs), default="")
            alive = [row for row in beliefs if row.deleted_at is None]
            for row in alive:
                self._beliefs.setdefault((topic.id, name_key(row.claim)), []).append(row)
            if alive:
                self._points |= list_points([row.id for row in alive], reader=AUTHOR)


def _join_unnamed(by_belief: dict[str, list[Forecast]]) -> None:
    """Add the forecasts of a claim that name no belief to those of the only belief that is named.

    Raises DocumentError if the other lines name several beliefs.
    """
    named = [lines for belief, lines in by_belief.items() if belief]
    if "" not in by_belief or not named:
        return
    if len(named) > 1:
        line = by_belief[""][0].line
        raise DocumentError(line, WHICH.format(by_belief[""][0].claim))
    named[0].extend(by_belief.pop(""))

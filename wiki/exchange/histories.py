"""Importing forecasts as one change, all or nothing.

Forecasts of the same topic and claim become one belief, unless they name several: the credence held
last is its own, the others are backdated points, and it gets an outcome if a forecast has one. A
last line that withdraws the number leaves it without one. What the atlas has already is not added
again. The caller commits.
"""

from collections.abc import Callable, Collection, Sequence

from wiki.actions import RECALL
from wiki.clock import Clock
from wiki.exchange.claimed import Claimed, ClaimGatherer
from wiki.exchange.claims import ForecastHistory, point_of
from wiki.exchange.document_error import blamed
from wiki.exchange.forecast_report import FOLLOWED, OLDER, ForecastReport
from wiki.exchange.forecasts import Forecast
from wiki.exchange.known_outcomes import has_outcome
from wiki.exchange.known_points import KnownPoints
from wiki.journal import DatedCredence, Entry, Signature, record
from wiki.models import PRIVATE, Topic
from wiki.sections.belief import Belief, fitting_range
from wiki.services.ordering import key_at_end
from wiki.services.places import give_places
from wiki.visibility import is_public

Progress = Callable[[int, int], None]


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
        with blamed(file):
            gatherer = ClaimGatherer(entry, report, clock)
            claims = gatherer.gather(forecasts)
            writer = HistoryWriter(entry, report, clock, gatherer)
            for done, claimed in enumerate(claims, 1):
                writer.write(claimed)
                if progress:
                    progress(done, len(claims))
        give_places(entry)
    report.change = entry.change
    return report


class HistoryWriter:
    """Writes the credence histories of the claims that a ClaimGatherer found, within a change."""

    def __init__(
        self, entry: Entry, report: ForecastReport, clock: Clock, gatherer: ClaimGatherer
    ) -> None:
        self._entry, self._report, self._clock = entry, report, clock
        self._former, self._ends = gatherer.former, gatherer.ends

    def write(self, claimed: Claimed) -> None:
        """Add a belief with the history of a claim, or what an existing belief lacks of it.

        A claim that the region had and has no more is left out, and so is what would show visitors
        a private number; both are reported. Raises DocumentError.
        """
        topic, claim, history = claimed.topic, claimed.claim, claimed.history
        belief, points = claimed.belief, claimed.points
        if belief is None and (former := self._former.find(topic, claim)):
            self._report.note_left_out(topic, claim, former, len(history.forecasts))
            return
        hidden = _withheld(topic, history)
        usable = [forecast for forecast in history.forecasts if forecast.line not in hidden]
        news = self._new_forecasts(points, history, hidden=hidden)
        resolves = self._brings_outcome(claimed, usable)
        withdrawal = self._withdrawal(claimed, usable, hidden=hidden, has_news=bool(news))
        if belief is None and not usable:
            return
        if belief is None:
            belief = self._add(topic, claim)
        self._report.beliefs.add(belief.id)
        self._report.added += len(news)
        if resolves:
            self._report.resolved += claimed.belief is not None
            self._entry.alter(belief, outcome=history.outcome, ended_on=history.ended_on)
        if withdrawal:
            self._withdraw(belief, withdrawal)
        elif news and usable[-1].credence is not None and points.is_latest(news[-1]):
            self._hold(belief, point_of(news.pop(), self._clock))
        for forecast in news:
            self._entry.add_revision(belief, RECALL, point_of(forecast, self._clock))

    def _new_forecasts(
        self, points: KnownPoints, history: ForecastHistory, *, hidden: Collection[int]
    ) -> list[Forecast]:
        """Return the forecasts of a claim that the atlas lacks, in the order they were held.

        New ones on the lines `hidden` are left out, which is reported. Raises DocumentError where
        another number is known for the same moment.
        """
        news = []
        for forecast in history.numbers:
            if points.has(forecast):
                if forecast.reason and forecast.reason != points.reason_of(forecast):
                    note = f"line {forecast.line}: `reason` “{forecast.reason[:60]}”"
                    self._report.unread.append(note)
                continue
            points.refuse_second(forecast, history.numbers)
            if forecast.line in hidden:
                self._report.note_hidden(forecast.topic)
                continue
            points.add(forecast)
            news.append(forecast)
        return news

    def _brings_outcome(self, claimed: Claimed, usable: Sequence[Forecast]) -> bool:
        """Return whether a claim has an outcome that its belief lacks.

        An outcome that none of the forecasts `usable` gives is left out, which is reported. Raises
        DocumentError where the belief has another outcome.
        """
        history, belief = claimed.history, claimed.belief
        if not history.outcome or (belief and has_outcome(belief, history, self._clock)):
            return False
        if any(one.outcome for one in usable) and any(one.resolved for one in usable):
            return True
        self._report.note_hidden(claimed.topic.title, forecasts=0)
        return False

    def _withdrawal(
        self,
        claimed: Claimed,
        usable: Sequence[Forecast],
        *,
        hidden: Collection[int],
        has_news: bool,
    ) -> Forecast | None:
        """Return the forecast that takes the number off a belief, None where none does.

        Only the last of the forecasts `usable` can, if the atlas has no later number. Other lines
        that withdraw a number, and those on the lines `hidden`, are reported as left out, unless
        the belief has no number anyway.
        """
        belief, last = claimed.belief, claimed.history.forecasts[-1]
        is_bare = belief is not None and belief.credence is None and not has_news
        withdrawal = None
        for forecast in claimed.history.forecasts:
            if forecast.credence is not None or (is_bare and forecast is last):
                continue
            if forecast.line in hidden:
                self._report.note_hidden(claimed.topic.title)
            elif forecast is not usable[-1]:
                self._report.note_skipped(claimed.topic, forecast, FOLLOWED)
            elif belief and belief.credence is not None and not claimed.points.is_latest(forecast):
                self._report.note_skipped(claimed.topic, forecast, OLDER)
            else:
                withdrawal = forecast
        return withdrawal

    def _add(self, topic: Topic, claim: str) -> Belief:
        if self._former.ever_had(topic, claim):
            self._report.note_returned(claim)
        position = self._ends[topic.id] = key_at_end([self._ends[topic.id]])
        return self._entry.add(Belief(topic_id=topic.id, position=position, claim=claim))

    def _hold(self, belief: Belief, point: DatedCredence) -> None:
        """Give a belief a backdated credence; its range goes if it does not contain the new number.

        The same number only reaffirms it.
        """
        if belief.credence == point.credence:
            self._entry.add_revision(belief, RECALL, point)
        else:
            new_range = fitting_range(belief.range, point.credence)
            self._entry.alter(belief, credence=point.credence, range=new_range)
            self._entry.backdate(belief, point)

    def _withdraw(self, belief: Belief, forecast: Forecast) -> None:
        """Take the number off a belief, as of today; the day that a file has for it is reported."""
        self._report.added += 1
        if belief.credence is not None:
            self._entry.alter(belief, credence=None, range="")
        if forecast.reason or forecast.held_at != f"{self._clock.today}":
            self._report.note_undated(belief.topic, forecast)


def _withheld(topic: Topic, history: ForecastHistory) -> frozenset[int]:
    """Return the numbers of a claim's private lines if its topic is public, else none."""
    private = {one.line for one in history.forecasts if one.visibility == PRIVATE}
    return frozenset(private if is_public(topic) else ())

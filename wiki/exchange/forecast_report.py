"""The report of an import of forecasts."""

from dataclasses import dataclass, field

from wiki.exchange.forecasts import Forecast
from wiki.exchange.report import stays_closed
from wiki.exchange.secrecy import OPEN_REGION
from wiki.journal import Change
from wiki.models import PRIVATE, PUBLIC, Topic
from wiki.sections.belief import Belief
from wiki.text import counted
from wiki.visibility import is_undeleted

# Why a line that takes the number off a belief is left out.
FOLLOWED = "Only the last line of a claim can take its number off."
OLDER = "The atlas has a later number."


@dataclass
class ForecastReport:
    """What an import of forecasts did; `change` is None if the atlas had all forecasts already.

    `unread` names the lines whose reason is not stored, since the same point has another reason.
    `resolved` counts the beliefs that were there and have an outcome now.
    `left_out` counts the forecasts that are not imported: of claims that the region no longer has,
    or private ones in a public region. `notes` are sentences on these, on new regions and on what
    stays private.
    """

    forecasts: int
    added: int = 0
    resolved: int = 0
    left_out: int = 0
    notes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    beliefs: set[int] = field(default_factory=set)
    change: Change | None = None

    def sentence(self) -> str:
        """Return how many forecasts were read, added and known, and what else was done."""
        existing = self.forecasts - self.added - self.left_out
        omitted = f", {counted(self.left_out)} left out" if self.left_out else ""
        resolved = f", {counted(self.resolved, 'known belief')} resolved" if self.resolved else ""
        read = f"{counted(self.forecasts, 'forecast')} read, of"
        added = f"{counted(len(self.beliefs), 'belief')}: {counted(self.added)} added"
        return f"{read} {added}, {counted(existing)} known already{resolved}{omitted}."

    def note_made(self, topic: Topic) -> None:
        """Note that a region is new, and who sees it."""
        self.notes.append(f"The new region “{topic.title}” is {topic.visibility}.")

    def note_stays_private(self, topic: Topic, *, new: bool) -> None:
        """Note once that a region stays private although lines have it public.

        Nothing is noted of one that this import made: other lines have it private.
        """
        note = stays_closed(f"The region “{topic.title}”", PRIVATE, OPEN_REGION)
        if not new and note not in self.notes:
            self.notes.append(note)

    def note_hidden(self, topic: str, *, forecasts: int = 1) -> None:
        """Note that private forecasts are left out, as visitors would see them in a topic.

        They are counted each time; the sentence for a topic is added once.
        """
        self.left_out += forecasts
        note = (
            f"Left out: what the file has as private in the region “{topic}”, which is public here."
            f" Make the region private first to have it, or write {PUBLIC} in its lines."
        )
        if note not in self.notes:
            self.notes.append(note)

    def note_skipped(self, topic: Topic, forecast: Forecast, why: str) -> None:
        """Note that a line is left out that says that a belief had no number from a day on."""
        self.left_out += 1
        self.notes.append(
            f"Left out: line {forecast.line}, which says that “{forecast.claim}” in the region "
            f"“{topic.title}” had no number from {forecast.held_at} on. {why}"
        )

    def note_undated(self, topic: Topic, forecast: Forecast) -> None:
        """Note that a belief has no number now, and that the day when it lost it is not stored."""
        reason = f", nor the reason “{forecast.reason[:60]}”" if forecast.reason else ""
        self.notes.append(
            f"“{forecast.claim}” in the region “{topic.title}” has no number now. That it had none "
            f"from {forecast.held_at} on is not kept{reason}."
        )

    def note_left_out(self, topic: Topic, claim: str, former: Belief, forecasts: int) -> None:
        """Note that forecasts are left out: the topic had their claim, and has it no more.

        `former` is the belief that had it.
        """
        self.left_out += forecasts
        named = f"“{claim}” in the region “{topic.title}”"
        self.notes.append(f"Left out: {named} {_became(former, topic)}")

    def note_returned(self, claim: str) -> None:
        """Note that a claim is new again: the save that first added it was undone."""
        self.notes.append(f"The belief “{claim}” was undone, and is there again.")


def _became(belief: Belief, topic: Topic) -> str:
    """Return what became of a belief that stood in a topic, and what the author can do."""
    if not is_undeleted(belief):
        return "was deleted. Restore it first to have its history."
    if belief.topic_id != topic.id:
        return f"was moved to the region “{belief.topic.title}”. Name that one in its lines."
    return f"reads “{belief.claim}” now. Write it so in its lines."

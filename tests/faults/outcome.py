"""What a scenario found, and the line that tells it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random


@dataclass
class Outcome:
    """Trials, what was lost or torn in them, and times in seconds of what was timed.

    `ended` is in how many trials a command had ended before it was killed.
    """

    trials: int = 0
    lost: int = 0
    torn: int = 0
    acknowledged: int = 0
    ended: int = 0
    times: list[float] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Return whether nothing was lost or torn."""
        return not self.lost and not self.torn

    @property
    def p95(self) -> str:
        """Return the 95th percentile of the times, in milliseconds."""
        if not self.times:
            return "-"
        place = min(len(self.times) - 1, int(len(self.times) * 0.95))
        return f"{sorted(self.times)[place] * 1000:.0f} ms"

    def add(self, found: "Found", *, times: list[float] | None = None) -> None:
        """Count one trial."""
        self.trials += 1
        self.lost += found.lost
        self.torn += len(found.torn)
        self.acknowledged += found.acknowledged
        self.times += times or []
        self.remarks += found.torn[:2]


@dataclass
class Found:
    """What one trial found: acknowledged edits, those of them that are gone, and what is torn."""

    acknowledged: int = 0
    lost: int = 0
    torn: list[str] = field(default_factory=list)


class NotHere(Exception):
    """This machine does not allow a scenario; the text says what is missing."""


@dataclass(frozen=True)
class Scenario:
    """A fault by name: how often it is tried in the short and in the long form, and how.

    `run` gets the number of trials, a source of chance, and whether the guard is broken.
    """

    name: str
    short: int
    long: int
    run: Callable[[int, Random, bool], Outcome]
    times: str = ""

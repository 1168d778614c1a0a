"""The stages of the author's thinking about a region: all that is particular to each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """A stage: its name, a sentence, its rhythm of review and its look on the map.

    Its author should look at a page again after `review_days` days, None for never. `tint` is how
    much of the area's colour its territory has on the map, from 0 to 1, and `ground` says so in
    words. Where there is no room for the names of all regions, those of a stage that is `foremost`
    come first.
    """

    name: str
    sentence: str
    review_days: int | None
    tint: float
    ground: str
    foremost: bool = False


STAGES = (
    Status(
        "Exploring",
        "I am still reading and mapping the ground: early thoughts; don’t rely on them.",
        90,
        0.2,
        "lightly tinted",
    ),
    Status(
        "Forming",
        "I hold views here, and I expect several of them to move.",
        180,
        0.42,
        "tinted",
        foremost=True,
    ),
    Status(
        "Settled",
        "I have thought this through; only new evidence would move me.",
        365,
        0.68,
        "strongly tinted",
        foremost=True,
    ),
    Status(
        "Dormant",
        "I am not working on this now; read the dates before you rely on it.",
        None,
        0.08,
        "bare",
    ),
)
STATUSES = {status.name: status for status in STAGES}
TINTS = {status.name.lower(): status.tint for status in STAGES}
FOREMOST = {status.name.lower() for status in STAGES if status.foremost}
# What the legend of a map says of the ground of each stage.
GROUNDS = {status.name.lower(): f"{status.ground}: {status.name.lower()}" for status in STAGES}
# A region without a status looks as one that is being explored.
TINTS["open"] = TINTS["exploring"]
GROUNDS["open"] = f"{STATUSES['Exploring'].ground}: no status"


def review_days(name: str) -> int | None:
    """Return the days between reviews for a status; None for a status without, or for no status."""
    status = STATUSES.get(name)
    return status.review_days if status else None

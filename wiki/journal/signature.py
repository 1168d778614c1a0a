"""The signature of a write: who saves, on which day and why."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Signature:
    """Who saves, which day it is for them, why, and because of what.

    `author_id` is None for nobody in particular. `cause` is the kind and id of a reading or
    trigger. `now` is the moment by the author's clock, None for the server's. A `minor` change is
    left out of the changelog.
    """

    author_id: int | None
    today: date
    reason: str = ""
    cause: tuple[str, int] | None = None
    now: datetime | None = None
    minor: bool = False

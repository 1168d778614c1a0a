"""Who reads, and the only rules of what a reader may see."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reader:
    """Who reads: a visitor or the author, now or as of a change.

    `sees_private` is true for the author alone. `until` is the id of the last change that the
    reader knows of, None for all; what is read of the past is read as a visitor.
    """

    sees_private: bool = False
    until: int | None = None

    def __post_init__(self) -> None:
        """Refuse an author of the past: its pages are the same for everybody."""
        if self.sees_private and self.until is not None:
            raise ValueError("The past is read as a visitor.")


VISITOR, AUTHOR = Reader(), Reader(sees_private=True)

"""Who reads, and until when."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reader:
    """Who reads: a visitor or the author, now or as of a change.

    `sees_private` is true for the author alone. `until` is the id of the last change that the
    reader knows, None for all changes. The past is always read as a visitor.
    """

    sees_private: bool = False
    until: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for an author of the past: past pages are the same for everybody."""
        if self.sees_private and self.until is not None:
            raise ValueError("The past is read as a visitor.")


VISITOR, AUTHOR = Reader(), Reader(sees_private=True)

"""The reader: who reads, and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


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


def once_per_reader(make: Callable[P, T]) -> Callable[P, T]:
    """Cache what a function returns for each reader, such as a statement or a condition in SQL.

    Composing one takes about as long as running it. There are as many past readers as changes, so
    only the most recently used are kept.
    """
    return lru_cache(maxsize=64)(make)  # type: ignore[return-value]  # it loses the parameters

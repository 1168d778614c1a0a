"""The states of what `doctor` finds, and the type of its examinations."""

from collections.abc import Callable, Iterator

from wiki.config import Settings

GOOD, NOTE, WRONG = "ok", "note", "wrong"
Finding = tuple[str, str]
Examination = Callable[[Settings], Iterator[Finding]]

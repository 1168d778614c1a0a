"""What `doctor` finds: words for how it is, and the shape of an examination."""

from collections.abc import Callable, Iterator

from wiki.config import Settings

GOOD, NOTE, WRONG = "ok", "note", "wrong"
Finding = tuple[str, str]
Examination = Callable[[Settings], Iterator[Finding]]

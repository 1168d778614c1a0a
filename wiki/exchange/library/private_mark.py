"""Works on the reading list that were private in the file that they came from.

Everything on the reading list is a draft, and one press shows it to visitors. So a private note
says that a work was private, and the list says so beside that press.
"""

from collections.abc import Iterable

from wiki.exchange.library.work import Work
from wiki.forms.quotes import Quote

_NAME = "private in the file"


def mark_private(work: Work) -> None:
    """Add a detail with the words by which a file says that a work to be read is private."""
    if work.unread_reason and work.hidden_reason:
        work.add_detail(_NAME, work.hidden_reason)


def private_words(quotes: Iterable[Quote]) -> str:
    """Return the words by which a reading was private in its file, from its notes; "" for none."""
    for quote in quotes:
        lines: list[str] = quote["note"].split("\n")
        for line in () if quote["text"] else lines:
            if line.startswith(f"{_NAME}: "):
                return line.removeprefix(f"{_NAME}: ")
    return ""

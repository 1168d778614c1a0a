"""What is wrong with a document, and where."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from wiki.errors import Conflict, Invalid

NOWHERE: Mapping[str, int] = {}


class DocumentError(Exception):
    """A document cannot be taken as it is: the line, from 1, and a sentence saying why."""

    def __init__(self, line: int, reason: str, *, file: str = "") -> None:
        super().__init__(line, reason)
        self.line, self.reason, self.file = line, reason, file

    def __str__(self) -> str:
        """Return the sentence with its file and line before it."""
        return f"{self.file}, line {self.line}: {self.reason}".removeprefix(", ")


@contextmanager
def blamed(file: str, line: int = 1, lines: Mapping[str, int] = NOWHERE) -> Iterator[None]:
    """Name the file and the line of what is refused inside.

    `lines` has the lines of fields; what no field is to blame for stands in `line`.
    """
    try:
        yield
    except DocumentError as error:
        raise DocumentError(error.line, error.reason, file=error.file or file) from error
    except (Conflict, Invalid) as error:
        at = lines.get(getattr(error, "field", ""), line)
        raise DocumentError(at, str(error), file=file) from error

"""The error of a document, with its line."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from wiki.errors import Conflict, Invalid

SAME_NAME = (
    "“{}” stands in {} too, and capitals, kinds of quotes and kinds of dashes make no other name: "
    "give one of the two another title."
)
NOWHERE: Mapping[str, int] = {}


class DocumentError(Exception):
    """A document that cannot be imported: the line, from 1, and a sentence that says why."""

    def __init__(self, line: int, reason: str, *, file: str = "") -> None:
        super().__init__(line, reason)
        self.line, self.reason, self.file = line, reason, file

    def __str__(self) -> str:
        """Return the sentence with file and line before it."""
        return f"{self.file}, line {self.line}: {self.reason}".removeprefix(", ")


@contextmanager
def blamed(file: str, line: int = 1, lines: Mapping[str, int] = NOWHERE) -> Iterator[None]:
    """Turn errors within the block into DocumentErrors with file and line.

    `lines` maps fields to their lines; errors of no field get `line`.
    """
    try:
        yield
    except DocumentError as error:
        raise DocumentError(error.line, error.reason, file=error.file or file) from error
    except (Conflict, Invalid) as error:
        at = lines.get(getattr(error, "field", ""), line)
        raise DocumentError(at, str(error), file=file) from error

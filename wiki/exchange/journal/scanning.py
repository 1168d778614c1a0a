"""Reading a file of JSON lines piece by piece, so that no line has to fit into memory.

A file that is no such thing is refused after a few megabytes, however long it is.
"""

import json
import re
from collections.abc import Iterator
from io import TextIOWrapper
from typing import Any, BinaryIO

from wiki.exchange.document_error import DocumentError

CHUNK = 2**18  # characters that are read at a time
LARGEST = 2**24  # characters of one value: of a revision with its whole state
DAMAGED = "This is no line of a journal: it is cut off or damaged."
TOO_LONG = "This line is too long for one of a journal."
_BLANKS = re.compile(r"[ \t\r]*+")


class JsonLines:
    """A file of which each line is one JSON object; `line` is the number of the line reached."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = TextIOWrapper(file, encoding="utf-8", newline="\n")
        self._buffer, self._at, self._is_whole = "", 0, False
        self.line = 1
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._unique,
            parse_constant=self._refuse_number,
            parse_float=self._refuse_number,
        )

    def objects(self) -> Iterator[Iterator[tuple[str, Any]]]:
        """Yield for each line its names and values, in order; each line has to be read to its end.

        A list is yielded as an iterator of its elements. Raises DocumentError.
        """
        while self._peek():
            yield self._members()
            if self._peek() not in ("\n", ""):
                raise self.refuse("There is more behind the object on this line.")
            self._at += 1
            self.line += 1

    def elements(self) -> Iterator[Any]:
        """Yield the elements of the list that comes next. Raises DocumentError."""
        self._expect("[")
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield self._value()
            if self._expect(",]") == "]":
                return

    def refuse(self, reason: str) -> DocumentError:
        """Return the error for the line that is being read."""
        return DocumentError(self.line, reason)

    def _members(self) -> Iterator[tuple[str, Any]]:
        """Yield the names and values of an object; for a list, an iterator of its elements."""
        self._expect("{")
        if self._peek() == "}":
            self._at += 1
            return
        seen = set()
        while True:
            name = self._value()
            if not isinstance(name, str) or name in seen:
                raise self.refuse(f"“{str(name)[:60]}” is no name here, or stands twice.")
            seen.add(name)
            self._expect(":")
            yield name, self.elements() if self._peek() == "[" else self._value()
            if self._expect(",}") == "}":
                return

    def _expect(self, wanted: str) -> str:
        sign = self._peek()
        if not sign or sign not in wanted:
            raise self.refuse(f"This is no line of a journal: “{wanted[-1]}” is missing.")
        self._at += 1
        return sign

    def _peek(self) -> str:
        """Return the next character that is not blank, "" at the end of the file."""
        passed = 0
        while True:
            begun, self._at = self._at, _end_of_blanks(self._buffer, self._at)
            passed += self._at - begun
            if passed > LARGEST:
                raise self.refuse(TOO_LONG)
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._fill():
                return ""

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except (ValueError, RecursionError) as error:
                if not self._continues():
                    raise self.refuse(DAMAGED) from error
                continue
            if end == len(self._buffer) and self._continues():
                continue  # of a number, more digits may follow
            if self._buffer.find("\n", self._at, end) >= 0:
                raise self.refuse("This change goes over the end of its line.")
            self._at = end
            return value

    def _continues(self) -> bool:
        """Read more of the present line; return False if it has ended. Raises if it is too long."""
        if self._buffer.find("\n", self._at) >= 0:
            return False
        if len(self._buffer) - self._at > LARGEST:
            raise self.refuse(TOO_LONG)
        return self._fill()

    def _fill(self) -> bool:
        if self._is_whole:
            return False
        self._buffer, self._at = self._buffer[self._at :], 0
        try:
            more = self._file.read(max(CHUNK, len(self._buffer)))
        except UnicodeDecodeError as error:
            raise self.refuse("This is not UTF-8 text.") from error
        self._is_whole = not more
        self._buffer += more
        return bool(more)

    def _unique(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            raise self.refuse("A name stands twice in one object.")
        return members

    def _refuse_number(self, text: str) -> Any:
        raise self.refuse(f"{text[:40]} is no number of a journal.")


def _end_of_blanks(text: str, start: int) -> int:
    found = _BLANKS.match(text, start)
    assert found  # none at all is a match, too
    return found.end()

"""Reading JSON in which works are listed, and finding the line of each."""

import json
import re
from collections.abc import Iterator
from typing import Any

from wiki.exchange.library.work import UnreadableFile

DAMAGED = "It is no whole JSON: the file may have been cut short."
_SPACE = re.compile(r"[\s,]*")


def load_json(text: str, *, too_deep: str) -> Any:
    """Return the value of a text in JSON.

    Raises UnreadableFile where it is damaged, and with the sentence `too_deep` where values are
    nested deeper than Python reads.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise UnreadableFile(too_deep) from error
    except ValueError as error:
        raise UnreadableFile(DAMAGED) from error


def lines_of_values(text: str, index: int) -> Iterator[int]:
    """Yield the number of the line in which each value of a list begins.

    `index` is the index after the bracket that opens the list.
    """
    decoder = json.JSONDecoder()
    line, seen = 1, 0
    while True:
        index = _SPACE.match(text, index).end()  # type: ignore[union-attr]  # it always matches
        line, seen = line + text.count("\n", seen, index), index
        if text[index : index + 1] in ("", "]"):
            return
        yield line
        _, index = decoder.raw_decode(text, index)

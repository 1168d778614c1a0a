"""Anchors: the short names of items within the atlas, such as `b-12`.

The letter stands for the kind, and the number is the item's id. Each kind's row class says its
letter; `Recorded.letters` is the table of all.
"""

import re
from dataclasses import dataclass
from typing import Self

from wiki.recorded import Recorded

_ANCHOR = re.compile(r"([a-z])-([1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The kind and the id of an item. As text it is `b-12`."""

    kind: str
    id: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the anchor in a text such as `b-12`; None for any other text or letter."""
        match = _ANCHOR.fullmatch(text)
        kind = Recorded.letters.get(match[1]) if match else None
        return cls(kind, int(match[2])) if match and kind else None

    @classmethod
    def of_link(cls, typed: str) -> Self | None:
        """Return the anchor in the text of a link, such as `b-12|these words`; None for none."""
        return cls.parse(typed.partition("|")[0].strip())

    @classmethod
    def parse_known(cls, text: str) -> Self:
        """Return the anchor in a stored text. Raises ValueError if the text is no anchor."""
        anchor = cls.parse(text)
        if anchor is None:
            raise ValueError(f"{text} is no anchor")
        return anchor

    @classmethod
    def of(cls, row: Recorded) -> Self:
        """Return the anchor of an item's row."""
        return cls(row.__kind__, row.id)

    def __str__(self) -> str:
        """Return the anchor as fields and texts have it: `b-12`."""
        return f"{Recorded.kinds[self.kind].__letter__}-{self.id}"

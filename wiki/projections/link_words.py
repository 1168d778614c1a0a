"""Which links show the words of some items, as every save asks.

To build such a query takes SQLAlchemy longer than SQLite takes to answer it. So each is built once,
and what it asks for is a parameter, a JSON list.
"""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.orm import aliased

from wiki.projections.links import TextLink
from wiki.recorded import Recorded

ANCHORS = "anchors"  # the parameter of `has_words_of_anchors`


@cache
def has_words_of_anchors() -> ColumnElement[bool]:
    """Return an SQL condition: that the words of a link may be those of an item with an anchor.

    The anchors are those in the parameter ANCHORS. The words of a link to an item are those of its
    own text, which may link to another item.
    """
    inner = aliased(TextLink)
    letters = {kind: letter for letter, kind in Recorded.letters.items()}
    own = case(letters, value=inner.kind).concat("-").concat(cast(inner.item_id, String))
    linking = select(own).where(inner.anchor != "", inner.anchor.in_(values_in(ANCHORS)))
    # As one list, for which SQLite uses the index.
    return and_(TextLink.anchor != "", TextLink.anchor.in_(values_in(ANCHORS).union_all(linking)))


def is_linked_by_a_summary(connection: Connection, anchors: Iterable[str]) -> bool:
    """Return whether the summary of a region shows words of an item with one of these anchors."""
    return connection.scalar(_summary_linking(), {ANCHORS: as_list(anchors)}) is not None


@cache
def _summary_linking() -> Select[int]:
    return select(TextLink.item_id).where(TextLink.kind == "topic", has_words_of_anchors()).limit(1)


def values_in(parameter: str) -> Select[Any]:
    """Return a query for the values in a parameter of `as_list`."""
    return select(func.json_each(bindparam(parameter)).table_valued("value").c.value)


def as_list(values: Iterable[str] | Iterable[int]) -> str:
    """Return values as the parameter that `values_in` reads."""
    return json.dumps(sorted(values))

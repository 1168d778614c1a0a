"""Putting the items of a page in the order that its document has them in."""

from collections.abc import Collection, Sequence
from typing import Any

from wiki.journal import Entry
from wiki.models import Topic
from wiki.queries.positions import list_positions
from wiki.services.ordering import keys_below

Row = Any


def arrange(entry: Entry, topic: Topic, rows: Sequence[Row], *, old: Collection[int]) -> None:
    """Order the rows of one kind on a topic's page as they are given.

    Rows whose ids are in `old` were there before, and exchange the positions that they have. New
    rows are put directly before the row that follows them, or at the end.
    """
    old_rows = [row for row in rows if row.id in old]
    _place(entry, old_rows, sorted(row.position for row in old_rows))
    run: list[Row] = []
    for row in [*rows, None]:
        if row is not None and row.id not in old:
            run.append(row)
        elif run:
            mine = {one.position for one in run}
            other_keys = [key for key in list_positions(type(run[0]), topic) if key not in mine]
            _place(entry, run, keys_below(other_keys, row.position if row else None, len(run)))
            run = []


def _place(entry: Entry, rows: Sequence[Row], keys: Sequence[str]) -> None:
    for row, key in zip(rows, keys, strict=True):
        if row.position != key:
            entry.alter(row, position=key)

"""Since when visitors could see an item: read from the journal, so that the answer never moves."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import and_, not_, select, true

from wiki.db import db
from wiki.journal import Revision
from wiki.visibility import says_draft, was_shown

Condition = Callable[[Any], Any]
NEVER = 2**63  # more than any change id


def first_seen(
    kind: str, said: Condition, *, alone: Condition | None = None, item_id: int | None = None
) -> dict[int, int]:
    """Return for each item of a shared kind the id of the change that first made it visible.

    Items that were never visible are left out.

    `said` is given an item's state as a JSON column and returns the SQL condition that the
    state has something to show; a draft has nothing. `alone` does the same for the further
    condition that an item without a topic has to meet.
    """
    after = Revision.after
    told = and_(after.is_not(None), not_(says_draft(after)), said(after))
    states = (told, alone(after) if alone else true(), after["topics"].as_json())
    opened = _open_spans()
    found: dict[int, int] = {}
    for item, since, until, (is_told, stands_alone, topics) in _spans(kind, states, item_id):
        if not is_told:
            continue
        spans = [span for topic in topics or () for span in opened[topic]]
        starts = [max(since, start) for start, end in spans if start < until and since < end]
        starts += [since] if not topics and stands_alone else []
        found[item] = min([found.get(item, NEVER), *starts])
    return {item: change for item, change in found.items() if change < NEVER}


def _open_spans() -> dict[int, list[tuple[int, int]]]:
    """Return from which change until which each topic was public, as often as it was."""
    found = defaultdict(list)
    for topic, since, until, (is_open,) in _spans("topic", (was_shown(),), None):
        if is_open:
            found[topic].append((since, until))
    return found


def _spans(
    kind: str, columns: tuple[Any, ...], item_id: int | None
) -> Iterator[tuple[int, int, int, tuple[Any, ...]]]:
    """Yield each state of a kind's items: (item id, change id, next state's change id, columns)."""
    query = select(Revision.item_id, Revision.change_id, *columns).where(Revision.kind == kind)
    if item_id is not None:
        query = query.where(Revision.item_id == item_id)
    rows = db.session.execute(query.order_by(Revision.item_id, Revision.id))
    for item, states in groupby(rows, key=lambda row: row[0]):
        held = list(states)
        ends = [*(row[1] for row in held[1:]), NEVER]
        for (_, since, *values), until in zip(held, ends, strict=True):
            yield item, since, until, tuple(values)

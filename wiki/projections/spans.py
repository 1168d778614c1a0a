"""Since when visitors could see an item, read from the journal, as far as they may read it now."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, and_, not_, select, true

from wiki.journal_tables import Revision
from wiki.visibility import was_draft, was_in_hidden_topics, was_shown

Condition = Callable[[Any], Any]
Span = tuple[int, int, int, tuple[Any, ...]]
NEVER = 2**63  # more than any change id


def first_visible_changes(
    connection: Connection,
    kind: str,
    ids: Collection[int],
    has_content: Condition,
    *,
    alone: Condition | None = None,
) -> dict[int, int]:
    """Return the id of the change that first made each item visible, by the item's id.

    Items that were never visible are left out; see `visible_states` for `has_content` and `alone`.
    """
    first_changes: dict[int, int] = {}
    for item, change, _ in visible_states(connection, kind, ids, has_content, alone=alone):
        first_changes[item] = min(change, first_changes.get(item, NEVER))
    return first_changes


def visible_states(
    connection: Connection,
    kind: str,
    ids: Collection[int],
    has_content: Condition,
    *,
    alone: Condition | None = None,
    more: tuple[Any, ...] = (),
) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """Yield each state of items that visitors could see: item id, change id, and values of `more`.

    The change is the one that first made the state visible: it wrote the state, or opened a topic
    in which the item stood. `more` are columns that are read of each revision. `has_content` is
    given an item's state as a JSON column and returns the SQL condition that the state has
    something to show; a draft has nothing. `alone` does the same for the further condition that an
    item without a topic has to meet. A state in which the item stood where visitors may not look
    now is left out, unless the item still stands there: then only the author may see it.
    """
    after = Revision.after
    is_filled = and_(after.is_not(None), not_(was_draft(after)), has_content(after))
    homes = (after["topics"].as_json(), after["topic"].as_integer())
    known = (was_in_hidden_topics(kind=kind), is_filled, alone(after) if alone else true())
    spans = list(_visible_spans(connection, kind, ids, (*known, *homes, *more)))
    homes_of_spans = [several or ([own] if own else []) for *_, (_, several, own, *_) in spans]
    opened = _public_spans(connection, {topic for topics in homes_of_spans for topic in topics})
    for (item, since, until, state), topics in zip(spans, homes_of_spans, strict=True):
        shown = (span for topic in topics for span in opened[topic])
        starts = [max(since, start) for start, end in shown if start < until and since < end]
        starts += [since] if not topics and state[0] else []
        if starts:
            yield item, min(starts), tuple(state[3:])


def _visible_spans(
    connection: Connection, kind: str, ids: Collection[int], columns: tuple[Any, ...]
) -> Iterator[Span]:
    """Yield, as `_spans` does, those states of items that can be shown; see `visible_states`.

    The first two `columns` say whether a state stood in secret and can be shown; they are left out.
    """
    spans = list(_spans(connection, kind, ids, columns))
    stays = {item for item, _, until, (is_hidden, *_) in spans if until == NEVER and is_hidden}
    for item, since, until, (is_hidden, is_filled, *state) in spans:
        if is_filled and (not is_hidden or item in stays):
            yield item, since, until, tuple(state)


def _public_spans(
    connection: Connection, topic_ids: Collection[int]
) -> dict[int, list[tuple[int, int]]]:
    """Return, by topic id, the spans in which it was public: from a change until another."""
    spans = defaultdict(list)
    for topic, since, until, (is_open,) in _spans(connection, "topic", topic_ids, (was_shown(),)):
        if is_open:
            spans[topic].append((since, until))
    return spans


def _spans(
    connection: Connection, kind: str, ids: Collection[int], columns: tuple[Any, ...]
) -> Iterator[Span]:
    """Yield each state of items: item id, its change's id, the next state's change id, columns."""
    query = select(Revision.item_id, Revision.change_id, *columns)
    query = query.where(Revision.kind == kind, Revision.item_id.in_(ids))
    rows = connection.execute(query.order_by(Revision.item_id, Revision.id))
    for item, states in groupby(rows, key=lambda row: row[0]):
        revisions = list(states)
        ends = [*(row[1] for row in revisions[1:]), NEVER]
        for (_, since, *values), until in zip(revisions, ends, strict=True):
            yield item, since, until, tuple(values)

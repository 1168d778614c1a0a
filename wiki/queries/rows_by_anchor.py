"""Finding rows by kind and id, or by anchors such as `b-12`, as far as a reader may see them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from wiki.actions import State
from wiki.anchors import Anchor
from wiki.db import db
from wiki.recorded import Recorded
from wiki.related import select_whole
from wiki.sections import find_kind
from wiki.visibility import Reader, may_see_elsewhere


def find_by_anchors(anchors: Collection[Anchor], *, reader: Reader) -> dict[Anchor, Any]:
    """Return the rows that anchors name, by anchor; deleted rows and those hidden are left out.

    Visitors get no placeholders.
    """
    found = find_rows([(one.kind, one.id) for one in anchors if find_kind(one.kind)])
    return {
        Anchor(*key): row
        for key, row in found.items()
        if row.deleted_at is None and may_see_elsewhere(row, reader=reader)
    }


def find_rows(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Return rows by kind and id, also deleted ones, in one query for each kind."""
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, item_id in keys:
        ids[kind].add(item_id)
    rows_by_key: dict[tuple[str, int], Any] = {}
    for kind, some in ids.items():
        model: Any = Recorded.kinds[kind]
        query = select_whole(model).where(model.id.in_(some))
        rows_by_key |= {(kind, row.id): row for row in db.session.scalars(query).unique()}
    return rows_by_key


def without_hidden(
    kinds_and_states: Sequence[tuple[str, State | None]], *, reader: Reader
) -> list[State | None]:
    """Return states, in order, without anchors of items that the reader may not see.

    Each state comes with its kind; None stays None.
    """
    if reader.sees_private:
        return [state for _, state in kinds_and_states]
    named = [_named_in(kind, state or {}) for kind, state in kinds_and_states]
    anchors = {text: parsed for some in named for text in some if (parsed := Anchor.parse(text))}
    seen = find_by_anchors(set(anchors.values()), reader=reader) if anchors else {}
    hidden = {text for text, anchor in anchors.items() if anchor not in seen}
    return [
        Recorded.kinds[kind].without_anchors(state, hidden) if state and hidden & some else state
        for (kind, state), some in zip(kinds_and_states, named, strict=True)
    ]


def _named_in(kind: str, state: State) -> set[str]:
    """Return the texts in a state that may be anchors of other items."""
    model: Any = Recorded.kinds[kind]
    links = (state.get(name) or {} for name in getattr(model, "__links__", ()))
    return {
        *(str(state.get(name) or "") for name in model.__anchors__),
        *(anchor for some in links for anchor in some),
    }

"""Forms for new items count once: what happens where the same form is sent again."""

from collections.abc import Callable
from typing import Any

from wiki.errors import Conflict
from wiki.journal import Change, Revision, revisions_of, version
from wiki.queries.sent_forms import FormToken, find_adding_revision
from wiki.recorded import Recorded
from wiki.related import get_row


def add_once(
    once: FormToken,
    *,
    add: Callable[[str | None], tuple[Any, Change | None]],
    edit: Callable[[Any], Change | None],
) -> tuple[Any, Change | None]:
    """Add an item with `add`, or, if the same form added it before, save differences with `edit`.

    `add` gets the key to record, None without a token, and returns the item and the change. `edit`
    gets the item and returns the change or None; then the first change is returned again. Raises
    Conflict where the item was deleted, or would be altered although it has a newer version; the
    caller rolls back.
    """
    adding = find_adding_revision(once)
    if adding is None:
        return add(once.key)
    item: Any = get_row(Recorded.kinds[adding.kind], adding.item_id)
    if item.deleted_at is not None:
        raise Conflict
    before = version(adding.kind, adding.item_id)
    change = edit(item)
    if change and _alters(change, adding) and before != adding.id:
        raise Conflict
    return item, change or adding.change


def _alters(change: Change, adding: Revision) -> bool:
    """Return whether a change has a revision of the item that `adding` added."""
    added = (adding.kind, adding.item_id)
    return any((revision.kind, revision.item_id) == added for revision in revisions_of(change))

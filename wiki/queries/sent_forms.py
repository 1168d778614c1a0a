"""What a form for a new item added when it was sent before.

Such a form carries a random token. The change that adds the item stores a digest of the form's name
and the token, so that the token has no effect in any other form.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from wiki.actions import ADD, RESTORE
from wiki.journal import Change, Revision, find_once, revisions_of
from wiki.recorded import Recorded
from wiki.related import find_row

LONGEST = 64  # characters of a token, in changes that store the token itself


@dataclass(frozen=True)
class FormToken:
    """The token of a form for a new item: its kind, the random text, and the topic's id.

    `topic_id` is None for a form that is on no topic's page.
    """

    kind: str
    token: str
    topic_id: int | None = None

    @property
    def key(self) -> str | None:
        """Return the digest that the change stores, None where the form has no token."""
        if not self.token:
            return None
        name = f"{self.kind}:{self.topic_id or 'new'}:{self.token}"
        return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def find_adding_revision(once: FormToken) -> Revision | None:
    """Return the revision that added an item when the same form was sent before, or None."""
    if not once.key:
        return None
    if change := find_once(once.key):
        added = [revision for revision in _added_items(change) if revision.kind == once.kind]
        return added[-1] if added else None
    # Changes made by earlier versions store the token itself, whatever the form.
    change = find_once(once.token[:LONGEST])
    added = _added_items(change)[-1:] if change else []
    adding = added[0] if added and added[0].kind == once.kind else None
    return adding if adding is not None and _stands_on(adding, once.topic_id) else None


def find_added_item(once: FormToken) -> Any:
    """Return the item that was added when the same form was sent before, or None."""
    adding = find_adding_revision(once)
    return find_row(Recorded.kinds[adding.kind], adding.item_id) if adding else None


def _added_items(change: Change) -> list[Revision]:
    """Return a change's revisions that added or restored items, in order.

    The form's own item is last.
    """
    return [one for one in revisions_of(change) if one.action in (ADD, RESTORE)]


def _stands_on(adding: Revision, topic_id: int | None) -> bool:
    """Return whether the added item is on this topic's page; True for no topic (None)."""
    item = find_row(Recorded.kinds[adding.kind], adding.item_id)
    return topic_id is None or (item is not None and topic_id in item.topic_ids())

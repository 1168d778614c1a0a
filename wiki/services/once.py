"""Forms for new things count once: the one rule for a form that is sent again.

A form for something new carries a random token. The change that it makes keeps a digest of the
token and of the form's name, so that a token means nothing to any other form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from wiki.actions import ADD, RESTORE
from wiki.db import db
from wiki.errors import Conflict
from wiki.journal import Change, Revision, find_once, version
from wiki.recorded import Recorded

LONGEST = 64  # characters of a token that was kept as it is


@dataclass(frozen=True)
class Once:
    """The token of a form for a new item of a kind, on the page of a topic or on none."""

    kind: str
    token: str
    topic_id: int | None = None

    @property
    def key(self) -> str | None:
        """Return what the change keeps: the same for no other form, None without a token."""
        if not self.token:
            return None
        said = f"{self.kind}:{self.topic_id or 'new'}:{self.token}"
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def find_making(once: Once) -> Revision | None:
    """Return the revision with which an earlier sending of the same form made its item."""
    if not once.key:
        return None
    if change := find_once(once.key):
        made = [revision for revision in _made(change) if revision.kind == once.kind]
        return made[-1] if made else None
    # Changes made by earlier versions of the atlas keep the token itself, whatever the form.
    change = find_once(once.token[:LONGEST])
    made = _made(change)[-1:] if change else []
    making = made[0] if made and made[0].kind == once.kind else None
    return making if making is not None and _stands_on(making, once.topic_id) else None


def find_made(once: Once) -> Any:
    """Return the item that an earlier sending of the same form made, None where there is none."""
    making = find_making(once)
    return db.session.get(Recorded.kinds[making.kind], making.item_id) if making else None


def add_once(
    once: Once,
    *,
    add: Callable[[str | None], tuple[Any, Change | None]],
    edit: Callable[[Any], Change | None],
) -> tuple[Any, Change | None]:
    """Make an item by `add`; where the same form made it already, save what differs by `edit`.

    `add` is given the key to record, and returns the item and the change; `edit` is given the item
    and returns the change, None where nothing differed: then the first change is returned again.
    Raises Conflict where the item was deleted, or has another version and would be altered: the
    caller rolls back.
    """
    making = find_making(once)
    if making is None:
        return add(once.key)
    item: Any = db.session.get_one(Recorded.kinds[making.kind], making.item_id)
    if item.deleted_at is not None:
        raise Conflict
    before = version(making.kind, making.item_id)
    change = edit(item)
    if change and _alters(change, making) and before != making.id:
        raise Conflict
    return item, change or making.change


def _made(change: Change) -> list[Revision]:
    """Return the revisions that made items, or brought deleted ones back, in their order.

    What else is made for an item is made before it.
    """
    return [revision for revision in change.revisions if revision.action in (ADD, RESTORE)]


def _stands_on(making: Revision, topic_id: int | None) -> bool:
    """Return whether an item was made on the page of a topic, if there is one to ask about."""
    item = db.session.get(Recorded.kinds[making.kind], making.item_id)
    return topic_id is None or (item is not None and topic_id in item.topic_ids())


def _alters(change: Change, making: Revision) -> bool:
    """Return whether a change has a revision of the item that was made."""
    made = (making.kind, making.item_id)
    return any((revision.kind, revision.item_id) == made for revision in change.revisions)

"""Pictures: whether a reader may see one, and which items use it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import exists, select

from wiki.db import db
from wiki.journal_tables import Revision
from wiki.media.names import shown_names
from wiki.models import Area, Topic
from wiki.projections.pictures import PictureUse
from wiki.queries.next_versions import list_next_versions
from wiki.queries.plain_words import words_for
from wiki.recorded import Recorded
from wiki.related import find_row
from wiki.sections import find_kind
from wiki.visibility import (
    AUTHOR,
    VISITOR,
    Reader,
    is_public,
    is_shown_on_list,
    may_read,
    visible_past_quotes,
)


@dataclass(frozen=True)
class UsingItem:
    """An item that shows a picture: its title and its address."""

    title: str
    address: str


@dataclass(frozen=True)
class Uses:
    """Where a picture is used: the items whose text names it now, and whether any text ever did."""

    items: Sequence[UsingItem] = ()
    is_known: bool = False

    @property
    def addresses(self) -> str:
        """Return the addresses of the items, with commas, as a sentence lists them."""
        return ", ".join(item.address for item in self.items)


UNUSED = Uses()


def may_see_picture(name: str, *, reader: Reader) -> bool:
    """Return whether a reader may see a picture, given its file name.

    Visitors may where a text that they can read names it. A former text counts, which they can read
    in the history and on past pages.
    """
    if reader.sees_private:
        return True
    query = select(PictureUse.kind, PictureUse.item_id).distinct()
    rows = db.session.execute(query.where(PictureUse.name == name)).all()
    return any(_is_shown(name, kind, item_id) for kind, item_id in rows)


def find_uses(names: Collection[str]) -> dict[str, Uses]:
    """Return, by file name, where pictures are used, for the author; unused ones are left out.

    An unpublished next version that names one uses it, also a discarded one.
    """
    query = select(PictureUse.name, PictureUse.kind, PictureUse.item_id).distinct()
    rows = db.session.execute(query.where(PictureUse.name.in_(names))).all()
    users: dict[str, list[UsingItem]] = defaultdict(list)
    for name, kind, item_id in sorted(rows):
        item = find_row(Recorded.kinds[kind], item_id)
        if item and item.deleted_at is None and name in shown_names(item.snapshot()):
            users[name].append(_using_item(kind, item))
    begun = _find_begun(names)
    used = {name for name, _, _ in rows} | begun.keys()
    return {name: Uses([*users[name], *begun.get(name, ())], is_known=True) for name in used}


def find_missing(present: Collection[str]) -> dict[str, Uses]:
    """Return, by file name, pictures that items use now and `present` lacks, with these items."""
    names = set(db.session.scalars(select(PictureUse.name).distinct())) - set(present)
    return {name: uses for name, uses in sorted(find_uses(names).items()) if uses.items}


def _find_begun(names: Collection[str]) -> dict[str, list[UsingItem]]:
    """Return, by file name, the next versions that use pictures, as items."""
    users: dict[str, list[UsingItem]] = defaultdict(list)
    for version in list_next_versions():
        item = find_row(Recorded.kinds[version.kind], version.item_id)
        for name in sorted(shown_names(version.typed) & set(names)) if item else ():
            user = _using_item(version.kind, item)
            user = replace(user, title=f"{user.title} (next version)")
            users[name] += [user] if user not in users[name] else []
    return users


def _is_shown(name: str, kind: str, item_id: int) -> bool:
    """Return whether visitors may read an item that names a picture, now or in a former text."""
    item = find_row(Recorded.kinds[kind], item_id)
    if item is None or item.deleted_at:
        return False
    now = item.snapshot()
    if not is_public(item):
        return is_shown_on_list(item) and name in shown_names(_listed(now))
    return name in shown_names(_readable(item_id, now)) or _was_shown(name, kind, item_id, now)


def _listed(state: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a reading's state that the reading list shows: all but quotes."""
    return state | {"quotes": []}


def _was_shown(name: str, kind: str, item_id: int, now: dict[str, Any]) -> bool:
    """Return whether visitors may read a former text of an item that shows a picture."""
    mine = (PictureUse.name == name, PictureUse.kind == kind, PictureUse.item_id == item_id)
    conditions = (*mine, Revision.id == PictureUse.revision_id, may_read())
    if "quotes" not in now:  # nothing of it is for the author alone: to name it is to show it
        return db.session.scalar(select(exists().where(*conditions))) is True
    states = db.session.scalars(select(Revision.after).where(*conditions))
    return any(name in shown_names(_readable(item_id, state)) for state in states)


def _readable(item_id: int, state: dict[str, Any] | None) -> dict[str, Any]:
    """Return a reading's state without the quotes that only the author sees."""
    if not state or not state.get("quotes"):
        return state or {}
    return state | {"quotes": visible_past_quotes(item_id, state["quotes"], reader=VISITOR)}


def _using_item(kind: str, item: Any) -> UsingItem:
    """Return the title and address, for the author, of an item that shows a picture."""
    if isinstance(item, Topic | Area):
        root = "atlas" if isinstance(item, Topic) else "areas"
        return UsingItem(item.title, f"/{root}/{item.slug}")
    section = find_kind(kind)
    if section and section.has_permalink:
        return UsingItem(
            words_for(AUTHOR)(getattr(item, section.lead)), f"/{section.letter}/{item.id}"
        )
    if topic := getattr(item, "topic", None):
        anchor = section.name if section else kind
        return UsingItem(topic.title, f"/atlas/{topic.slug}#{anchor}")
    return UsingItem(kind.capitalize(), f"/{kind}")

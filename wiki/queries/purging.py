"""What a purge of some items would empty: with a region all its items, and pictures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, or_, select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.errors import Invalid
from wiki.journal import Revision, is_purged
from wiki.journal.lookup import LAST
from wiki.journal.purge import staying
from wiki.media.names import shown_names
from wiki.models import Area, Essay, Mergeable, Note, Relation, Topic, TopicItem
from wiki.projections.links import TextLink
from wiki.projections.pictures import PictureUse
from wiki.queries.addresses import find_holder
from wiki.queries.next_versions import list_next_versions
from wiki.queries.plain_words import words_for
from wiki.queries.rows_by_anchor import find_rows
from wiki.queries.site import find_pages
from wiki.recorded import Recorded, is_among
from wiki.related import find_row, select_whole
from wiki.sections import find_kind
from wiki.site_rows import About
from wiki.visibility import AUTHOR

Key = tuple[str, int]
MOST = 100  # names that one purge takes
STAYS = ", its former texts: what it says now stays"
NOUNS = {"topic": "region", "area": "area", "note": "private note", "about": "page", "site": "page"}


@dataclass(frozen=True)
class PurgedItem:
    """An item that a purge empties: its kind and id, its noun, and its label."""

    key: Key
    noun: str
    label: str


@dataclass(frozen=True)
class PurgePlan:
    """What a purge would empty and delete.

    `requested` are the items that were named, `items` all that are emptied. `revisions` is the
    number of their revisions in the journal, `pictures` are those that nothing else uses, and
    `linking` counts other items with links to them: the words of these links stay.
    """

    requested: Sequence[PurgedItem]
    items: Sequence[PurgedItem]
    revisions: int
    pictures: Sequence[str]
    linking: int

    @property
    def keys(self) -> list[Key]:
        """Return the kind and the id of each item that would be emptied."""
        return [item.key for item in self.items]

    @property
    def removed(self) -> dict[Key, int]:
        """Return, by each of the keys, the last revision that is to be nowhere: any of them."""
        return dict.fromkeys(self.keys, LAST)

    @property
    def mark(self) -> str:
        """Return a token of the plan, which changes as soon as anything else would be emptied."""
        emptied = [*(f"{kind} {item_id}" for kind, item_id in self.keys), *self.pictures]
        return sha256("\n".join(sorted(emptied)).encode()).hexdigest()


def plan_purge(names: Sequence[str]) -> PurgePlan:
    """Return what a purge of the items with these names would empty.

    A name is an anchor such as `b-12`, or the slug of a region or an essay, with `region:` or
    `essay:` before it where both exist; `area:` names an area, and `note:` before a region's slug
    its private note. Of `page:about` and `page:settings`, what they say now stays. Raises Invalid
    for a name of no item, of two items, or of one that was purged before.
    """
    if len(names) > MOST:
        raise Invalid("anchor", f"Remove at most {MOST} things at once.")
    rows = list(dict.fromkeys(find_item(name) for name in names))
    if not rows:
        raise Invalid("anchor", "Say what to remove: an anchor such as b-12, or a slug.")
    every = list(dict.fromkeys(one for row in rows for one in (row, *_belonging(row))))
    keys = [(row.__kind__, row.id) for row in every]
    return PurgePlan(
        requested=[_purged_item(row) for row in rows],
        items=[_purged_item(row) for row in every],
        revisions=_count_revisions(keys),
        pictures=sorted(_pictures_of(keys)),
        linking=_count_linking(keys),
    )


def find_item(name: str) -> Any:
    """Return the row with this name, deleted or not. Raises Invalid, as `plan_purge` does."""
    typed = name.strip()
    if anchor := Anchor.parse(typed):
        model: Any = Recorded.kinds[anchor.kind]
        found = [row] if (row := find_row(model, anchor.id)) else []
    else:
        found = _find_slugged(typed)
    remaining = [row for row in found if not is_purged(row.__kind__, row.id)]
    if found and not remaining:
        raise Invalid("anchor", f"“{typed}” was removed for good already.")
    if not remaining:
        wanted = "write a short name such as b-12, or the last part of the address"
        message = f"There is nothing called “{typed}”: {wanted}."
        raise Invalid("anchor", message)
    if len(remaining) > 1:
        ways = " or ".join(f"{noun_of(row.__kind__)}:{typed}" for row in remaining)
        raise Invalid("anchor", f"“{typed}” is the slug of two things: write {ways}.")
    return remaining[0]


def _find_slugged(typed: str) -> list[Any]:
    """Return the rows that have or had a slug: regions and essays, areas only with a prefix."""
    prefix, mark, slug = typed.partition(":")
    slugged = Recorded.roots(slugged=True).values()
    if mark and prefix == Note.__kind__:
        return _find_note(slug)
    if mark and prefix == NOUNS[About.__kind__]:
        return find_pages(slug)
    if mark:
        kinds = [kind for kind in slugged if noun_of(kind) == prefix]
    else:
        kinds, slug = [kind for kind in slugged if kind != Area.__kind__], typed
    found = (find_holder(kind, slug) for kind in kinds)
    return [row for row in found if row is not None]


def _find_note(slug: str) -> list[Any]:
    """Return, in a list, the private note of a topic, or else a deleted one; [] for none."""
    topic: Topic | None = find_holder("topic", slug)
    mine = select_whole(Note).where(Note.topic_id == (topic.id if topic else None))
    notes = db.session.scalars(mine.order_by(Note.deleted_at.is_not(None), Note.id.desc())).all()
    remaining = [note for note in notes if not is_purged(note.__kind__, note.id)]
    return [*remaining, *notes][:1]


def name_of(row: Any) -> str:
    """Return the name by which a row can be purged or restored: `b-12`, `region:compute`."""
    if isinstance(row, Topic | Area):
        return f"{noun_of(row.__kind__)}:{row.slug}"
    return str(Anchor.of(row))


def _belonging(row: Any) -> list[Any]:
    """Return the rows that a purge empties with a row: those merged into it, and all their items.

    A merged region leads only to the purged one, and the merge cannot be undone any more, so that
    it could not be brought back. Deleted items are emptied, too.
    """
    merged = _merged_into(row) if isinstance(row, Mergeable) else []
    regions = [one for one in (row, *merged) if isinstance(one, Topic)]
    return [*merged, *(item for region in regions for item in _items_of(region))]


def _merged_into(row: Any) -> list[Any]:
    """Return the areas or topics that were merged into one, directly or by way of another."""
    model, rows = type(row), [row]
    for one in rows:
        query = select(model).where(model.merged_into == one.id).order_by(model.id)
        rows += [other for other in db.session.scalars(query) if other not in rows]
    return rows[1:]


def _items_of(topic: Topic) -> list[Any]:
    """Return the items that belong to a topic, but for those that were purged."""
    items: list[Any] = []
    for model in Recorded.kinds.values():
        owned: Any = model
        if issubclass(model, TopicItem):
            mine = owned.topic_id == topic.id
        elif issubclass(model, Relation):
            mine = or_(owned.topic_id == topic.id, owned.region_id == topic.id)
        else:
            continue
        rows = db.session.scalars(select_whole(owned).where(mine).order_by(owned.id)).unique()
        items += [one for one in rows if not is_purged(one.__kind__, one.id)]
    return items


def _purged_item(row: Any) -> PurgedItem:
    label = label_of(row) + (STAYS if row.__stays__ else "")
    return PurgedItem((row.__kind__, row.id), noun_of(row.__kind__), label)


def noun_of(kind: str) -> str:
    """Return the noun for a kind of item, such as "region" for "topic"."""
    section = find_kind(kind)
    return section.noun if section else NOUNS[kind]


def label_of(row: Any) -> str:
    """Return the text that names a row in lists for the author; it may be deleted."""
    if isinstance(row, Topic | Area):
        return row.title
    if row.__stays__:
        return "About" if isinstance(row, About) else "Settings"
    if isinstance(row, Essay):
        return words_for(AUTHOR)(row.title)
    section = find_kind(row.__kind__)
    if isinstance(row, Relation):
        return f"{row.topic.title} and {row.region.title}"
    if section is None or section.single:
        return f"of {row.topic.title}"
    return section.label(row.snapshot(), words_for(AUTHOR))


def _count_revisions(keys: Collection[Key]) -> int:
    mine = is_among(Revision, keys)
    return (db.session.scalar(select(func.count()).where(mine)) or 0) - len(staying(keys))


def _pictures_of(keys: Collection[Key]) -> set[str]:
    """Return the file names of pictures that only these items use or used."""
    mine = is_among(PictureUse, keys)
    named = set(db.session.scalars(select(PictureUse.name).where(mine)))
    begun = [((one.kind, one.item_id), shown_names(one.typed)) for one in list_next_versions()]
    named |= {name for key, shown in begun if key in keys for name in shown}
    others = select(PictureUse.name).where(PictureUse.name.in_(named), ~mine)
    used_elsewhere = set(db.session.scalars(others))
    for key, shown in begun:
        used_elsewhere |= set(shown) if key not in keys else set()
    for row in find_rows(staying(keys)).values():
        used_elsewhere |= shown_names(row.journal_state())
    return named - used_elsewhere


def _count_linking(keys: Collection[Key]) -> int:
    """Return how many other items have a text that links to one of these."""
    topics = [topic_id for kind, topic_id in keys if kind == "topic"]
    anchors = [str(Anchor(*key)) for key in keys if Recorded.kinds[key[0]].__letter__]
    links_here = or_(TextLink.target_id.in_(topics), TextLink.anchor.in_(anchors))
    query = select(TextLink.kind, TextLink.item_id).where(links_here).distinct()
    return len({tuple(row) for row in db.session.execute(query)} - set(keys))

"""Where links lead: to the item that an anchor names, or to the region that has that name."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, false, null, select

from wiki.anchors import Anchor
from wiki.models import Topic, TopicItem
from wiki.projections.names import keys_of, read_names
from wiki.projections.regions import find_model, in_batches
from wiki.recorded import Recorded
from wiki.text import Names, names_in
from wiki.visibility import AUTHOR, VISITOR, sees_topic


class LinkTarget(NamedTuple):
    """Where a link leads: the topic for the author, the topic for visitors, None for no topic.

    `is_former` says that the name is a former one of the topic. These are columns of `TextLink`.
    """

    target_id: int | None
    public_id: int | None
    is_former: bool


class _Home(NamedTuple):
    """The topic on whose page an item stands, as seen by the author and by visitors.

    None for no topic.
    """

    topic_id: int | None
    public_id: int | None
    is_shared: bool


def find_link_targets(connection: Connection, typed: Collection[str]) -> dict[str, LinkTarget]:
    """Return where each link leads, by the text that is typed in it.

    An anchor names its item unless that is deleted, even where a region has the anchor as its
    title. Visitors who do not see the page of that item are led to such a region. Shared items
    (readings and essays) stand on no page of their own, so that links to them lead to no region.
    """
    if not typed:
        return {}
    keys = {key for each in typed for name in names_in(each) for key in keys_of(name)}
    every = read_names(reader=AUTHOR, among=keys, connection=connection)
    public = read_names(reader=VISITOR, among=keys, connection=connection)
    targets = {each: _find_region(each, every, public) for each in typed}
    anchors = {each: anchor for each in typed if (anchor := Anchor.of_link(each))}
    homes = _homes(connection, set(anchors.values()))
    for each, anchor in anchors.items():
        if (home := homes.get(anchor)) and not _names_whole(each, every):
            by_name = None if home.is_shared else targets[each].public_id
            targets[each] = LinkTarget(home.topic_id, home.public_id or by_name, is_former=False)
    return targets


def _names_whole(typed: str, names: Names) -> bool:
    """Return whether a region has the whole text as its name, although that has a bar."""
    return "|" in typed and names.find(typed) is not None


def _find_region(typed: str, every: Names, public: Names) -> LinkTarget:
    """Return where a link leads that names a region."""
    name = next((name for name in names_in(typed) if every.find(name)), "")
    target = every.find(name) if name else None
    shown = next(filter(None, map(public.find, names_in(typed))), None)
    is_former = target is not None and every.is_former(name)
    return LinkTarget(target and target.id, shown and shown.id, is_former)


def _homes(connection: Connection, anchors: Collection[Anchor]) -> dict[Anchor, _Home]:
    """Return, for each anchor of an existing item, the topic on whose page the item stands.

    Left out are items of a kind without names, too: no text can link to them.
    """
    homes: dict[Anchor, _Home] = {}
    for kind in sorted({anchor.kind for anchor in anchors}):
        model = find_model(kind)
        if not has_item_names(model):
            continue
        ids = sorted(anchor.id for anchor in anchors if anchor.kind == kind)
        query, is_shared = _items_with_topics(model), not issubclass(model, TopicItem)
        for some in in_batches(ids):
            for row in connection.execute(query.where(model.id.in_(some))):
                home = row.topic_id if row.is_there else None
                public = row.topic_id if row.is_public else None
                homes[Anchor(kind, row.id)] = _Home(home, public, is_shared)
    return homes


def has_item_names(model: type[Recorded]) -> bool:
    """Return whether the items of a kind have names, so that `[[b-12]]` can lead to one of them."""
    return any(model.__searched__[:1])


def _items_with_topics(model: Any) -> Any:
    """Return a query for a kind's undeleted items: id, topic, who sees that topic."""
    query: Any = select(model.id).where(model.deleted_at.is_(None))
    if not issubclass(model, TopicItem):
        columns = {"topic_id": null(), "is_there": false(), "is_public": false()}
        return query.add_columns(*(column.label(name) for name, column in columns.items()))
    is_there, is_public = Topic.deleted_at.is_(None), sees_topic(reader=VISITOR)
    seen = (is_there.label("is_there"), is_public.label("is_public"))
    return query.add_columns(model.topic_id, *seen).join(Topic, Topic.id == model.topic_id)

"""Finding the links to items that are being purged: by anchor, by name of a region, by address."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from sqlalchemy import ColumnElement, func, or_, select

from wiki.anchors import Anchor
from wiki.db import db
from wiki.models import Address, Area, Topic
from wiki.naming import name_key
from wiki.projections.names import TopicName, keys_of, read_names
from wiki.projections.regions import in_batches
from wiki.recorded import Recorded
from wiki.text import is_name, names_in, rooted, unlink
from wiki.visibility import AUTHOR

Key = tuple[str, int]
# An address of a page with a slug, and one with a number.
_SLUGGED = re.compile(r"/([a-z]+)/([a-z0-9-]+)")
_NUMBERED = re.compile(r"/([a-z]+)/([1-9][0-9]{0,17})(?![0-9])")


class PurgedLinks:
    """Finds and removes the links in texts that lead to some items, given as pairs of kind and id.

    It has to be made before the rows of these items are emptied and the projections are rebuilt, as
    it reads their names from both. `base_url` is the address of this atlas, for links that begin
    with it.
    """

    def __init__(self, keys: Collection[Key], base_url: str = "") -> None:
        self._keys, self._base = set(keys), base_url.rstrip("/")
        self._topics = {topic_id for kind, topic_id in keys if kind == Topic.__kind__}
        self._names: set[str] = set()
        self._slugged, self._numbered = Recorded.roots(slugged=True), Recorded.roots(slugged=False)
        self._slugs = set(_slugs_of(self._keys))
        self._cached: dict[str, bool] = {}
        for name, is_slug, title in _names_of(self._topics):
            if is_slug:
                self._slugs.add((Topic.__kind__, name))
            if not is_slug or is_name(name, title):
                self._names.add(name)

    def cut(self, text: str) -> str:
        """Return a text in which links to the items are replaced by their words."""
        return unlink(text, self._leads_to_purged)

    def cut_addresses(self, lines: str) -> str:
        """Return the addresses in a field, one a line, without those of the items."""
        return "\n".join(url for url in lines.split("\n") if not self._is_address(url))

    def _leads_to_purged(self, typed: str) -> bool:
        if typed not in self._cached:
            is_ours = self._is_anchor(Anchor.of_link(typed))
            self._cached[typed] = is_ours or self._is_address(typed) or self._is_named(typed)
        return self._cached[typed]

    def _is_address(self, typed: str) -> bool:
        """Return whether a text begins with the address of one of the items, or of a part of it."""
        path = rooted(typed.removeprefix(self._base))
        if path.startswith("#"):  # on the same page
            return self._is_anchor(Anchor.parse(path[1:]))
        if not path.startswith("/"):
            return False
        path, _, part = unquote(path).partition("#")
        match = _SLUGGED.match(path)
        if match and match[1] in self._slugged:
            is_ours = (self._slugged[match[1]], match[2]) in self._slugs
            return is_ours or self._is_anchor(Anchor.parse(part))
        match = _NUMBERED.match(path)
        if match and match[1] in self._numbered:
            return (self._numbered[match[1]], int(match[2])) in self._keys
        return bool(match and self._is_anchor(Anchor.parse(f"{match[1]}-{match[2]}")))

    def _is_anchor(self, anchor: Anchor | None) -> bool:
        return anchor is not None and (anchor.kind, anchor.id) in self._keys

    def _is_named(self, typed: str) -> bool:
        """Return whether the link `[[typed]]` leads to one of the regions, and to no other."""
        names = list(names_in(typed))
        if not any(map(self._has, names)):
            return False
        others = read_names(reader=AUTHOR, among={key for name in names for key in keys_of(name)})
        for name in names:
            if (region := others.find(name)) and region.id not in self._topics:
                return False
            if self._has(name):
                return True
        return False

    def _has(self, name: str) -> bool:
        return name in self._names or name_key(name) in self._names


def _names_of(topic_ids: Collection[int]) -> Iterator[tuple[str, bool, str]]:
    """Yield the names that topics have or had: the name, whether it is a slug, the topic's title.

    Names of topics that were merged into one of them count too, and those of a merged topic itself,
    which led to another one and lead to nothing once it is emptied.
    """
    home = func.coalesce(Topic.merged_into, Topic.id)
    query = select(TopicName.name, TopicName.is_slug, Topic.title)
    query = query.join(Topic, Topic.id == TopicName.topic_id)
    for batch in in_batches(sorted(topic_ids)):
        for row in db.session.execute(query.where(or_(home.in_(batch), Topic.id.in_(batch)))):
            yield row.name, row.is_slug, row.title


def _slugs_of(keys: Collection[Key]) -> Iterator[tuple[str, str]]:
    """Yield the kind and slug of every address that the items have or had.

    The addresses of an area that was merged into one of them count too.
    """
    for kind in sorted({kind for kind, _ in keys} & {*Recorded.roots(slugged=True).values()}):
        mine = select(Address.slug).where(Address.kind == kind)
        for batch in in_batches(sorted(item_id for one, item_id in keys if one == kind)):
            ours: ColumnElement[bool] = Address.item_id.in_(batch)
            if kind == Area.__kind__:
                ours |= Address.item_id.in_(select(Area.id).where(Area.merged_into.in_(batch)))
            for slug in db.session.scalars(mine.where(ours)):
                yield kind, slug

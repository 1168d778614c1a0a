"""Resolvers: functions from what stands in `[[…]]` to where it leads and what it is called."""

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

from wiki.anchors import Anchor
from wiki.projections.names import read_names
from wiki.queries.cache import cached, read_newest
from wiki.queries.names import AT
from wiki.queries.rows_by_anchor import find_by_anchors
from wiki.sections import SECTIONS, find_kind
from wiki.text import Names, Resolver, Target, is_part, link_meanings, name_key, plain
from wiki.visibility import Reader

# A function from an anchor to its item, None where the reader may not see it.
ItemFinder = Callable[[Anchor], Any]
_ITEM = re.compile(r"\[\[\s*([a-z]-[0-9]+)\s*[\]|]")
# The names that a link may use for a section of a page, each with the section's anchor.
PARTS = {name_key(name): part.name for part in SECTIONS for name in (part.title, part.name)}


def resolver(*, reader: Reader, tail: str = "", find_item: ItemFinder | None = None) -> Resolver:
    """Return a function from the text in `[[…]]` to where it leads, None for an unwritten page."""

    def read() -> Names:
        return read_names(reader=reader)

    names = cache(lambda: cached("names", (reader,), read_newest().topic, read))
    return lazy_resolver(names, find_item or item_finder((), reader=reader), tail=tail)


def lazy_resolver(
    read: Callable[[], Names], find_item: ItemFinder = lambda anchor: None, *, tail: str = ""
) -> Resolver:
    """Return a resolver that reads all names when it is first called: pages without links do not.

    The anchor of an existing item (`b-12`) names that item, even where a region has it as its
    title; the link shows the item's label if no other words are typed. The name of a section
    becomes its anchor.
    """
    all_names = cache(read)

    def resolve(typed: str) -> str | Target | None:
        anchored = Anchor.parse(typed.strip())
        if anchored and (target := _target(find_item(anchored), find_item)):
            return target
        names = all_names()
        for name, part in link_meanings(typed):
            if region := names.find(name):
                anchor = PARTS.get(name_key(part), "")
                return f"{AT}{region.slug}{tail}" + (f"#{anchor}" if anchor else "")
        return None

    return resolve


def page_resolver(resolve: Resolver, slug: str, *, tail: str = "") -> Resolver:
    """Return a resolver for texts on a region's page, in which a section can be named alone.

    `[[#Uncertainties]]`, as other programs write, is one, unless a region has that title.
    """

    def resolve_here(typed: str) -> str | Target | None:
        if found := resolve(typed):
            return found
        name = typed.strip()
        anchor = PARTS.get(name_key(name[1:].strip()), "") if is_part(name) else ""
        return f"{AT}{slug}{tail}#{anchor}" if anchor else None

    return resolve_here


def item_finder(texts: Iterable[str], *, reader: Reader) -> ItemFinder:
    """Return a function from an anchor to its item; all that `texts` link to is read at once."""
    linked = {anchor for source in texts for anchor in linked_anchors(source)}
    known = cache(lambda: find_by_anchors(linked, reader=reader))

    @cache
    def find(anchor: Anchor) -> Any:
        found = known() if anchor in linked else find_by_anchors([anchor], reader=reader)
        return found.get(anchor)

    return find


def linked_anchors(source: str) -> set[Anchor]:
    """Return the anchors in links `[[b-12]]` of a text, also those in code."""
    return {anchor for typed in _ITEM.findall(source) if (anchor := Anchor.parse(typed))}


def _target(item: Any, find_item: ItemFinder | None = None) -> Target | None:
    """Return an item's permanent link and its label; None for no item or no such link.

    Items that the label links to are told by their words where `find_item` finds them, but not
    those that these link to in turn: two items may link to each other.
    """
    section = find_kind(item.__kind__) if item is not None else None
    if section is None or not section.has_permalink:
        return None

    def named(typed: str) -> Target | None:
        anchor = Anchor.parse(typed.strip())
        return _target(find_item(anchor)) if find_item and anchor else None

    label = section.label(item.snapshot(), partial(plain, resolve=named))
    return Target(f"/{section.letter}/{item.id}", label)

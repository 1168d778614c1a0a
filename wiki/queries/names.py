"""Names of regions: from what somebody typed to the region, and which titles are taken.

A region can be named by its title, in any spelling that `name_key` treats as the same, or by its
slug, typed exactly. The slug that a title would make is not a name: `c` would mean C++ and C#
alike.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any
from unicodedata import category

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.models import PUBLIC, Area, Topic
from wiki.projections.addresses import find_address
from wiki.queries.addresses import find_deleted
from wiki.queries.cache import Newest, cached, read_newest
from wiki.sections import SECTIONS
from wiki.text import Resolver, name_key, slugify
from wiki.visibility import AUTHOR, Reader, visible_topics

COMPARED = 5_000  # slugs that a misspelt one is compared with
AT = "/atlas/"
# From what names a region to its slug, None where there is no such region.
Finder = Callable[[str], str | None]
# The names that a link may use for a section of a page, each with the section's anchor.
PARTS = {name_key(name): part.name for part in SECTIONS for name in (part.title, part.name)}


def by_title() -> tuple[Any, ...]:
    """Return the ORDER BY columns that sort topics by title as people expect it."""
    return func.sort_key(Topic.title), Topic.id


def has_title(model: Any, title: str) -> Any:
    """Return the SQL condition that a topic or an area has this title, in any spelling."""
    return func.name_key(model.title) == name_key(title)


def find_topic(name: str, *, reader: Reader = AUTHOR) -> Topic | None:
    """Return the topic with this title or slug, former slugs included; or None.

    The names of a topic that was merged into another one are names of that one.
    """
    query = visible_topics(reader=reader)
    titled = query.where(has_title(Topic, name)).order_by(Topic.id).limit(1)
    found: Topic | None = db.session.scalar(titled)
    if found is None and (topic_id := find_address("topic", name)):
        found = db.session.scalar(query.where(Topic.id == topic_id))
        if found is not None:
            return found if is_name(name, found.title) else None
    return found or _find_merged(name, reader=reader)


def _find_merged(name: str, *, reader: Reader) -> Topic | None:
    """Return the topic into which the last topic of this name was merged, or None."""
    own = or_(has_title(Topic, name), Topic.id == (find_address("topic", name) or 0))
    merged = select(Topic).where(Topic.merged_into.is_not(None), own)
    if not reader.sees_private:
        merged = merged.where(Topic.visibility == PUBLIC)
    last = db.session.scalar(merged.order_by(Topic.id.desc()).limit(1))
    if last is None or not is_name(name, last.title):
        return None
    found: Topic | None = db.session.scalar(
        visible_topics(reader=reader).where(Topic.id == last.merged_into)
    )
    return found


def _merged_names(*, reader: Reader) -> Sequence[Any]:
    """Return the titles of merged topics, each with the slug of the topic it was merged into."""
    into = aliased(Topic)
    query = select(Topic.title, into.slug).join(into, into.id == Topic.merged_into)
    query = query.where(into.deleted_at.is_(None))
    if not reader.sees_private:
        query = query.where(Topic.visibility == PUBLIC, into.visibility == PUBLIC)
    return db.session.execute(query.order_by(Topic.id.desc())).all()


def no_such_region(name: str) -> str:
    """Return the message for a name that no region has.

    It says where a deleted region of that name can be restored.
    """
    gone = find_deleted("topic", name)
    if gone is None:
        return f"There is no region called “{name}”."
    return f"The region “{gone.title}” was deleted; {AT}{gone.slug} offers to restore it."


def is_name(slug: str, title: str) -> bool:
    """Return whether a slug, typed exactly, can only mean the region with this title.

    A one-word slug that left out signs of the title can mean several regions: `c` for C++, `1`
    for -1. A title with a comma can be named in a list by its slug alone.
    """
    if "-" in slug or "," in title or slugify(title) != slug:
        return True
    return all(category(sign)[0] in "LMN" for sign in name_key(title))


def near_matches(slug: str, *, reader: Reader) -> list[Topic]:
    """Return the topics whose slug is most similar to this one.

    Where there are very many topics, only slugs with the same beginning are compared.
    """
    query = visible_topics(reader=reader).with_only_columns(Topic.slug).order_by(Topic.id)
    slugs = db.session.scalars(query.limit(COMPARED + 1)).all()
    if len(slugs) > COMPARED:
        alike = Topic.slug.startswith(slug[:2], autoescape=True)
        slugs = db.session.scalars(query.where(alike).limit(COMPARED)).all()
    near = get_close_matches(slug, slugs, n=5, cutoff=0.5)
    found = db.session.scalars(visible_topics(reader=reader).where(Topic.slug.in_(near)))
    return sorted(found, key=lambda topic: near.index(topic.slug))


def list_names(*, reader: Reader, most: int) -> tuple[Sequence[Any], int]:
    """Return the titles and slugs of the first `most` topics by title, and the total."""
    query = visible_topics(reader=reader)
    names = query.with_only_columns(Topic.title, Topic.slug).order_by(*by_title())
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    return db.session.execute(names.limit(most)).all(), total


def resolver(
    *, reader: Reader, tail: str = "", newest: Callable[[], Newest] = read_newest
) -> Resolver:
    """Return a function from what stands in `[[…]]` to an address, None where unwritten."""

    def read() -> Finder:
        names = visible_topics(reader=reader).with_only_columns(Topic.title, Topic.slug)
        rows = db.session.execute(names.order_by(Topic.id.desc())).all()
        # The names of merged topics first: of two equal titles the last one counts.
        merged = _merged_names(reader=reader)
        return finder_among((title, slug) for title, slug in (*merged, *rows))

    return when_asked(lambda: cached("names", (reader,), newest().topic, read), tail=tail)


def resolver_among(names: Iterable[tuple[str, str]], *, tail: str = "") -> Resolver:
    """Return the same function for given titles and slugs."""
    return when_asked(lambda: finder_among(names), tail=tail)


def when_asked(read: Callable[[], Finder], *, tail: str = "") -> Resolver:
    """Return a resolver that reads all names when it is first asked: pages without links do not.

    The text can be a title, a slug or an address, also as other programs write links:
    `notes/Title.md#Section`. The name of a section becomes its anchor.
    """
    among_all = cache(read)

    def resolve(typed: str) -> str | None:
        find = among_all()
        for name, part in _readings(typed):
            if slug := find(name):
                return f"{AT}{slug}{tail}" + (f"#{part}" if part else "")
        return None

    return resolve


def finder_among(names: Iterable[tuple[str, str]]) -> Finder:
    """Return a function from a region's title, slug or address to its slug, given all names.

    Of two equal titles the last one counts.
    """
    titles: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for title, slug in names:
        titles[name_key(title)], slugs[slug] = slug, title

    def find(name: str) -> str | None:
        if slug := titles.get(name_key(name)):
            return slug
        if name.startswith(AT) and (slug := name.removeprefix(AT)) in slugs:
            return slug
        return name if name in slugs and is_name(name, slugs[name]) else None

    return find


def _readings(typed: str) -> Iterator[tuple[str, str]]:
    """Yield the (name, anchor) pairs that a link's text may mean, the whole text first.

    A title may itself contain `#`, `/` or `|`. Text before a `|` is never taken for a file
    path.
    """
    yield typed, ""
    if "|" in typed:
        return
    cuts = dict.fromkeys([len(typed), typed.rfind("#"), typed.find("#")])
    for cut in cuts:
        name, part = typed[:cut], typed[cut + 1 :]
        # `C#` and `C# in practice` are titles; a part follows its `#` at once.
        if not name.strip() or (cut < len(typed) and (cut < 0 or not part or part[0] == " ")):
            continue
        anchor = PARTS.get(name_key(part), "")
        last = name.rpartition("/")[2]
        for base in dict.fromkeys([name, last]):
            yield base.strip(), anchor
            yield base.strip().removesuffix(".md"), anchor


def check_title(title: str) -> None:
    """Raise Invalid where `[[…]]` could not hold this title."""
    if not title:
        raise Invalid("title", "Give the region a title.")
    if "[[" in title or "]]" in title:
        raise Invalid("title", "A title cannot hold [[ or ]], which mark links to regions.")


def check_free_title(title: str, own: Topic | None) -> None:
    """Raise Invalid where another region has this title: links name regions by their titles."""
    others = visible_topics(reader=AUTHOR).where(
        has_title(Topic, title), Topic.id != (own.id if own else 0)
    )
    if other := db.session.scalar(others.limit(1)):
        raise Invalid("title", f"There is a region called “{other.title}” already.")


def check_name(item: Any) -> None:
    """Raise Conflict where restoring a topic or area would give two of them the same title."""
    if not isinstance(item, Topic | Area) or item.deleted_at:
        return
    model: Any = type(item)
    same = (has_title(model, item.title), model.id != item.id)
    if db.session.scalar(select(model.id).where(*same, model.deleted_at.is_(None)).limit(1)):
        noun = "a region" if isinstance(item, Topic) else "an area"
        raise Conflict(
            f"There is {noun} called “{item.title}” by now, so nothing was brought back: rename it."
        )

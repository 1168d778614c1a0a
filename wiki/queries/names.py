"""Names of regions: finding the region that a typed name means, and checking titles.

What counts as a name of a region is defined in `wiki.text.region_names`.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import func, select

from wiki.db import db, holds
from wiki.errors import Conflict, Invalid
from wiki.models import Area, Topic
from wiki.projections.names import TopicName, keys_of, read_names
from wiki.queries.addresses import find_deleted
from wiki.text import (
    Region,
    is_seen,
    name_key,
    quoted,
)
from wiki.visibility import AUTHOR, Reader, visible_topics

COMPARED = 5_000  # slugs that a misspelt one is compared with
AT = "/atlas/"


def by_title() -> tuple[Any, ...]:
    """Return the columns that sort topics by title, for ORDER BY."""
    return func.sort_key(Topic.title), Topic.id


def has_title(model: Any, title: str) -> Any:
    """Return an SQL condition: that a topic or an area has this title, in any spelling."""
    return func.name_key(model.title) == name_key(title)


def find_topic(name: str, *, reader: Reader = AUTHOR) -> Topic | None:
    """Return the topic that has or had this title or slug, as far as the reader knows; or None.

    The names of a topic that was merged into another one are names of that one.
    """
    found = read_names(reader=reader, among=keys_of(name)).find(name)
    return db.session.get(Topic, found.id) if found else None


def join_typed_names(parts: Sequence[str]) -> list[str]:
    """Return the names in a list that was typed with commas, given the parts between them.

    A title may have commas itself: where a part names no region, the longest run of parts that is
    the title of exactly one region is one name. If every part names a region, nothing is joined.
    """
    if all(find_topic(part) for part in parts):
        return list(parts)
    titles = _titles_with_commas()
    most = max(map(len, titles), default=1)
    names: list[str] = []
    begin = 0
    while begin < len(parts):
        ends = range(min(begin + most, len(parts)), begin + 1, -1)
        runs = ((end, titles.get(tuple(map(name_key, parts[begin:end])))) for end in ends)
        begin, name = next((run for run in runs if run[1]), (begin + 1, parts[begin]))
        names.append(name or "")
    return names


def _titles_with_commas() -> dict[tuple[str, ...], str]:
    """Return the titles with commas by the keys of their parts; "" where two titles share them."""
    query = visible_topics(reader=AUTHOR).with_only_columns(Topic.title)
    titles: dict[tuple[str, ...], str] = {}
    for title in db.session.scalars(query.where(Topic.title.contains(","))):
        parts = tuple(map(name_key, filter(str.strip, title.split(","))))
        titles[parts] = "" if parts in titles else title
    return titles


def had_title(topic: Topic, title: str) -> bool:
    """Return whether a topic has or had this title; those merged into it do not count."""
    own = (TopicName.topic_id == topic.id, TopicName.name == name_key(title), ~TopicName.is_slug)
    return db.session.scalar(select(TopicName.topic_id).where(*own)) is not None


def no_region_message(name: str) -> str:
    """Return the error message for a name that no region has.

    If a deleted region has the name, the message says where it can be restored.
    """
    topic = find_deleted("topic", name)
    if topic is None:
        return f"There is no region called {quoted(name)}."
    return f"The region {quoted(topic.title)} was deleted; {AT}{topic.slug} offers to restore it."


def near_matches(slug: str, *, reader: Reader) -> list[Topic]:
    """Return at most five topics whose slugs are most similar to this one, the nearest first.

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


def list_titles(typed: str, *, reader: Reader, most: int) -> tuple[list[Region], bool]:
    """Return the first `most` regions by title whose title contains `typed`, and if that is all."""
    named = select(TopicName.topic_id).where(TopicName.is_current, ~TopicName.is_slug)
    named = named.where(holds(TopicName.name, name_key(typed)))
    query = visible_topics(reader=reader).with_only_columns(Topic.id, Topic.title, Topic.slug)
    query = query.where(Topic.id.in_(named)) if typed.strip() else query
    rows = db.session.execute(query.order_by(*by_title()).limit(most + 1)).all()
    return [Region(*row) for row in rows[:most]], len(rows) <= most


def check_title(title: str) -> None:
    """Raise Invalid where a title has no visible character, or has [[ or ]]."""
    if not is_seen(title):
        raise Invalid("title", "Give the region a title.")
    if "[[" in title or "]]" in title:
        raise Invalid("title", "A title cannot hold [[ or ]], which mark links to regions.")


def title_error(title: str) -> str:
    """Return the message that `check_title` raises for a title, "" where it is allowed."""
    try:
        check_title(title)
    except Invalid as error:
        return error.message
    return ""


def check_free_title(title: str, own: Topic | None) -> None:
    """Raise Invalid where a region other than `own` has this title, as links name regions by it."""
    others = visible_topics(reader=AUTHOR).where(
        has_title(Topic, title), Topic.id != (own.id if own else 0)
    )
    if other := db.session.scalar(others.limit(1)):
        raise Invalid("title", f"There is a region called {quoted(other.title)} already.")


def check_name(item: Any) -> None:
    """Raise Conflict where another topic or area has the title of one that was just restored."""
    if not isinstance(item, Topic | Area) or item.deleted_at:
        return
    model: Any = type(item)
    same = (has_title(model, item.title), model.id != item.id)
    if db.session.scalar(select(model.id).where(*same, model.deleted_at.is_(None)).limit(1)):
        noun = "a region" if isinstance(item, Topic) else "an area"
        raise Conflict(
            f"There is {noun} called {quoted(item.title)} by now, so nothing was brought back: "
            "rename it."
        )

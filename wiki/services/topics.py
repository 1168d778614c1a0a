"""Topics: finding, making, renaming, reviewing and hiding the regions of the atlas."""

from collections.abc import Callable, Collection, Iterable, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

from sqlalchemy import Select, exists, func, select

from wiki.dates import MOST_DAYS
from wiki.db import db
from wiki.errors import Conflict, Invalid, Moved, NotFound
from wiki.journal import Change, Entry, Revision, Signature, record, version
from wiki.models import PRIVATE, PUBLIC, STATUSES, Area, Note, Topic
from wiki.projections.addresses import find_address
from wiki.sections import SECTIONS
from wiki.sections.belief import Belief
from wiki.sections.stance import Stance
from wiki.services.areas import find_area, make_area
from wiki.services.places import AT_ONCE, give_places, make_room
from wiki.text import is_placeholder, slugify
from wiki.visibility import AUTHOR, Reader

COMPARED = 5_000  # addresses that a misspelt one is held against
BENEATH = {"edit", "reviewed", "history", "note", "place", "delete", "restore", "changes"}
RESERVED = BENEATH | {"new"} | {section.name for section in SECTIONS}


def alive(*, reader: Reader) -> Select[Topic]:
    """Return the query for the topics a reader may see; authors see private ones."""
    query = select(Topic).where(Topic.deleted_at.is_(None))
    return query if reader.sees_private else query.where(Topic.visibility == PUBLIC)


def by_title() -> tuple[Any, ...]:
    """Return what a query of topics is ordered by, for a list that people read."""
    return func.sort_key(Topic.title), Topic.id


def list_topics(*, reader: Reader) -> Sequence[Topic]:
    """Return the topics a reader may see, by title."""
    return db.session.scalars(alive(reader=reader).order_by(*by_title())).all()


def get_topic(slug: str, *, reader: Reader) -> Topic:
    """Return the topic at a slug.

    Raises Moved where the topic has another slug now, NotFound where there is none to see. A slug
    that it had only while it was private does not lead a visitor to it.
    """
    topic_id = find_address("topic", slug)
    topic = db.session.get(Topic, topic_id) if topic_id else None
    if topic is None or topic.deleted_at or not (reader.sees_private or topic.is_public()):
        raise NotFound
    if topic.slug != slug:
        raise Moved(topic.slug) if reader.sees_private or _was_seen_at(topic, slug) else NotFound
    return topic


def _was_seen_at(topic: Topic, slug: str) -> bool:
    """Return whether a visitor could ever see a topic while it had this slug."""
    of_topic = (Revision.kind == "topic", Revision.item_id == topic.id, Revision.published)
    had = Revision.after["slug"].as_string() == slug
    return bool(db.session.scalar(select(exists().where(*of_topic, had))))


def find_topic(name: str, *, reader: Reader = AUTHOR) -> Topic | None:
    """Return the topic with this title, whatever its case, or this slug, old ones included."""
    same_title = func.lower(Topic.title) == name.lower()
    query = alive(reader=reader).where(same_title).order_by(Topic.id)
    if topic := db.session.scalar(query.limit(1)):
        return topic
    topic_id = find_address("topic", name)
    query = alive(reader=reader).where(Topic.id == topic_id)
    return db.session.scalar(query) if topic_id else None


def near_matches(slug: str, *, reader: Reader) -> list[Topic]:
    """Return the topics whose slug reads much like this one; of very many, if it begins alike."""
    query = alive(reader=reader).with_only_columns(Topic.slug).order_by(Topic.id)
    slugs = db.session.scalars(query.limit(COMPARED + 1)).all()
    if len(slugs) > COMPARED:
        alike = Topic.slug.startswith(slug[:2], autoescape=True)
        slugs = db.session.scalars(query.where(alike).limit(COMPARED)).all()
    near = get_close_matches(slug, slugs, n=5, cutoff=0.5)
    found = db.session.scalars(alive(reader=reader).where(Topic.slug.in_(near)))
    return sorted(found, key=lambda topic: near.index(topic.slug))


def list_names(*, reader: Reader, most: int) -> tuple[Sequence[Any], int]:
    """Return the titles and slugs of so many topics, by title, and how many there are in all."""
    query = alive(reader=reader)
    names = query.with_only_columns(Topic.title, Topic.slug).order_by(*by_title())
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    return db.session.execute(names.limit(most)).all(), total


def resolver(*, reader: Reader) -> Callable[[str], str | None]:
    """Return a function from a region's title or slug to its address, None where unwritten.

    The names are read when it is first asked: a page without links reads none.
    """

    @cache
    def among_all() -> Callable[[str], str | None]:
        names = alive(reader=reader).with_only_columns(Topic.title, Topic.slug)
        rows = db.session.execute(names.order_by(Topic.id.desc()))
        return resolver_among((title, slug) for title, slug in rows)

    return lambda name: among_all()(name)


def resolver_among(
    names: Iterable[tuple[str, str]], *, tail: str = ""
) -> Callable[[str], str | None]:
    """Return such a function, given titles with slugs; of two alike the last is meant."""
    addresses: dict[str, str] = {}
    for title, slug in names:
        addresses[slug] = addresses[title.lower()] = f"/atlas/{slug}{tail}"
    return lambda name: addresses.get(name.lower()) or addresses.get(slugify(name))


def written(topic_ids: Collection[int]) -> set[int]:
    """Return which of the topics have a stance or a belief; the others are stubs."""
    found: set[int] = set()
    columns: list[tuple[Any, Any]] = [(Stance, Stance.body), (Belief, Belief.claim)]
    for model, text in columns:
        rows = select(model.topic_id, text).where(model.deleted_at.is_(None), text != "")
        if len(topic_ids) < 100:
            rows = rows.where(model.topic_id.in_(topic_ids))
        found |= {topic for topic, words in db.session.execute(rows) if not is_placeholder(words)}
    return found & set(topic_ids)


def is_stub(topic: Topic) -> bool:
    """Return whether neither stance nor belief is written yet."""
    return topic.id not in written([topic.id])


def create_topic(values: dict[str, Any], by: Signature) -> Topic:
    """Make a topic, and its area where that is new. Raises Invalid."""
    with record(by) as entry:
        topic = add_topic(entry, values)
        give_places(entry, most=AT_ONCE)
    return topic


def add_topic(entry: Entry, values: dict[str, Any]) -> Topic:
    """Make a topic as part of a change. Raises Invalid."""
    topic = Topic(
        slug=_free_slug(values.get("slug") or values["title"]),
        **_columns(entry, {"status": "", "visibility": PUBLIC} | values),
    )
    return _with_slug(entry, entry.add(topic))


def edit_topic(
    topic: Topic, values: dict[str, Any], by: Signature, *, change_address: bool = False
) -> Change | None:
    """Save the header; the address follows only when asked. Raises Invalid."""
    with record(by) as entry:
        set_topic(entry, topic, values, change_address=change_address)
    return entry.change


def set_topic(
    entry: Entry, topic: Topic, values: dict[str, Any], *, change_address: bool = False
) -> None:
    """Set the header's fields as part of a change. Raises Invalid."""
    columns = _columns(entry, values, own=topic)
    if change_address:
        typed = values.get("slug") or ""
        wanted = typed if typed and typed != topic.slug else values["title"]
        columns["slug"] = _free_slug(wanted, own=topic) or topic.slug
    opened = columns.get("visibility") == PUBLIC and not topic.is_public()
    entry.alter(topic, **columns)
    if opened:
        make_room(entry, topic)


def mark_reviewed(topic: Topic, by: Signature) -> Change | None:
    """Say that the author looked at the page today and stands by it."""
    with record(by, reason="Reviewed, no change") as entry:
        entry.alter(topic, reviewed_on=by.today)
    return entry.change


def delete_topic(topic: Topic, by: Signature) -> Change | None:
    """Delete a topic; it keeps its slug, and one undo brings it back with all its items."""
    with record(by) as entry:
        entry.delete(topic)
    return entry.change


def find_deleted(slug: str) -> Topic | None:
    """Return the deleted topic that has this slug."""
    topic_id = find_address("topic", slug)
    topic = db.session.get(Topic, topic_id) if topic_id else None
    return topic if topic and topic.deleted_at else None


def restore_topic(topic: Topic, by: Signature) -> Change | None:
    """Bring a deleted topic back. Raises Conflict where its title was taken meanwhile."""
    with record(by) as entry:
        entry.restore(topic, {})
        check_name(topic)
    return entry.change


def find_note(topic: Topic) -> Note | None:
    """Return the private note beside a topic."""
    mine = (Note.topic_id == topic.id, Note.deleted_at.is_(None))
    return db.session.scalar(select(Note).where(*mine))


def save_note(topic: Topic, body: str, by: Signature, *, base: int) -> Change | None:
    """Write the private note. Raises Conflict where it changed since `base`."""
    note = find_note(topic)
    if note and note.body != body and version("note", note.id) != base:
        raise Conflict
    with record(by) as entry:
        set_note(entry, topic, body)
    return entry.change


def set_note(entry: Entry, topic: Topic, body: str) -> None:
    """Write the private note as part of a change."""
    note = find_note(topic)
    if note:
        entry.alter(note, body=body)
    elif body:
        entry.add(Note(topic_id=topic.id, body=body))


def check_title(title: str) -> None:
    """Raise Invalid where a title could not be linked to."""
    if not title:
        raise Invalid("title", "Give the region a title.")
    if "[[" in title or "]]" in title:
        raise Invalid("title", "A title cannot hold [[ or ]], which mark links to regions.")


def check_name(item: Any) -> None:
    """Raise Conflict where a topic or area that comes back would be the second of its title."""
    if not isinstance(item, Topic | Area) or item.deleted_at:
        return
    model: Any = type(item)
    same = (func.lower(model.title) == item.title.lower(), model.id != item.id)
    if db.session.scalar(select(model.id).where(*same, model.deleted_at.is_(None)).limit(1)):
        noun = "a region" if isinstance(item, Topic) else "an area"
        raise Conflict(
            f"There is {noun} called “{item.title}” by now, so nothing was brought back: rename it."
        )


def _check_free_title(title: str, own: Topic | None) -> None:
    """Raise Invalid where another region has the title: links and lists name regions by it."""
    same_title = func.lower(Topic.title) == title.lower()
    others = alive(reader=AUTHOR).where(same_title, Topic.id != (own.id if own else 0))
    if db.session.scalar(others.limit(1)):
        raise Invalid("title", f"There is a region called “{title}” already.")


def _columns(entry: Entry, values: dict[str, Any], *, own: Topic | None = None) -> dict[str, Any]:
    """Return the form's values as columns; an area named for the first time is made."""
    if "title" in values:
        check_title(values["title"])
        _check_free_title(values["title"], own)
    if values.get("status") not in (None, "", *STATUSES):
        raise Invalid("status", f"A status is one of {', '.join(STATUSES)}, or none.")
    if values.get("visibility", PUBLIC) not in (PUBLIC, PRIVATE):
        raise Invalid("visibility", "A region is public or private.")
    days = values.get("review_days")
    if days is not None and not 1 <= days <= MOST_DAYS:
        message = f"Write a whole number of days from 1 to {MOST_DAYS}, or nothing."
        raise Invalid("review_days", message)
    names = ("title", "summary", "status", "reviewed_on", "review_days", "visibility", "extra")
    columns = {name: values[name] for name in names if name in values}
    if "area" in values:
        area = values["area"] and (find_area(values["area"]) or make_area(entry, values["area"]))
        columns["area_id"] = area.id if isinstance(area, Area) else None
    return columns


def _free_slug(words: str, *, own: Topic | None = None) -> str:
    """Return the slug made of some words. Raises Invalid where it is taken or reserved."""
    slug = slugify(words)
    if slug in RESERVED:
        raise Invalid("slug", f"`{slug}` is a word that addresses need, choose another.")
    taken = find_address("topic", slug)
    if slug and taken and not (own and taken == own.id):
        holder = db.session.get(Topic, taken)
        raise Invalid(
            "slug", f"`{slug}` is the address of {holder.title if holder else '?'}, choose another."
        )
    return slug


def _with_slug(entry: Entry, topic: Topic) -> Topic:
    """Give a topic whose title has no letters an address made of its id."""
    if not topic.slug:
        entry.alter(topic, slug=f"region-{topic.id}")
    return topic

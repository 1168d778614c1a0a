"""Adding, editing, reviewing, deleting and restoring topics, and saving the private note."""

from typing import Any

from wiki.actions import REVIEWED
from wiki.dates import MOST_DAYS, WHOLE_DAYS
from wiki.errors import Conflict, Invalid
from wiki.journal import Change, Entry, Signature, record, version
from wiki.models import LONGEST_SHORT_TITLE, PRIVATE, PUBLIC, SHORT_TITLE_RULE, Note, Topic
from wiki.projections.addresses import refresh
from wiki.queries.addresses import ANEW, find_deleted, find_former, free_slug, next_free
from wiki.queries.areas import find_deleted_area
from wiki.queries.names import check_free_title, check_name, check_title, no_region_message
from wiki.queries.topics import find_note
from wiki.services.after_merges import follow_area_merge
from wiki.services.areas import name_area
from wiki.services.former_rows import typed_over
from wiki.services.places import make_room
from wiki.statuses import STATUSES
from wiki.visibility import would_open

# The fields of a topic's form that are columns as they are.
COLUMNS = (
    *("title", "short_title", "summary", "status", "reviewed_on", "review_days"),
    *("visibility", "extra"),
)


def add_or_restore(entry: Entry, values: dict[str, Any]) -> Topic:
    """Add a topic from a form's values, within a change. Raises Invalid.

    If `values["deleted"]` is "restore", the deleted topic of this title is restored instead.
    """
    topic: Topic | None = find_former("topic", values)
    if topic is None:
        return add_topic(entry, values)
    bring_back(entry, topic)
    set_restored(entry, topic, values)
    return topic


def add_topic(
    entry: Entry, values: dict[str, Any], *, in_passing: bool = False, title_is_free: bool = False
) -> Topic:
    """Add a topic from a form's values, within a change. Raises Invalid.

    With `in_passing` (only its name was given), it gets the next free slug. The title of a deleted
    topic is refused unless `values["deleted"]` asks for a new one, or another slug is typed. With
    `title_is_free`, the caller knows that no other topic has the title: checking it reads all
    titles.
    """
    typed, title = values.get("slug", ""), values["title"]
    check_title(title)
    if not title_is_free:
        check_free_title(title, None)  # before the address: another one would not help
    is_anew = values.get("deleted") == ANEW
    if in_passing and not typed and not is_anew and find_deleted("topic", title):
        raise Invalid("title", no_region_message(title))
    is_made = not typed and (in_passing or is_anew)
    words = typed or title
    slug = next_free("topic", title) if is_made else free_slug("topic", words, title=title)
    blank = {"status": "", "visibility": PUBLIC}
    columns = _columns(entry, blank | values)
    return _with_slug(entry, entry.add(Topic(slug=slug, **columns)))


def bring_back(entry: Entry, topic: Topic) -> None:
    """Restore a deleted topic within a change; its area is the one into which its own was merged.

    Where another region stands too near its place on the map by now, it gets another place.
    """
    entry.restore(topic, {})
    follow_area_merge(entry, topic)
    make_room(entry, topic)


def set_restored(entry: Entry, topic: Topic, values: dict[str, Any]) -> None:
    """Set what the form that restored a topic says of it; a private one stays private."""
    typed = typed_over(topic, values)
    if would_open(topic, typed.get("visibility")):
        del typed["visibility"]
    set_topic(entry, topic, typed)


def edit_topic(
    topic: Topic, values: dict[str, Any], by: Signature, *, change_address: bool = False
) -> Change | None:
    """Save the fields of a topic's header from a form. Raises Invalid.

    The slug changes only with `change_address`: to the typed one, or to one made from the title.
    """
    with record(by) as entry:
        set_topic(entry, topic, values, change_address=change_address)
    return entry.change


def set_topic(
    entry: Entry, topic: Topic, values: dict[str, Any], *, change_address: bool = False
) -> None:
    """Set the fields of a topic's header within a change. Raises Invalid.

    A form shows no area where the topic's area is deleted: the topic stays in that, unless another
    area is given.
    """
    if "title" in values:
        check_title(values["title"])
        check_free_title(values["title"], topic)
    columns = _columns(entry, values)
    if columns.get("area_id") is None and find_deleted_area(topic.area_id):
        columns.pop("area_id", None)
    if change_address:
        typed = values.get("slug") or ""
        address = typed if typed and typed != topic.slug else values["title"]
        columns["slug"] = free_slug("topic", address, own=topic) or topic.slug
    opened = would_open(topic, columns.get("visibility"))
    entry.alter(topic, **columns)
    if opened:
        make_room(entry, topic)


def mark_reviewed(topic: Topic, by: Signature) -> Change | None:
    """Record, as a change, that the author reviewed the topic's page today."""
    with record(by, reason=REVIEWED) as entry:
        entry.alter(topic, reviewed_on=by.today)
    return entry.change


def delete_topic(topic: Topic, by: Signature) -> Change | None:
    """Delete a topic.

    Its slug stays taken, and undoing the change restores it with all its items.
    """
    with record(by) as entry:
        entry.delete(topic)
    return entry.change


def restore_topic(topic: Topic, by: Signature) -> Change | None:
    """Restore a deleted topic.

    Raises Conflict where its title was taken meanwhile, or it was merged into another topic.
    """
    if topic.merged_into:
        raise Conflict("It was merged into another region: undo that.")
    with record(by) as entry:
        bring_back(entry, topic)
        check_name(topic)
    return entry.change


def save_note(topic: Topic, body: str, by: Signature, *, base: int) -> Change | None:
    """Save a topic's private note, which may be new.

    Raises Conflict where the note changed or was removed since its version `base`.
    """
    note = find_note(topic)
    newest = version("note", note.id) if note else 0
    if newest != base and body != (note.body if note else ""):
        raise Conflict
    with record(by) as entry:
        set_note(entry, topic, body)
    return entry.change


def set_note(entry: Entry, topic: Topic, body: str) -> None:
    """Set a topic's private note within a change; an empty text adds no note."""
    note = find_note(topic)
    if note:
        entry.alter(note, body=body)
    elif body:
        entry.add(Note(topic_id=topic.id, body=body))


def _columns(entry: Entry, values: dict[str, Any]) -> dict[str, Any]:
    """Return a form's values as columns of a topic.

    An area of a new name is added. Raises Invalid.
    """
    if len(values.get("short_title", "")) > LONGEST_SHORT_TITLE:
        raise Invalid("short_title", SHORT_TITLE_RULE)
    if values.get("status") not in (None, "", *STATUSES):
        raise Invalid("status", f"A status is one of {', '.join(STATUSES)}, or none.")
    if values.get("visibility", PUBLIC) not in (PUBLIC, PRIVATE):
        raise Invalid("visibility", "A region is public or private.")
    days = values.get("review_days")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise Invalid("review_days", WHOLE_DAYS)
    columns = {name: values[name] for name in COLUMNS if name in values}
    if "area" in values:
        area = values["area"] or None
        if isinstance(area, str):
            area = name_area(entry, area, values.get("area_deleted", ""))
        columns["area_id"] = area.id if area else None
    return columns


def _with_slug(entry: Entry, topic: Topic) -> Topic:
    """Give a topic whose title has no letters or digits a slug made from its id.

    The slug is saved as taken at once, so that the next topic of the same change gets another one.
    """
    if not topic.slug:
        entry.alter(topic, slug=f"region-{topic.id}")
    refresh(topic)
    return topic

"""What a reader may see of rows as they are now, decided in Python."""

from collections.abc import Iterable

from wiki.models import Area, Note, Reading, Relation, Shared, Topic, TopicItem
from wiki.recorded import Recorded
from wiki.site_rows import OneRow
from wiki.text import is_placeholder
from wiki.visibility.reader import VISITOR, Reader
from wiki.visibility.topic_visibility import is_set_public


def is_public(row: Recorded) -> bool:
    """Return whether visitors may see a row on its topic's page.

    Whether a row other than a topic is deleted is not checked: the caller does that.
    """
    match row:
        case Topic():
            exists = row.deleted_at is None and row.merged_into is None
            return is_set_public(row) and exists
        case Area():
            return any(is_public(topic) for topic in row.topics)
        case Shared():
            if row.is_set_aside:
                return False
            homes, alone = row.topics, row.is_worth_showing()
        case Relation():
            homes, alone = [row.topic, row.region], False
        case TopicItem():
            homes, alone = [row.topic], False
        case OneRow():
            homes, alone = [], True
        case _:
            return False
    return is_open_among(row.__kind__, map(is_public, homes), alone=alone)


def is_open_among(kind: str, public: Iterable[bool], *, alone: bool) -> bool:
    """Return whether an item may be seen, given whether each of its topics is public.

    One public topic is enough, but for a relation, which needs both, and a private note, which is
    never seen. `alone` is the result for an item without any topic.
    """
    if kind == Note.__kind__:
        return False
    pages = list(public)
    if not pages:
        return alone
    return all(pages) if kind == Relation.__kind__ else any(pages)


def visible_tags(row: Shared, *, reader: Reader) -> list[Topic]:
    """Return those topics of a reading or essay that a reader may see, by title."""
    return [topic for topic in row.live_topics if may_see_on_page(topic, reader=reader)]


def is_hidden_by_topics(row: Shared) -> bool:
    """Return whether a reading or essay is hidden, as it has topics and visitors see none of them.

    One without any topic is not hidden by this.
    """
    return bool(row.topics) and not any(map(is_public, row.topics))


def is_shown_on_list(row: Recorded) -> bool:
    """Return whether visitors see a row on the reading list."""
    if not isinstance(row, Reading) or row.deleted_at is not None or row.queued is None:
        return False
    return not (row.is_draft or is_empty_slot(row) or is_hidden_by_topics(row))


def is_empty_slot(row: Recorded) -> bool:
    """Return whether a row is a placeholder: the field that names it is not filled."""
    words = getattr(row, row.__lead__, "")
    return isinstance(words, str) and is_placeholder(words)


def is_empty_draft(row: Recorded) -> bool:
    """Return whether an item of a topic is empty: a stance whose text is still a draft.

    Visitors see nothing of it.
    """
    return isinstance(row, TopicItem) and getattr(row, row.__lead__, None) == ""


def may_see_on_page(row: Recorded, *, reader: Reader) -> bool:
    """Return whether a reader may see a row on its topic's page."""
    return reader.sees_private or is_public(row)


def is_undeleted(row: Recorded) -> bool:
    """Return whether neither a row nor the topics that own it are deleted."""
    if row.deleted_at is not None:
        return False
    match row:
        case Relation():
            return row.topic.deleted_at is None and row.region.deleted_at is None
        case TopicItem():
            return row.topic.deleted_at is None
        case _:
            return True


def may_see_elsewhere(row: Recorded, *, reader: Reader) -> bool:
    """Return whether a reader may see a row away from its topic's page.

    Visitors see no placeholder and no empty item there. The author sees everything.
    """
    is_written = not (is_empty_slot(row) or is_empty_draft(row))
    return reader.sees_private or (is_public(row) and is_written)


def is_visible_to_visitors(row: Recorded) -> bool:
    """Return whether visitors can see a row: it is not deleted, hidden or a placeholder."""
    return row.deleted_at is None and may_see_elsewhere(row, reader=VISITOR)

"""Merging a topic into another one, which gets all its items; its address redirects there."""

from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.errors import Invalid
from wiki.journal import Change, Entry, Signature, record
from wiki.models import Relation, Topic
from wiki.queries.items import find_single
from wiki.queries.names import no_region_message
from wiki.queries.relations import find_between
from wiki.queries.topic_by_name import find_topic_named
from wiki.queries.topics import find_note
from wiki.related import select_whole
from wiki.sections import SECTIONS, Section
from wiki.services import owned
from wiki.services.joined_texts import heading, join_extras, join_texts
from wiki.services.merged_drafts import plan_merge
from wiki.services.topics import set_note
from wiki.text import is_placeholder
from wiki.visibility import is_public


def merge_topic(topic: Topic, name: str, by: Signature, *, publish: bool) -> tuple[Change, Topic]:
    """Merge a topic into another one, as one change; return the change and the other topic.

    `name` is the other topic's title or slug. `publish` confirms that visitors may read what was
    private: without it, merging a private topic into a public one is refused. Raises Invalid.
    """
    into = find_topic_named(name, field="into")
    if into is None:
        raise Invalid("into", no_region_message(name))
    if into.id == topic.id:
        raise Invalid("into", "A region cannot be merged with itself: name another one.")
    opens = is_public(into) and not is_public(topic)
    if opens and not publish:
        raise Invalid(
            "publish",
            f"{into.title} is public: tick this box if visitors may read what is private here.",
        )
    drafts = plan_merge(topic, into)
    with record(by) as entry:
        _move_items(entry, topic, into, head=heading(topic, is_named=not opens))
        for draft in drafts:
            draft.add_empty_item(entry)
        _join_notes(entry, topic, into)
        _redirect(entry, topic, into)
    for draft in drafts:
        draft.save(by)
    assert entry.change is not None  # the topic at least is another now
    return entry.change, into


def _move_items(entry: Entry, topic: Topic, into: Topic, *, head: str) -> None:
    """Move the items of every section to the topic `into`: relations, tags, texts, other items."""
    for section in SECTIONS:
        if section.owner == "pair":
            _move_relations(entry, section, topic, into)
        elif section.owner == "shared":
            _move_tags(entry, section, topic, into)
        elif section.single:
            _join_texts(entry, section, topic, into, head=head)
        else:
            for item in _items(section, topic):
                owned.relocate(entry, section, item, into)


def _items(section: Section, topic: Topic) -> list[Any]:
    return list(db.session.scalars(section.items, {"topic_id": topic.id}).unique())


def _join_texts(entry: Entry, section: Section, topic: Topic, into: Topic, *, head: str) -> None:
    """Append the text of a single item, such as the stance, to that of `into`, under a heading."""
    item = find_single(section, topic)
    if item is None:
        return
    text, there = getattr(item, section.lead), find_single(section, into)
    if text and not is_placeholder(text):
        present = getattr(there, section.lead) if there else ""
        joined = join_texts("" if is_placeholder(present) else present, text, head)
        if there:
            owned.alter(entry, section, into, there, {section.lead: joined})
        else:
            owned.create(entry, section, into, {section.lead: joined})
    owned.remove(entry, topic, item)


def _move_tags(entry: Entry, section: Section, topic: Topic, into: Topic) -> None:
    """Replace a topic by `into` among the topics of each reading or essay."""
    model: Any = section.model
    tagged = select_whole(model).where(model.topics.any(Topic.id == topic.id))
    for item in db.session.scalars(tagged.where(model.deleted_at.is_(None))).unique().all():
        others = [one for one in item.topics if one.id not in (topic.id, into.id)]
        entry.alter(item, topics=[*others, into])


def _move_relations(entry: Entry, section: Section, topic: Topic, into: Topic) -> None:
    """Move relations to the topic `into`, but for one to a topic that `into` is related to already.

    A relation between the two topics is deleted.
    """
    for relation in _items(section, topic):
        third = relation.other(topic)
        existing = find_between(into, third) if third.id != into.id else relation
        if existing is None:
            _turn(entry, relation, topic, into)
            continue
        if existing.id != relation.id:
            _fill_reasons(entry, existing, relation, third)
        entry.delete(relation)
        db.session.flush()


def _turn(entry: Entry, relation: Relation, topic: Topic, into: Topic) -> None:
    end = "topic_id" if relation.topic_id == topic.id else "region_id"
    entry.alter(relation, **{end: into.id})
    db.session.flush()


def _fill_reasons(entry: Entry, existing: Relation, relation: Relation, third: Topic) -> None:
    """Copy to a relation those reasons of another relation that it lacks itself."""
    here, there = existing.reason, existing.region_reason
    ends = (relation.reason, relation.region_reason)
    # The third topic is stored at one end of each, which may be another end.
    same = (existing.topic_id == third.id) == (relation.topic_id == third.id)
    mine, others = ends if same else ends[::-1]
    entry.alter(existing, reason=here or mine, region_reason=there or others)


def _join_notes(entry: Entry, topic: Topic, into: Topic) -> None:
    """Append the private note of a topic to that of `into`, below the topic's title."""
    note, there = find_note(topic), find_note(into)
    if note is None:
        return
    if note.body:
        present = there.body if there else ""
        head = heading(topic, is_named=True)  # only authors read notes
        set_note(entry, into, join_texts(present, note.body, head))
    entry.delete(note)


def _redirect(entry: Entry, topic: Topic, into: Topic) -> None:
    """Delete a topic and mark it as merged into `into`, with all topics that were merged into it.

    The unknown parts of its document (`extra`) are joined to those of `into`.
    """
    for former in db.session.scalars(select(Topic).where(Topic.merged_into == topic.id)):
        entry.alter(former, merged_into=into.id)
    entry.alter(into, extra=join_extras(into.extra, topic.extra))
    entry.delete(topic)
    entry.alter(topic, merged_into=into.id)

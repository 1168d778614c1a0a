"""Edits: revisions as a reader saw them, each with the state before it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from wiki.db import db
from wiki.journal import Change, Revision, revision_topic
from wiki.queries.changelog.setups import AT_ONCE, Key
from wiki.queries.rows_by_anchor import without_hidden
from wiki.sections import SECTIONS
from wiki.sections.edit_group import Edit
from wiki.visibility import (
    Reader,
    is_in_hidden_topics,
    is_of_withheld,
    is_slot,
    knows_of,
    once_per_reader,
    partly_hidden_ids,
    was_draft,
    was_open,
    was_readable_before,
)

# The field that names an item; a relation is named by its ends.
LEADS = {section.kind: section.lead for section in SECTIONS if section.owner != "pair"}
LEAD: Any = case(
    {kind: Revision.after[lead].as_string() for kind, lead in LEADS.items()}, value=Revision.kind
)


def read_edits(revision_ids: Collection[int], *, reader: Reader) -> dict[int, Edit]:
    """Return, by revision id, the edits of those revisions that the reader may see."""
    edits = {}
    ids = sorted(revision_ids)
    for start in range(0, len(ids), AT_ONCE):
        query = _states(reader=reader).where(Revision.id.in_(ids[start : start + AT_ONCE]))
        rows = db.session.execute(query).all()
        secret = partly_hidden_ids({row.change_id for row in rows}, reader=reader)
        states = [(row.kind, state) for row in rows for state in (row.before, row.after)]
        readable = iter(without_hidden(states, reader=reader))
        for row, before, after in zip(rows, readable, readable, strict=True):
            whole = row.change_reason if row.change_id not in secret else ""
            reason = row.reason or whole
            # What is published was not known while it was a draft, and is told as new.
            is_known = row.earlier_id is not None and not row.was_draft
            edits[row.id] = Edit(before if is_known else None, after, is_known, row, reason)
    return edits


def find_statements(topic_id: int, change_id: int) -> set[Key]:
    """Return the keys of the statements that a region held after a change: items but the stance.

    They are what visitors find on a page that was written in private and then made public. Items
    that had left the region by then, are deleted now, or are now where visitors may not look, are
    left out.
    """
    stated = [one.kind for one in SECTIONS if one.owner == "topic" and not one.single]
    newest = (
        select(func.max(Revision.id))
        .join(revision_topic, revision_topic.c.revision_id == Revision.id)
        .where(revision_topic.c.topic_id == topic_id, Revision.change_id <= change_id)
        .where(Revision.kind.in_(stated))
        .group_by(Revision.kind, Revision.item_id)
    )
    query = select(Revision.kind, Revision.item_id).where(Revision.id.in_(newest))
    query = query.where(Revision.after.is_not(None), or_(LEAD.is_(None), ~is_slot(LEAD)))
    # A move alters both pages: it is also the newest that the region knows of what left it.
    query = query.where(Revision.after["topic"].as_integer() == topic_id)
    query = query.where(not_(or_(is_of_withheld(), is_in_hidden_topics())))
    return {(kind, item_id) for kind, item_id in db.session.execute(query)}


def undone_at(*, reader: Reader) -> dict[int, datetime]:
    """Return the time at which each undone change was last undone, by its id.

    Undos that were made in private are left out for visitors.
    """
    query = select(Change.undoes_id, func.max(Change.at)).group_by(Change.undoes_id)
    if not reader.sees_private:
        query = query.where(exists().where(Revision.change_id == Change.id, was_open()))
    rows = db.session.execute(query.where(Change.undoes_id.is_not(None)))
    return {change_id: at for change_id, at in rows if change_id is not None}


@once_per_reader
def _states(*, reader: Reader) -> Any:
    """Return the query for revisions, each with the state that the reader saw before it."""
    earlier: Any = aliased(Revision)
    previous: Any = aliased(Revision)
    seen: Any = aliased(Revision)
    last_seen = (
        select(func.max(seen.id))
        .where(seen.kind == Revision.kind, seen.item_id == Revision.item_id)
        .where(seen.id < Revision.id, was_readable_before(seen, Revision))
        .correlate(Revision)
        .scalar_subquery()
    )
    columns = (Revision.id, Revision.kind, Revision.item_id, Revision.action, Revision.after)
    point = (Revision.credence, Revision.held_on, Revision.held_at, Revision.change_id)
    reasons = (Revision.reason, Change.reason.label("change_reason"))
    of_change = (Change.at, *reasons, Change.cause_kind, Change.cause_id)
    query: Any = (
        select(*columns, *point, *of_change)
        .add_columns(earlier.id.label("earlier_id"), earlier.after.label("before"))
        .add_columns(was_draft(previous.after).label("was_draft"))
        .join(Change, Change.id == Revision.change_id)
        .outerjoin(previous, previous.id == Revision.previous_id)
        .outerjoin(
            earlier, earlier.id == (Revision.previous_id if reader.sees_private else last_seen)
        )
    )
    return query.where(knows_of(reader=reader))

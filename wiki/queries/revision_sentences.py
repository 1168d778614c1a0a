"""Sentences for a history: one for each revision, whatever it did."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from wiki.actions import (
    ADD,
    AFFIRM,
    DELETE,
    EDIT,
    MERGE,
    MOVE,
    PURGED,
    RECALL,
    RELINK,
    RELOCATE,
    RENEW,
    RESTORE,
    REVIEW,
    REVIEWED,
    SHOW,
    WITHDRAW,
    State,
    differing,
)
from wiki.credence import format_credence
from wiki.dates import format_date, format_short, stated_date
from wiki.db import db
from wiki.errors import NotFound
from wiki.journal import Change, Revision
from wiki.models import Topic
from wiki.projections.undone import find_undone
from wiki.queries.plain_words import words_for
from wiki.queries.rows_by_anchor import without_hidden
from wiki.recorded import Recorded
from wiki.related import find_row, select_whole
from wiki.sections import find_kind
from wiki.sections.belief_verbs import OUTCOMES
from wiki.sections.uncertainty import STATES
from wiki.text import isolated, quoted
from wiki.visibility import (
    Reader,
    is_draft_state,
    is_readable,
    may_read_words,
    may_see_on_page,
    was_in_readable_topics,
)

VERBS = {ADD: "Added", EDIT: "Edited", DELETE: "Deleted", RESTORE: "Restored", MOVE: "Reordered"}
VERBS |= {RELOCATE: "Moved"}
VERBS |= {AFFIRM: "Reaffirmed", RECALL: "Added an earlier number for"}
VERBS |= {SHOW: "Showed visitors the number of"}
VERBS |= {RELINK: "Rewrote links in"}
VERBS |= {WITHDRAW: "Undid numbers of", RENEW: "Brought back numbers of"}
# Fields whose changes a sentence gives as an event, and not by the name of the field.
EVENTS: dict[str, Callable[[str], str]] = {
    "outcome": lambda value: OUTCOMES.get(value, "Held again").lower(),
    "settled": lambda value: STATES.get(value, "Open again").lower(),
    "happened_on": lambda day: f"happened {format_date(day)}" if day else "did not happen",
}
# Fields that readers know by another name.
WORDS = {"body": "text", "topics": "regions", "bears": "evidence", "url": "address"}
NOUNS = {"topic": "region", "area": "area", "note": "private note"}
NOUNS |= {"site": "settings", "about": "page “About”"}


def get_change(change_id: int) -> Change:
    """Return a change by its id. Raises NotFound."""
    mine = select(Change).where(Change.id == change_id).options(joinedload(Change.author))
    if (change := db.session.scalar(mine)) is None:
        raise NotFound
    return change


def list_revisions(ids: Collection[int]) -> list[Revision]:
    """Return the revisions with these ids, in the order of the ids."""
    mine = select(Revision).where(Revision.id.in_(ids)).options(selectinload(Revision.previous))
    found = {revision.id: revision for revision in db.session.scalars(mine)}
    return [found[revision_id] for revision_id in ids]


def is_undone(change: Change) -> bool:
    """Return whether a change was undone, by an undo that was not undone itself."""
    return change.id in find_undone(db.session.connection()).void


def preload_items(revisions: Iterable[Revision]) -> list[Any]:
    """Return the rows that the sentences of these revisions need, read in one query for each kind.

    The caller keeps the returned list: while its rows are referenced, the session answers `get`
    from memory instead of sending a query for each.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for revision in revisions:
        wanted[revision.kind].add(revision.item_id)
    rows = [row for kind, ids in wanted.items() for row in _rows(Recorded.kinds[kind], ids)]
    topics = {topic_id for row in rows for topic_id in row.topic_ids()}
    return [*rows, *_rows(Topic, topics - wanted["topic"])]


def _rows(model: Any, ids: set[int]) -> Sequence[Any]:
    return db.session.scalars(select_whole(model).where(model.id.in_(ids))).all()


def describe_revision(revision: Revision, *, reader: Reader, alone: bool = False) -> str:
    """Return one sentence that says what a revision did to its item.

    Former values of fields are in it only if the reader could see them at that time. With `alone`,
    no page around the sentence says which region it is about, so the sentence does.
    """
    region = _region(revision) if alone else ""
    if revision.action == PURGED:
        stays = Recorded.kinds[revision.kind].__stays__
        what = ("former versions of the " if revision.after else "a version of the ") * stays
        return f"Removed {what}{_noun(revision)} for good"
    if revision.action == REVIEW:
        return f"Reviewed {quoted(region)}, no change" if region else REVIEWED
    if revision.action == RELOCATE:
        return _relocated(revision, reader=reader)
    if revision.action == MERGE:
        return _merged(revision, reader=reader)
    subject = _noun(revision)
    if label := _label(revision, reader=reader):
        subject += f" {quoted(label)}"
    elif region:
        subject += f" of {quoted(region)}"
    previous = revision.previous
    sees_former = reader.sees_private or not previous or was_in_readable_topics(previous)
    detail = _detail(revision, reader=reader) if sees_former else ""
    verb = "Published" if _is_publishing(revision) else VERBS[revision.action]
    return f"{verb} {subject}" + (f": {detail}" if detail else "")


def _relocated(revision: Revision, *, reader: Reader) -> str:
    """Return the sentence for a move to another topic: from which, and to which.

    To a visitor who could not see the item before, or may not see where it was, it is an addition.
    """
    previous = revision.previous
    sees_former = previous is not None and (reader.sees_private or may_read_words(previous))
    verb = VERBS[RELOCATE if sees_former else ADD]
    beginning = f"{verb} {_noun(revision)} {quoted(_label(revision, reader=reader))}"
    if not sees_former:
        return beginning
    states: tuple[Any, Any] = (revision.before, revision.after)
    former, home = (db.session.get(Topic, state["topic"]) for state in states if state)
    if not (former and home):
        return beginning
    # The title of a region that was removed for good is empty.
    origin = isolated(former.title) or "a region that was removed"
    return f"{beginning} from {origin} to {isolated(home.title)}"


def _merged(revision: Revision, *, reader: Reader) -> str:
    """Return the sentence for a merge: into which topic or area, if the reader may see that."""
    model: Any = Recorded.kinds[revision.kind]
    into = find_row(model, (revision.after or {})["merged_into"])
    named = f" into {quoted(into.title)}" if into and may_see_on_page(into, reader=reader) else ""
    return f"Merged {_noun(revision)} {quoted(_label(revision, reader=reader))}{named}"


def _is_publishing(revision: Revision) -> bool:
    """Return whether a revision published a draft."""
    return bool(
        revision.after and is_draft_state(revision.before) and not is_draft_state(revision.after)
    )


def _noun(revision: Revision) -> str:
    section = find_kind(revision.kind)
    return section.noun if section else NOUNS[revision.kind]


def _label(revision: Revision, *, reader: Reader) -> str:
    """Return the text that names a revision's item, as it was then; "" if its kind needs none."""
    state = revision.after or revision.before or {}
    section = find_kind(revision.kind)
    if section and section.owner == "pair":
        ends = (db.session.get(Topic, state[end]) for end in ("topic_id", "region_id"))
        return " and ".join(isolated(topic.title) for topic in ends if topic)
    if (section and section.single) or revision.kind == "note":
        return ""
    return section.label(state, words_for(reader)) if section else str(state.get("title", ""))


def _region(revision: Revision) -> str:
    """Return the title of a revision's region today, "" where it has none or several."""
    state = revision.after or revision.before or {}
    topic_id = revision.item_id if revision.kind == Topic.__kind__ else state.get("topic")
    topic = db.session.get(Topic, topic_id) if topic_id else None
    return topic.title if topic else ""


def _detail(revision: Revision, *, reader: Reader) -> str:
    """Return what an edit altered: a move of the credence, or names of the altered fields."""
    if revision.action == ADD:
        return _credence(revision.after or {})
    if revision.credence is not None and revision.action in (AFFIRM, RECALL, SHOW):
        day = f", held {_held_on(revision)}" if revision.held_on else ""
        return f"{format_credence(revision.credence)}%{day}"
    if revision.action != EDIT:
        return ""
    before, after = _readable_states(reader, revision)
    parts = [_moved(name, before, after) for name in sorted(differing(before, after))]
    return ", ".join(part for part in parts if part)


def _readable_states(reader: Reader, revision: Revision) -> tuple[State, State]:
    """Return the states before and after a revision, without what the reader may not see."""
    kind, states = revision.kind, (revision.before or {}, revision.after or {})
    if reader.sees_private:
        return states
    readable = without_hidden([(kind, state) for state in states], reader=reader)
    before, after = ({**(state or {})} for state in readable)
    for state in (before, after):
        if tags := state.get("topics"):
            topics = (db.session.get(Topic, topic_id) for topic_id in tags)
            state["topics"] = [topic.id for topic in topics if topic and is_readable(topic)]
    return before, after


def _moved(name: str, before: State, after: State) -> str:
    if name == "credence":
        return f"{_credence(before) or 'no number'} → {_credence(after) or 'no number'}"
    if name in ("status", "visibility", "title"):
        former, latter = (isolated(state.get(name) or "none") for state in (before, after))
        return f"{name} {former} → {latter}"
    if name in EVENTS:
        return EVENTS[name](after.get(name) or "")
    if name == "state":
        return "back to a draft" if is_draft_state(after) else ""
    if name in ("position", "extra", "region_reason", "ended_on", "cause", "quotes"):
        return ""
    return WORDS.get(name) or name.removesuffix("_id").replace("_", " ")


def _held_on(revision: Revision) -> str:
    return format_short(stated_date(revision.held_on or date.min, revision.held_at))


def _credence(state: State) -> str:
    value = state.get("credence")
    return f"{value}%" if value else ""

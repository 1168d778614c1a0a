"""What happens to unpublished next versions when a region is merged, and when that is undone.

The journal does not hold them. A merge appends the text that a region would have once its next
version is published to that of the other region, as a next version there. The merged region's own
next version stays with its item, which is deleted, so that undoing the merge brings it back; the
undo also removes its text from the other one, and leaves what was typed above it since.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wiki.db import db
from wiki.errors import Conflict
from wiki.forms.document_line import Values
from wiki.journal import Change, Entry, Signature, revisions_of, version
from wiki.models import NextVersion, Topic
from wiki.queries.items import find_single
from wiki.queries.next_versions import find_next_version, find_next_versions
from wiki.recorded import Recorded
from wiki.related import get_row
from wiki.sections import SECTIONS, Section
from wiki.services import owned
from wiki.services.joined_texts import heading, join_texts, separate_texts
from wiki.services.next_versions import delete_next, save_next
from wiki.text import is_placeholder
from wiki.visibility import is_public

KINDS = {section.kind for section in SECTIONS if section.reworked}
REWORKED = [section for section in SECTIONS if section.single and section.reworked]
SAVED_SINCE = (
    "An unpublished draft was saved since, which would be gone with this: publish or discard it "
    "first."
)


@dataclass(frozen=True)
class DraftPlan:
    """The next version that the item of a topic is to have, computed before anything changes.

    `item` is that item, None where there is none yet. `typed` are the form values of the next
    version, `base` is the version of the item that it was begun on, None for the newest one.
    `number` is that of the present next version, 0 for none. `source` is the item whose next
    version was added to it, None where one was removed.
    """

    section: Section
    topic: Topic
    item: Any
    typed: Values
    base: int | None
    number: int
    source: Any = None

    def add_empty_item(self, entry: Entry) -> None:
        """Add an empty item where the topic has none that could have a next version."""
        if self.source and find_single(self.section, self.topic) is None:
            blank = dict.fromkeys(self.section.fields, "")
            owned.create(entry, self.section, self.topic, blank)

    def save(self, by: Signature) -> None:
        """Save the next version after the change is written, or drop one that says nothing new."""
        item = self.item or find_single(self.section, self.topic)
        rest = {name for name, value in self.typed.items() if value} - {self.section.lead}
        is_same = self.typed[self.section.lead] in ("", getattr(item, self.section.lead))
        if self.source is None and is_same and not rest:
            delete_next(item)
            return
        base = version(item.__kind__, item.id) if self.base is None else self.base
        save_next(item, self.typed, by, base=base, number=self.number)


def plan_merge(topic: Topic, into: Topic) -> list[DraftPlan]:
    """Return plans for the next versions that `into` gets when `topic` is merged into it.

    Raises Invalid where a joined text would be too long.
    """
    head = heading(topic, is_named=is_public(topic) or not is_public(into))
    plans = (_joined(section, topic, into, head) for section in REWORKED)
    return [plan for plan in plans if plan]


def plan_undo(change: Change) -> list[DraftPlan]:
    """Return plans for next versions, where the undo of a change undoes or redoes a merge."""
    plans: list[DraftPlan] = []
    for revision in revisions_of(change):
        if revision.kind != "topic" or "merged_into" not in revision.altered:
            continue
        was, now = ((state or {}).get("merged_into") for state in (revision.before, revision.after))
        topic = db.session.get_one(Topic, revision.item_id)
        if was and not now:
            plans += plan_merge(topic, db.session.get_one(Topic, was))
        elif now and not was:
            plans += _separated(topic, db.session.get_one(Topic, now), change)
    return plans


def rebase_drafts(change: Change, plans: Sequence[DraftPlan]) -> None:
    """Adjust the next versions of the items that the undo of a change altered.

    Where an item has again the text that its next version was begun on, the next version is based
    on the item's newest version, so that it is not stale. Raises Conflict where the undo deleted an
    item with a next version newer than the change, unless one of `plans` takes that over.
    """
    revisions = {(one.kind, one.item_id): one for one in revisions_of(change) if one.kind in KINDS}
    carried = [plan.source for plan in plans]
    for key, draft in find_next_versions(revisions).items():
        item = get_row(Recorded.kinds[draft.kind], draft.item_id)
        if item.deleted_at is None:
            if draft.base == version(*key, before=revisions[key].id):
                draft.base = version(*key)
        elif item not in carried and draft.saved_at >= change.at:
            raise Conflict(SAVED_SINCE)


def _joined(section: Section, topic: Topic, into: Topic, head: str) -> DraftPlan | None:
    source, item = find_single(section, topic), find_single(section, into)
    mine, theirs = _next_of(source), _next_of(item)
    text = _text(section, source, mine)
    if not text or not (mine or theirs):
        return None
    joined = join_texts(_text(section, item, theirs), text, head)
    typed = _with_more(_typed(theirs), _typed(mine)) | {section.lead: joined}
    stale = _stale_base(item, theirs) or _stale_base(source, mine)
    number = theirs.number if theirs else 0
    return DraftPlan(section, into, item, typed, stale, number, source)


def _separated(topic: Topic, into: Topic, change: Change) -> Iterator[DraftPlan]:
    heads = [heading(topic, is_named=is_named) for is_named in (True, False)]
    for section in REWORKED:
        item = find_single(section, into)
        theirs = _next_of(item)
        deleted: Iterator[Any] = (
            get_row(section.model, one.item_id)
            for one in revisions_of(change)
            if one.kind == section.kind and one.after is None
        )
        source = next((one for one in deleted if one.topic_id == topic.id), None)
        if theirs is None or source is None:
            continue
        mine = _next_of(source)
        whole, text = theirs.typed[section.lead], _text(section, source, mine)
        found = (separate_texts(whole, text, head) for head in heads)
        separated = next((one for one in found if one is not None), None)
        if text and separated is not None:
            typed = _without(theirs.typed, _typed(mine)) | {section.lead: separated}
            yield DraftPlan(section, into, item, typed, _stale_base(item, theirs), theirs.number)


def _next_of(item: Any) -> NextVersion | None:
    return find_next_version(item.__kind__, item.id) if item is not None else None


def _typed(draft: NextVersion | None) -> Values:
    return dict(draft.typed) if draft else {}


def _text(section: Section, item: Any, draft: NextVersion | None) -> str:
    """Return the text that an item would have once its next version is published."""
    text = draft.typed.get(section.lead, "") if draft else getattr(item, section.lead, "")
    return "" if is_placeholder(text) else text


def _stale_base(item: Any, draft: NextVersion | None) -> int | None:
    """Return the version that a next version is based on if the item has a newer one, or None."""
    return draft.base if draft and draft.base != version(item.__kind__, item.id) else None


def _with_more(typed: Values, more: Values) -> Values:
    """Return the values of two forms joined; where both have one, they are joined by "; "."""
    joined = dict(typed)
    for name, value in more.items():
        present = joined.get(name)
        joined[name] = f"{present}; {value}" if present and value else present or value
    return joined


def _without(typed: Values, more: Values) -> Values:
    """Return the values of a form without the parts that `_with_more` added from `more`."""
    remaining = {}
    for name, value in typed.items():
        added = more.get(name)
        remaining[name] = (
            "" if value == added else value.removesuffix(f"; {added}") if added else value
        )
    return remaining

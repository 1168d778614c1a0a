"""Two authors edit everything at once, at random: what was acknowledged is kept, all of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.new_pages import create_area, create_topic
from tests.writers import Writer, check_journal, check_projections, counted, inside, reread
from tests.writers import section as section_named
from wiki.actions import QUIET, differing
from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.forms.quotes import make_quote
from wiki.journal import Change, Revision, revisions_of, version
from wiki.models import RELATION_KINDS, Topic
from wiki.queries.topics import find_note
from wiki.recorded import Recorded
from wiki.related import get_row
from wiki.sections import SECTIONS, Section
from wiki.sections.belief import Belief
from wiki.sections.reading_effects import current_beliefs, list_triggers
from wiki.services.items import (
    add_item,
    delete_item,
    do_verb,
    move_item,
    restore_item,
    save_item,
)
from wiki.services.merge import merge_topic
from wiki.services.relocate import relocate_item
from wiki.services.topics import (
    delete_topic,
    edit_topic,
    mark_reviewed,
    restore_topic,
    save_note,
)
from wiki.services.undo import undo_change
from wiki.services.versions import restore_version

RUNS, EACH, STEPS = 100, 5, 14
CHECKED = 3  # the journal is read as a whole after so many steps
# What restoring an earlier version leaves as it is.
LASTING = ("topic", "merged_into", "visibility", "quotes")
PLACE = {"x", "y"}
Opened = tuple[Section, Topic, Any, int]


def as_it_leads(state: dict[str, Any]) -> dict[str, Any]:
    """Return a state that names, in place of regions merged since, those that these led on to."""
    merged = {topic.id: topic.merged_into for topic in db.session.scalars(select(Topic))}
    led = dict(state)
    for end in {"topic_id", "region_id"} & state.keys():
        led[end] = merged[state[end]] or state[end]
    if "topics" in state:
        led["topics"] = sorted({merged[number] or number for number in state["topics"]})
    return led


@dataclass
class Crowd:
    """Two authors, each with forms opened some time ago, and all that they were told is saved."""

    dice: Random
    writers: tuple[Writer, Writer] = (Writer("Ada"), Writer("Grace"))
    forms: list[Opened] = field(default_factory=list)
    acknowledged: list[tuple[str, int, Any]] = field(default_factory=list)
    refused: int = 0
    done: Counter[str] = field(default_factory=Counter)
    words: int = 0

    @property
    def verbs(self) -> list[Callable[[Any], Change | None]]:
        """Return what somebody may do, the likelier the oftener."""
        return [
            self.add, self.add, self.save, self.save, self.save, self.move, self.delete,
            self.restore, self.undo, self.undo, self.header, self.note, self.region, self.area,
            self.verb, self.verb, self.recall, self.loop, self.version, self.version,
            self.relocate, self.relocate, self.merge,
        ]  # fmt: skip

    def step(self) -> None:
        """Let somebody do something, and note what they were told."""
        verb, before = self.dice.choice(self.verbs), counted()
        try:
            with self.dice.choice(self.writers).saving() as by:
                change = verb(by)
                told = [(rev.kind, rev.item_id, rev.after) for rev in _revisions(change)]
        except (Conflict, Invalid, IntegrityError):  # the last is a 409, as the first
            self.refused += 1
            assert counted() == before
            return
        self.acknowledged += told
        self.done[verb.__name__] += bool(told)

    def fresh(self) -> str:
        self.words += 1
        return f"words {self.words}"

    def topic(self) -> Topic:
        alive = select(Topic).where(Topic.deleted_at.is_(None)).order_by(Topic.id)
        topics = db.session.scalars(alive).all()
        if not topics:
            raise Conflict
        return self.dice.choice(topics)

    def item(self, among: Sequence[Section] = SECTIONS) -> tuple[Section, Topic, Any]:
        """Return any item of some sections, deleted or not, on a page where it is or was."""
        section = self.dice.choice(among)
        items = db.session.scalars(select(section.model).order_by(section.model.id)).all()
        if not items:
            raise Conflict
        item = reread(self.dice.choice(items))
        places = [db.session.get_one(Topic, number) for number in sorted(item.topic_ids())]
        return section, self.dice.choice(places or [self.topic()]), item

    def values(self, section: Section) -> dict[str, Any]:
        given: dict[str, Any] = {name: self.fresh() for name in section.form_fields}
        given |= {"url": "", "slug": "", "read_on": "", "published_on": "2026"}
        given |= {"kind": self.dice.choice(list(RELATION_KINDS)), "region": self.topic().slug}
        given |= {"topics": [self.topic().slug for _ in range(self.dice.randrange(3))]}
        given |= {"credence": self.number(), "range": "", "resolves_on": "", "size": ""}
        given |= {"belief": self.belief(), "quotes": [make_quote(self.fresh())]}
        return {name: given[name] for name in section.form_fields}

    def add(self, by: Any) -> Change | None:
        return self.add_to(self.dice.choice(SECTIONS), by)

    def add_to(self, section: Section, by: Any) -> Change | None:
        topic = self.topic()
        saved = add_item(section, topic, self.values(section), by)
        self.forms.append((section, topic, saved.item, version(section.kind, saved.item.id)))
        return saved.change

    def save(self, by: Any) -> Change | None:
        """Save a form that was opened at some time; it is refused if and only if it is stale."""
        if not self.forms:
            raise Conflict
        section, topic, item, base = self.dice.choice(self.forms)
        fresh = version(section.kind, item.id)
        stands = item.deleted_at is None and topic.id in reread(item).topic_ids()
        values = self.values(section)
        try:
            saved = save_item(section, topic, item, values, by, base=base)
        except Conflict:
            assert fresh != base or not stands
            self.forms.append((section, topic, item, fresh))
            raise
        assert stands
        assert fresh == base or saved.change is None
        return saved.change

    def number(self) -> Decimal | None:
        return self.dice.choice((None, Decimal(20), Decimal("70.5"), Decimal(90)))

    def belief(self) -> str:
        """Return the anchor of a belief, whether or not it still stands, or none."""
        ids = db.session.scalars(select(Belief.id).order_by(Belief.id)).all()
        return f"b-{self.dice.choice(ids)}" if ids and self.dice.random() < 0.7 else ""

    def verb(self, by: Any) -> Change | None:
        """Affirm or leave a belief, settle an uncertainty, see a trigger happen."""
        section, topic, item = self.item([one for one in SECTIONS if one.verbs])
        verb = self.dice.choice(section.verbs)
        said: dict[str, Any] = {"outcome": self.dice.choice(("", "dropped", "true")), "on": None}
        said |= {"happened_on": self.dice.choice(("", "2026-05")), "cause": ""}
        said |= {"state": self.dice.choice(("open", "narrowed", "answered"))}
        return do_verb(section, verb, topic, item, said, by).change

    def recall(self, by: Any) -> Change | None:
        """Say what a number was in the past; today's stays."""
        found = [form for form in self.forms if form[0].name == "beliefs"]
        if not found:
            raise Conflict
        section, topic, item, _ = self.dice.choice(found)
        before, base = item.credence, version("belief", item.id)
        said = {"at": f"202{self.dice.randrange(5)}-03", "credence": Decimal(40), "range": ""}
        saved = save_item(section, topic, item, {}, by, base=base, form_values=said)
        assert item.credence == before
        assert version("belief", item.id) == base
        return saved.change

    def loop(self, by: Any) -> Change | None:
        """Log a reading that makes a trigger happen and moves a belief, in one change."""
        topic, section = self.topic(), section_named("reading")
        said: dict[str, Any] = {"happened": [], "reason": ""}
        for belief in current_beliefs([topic]):
            said[f"bears_{belief.id}"] = self.dice.choice(("", "for", "against"))
            said[f"credence_{belief.id}"] = self.number()
        said["happened"] = [str(trigger.id) for trigger in list_triggers([topic], "-")][:1]
        return add_item(section, topic, self.values(section), by, form_values=said).change

    def version(self, by: Any) -> Change | None:
        """Restore any version of anything, on a base that may be stale; then it reads so again."""
        wanted = self.dice.choice(self.versions())
        item: Any = db.session.get_one(Recorded.kinds[wanted.kind], wanted.item_id)
        fresh = version(wanted.kind, wanted.item_id)
        base = fresh if self.dice.random() < 0.8 else self.dice.randrange(1, fresh + 1)
        place, reviewed = getattr(item, "position", ""), getattr(item, "reviewed_on", None)
        done = restore_version(item, wanted, by, base=base)
        change = done.change
        assert change is None or base == fresh
        state, now = as_it_leads(wanted.after or {}), item.snapshot()
        assert item.deleted_at is None
        lasting = {*QUIET, *LASTING, "queued"}
        if done.stays_hidden:
            lasting |= {"topics", "topic_id", "region_id"}
        if state.get("queued") or now.get("queued"):
            lasting.add("read_on")
        assert differing(state, now) <= lasting
        assert getattr(item, "position", "") == place
        assert getattr(item, "reviewed_on", None) == reviewed
        for revision in _revisions(change):
            moved = revision.before and differing(revision.before, revision.after or {})
            if moved and "credence" in moved and now["credence"] is not None:
                assert revision.credence == item.credence
        return change

    def versions(self) -> list[Revision]:
        kinds = [*(section.kind for section in SECTIONS), "topic", "note"]
        query = select(Revision).where(Revision.kind.in_(kinds), Revision.after.is_not(None))
        return list(db.session.scalars(query.order_by(Revision.id)))

    def move(self, by: Any) -> Change | None:
        section, topic, item = self.item()
        if not section.ordered:
            raise Conflict
        return move_item(section, topic, item, self.dice.choice(("up", "down")), by).change

    def relocate(self, by: Any) -> Change | None:
        section, topic, item = self.item()
        if not section.relocates:
            raise Conflict
        return relocate_item(section, topic, item, self.topic().slug, by)[0].change

    def merge(self, by: Any) -> Change | None:
        return merge_topic(self.topic(), self.topic().slug, by, publish=True)[0]

    def delete(self, by: Any) -> Change | None:
        section, topic, item = self.item()
        return delete_item(section, topic, item, by).change if not section.single else None

    def restore(self, by: Any) -> Change | None:
        section, topic, item = self.item()
        return restore_item(section, topic, item, by).change

    def undo(self, by: Any) -> Change | None:
        """Take back any change; what it had altered then reads as it did before it."""
        change = self.dice.choice(db.session.scalars(select(Change).order_by(Change.id)).all())
        undone = undo_change(change, by)
        for revision in revisions_of(change):
            item = get_row(Recorded.kinds[revision.kind], revision.item_id)
            before = revision.before
            if before is None:
                assert item.deleted_at
            else:
                state, names = item.snapshot(), revision.altered & set(before)
                # A region that comes back gives way to one that has its place by now.
                names -= PLACE if revision.after is None else set()
                assert all(state[name] == before[name] for name in names)
        return undone

    def header(self, by: Any) -> Change | None:
        values: dict[str, Any] = {"summary": self.fresh()}
        if self.dice.random() < 0.3:
            values = {"visibility": self.dice.choice(("public", "private"))}
        if self.dice.random() < 0.3:
            return edit_topic(self.topic(), {"title": self.fresh()}, by, change_address=True)
        return edit_topic(self.topic(), values, by)

    def note(self, by: Any) -> Change | None:
        topic = self.topic()
        if self.dice.random() < 0.5:
            return mark_reviewed(topic, by)
        note = find_note(topic)
        base = version("note", note.id) if note else 0
        return save_note(topic, self.fresh(), by, base=base)

    def region(self, by: Any) -> Change | None:
        gone = db.session.scalars(select(Topic).where(Topic.deleted_at.is_not(None))).all()
        if gone and self.dice.random() < 0.5:
            return restore_topic(self.dice.choice(gone), by)
        if self.dice.random() < 0.3:
            create_topic({"title": self.fresh(), "area": self.fresh()}, by)
            return None
        topic = self.topic()
        return delete_topic(topic, by) if topic.id > 2 else None

    def area(self, by: Any) -> Change | None:
        create_area({"title": self.fresh()}, by)
        return None


def _revisions(change: Change | None) -> list[Revision]:
    return list(revisions_of(change)) if change else []


def crowded(seed: int) -> Crowd:
    """Return two authors after some steps, of which the journal has all that they were told."""
    crowd = Crowd(Random(seed))
    for _ in range(2):
        crowd.writers[0].topic(f"Region {seed} {crowd.fresh()}")
    for section in map(section_named, ("beliefs", "uncertainties", "triggers", "beliefs")):
        with crowd.writers[0].saving() as by:
            crowd.add_to(section, by)
    for step in range(STEPS):
        crowd.step()
        if step % CHECKED == 0:
            check_journal()
    check_journal()
    check_projections()
    kept = {(rev.kind, rev.item_id, repr(rev.after)) for rev in db.session.query(Revision)}
    assert {(kind, item, repr(state)) for kind, item, state in crowd.acknowledged} <= kept
    return crowd


@pytest.fixture(scope="module")
def done() -> Counter[str]:
    """How often each move was made by the tests of this module."""
    return Counter()


@pytest.mark.parametrize("first", range(0, RUNS, EACH))
def test_no_interleaving_of_edits_loses_one(app: Flask, done: Counter[str], first: int) -> None:
    before = done.total()
    for seed in range(first, first + EACH):
        with inside(app):
            done.update(crowded(seed).done)
    assert done.total() > before + EACH


def test_every_move_is_made(app: Flask, done: Counter[str]) -> None:
    moves = {verb.__name__ for verb in Crowd(Random(0)).verbs}
    moves -= {"area"}  # one alone is no change of a region
    for seed in range(RUNS):
        if not moves - set(done):  # as after the tests above
            break
        with inside(app):
            done.update(crowded(seed).done)
    assert moves <= set(done)

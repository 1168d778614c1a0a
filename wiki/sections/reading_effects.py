"""The effects of a reading: triggers that it sets off, beliefs it bears on, credences it moves.

They are part of the reading's form and saved with it in one change. A trigger that says how far it
would move a belief offers that number: the belief moves to it if the offer is ticked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from wiki.anchors import Anchor
from wiki.credence_pairs import move_ends
from wiki.db import db
from wiki.errors import Invalid
from wiki.forms.document_line import Values
from wiki.journal import Entry
from wiki.models import Topic
from wiki.sections.belief import Belief, fitting_range
from wiki.sections.trigger import Trigger
from wiki.text import is_placeholder

STILL_A_DRAFT = (
    "A draft sets nothing off: visitors would see what changed, and not because of what. Publish "
    "it, or leave this out until you do."
)


def list_triggers(topics: Sequence[Topic], cause: str) -> Sequence[Trigger]:
    """Return the triggers of topics that have not happened, or happened with the anchor `cause`.

    Placeholders are left out.
    """
    here = Trigger.topic_id.in_([topic.id for topic in topics])
    seen = or_(Trigger.happened_on == "", Trigger.cause == cause)
    query = select(Trigger).where(here, Trigger.deleted_at.is_(None), seen)
    found = db.session.scalars(query.order_by(Trigger.position, Trigger.id))
    return [trigger for trigger in found if not is_placeholder(trigger.observation)]


def current_beliefs(topics: Sequence[Topic]) -> Sequence[Belief]:
    """Return the beliefs of topics that have no outcome, without placeholders."""
    here = Belief.topic_id.in_([topic.id for topic in topics])
    query = select(Belief).where(here, Belief.deleted_at.is_(None), Belief.outcome == "")
    found = db.session.scalars(query.order_by(Belief.position, Belief.id))
    return [belief for belief in found if not is_placeholder(belief.claim)]


def current_beliefs_elsewhere(
    topics: Sequence[Topic], triggers: Sequence[Trigger]
) -> Sequence[Belief]:
    """Return the beliefs of other topics that these triggers name and that have no outcome."""
    anchors = [anchor for row in triggers if (anchor := Anchor.parse(row.belief))]
    named = Belief.id.in_({anchor.id for anchor in anchors})
    away = Belief.topic_id.not_in([topic.id for topic in topics])
    query = select(Belief).join(Topic, Topic.id == Belief.topic_id).where(named, away)
    there = (Topic.deleted_at.is_(None), Belief.deleted_at.is_(None), Belief.outcome == "")
    return db.session.scalars(query.where(*there).order_by(Belief.id)).all()


@dataclass(frozen=True)
class Effects:
    """What a reading can affect in some topics: their triggers and their beliefs without outcome.

    `beliefs` ends with those of other topics that the triggers name.
    """

    topics: Sequence[Topic]
    reading: Any
    triggers: Sequence[Trigger]
    beliefs: Sequence[Belief]

    @classmethod
    def of(cls, topics: Sequence[Topic], reading: Any) -> "Effects":
        """Return the effects that a reading (None for a new one) can have in these topics."""
        cause = str(Anchor.of(reading)) if reading else "-"
        triggers = list_triggers(topics, cause)
        beliefs = [*current_beliefs(topics), *current_beliefs_elsewhere(topics, triggers)]
        return cls(topics, reading, triggers, beliefs)

    def promised(self, trigger: Trigger) -> tuple[Belief, Decimal] | None:
        """Return the belief that a trigger said it would move, and the credence it would reach.

        None where it did not say both, or where the belief is not in `beliefs`.
        """
        ends = move_ends(trigger.size)
        moved = (belief for belief in self.beliefs if str(Anchor.of(belief)) == trigger.belief)
        belief = next(moved, None)
        return (belief, ends[1]) if belief and ends else None

    def promised_credences(self, ticked: Collection[str]) -> list[tuple[Belief, Decimal]]:
        """Return beliefs with their new credences, for ticked promises (ids of triggers)."""
        chosen = (row for row in self.triggers if str(row.id) in ticked)
        return [promise for row in chosen if (promise := self.promised(row))]


def apply_asides(entry: Entry, reading: Any, topic: Topic | None, form_values: Values) -> bool:
    """Write the effects of a reading within its change: bearings, triggers, credences.

    Always returns False: what the journal has already alters nothing. Raises Invalid for a draft
    that would make a trigger happen or move a belief.
    """
    if "happened" not in form_values:
        return False
    _set_bearings(entry, reading, form_values)
    happened = form_values["happened"] or ()
    credences = {**dict(_promised_credences(form_values)), **dict(_typed_credences(form_values))}
    if reading.is_draft:
        _check_nothing_new(reading, happened, credences)
    for trigger_id in happened:
        _mark_happened(entry, reading, int(trigger_id))
    moved = [_set_credence(entry, belief_id, credence) for belief_id, credence in credences.items()]
    if happened or any(moved):
        entry.set_cause("reading", reading.id)
    return False


def _check_nothing_new(reading: Any, happened: Sequence[str], credences: Mapping[int, Any]) -> None:
    """Raise Invalid, at its field, for a trigger that would happen or a belief that would move."""
    for trigger_id in happened:
        if db.session.get_one(Trigger, int(trigger_id)).cause != str(Anchor.of(reading)):
            raise Invalid("happened", STILL_A_DRAFT)
    for belief_id, credence in credences.items():
        if db.session.get_one(Belief, belief_id).credence != credence:
            raise Invalid(f"credence_{belief_id}", STILL_A_DRAFT)


def _set_bearings(entry: Entry, reading: Any, form_values: Values) -> None:
    bears = dict(reading.bears)
    for name, bearing in form_values.items():
        if name.startswith("bears_"):
            anchor = str(Anchor("belief", int(name.removeprefix("bears_"))))
            bears.pop(anchor, None)
            bears |= {anchor: bearing} if bearing else {}
    if bears != reading.bears:
        entry.alter(reading, bears=bears)


def _mark_happened(entry: Entry, reading: Any, trigger_id: int) -> None:
    trigger = db.session.get_one(Trigger, trigger_id)
    day = reading.read_on or entry.today.isoformat()
    entry.alter(trigger, happened_on=day, cause=str(Anchor.of(reading)))


def _set_credence(entry: Entry, belief_id: int, credence: Any) -> bool:
    """Set a belief's credence, and drop a range that does not contain it.

    Return whether the credence changed.
    """
    belief = db.session.get_one(Belief, belief_id)
    if belief.credence == credence:
        return False
    entry.alter(belief, credence=credence, range=fitting_range(belief.range, credence))
    return True


def _typed_credences(form_values: Values) -> list[tuple[int, Any]]:
    """Return (belief id, credence) for each credence that was filled in."""
    return [
        (int(name.removeprefix("credence_")), credence)
        for name, credence in form_values.items()
        if name.startswith("credence_") and credence is not None
    ]


def _promised_credences(form_values: Values) -> list[tuple[int, Any]]:
    """Return (belief id, credence) for each trigger whose promise was ticked."""
    ticked = [int(trigger_id) for trigger_id in form_values.get("promised") or ()]
    triggers = [db.session.get_one(Trigger, trigger_id) for trigger_id in ticked]
    return [
        (Anchor.parse_known(trigger.belief).id, ends[1])
        for trigger in triggers
        if (ends := move_ends(trigger.size))
    ]

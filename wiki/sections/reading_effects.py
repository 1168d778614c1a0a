"""The effects of a reading: triggers that it sets off, beliefs it bears on, credences it moves.

They are part of the reading's form and saved with it in one change.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from wiki.anchors import Anchor
from wiki.credence import format_credence
from wiki.db import db
from wiki.forms.document_line import Values
from wiki.forms.fields import ChoiceField, LineField
from wiki.forms.item_form import ItemForm
from wiki.forms.numbers import CredenceField
from wiki.journal import Entry
from wiki.models import BEARINGS, Topic
from wiki.sections.belief import Belief, within
from wiki.sections.trigger import Trigger
from wiki.text import is_placeholder, plain

PREFIXES = ("bears_", "credence_")
MOVED = "it moved since you opened this form. Press Save if yours still stands."
UNKNOWN = (
    "This form names a belief or trigger that is not on this page, so nothing was saved: "
    "look again, then press Save."
)


@dataclass(frozen=True)
class BeliefFields:
    """A belief in a reading's form, with the fields for bearing and new credence."""

    belief: Belief
    bears: Any
    credence: Any
    seen: Any


class HappenedField(SelectMultipleField):
    """A checkbox for each trigger; its data is the list of ids that are ticked.

    Triggers that this reading set off before are shown no more, but their ids are still
    accepted.
    """

    def __init__(self, label: str, *, done: Collection[str], **kwargs: Any) -> None:
        self.done = done
        super().__init__(label, **kwargs)

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """Return for each checkbox the id, the label and whether it is ticked."""
        every = (choice[:3] for choice in self.iter_choices())
        return [box for box in every if box[0] not in self.done]

    def pre_validate(self, form: Any) -> None:
        """Refuse the id of a trigger that is not offered."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(UNKNOWN) from error


def list_triggers(topic: Topic, cause: str) -> Sequence[Trigger]:
    """Return a topic's triggers that have not happened, or happened because of this cause.

    Placeholders are left out.
    """
    mine = (Trigger.topic_id == topic.id, Trigger.deleted_at.is_(None))
    seen = or_(Trigger.happened_on == "", Trigger.cause == cause)
    query = select(Trigger).where(*mine, seen).order_by(Trigger.position, Trigger.id)
    found = db.session.scalars(query)
    return [trigger for trigger in found if not is_placeholder(trigger.observation)]


def held_beliefs(topic: Topic) -> Sequence[Belief]:
    """Return a topic's beliefs without an outcome, placeholders left out."""
    mine = (Belief.topic_id == topic.id, Belief.deleted_at.is_(None), Belief.outcome == "")
    found = db.session.scalars(select(Belief).where(*mine).order_by(Belief.position, Belief.id))
    return [belief for belief in found if not is_placeholder(belief.claim)]


def _effect_fields(topic: Topic, reading: Any, beliefs: Sequence[Belief]) -> dict[str, Any]:
    """Return the fields about the effects of a reading on a topic's page, by name."""
    bears = reading.bears if reading else {}
    triggers = list_triggers(topic, str(Anchor.of(reading)) if reading else "-")
    options: Any = [SelectChoice(str(row.id), plain(row.observation)) for row in triggers]
    done = {str(row.id) for row in triggers if row.happened_on}
    fields: dict[str, Any] = {
        "happened": HappenedField("What happened", choices=options, done=done),
        "reason": LineField("Why did it move?"),
    }
    for belief in beliefs:
        fields[f"bears_{belief.id}"] = ChoiceField(
            plain(belief.claim),
            choices={"": "no bearing"} | BEARINGS,
            default=bears.get(str(Anchor.of(belief)), ""),
        )
        fields[f"credence_{belief.id}"] = CredenceField("New number (%)")
        fields[f"seen_{belief.id}"] = LineField("Seen")
    return fields


def with_loop(form: type[ItemForm], topic: Topic, reading: Any = None) -> type[ItemForm]:
    """Return the reading's form class with fields for each trigger and belief of the topic."""
    beliefs = held_beliefs(topic)
    fields = _effect_fields(topic, reading, beliefs)

    class ReadingFormHere(form):  # type: ignore[misc,valid-type]  # a class given at run time
        asides = (*form.asides, *fields)
        about = frozenset(fields)

        def process(self, *args: Any, **kwargs: Any) -> None:
            """Refuse a new credence for a belief that moved after the form was opened."""
            super().process(*args, **kwargs)
            for belief in beliefs:
                typed, seen = self[f"credence_{belief.id}"], self[f"seen_{belief.id}"]
                now = "" if belief.credence is None else format_credence(belief.credence)
                given = "" if typed.data is None else format_credence(typed.data)
                if given not in ("", now) and seen.raw_data and seen.data != now:
                    typed.process_errors = [f"It is {now or 'without a number'} now: {MOVED}"]
                seen.data = now

        @property
        def moves_something(self) -> bool:
            """Return whether any effect is filled in or refused; then the form shows them."""
            said = (self.data[name] for name in fields if not name.startswith("seen_"))
            return any(value not in ("", None, []) for value in said) or any(
                self[name].errors for name in fields
            )

        @property
        def bound(self) -> list[BeliefFields]:
            """Return each belief with its fields."""
            names = ("bears", "credence", "seen")
            return [BeliefFields(b, *(self[f"{name}_{b.id}"] for name in names)) for b in beliefs]

    for name, made in fields.items():
        setattr(ReadingFormHere, name, made)
    return ReadingFormHere


def follow(entry: Entry, reading: Any, topic: Topic, said: Values) -> bool:
    """Do what a reading sets off, because of it. Returns False: what is not new alters nothing."""
    if "happened" not in said:
        return False
    _bear(entry, reading, said)
    happened = said["happened"] or ()
    for trigger_id in happened:
        _happen(entry, reading, int(trigger_id))
    moved = [_move(entry, belief_id, number) for belief_id, number in _numbers(said)]
    if happened or any(moved):
        entry.because("reading", reading.id)
    return False


def _bear(entry: Entry, reading: Any, said: Values) -> None:
    bears = dict(reading.bears)
    for name, bearing in said.items():
        if name.startswith("bears_"):
            anchor = str(Anchor("belief", int(name.removeprefix("bears_"))))
            bears.pop(anchor, None)
            bears |= {anchor: bearing} if bearing else {}
    if bears != reading.bears:
        entry.alter(reading, bears=bears)


def _happen(entry: Entry, reading: Any, trigger_id: int) -> None:
    trigger = db.session.get_one(Trigger, trigger_id)
    day = reading.read_on or entry.today.isoformat()
    entry.alter(trigger, happened_on=day, cause=str(Anchor.of(reading)))


def _move(entry: Entry, belief_id: int, number: Any) -> bool:
    """Set a belief's credence, and drop a range that does not contain it.

    Return whether it moved.
    """
    belief = db.session.get_one(Belief, belief_id)
    if belief.credence == number:
        return False
    kept = belief.range if within(number, belief.range) else ""
    entry.alter(belief, credence=number, range=kept)
    return True


def _numbers(said: Values) -> list[tuple[int, Any]]:
    """Return (belief id, credence) for each credence that was filled in."""
    return [
        (int(name.removeprefix("credence_")), number)
        for name, number in said.items()
        if name.startswith("credence_") and number is not None
    ]

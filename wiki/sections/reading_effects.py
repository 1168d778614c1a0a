"""What one reading sets off: triggers that happen, beliefs it bears on, numbers that move.

All of it is said in the form of the reading and saved with it, in one change.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from wiki.credence import format_credence
from wiki.db import db
from wiki.forms.document_line import Values
from wiki.forms.fields import ChoiceField, ItemForm, LineField
from wiki.forms.numbers import CredenceField
from wiki.journal import Entry
from wiki.models import BEARINGS, Topic
from wiki.sections.belief import Belief, within
from wiki.sections.trigger import Trigger
from wiki.text import is_placeholder, plain

PREFIXES = ("bears_", "credence_")
MOVED = "it moved since you opened this form. Press Save if yours still stands."
UNKNOWN = (
    "A belief or trigger that this speaks of is not on this page, so nothing was saved: "
    "look again, then press Save."
)


@dataclass(frozen=True)
class Bound:
    """A belief in the form of a reading: the fields that say how it bears on it."""

    belief: Belief
    bears: Any
    credence: Any
    seen: Any


class HappenedField(SelectMultipleField):
    """A box for each open trigger; its data are the ids of those ticked.

    What the same reading made happen already is no box, and may be said again.
    """

    def __init__(self, label: str, *, done: Collection[str], **kwargs: Any) -> None:
        self.done = done
        super().__init__(label, **kwargs)

    @property
    def boxes(self) -> list[tuple[str, str, bool]]:
        """Return the id of each box, its label, and whether it is ticked."""
        every = (choice[:3] for choice in self.iter_choices())
        return [box for box in every if box[0] not in self.done]

    def pre_validate(self, form: Any) -> None:
        """Refuse an id that is none of the boxes."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(UNKNOWN) from error


def list_triggers(topic: Topic, cause: str) -> Sequence[Trigger]:
    """Return a topic's triggers that were not seen yet, or because of this, no placeholders."""
    mine = (Trigger.topic_id == topic.id, Trigger.deleted_at.is_(None))
    seen = or_(Trigger.happened_on == "", Trigger.cause == cause)
    query = select(Trigger).where(*mine, seen).order_by(Trigger.position, Trigger.id)
    found = db.session.scalars(query)
    return [trigger for trigger in found if not is_placeholder(trigger.observation)]


def held_beliefs(topic: Topic) -> Sequence[Belief]:
    """Return the beliefs a topic holds now, without placeholders."""
    mine = (Belief.topic_id == topic.id, Belief.deleted_at.is_(None), Belief.outcome == "")
    found = db.session.scalars(select(Belief).where(*mine).order_by(Belief.position, Belief.id))
    return [belief for belief in found if not is_placeholder(belief.claim)]


def with_loop(form: type[ItemForm], topic: Topic, reading: Any = None) -> type[ItemForm]:
    """Return a reading's form with the triggers and beliefs of the topic it stands on."""
    bears = reading.bears if reading else {}
    triggers = list_triggers(topic, f"r-{reading.id}" if reading else "-")
    options: Any = [SelectChoice(str(row.id), plain(row.observation)) for row in triggers]
    done = {str(row.id) for row in triggers if row.happened_on}
    beliefs = held_beliefs(topic)
    fields: dict[str, Any] = {
        "happened": HappenedField("What happened", choices=options, done=done),
        "reason": LineField("Why did it move?"),
    }
    for belief in beliefs:
        fields[f"bears_{belief.id}"] = ChoiceField(
            plain(belief.claim),
            choices={"": "no bearing"} | BEARINGS,
            default=bears.get(f"b-{belief.id}", ""),
        )
        fields[f"credence_{belief.id}"] = CredenceField("New number (%)")
        fields[f"seen_{belief.id}"] = LineField("Seen")

    class ReadingFormHere(form):  # type: ignore[misc,valid-type]  # a class given at run time
        asides = (*form.asides, *fields)
        about = frozenset(fields)

        def process(self, *args: Any, **kwargs: Any) -> None:
            """Refuse a number for a belief that moved since the form was opened, unless to it."""
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
            """Return whether the form says, or tried to say, anything of the page."""
            said = (self.data[name] for name in fields if not name.startswith("seen_"))
            return any(value not in ("", None, []) for value in said) or any(
                self[name].errors for name in fields
            )

        @property
        def bound(self) -> list[Bound]:
            """Return each belief with the fields that are about it."""
            names = ("bears", "credence", "seen")
            return [Bound(b, *(self[f"{name}_{b.id}"] for name in names)) for b in beliefs]

    for name, made in fields.items():
        setattr(ReadingFormHere, name, made)
    return ReadingFormHere


def follow(entry: Entry, reading: Any, topic: Topic, said: Values) -> None:
    """Do what a reading sets off, because of it."""
    if "happened" not in said:
        return
    _bear(entry, reading, said)
    happened = said["happened"] or ()
    for trigger_id in happened:
        _happen(entry, reading, int(trigger_id))
    moved = [_move(entry, belief_id, number) for belief_id, number in _numbers(said)]
    if happened or any(moved):
        entry.because("reading", reading.id)


def _bear(entry: Entry, reading: Any, said: Values) -> None:
    bears = dict(reading.bears)
    for name, bearing in said.items():
        if name.startswith("bears_"):
            anchor = f"b-{name.removeprefix('bears_')}"
            bears.pop(anchor, None)
            bears |= {anchor: bearing} if bearing else {}
    if bears != reading.bears:
        entry.alter(reading, bears=bears)


def _happen(entry: Entry, reading: Any, trigger_id: int) -> None:
    trigger = db.session.get_one(Trigger, trigger_id)
    day = reading.read_on or entry.today.isoformat()
    entry.alter(trigger, happened_on=day, cause=f"r-{reading.id}")


def _move(entry: Entry, belief_id: int, number: Any) -> bool:
    """Give a belief a number; return whether it had another."""
    belief = db.session.get_one(Belief, belief_id)
    if belief.credence == number:
        return False
    kept = belief.range if within(number, belief.range) else ""
    entry.alter(belief, credence=number, range=kept)
    return True


def _numbers(said: Values) -> list[tuple[int, Any]]:
    """Return the numbers that were given, with the id of the belief each is of."""
    return [
        (int(name.removeprefix("credence_")), number)
        for name, number in said.items()
        if name.startswith("credence_") and number is not None
    ]

"""The fields of a reading's form about its effects on the regions it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import select
from wtforms import SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from wiki.anchors import Anchor
from wiki.credence import format_credence
from wiki.credence_pairs import move_ends
from wiki.db import db
from wiki.forms.fields import ChoiceField, LineField
from wiki.forms.item_form import ItemForm
from wiki.forms.numbers import CredenceField
from wiki.models import BEARINGS, Topic
from wiki.sections.belief import Belief
from wiki.sections.reading_effects import Effects
from wiki.sections.trigger import Trigger
from wiki.text import ReadWords, quoted

PREFIXES = ("bears_", "credence_")
MOVED = "it moved since you opened this form. Press Save if yours still stands."
UNKNOWN = (
    "This form names a belief or trigger that is not on this page, so nothing was saved: "
    "look again, then press Save."
)
NOT_HAPPENED = "Tick what happened as well, or leave the number that it promised unticked."
TWO_NUMBERS = "Two numbers are given for {}, {}% and {}%: keep one of them."


@dataclass(frozen=True)
class BeliefFields:
    """A belief in a reading's form, with its fields for bearing and new credence.

    `seen` is the hidden field with the credence that the form showed.
    """

    belief: Belief
    bears: Any
    credence: Any
    seen: Any


@dataclass(frozen=True)
class TriggerFields:
    """A trigger in a reading's form: whether it is ticked as happened, and the promised move.

    `offers` says whether the form can move that belief to the promised credence, and `takes`
    whether this offer is ticked.
    """

    trigger: Trigger
    ticked: bool
    belief: Belief | None
    promise: tuple[Decimal, Decimal] | None
    offers: bool
    takes: bool


@dataclass(frozen=True)
class RegionFields:
    """The triggers and beliefs of one region with their fields in a reading's form."""

    topic: Topic
    triggers: Sequence[TriggerFields]
    beliefs: Sequence[BeliefFields]


class TickedField(SelectMultipleField):
    """A field of checkboxes, one for each trigger; its data is the list of ticked ids."""

    def pre_validate(self, form: Any) -> None:
        """Refuse the id of a trigger that is not among the choices."""
        try:
            super().pre_validate(form)
        except ValidationError as error:
            raise ValidationError(UNKNOWN) from error


def _fields(effects: Effects, read: ReadWords) -> dict[str, Any]:
    """Return the fields of a reading's form about its effects, by name."""
    promising = [row for row in effects.triggers if effects.promised(row)]
    fields: dict[str, Any] = {
        "happened": TickedField("What happened", choices=_options(effects.triggers, read)),
        "promised": TickedField("Numbers as promised", choices=_options(promising, read)),
        "reason": LineField("Why did it move?"),
    }
    bears = effects.reading.bears if effects.reading else {}
    for belief in effects.beliefs:
        fields[f"bears_{belief.id}"] = ChoiceField(
            read(belief.claim),
            choices={"": "no bearing"} | BEARINGS,
            default=bears.get(str(Anchor.of(belief)), ""),
        )
        fields[f"credence_{belief.id}"] = CredenceField("New number (%)")
        fields[f"seen_{belief.id}"] = LineField("Seen")
    return fields


def _options(triggers: Sequence[Trigger], read: ReadWords) -> Any:
    return [SelectChoice(str(row.id), read(row.observation)) for row in triggers]


class EffectsForm(ItemForm):
    """The fields of a reading's form about its effects: a mixin for `with_effect_fields`."""

    affected: ClassVar[Effects]
    read: ReadWords
    about: ClassVar[frozenset[str]]  # the names of the fields about effects
    happened: Any
    promised: Any

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Refuse a new credence for a belief that moved after the form was opened."""
        super().process(*args, **kwargs)
        promised = {belief.id: credence for belief, credence in self._promises()}
        for belief in self.affected.beliefs:
            typed, seen = self[f"credence_{belief.id}"], self[f"seen_{belief.id}"]
            now = "" if belief.credence is None else format_credence(belief.credence)
            credence = promised.get(belief.id) if typed.data is None else typed.data
            text = "" if credence is None else format_credence(credence)
            if text not in ("", now) and seen.raw_data and seen.data != now:
                typed.process_errors = [f"It is {now or 'without a number'} now: {MOVED}"]
            seen.data = now

    def validate_promised(self, field: TickedField) -> None:
        """Refuse a ticked promise without its trigger ticked, and two numbers for one belief."""
        if set(field.data or ()) - set(self.happened.data or ()):
            raise ValidationError(NOT_HAPPENED)
        credences = {b.id: self[f"credence_{b.id}"].data for b in self.affected.beliefs}
        for belief, credence in self._promises():
            other = credences[belief.id]
            if other is not None and other != credence:
                both = (format_credence(other), format_credence(credence))
                raise ValidationError(TWO_NUMBERS.format(quoted(self.read(belief.claim)), *both))
            credences[belief.id] = credence

    @property
    def shown_topics(self) -> Sequence[Topic]:
        """Return the topics whose triggers and beliefs the form shows."""
        return self.affected.topics

    @property
    def moves_something(self) -> bool:
        """Return whether a field about effects is filled in or refused, so that they are shown."""
        effects = [self[name] for name in self.about if not name.startswith("seen_")]
        return any(one.errors or one.data not in ("", None, []) for one in effects)

    @property
    def elsewhere(self) -> list[BeliefFields]:
        """Return the fields of beliefs that are in none of the form's topics."""
        here = {topic.id for topic in self.affected.topics}
        return [self._bound(b) for b in self.affected.beliefs if b.topic_id not in here]

    @cached_property
    def effects(self) -> list[RegionFields]:
        """Return the fields by topic, without topics that have no trigger or belief."""
        bearers = _named_beliefs(self.affected)
        regions = [
            RegionFields(
                topic,
                [self._about(t, bearers) for t in _open_triggers(self.affected, topic)],
                [self._bound(b) for b in self.affected.beliefs if b.topic_id == topic.id],
            )
            for topic in self.affected.topics
        ]
        return [region for region in regions if region.triggers or region.beliefs]

    def _promises(self) -> list[tuple[Belief, Decimal]]:
        return self.affected.promised_credences(self.promised.data or ())

    def _about(self, trigger: Trigger, bearers: dict[str, Belief]) -> TriggerFields:
        ticked, takes = (str(trigger.id) in (f.data or ()) for f in (self.happened, self.promised))
        offers = self.affected.promised(trigger) is not None
        belief, promise = bearers.get(trigger.belief), move_ends(trigger.size)
        return TriggerFields(trigger, ticked, belief, promise, offers, takes)

    def _bound(self, belief: Belief) -> BeliefFields:
        names = ("bears", "credence", "seen")
        return BeliefFields(belief, *(self[f"{name}_{belief.id}"] for name in names))


def with_effect_fields(
    form: type[ItemForm], topics: Sequence[Topic], read: ReadWords, reading: Any = None
) -> type[ItemForm]:
    """Return the reading's form class with fields for each trigger and belief of the topics."""
    effects = Effects.of(topics, reading)
    fields = _fields(effects, read)
    attributes = {
        "affected": effects,
        "read": staticmethod(read),
        "about": frozenset(fields),
        "asides": (*form.asides, *fields),
    }
    return type("ReadingFormHere", (EffectsForm, form), fields | attributes)


def _open_triggers(effects: Effects, topic: Topic) -> list[Trigger]:
    """Return a topic's triggers that the form shows: those that have not happened."""
    return [row for row in effects.triggers if row.topic_id == topic.id and not row.happened_on]


def _named_beliefs(effects: Effects) -> dict[str, Belief]:
    """Return, by anchor, the undeleted beliefs that triggers name."""
    anchors = [anchor for row in effects.triggers if (anchor := Anchor.parse(row.belief))]
    ids = [anchor.id for anchor in anchors]
    query = select(Belief).where(Belief.id.in_(ids), Belief.deleted_at.is_(None))
    return {str(Anchor.of(belief)): belief for belief in db.session.scalars(query)}

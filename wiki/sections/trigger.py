"""A trigger: an observation that would update the author, and which way."""

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column
from wtforms.validators import ValidationError

from wiki.anchors import Anchor
from wiki.credence_pairs import STILL, stands_still
from wiki.dates import format_date
from wiki.db import Base, Word
from wiki.forms.anchors import AnchorField, get_item_on
from wiki.forms.document_line import Values
from wiki.forms.fields import ClaimField, DateField
from wiki.forms.item_form import ItemForm, Required
from wiki.forms.numbers import MoveField
from wiki.journal import Entry
from wiki.models import Topic, TopicItem, anchor_indexes
from wiki.sections.base import Section, Verb
from wiki.sections.endings import Ending
from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words, joined
from wiki.sections.trigger_belief import NamedElsewhere, belief_fields
from wiki.text import ReadWords


class Trigger(TopicItem, Base):
    """An observation that would change the author's mind, once it is seen.

    `belief` is the anchor of the belief that it would move.
    """

    __tablename__ = "trigger"
    __kind__ = "trigger"
    __letter__ = "t"
    __lead__ = "observation"
    __confined__ = True
    __fields__ = ("observation", "effect", "belief", "size", "happened_on", "cause")
    __searched__ = ("observation", "effect")
    __anchors__ = ("belief", "cause")
    __addresses__ = ("cause",)  # where it is no anchor
    __cause__ = "after this happened:"

    observation: Mapped[str] = mapped_column(Text)
    effect: Mapped[str] = mapped_column(Text, default="")
    belief: Mapped[str] = mapped_column(Word(22), default="")
    size: Mapped[str] = mapped_column(String(40), default="")
    happened_on: Mapped[str] = mapped_column(String(10), default="")
    cause: Mapped[str] = mapped_column(Word(2_000), default="")

    __table_args__ = (*anchor_indexes("trigger", *__anchors__), {"sqlite_autoincrement": True})


# How an effect may begin that needs no verb, or not even a subject, before it.
OWN_VERBS = ("would", "could", "should", "might", "may")
OWN_SENTENCES = ("i", "i’d", "i'd")
TOWARD = ("toward", "towards")
SENTENCE_ENDS = (*".!?…", "\u3002", "\uff01", "\uff1f", "\u061f")  # of Chinese and Arabic, too


def before_effect(effect: str, observation: str) -> str:
    """Return the words between an observation and its effect, with a space behind them, or "".

    “A leak” and “rain” become “A leak would move me toward rain”. After an observation that is a
    sentence of its own, another one begins: “It leaks. This would move me toward rain”.
    """
    first = next(iter(effect.split()), "").lower()
    if first in OWN_SENTENCES:
        return ""
    subject = "This " if observation.rstrip().endswith(SENTENCE_ENDS) else ""
    if first in OWN_VERBS:
        return subject
    return subject + ("would move me " if first in TOWARD else "would move me toward ")


class TriggerForm(ItemForm):
    """The form of a trigger, for which the observation alone is enough."""

    observation = ClaimField("Observation", [Required("Write what you would have to see.")])
    effect = ClaimField("This would move me toward …")
    belief = AnchorField("Belief it bears on", "belief")
    size = MoveField("How far")

    def validate_size(self, field: MoveField) -> None:
        """Refuse a move that goes nowhere, unless an earlier version stored it."""
        if stands_still(field.data or "") and field.data != field.object_data:
            raise ValidationError(STILL)


class TriggerEntry(TriggerForm):
    """The form of all fields of a trigger, for documents: with the day it happened."""

    happened_on = DateField("Happened on")
    cause = AnchorField("Seen in", "reading", links=True)

    def validate_size(self, field: MoveField) -> None:
        """Take any move: whether an earlier version stored it is known when the row is."""


class HappenedForm(ItemForm):
    """The form that marks a trigger as happened, with the day and the reading or address."""

    may_be_empty = True
    happened_on = DateField("Happened on", [Required("Say when it happened.")])
    cause = AnchorField("Seen in", "reading", links=True)


class NotHappenedForm(ItemForm):
    """The form, without fields, that takes back that a trigger happened."""

    may_be_empty = True


def form_on(topic: Topic, read: ReadWords, trigger: Any = None) -> type[ItemForm]:
    """Return the form class with beliefs to choose: the topic's, then those of related topics."""
    fields = belief_fields(topic, read, trigger) | {"read": staticmethod(read)}
    return type("TriggerFormHere", (NamedElsewhere, TriggerForm), fields)


def happen(entry: Entry, trigger: Any, topic: Topic, form_values: Values) -> None:
    """Mark a trigger as happened. Raises Invalid where its source is no reading of this topic."""
    if Anchor.parse(form_values["cause"]) and form_values["cause"] != trigger.cause:
        message = "Choose a reading of this region, or give an address."
        reading = get_item_on(topic, form_values["cause"], field="cause", message=message)
        entry.set_cause("reading", reading.id)
    entry.alter(trigger, happened_on=form_values["happened_on"], cause=form_values["cause"])


def reopen(entry: Entry, trigger: Any, topic: Topic, form_values: Values) -> None:
    """Mark a trigger as open again, as it did not happen after all."""
    entry.alter(trigger, happened_on="", cause="")


def _seen(values: Values) -> Values:
    """Return the day and source of a trigger, those that are set."""
    return {name: values[name] for name in ("happened_on", "cause") if values[name]}


def describe_change(trigger: ItemChange) -> Parts:
    """Return the words for what happened to a trigger, [] where it is no news."""
    after, net = trigger.after, trigger.net
    if after is None:
        return trigger.removed()
    name, day = trigger.quoted(after), after.get("happened_on")
    is_news = trigger.before is None or {"happened_on", "cause"} & net.keys()
    if day and is_news and not trigger.came_back_with("happened_on"):
        seen = joined(", seen in ", [trigger.names.named(after.get("cause") or "")])
        return [name, Words(f" happened: {format_date(day)}"), *seen, *_reworded(trigger, ", ")]
    if trigger.before is None:
        back = trigger.restored_words
        return [name, Words(back)] if back else [Words("would be moved by "), name]
    if "happened_on" in net:
        return [name, Words(" has not happened after all"), *_reworded(trigger, ", ")]
    reworded = _reworded(trigger, " ")
    return [name, *reworded] if reworded else []


def _reworded(trigger: ItemChange, mark: str) -> Parts:
    """Return the words for a trigger that was there and reads otherwise now, after the mark."""
    is_new = trigger.before is None
    reworded = not is_new and {"observation", "effect", "size", "belief"} & trigger.net.keys()
    return [Words(f"{mark}reworded")] if reworded else []


def detail(values: Values) -> str:
    """Return, for a citation, the day it happened or else how far it would move a belief."""
    if values["happened_on"]:
        return f"happened {format_date(values['happened_on'])}"
    low, _, high = values["size"].partition(" to ")
    return f"would take a belief from {low}% to {high}%" if high else ""


SECTION = Section(
    name="triggers",
    title="What would update me",
    other_titles=("What would change my mind",),
    noun="trigger",
    model=Trigger,
    form=TriggerForm,
    full_form=TriggerEntry,
    add="Add trigger",
    empty="None written yet.",
    prompt="Something you could see happen, and what it would move you toward.",
    linking="Named in what would update me on",
    ordered=True,
    detail=detail,
    news=ChangelogRules(describe_change=describe_change, order=2, of_mind=True, with_reason=True),
    filters={"is": lambda words: Trigger.happened_on == "" if words == "open" else None},
    form_on=form_on,
    ending=Ending(
        field="happened_on", ended="Triggers that happened", reopened="Not happened after all"
    ),
    verbs=(
        Verb(
            name="happened",
            form=HappenedForm,
            act=happen,
            label=lambda values: (
                "Change when it happened" if values["happened_on"] else "This happened"
            ),
            notice=lambda values: "Marked as happened.",
            then=lambda values: str(values["belief"]),
            begin=lambda values, today: {"happened_on": today.isoformat()} | _seen(values),
        ),
        Verb(
            name="not-happened",
            form=NotHappenedForm,
            act=reopen,
            press=lambda values: {},
            label=lambda values: "It did not happen after all" if values["happened_on"] else "",
            notice=lambda values: "Open again.",
        ),
    ),
)

"""The verbs of a belief: reaffirm its credence, retire it, hold it again."""

from datetime import date
from typing import Any

from wiki.credence import format_credence, in_words
from wiki.credence_pairs import bounds
from wiki.errors import Invalid
from wiki.forms.document_line import Values
from wiki.forms.fields import ChoiceField, DayField
from wiki.forms.item_form import ItemForm
from wiki.forms.numbers import CredenceField
from wiki.journal import DatedCredence, Entry
from wiki.models import Topic
from wiki.sections.base import Verb
from wiki.sections.endings import Ending, Former

OUTCOMES = {
    "dropped": "No longer held",
    "true": "Resolved true",
    "false": "Resolved false",
    "void": "Badly put",
}
FORMER = Former(title="Former beliefs", test=lambda values: bool(values["outcome"]))
ENDING = Ending(field="outcome", ended="Resolved or dropped", reopened="Held again")


class AffirmForm(ItemForm):
    """The form that reaffirms a credence: the number that the author saw, which may be missing."""

    may_be_empty = True
    credence = CredenceField("Still")


class RetireForm(ItemForm):
    """The form that ends a belief: how and when; an empty outcome means that it is held again."""

    may_be_empty = True
    outcome = ChoiceField("What became of it?", choices=OUTCOMES | {"": "Held again"})
    on = DayField("On")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Remove "Held again" from the choices if the form opens for a belief that is held."""
        super().__init__(*args, **kwargs)
        if self.outcome.object_data:
            ways: Any = self.outcome.choices
            self.outcome.choices = [way for way in ways if way.value]


def affirm_credence(entry: Entry, belief: Any) -> bool:
    """Record that the credence still stands.

    Return False where there is none or the belief ended.
    """
    if belief.credence is None or belief.outcome:
        return False
    entry.record_point(belief, DatedCredence(belief.credence, entry.today, *bounds(belief.range)))
    return True


def affirm(entry: Entry, belief: Any, topic: Topic, form_values: Values) -> None:
    """Reaffirm the credence. Raises Invalid where there is none, or the form shows another one."""
    if not affirm_credence(entry, belief):
        raise Invalid("credence", "There is no number to reaffirm.")
    if form_values.get("credence") not in (None, belief.credence):
        now = format_credence(belief.credence)
        raise Invalid("credence", f"The number moved meanwhile: it is {now}% now.")


def retire(entry: Entry, belief: Any, topic: Topic, form_values: Values) -> None:
    """Set a belief's outcome and its day, or clear both so that the belief is held again.

    The same outcome, sent again without a day, leaves the day as it is.
    """
    if form_values["outcome"] == belief.outcome and not form_values["on"] and belief.ended_on:
        return
    day: date = form_values["on"] or entry.today
    # Today's outcomes keep their time, so that a credence of this morning still counts as earlier.
    now = entry.now.isoformat(timespec="seconds") if entry.now and day == entry.today else ""
    ended_on = (now or day.isoformat()) if form_values["outcome"] else ""
    entry.alter(belief, outcome=form_values["outcome"], ended_on=ended_on)


def retired_notice(values: Values) -> str:
    """Return the status line's sentence after retiring, such as `Resolved true.`"""
    return f"{OUTCOMES.get(values['outcome'], 'Held again')}."


def affirmed_notice(values: Values) -> str:
    """Return the status line's sentence after reaffirming, such as `Still about 70 per cent.`"""
    return f"Still {in_words(values['credence'])}."


def press_affirming(values: Values) -> dict[str, str]:
    """Return the values that the button sends: its number, marked as confirmed (`take`)."""
    credence = format_credence(values["credence"])
    return {"credence": credence, "take": credence}


def offer_affirming(values: Values) -> str:
    """Return the menu's text, `Still 70%`; "" for a belief without credence or with an outcome."""
    credence = values["credence"]
    is_current = credence is not None and not values["outcome"]
    return f"Still {format_credence(credence)}%" if is_current else ""


VERBS = (
    Verb(
        name="affirm",
        form=AffirmForm,
        act=affirm,
        press=press_affirming,
        label=offer_affirming,
        notice=affirmed_notice,
    ),
    Verb(
        name="retire",
        form=RetireForm,
        act=retire,
        label=lambda values: "Hold again" if values["outcome"] else "Retire",
        notice=retired_notice,
        begin=lambda values, today: {"outcome": "" if values["outcome"] else "dropped"},
    ),
)

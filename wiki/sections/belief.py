"""A belief: a claim, a credence in per cent (or none yet) and a one-line why."""

import operator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Index, String, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from wtforms.validators import ValidationError

from wiki.actions import RECALL
from wiki.anchors import Anchor
from wiki.credence import CredenceError, format_credence, in_words, parse_bound
from wiki.credence_pairs import bounds
from wiki.dates import first_day
from wiki.db import Base, Percent, Word
from wiki.forms.anchors import AnchorField, get_item_on
from wiki.forms.document_line import Values
from wiki.forms.fields import ChoiceField, ClaimField, DateField, DueField, LineField, MomentField
from wiki.forms.item_form import ItemForm, Required
from wiki.forms.numbers import CredenceField, RangeField
from wiki.journal import DatedCredence, Entry, last_days, last_revision
from wiki.models import Topic, TopicItem
from wiki.sections.base import Section
from wiki.sections.belief_head import HEAD
from wiki.sections.belief_news import NEWS, WITHDRAWN, without_number
from wiki.sections.belief_verbs import ENDING, FORMER, OUTCOMES, VERBS, affirm_credence

COMPARED = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}
# The SQL condition of an index: a belief without an outcome that has a day to resolve by.
RESOLVING = "resolves_on != '' AND outcome = ''"


class Belief(TopicItem, Base):
    """A claim of the author's with its credence and one line why."""

    __tablename__ = "belief"
    __kind__ = "belief"
    __letter__ = "b"
    __lead__ = "claim"
    __confined__ = True
    __fields__ = ("claim", "credence", "why", "range", "resolves_on", "outcome", "ended_on")
    __searched__ = ("claim", "why")

    claim: Mapped[str] = mapped_column(Text)
    credence: Mapped[Decimal | None] = mapped_column(Percent)
    why: Mapped[str] = mapped_column(Text, default="")
    range: Mapped[str] = mapped_column(String(40), default="")
    resolves_on: Mapped[str] = mapped_column(Word(10), default="")
    outcome: Mapped[str] = mapped_column(Word(10), default="")
    ended_on: Mapped[str] = mapped_column(String(32), default="")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Add an index of current beliefs with a day to resolve by, for the review queue."""
        return (
            Index("ix_belief_resolves_on", "resolves_on", sqlite_where=text(RESOLVING)),
            {"sqlite_autoincrement": True},
        )


def is_within(credence: Decimal | None, stored: str) -> bool:
    """Return whether a stored range such as "60-80" contains a credence; "" contains any."""
    low, high = bounds(stored)
    return low is None or high is None or (credence is not None and low <= credence <= high)


def fitting_range(stored: str, credence: Decimal | None) -> str:
    """Return the range that a belief keeps when its credence becomes `credence`, or ""."""
    return stored if is_within(credence, stored) else ""


NO_QUESTION = "The uncertainty that this answers is not on this page any more."


class BeliefForm(ItemForm):
    """The form of a belief: a claim, and a credence that may come later.

    With `at`, a past day, the credence is backdated to that day and the present one stays as it
    is.
    """

    asides = ("reason", "cause", "at", "answers")
    claim = ClaimField("Claim", [Required("Write the claim.")])
    credence = CredenceField("Credence")
    why = ClaimField("Why")
    range = RangeField("Range")
    resolves_on = DueField("Resolves by")
    reason = LineField("Why did it move?")
    cause = LineField("Because of")
    at = DateField("Held on, if not today")
    answers = AnchorField("Answers", "uncertainty")

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Clear a range that was left unchanged and does not contain the new credence."""
        super().process(*args, **kwargs)
        former = self.range.object_data or ""
        unread = self.credence.process_errors
        if (
            former
            and self.range.data == former
            and not unread
            and not is_within(self.credence.data, former)
        ):
            self.range.data = ""

    @property
    def values(self) -> Values:
        """Return the belief's fields, without credence and range where these are backdated."""
        fields = super().values
        if self.is_past:
            fields = {name: fields[name] for name in fields.keys() - {"credence", "range"}}
        return fields

    @property
    def is_past(self) -> bool:
        """Return whether the form backdates the credence, to the day `at`."""
        return bool(self.at.data) and first_day(self.at.data or "") != self.today

    def validate_range(self, field: RangeField) -> None:
        """Refuse a range that does not contain the credence."""
        if not is_within(self.credence.data, field.data or ""):
            raise ValidationError("The range has to hold the number.")

    def validate_at(self, field: DateField) -> None:
        """Refuse a past day (`at`) without a credence."""
        if self.is_past and self.credence.data is None and not self.credence.errors:
            raise ValidationError("Give the number you held then.")


class BeliefEntry(BeliefForm):
    """The form of all fields of a belief, for documents: with its outcome and the day of it."""

    outcome = ChoiceField("Outcome", choices={"": "held"} | OUTCOMES, default="")
    ended_on = MomentField("Ended on")


def apply_asides(entry: Entry, belief: Any, topic: Topic, form_values: Values) -> bool:
    """Settle the uncertainty that a belief answers, and record a backdated credence as a point.

    Returns True if that point was the last revision of the belief already: then the same form was
    sent twice. Raises Invalid where there is no such uncertainty.
    """
    if form_values.get("answers"):
        question = get_item_on(topic, form_values["answers"], field="claim", message=NO_QUESTION)
        entry.alter(question, settled="answered", cause=str(Anchor.of(belief)))
    day = first_day(form_values.get("at") or "")
    if not day or form_values["credence"] is None or day == entry.today:
        return False
    # A month or a year stays what it is: no day is made up for it.
    stated = form_values["at"] if len(form_values["at"]) < len("2024-03-05") else None
    point = DatedCredence(
        form_values["credence"], day, *bounds(form_values["range"]), held_at=stated
    )
    last = last_revision("belief", belief.id)
    if (
        last
        and last.action == RECALL
        and last.dated_credence == point
        and entry.adds_no_reason_to(last)
    ):
        return True
    if form_values["credence"] != belief.credence and _comes_last(belief, day):
        affirm_credence(
            entry, belief
        )  # or else the backdated number would be the belief's latest point
    entry.record_point(belief, point)
    return False


def _comes_last(belief: Any, day: date) -> bool:
    """Return whether a belief has no point of this day or of a later one."""
    return not last_days([(belief.__kind__, belief.id)], day - timedelta(days=1))


def credence_words(now: Values, before: Values) -> str:
    """Return the credence for the status line, with the former one if it differs.

    For example `about 70 per cent, was 55`.
    """
    was = before.get("credence")
    if now["credence"] is None:
        return without_number(now) if was is None else f"{WITHDRAWN}, was {format_credence(was)}"
    words = in_words(now["credence"])
    if was is None or was == now["credence"]:
        return words
    return f"{words}, was {format_credence(was)}"


def detail(values: Values) -> str:
    """Return the credence with its range, and the outcome, for a citation.

    For example `~70%, 60–80%, resolved true`.
    """
    credence = values["credence"]
    parts = [without_number(values) if credence is None else f"~{format_credence(credence)}%"]
    parts += [f"{values['range'].replace('-', '–')}%"] if values["range"] else []
    parts += [OUTCOMES[values["outcome"]].lower()] if values["outcome"] else []
    return ", ".join(parts)


def by_credence(words: str) -> ColumnElement[bool] | None:
    """Return the SQL condition for a search such as `>70`, `<=30` or `70` on credences.

    None where that is no number, or an ambiguous one.
    """
    words = words.replace("≤", "<=").replace("≥", ">=")
    sign = next((each for each in ("<=", ">=", "<", ">", "=") if words.startswith(each)), "")
    try:
        limit = parse_bound(words.removeprefix(sign))
    except CredenceError:
        return None
    if limit is None:
        return None
    condition: ColumnElement[bool] = COMPARED[sign or "="](Belief.credence, limit)
    return condition


SECTION = Section(
    name="beliefs",
    title="Current beliefs",
    noun="belief",
    model=Belief,
    form=BeliefForm,
    add="Add belief",
    empty="None written yet.",
    prompt="A claim you hold, how likely it is to be true, and why.",
    key="The number is how likely I think it is.",
    linking="Named in a belief in",
    head=HEAD,
    full_form=BeliefEntry,
    ordered=True,
    notice=credence_words,
    detail=detail,
    news=NEWS,
    filters={"belief": by_credence},
    former=FORMER,
    ending=ENDING,
    apply_asides=apply_asides,
    affirm=affirm_credence,
    verbs=VERBS,
)

"""The forms that are not of a section: the header of a topic, an area, a private note."""

from typing import Any

from wtforms import BooleanField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from wiki.dates import DateError, parse_days
from wiki.models import PRIVATE, PUBLIC, STATUSES
from wiki.sections.fields import (
    ChoiceField,
    DayField,
    ItemForm,
    LineField,
    ProseField,
    Required,
)
from wiki.text import clean_line

STATUS_CHOICES = {"": "No status"} | {name: f"{name}: {why}" for name, why in STATUSES.items()}


class DaysField(LineField):
    """A number of days, or nothing; its data is a whole number."""

    data: Any

    def process_data(self, value: Any) -> None:
        """Take a number, or none."""
        self.data = value or None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number."""
        if not valuelist:
            return
        try:
            self.data = parse_days(clean_line(str(valuelist[0])))
        except DateError as error:
            raise ValueError(str(error)) from error

    def pre_validate(self, form: BaseForm) -> None:
        """A number is never too long."""

    def _value(self) -> str:
        typed = self.raw_data[0] if self.raw_data and self.errors else self.data
        return "" if typed is None else str(typed)


class TopicForm(ItemForm):
    """The header of a topic page."""

    title = LineField("Title", [Required("Give the region a title.")])
    summary = LineField("Summary in one line")
    area = LineField("Area")
    status = ChoiceField("Status", choices=STATUS_CHOICES, default="")
    reviewed_on = DayField("Last reviewed")
    review_days = DaysField("Look again after, in days")
    visibility = ChoiceField(
        "Visibility",
        choices={PUBLIC: "Public: everybody", PRIVATE: "Private: authors only"},
        default=PUBLIC,
    )
    slug = LineField("Address")
    change_address = BooleanField("also change the address (the old one keeps working)")

    def validate_slug(self, field: LineField) -> None:
        """Refuse another address until the box below is ticked."""
        if field.object_data and field.data != field.object_data and not self.change_address.data:
            raise ValidationError("Tick the box below to change the address.")


class AreaForm(ItemForm):
    """An area needs a title."""

    title = LineField("Title", [Required("Give the area a title.")])
    summary = LineField("Summary in one line")


class NoteForm(ItemForm):
    """The private note."""

    body = ProseField("Private note")


class PlaceForm(ItemForm):
    """Where a region lies, in the coordinates of the map."""

    x = LineField("To the right", [Required("Type a whole number, such as 120 or -40.")])
    y = LineField("Down", [Required("Type a whole number, such as 120 or -40.")])

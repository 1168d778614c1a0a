"""The forms that are not of a section: the header of a topic, an area, a private note."""

from typing import Any

from wtforms import BooleanField
from wtforms.validators import ValidationError

from wiki.dates import parse_days
from wiki.errors import Invalid
from wiki.forms.fields import (
    ChoiceField,
    DayField,
    ItemForm,
    LineField,
    ParsedField,
    ProseField,
    Required,
)
from wiki.models import PRIVATE, PUBLIC
from wiki.statuses import STATUSES

# The buttons that say what to do with a deleted region or area of the same title.
CHOICES = ("deleted", "area_deleted")
STATUS_CHOICES = {"": "No status"} | {name: name for name in STATUSES}


def refuse(form: ItemForm, error: Invalid) -> None:
    """Say at its field what is wrong, with what could be done instead of what was asked for.

    A free address is filled in, so that saving again takes it; a deleted row can be restored.
    """
    form.refuse(error.field, error.message)
    if error.field in form:
        field: Any = form[error.field]
        field.deleted = error.deleted
        field.data = error.free or field.data


class DaysField(ParsedField):
    """A number of days, or nothing; its data is a whole number."""

    def parsed(self, typed: str) -> int | None:
        """Read the number."""
        return parse_days(typed)


class TopicForm(ItemForm):
    """The header of a topic page."""

    title = LineField("Title", [Required("Give the region a title.")])
    summary = LineField("Summary in one line")
    area = LineField("Area")
    # Not `status`: an author's pages have an element of that id, which says what was done.
    status = ChoiceField(
        "Status",
        choices=STATUS_CHOICES,
        meanings={one.name: one.sentence for one in STATUSES.values()},
        default="",
        id="of-status",
    )
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

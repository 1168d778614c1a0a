"""Forms that belong to no section: a topic's header, an area, a private note, a place."""

from typing import Any

from flask import request
from wtforms import BooleanField
from wtforms.validators import ValidationError

from wiki.dates import parse_days
from wiki.errors import Invalid
from wiki.forms.codes import CodeField
from wiki.forms.fields import EXACT, ChoiceField, DayField, LineField, ParsedField, ProseField
from wiki.forms.item_form import ItemForm, Required
from wiki.models import LONGEST_SHORT_TITLE, PRIVATE, PUBLIC, SHORT_TITLE_RULE
from wiki.queries.duplicates import refuse_known
from wiki.sections import Section
from wiki.statuses import STATUSES

# Names of the choice about a deleted region, area or essay of the same title.
CHOICES = ("deleted", "area_deleted")
VISIBILITIES = {PUBLIC: "Public: everybody", PRIVATE: "Private: authors only"}
STATUS_CHOICES = {"": "No status"} | {name: name for name in STATUSES}


def refuse(form: ItemForm, error: Invalid) -> None:
    """Add an error to its field, with the way out that it offers: a free slug, or restoring.

    A free slug is filled in, so that saving again takes it.
    """
    form.refuse(error.field, error.message)
    if error.field in form:
        field: Any = form[error.field]
        field.deleted = error.deleted
        field.data = error.free or field.data


def chosen() -> dict[str, str]:
    """Return the author's choices about deleted rows of the same title, "" for none yet."""
    return {name: request.form.get(name, "") for name in CHOICES}


def report_duplicate(section: Section, form: ItemForm) -> str:
    """Add an error to a form that opens with the address of a known reading.

    Return the id of the earlier reading as text, "" if there is none.
    """
    try:
        refuse_known(section, {"url": form.data.get("url") or ""})
    except Invalid as error:
        refuse(form, error)
        return error.offer
    return ""


def refusal_status(form: ItemForm) -> int:
    """Return the status for a form that is not valid: 413 if it is too long, else 422."""
    return 413 if form.is_too_long else 422


class DaysField(ParsedField):
    """A number of days, or nothing; its data is an int or None."""

    keyboard = EXACT | {"inputmode": "numeric"}

    def parsed(self, typed: str) -> int | None:
        """Return the typed number of days, None for no text."""
        return parse_days(typed)


class TopicForm(ItemForm):
    """The form for the header of a topic page."""

    title = LineField("Title", [Required("Give the region a title.")])
    short_title = LineField("Short name for the map")
    summary = LineField("Summary in one line")
    area = LineField("Area")
    # The id is not `status` on a page of its own: that is the id of the status line.
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
        choices=VISIBILITIES,
        default=PUBLIC,
    )
    slug = CodeField("Address")
    change_address = BooleanField("also change the address (the old one keeps working)")

    def validate_short_title(self, field: LineField) -> None:
        """Refuse a name for which the map has no room."""
        if len(field.data or "") > LONGEST_SHORT_TITLE:
            raise ValidationError(SHORT_TITLE_RULE)

    def validate_slug(self, field: LineField) -> None:
        """Refuse a changed slug until the box below it is ticked."""
        if field.object_data and field.data != field.object_data and not self.change_address.data:
            raise ValidationError("Tick the box below to change the address.")


class AreaForm(ItemForm):
    """The form for an area, which needs a title."""

    title = LineField("Title", [Required("Give the area a title.")])
    summary = LineField("Summary in one line")


class NoteForm(ItemForm):
    """The form for the private note of a region."""

    body = ProseField("Private note")


class PlaceForm(ItemForm):
    """The form for a region's place on the map, in map units."""

    x = LineField("To the right", [Required("Type a whole number, such as 120 or -40.")])
    y = LineField("Down", [Required("Type a whole number, such as 120 or -40.")])

"""Form fields that read what an author types and say clearly what is wrong with it."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import unescape
from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextArea

from wiki.addresses import AddressError, read_address
from wiki.dates import parse_date, parse_day, parse_moment
from wiki.db import utc_now
from wiki.text import clean_line, clean_text, is_placeholder, is_seen, leftover_slot
from wiki.text.rendering import LONGEST

LINE, TEXT = 2_000, LONGEST  # characters; what is saved can be rendered
EXACT = {"autocapitalize": "off"}  # the keyboard of a phone, for what is no sentence


class TooLong(StopValidation):
    """The error of a form field whose text has more characters than its `limit`."""


class LineField(StringField):
    """A form field for one line of text."""

    limit = LINE
    too_long = False
    half_filled = False  # whether something of a slot is left over in it

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text that was sent, cleaned."""
        if valuelist:
            self.data = self.cleaned(str(valuelist[0]))

    def process_data(self, value: Any) -> None:
        """Take the item's value, "" where it has none."""
        self.data = value or ""

    def cleaned(self, value: str) -> str:
        """Return the text as it is stored, "" where no character of it can be seen."""
        text = clean_line(value)
        return text if is_seen(text) else ""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a text that is too long, saying by how much."""
        if len(self.data or "") > self.limit:
            self.too_long = True
            raise TooLong(f"Too long: {len(self.data or ''):,} of {self.limit:,} characters.")

    def refuse_half_filled(self) -> bool:
        """Refuse a text that still has a part of its former placeholder; return whether it does."""
        if not (leftover := self._leftover()) or self.errors:
            return False
        self.half_filled = True
        self.errors = [
            "Still in angle brackets, which mark a slot that is not filled. Delete the brackets."
            if is_placeholder(leftover) and leftover == self.data
            else f"“{leftover}” is left over from the slot. Delete it."
        ]
        return True

    def _leftover(self) -> str:
        text, former = self.data, self.object_data
        if not isinstance(text, str) or not isinstance(former, str):
            return ""
        return leftover_slot(text, former) if is_placeholder(former) else ""


class ClaimField(LineField):
    """A form field for one line of text, shown in a box of several lines."""

    widget = TextArea()
    rows = 1

    def cleaned(self, value: str) -> str:
        """Return the text, "" where no character of it can be seen, such as of `&nbsp;`."""
        text = super().cleaned(value)
        return text if is_seen(unescape(text)) else ""


class ProseField(LineField):
    """A form field for Markdown of any number of lines."""

    widget = TextArea()
    limit = TEXT
    rows = 4

    def cleaned(self, value: str) -> str:
        """Return the text with its lines, "" where no character of it can be seen."""
        text = clean_text(value)
        return text if is_seen(unescape(text)) else ""


class UrlField(LineField):
    """A form field for a web address, or nothing."""

    keyboard = EXACT | {"inputmode": "url"}

    def cleaned(self, value: str) -> str:
        """Return the address in its stored form; a stored one, or what is none, stays as typed."""
        typed = super().cleaned(value)
        try:
            return read_address(typed) if typed not in ("", self.object_data) else typed
        except AddressError:
            return typed

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        """Refuse a text that is no web address."""
        try:
            if self.data not in (None, "", self.object_data):
                read_address(self.data)
        except AddressError as error:
            raise ValidationError(str(error)) from error


class ReadField(LineField):
    """A line that is stored in a normal form; a text that cannot be read stays as it was typed."""

    keyboard = EXACT

    def read(self, typed: str) -> str:
        """Return a clean line in its stored form. Raises ValueError with what is wrong."""
        raise NotImplementedError

    def cleaned(self, value: str) -> str:
        """Return the line in its stored form. Raises ValueError."""
        return self.read(clean_line(value))

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data and self.errors else str(self.data or "")


class DateField(ReadField):
    """A form field for a day, month or year, stored as ISO text such as `2026-05`."""

    ahead = False  # whether it may be still to come

    def read(self, typed: str) -> str:
        """Return a date typed in one of many ways as ISO text; the stored one stays as it is."""
        if typed and typed == self.object_data:  # where the time zone moved, it may be to come
            return typed
        today, begun = self.meta.today, self.meta.begun
        return parse_date(typed, today=today, ahead=self.ahead, begun=begun)


class DueField(DateField):
    """A form field for a day, month or year that may be in the future."""

    ahead = True


class MomentField(ReadField):
    """A form field for a day, month or year, or for a time with its UTC offset."""

    def read(self, typed: str) -> str:
        """Return a date as ISO text, or a time with its offset as it is. Raises ValueError."""
        today, begun = self.meta.today, self.meta.begun
        return parse_moment(typed, today=today, now=utc_now(), begun=begun)


class ParsedField(ReadField):
    """A form field of one line whose data is a parsed value, or None."""

    data: Any

    def parsed(self, typed: str) -> Any:
        """Return the value of a clean line. Raises ValueError with what is wrong."""
        raise NotImplementedError

    def process_data(self, value: Any) -> None:
        """Take the item's value, or None."""
        self.data = value or None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Parse the line that was sent."""
        if valuelist:
            self.data = self.parsed(clean_line(str(valuelist[0])))

    def pre_validate(self, form: BaseForm) -> None:
        """Accept any length: a text that could be parsed is never too long."""


class DayField(ParsedField):
    """A form field for a whole day, or nothing; its data is a `date` or None."""

    def parsed(self, typed: str) -> date | None:
        """Return the day; the one that is stored stays as it is. Raises ValueError."""
        if isinstance(self.object_data, date) and typed == self.object_data.isoformat():
            return self.object_data
        return parse_day(typed, today=self.meta.today, begun=self.meta.begun)


class ChoiceField(SelectField):
    """A form field for one of a few values.

    Each has a label and, optionally, a sentence that explains it (`meanings`).
    """

    def __init__(
        self,
        label: str,
        choices: Mapping[str, str],
        *,
        meanings: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.meanings = meanings or {}
        options: Any = [SelectChoice(value, words) for value, words in choices.items()]
        super().__init__(label, choices=options, **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a value that is not among the choices, and list these."""
        values = [str(choice[0]) for choice in self.iter_choices()]
        if self.data not in values:
            named = ", ".join(filter(None, values))
            raise ValidationError(f"It is one of {named}{', or empty' if '' in values else ''}.")


class ListField(LineField):
    """A form field for names separated by commas; its data is a list."""

    data: Any

    def process_data(self, value: Any) -> None:
        """Take the item's list of names, [] where it has none."""
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the names that were sent, cut at commas, from any number of fields."""
        if valuelist:
            self.data = self.split(valuelist)

    @staticmethod
    def split(sent: Sequence[str]) -> list[str]:
        """Return the names in what was sent, cut at commas, from any number of fields.

        Repeated parts stay: titles with commas may have a part in common.
        """
        typed = ",".join(str(value) for value in sent)
        names = (clean_line(name) for name in typed.split(","))
        return [name for name in names if name]

    def _value(self) -> str:
        return ", ".join(self.data)

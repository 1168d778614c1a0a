"""Form fields for credences: one number, a range, and how far a trigger would move a belief."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import StringField

from wiki.credence import CredenceError, format_credence, parse_credence
from wiki.credence_pairs import parse_move, parse_range
from wiki.forms.fields import EXACT, ReadField
from wiki.forms.item_form import ItemForm
from wiki.text import clean_line


class ConfirmedField(StringField):
    """A field that asks about a possible slip and offers buttons with the values to use instead.

    The values are in `offers`. A pressed button sends its value under the name `take`; that value
    counts as confirmed.
    """

    # Without `inputmode`: a keyboard of digits alone cannot type 7/10 or 1 in 200.
    keyboard = EXACT
    offers: Sequence[str] = ()

    @property
    def take(self) -> str:
        """Return the name under which a pressed button sends its value."""
        return "take" if self.name == "credence" else f"take_{self.name}"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Use the value of a pressed button instead of the text in the field."""
        self._taken = formdata.get(self.take, "") if formdata else ""
        super().process(formdata, *args, **kwargs)


class CredenceField(ConfirmedField):
    """A form field for a credence in per cent, or none yet."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a credence in any of the accepted notations. Raises ValueError."""
        if not valuelist:
            return
        typed = clean_line(self._taken or str(valuelist[0]))
        try:
            self.data = parse_credence(
                typed, confirmed=bool(self._taken) or self._is_unchanged(typed)
            )
        except CredenceError as error:
            self.offers = error.offers
            raise ValueError(error.message) from error

    def _is_unchanged(self, typed: str) -> bool:
        has_number = isinstance(self.object_data, Decimal)
        return has_number and typed.strip("~% ") == format_credence(self.object_data)

    def _value(self) -> str:
        if self.raw_data and self.errors:
            return str(self.raw_data[0])
        return "" if self.data is None else format_credence(self.data)


class PairField(ConfirmedField, ReadField):
    """A form field for two credences in per cent, or nothing, stored as text such as `60-80`."""

    def parse(self, typed: str, *, confirmed: bool) -> str:
        """Return a typed pair in its stored form. Raises CredenceError."""
        raise NotImplementedError

    def read(self, typed: str) -> str:
        """Return a typed pair in its stored form; the stored value counts as confirmed.

        Raises ValueError.
        """
        meant = bool(self._taken) or typed == self.object_data
        try:
            return self.parse(clean_line(self._taken) or typed, confirmed=meant)
        except CredenceError as error:
            self.offers = error.offers
            raise ValueError(error.message) from error


class RangeField(PairField):
    """A form field for a range of credences, stored as `60-80`."""

    def parse(self, typed: str, *, confirmed: bool) -> str:
        """Return a typed range in its stored form. Raises CredenceError."""
        return parse_range(typed, confirmed=confirmed)


class MoveField(PairField):
    """A form field for how far a trigger would move a credence, stored as `70 to 50`."""

    def parse(self, typed: str, *, confirmed: bool) -> str:
        """Return a typed move in its stored form. Raises CredenceError."""
        return parse_move(typed, confirmed=confirmed)


def pair_fields(form: type[ItemForm]) -> frozenset[str]:
    """Return the names of those fields of a form that hold two credences."""
    return frozenset(f.name for f in form(today=date.max) if isinstance(f, PairField))

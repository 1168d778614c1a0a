"""Form fields for credences: one number, a range of them, and how far one would move."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from wtforms import StringField

from wiki.credence import (
    CredenceError,
    format_credence,
    parse_credence,
    parse_move,
    parse_range,
)
from wiki.forms.fields import ReadField
from wiki.text import clean_line


class CredenceField(StringField):
    """A credence in per cent, or none yet.

    What could be a slip is refused with the values to press instead, in `offers`; the pressed
    button sends the value under the name `take`, which counts as meant.
    """

    data: Any
    offers: Sequence[str] = ()

    @property
    def take(self) -> str:
        """Return the name under which a pressed offer for this field comes."""
        return "take" if self.name == "credence" else f"take_{self.name}"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Prefer the pressed offer to what still stands in the field."""
        self._taken = formdata.get(self.take, "") if formdata else ""
        super().process(formdata, *args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a number in any of the accepted notations."""
        if not valuelist:
            return
        typed = clean_line(self._taken or str(valuelist[0]))
        try:
            self.data = parse_credence(typed, confirmed=bool(self._taken) or self._is_kept(typed))
        except CredenceError as error:
            self.offers = error.offers
            raise ValueError(error.message) from error

    def _is_kept(self, typed: str) -> bool:
        kept = isinstance(self.object_data, Decimal)
        return kept and typed.strip("~% ") == format_credence(self.object_data)

    def _value(self) -> str:
        if self.raw_data and self.errors:
            return str(self.raw_data[0])
        return "" if self.data is None else format_credence(self.data)


class RangeField(ReadField):
    """A range of credences in per cent, as `60-80`, or nothing."""

    def read(self, typed: str) -> str:
        """Read the two numbers."""
        return _read(parse_range, typed)


class MoveField(ReadField):
    """How far a number would move, as `70 to 50`, or nothing."""

    def read(self, typed: str) -> str:
        """Read the two numbers."""
        return _read(parse_move, typed)


def _read(parse: Callable[[str], str], typed: str) -> str:
    try:
        return parse(typed)
    except CredenceError as error:
        raise ValueError(error.message) from error

"""The base class of the forms of items: their values, which were sent, and their errors."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from wtforms import Form
from wtforms.validators import StopValidation

from wiki.errors import NothingArrived
from wiki.forms.fields import LineField


class ItemForm(Form):
    """A form whose values are the fields of an item.

    A field that is not sent keeps its value in `values`; if `values` are given and `formdata` has
    none of the fields, NothingArrived is raised. `today` is the author's day; a day after `begun`
    (today by default) counts as future. `asides` names the fields that are about the change and not
    about the item. A placeholder that is filled only in part is refused until the form is sent with
    `as_it_is`.
    """

    asides: ClassVar[tuple[str, ...]] = ()
    buttons: ClassVar[tuple[str, ...]] = ()  # names of buttons that mean something alone
    may_be_empty: ClassVar[bool] = False  # whether the form means something without any field
    ids: str = ""  # the beginning of the HTML ids of its fields

    def __init__(
        self,
        formdata: Any = None,
        *,
        values: Mapping[str, Any] | None = None,
        today: date,
        begun: date | None = None,
    ) -> None:
        self.today = today
        meta = {"today": today, "begun": begun or today}
        super().__init__(formdata, data=dict(values or {}), meta=meta)
        if values and formdata is not None and not self.may_be_empty:
            self._refuse_none_of(formdata)

    def _refuse_none_of(self, formdata: Any) -> None:
        """Raise NothingArrived where no field was sent: all would keep their values.

        Some buttons mean something without any field.
        """
        named = any(name in formdata for name in (*self._fields, *self.buttons))
        if not named and not any(field.raw_data for field in self):
            raise NothingArrived

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Read what was sent.

        A valid form may read other data afterwards: making a new form is slow.
        """
        self.refused = ""
        self.asks_slots = not any(name in (formdata or ()) for name in ("as_it_is", "preview"))
        super().process(formdata, *args, **kwargs)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Return whether all fields are valid; each invalid one gets its errors."""
        valid = super().validate(extra_validators)
        lines = [field for field in self if isinstance(field, LineField)]
        halves = [line for line in lines if self.asks_slots and line.refuse_half_filled()]
        return valid and not halves

    def prefix_ids(self, prefix: str) -> None:
        """Let the HTML ids of all fields begin with the place of the form, such as `b-12`.

        Then several forms can be open on one page, and each label is about its own field.
        """
        self.ids = f"{prefix}-"
        for field in self:
            field.id = field.label.field_id = self.ids + field.name

    @property
    def values(self) -> dict[str, Any]:
        """Return the item's fields by name, without the asides."""
        return {name: value for name, value in self.data.items() if name not in self.asides}

    @property
    def sent_values(self) -> dict[str, Any]:
        """Return, by name, the values of those fields that were sent, without the asides."""
        return {name: value for name, value in self.values.items() if self[name].raw_data}

    def refuse(self, name: str, message: str) -> None:
        """Add an error to the field it is about, or to the first one if the form has no such field.

        A form without fields keeps the error as `refused`.
        """
        bound: Any = self[name] if name in self else next(iter(self), None)
        if bound is None:
            self.refused = message
        else:
            bound.errors = [*bound.errors, message]

    @property
    def is_too_long(self) -> bool:
        """Return whether a field was refused for its length."""
        return any(getattr(field, "too_long", False) for field in self)


class Required:
    """A validator that refuses an empty value with the given message."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Any) -> None:
        """Refuse an empty value: raise StopValidation with the message."""
        if not field.data:
            raise StopValidation(self.message)

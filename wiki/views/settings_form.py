"""The forms of the site's settings, of the page "About", and of the name and password."""

from collections.abc import Iterable
from typing import Any

from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from wiki.forms.codes import CodeField
from wiki.forms.fields import EXACT, ChoiceField, LineField, ProseField
from wiki.forms.item_form import ItemForm, Required
from wiki.site import Site
from wiki.site.accents import ACCENTS
from wiki.site.values import ALLOWED, FIELDS, REFUSED, UnreadableSetting, read_value
from wiki.text import is_seen


class SettingField(LineField):
    """One line of a setting, read like everywhere else; a text of invisible characters is ""."""

    def cleaned(self, value: str) -> str:
        """Return the typed text as it is stored."""
        text = super().cleaned(value)
        return text if is_seen(text) else ""

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        """Raise ValidationError for a value that the setting cannot have."""
        if validation_stopped:
            return
        try:
            read_value(self.name, self.data or "")
        except UnreadableSetting as error:
            raise ValidationError(str(error)) from error


class SettingCodeField(CodeField, SettingField):
    """A setting that is no sentence, such as an address."""


class SettingTextField(SettingField, ProseField):
    """A setting of several lines."""

    rows = 3


class AccentField(ChoiceField):
    """The choice of a colour, which is shown beside its name."""


class SettingsForm(ItemForm):
    """All settings that the operator did not fix."""

    site_title = SettingField(FIELDS["site_title"].label, [Required("Give the atlas a title.")])
    site_summary = SettingField(FIELDS["site_summary"].label)
    author_name = SettingField(FIELDS["author_name"].label, render_kw={"autocomplete": "name"})
    contact = SettingCodeField(FIELDS["contact"].label)
    links = SettingTextField(FIELDS["links"].label, render_kw=EXACT)
    orcid = SettingCodeField(FIELDS["orcid"].label)
    licence = SettingField(FIELDS["licence"].label)
    stub_notice = SettingTextField(FIELDS["stub_notice"].label)
    time_zone = SettingCodeField(FIELDS["time_zone"].label)
    language = SettingCodeField(FIELDS["language"].label)
    accent = AccentField(FIELDS["accent"].label, choices=ACCENTS)
    crawlers = ChoiceField(
        FIELDS["crawlers"].label,
        choices={ALLOWED: "May read the atlas", REFUSED: "Are asked to stay away"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, setting in FIELDS.items():
            bound: Any = self[name]
            bound.limit = setting.limit

    def without(self, names: Iterable[str]) -> "SettingsForm":
        """Remove these fields, which cannot be edited, and return the form."""
        for name in names:
            del self[name]
        return self

    @property
    def settings(self) -> dict[str, str]:
        """Return the values that were sent, as text by the setting's name."""
        return {name: str(value or "") for name, value in self.sent_values.items()}


def values_to_edit(site: Site) -> dict[str, Any]:
    """Return the values for the form: those in force, without defaults of what may stay empty."""
    always = {"site_title", "time_zone", "language", "accent", "crawlers"}
    values = {name: getattr(site, name) for name in FIELDS}
    values |= {"links": "\n".join(site.links), "time_zone": site.time_zone.key}
    return {
        name: value
        for name, value in values.items()
        if name in always or value != FIELDS[name].default
    }


class AboutForm(ItemForm):
    """The text of the page "About"."""

    body = ProseField("About this atlas")


class PasswordForm(ItemForm):
    """The name that an author signs in with; passwords are sent beside it and never shown."""

    name = LineField("Name", [Required("Type the name that you sign in with.")])

"""The page on which the author sets what readers see of them and of the atlas."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Invalid
from wiki.journal import last_revision, version
from wiki.services.site import edit_site
from wiki.site import NAMES, Site
from wiki.site.values import FIELDS, time_zones
from wiki.site_rows import ONLY
from wiki.views.access import author_only
from wiki.views.context import forget_site, signature, site, today
from wiki.views.notices import notice_of, see_other
from wiki.views.settings_form import SettingsForm, values_to_edit

bp = Blueprint("settings", __name__)


@bp.get("/settings")
@author_only
def edit() -> ResponseReturnValue:
    """Open the form with the site's settings."""
    return _form(SettingsForm(values=values_to_edit(site()), today=today()))


@bp.post("/settings")
@author_only
def save() -> ResponseReturnValue:
    """Save the site's settings; 422 for a setting that the operator fixed."""
    before = values_to_edit(site())
    form = SettingsForm(request.form, values=before, today=today())
    refused = _refused(site(), form)
    if not form.validate() or refused:
        return _form(form, status=422, refused=refused)
    altered = _altered(form, before)
    if altered and version("site", ONLY) != request.form.get("base", 0, type=int):
        return _form(form, status=409)
    try:
        change = edit_site(altered, signature())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        return _form(form, status=422)
    db.session.commit()
    forget_site()
    return see_other("/settings", notice_of("Saved. Settings.", change, "/settings"))


def _refused(site_now: Site, form: SettingsForm) -> dict[str, str]:
    """Return an error for each setting that was sent although the operator made it."""
    return {
        name: f"{form[name].label.text} is set by the operator ({site_now.set_by[name]}), so it "
        "cannot be changed here."
        for name in NAMES
        if site_now.is_set_by_operator(name) and name in request.form
    }


def _altered(form: SettingsForm, before: dict[str, Any]) -> dict[str, str]:
    """Return the sent values that differ from those in force.

    The others stay as they are: a default that was not touched is not saved as a choice.
    """
    return {
        name: value for name, value in form.settings.items() if value != (before.get(name) or "")
    }


def _form(
    form: SettingsForm, *, status: int = 200, refused: dict[str, str] | None = None
) -> ResponseReturnValue:
    """Answer with the form, with both texts if the settings were changed meanwhile."""
    last = last_revision("site", ONLY)
    given = {name: form[name].label.text for name in NAMES if site().is_set_by_operator(name)}
    html = render_template(
        "settings/index.html",
        form=form.without(given),
        given=given,
        refused=refused or {},
        base=version("site", ONLY) if status in (200, 409) else request.form.get("base", ""),
        theirs=values_to_edit(site()) if status == 409 else None,
        at=last.change.at if last else None,
        defaults={name: field.default for name, field in FIELDS.items()},
        zones=time_zones(),
    )
    return html, status

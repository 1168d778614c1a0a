"""Removing something for good, once its author has typed what it is."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from wiki.backups.holding import delete_holding, find_holding
from wiki.db import db
from wiki.errors import Invalid
from wiki.queries.atlas import atlas_id
from wiki.queries.purging import PurgePlan, plan_purge
from wiki.services.purge import finish_purge, purge
from wiki.storage.erasing import NotErased
from wiki.views.access import author_only
from wiki.views.context import pictures, settings, signature
from wiki.views.topic_page import Notice, see_other

bp = Blueprint("purge", __name__)
DONE = "Removed for good."


@bp.get("/purge")
@author_only
def form() -> ResponseReturnValue:
    """Ask what to remove or, with an anchor, show what would go and ask for confirmation."""
    typed = request.args.get("anchor", "").strip()
    if not typed:
        return _page("", None)
    try:
        return _page(typed, plan_purge(typed.split()))
    except Invalid as error:
        return _page(typed, None, error.message), 422


@bp.post("/purge")
@author_only
def remove() -> ResponseReturnValue:
    """Remove it where `confirm` repeats the anchor; there is no way back."""
    typed = request.form.get("anchor", "").strip()
    try:
        plan = plan_purge(typed.split())
    except Invalid as error:
        return _page(typed, None, error.message), 422
    if request.form.get("confirm", "").split() != typed.split():
        return _page(typed, plan, f"Type {typed} to confirm. Nothing was removed."), 422
    held = list(find_holding(settings().backups_path, atlas_id(), plan.keys))
    purge(plan, signature())
    db.session.commit()
    for name in plan.pictures:
        pictures().remove(name)
    current_app.extensions["atlas.cards"].clear()
    if request.form.get("backups"):
        delete_holding(held)
    try:
        finish_purge()
    except NotErased as error:
        return see_other("/deleted", Notice(text=f"{DONE} {error}"))
    return see_other("/deleted", Notice(text=DONE))


def _page(typed: str, plan: PurgePlan | None, error: str = "") -> str:
    held = list(find_holding(settings().backups_path, atlas_id(), plan.keys)) if plan else []
    return render_template("purge/index.html", typed=typed, plan=plan, held=held, error=error)

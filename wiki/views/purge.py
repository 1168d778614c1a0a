"""Removing something for good, once its author has typed what it is."""

from collections.abc import Iterator

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from wiki.backups.own_copies import list_copies
from wiki.backups.purged_items import Holding, find_holding
from wiki.db import db
from wiki.errors import Invalid
from wiki.queries.atlas import atlas_id
from wiki.queries.purging import PurgePlan, plan_purge
from wiki.services.purge import clear_files, purge
from wiki.views.access import author_only
from wiki.views.context import pictures, settings, signature
from wiki.views.notices import Notice, see_other

bp = Blueprint("purge", __name__)
DONE = "Removed for good."
ANOTHER = (
    "Something else would go by now than when you looked: this is all of it. Nothing was removed."
)


@bp.get("/purge")
@author_only
def form() -> ResponseReturnValue:
    """Ask what to purge or, with an anchor, show what would go and ask for confirmation.

    With `?look=1` the backups are searched too: each is unpacked for it, so only on request.
    """
    typed = request.args.get("anchor", "").strip()
    if not typed:
        return _page("", None)
    try:
        plan = plan_purge(typed.split())
    except Invalid as error:
        return _page(typed, None, error.message), 422
    held = list(_find_backups(plan, atlas_id())) if request.args.get("look") else None
    return _page(typed, plan, held=held)


@bp.post("/purge")
@author_only
def remove() -> ResponseReturnValue:
    """Purge what `anchor` names if `confirm` repeats it; there is no way back.

    `going` is the mark of what the page showed: if anything else would go, it is shown first.
    """
    typed = request.form.get("anchor", "").strip()
    try:
        plan = plan_purge(typed.split())
    except Invalid as error:
        return _page(typed, None, error.message), 422
    if request.form.get("confirm", "").split() != typed.split():
        return _page(typed, plan, f"Type {typed} to confirm. Nothing was removed."), 422
    if request.form.get("going", plan.mark) != plan.mark:
        return _page(typed, plan, ANOTHER), 409
    atlas = atlas_id()
    purge(plan, signature(), pictures(), settings().base_url)
    db.session.commit()
    # Backups are searched after the commit: nobody waits for the write lock meanwhile.
    backups = _find_backups(plan, atlas) if request.form.get("backups") else ()
    cards = current_app.extensions["atlas.cards"]
    cleared = clear_files(pictures(), cards, backups, pictures=plan.pictures, delete_backups=True)
    unread = [f"{one.path.name} cannot be read." for one in cleared.backups if not one.is_readable]
    sentences = [DONE, cleared.remaining, *unread]
    return see_other("/deleted", Notice(text=" ".join(filter(None, sentences))))


def _find_backups(plan: PurgePlan, atlas: str) -> Iterator[Holding]:
    return find_holding(settings().backups_path, atlas, plan.removed)


def _page(
    typed: str, plan: PurgePlan | None, error: str = "", held: list[Holding] | None = None
) -> str:
    """Return the page; `held` are the backups that hold it, None if they were not searched."""
    copies = len(list_copies(settings().backups_path)) if plan and held is None else 0
    return render_template(
        "purge/index.html", typed=typed, plan=plan, held=held, copies=copies, error=error
    )

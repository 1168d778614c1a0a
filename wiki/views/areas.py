"""Pages of areas and the verbs over areas."""

from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict, Invalid, NotFound
from wiki.journal import Change, last_revision, version
from wiki.models import Area
from wiki.queries.areas import get_area, was_deleted
from wiki.queries.atlas import topics_of
from wiki.queries.sent_forms import FormToken, find_added_item
from wiki.services.areas import delete_area, edit_area, move_area
from wiki.services.new_pages import create_area_once
from wiki.services.ordering import read_direction
from wiki.text import quoted
from wiki.views.access import author_only, current_reader
from wiki.views.cache_rules import forbid_if_beyond
from wiki.views.context import signature, today
from wiki.views.forms import AreaForm, chosen, refusal_status, refuse
from wiki.views.notices import Notice, is_restored, notice_of, see_other
from wiki.views.query_values import query_page
from wiki.views.refusals import DELETED_ALREADY, GONE, returned_text
from wiki.views.tokens import new_once, reused_once, sent_once
from wiki.visibility import AUTHOR

bp = Blueprint("areas", __name__, url_prefix="/areas")


@bp.get("/<slug:slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show a page of an area's topics, or at `/areas/none` of those without an area."""
    reader = current_reader()
    try:
        area = get_area(slug, reader=reader)
    except NotFound:
        if slug != "none":
            raise
        area = None
    page = forbid_if_beyond(topics_of(area, query_page(), reader=reader))
    if area is None and not page.items:
        raise NotFound
    return render_template("areas/show.html", area=area, page=page, asked={"slug": slug})


@bp.get("/new")
@author_only
def new() -> ResponseReturnValue:
    """Open the form for a new area."""
    return _form(AreaForm(today=today()), None)


@bp.post("/new")
@author_only
def create() -> ResponseReturnValue:
    """Add an area from its form.

    If the same form is sent again, no second area is made; differences are saved as an edit.
    """
    form = AreaForm(request.form, today=today())
    if not form.validate():
        return _form(form, None, status=refusal_status(form))
    try:
        values = form.sent_values | chosen()
        area, change = create_area_once(values, signature(), once=sent_once())
    except Invalid as error:
        return _refused(form, None, error)
    except Conflict:
        return _conflicted(form, find_added_item(FormToken("area", sent_once())))
    db.session.commit()
    is_new = change is None or change.once is not None
    did = "Restored" if is_restored(area) else "Made"
    return _saved(area, f"{did} the area {quoted(area.title)}." if is_new else "Saved.", change)


@bp.get("/<slug:slug>/edit")
@author_only
def edit(slug: str) -> ResponseReturnValue:
    """Open the form with the title and summary of an area."""
    area = get_area(slug, reader=AUTHOR)
    return _form(AreaForm(values=_values(area), today=today()), area)


@bp.post("/<slug:slug>/edit")
@author_only
def save(slug: str) -> ResponseReturnValue:
    """Save the title and summary of an area; 409 if it was changed or deleted meanwhile."""
    if was_deleted(slug):
        return returned_text(GONE), 409
    area = get_area(slug, reader=AUTHOR)
    form = AreaForm(request.form, values=_values(area), today=today())
    base = request.form.get("base", 0, type=int)
    if not form.validate():
        return _form(form, area, base=base, status=refusal_status(form))
    if form.data != _values(area) and version("area", area.id) != base:
        return _form(form, area, status=409)
    try:
        change = edit_area(area, form.data, signature())
    except Invalid as error:
        return _refused(form, area, error)
    db.session.commit()
    return _saved(area, "Saved.", change)


@bp.post("/<slug:slug>/move")
@author_only
def move(slug: str) -> ResponseReturnValue:
    """Move an area one place up or down."""
    area = get_area(slug, reader=AUTHOR)
    direction = read_direction(request.form.get("direction", ""))
    change = move_area(area, direction, signature())
    db.session.commit()
    return see_other("/", notice_of(f"Moved {area.title}.", change, "/"))


@bp.post("/<slug:slug>/delete")
@author_only
def delete(slug: str) -> ResponseReturnValue:
    """Delete an area; its topics stay, without an area. An area deleted already stays deleted."""
    if was_deleted(slug):
        return see_other("/", Notice(text=DELETED_ALREADY))
    area = get_area(slug, reader=AUTHOR)
    change = delete_area(area, signature())
    db.session.commit()
    text = f"Deleted area {quoted(area.title)}. Undo available."
    return see_other("/", notice_of(text, change, "/"))


def _values(area: Area) -> dict[str, str]:
    return {"title": area.title, "summary": area.summary}


def _form(
    form: AreaForm,
    area: Area | None,
    *,
    base: int | None = None,
    deleted: datetime | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Answer with the form open, with both texts if the area was changed meanwhile."""
    last = last_revision("area", area.id) if area else None
    html = render_template(
        "areas/form.html",
        form=form,
        area=area,
        once=new_once() if deleted else reused_once(),
        base=base if base is not None or not area else version("area", area.id),
        theirs=_values(area) if area and status == 409 else None,
        deleted=deleted,
        at=last.change.at if last else None,
    )
    return html, status


def _refused(form: AreaForm, area: Area | None, error: Invalid) -> ResponseReturnValue:
    db.session.rollback()
    refuse(form, error)
    return _form(form, area, base=request.form.get("base", 0, type=int), status=422)


def _conflicted(form: AreaForm, area: Area) -> ResponseReturnValue:
    """Answer 409 with both texts; for a deleted area, the form makes a new one."""
    db.session.rollback()
    if area.deleted_at is None:
        return _form(form, area, status=409)
    return _form(form, None, deleted=area.deleted_at, status=409)


def _saved(area: Area, text: str, change: Change | None) -> ResponseReturnValue:
    address = url_for("areas.show", slug=area.slug)
    return see_other(address, notice_of(text, change, address))

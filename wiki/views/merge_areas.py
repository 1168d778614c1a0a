"""Merging an area into another one, and emptying an area."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Invalid
from wiki.forms.fields import LineField
from wiki.forms.item_form import ItemForm, Required
from wiki.models import Area
from wiki.queries.areas import get_area, list_areas
from wiki.services.merge_areas import empty_area, merge_area
from wiki.text import counted, quoted
from wiki.views.access import author_only
from wiki.views.context import signature, today
from wiki.views.forms import refusal_status
from wiki.views.notices import notice_of, see_other
from wiki.visibility import AUTHOR

bp = Blueprint("merge_areas", __name__, url_prefix="/areas/<slug:slug>")


class MergeAreaForm(ItemForm):
    """The form for merging areas: the area to merge into."""

    into = LineField("Merge into", [Required("Name the area to merge into.")])


@bp.get("/merge")
@author_only
def ask(slug: str) -> ResponseReturnValue:
    """Open the form that asks which area to merge this one into."""
    area = get_area(slug, reader=AUTHOR)
    return _page(area, MergeAreaForm(values={"into": request.args.get("into", "")}, today=today()))


@bp.post("/merge")
@author_only
def merge(slug: str) -> ResponseReturnValue:
    """Merge the area into the one that the form names, and redirect to that."""
    area = get_area(slug, reader=AUTHOR)
    form = MergeAreaForm(request.form, today=today())
    if not form.validate():
        return _page(area, form, status=refusal_status(form))
    try:
        change, into = merge_area(area, form.into.data or "", signature())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error.field, error.message)
        return _page(area, form, status=422)
    db.session.commit()
    text = f"Merged the area {quoted(area.title)} into {quoted(into.title)}. Undo available."
    back = url_for("areas.show", slug=area.slug)
    return see_other(url_for("areas.show", slug=into.slug), notice_of(text, change, back))


@bp.post("/empty")
@author_only
def empty(slug: str) -> ResponseReturnValue:
    """Take all regions out of an area; the area stays, and the regions have none."""
    area = get_area(slug, reader=AUTHOR)
    change, count = empty_area(area, signature())
    db.session.commit()
    regions = counted(count, "region has", "regions have")
    text = f"{regions} no area now. Undo available." if change else "The area is empty already."
    address = url_for("areas.show", slug=area.slug)
    return see_other(address, notice_of(text, change, address))


def _page(area: Area, form: MergeAreaForm, *, status: int = 200) -> ResponseReturnValue:
    others = [other.title for other in list_areas(reader=AUTHOR) if other.id != area.id]
    html = render_template("areas/merge.html", area=area, form=form, titles=others)
    return html, status

"""The page "About": how to read this atlas, and what its author adds."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict
from wiki.journal import last_revision, version
from wiki.queries.resolvers import resolver
from wiki.queries.site import find_about
from wiki.services.site import save_about
from wiki.site.about import DEFAULT_ABOUT
from wiki.site_rows import ONLY
from wiki.views.access import author_only, current_reader
from wiki.views.context import is_htmx, signature, today
from wiki.views.forms import refusal_status
from wiki.views.notices import notice_of, see_other
from wiki.views.settings_form import AboutForm

bp = Blueprint("about", __name__)


@bp.get("/about")
def show() -> ResponseReturnValue:
    """Show the page “About”; to htmx only its text, as when an edit is cancelled."""
    template = "about/_text.html" if is_htmx() else "about/show.html"
    return render_template(template, focus=request.args.get("focus"), **_page_values())


@bp.get("/about/edit")
@author_only
def edit() -> ResponseReturnValue:
    """Open the form with the text of “About”, the default one if the author has written none."""
    return _form(AboutForm(values={"body": _body()}, today=today()))


@bp.post("/about/edit")
@author_only
def save() -> ResponseReturnValue:
    """Save the text of “About”; an empty text, or the default, brings the default back."""
    form = AboutForm(request.form, values={"body": _body()}, today=today())
    if not form.validate():
        return _form(form, status=refusal_status(form))
    if "preview" in request.form:
        return _form(form, preview=True)
    body = form.body.data or ""
    try:
        change = save_about(
            "" if body == DEFAULT_ABOUT else body,
            signature(),
            base=request.form.get("base", 0, type=int),
        )
    except Conflict:
        return _form(form, status=409)
    db.session.commit()
    notice = notice_of("Saved. About.", change, "/about")
    if is_htmx():
        return render_template("about/_answer.html", notice=notice, focus="edit", **_page_values())
    return see_other("/about", notice)


def _body() -> str:
    about = find_about()
    return about.body if about else DEFAULT_ABOUT


def _page_values() -> dict[str, object]:
    about = find_about()
    body = about.body if about else DEFAULT_ABOUT
    resolve = resolver(reader=current_reader())
    return {"body": body, "written": about is not None, "resolve": resolve}


def _form(form: AboutForm, *, status: int = 200, preview: bool = False) -> ResponseReturnValue:
    """Answer with the form; with both texts (409) if the page was changed meanwhile."""
    last = last_revision("about", ONLY)
    sent = request.form.get("base", 0, type=int)
    html = render_template(
        "about/_edit.html" if is_htmx() else "about/edit.html",
        form=form,
        base=version("about", ONLY) if request.method == "GET" or status == 409 else sent,
        theirs={"body": _body()} if status == 409 else None,
        at=last.change.at if last else None,
        preview=preview,
        resolve=resolver(reader=current_reader()),
    )
    return html, status

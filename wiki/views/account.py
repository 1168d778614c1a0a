"""The author's name, password and sessions: outside the journal, without Undo."""

from datetime import UTC, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Invalid
from wiki.gate import SESSION_SECONDS, Attempt
from wiki.models import Author
from wiki.queries.authors import find_author_by_id
from wiki.services.authors import SHORTEST_PASSWORD, check_password, rename, set_password
from wiki.views.access import author_only
from wiki.views.context import current_author, current_session, gate, today
from wiki.views.notices import Notice, see_other
from wiki.views.settings_form import PasswordForm
from wiki.views.sign_in import WRONG_PASSWORD, wait_sentence

bp = Blueprint("account", __name__, url_prefix="/settings")
DAY_SECONDS = 24 * 60 * 60


@bp.get("/password")
@author_only
def password() -> ResponseReturnValue:
    """Open the form for the author's name and password."""
    author = _author()
    return _form(PasswordForm(values={"name": author.name}, today=today()), author)


@bp.post("/password")
@author_only
def save_password() -> ResponseReturnValue:
    """Save the author's name, and a new password if one was typed; other sessions then end."""
    author = _author()
    form = PasswordForm(request.form, values={"name": author.name}, today=today())
    if not form.validate():
        return _form(form, author, status=422)
    if seconds := _count(author):
        return _form(form, author, {"old": wait_sentence(seconds)}, status=429)
    new = request.form.get("new", "")
    try:
        _check_old(author)
        rename(author, form.name.data or "")
        if new:
            set_password(author, new)
    except Invalid as error:
        db.session.rollback()
        field = "new" if error.field == "password" else error.field
        if field == "name":
            form.refuse("name", error.message)
        return _form(form, _author(), {field: error.message}, status=422)
    if new:  # first, as nothing is saved where the gate fails
        gate().close_others(author.id, own=_own_token())
    db.session.commit()
    if new:  # again: the former password was good until now
        gate().close_others(author.id, own=_own_token())
    text = "Saved. You are signed out everywhere else." if new else "Saved."
    return see_other("/settings/password", Notice(text=text))


@bp.get("/sessions")
@author_only
def sessions() -> ResponseReturnValue:
    """List where the author is signed in."""
    return _list()


@bp.post("/sessions")
@author_only
def sign_out() -> ResponseReturnValue:
    """Sign out another session of the author, or all others."""
    author, wanted, own = _author(), request.form.get("session", ""), _own_token()
    if wanted == "others":
        gate().close_others(author.id, own=own)
        return see_other("/settings/sessions", Notice(text="Signed out everywhere else."))
    if not gate().close_other(author.id, wanted, own=own):
        return _list("That session has ended already, or it is this one.", status=422)
    return see_other("/settings/sessions", Notice(text="Signed out there."))


def _author() -> Author:
    """Return the row of the author who is asking."""
    signed_in = current_author()
    author = find_author_by_id(signed_in.id) if signed_in else None
    assert author, "only an author asks"
    return author


def _own_token() -> str:
    visit = current_session()
    assert visit, "only an author asks"
    return visit.token


def _count(author: Author) -> int:
    """Count an attempt to type the password; return the seconds to wait before the next, or 0."""
    return gate().count_attempt(_attempt(author)) if author.password_hash else 0


def _attempt(author: Author) -> Attempt:
    """Return the attempt of a signed-in author, for whom failures of strangers do not count."""
    return Attempt(
        account=author.name,
        address=request.remote_addr or "",
        author_id=author.id,
        session=_own_token(),
    )


def _check_old(author: Author) -> None:
    """Raise Invalid where the password is not the one that was typed as the old one.

    An author who came by a one-time link and has no password yet needs none.
    """
    if not author.password_hash:
        return
    if not check_password(author, request.form.get("old", "")):
        raise Invalid("old", WRONG_PASSWORD)
    gate().forget_attempt(_attempt(author))


def _form(
    form: PasswordForm, author: Author, errors: dict[str, str] | None = None, *, status: int = 200
) -> ResponseReturnValue:
    html = render_template(
        "settings/password.html",
        form=form,
        errors=errors or {},
        has_password=bool(author.password_hash),
        shortest=SHORTEST_PASSWORD,
    )
    return html, status


def _list(error: str = "", *, status: int = 200) -> ResponseReturnValue:
    rows = [
        {
            "name": one.name,
            "browser": one.browser,
            "is_own": one.is_own,
            "since": datetime.fromtimestamp(one.at, UTC),
        }
        for one in gate().list_sessions(_author().id, own=_own_token())
    ]
    days = SESSION_SECONDS // DAY_SECONDS
    html = render_template("settings/sessions.html", sessions=rows, days=days, error=error)
    return html, status

"""Signing in with name and password or a one-time link, and signing out.

The session cookie holds the gate's token only; visitors get no cookie. A browser that has signed in
gets a second cookie, which is sent only to the addresses of signing in.
"""

import math
from datetime import timedelta

from flask import (
    Blueprint,
    Flask,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy.exc import DatabaseError
from werkzeug.wrappers import Response as Redirection

from wiki.gate import DEVICE_SECONDS, MINUTE, SESSION_SECONDS, Attempt
from wiki.models import Author
from wiki.queries.authors import find_author, find_detached_author
from wiki.services.authors import check_password
from wiki.storage import Unavailable
from wiki.text import clean_line
from wiki.views.browsers import asking_browser
from wiki.views.context import (
    AuthorSession,
    current_author,
    current_session,
    gate,
    raise_session_error,
    remember_session_error,
    settings,
)
from wiki.views.next_path import LONGEST_LOCATION, LONGEST_NEXT, safe_next

WRONG = "The name or the password is wrong."
WRONG_PASSWORD = "The password is wrong."
MISSING = "Type your name and your password."

bp = Blueprint("sign_in", __name__)


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions, without `Vary: Cookie` on answers that are the same for all visitors."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the session cookie if it changed; public answers without it get no `Vary`."""
        before = response.headers.get("Vary", "")
        super().save_session(app, session, response)
        if response.cache_control.public and "Set-Cookie" not in response.headers:
            response.headers["Vary"] = before


def init_app(app: Flask) -> None:
    """Set up the session cookie and Flask-Login so that they set no cookie for visitors."""
    app.session_interface = Sessions()
    config = app.extensions["atlas.settings"]
    app.config.update(
        SESSION_COOKIE_NAME=config.cookie_name,
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(seconds=SESSION_SECONDS),
        # Flask-Login's "remember me" is not used. No cookie can have this name, so
        # Flask-Login never reads one: it fails on values that are not ASCII.
        REMEMBER_COOKIE_NAME=";",
    )
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(load_session)
    manager.init_app(app, add_context_processor=False)
    app.register_blueprint(bp)


def load_session(token: str) -> AuthorSession | None:
    """Return the session with a token, None if it has ended.

    If the gate cannot be read, the request is answered as to a visitor: see `raise_session_error`.
    """
    try:
        author_id = gate().find_session(token)
        author = find_detached_author(author_id) if author_id else None
    except (Unavailable, DatabaseError) as error:
        remember_session_error(error)
        return None
    return AuthorSession(token, author) if author else None


@bp.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Forbid caching of the pages about signing in."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/sign-in")
def form() -> ResponseReturnValue:
    """Show the sign-in form; redirect an author who is signed in already."""
    asked = request.args.get("next", "")
    wanted = safe_next(asked)
    if current_author():
        return _go_on(wanted)
    left_behind = len(asked) > LONGEST_NEXT
    return render_template(
        "sign_in/form.html", name="", next=wanted, error="", left_behind=left_behind
    )


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Sign in with name and password."""
    name, password = clean_line(request.form.get("name", "")), request.form.get("password", "")
    if not name or not password:
        return _refuse(name, MISSING, 422)
    try:
        return _try(name, password)
    except Unavailable as error:
        return _refuse(name, str(error), 503)


def _try(name: str, password: str) -> ResponseReturnValue:
    """Count an attempt to sign in, and answer it. Raises Unavailable.

    Whether or not the name exists, it takes the same steps and the same time, so that neither
    answer nor duration tells which names exist.
    """
    author = find_author(name)
    attempt = Attempt(
        account=name,
        address=request.remote_addr or "",
        author_id=author.id if author else None,
        device=request.cookies.get(settings().device_cookie_name, ""),
    )
    if seconds := gate().count_attempt(attempt):
        return _refuse(name, wait_sentence(seconds), 429, {"Retry-After": str(seconds)})
    right = check_password(author, password)
    if author is None or not right:
        return _refuse(name, WRONG, 422)
    gate().forget_attempt(attempt)
    opened = _open_session(author, safe_next(request.form.get("next", "")))
    return opened or _refuse(name, WRONG, 422)


@bp.get("/sign-in/<token>")
def link(token: str) -> ResponseReturnValue:
    """Show the button of a one-time link; 404 for a link that is not valid.

    GET does not use the link up, as mail programs open links.
    """
    good = gate().find_link(token) is not None
    return render_template("sign_in/link.html", good=good), 200 if good else 404


@bp.post("/sign-in/<token>")
def follow(token: str) -> ResponseReturnValue:
    """Sign in with a one-time link, which is then used up."""
    author_id = gate().find_link(token)
    author = find_detached_author(author_id) if author_id else None
    opened = _open_session(author, "/") if author and gate().use_link(token) else None
    return opened or (render_template("sign_in/link.html", good=False), 404)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session, in the gate and in the browser."""
    _close_session()
    return redirect("/", 303)


def _open_session(author: Author, wanted: str) -> ResponseReturnValue | None:
    """Begin a new session for this browser, ending an earlier one, and redirect.

    Returns None where the password, which ends sessions, was changed since the author was read: the
    new session, which may have begun after that, is ended as well.
    """
    _close_session()
    token = gate().open_session(author.id, browser=asking_browser())
    now = find_detached_author(author.id)
    if now is None or now.password_hash != author.password_hash:
        gate().close_session(token)
        return None
    login_user(AuthorSession(token, author))
    for unused in ("_fresh", "_id"):
        session.pop(unused)
    session.permanent = True
    answer = _go_on(wanted)
    _remember_device(answer, author)
    return answer


def _go_on(wanted: str) -> Redirection:
    """Lead on to an address: by a redirect, or by a page that does so if the address is long."""
    if len(wanted) > LONGEST_LOCATION:
        return make_response(render_template("sign_in/on.html", address=wanted))
    return redirect(wanted, 303)


def _remember_device(answer: Redirection, author: Author) -> None:
    """Set the cookie by which this browser is recognised at its next sign-in.

    It signs nobody in. It gives the browser a limit of failed attempts of its own, so that
    others cannot use that up. It is sent to the addresses of signing in only.
    """
    name = settings().device_cookie_name
    answer.set_cookie(
        name,
        gate().remember_device(author.id, before=request.cookies.get(name, "")),
        max_age=DEVICE_SECONDS,
        path="/sign-in",
        secure=settings().is_https,
        httponly=True,
        samesite="Lax",
    )


def _close_session() -> None:
    """End the session of this browser, if it has one. Raises where the gate cannot be read."""
    mine = current_session()
    raise_session_error()
    if mine:
        gate().close_session(mine.token)
        logout_user()
    if session:
        session.clear()


def wait_sentence(seconds: int) -> str:
    """Return the sentence for too many attempts, with the time to wait in minutes."""
    minutes = math.ceil(seconds / MINUTE)
    return f"Too many attempts: try again in {minutes} minute{'s' if minutes > 1 else ''}."


def _refuse(
    name: str, error: str, status: int, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    """Show the form again with the error and the name that was typed, not the password."""
    wanted = safe_next(request.form.get("next", ""))
    page = render_template("sign_in/form.html", name=name, next=wanted, error=error)
    return page, status, headers or {}

"""What views need to know of a request: settings, site, gate, who is signed in, the day."""

from dataclasses import dataclass
from datetime import date, datetime
from sqlite3 import Error as SQLiteError

from flask import current_app, g, request
from flask_login import current_user
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from wiki.clock import Clock
from wiki.config import Settings
from wiki.fetch import Fetcher
from wiki.gate import Gate
from wiki.journal import Signature
from wiki.media.shelf import Shelf
from wiki.models import Author
from wiki.queries.atlas import atlas_id
from wiki.queries.site import read_site
from wiki.site import Site, make_site
from wiki.storage import Unavailable


@dataclass(frozen=True)
class AuthorSession:
    """The session of an author for Flask-Login; its id is the token in the gate."""

    token: str
    author: Author
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return the value that the session cookie stores: the token."""
        return self.token


def settings() -> Settings:
    """Return the settings of the operator."""
    value: Settings = current_app.extensions["atlas.settings"]
    return value


def site() -> Site:
    """Return the site's own settings in force; they are read once per request."""
    if "site" not in g:
        g.site = read_site(settings().site_settings)
    value: Site = g.site
    return value


def forget_site() -> None:
    """Drop the site's settings, which were changed, so that the next call reads them again."""
    g.pop("site", None)


def site_unasked() -> Site:
    """Return the site's settings without a query: those read before, else the operator's."""
    cached: Site | None = g.get("site")
    return cached or make_site(settings().site_settings, {})


def site_if_readable() -> Site:
    """Return the site's settings, or only what the operator set if the database is unreadable."""
    try:
        return site()
    except (SQLAlchemyError, SQLiteError, Unavailable):
        return site_unasked()


def gate() -> Gate:
    """Return the gate: sessions, one-time links and failed attempts."""
    value: Gate = current_app.extensions["atlas.gate"]
    return value


def pictures() -> Shelf:
    """Return the folder of pictures."""
    value: Shelf = current_app.extensions["atlas.pictures"]
    return value


def fetcher() -> Fetcher | None:
    """Return the Fetcher, which asks other sites for titles; None if that is switched off."""
    value: Fetcher | None = current_app.extensions["atlas.fetcher"]
    return value


def current_session() -> AuthorSession | None:
    """Return the session of the signed-in author, None for a visitor."""
    # Asked some dozens of times for a page: `current_user` looks for the session at each use.
    user = current_user._get_current_object()
    return user if user.is_authenticated else None


def current_author() -> Author | None:
    """Return the signed-in author, None for a visitor.

    It is a copy that belongs to no database session. So asking for it does not begin a transaction,
    and `begin_writing()` can still come afterwards.
    """
    session = current_session()
    return session.author if session else None


def remember_session_error(error: Unavailable | DatabaseError) -> None:
    """Remember the error that kept the session from being read; the reader counts as a visitor."""
    g.unknown = error


def session_error() -> Unavailable | DatabaseError | None:
    """Return the error that kept the session from being read, None if there was none."""
    error: Unavailable | DatabaseError | None = g.get("unknown")
    return error


def raise_session_error() -> None:
    """Raise the error that kept the session from being read, if there was one.

    Everything that only an author may do calls this first, so that no signed-in author is told
    to be signed out.
    """
    if error := session_error():
        raise error


def sent_by_htmx() -> bool:
    """Return whether htmx sent the request, without recording that the answer depends on it.

    For answers that vary with the header anyway, or are never kept; else `is_htmx`.
    """
    return request.headers.get("HX-Request") == "true"


def clock() -> Clock:
    """Return the clock of the site's time zone."""
    zone = site().time_zone
    return Clock(datetime.now(zone), zone)


def opening_author_id() -> int | None:
    """Return the id of the author whose page a form opens on, None for a visitor.

    In a page that stands open already, that is not always the author who is signed in by now.
    """
    author = current_author()
    if author is None:
        return None
    return request.headers.get("By", author.id, type=int) if sent_by_htmx() else author.id


def this_atlas_id() -> str:
    """Return the id of this atlas, read once per request."""
    atlas: str | None = g.get("atlas_id")
    if atlas is None:
        atlas = g.atlas_id = atlas_id()
    return atlas


def today() -> date:
    """Return the present day in the site's time zone."""
    return clock().today


def signature() -> Signature:
    """Return the signature for saving: the signed-in author, the day and moment at the site."""
    author = current_author()
    at = clock()
    return Signature(author_id=author.id if author else None, today=at.today, now=at.now)


def is_htmx() -> bool:
    """Return whether htmx sent the request, which then gets a fragment instead of a page.

    That a view has asked is recorded: its answer varies with the request's header.
    """
    g.has_asked_for_htmx = True
    return sent_by_htmx()


def has_asked_for_htmx() -> bool:
    """Return whether a view has called `is_htmx` in this request."""
    return "has_asked_for_htmx" in g

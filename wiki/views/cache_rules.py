"""Which requests the page cache may answer, and which answers it may keep.

All visitors get the same answers, so a kept one may be sent to everybody who asks for its address
and brings nothing that could change it. An address is kept with at most one parameter, and only in
the one way to write it that our own links have: made-up addresses do not fill the cache.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Protocol, TypeVar

from flask import g, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from wiki.clock import start_of
from wiki.config import Settings
from wiki.map.drawing import Map
from wiki.views import context
from wiki.views.encodings import AS_IT_IS, HEADER, LONGEST_READ
from wiki.views.hosts import is_host, last_value

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Path, query string, and whether the client prefers a page to data about it.
Address = tuple[str, str, bool]
PERMISSION = "atlas.permission"
FORMATS = {"text/html": "", "text/markdown": ".md", "application/json": ".json"}

# Whatever begins like this is answered anew each time: files that stay on the disk, addresses of
# signing in, answers to what somebody typed, and what has to show that the database answers.
NEVER = ("/static/", "/media", "/sign-in", "/search", "/export", "/healthz", "/favicon.ico")
# Headers with which a request asks for something that is not kept.
PARTICULAR = ("HTTP_HX_REQUEST", "HTTP_IF_MATCH", "HTTP_TRANSFER_ENCODING")
# Feeds in XML: browsers that open one get a page, which nothing keeps.
FEED_FORMS = (".rss", ".atom")
# The first page of a list has no number in its address.
QUERY = re.compile(
    r"(at|since)=[0-9]{4}-[0-9]{2}-[0-9]{2}|page=([2-9]|[1-9][0-9]{1,4})|(focus|area|topic)=[a-z0-9-]+",
    re.ASCII,
)
# What other sites add to the addresses in their links; no view reads it.
TRACKING = re.compile(r"((^|&)(utm_[a-z]+|fbclid|gclid|mc_cid|mc_eid)=[^&]*)+", re.ASCII)
PAST = {"at"}
PARAMETERS = {
    "home.index": PAST,
    "topics.show": PAST | {"since"},
    "topics.as_json": PAST,
    "topics.as_markdown": PAST,
    "beliefs.index": PAST | {"page"},
    "beliefs.as_json": PAST,
    "map.show": PAST | {"focus", "area"},
    "triggers.index": {"page"},
    "reading.index": {"page"},
    "areas.show": {"page"},
    "bibliography.export": {"topic"},
}


@dataclass
class Permission:
    """The permission to cache an answer, given by the view that makes it.

    The answer may be sent between two moments, `since` and `until`, in seconds since 1970; it was
    begun at `begun`. `topic` is the id of the region whose page it is; None where any commit may
    alter it.
    """

    begun: float
    since: float = 0.0
    until: float = 0.0
    topic: int | None = None

    @property
    def is_given(self) -> bool:
        """Return whether the view gave permission, and no midnight passed while it worked."""
        return self.since <= self.begun < self.until


class Numbered(Protocol):
    """A page of a list, with its number."""

    @property
    def number(self) -> int:
        """Return the number of the page."""


Page = TypeVar("Page", bound=Numbered)


class Visitors:
    """Tells visitors, who all get the same, from authors and from requests of a particular kind."""

    def __init__(self, settings: Settings) -> None:
        name = re.escape(settings.cookie_name)
        self._has_session = re.compile(rf"(?:^|;)\s*{name}\s*(?:=|;|$)").search
        self._scheme, _, self._host = settings.base_url.partition("://")

    def address(self, environ: "WSGIEnvironment") -> Address | None:
        """Return the key under which the answer to a request is kept, None if it never is."""
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if query and TRACKING.fullmatch(query):
            query = ""
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or path.startswith(NEVER)
            or (query and not QUERY.fullmatch(query))
            or environ.get("CONTENT_LENGTH", "") not in ("", "0")
            or any(name in environ for name in PARTICULAR)
            or (path.endswith(FEED_FORMS) and opens_document(environ))
            or self._has_session(environ.get("HTTP_COOKIE", ""))
            or not _is_host(environ.get("HTTP_HOST", ""))
            or ("HTTP_X_FORWARDED_HOST" in environ and not _names_host(environ))
        ):
            return None
        return path, query, prefers_page(environ.get("HTTP_ACCEPT", ""))

    def question(
        self, environ: "WSGIEnvironment", address: Address, permission: Permission
    ) -> "WSGIEnvironment":
        """Return the same request without this client's headers, so its answer suits everybody.

        Its host is that of the settings: no other one can get into an answer.
        """
        of_server = {
            name: value
            for name, value in environ.items()
            if not name.startswith(("HTTP_", "CONTENT_"))
        }
        accepts = "text/html" if address[2] else environ.get("HTTP_ACCEPT", "")
        return of_server | {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": address[1],
            "HTTP_HOST": self._host,
            "HTTP_ACCEPT": accepts,
            HEADER: AS_IT_IS,
            "wsgi.url_scheme": self._scheme,
            "wsgi.input": BytesIO(),
            PERMISSION: permission,
        }


def opens_document(environ: "WSGIEnvironment") -> bool:
    """Return whether a browser opens the address as a page, rather than a script or program."""
    return bool(environ.get("HTTP_SEC_FETCH_DEST") == "document")


def permit() -> None:
    """Permit keeping the answer to this request until midnight, unless its view forbade that.

    An answer to parameters that are not listed in `PARAMETERS` is not kept.
    """
    permission: Permission | None = request.environ.get(PERMISSION)
    named = set(request.args) <= PARAMETERS.get(request.endpoint or "", set())
    if permission is None or not named or "passing" in g:
        return
    day, zone = context.today(), context.site().time_zone
    permission.since = start_of(day, zone).timestamp()
    permission.until = start_of(day + timedelta(days=1), zone).timestamp()


def shows_page_of(topic_id: int) -> None:
    """Note that the answer to this request is the page of a region, as it is today.

    A commit that cannot alter that page cannot alter the answer.
    """
    permission: Permission | None = request.environ.get(PERMISSION)
    if permission is not None and not request.args:
        permission.topic = topic_id


def forbid() -> None:
    """Forbid keeping the answer to this request: it changes without anybody saving anything."""
    g.passing = True


def forbid_if_late(drawing: Map) -> Map:
    """Return the map as it is; forbid keeping the answer if a newer drawing is still being made."""
    if drawing.late:
        forbid()
    return drawing


def forbid_if_beyond(page: Page) -> Page:
    """Return the page of a list; forbid keeping the answer if `?page=` is not its number."""
    if request.args.get("page", "1") != str(page.number):
        forbid()
    return page


def preferred_format(accept: str) -> str:
    """Return the media type of `FORMATS` that a client prefers, from its `Accept` header."""
    return _preferred(accept[:LONGEST_READ])


@lru_cache(maxsize=256)
def _preferred(accept: str) -> str:
    accepted = parse_accept_header(accept, MIMEAccept)
    return accepted.best_match(FORMATS, "text/html")


def prefers_page(accept: str) -> bool:
    """Return whether a client prefers HTML to Markdown and JSON, from its `Accept` header."""
    return preferred_format(accept) == "text/html"


def _names_host(environ: "WSGIEnvironment") -> bool:
    """Return whether a proxy's header names a valid host, or none; trust is checked elsewhere."""
    host = last_value(environ, "HTTP_X_FORWARDED_HOST")
    return not host or _is_host(host)


def _is_host(text: str) -> bool:
    return len(text) <= LONGEST_READ and _is_host_name(text)


@lru_cache(maxsize=256)
def _is_host_name(text: str) -> bool:
    return is_host(text)

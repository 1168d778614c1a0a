"""Security headers, refusal of cross-site writes, and size limits."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, abort, request

from wiki.db import CONNECTIONS
from wiki.views.bodies import LARGEST_REQUEST, BodyMiddleware, limits_of
from wiki.views.context import settings
from wiki.views.encodings import EncodingMiddleware
from wiki.views.hosts import HostMiddleware, ProxyMiddleware
from wiki.views.plain import answer_plainly

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_FIELDS = 1000
BY_TOKEN = "/api/readings"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
CROSS_SITE = (
    "This form was sent from another site, so nothing was changed: open it here and send it."
)
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    ]
)
UNUSED_POWERS = [
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
]
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in UNUSED_POWERS),
}
# On answers to htmx: the method of the request. Networks and proxies may answer in our place, with
# a page of their own or by redirecting to one of ours; only this tells a script what was answered.
ANSWERS = "Atlas-Answers"
# The headers that a view may set otherwise than all other answers have them.
VARYING = {"cross-origin-resource-policy"}
HSTS = "max-age=31536000"
FAILED = "Something went wrong on the server: try again in a moment."


def init_app(app: Flask) -> None:
    """Install the middleware around the app and the check of cross-site requests."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    checks = app.before_request_funcs.setdefault(None, [])
    checks[:0] = [refuse_cross_site, allow_for_uploads]
    settings = app.extensions["atlas.settings"]
    headers = HEADERS | ({"Strict-Transport-Security": HSTS} if settings.is_https else {})
    # Each middleware wraps the one before; the last one is the first to see a request.
    inner = BodyMiddleware(
        HostMiddleware(EncodingMiddleware(app.wsgi_app)), at_once=CONNECTIONS // 2
    )
    outer = ProxyMiddleware(inner, settings.trusted_proxies)
    app.wsgi_app = HeaderMiddleware(app, outer, headers)  # type: ignore[method-assign]  # Flask's own way


class HeaderMiddleware:
    """WSGI middleware around everything: puts the security headers on every answer.

    Exceptions that Flask's handlers did not catch are logged and answered here.
    """

    def __init__(self, app: Flask, wsgi_app: "WSGIApplication", headers: dict[str, str]) -> None:
        self._app, self._wsgi_app, self._headers = app, wsgi_app, headers

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Go on, and put the headers on whatever is answered."""
        start = self._adding(start_response, _mark(environ))
        try:
            return self._wsgi_app(environ, start)
        except Exception:
            if self._app.testing or self._app.debug:  # in debug mode the traceback is more useful
                raise
            self._app.logger.exception("No answer to %s", environ.get("PATH_INFO", ""))
            return answer_plainly(environ, start, 500, FAILED)

    def _adding(self, start_response: "StartResponse", marks: dict[str, str]) -> "StartResponse":
        headers = self._headers | marks
        fixed = {name.lower() for name in headers} - VARYING

        def start(status: str, sent: list[tuple[str, str]], *error: Any) -> Callable[..., object]:
            others = [pair for pair in sent if pair[0].lower() not in fixed]
            names = {name.lower() for name, _ in others}
            ours = [pair for pair in headers.items() if pair[0].lower() not in names]
            return start_response(status, [*others, *ours], *error)

        return start


def _mark(environ: "WSGIEnvironment") -> dict[str, str]:
    """Return the header with the request's method for answers to htmx, {} for others."""
    asks = environ.get("HTTP_HX_REQUEST") == "true"
    return {ANSWERS: environ["REQUEST_METHOD"]} if asks else {}


def refuse_cross_site() -> None:
    """Abort with 403 if an unsafe request comes from another site.

    The address for programs ignores cookies, so no site can abuse one there.
    """
    if request.path == BY_TOKEN:
        return
    own = {settings().origin, f"{request.scheme}://{request.host}".lower()}
    if is_cross_site(
        request.method,
        site=request.headers.get("Sec-Fetch-Site"),
        origin=request.headers.get("Origin"),
        own=own,
    ):
        abort(403, description=CROSS_SITE)


def allow_for_uploads() -> None:
    """Set the largest size of the request's body to what its address allows."""
    request.max_content_length = limits_of(request.environ).largest


def is_cross_site(method: str, *, site: str | None, origin: str | None, own: set[str]) -> bool:
    """Return whether another site made a browser send this request.

    `Sec-Fetch-Site` decides where it is sent; older browsers send `Origin` alone. A client that
    sends neither is no browser, so no other site can abuse its cookies.
    """
    if method in SAFE_METHODS:
        return False
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and origin not in own

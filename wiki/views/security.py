"""What keeps every answer safe: headers, refusal of cross-site writes, proxies, size limits."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from flask import Flask, abort, request
from werkzeug.wrappers import Response

from wiki.config import Network
from wiki.views.context import settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MEBIBYTE = 2**20
LARGEST_REQUEST = 2 * MEBIBYTE
MOST_FIELDS = 1000
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
HSTS = "max-age=31536000"


def init_app(app: Flask) -> None:
    """Put the headers on every answer and the checks before every other step."""
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_cross_site)
    app.after_request(add_headers)
    known = app.extensions["atlas.settings"]
    app.wsgi_app = Proxies(app.wsgi_app, known.trusted_proxies)  # type: ignore[method-assign]  # Flask's own way to wrap it


def add_headers(response: Response) -> Response:
    """Say to the browser what these pages may do, which is little."""
    response.headers.update(HEADERS)
    if settings().is_https:
        response.headers["Strict-Transport-Security"] = HSTS
    return response


def refuse_cross_site() -> None:
    """Stop a request that means to change something and comes from another site."""
    own = {settings().origin, f"{request.scheme}://{request.host}".lower()}
    if is_cross_site(
        request.method,
        site=request.headers.get("Sec-Fetch-Site"),
        origin=request.headers.get("Origin"),
        own=own,
    ):
        abort(403, description=CROSS_SITE)


def is_cross_site(method: str, *, site: str | None, origin: str | None, own: set[str]) -> bool:
    """Return whether a request is one that another site had a browser send to change something.

    `Sec-Fetch-Site` decides where there is one. Older browsers send `Origin` alone, and what
    sends neither is no browser, so it carries nobody's cookie without their knowing.
    """
    if method in SAFE_METHODS:
        return False
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and origin not in own


class Proxies:
    """WSGI middleware: believes forwarded headers, if a trusted proxy is asking."""

    def __init__(self, wsgi_app: "WSGIApplication", trusted: tuple[Network, ...]) -> None:
        self._wsgi_app = wsgi_app
        self._trusted = trusted

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Set who is asking, by which scheme and for which host, then go on."""
        peer = _address(environ.get("REMOTE_ADDR", ""))
        if peer and self._is_trusted(peer):
            self._believe(environ)
        return self._wsgi_app(environ, start_response)

    def _believe(self, environ: "WSGIEnvironment") -> None:
        hops = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
        environ["REMOTE_ADDR"] = self._visitor(hops) or environ["REMOTE_ADDR"]
        if (scheme := _last(environ, "HTTP_X_FORWARDED_PROTO")) in ("http", "https"):
            environ["wsgi.url_scheme"] = scheme
        if host := _last(environ, "HTTP_X_FORWARDED_HOST"):
            environ["HTTP_HOST"] = host

    def _visitor(self, hops: list[str]) -> str | None:
        """Return the nearest address that is no proxy of ours: what comes before is hearsay."""
        nearest = None
        for hop in reversed(hops):
            address = _address(hop)
            if address is None:
                break
            nearest = str(address)
            if not self._is_trusted(address):
                break
        return nearest

    def _is_trusted(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._trusted)


def _last(environ: "WSGIEnvironment", name: str) -> str:
    """Return what the nearest proxy added to a header that each proxy on the way adds to."""
    value: str = environ.get(name, "")
    return value.rpartition(",")[2].strip().lower()


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an IP address that may stand in brackets and have a port behind it."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

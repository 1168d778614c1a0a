"""Reading the body of every request before any view works.

A form that is read within a view would hold the write lock for as long as the client takes to send
it. A body left unread makes the server close the connection, and the next request on it is lost. A
body that ends early would be saved as if it were complete. So a limited number of threads reads
every body here.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from wiki.views.plain import CLOSING, answer_plainly

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MEBIBYTE = 2**20
LARGEST_REQUEST = 2 * MEBIBYTE
# A body above the limit is read up to here: browsers show no answer before they have sent it all.
MOST_READ = 8 * LARGEST_REQUEST
CHUNK = 2**16
PATIENCE_SECONDS = 0.05

NO_LENGTH = "This request does not say how long it is: send it with a Content-Length."
CUT_SHORT = "This request arrived only in part, so nothing was changed: send it again."
BUSY = "Too many forms are arriving at once, so nothing was changed: send it again in a moment."


class BodyMiddleware:
    """WSGI middleware: passes on requests with their complete body, and refuses all others.

    A thread waits until a body has arrived, and granian has no time limit for that. So at most
    `at_once` threads of a worker wait for bodies; the others go on to serve readers.
    """

    def __init__(self, wsgi_app: "WSGIApplication", *, at_once: int) -> None:
        self._wsgi_app = wsgi_app
        self._places = BoundedSemaphore(at_once)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Read the body, then go on; a body that is too large is read too, but not passed on."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return answer_plainly(environ, start_response, 411, NO_LENGTH, CLOSING)
        length = _length(environ)
        if length > MOST_READ:
            environ["wsgi.input"] = BytesIO()
            return self._wsgi_app(environ, closing(start_response))
        if length:
            if not self._places.acquire(timeout=PATIENCE_SECONDS):
                retry = ("Retry-After", "2")
                return answer_plainly(environ, start_response, 503, BUSY, retry, CLOSING)
            try:
                body = _read(environ["wsgi.input"], length)
            finally:
                self._places.release()
            if body is None:
                return answer_plainly(environ, start_response, 400, CUT_SHORT, CLOSING)
            environ["wsgi.input"] = BytesIO(body)
        return self._wsgi_app(environ, start_response)


def closing(start_response: "StartResponse") -> "StartResponse":
    """Return a `start_response` that adds `Connection: close`."""

    def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[..., object]:
        return start_response(status, [*headers, CLOSING], *error)

    return start


def _length(environ: "WSGIEnvironment") -> int:
    """Return the body's length as the headers give it; 0 where that makes no sense."""
    said: str = environ.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdigit() else 0


def _read(stream: Any, length: int) -> bytes | None:
    """Return the body: empty where it is too large, None where it ended early."""
    parts, missing = [], length
    while missing:
        part = stream.read(min(CHUNK, missing))
        if not part:
            return None
        missing -= len(part)
        if length <= LARGEST_REQUEST:
            parts.append(part)
    return b"".join(parts)

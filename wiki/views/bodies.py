"""The body of a request: read whole before anything else happens, and never left unread.

A form that is read while a view works would hold the write lock as long as its sender likes. If
a body is left unread, the server closes the connection, and the next request on it is lost. A
body that ends too early would be saved as if it were whole. So every body is read here, by a
bounded number of threads.
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
# A body above the limit is still read, up to here: browsers show no answer before all is sent.
MOST_READ = 8 * LARGEST_REQUEST
CHUNK = 2**16
PATIENCE_SECONDS = 0.05

NO_LENGTH = "This request does not say how long it is: send it with a Content-Length."
CUT_SHORT = "This request arrived only in part, so nothing was changed: send it again."
BUSY = "Too many forms are arriving at once, so nothing was changed: send it again in a moment."


class Bodies:
    """WSGI middleware: hands on requests whose body is there, all of it, and refuses the rest.

    A thread waits for a body until it has arrived, and granian has no limit of time for that. So
    at most `at_once` threads of a worker wait for bodies, and the others go on to serve readers.
    """

    def __init__(self, wsgi_app: "WSGIApplication", *, at_once: int) -> None:
        self._wsgi_app = wsgi_app
        self._places = BoundedSemaphore(at_once)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Read the body, then go on; one too large is read as well, and not handed on."""
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
    """Return a `start_response` that says that the connection ends with this answer."""

    def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[..., object]:
        return start_response(status, [*headers, CLOSING], *error)

    return start


def _length(environ: "WSGIEnvironment") -> int:
    """Return how many bytes the body is said to have; 0 where nothing sensible is said."""
    said: str = environ.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdigit() else 0


def _read(stream: Any, length: int) -> bytes | None:
    """Return a body, empty where it is too large for the atlas, None where it ends too early."""
    parts, missing = [], length
    while missing:
        part = stream.read(min(CHUNK, missing))
        if not part:
            return None
        missing -= len(part)
        if length <= LARGEST_REQUEST:
            parts.append(part)
    return b"".join(parts)

"""The body of a request: read whole before anything else happens, and never left unread.

A form that is read while a view works would hold the write lock as long as its sender likes. A
body that is left unread breaks the connection under the next request. One that ends too early
would be saved as if it were whole. So it is read here, once, by a bounded number of threads.
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
MOST_READ = 8 * LARGEST_REQUEST  # of what is too large this much is read, so that a browser listens
CHUNK = 2**16
PATIENCE_SECONDS = 0.05

NO_LENGTH = "This request does not say how long it is: send it with a Content-Length."
CUT_SHORT = "This request arrived only in part, so nothing was changed: send it again."
BUSY = "Too many forms are arriving at once, so nothing was changed: send it again in a moment."


class Bodies:
    """WSGI middleware: hands on requests whose body is there, all of it, and refuses the rest.

    While a body is on its way it keeps one thread waiting, and the server can give up none of
    them. So at most `at_once` of a worker's threads wait, and the others go on to serve readers.
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

"""Reading the body of every request before any view works.

A form that is read within a view would hold the write lock for as long as the client takes to send
it. A body left unread makes the server close the connection, and the next request on it is lost. A
body that ends early would be saved as if it were complete. So a limited number of threads reads
every body here.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from wiki.views.plain import CLOSING, answer_plainly

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MEBIBYTE = 2**20
LARGEST_REQUEST = 2 * MEBIBYTE
MOST_READ = 8 * LARGEST_REQUEST
LARGE_AT_ONCE = 2  # pictures on their way to each worker: their bodies are kept in memory
CHUNK = 2**16
PATIENCE_SECONDS = 0.05

NO_LENGTH = "This request does not say how long it is: send it with a Content-Length."
CUT_SHORT = "This request arrived only in part, so nothing was changed: send it again."
BUSY = "Too many forms are arriving at once, so nothing was changed: send it again in a moment."


@dataclass(frozen=True)
class Limits:
    """The most bytes that a body may have, and the most that are read of a body that has more.

    A larger body is read too, since browsers show no answer before they have sent all of it.
    """

    largest: int
    most_read: int


OF_FORMS = Limits(LARGEST_REQUEST, MOST_READ)
# A picture of 10 MB and what else its form holds; photographs of 60 MB are heard out.
OF_PICTURES = Limits(10 * MEBIBYTE + 2**16, 80 * MEBIBYTE)
OF_FOLDERS = Limits(64 * MEBIBYTE + 2**16, 128 * MEBIBYTE)
LARGE = {"/media": OF_PICTURES, "/import": OF_FOLDERS}


def limits_of(environ: "WSGIEnvironment") -> Limits:
    """Return the limits for a request: uploads to `/media` and `/import` may be larger."""
    is_upload = environ["REQUEST_METHOD"] == "POST"
    return LARGE.get(environ.get("PATH_INFO", ""), OF_FORMS) if is_upload else OF_FORMS


class _NoPlace(Exception):
    """As many bodies as allowed are being read already."""


class BodyMiddleware:
    """WSGI middleware: passes on requests with their complete body, and refuses all others.

    A thread waits until a body has arrived, and granian has no time limit for that. So at most
    `at_once` threads of a worker wait for bodies; the others go on to serve readers.
    """

    def __init__(self, wsgi_app: "WSGIApplication", *, at_once: int) -> None:
        self._wsgi_app = wsgi_app
        self._places = BoundedSemaphore(at_once)
        self._large_places = BoundedSemaphore(min(LARGE_AT_ONCE, at_once))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Read the body, then go on; a body that is too large is read too, but not passed on."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return answer_plainly(environ, start_response, 411, NO_LENGTH, CLOSING)
        length, limits = _length(environ), limits_of(environ)
        if length > limits.most_read:
            environ["wsgi.input"] = BytesIO()
            return self._wsgi_app(environ, closing(start_response))
        if length:
            try:
                with self._place(is_large=LARGEST_REQUEST < length <= limits.largest):
                    body = _read(environ["wsgi.input"], length, most=limits.largest)
            except _NoPlace:
                retry = ("Retry-After", "2")
                return answer_plainly(environ, start_response, 503, BUSY, retry, CLOSING)
            if body is None:
                return answer_plainly(environ, start_response, 400, CUT_SHORT, CLOSING)
            environ["wsgi.input"] = BytesIO(body)
        return self._wsgi_app(environ, start_response)

    @contextmanager
    def _place(self, *, is_large: bool) -> Iterator[None]:
        """Take one of the limited places for reading a body, within the block. Raises _NoPlace."""
        with ExitStack() as held_places:
            for places in (self._large_places, self._places) if is_large else (self._places,):
                if not places.acquire(timeout=PATIENCE_SECONDS):
                    raise _NoPlace
                held_places.callback(places.release)
            yield


def closing(start_response: "StartResponse") -> "StartResponse":
    """Return a `start_response` that also sends `Connection: close`."""

    def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[..., object]:
        return start_response(status, [*headers, CLOSING], *error)

    return start


def _length(environ: "WSGIEnvironment") -> int:
    """Return the body's length as the headers give it; 0 where that makes no sense."""
    header: str = environ.get("CONTENT_LENGTH") or ""
    return int(header) if header.isascii() and header.isdigit() else 0


def _read(stream: Any, length: int, *, most: int) -> bytes | None:
    """Return the body, b"" if it has more than `most` bytes, None if it ended early."""
    parts, missing = [], length
    while missing:
        part = stream.read(min(CHUNK, missing))
        if not part:
            return None
        missing -= len(part)
        if length <= most:
            parts.append(part)
    return b"".join(parts)

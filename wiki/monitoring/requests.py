"""WSGI middleware around the application that measures each request and calls observers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from wiki.monitoring.log_paths import without_secrets

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CACHE = "atlas.cache"  # the key in the WSGI environment under which the page cache says what it did
HIT, MISS, BYPASS = CACHE_STATES = ("hit", "miss", "bypass")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OTHER_METHOD = "OTHER"


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was answered, without anything that a reader or author sent in confidence.

    `cache` is `hit`, `miss` or `bypass`. `size` is that of the body in bytes.
    """

    method: str
    path: str
    status: int
    size: int
    seconds: float
    cache: str


Observer = Callable[[Request], None]


class Monitored:
    """The application, with observers that are called for every request once it is answered."""

    def __init__(self, wsgi_app: "WSGIApplication", observers: Sequence[Observer]) -> None:
        self._wsgi_app, self._observers = wsgi_app, observers

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer as the application does, and call the observers when the body is complete."""
        begun = perf_counter()
        code = [500]  # what the client gets where the application fails before it answers

        def start(
            status: str, headers: list[tuple[str, str]], *error: object
        ) -> Callable[[bytes], object]:
            code[0] = int(status[:3])
            return start_response(status, headers, *error)  # type: ignore[arg-type]  # at most one

        try:
            body = self._wsgi_app(environ, start)
        except BaseException:
            self._notify(environ, 500, 0, begun)
            raise
        if isinstance(body, list):  # complete, so nothing is left to wait for
            self._notify(environ, code[0], sum(map(len, body)), begun)
            return body
        return _Body(body, lambda size: self._notify(environ, code[0], size, begun))

    def _notify(self, environ: "WSGIEnvironment", status: int, size: int, begun: float) -> None:
        method = environ["REQUEST_METHOD"]
        request = Request(
            method if method in METHODS else OTHER_METHOD,
            without_secrets(environ.get("PATH_INFO", "")),
            status,
            size,
            perf_counter() - begun,
            environ.get(CACHE, BYPASS),
        )
        for observer in self._observers:
            observer(request)


class _Body:
    """An answer's body in parts; calls `notify` once with the bytes sent, when it is closed."""

    def __init__(self, body: Iterable[bytes], notify: Callable[[int], None]) -> None:
        self._body, self._notify = body, notify
        self._size, self._is_notified = 0, False

    def __iter__(self) -> Iterator[bytes]:
        for part in self._body:
            self._size += len(part)
            yield part

    def close(self) -> None:
        """Close the body that the application gave, as servers do at the end."""
        try:
            if hasattr(self._body, "close"):
                self._body.close()
        finally:
            if not self._is_notified:
                self._is_notified = True
                self._notify(self._size)

"""Finished answers as bytes, in each encoding that clients asked for, and 304 in their place."""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from werkzeug.http import is_resource_modified

from wiki.views.encodings import AS_IT_IS, HEADER, SMALLEST, choose_encoding, decode, encode
from wiki.views.templating import TEXT_TYPES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]
OK, UNCHANGED = "200 OK", "304 NOT MODIFIED"
OVERHEAD = 2_000  # bytes that an answer takes in memory besides its body, in each encoding
OF_ENCODING = {"content-length", "etag", "content-encoding"}
# What a 304 repeats of the answer it stands for (RFC 9110, 15.4.5); the server adds Date. A client
# keeps the other headers with the text (RFC 9111, 3.2), so they would only make it longer.
REPEATED = {"cache-control", "content-location", "etag", "expires", "vary"}


class Variant(NamedTuple):
    """An answer in one encoding: its headers, those of a 304 in its place, its tag, its body."""

    headers: Headers
    unchanged: Headers
    tag: str
    body: bytes


class Finished:
    """An answer of the application, which can be sent to everybody who asks for the same.

    Each encoding is made once, when it is first asked for.
    """

    def __init__(self, status: str, headers: Headers, body: bytes) -> None:
        self.status = status
        self._headers = headers
        self._named = {name.lower(): value for name, value in headers}
        mimetype = self._named.get("content-type", "").partition(";")[0].strip()
        is_text = mimetype in TEXT_TYPES and "content-encoding" not in self._named
        self._is_encodable = status == OK and is_text and len(body) >= SMALLEST
        self._changed = self._named.get("last-modified")
        self._lock = Lock()
        self.variants = {AS_IT_IS: self._variant(AS_IT_IS, body)}

    @property
    def is_sound(self) -> bool:
        """Return whether anybody may get the answer: it is 200, has an ETag and sets no cookie."""
        return self.status == OK and "etag" in self._named and "set-cookie" not in self._named

    @property
    def size(self) -> int:
        """Return about how many bytes of memory the answer takes, in all its encodings."""
        return sum(len(variant.body) + OVERHEAD for variant in list(self.variants.values()))

    def choose(self, environ: "WSGIEnvironment") -> str:
        """Return the encoding in which a client gets the answer."""
        return choose_encoding(environ.get(HEADER, "")) if self._is_encodable else AS_IT_IS

    def encode(self, encoding: str) -> None:
        """Make the answer in an encoding, unless it exists already."""
        with self._lock:
            if encoding not in self.variants:
                stored, variant = next(iter(self.variants.items()))
                body = encode(decode(variant.body, stored), encoding)
                self.variants[encoding] = self._variant(encoding, body)

    def forget_others(self, encoding: str) -> None:
        """Drop all encodings except this one, from which the others can be made again."""
        with self._lock:
            self.variants = {encoding: self.variants[encoding]}

    def send(
        self, encoding: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Send the answer in an encoding that `encode` made, or 304 if the client has it."""
        variant = self.variants[encoding]
        if variant.tag and self._is_known(variant.tag, environ):
            start_response(UNCHANGED, variant.unchanged.copy())
            return []
        start_response(self.status, variant.headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]

    def _is_known(self, tag: str, environ: "WSGIEnvironment") -> bool:
        """Return whether the client already has the answer with this tag."""
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is None and "HTTP_IF_MODIFIED_SINCE" not in environ:
            return False
        return tags == tag or not is_resource_modified(environ, tag, last_modified=self._changed)

    def _variant(self, encoding: str, body: bytes) -> Variant:
        tag = self._named.get("etag", "")
        headers = self._headers.copy()
        if encoding != AS_IT_IS:
            # As Flask-Compress marks the tags of answers that are not kept.
            tag = f'{tag.removesuffix(chr(34))}:{encoding}"' if tag else ""
            headers = [pair for pair in headers if pair[0].lower() not in OF_ENCODING]
            headers += [("Content-Encoding", encoding), ("Content-Length", str(len(body)))]
            headers += [("ETag", tag)] if tag else []
        unchanged = [pair for pair in headers if pair[0].lower() in REPEATED]
        return Variant(headers, unchanged, tag, body)


def collect(wsgi_app: "WSGIApplication", environ: "WSGIEnvironment") -> Finished:
    """Return the whole answer of an application to a GET request that accepts no encoding."""
    begun: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, *_error: object) -> Callable[[bytes], object]:
        begun[:] = [(status, headers)]
        return parts.append

    parts: list[bytes] = []
    answer = wsgi_app(environ, start)
    try:
        parts.extend(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    status, headers = begun[0]
    # The server says when it answers; a cached answer would say when it was made.
    dated = [pair for pair in headers if pair[0].lower() != "date"]
    return Finished(status, dated, b"".join(parts))

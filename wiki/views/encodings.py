"""Choosing the encoding of an answer from `Accept-Encoding`, as in RFC 9110 (12.5.3); encoding."""

import gzip
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ENCODINGS = ("br", "gzip")  # the stronger first
AS_IT_IS = "identity"
BROTLI_LEVEL = 6  # a tenth less than by default, in the same time
GZIP_LEVEL = 6
LONGEST_READ = 1_000  # characters of a header that chooses; what is read is remembered
SMALLEST = 500  # bytes that are worth encoding
HEADER = "HTTP_ACCEPT_ENCODING"
WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.ASCII | re.IGNORECASE)


class EncodingMiddleware:
    """WSGI middleware: reduces `Accept-Encoding` to the one encoding to be used.

    Flask-Compress takes an encoding with `q=0` as wanted, so it is given no choice.
    """

    def __init__(self, wsgi_app: "WSGIApplication") -> None:
        self._wsgi_app = wsgi_app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Replace the header by the chosen encoding, then go on."""
        environ[HEADER] = choose_encoding(environ.get(HEADER, ""))
        return self._wsgi_app(environ, start_response)


def choose_encoding(header: str) -> str:
    """Return `br`, `gzip` or `identity`: the client's favourite, of equal ones the stronger.

    If the client accepts none, it is `identity`, even if the client refuses that.
    """
    return _choose(header[:LONGEST_READ])


@lru_cache(maxsize=256)  # browsers send a few different ones
def _choose(header: str) -> str:
    weights = dict(map(_weight, header.lower().split(",")))
    others = weights.get("*", 0.0)
    wanted = {name: weights.get(name, others) for name in ENCODINGS}
    best = max(ENCODINGS, key=lambda name: wanted[name])
    as_it_is = weights.get(AS_IT_IS, 0.0)
    return best if wanted[best] > 0 and wanted[best] >= as_it_is else AS_IT_IS


def _weight(part: str) -> tuple[str, float]:
    """Return an encoding and its weight from 0 to 1; 0 where the header makes no sense."""
    name, semicolon, rest = part.partition(";")
    found = WEIGHT.fullmatch(rest)
    liked = float(found[1]) if found else 0.0
    return name.strip().removeprefix("x-"), liked if semicolon else 1.0


def encode(body: bytes, encoding: str) -> bytes:
    """Return a body in an encoding (`br`, `gzip`); for any other one, unchanged."""
    if encoding == "br":
        packed: bytes = brotli.compress(body, quality=BROTLI_LEVEL)
        return packed
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if encoding == "gzip" else body


def decode(body: bytes, encoding: str) -> bytes:
    """Return the plain body of a body in an encoding (`br`, `gzip`, or none)."""
    if encoding == "br":
        plain: bytes = brotli.decompress(body)
        return plain
    return gzip.decompress(body) if encoding == "gzip" else body

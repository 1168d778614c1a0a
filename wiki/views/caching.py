"""Cache headers: an ETag for visitors' answers, no storing of authors', a year for static files.

Visitors' answers are the same for everybody, so they do not vary with cookies: a shared cache asks
each time whether its copy is still right (`no-cache`), and passes an author's cookie on.
"""

import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import brotli
from flask import Flask, Response, request, url_for

from wiki.views import kept_answers
from wiki.views.access import editable
from wiki.views.topic_page import has_asked_for_htmx

COMPRESSED = {"text/css", "text/javascript"}
FOR_VISITORS = "public, no-cache"
YEAR = 365 * 24 * 3600
# What a style sheet has for its authors alone. No string in one holds such marks.
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_LINE = re.compile(rb"\s*\n\s*")
_SPACED = re.compile(rb" *;? *([{}]) *| *(;) *")


def init_app(app: Flask) -> None:
    """Set cache headers on every answer, and put digests into the addresses of static files."""
    app.after_request(_headers)
    versions: dict[str, str] = {}

    @app.template_global()
    def asset(name: str) -> str:
        """Return the address of a static file, with its content's digest."""
        if name not in versions or app.debug:
            content = (Path(app.static_folder or "") / name).read_bytes()
            versions[name] = blake2b(content, digest_size=6).hexdigest()
        return url_for("static", filename=name, v=versions[name])


def answer_conditions(app: Flask) -> None:
    """Answer 304 where the client has the answer already, in the encoding that it would get."""
    app.after_request(_conditional)


def _conditional(response: Response) -> Response:
    is_page = response.headers.get("Cache-Control") == FOR_VISITORS and request.endpoint != "static"
    if is_page and response.status_code == 200 and request.method in ("GET", "HEAD"):
        response.make_conditional(request)
    return response


def _headers(response: Response) -> Response:
    if request.endpoint == "static":
        return _static(response)
    if response.headers.get("Cache-Control"):
        return response
    if has_asked_for_htmx():
        response.vary.add("HX-Request")
    if editable():
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Cache-Control"] = FOR_VISITORS
    if response.status_code == 200 and request.method in ("GET", "HEAD"):
        digest = blake2b(response.get_data(), digest_size=12).hexdigest()
        response.set_etag(digest)
        kept_answers.permit()
    return response


def _static(response: Response) -> Response:
    keep = f"public, max-age={YEAR}, immutable" if "v" in request.args else FOR_VISITORS
    response.headers["Cache-Control"] = keep
    if response.status_code == 200:  # read into memory, so that it can be compressed for any reader
        response.direct_passthrough = False
        content = response.get_data()
        response.close()
        content = _condensed(content) if response.mimetype == "text/css" else content
        response.set_data(content)
        if request.headers.get("Accept-Encoding") == "br" and response.mimetype in COMPRESSED:
            _compress(response, content)
    return response


@lru_cache(maxsize=128)
def _condensed(styles: bytes) -> bytes:
    """Return a style sheet without comments and indentation: a fifth less is sent."""
    one_line = _LINE.sub(b" ", _COMMENT.sub(b"", styles)).strip()
    return _SPACED.sub(rb"\1\2", one_line)


def _compress(response: Response, content: bytes) -> None:
    """Compress a static file as far as that goes, a tenth further than answers are."""
    response.set_data(_smallest(content))
    response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    response.set_etag(blake2b(content, digest_size=12).hexdigest() + "-br")
    response.make_conditional(request)


@lru_cache(maxsize=128)
def _smallest(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT)
    return compressed

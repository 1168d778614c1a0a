"""Static files: their addresses, joining some of them, and how they are sent.

A page loads one style sheet and one script that all pages share, so that a first view waits for two
requests; they are joined here from the files that their authors read.
"""

import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import brotli
from flask import Flask, Response, current_app, request, url_for

STYLES, SCRIPT = "css/page.css", "js/page.js"
JOINED = {STYLES: "text/css", SCRIPT: "text/javascript"}
ON_SCREEN, ON_PAPER = ("css/atlas.css", "css/prose.css", "css/map.css"), "css/print.css"
AT_ONCE = "js/theme.js"  # before anything is painted; the others once the page is there
AFTERWARDS = tuple(
    f"js/{name}.js" for name in ("search", "preview", "map-roads", "contents", "visit")
)
COMPRESSED = {"text/css", "text/javascript"}
FOR_VISITORS = "public, no-cache"  # anybody may keep it, and asks each time whether it is right
YEAR = 365 * 24 * 3600
# What a style sheet has for its authors alone. No string in one holds such marks and spaces.
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_LINE = re.compile(rb"\s*\n\s*")
_SPACED = re.compile(rb" *;? *([{}]) *| *(;) *|([:,]) ")


def init_app(app: Flask) -> None:
    """Serve static files by `send_file`, and add the template function `asset` for addresses."""
    app.view_functions["static"] = send_file
    versions: dict[str, str] = {}

    @app.template_global()
    def asset(name: str) -> str:
        """Return the address of a static file, with its content's digest."""
        if name not in versions or app.debug:
            versions[name] = _digest(read(name))
        return url_for("static", filename=name, v=versions[name])


def send_file(filename: str) -> Response:
    """Answer with a static file, or with the joined file of this name: always with all of it.

    What is sent of a style sheet or script is another text than the file's, or compressed: a part
    of the file would fit neither.
    """
    if filename not in JOINED:
        request.environ.pop("HTTP_RANGE", None)
        answer = current_app.send_static_file(filename)
        answer.headers.pop("Accept-Ranges", None)
        return answer
    content = read(filename)
    response = Response(content, mimetype=JOINED[filename])
    response.set_etag(_digest(content))
    response.make_conditional(request)
    return response


def read(name: str) -> bytes:
    """Return the content of a static file, or of the joined file of this name."""
    if name == STYLES:
        paper = b"@media print {\n" + _file(ON_PAPER) + b"}\n"
        return b"\n".join([*map(_file, ON_SCREEN), paper])
    if name == SCRIPT:
        later = b"\n".join(map(_file, AFTERWARDS))
        return _file(AT_ONCE) + b'addEventListener("DOMContentLoaded", () => {\n' + later + b"});\n"
    return _file(name)


def send_static(response: Response) -> Response:
    """Set the cache headers of a static file's answer: a year if its address has a digest.

    Styles and scripts are compressed with Brotli for clients that accept it.
    """
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
    """Return a style sheet without comments and spare spaces: a fifth less is sent."""
    one_line = _LINE.sub(b" ", _COMMENT.sub(b"", styles)).strip()
    return _SPACED.sub(rb"\1\2\3", one_line)


def _compress(response: Response, content: bytes) -> None:
    """Compress an answer by Brotli at its highest level, a tenth smaller than pages are."""
    response.set_data(_smallest(content))
    response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{_digest(content)}-br")
    response.make_conditional(request)


@lru_cache(maxsize=128)
def _smallest(content: bytes) -> bytes:
    compressed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT)
    return compressed


def _file(name: str) -> bytes:
    return (Path(current_app.static_folder or "") / name).read_bytes()


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=6).hexdigest()

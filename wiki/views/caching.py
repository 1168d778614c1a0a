"""Cache headers: an ETag for visitors' answers, no storing of authors', a year for static files."""

from hashlib import blake2b
from pathlib import Path

from flask import Flask, Response, request, url_for

from wiki.views.access import editable

YEAR = 365 * 24 * 3600


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


def _headers(response: Response) -> Response:
    if request.endpoint == "static":
        return _static(response)
    if response.headers.get("Cache-Control"):
        return response
    response.vary.update(("Cookie", "HX-Request"))
    if editable():
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Cache-Control"] = "public, no-cache"
    if response.status_code == 200 and request.method in ("GET", "HEAD"):
        digest = blake2b(response.get_data(), digest_size=12).hexdigest()
        response.set_etag(digest, weak=True)
        response.make_conditional(request)
    return response


def _static(response: Response) -> Response:
    keep = f"public, max-age={YEAR}, immutable" if "v" in request.args else "public, no-cache"
    response.headers["Cache-Control"] = keep
    if response.status_code == 200:  # read into memory, so that it can be compressed for any reader
        response.direct_passthrough = False
        content = response.get_data()
        response.close()
        response.set_data(content)
    return response

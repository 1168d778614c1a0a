"""Cache headers: an ETag for visitors' answers, no storing of authors'.

Visitors' answers are the same for everybody, so they do not vary with cookies: a shared cache asks
each time whether its copy is still right (`no-cache`), and passes an author's cookie on.
"""

from hashlib import blake2b

from flask import Flask, Response, request

from wiki.views import cache_rules
from wiki.views.access import editable
from wiki.views.assets import FOR_VISITORS, send_static
from wiki.views.context import has_asked_for_htmx


def init_app(app: Flask) -> None:
    """Set cache headers on every answer: for visitors an ETag, for authors no storing."""
    app.after_request(_headers)
    app.before_request(_drop_fulfilled_condition)


def _drop_fulfilled_condition() -> None:
    """Drop `If-Match: *`, which every page that exists fulfils (RFC 9110, section 13.1.1).

    Werkzeug compares the asterisk with the ETag, and would answer 412.
    """
    if request.environ.get("HTTP_IF_MATCH", "").strip() == "*":
        del request.environ["HTTP_IF_MATCH"]


def answer_conditions(app: Flask) -> None:
    """Answer 304 if the client already has the answer, in the encoding that it would get."""
    app.after_request(_conditional)


def _conditional(response: Response) -> Response:
    is_page = response.headers.get("Cache-Control") == FOR_VISITORS and request.endpoint != "static"
    if is_page and response.status_code == 200 and request.method in ("GET", "HEAD"):
        response.make_conditional(request)
    return response


def _headers(response: Response) -> Response:
    if request.endpoint == "static":
        return send_static(response)
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
        cache_rules.permit()
    return response

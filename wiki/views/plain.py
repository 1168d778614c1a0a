"""Answers in plain text, for requests that are refused before Flask sees them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CLOSING = ("Connection", "close")


def answer_plainly(
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
    status: int,
    sentence: str,
    *headers: tuple[str, str],
) -> Iterable[bytes]:
    """Answer with a status and one sentence, not to be cached.

    No template is rendered: pages contain addresses, which can only be made for a valid
    request.
    """
    all_headers = [("Cache-Control", "no-store"), *headers]
    answer = Response(
        f"{sentence}\n", status, all_headers, content_type="text/plain; charset=utf-8"
    )
    return answer(environ, start_response)

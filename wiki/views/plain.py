"""An answer of one sentence, for what is refused before Flask looks at a request."""

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
    """Answer with a status and one sentence as plain text, which no cache keeps.

    No template is rendered: a page needs addresses, and those need a request that Flask accepts.
    """
    kept = [("Cache-Control", "no-store"), *headers]
    answer = Response(f"{sentence}\n", status, kept, content_type="text/plain; charset=utf-8")
    return answer(environ, start_response)

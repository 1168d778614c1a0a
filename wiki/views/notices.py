"""Notices: what the status line of the next page says of a save, and its Undo."""

from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, make_response, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import inspect
from werkzeug.wrappers import Response

from wiki.actions import RESTORE
from wiki.journal import Change, last_revision
from wiki.queries.plain_words import words_for
from wiki.sections import find_section
from wiki.text import quoted, shorten
from wiki.views.access import editable
from wiki.views.context import is_htmx
from wiki.visibility import AUTHOR

LONGEST_NOTICE = 600  # characters: of any kind, they have room in a cookie of 4 kB


@dataclass(frozen=True, kw_only=True)
class Notice:
    """The text of the status line, and the change that its Undo undoes.

    `back` is the address to go to after undo, which acts `in_place` on the page of its region;
    `undo_at` is the address of Undo for what is no change. `review` is the slug of a topic for
    which "Mark page as reviewed" is offered. `links` says how many links name the topic `relink` by
    a former title: to update them is offered.
    """

    text: str
    change_id: int | None = None
    back: str = ""
    review: str = ""
    relink: str = ""
    links: int = 0
    undo_at: str = ""
    in_place: bool = True

    @property
    def section(self) -> str:
        """Return the name of the section of this page that the notice is about, "" for none."""
        name = self.back.rpartition("/")[2] if self.back.startswith("/atlas/") else ""
        return name if self.in_place and find_section(name) else ""


def init_app(app: Flask) -> None:
    """Let a notice that waits for an address follow where that address redirects to."""
    app.after_request(_follow)


def see_other(address: str, notice: Notice | None = None) -> Response:
    """Redirect with 303 after a plain POST; the notice is shown on the page at that address.

    It waits in the cookie of the session, so what is longer than LONGEST_NOTICE is cut.
    """
    if notice:
        kept = asdict(replace(notice, text=shorten(notice.text, LONGEST_NOTICE)))
        session["notice"] = kept | {"at": _path(address)}
    return redirect(address, code=303)


def is_restored(row: Any) -> bool:
    """Return whether the last thing that happened to a row is that it was restored."""
    newest = last_revision(row.__kind__, row.id)
    return newest is not None and newest.action == RESTORE


def pending_notice() -> Notice | None:
    """Return the notice that waits for this address and forget it; None where there is none.

    Another tab may ask for another address before the one that the redirect led to.
    """
    kept = _waiting()
    if kept is None:
        return None
    session.pop("notice")
    region = kept.get("back", "").rpartition("/")[0] + "/"
    return Notice(**kept | {"in_place": f"{request.path}/".startswith(region)})


def _waiting() -> dict[str, Any] | None:
    """Return what the session keeps of the notice that waits for this address, None for none."""
    kept = session.get("notice") if editable() else None
    if not isinstance(kept, dict) or kept.get("at", request.path) != request.path:
        return None
    return {name: value for name, value in kept.items() if name != "at"}


def _follow(response: Response) -> Response:
    if response.location and response.status_code // 100 == 3 and (kept := _waiting()):
        session["notice"] = kept | {"at": _path(response.location)}
    return response


def _path(address: str) -> str:
    """Return the path of an address as `request.path` says it."""
    return unquote(urlsplit(address).path)


def notice_of(text: str, change: Change | None, back: str, *, review: str = "") -> Notice:
    """Return a notice with the Undo of a change, without Undo for None."""
    # The id is known without reading the change again after the commit.
    identity = inspect(change).identity if change else None
    change_id = identity[0] if identity else None
    return Notice(text=text, change_id=change_id, back=back, review=review)


def go_to(address: str, notice: Notice | None = None) -> ResponseReturnValue:
    """Lead to another page, which shows the notice: by a redirect or, for htmx, by its header."""
    redirected = see_other(address, notice)
    if not is_htmx():
        return redirected
    return make_response("", 200, {"HX-Redirect": address})


def quoted_title(item: Any) -> str:
    """Return the title of a reading or an essay in quotation marks, for the status line."""
    return quoted(shorten(words_for(AUTHOR)(item.title), 80))

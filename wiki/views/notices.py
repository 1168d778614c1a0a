"""Notices: what the status line of the next page says of a save, and its Undo."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import make_response, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import inspect
from werkzeug.wrappers import Response

from wiki.journal import Change
from wiki.sections import find_section
from wiki.text import shorten
from wiki.views.access import editable
from wiki.views.context import is_htmx

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


def see_other(address: str, notice: Notice | None = None) -> Response:
    """Redirect with 303 after a plain POST; the notice is shown on the next page.

    It waits in the cookie of the session, so what is longer than LONGEST_NOTICE is cut.
    """
    if notice:
        session["notice"] = asdict(replace(notice, text=shorten(notice.text, LONGEST_NOTICE)))
    return redirect(address, code=303)


def pending_notice() -> Notice | None:
    """Return the notice of the last plain POST and forget it; None if there is none."""
    kept: Any = session.pop("notice", None) if editable() else None
    if not isinstance(kept, dict):
        return None
    region = kept.get("back", "").rpartition("/")[0] + "/"
    return Notice(**kept | {"in_place": f"{request.path}/".startswith(region)})


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

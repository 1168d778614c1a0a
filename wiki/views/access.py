"""Who may do what: visitors read what is public, an author reads and edits everything."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import request
from flask.typing import ResponseReturnValue

from wiki.db import begin_writing
from wiki.queries.sources import AtlasSource, source_for
from wiki.views.context import current_author, raise_session_error, site
from wiki.views.opened_forms import find_foreign, find_opening
from wiki.views.refusals import returned_text
from wiki.visibility import AUTHOR, VISITOR, Reader

P = ParamSpec("P")


def editable() -> bool:
    """Return whether an author is signed in, so that pages show controls for editing."""
    return current_author() is not None


def current_reader() -> Reader:
    """Return the reader of this request: AUTHOR for a signed-in author, else VISITOR."""
    return AUTHOR if editable() else VISITOR


def source_as(reader: Reader) -> AtlasSource:
    """Return the atlas as a reader's pages show it, with days in the site's time zone."""
    return source_for(reader, site().time_zone)


def is_unsafe() -> bool:
    """Return whether the request's method may change something."""
    return request.method not in ("GET", "HEAD", "OPTIONS")


def author_only(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Decorate a view so that only an author is answered; unsafe methods take the write lock.

    A form that was opened on another atlas, which this one replaced, gets 409: the same ids name
    other things here. So does a form that was opened by another author, who signed in before in the
    same browser, and one that was opened on a region before visitors could read it.
    """

    @wraps(view)
    def locking(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if is_unsafe():
            begin_writing()
            if changed := find_foreign() or find_opening():
                return returned_text(changed), 409
        return view(*args, **kwargs)

    return signed_in_only(locking)


def signed_in_only(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Decorate a view that writes no rows so that only an author is answered; it takes no lock.

    Anybody else gets 401 with what they typed. Nothing is looked up before, so the answer does not
    tell what exists. Raises the error that kept the session from being read, if there was one.
    """

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if current_author() is None:
            raise_session_error()
            return returned_text(), 401
        return view(*args, **kwargs)

    return checked

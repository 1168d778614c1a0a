"""Who may do what: visitors read what is public, an author reads and edits everything."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import request
from flask.typing import ResponseReturnValue

from wiki.db import begin_writing
from wiki.views.context import check_known, current_author
from wiki.views.refusals import kept_text
from wiki.visibility import AUTHOR, VISITOR, Reader

P = ParamSpec("P")


def editable() -> bool:
    """Return whether the reader is an author."""
    return current_author() is not None


def current_reader() -> Reader:
    """Return who reads: the author, or a visitor."""
    return AUTHOR if editable() else VISITOR


def is_unsafe() -> bool:
    """Return whether the request means to change something."""
    return request.method not in ("GET", "HEAD", "OPTIONS")


def author_only(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Answer 401 to anybody who is not signed in, with what they typed; else take the write lock.

    Nothing is looked up first, so the answer tells nothing about what exists. Raises what kept
    the session from being read, where something did.
    """

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if current_author() is None:
            check_known()
            return kept_text(), 401
        if is_unsafe():
            begin_writing()
        return view(*args, **kwargs)

    return checked

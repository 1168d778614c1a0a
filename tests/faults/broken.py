"""Applications with one guard broken each, to show that the scenarios notice."""

import os
from itertools import count
from typing import TYPE_CHECKING

from wiki import create_app
from wiki.db import db

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def forgetful() -> "WSGIApplication":
    """Return the application with every third save acknowledged and not committed."""
    forget()
    return create_app()


def forget() -> None:
    """Let every third commit of this process be a rollback."""
    real, numbers = db.session.commit, count(1)

    def commit() -> None:
        if next(numbers) % 3:
            real()
        else:
            db.session.rollback()

    db.session.commit = commit  # type: ignore[method-assign]


def lingering() -> "WSGIApplication":
    """Return the application whose workers do not end with the main process."""
    os.kill = lambda *_: None
    os._exit = lambda *_: None  # type: ignore[assignment]
    return create_app()

"""The pages that say what failed: they ask neither the database nor the gate, and read no file."""

import sqlite3
from contextlib import suppress

from flask import current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from wiki.db import db
from wiki.views.refusals import Refusal, returned_values
from wiki.views.server_failures import ServerFailure
from wiki.views.templating import render_alone

SENTENCE, KEPT = "errors/error.html", "errors/kept.html"
LOADED = "atlas.failure_pages"


def load_pages() -> None:
    """Render both pages once, before the first request of the app is answered.

    Their templates and styles are then in memory: where too many files are open, none can be read.
    """
    if not current_app.extensions.get(LOADED):
        with suppress(OSError):
            render_alone(SENTENCE, sentence="", status=500)
            fields = {"typed": [("", "")], "hidden": [], "address": "/"}
            render_alone(KEPT, refusal=Refusal(""), signed_out=False, **fields)
            current_app.extensions[LOADED] = True


def failure_page(failure: ServerFailure, *, with_text: bool) -> ResponseReturnValue:
    """Say what is wrong, and give back what was typed if `with_text`."""
    with suppress(SQLAlchemyError, sqlite3.Error):
        db.session.rollback()
    if with_text:
        html = render_alone(KEPT, **returned_values(Refusal(failure.sentence, failure.advice)))
    else:
        html = render_alone(SENTENCE, sentence=failure.sentence, status=failure.status)
    # Given explicitly, so that the template does not ask the gate.
    headers = {"Cache-Control": "private, no-store"}
    if failure.retry_after:
        headers["Retry-After"] = str(failure.retry_after)
    return html, failure.status, headers

"""The preview of a text while it is written: a fragment that htmx puts below the form.

Without JavaScript a form with `preview` is sent to its own address, which answers with the form.
"""

from flask import Blueprint, render_template, request

from wiki.queries.resolvers import resolver
from wiki.views.access import author_only
from wiki.visibility import AUTHOR

bp = Blueprint("preview", __name__)


@bp.post("/preview")
@author_only
def show() -> str:
    """Return the sent `body`, which is Markdown, as HTML; nothing is saved."""
    body = request.form.get("body", "")
    return render_template("_preview.html", body=body, resolve=resolver(reader=AUTHOR))

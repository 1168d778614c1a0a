"""A region's page as one text to edit: its document."""

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wiki.db import db
from wiki.errors import Conflict
from wiki.models import Topic
from wiki.queries.topics import get_topic
from wiki.views.access import author_only
from wiki.views.context import clock, signature
from wiki.views.notices import notice_of, see_other
from wiki.visibility import AUTHOR

if TYPE_CHECKING:
    from wiki.exchange.report import ImportReport

MOST_LISTED = 5  # entries that the text left out
LINES = (12, 40)  # of the text field, at least and at most

bp = Blueprint("document", __name__, url_prefix="/atlas/<slug:slug>/document")


@bp.get("")
@author_only
def edit(slug: str) -> ResponseReturnValue:
    """Show the form to edit a region's page as its document."""
    return _page(get_topic(slug, reader=AUTHOR))


@bp.post("")
@author_only
def save(slug: str) -> ResponseReturnValue:
    """Change the page to what the sent document says, as one change; 303 to the page.

    409 if the page was changed meanwhile, 422 for a document that cannot be read.
    """
    # They read and write documents, which nothing else in a worker does.
    from wiki.exchange.document_error import DocumentError
    from wiki.exchange.editing import edit_document

    topic = get_topic(slug, reader=AUTHOR)
    fields = {name: request.form.get(name, "") for name in ("text", "base")}
    try:
        report = edit_document(
            topic,
            fields["text"],
            signature(),
            base=fields["base"],
            clock=clock(),
            delete_missing="delete_missing" in request.form,
        )
    except Conflict:
        db.session.rollback()
        return _page(topic, text=fields["text"], is_stale=True), 409
    except DocumentError as error:
        db.session.rollback()
        sentence = f"Line {error.line}: {error.reason}"
        return _page(topic, text=fields["text"], base=fields["base"], error=sentence), 422
    db.session.commit()
    address = url_for("topics.show", slug=topic.slug)
    return see_other(address, notice_of(_notice_text(report), report.change, address))


def _notice_text(report: "ImportReport") -> str:
    """Return the notice after saving a page: the import's notes, and the items that were kept."""
    sentence = " ".join(
        ["Saved the page." if report.change else "Nothing was changed.", *report.notes]
    )
    missing = [f"{section}: {label}" for _, section, label in report.missing]
    if not missing:
        return sentence
    more = f" and {len(missing) - MOST_LISTED:,} more" if len(missing) > MOST_LISTED else ""
    listed = f"{'; '.join(missing[:MOST_LISTED])}{more}".removesuffix(".")
    return f"{sentence} Left out of the text, and kept: {listed}."


def _page(
    topic: Topic,
    *,
    text: str | None = None,
    base: str = "",
    error: str = "",
    is_stale: bool = False,
) -> str:
    from wiki.exchange.editing import read_document

    document = read_document(topic, clock().zone)
    typed = document.text if text is None else text
    fewest, most = LINES
    return render_template(
        "topics/document.html",
        topic=topic,
        text=typed,
        base=base or document.version,
        theirs=document.text if is_stale else None,
        error=error,
        rows=min(most, max(fewest, typed.count("\n") + 2)),
        deletes="delete_missing" in request.form,
    )

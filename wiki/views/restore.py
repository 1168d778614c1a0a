"""Restoring an export that was uploaded: its content is shown, then confirmed.

`imports` decides which files come here, stores them until they are confirmed, and answers errors.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import render_template, request
from flask.typing import ResponseReturnValue

from wiki.db import begin_writing, db
from wiki.media.shelf import Shelf
from wiki.queries.atlas import has_journal
from wiki.text import clean_line
from wiki.views.context import settings, site
from wiki.views.notices import Notice, see_other
from wiki.views.start import make_backup

if TYPE_CHECKING:
    from wiki.exchange.whole.source import ExportSource

NO_TITLE = "Type the title of this atlas, as it stands here, to replace it."


def ask(export: "ExportSource", digest: str, error: str = "") -> str:
    """Return the page that asks whether to restore an export, with what is in it.

    Nothing is written, and the database is not held while the journal is read. Raises DocumentError
    and FolderError where the journal is damaged.
    """
    # Nothing else in a worker reads journals.
    from wiki.exchange.journal.header import JOURNAL
    from wiki.exchange.journal.restoring import check_journal

    db.session.rollback()
    with export.journal() as file:
        header = check_journal(file, JOURNAL)
    values = {"digest": digest, "header": header, "error": error, "is_empty": not has_journal()}
    return render_template("imports/restore.html", **values, typed=request.form.get("title", ""))


def restore(export: "ExportSource", digest: str, check: Callable[[], None]) -> ResponseReturnValue:
    """Restore an export: 303 to the first page, or 422 with the question if the title is wrong.

    `check` is called once the database is locked, and may raise. Raises DocumentError and
    FolderError.
    """
    from wiki.exchange.whole.replacing import replace_atlas
    from wiki.exchange.whole.restoring import restore_atlas

    shelf, backup = Shelf(settings().media_path), make_backup("before-restore")
    title, copied = clean_line(site().site_title), ""
    db.session.rollback()
    begin_writing()
    check()
    if not has_journal():
        restored = restore_atlas(export, shelf, name="")
    elif clean_line(request.form.get("title", "")) == title:
        restored, copy = replace_atlas(export, shelf, backup, name="")
        copied = f" A copy of what was here is in {copy.parent.name}/{copy.name}."
    else:
        return ask(export, digest, NO_TITLE), 422
    db.session.commit()
    lines = " ".join(restored.lines(site().time_zone.key))
    return see_other("/", Notice(text=f"{lines}{copied}"))

"""The demo atlas: its journal of two years, and its pages as they are at the end of it."""

from sqlalchemy import update

from wiki.clock import Clock
from wiki.db import db
from wiki.demo.words import HERE, HISTORIES, read_areas, read_pages
from wiki.exchange.forecast_report import ForecastReport
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.exchange.importing import import_documents
from wiki.exchange.journal.header import JOURNAL
from wiki.exchange.journal.restoring import restore_journal
from wiki.exchange.report import ImportReport
from wiki.journal import Change, Signature, record
from wiki.models import Atlas
from wiki.queries.areas import find_area
from wiki.queries.atlas import has_journal, read_identity
from wiki.services.areas import make_area
from wiki.services.start import mark_demo


def fill_all(by: Signature, clock: Clock) -> None:
    """Fill an atlas with the demo. The caller commits.

    An atlas without a journal becomes the demo, with the two years in which it was written. An
    atlas that has a journal is its author's own: the demo's pages and credences are imported into
    it.
    """
    if has_journal():
        fill(by)
        fill_in_the_past(by, clock)
        return
    restore(by)


def restore(by: Signature) -> None:
    """Restore the journal of the demo into an atlas that has none yet. The caller commits.

    The atlas keeps its own id, so that no two demos are taken for the same. All changes are then of
    the author of `by`; if `by` has none, they stay as in the file.
    """
    identity = read_identity()
    with (HERE / JOURNAL).open("rb") as file:
        restore_journal(file, JOURNAL)
    db.session.execute(update(Atlas).values(id=identity.id, replaced=identity.replaced))
    if by.author_id is not None:
        db.session.execute(update(Change).values(author_id=by.author_id))
    mark_demo()


def fill(by: Signature) -> ImportReport:
    """Import the pages of the demo, and return the report. The caller commits."""
    with record(by) as entry:
        for area in read_areas():
            if find_area(area["title"]) is None:
                make_area(entry, area["title"], area["summary"], area["slug"])
    return import_documents(list(read_pages(by.today).items()), by)


def fill_in_the_past(by: Signature, clock: Clock) -> ForecastReport:
    """Import the demo's past credences and outcomes, and return the report. The caller commits."""
    forecasts, _ignored = read_forecasts(HISTORIES.name, HISTORIES.read_bytes(), clock)
    return import_forecasts(HISTORIES.name, forecasts, by, clock)

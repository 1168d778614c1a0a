"""The demo atlas: areas, pages as documents, and histories of credences."""

from pathlib import Path

import yaml

from wiki.clock import Clock
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import ForecastReport, import_forecasts
from wiki.exchange.importing import import_documents, read_page
from wiki.exchange.report import ImportReport
from wiki.journal import Signature, record
from wiki.queries.areas import find_area
from wiki.services.areas import make_area
from wiki.services.start import has_journal, mark_demo

HERE = Path(__file__).parent
HISTORIES = HERE / "histories.csv"


def fill_all(by: Signature, clock: Clock) -> None:
    """Import the demo with its histories. The caller commits.

    An atlas without a journal is the demo then; one that has any is its author's own.
    """
    is_new = not has_journal()
    fill(by)
    fill_in_the_past(by, clock)
    if is_new:
        mark_demo()


def fill(by: Signature) -> ImportReport:
    """Import the pages of the demo. The caller commits."""
    with record(by) as entry:
        for area in yaml.safe_load((HERE / "areas.yaml").read_text(encoding="utf-8")):
            if find_area(area["title"]) is None:
                make_area(entry, area["title"], area["summary"], area["slug"])
    files = sorted(HERE.glob("*.md"))
    pages = [(file.name, read_page(file.name, file.read_bytes(), today=by.today)) for file in files]
    return import_documents(pages, by)


def fill_in_the_past(by: Signature, clock: Clock) -> ForecastReport:
    """Import the demo's histories of credences and outcomes. The caller commits."""
    forecasts, _ignored = read_forecasts(HISTORIES.name, HISTORIES.read_bytes(), clock)
    return import_forecasts(HISTORIES.name, forecasts, by, clock)

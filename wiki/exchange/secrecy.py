"""What files do not open: what the author hides from visitors stays hidden, and is named.

A file may be older than the author's decision to hide something, and every document that was
exported while a page was public says so. So an import only closes; the author opens in the browser.
"""

from typing import Any

from wiki.exchange.report import ImportReport
from wiki.forms.document_line import Values
from wiki.models import PUBLISHED, Topic
from wiki.visibility import keep_private, would_open

OPEN_REGION = "choose Public in its form"
OPEN_DRAFT = "press Publish in its form"
OPEN_LISTED = "take it off the list"
OPEN_QUOTE = "tick its box in the form"


def keep_region_closed(topic: Topic, changed: Values, report: ImportReport) -> Values:
    """Return the changed values of a topic, without a visibility that makes a private one public.

    What is left out is reported.
    """
    if would_open(topic, changed.get("visibility")):
        report.note_closed(f"The region “{topic.title}”", "private", OPEN_REGION)
        return _without(changed, "visibility")
    return changed


def keep_row_closed(row: Any, values: Values, report: ImportReport, noun: str) -> Values:
    """Return the values that files give a row, without those that would show hidden things.

    A draft is not published, a work on the reading list stays there, and a quote for the author
    alone is not shown; each is reported.
    """
    named = f"The {noun} “{getattr(row, 'title', '')}”"
    if getattr(row, "queued", None) is not None and values.get("read_on"):
        report.note_closed(named, "on the reading list", OPEN_LISTED)
        values = _without(values, "read_on", "state")
    if values.get("state") == PUBLISHED and row.is_draft:
        report.note_closed(named, "a draft", OPEN_DRAFT)
        values = _without(values, "state")
    if quotes := values.get("quotes"):
        closed = keep_private(quotes, row.quotes)
        if closed != list(quotes):
            report.note_closed(f"A quote of the {noun} “{row.title}”", "hidden", OPEN_QUOTE)
        values = {**values, "quotes": closed}
    return values


def _without(values: Values, *names: str) -> Values:
    return {name: value for name, value in values.items() if name not in names}

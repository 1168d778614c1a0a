"""Reading a row of the table that an atlas itself writes (`/reading.csv`).

Each column comes back as what it was, except the takeaway: the table may be another author's, so a
takeaway becomes a private note.
"""

from collections.abc import Mapping
from datetime import date, tzinfo

from wiki.exchange.cells import unguarded
from wiki.exchange.library.row_dates import set_published_on, set_read_on
from wiki.exchange.library.work import Work
from wiki.forms.fields import ListField
from wiki.forms.quotes import has_words, read_quotes
from wiki.models import PUBLISHED


def fill_ours(work: Work, row: Mapping[str, str], today: date, zone: tzinfo) -> None:
    """Set the fields of a work from its row of the table."""
    row = {name: unguarded(value) for name, value in row.items()}
    work.title, work.authors = row.get("title", ""), row.get("authors", "")
    work.add_address(row.get("url", ""))
    set_published_on(work, row.get("published_on", ""), today)
    set_read_on(work, row, "read_on", today, zone)
    work.citation_key = row.get("citation_key", "")
    work.topics = list(dict.fromkeys(ListField.split([row.get("topics", "")])))
    work.add_note("", note=row.get("takeaway", ""))
    _add_quotes(work, row.get("quotes", ""))
    state = row.get("state", "").strip()
    if row.get("queued", "").strip():
        work.mark_unread("it was on the list")
    elif state not in ("", PUBLISHED):  # a state that is not known counts as that of a draft
        work.hidden_reason = f"state: {state}"


def _add_quotes(work: Work, written: str) -> None:
    """Take the quotes of a cell; a cell that is not written as they are is kept as a note."""
    try:
        quotes = read_quotes(written)
    except ValueError:
        work.add_note("", note=written)
        return
    for quote in quotes:
        if has_words(quote):
            work.add_note(**quote)
        else:
            work.add_detail("page of a quote", quote["page"])

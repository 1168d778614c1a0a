"""The tags in the head of a page by which Zotero and its like save it."""

from datetime import date, datetime

from wiki.exchange.highwire import Tags, make_tags
from wiki.exchange.reference import refer_to_page, refer_to_work
from wiki.models import Reading
from wiki.queries.plain_words import words_for
from wiki.site import Site
from wiki.views.access import current_reader
from wiki.views.context import site
from wiki.views.json_page import absolute


def page_tags(of: Site, title: str, when: str | date | datetime | None) -> Tags:
    """Return the citation tags of a page of the author's own; `when` is its date or last change."""
    day = when.astimezone(of.time_zone).date() if isinstance(when, datetime) else when
    return make_tags(refer_to_page(title, of, issued=str(day or "")))


def work_tags(reading: Reading) -> Tags:
    """Return the tags of a reading's page, which is saved as the work that it is about."""
    read = words_for(current_reader())
    return make_tags(refer_to_work(reading, site(), absolute=absolute, read=read))

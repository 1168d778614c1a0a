"""Reading the filters of the reading log and of its exports from the query string."""

from wiki.dates import DateError, parse_with_year
from wiki.errors import Invalid
from wiki.models import Topic
from wiki.queries.names import find_topic
from wiki.queries.reading_filter import ReadingFilter
from wiki.text import clean_line, quoted, shorten
from wiki.views.access import current_reader
from wiki.views.query_values import query_choice, query_text
from wiki.views.requested_days import BadDay, read_iso

FILTERS = ("topic", "author", "q", "year", "takeaway")
LONGEST_TYPED = 200


def query_filter() -> ReadingFilter:
    """Return the filter that the query string asks for. Raises Invalid."""
    return ReadingFilter(
        topic=_query_topic(),
        author=clean_line(query_text("author"))[:LONGEST_TYPED],
        q=query_text("q"),
        year=_query_year(),
        takeaway=query_choice("takeaway", ("with", "without"), "A takeaway is with or without."),
    )


def _query_topic() -> Topic | None:
    """Return the region whose slug or title is given, or None. Raises Invalid."""
    if not (name := query_text("topic")):
        return None
    topic = find_topic(clean_line(name)[:LONGEST_TYPED], reader=current_reader())
    if topic is None:
        raise Invalid(
            "topic", f"There is no region called {quoted(shorten(clean_line(name), 40))}."
        )
    return topic


def _query_year() -> str:
    """Return a year, month or day that has begun as ISO text, or "". Raises Invalid."""
    try:
        iso = parse_with_year(query_text("year"))
    except DateError as error:
        raise Invalid("year", "Write a year such as 2026, or a month such as 2026-05.") from error
    try:
        return read_iso(iso)
    except BadDay as error:
        raise Invalid("year", str(error)) from error

"""Reading the filters of the reading log and of its exports from the query string."""

from wiki.dates import DateError, parse_with_year
from wiki.errors import Invalid
from wiki.models import Topic
from wiki.queries.names import find_topic
from wiki.queries.reading_filter import ReadingFilter
from wiki.text import clean_line, quoted, shorten
from wiki.views.access import current_reader
from wiki.views.query_values import asked, asked_choice

FILTERS = ("topic", "author", "q", "year", "takeaway")
LONGEST_ASKED = 200


def asked_filter() -> ReadingFilter:
    """Return the filter that the query string asks for. Raises Invalid."""
    return ReadingFilter(
        topic=_asked_topic(),
        author=clean_line(asked("author"))[:LONGEST_ASKED],
        q=asked("q"),
        year=_asked_year(),
        takeaway=asked_choice("takeaway", ("with", "without"), "A takeaway is with or without."),
    )


def _asked_topic() -> Topic | None:
    """Return the region whose slug or title is given, or None. Raises Invalid."""
    if not (name := asked("topic")):
        return None
    topic = find_topic(clean_line(name)[:LONGEST_ASKED], reader=current_reader())
    if topic is None:
        raise Invalid(
            "topic", f"There is no region called {quoted(shorten(clean_line(name), 40))}."
        )
    return topic


def _asked_year() -> str:
    """Return a year, month or day as ISO text, or "". Raises Invalid."""
    try:
        return parse_with_year(asked("year"))
    except DateError as error:
        raise Invalid("year", "Write a year such as 2026, or a month such as 2026-05.") from error

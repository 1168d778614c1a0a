"""Readings as a table (CSV): a column for each field, under its name."""

from collections.abc import Iterable

from wiki.exchange.cells import write_csv
from wiki.forms.quotes import write_quotes
from wiki.models import PRIVATE, Reading
from wiki.queries.citing import words_of
from wiki.queries.plain_words import words_for
from wiki.text import ReadWords, is_placeholder
from wiki.visibility import Reader, is_hidden_by_topics, may_see_on_page, visible_quotes

COLUMNS = (
    "title",
    "url",
    "authors",
    "published_on",
    "read_on",
    "takeaway",
    "topics",
    "citation_key",
    "quotes",
    "state",
)


def write_readings(readings: Iterable[Reading], *, reader: Reader) -> str:
    """Return readings as CSV; of topics and quotes only those that the reader may see.

    Only the author gets a takeaway that is still a slot.

    The state of a published reading that only private topics have is `private`: nothing else in the
    file says that visitors do not see it, and it is not to be published where the file is imported.
    """
    read = words_for(reader)
    return write_csv(COLUMNS, (_cells(reading, reader, read) for reading in readings))


def _cells(reading: Reading, reader: Reader, read: ReadWords) -> list[str]:
    topics = (topic for topic in reading.live_topics if may_see_on_page(topic, reader=reader))
    takeaway = reading.takeaway
    texts = {
        "takeaway": takeaway if reader.sees_private or not is_placeholder(takeaway) else "",
        "title": words_of(reading.title, read),
        "topics": ", ".join(topic.name_in_list for topic in topics),
        "quotes": write_quotes(visible_quotes(reading.quotes, reader=reader)),
    }
    if not reading.is_draft and is_hidden_by_topics(reading):
        texts["state"] = PRIVATE
    return [str(texts.get(name, getattr(reading, name))) for name in COLUMNS]

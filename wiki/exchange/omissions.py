"""Which parts of a region's page its document leaves out, apart from items and the note."""

from collections.abc import Iterator

from wiki.exchange.document import PageDocument
from wiki.exchange.topics import BLANK
from wiki.models import Topic
from wiki.related import load_related
from wiki.visibility import is_set_public

HEADER, PART = "Header", "Part"
HIDING = (HEADER, "visibility")  # of a private region: leaving it out opens nothing
BEFORE_HEADINGS = "words before the headings"


def find_omissions(topic: Topic, document: PageDocument) -> Iterator[tuple[str, str]]:
    """Yield (place, name) of each thing that a topic has and its document lacks.

    First come keys of the front matter, then parts with unknown headings.
    """
    load_related(topic, "area")
    extra = topic.extra or {}
    for name in BLANK:
        value = topic.shown_area if name == "area" else getattr(topic, name)
        if value and not getattr(document, name):
            yield HEADER, name
    if not is_set_public(topic) and not document.visibility:
        yield HIDING
    for name in extra.get("front_matter", {}):
        if name not in document.front_matter:
            yield HEADER, name
    titles = {heading.title for heading in document.headings}
    for heading in extra.get("headings", ()):
        if heading["title"] not in titles:
            yield PART, heading["title"] or BEFORE_HEADINGS

"""Which regions a reading or an essay gets from files: none that would show what is hidden."""

from collections.abc import Iterable
from typing import Any

from wiki.exchange.report import ImportReport
from wiki.models import Topic
from wiki.visibility import is_hidden_by_topics, is_public


def with_topics(
    row: Any, named: Iterable[Topic], report: ImportReport, noun: str
) -> dict[str, list[Topic]]:
    """Return the new `topics` of a row: its own and those that files name; {} if none is new.

    If private topics alone keep the row from visitors, a public topic is left out and reported: to
    name a work does not open it, and the author may have closed it since the files were written.
    """
    new = [topic for topic in dict.fromkeys(named) if topic not in row.topics]
    if is_hidden_by_topics(row):
        for topic in filter(is_public, new):
            report.note_stays_hidden(noun, row.title, topic.title)
        new = [topic for topic in new if not is_public(topic)]
    return {"topics": [*row.topics, *new]} if new else {}

"""Finding the regions that the entries of documents name.

A document may be older than the atlas. A relation to a region that was merged since then leads to
the other region. The page may have a relation to that one already, or be its own page.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from wiki.db import db
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry
from wiki.exchange.matching import Regions
from wiki.exchange.report import ImportReport
from wiki.exchange.topics import ImportedPage
from wiki.models import Topic
from wiki.projections.names import TopicName, keys_of
from wiki.sections.base import Section


class NamedRegions:
    """Finds the regions that entries name, within an import."""

    def __init__(self, regions: Regions, report: ImportReport) -> None:
        self._regions, self._report = regions, report

    def entries(self, section: Section, page: ImportedPage) -> list[DocumentEntry]:
        """Return the entries of a page with topics in place of names. Raises DocumentError.

        A relation that says nothing since a region was merged is left out and reported.
        """
        typed = page.document.entries(section.name)
        resolved = [self._resolved(entry) for entry in typed]
        if section.owner != "pair":
            return resolved
        names = [entry.values["region"] for entry in typed]
        return list(self._without_merged(page.topic, names, resolved))

    def _resolved(self, entry: DocumentEntry) -> DocumentEntry:
        values = dict(entry.values)
        if "region" in values:
            values["region"] = self._region(values["region"], entry.line)
        if "topics" in values:
            values["topics"] = [self._region(name, entry.line) for name in values["topics"]]
        return replace(entry, values=values)

    def _region(self, name: str, line: int) -> Topic:
        if topic := self._regions.find(name):
            return topic
        raise DocumentError(
            line, f"There is no region called “{name}”, neither in the atlas nor in these files."
        )

    def _without_merged(
        self, topic: Topic, names: list[str], entries: list[DocumentEntry]
    ) -> Iterator[DocumentEntry]:
        """Yield a page's relations, except those to merged regions that repeat another."""
        others = [entry.values["region"] for entry in entries]
        counts = Counter([topic.id, *(other.id for other in others)])
        redirects = [
            counts[other.id] > 1 and _is_redirect(name, other)
            for name, other in zip(names, others, strict=True)
        ]
        seen = {
            other.id
            for other, is_redirect in zip(others, redirects, strict=True)
            if not is_redirect
        }
        seen.add(topic.id)
        for name, entry, other, is_redirect in zip(names, entries, others, redirects, strict=True):
            if is_redirect and other.id in seen:
                self._report.note_merged_end(topic.title, name, other.title)
                continue
            seen.add(other.id)
            yield entry


def _is_redirect(name: str, topic: Topic) -> bool:
    """Return whether a name is that of a region which was merged into `topic`."""
    merged = select(TopicName.topic_id).join(Topic, Topic.id == TopicName.topic_id)
    named = merged.where(Topic.merged_into == topic.id, TopicName.name.in_(keys_of(name)))
    return db.session.scalar(named.limit(1)) is not None

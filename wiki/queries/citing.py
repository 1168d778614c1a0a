"""What a citation says of a region or an item: its title, its number, its address, its dates."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wiki.errors import NotFound
from wiki.models import Reading, Shared, Topic
from wiki.queries.beliefs.closing import format_closing
from wiki.queries.beliefs.standings import note_gone
from wiki.queries.modified import item_modified, topic_modified
from wiki.recorded import Recorded
from wiki.related import find_row
from wiki.sections import Section
from wiki.sections.belief import Belief
from wiki.text import ReadWords, is_placeholder
from wiki.visibility import VISITOR, Reader, is_public, is_undeleted, may_see_elsewhere


@dataclass(frozen=True, kw_only=True)
class Cited:
    """A region or an item that can be cited, as it stands now or stood on a day.

    `name` is short and unique within the atlas (`b-12`, a slug). `address` is a permanent path, and
    takes `?at=`. `region` is the title of the region it belongs to, "" where there is none or
    several. `detail` is added to the title, such as a credence. `modified` is None where it is not
    known when it changed.

    `work` is the reading, where that is what is cited: a work by others, and notes on it. Of an
    essay, `published_on` is its date, `seen_since` what dates it without one, and `url` another
    address at which it is published.
    """

    name: str
    noun: str
    title: str
    address: str
    modified: datetime | None
    public: bool
    region: str = ""
    detail: str = ""
    published_on: str = ""
    seen_since: datetime | None = None
    url: str = ""
    work: Reading | None = None

    @property
    def own(self) -> "Cited":
        """Return what to cite as the author's own: the notes on a work by others, or itself."""
        return replace(self, title=f"Notes on ‘{self.title}’") if self.work else self


def get_citable(section: Section, item_id: int, *, reader: Reader) -> Any:
    """Return an item that a reader may cite.

    Raises NotFound where the reader may not see it, it is deleted or a placeholder.
    """
    found: Any = find_row(section.model, item_id)
    if found is None or not is_undeleted(found) or not may_see_elsewhere(found, reader=reader):
        raise NotFound
    if is_placeholder(getattr(found, section.lead)):
        raise NotFound
    return found


def cite_topic(topic: Topic, *, reader: Reader) -> Cited:
    """Return the citation of a topic, today's or one of a past atlas.

    `reader` is of the same day.
    """
    return Cited(
        name=topic.slug,
        noun="region",
        title=topic.title,
        address=f"/atlas/{topic.slug}",
        modified=topic_modified(topic, reader=_for_reader(topic, reader)),
        public=is_public(topic),
    )


def cite_item(section: Section, row: Any, *, reader: Reader, read: ReadWords) -> Cited:
    """Return the citation of an item, today's or one of a past atlas.

    `reader` is of the same day; `read` makes words of Markdown.
    """
    shared = isinstance(row, Shared)
    return Cited(
        name=section.anchor(row.id),
        noun=section.noun,
        title=words_of(getattr(row, section.lead), read),
        address=f"/{section.letter}/{row.id}",
        modified=item_modified(row, reader=_for_reader(row, reader)),
        public=is_public(row),
        region="" if shared else row.topic.title,
        detail=_detail(section, row, reader=reader) if not shared else "",
        **section.cited(row),
    )


def _detail(section: Section, row: Any, *, reader: Reader) -> str:
    """Return what is added to the title; for a belief that moved after it ended, both credences."""
    values = section.values(row, row.topic)
    note_gone([row], [values], reader=reader)
    closing = format_closing(row, reader=reader) if isinstance(row, Belief) else ""
    return section.detail(values) + closing


def words_of(title: str, read: ReadWords) -> str:
    """Return the plain words that `read` makes of a title, or the title where it makes none."""
    return read(title) or title


def _for_reader(row: Recorded, reader: Reader) -> Reader:
    """Return the reader by whose knowledge a row is dated.

    A row that visitors see is dated for a visitor, so that the author's citation has the same date.
    """
    return VISITOR if reader.sees_private and is_public(row) else reader

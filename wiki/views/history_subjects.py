"""Subjects of history pages: an item that the reader may see, with its title and addresses."""

from dataclasses import dataclass
from typing import Any

from wiki.errors import NotFound
from wiki.models import Topic
from wiki.queries.areas import get_area
from wiki.queries.items import get_seen_item
from wiki.queries.resolvers import resolver
from wiki.queries.site import get_site_row
from wiki.queries.topics import find_note, get_topic
from wiki.sections import find_letter
from wiki.site_rows import About, SiteSettings
from wiki.text import plain
from wiki.views.access import current_reader
from wiki.visibility import AUTHOR, Reader, is_empty_slot


@dataclass(frozen=True, kw_only=True)
class HistorySubject:
    """An item whose history is shown: its title and addresses.

    `cite` is the address of its citation, "" where it is not cited by itself.
    """

    item: Any
    noun: str
    title: str
    address: str
    home: str
    cite: str = ""

    @property
    def kind(self) -> str:
        """Return the kind of item, as the journal names it."""
        return str(self.item.__kind__)


def settings_subject() -> HistorySubject:
    """Return the site's settings as a subject. Raises NotFound if none were ever saved."""
    return _of_site(SiteSettings, "page of settings", "Settings", "/settings")


def about_subject() -> HistorySubject:
    """Return the page “About” as a subject. Raises NotFound if never saved, or deleted."""
    return _of_site(About, "page", "About", "/about")


def _of_site(model: Any, noun: str, title: str, address: str) -> HistorySubject:
    """Return the single row of a table as a subject. Raises NotFound if nothing was ever saved."""
    row = get_site_row(model, reader=current_reader())
    return HistorySubject(item=row, noun=noun, title=title, address=address, home=address)


def item_subject(letter: str, item_id: int) -> HistorySubject:
    """Return an item that the reader may see as a subject; authors also see deleted ones.

    Raises NotFound.
    """
    section = find_letter(letter)
    assert section is not None
    item = get_seen_item(section, item_id, reader=current_reader())
    address = f"/{letter}/{item_id}"
    if section.has_permalink:
        lead = str(item.snapshot()[section.lead])
        home, title = address, plain(lead, resolve=resolver(reader=current_reader()))
        cite = "" if is_empty_slot(item) else f"{address}/cite"
    else:
        home = f"/atlas/{item.topic.slug}#{section.anchor(item_id)}"
        title = section.title if section.single else f"{item.topic.title} and {item.region.title}"
        cite = ""
    noun = section.noun
    return HistorySubject(item=item, noun=noun, title=title, address=address, home=home, cite=cite)


def area_subject(slug: str, *, reader: Reader) -> HistorySubject:
    """Return an area that a reader may see. Raises NotFound, AddressChanged, Merged."""
    area = get_area(slug, reader=reader)
    address = f"/areas/{area.slug}"
    return HistorySubject(item=area, noun="area", title=area.title, address=address, home=address)


def header_subject(slug: str, *, reader: Reader) -> HistorySubject:
    """Return the header of a topic that a reader may see. Raises NotFound, AddressChanged."""
    topic = get_topic(slug, reader=reader)
    return _of_topic(topic, topic, "region", "header")


def note_subject(slug: str) -> HistorySubject:
    """Return the private note of a topic, for the author. Raises NotFound, AddressChanged."""
    topic = get_topic(slug, reader=AUTHOR)
    note = find_note(topic)
    if note is None:
        raise NotFound
    return _of_topic(topic, note, "private note", "note")


def _of_topic(topic: Topic, item: Any, noun: str, name: str) -> HistorySubject:
    home = f"/atlas/{topic.slug}"
    return HistorySubject(
        item=item, noun=noun, title=topic.title, address=f"{home}/{name}", home=home
    )

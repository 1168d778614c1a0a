"""The atlas as a whole: its areas with their topics, each with how far it is written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import select

from wiki.db import db
from wiki.models import Area, Atlas, Topic
from wiki.services.areas import list_areas
from wiki.services.topics import list_topics, written

MOST = 150  # regions of an area that the first page lists


@dataclass(frozen=True)
class Listed:
    """A topic in a list, and whether it is a stub."""

    topic: Topic
    stub: bool


@dataclass(frozen=True)
class Land:
    """An area with its topics; the last land has no area and holds the rest."""

    area: Area | None
    entries: tuple[Listed, ...]

    @property
    def shown(self) -> tuple[Listed, ...]:
        """Return those that a list of all areas has room for."""
        return self.entries[:MOST]

    @property
    def more(self) -> int:
        """Return how many there are beyond these."""
        return len(self.entries) - len(self.shown)


def atlas_id() -> str:
    """Return the id of this atlas."""
    return db.session.scalars(select(Atlas.id)).one()


def permanent_ids() -> Callable[[str, int], str]:
    """Return what names an item, given its kind and id: a URN that is no other atlas's."""
    atlas = UUID(atlas_id())
    return lambda kind, item_id: uuid5(atlas, f"{kind}/{item_id}").urn


def list_lands(*, private: bool) -> list[Land]:
    """Return every area with its topics, in the author's order, and what lies outside them."""
    return make_lands(list_entries(list_topics(private=private)), list_areas(private=private))


def make_lands(entries: Sequence[Listed], areas: Iterable[Area]) -> list[Land]:
    """Return areas with their topics, and what lies outside them."""
    lands = [Land(area, tuple(e for e in entries if e.topic.area_id == area.id)) for area in areas]
    islets = Land(None, tuple(e for e in entries if e.topic.shown_area is None))
    return [*lands, islets] if islets.entries else lands


def topics_of(area: Area, *, private: bool) -> list[Listed]:
    """Return an area's topics."""
    topics = (topic for topic in list_topics(private=private) if topic.area_id == area.id)
    return list_entries(topics)


def list_entries(topics: Iterable[Topic]) -> list[Listed]:
    """Return topics with whether each is a stub, in one query for all."""
    found = list(topics)
    done = written([topic.id for topic in found])
    return [Listed(topic, topic.id not in done) for topic in found]

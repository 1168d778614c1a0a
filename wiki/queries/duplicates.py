"""Duplicate readings: an address that was read before, however it is written."""

from functools import lru_cache

from sqlalchemy import select

from wiki.addresses import bare_url
from wiki.dates import format_date
from wiki.db import db
from wiki.errors import Invalid
from wiki.forms.document_line import Values
from wiki.models import Reading
from wiki.sections import Section

KEPT = 10_000  # addresses whose keys a worker remembers, about 3 MB


def refuse_known(section: Section, values: Values) -> None:
    """Raise Invalid where the address of a new reading was read before.

    The error's `offer` is the id of the earlier reading, so that the form can link to it.
    """
    if section.model is not Reading or not values["url"]:
        return
    found = find_known_reading(values["url"])
    if found and found.queued is not None:
        raise Invalid("url", f"This is on your reading list{_where(found)}.", offer=str(found.id))
    if found:
        raise Invalid("url", f"You read this{_when(found)}{_where(found)}.", offer=str(found.id))


def find_known_reading(url: str) -> Reading | None:
    """Return the newest reading with this address, or None.

    `bare_url` decides what counts as the same.
    """
    wanted = _key(url)
    addressed = (Reading.deleted_at.is_(None), Reading.url != "")
    query = select(Reading.id, Reading.url).where(*addressed).order_by(Reading.id.desc())
    same = (item for item, other in db.session.execute(query) if _key(other) == wanted)
    return db.session.get(Reading, next(same, 0))


@lru_cache(maxsize=KEPT)
def _key(url: str) -> str:
    """Return what all addresses of one page have in common; those of the log are kept."""
    return bare_url(url)


def _when(reading: Reading) -> str:
    if not reading.read_on:
        return ""
    joint = "on" if len(reading.read_on) == 10 else "in"
    return f" {joint} {format_date(reading.read_on)}"


def _where(reading: Reading) -> str:
    titles = ", ".join(topic.title for topic in reading.live_topics)
    return f" in {titles}" if titles else ""

"""Finding duplicates: a web address that was read before, however it is written, or a title.

A browser that goes back after a save can put the text into a form with a new token; so the form
does not count as sent twice, and only the title shows it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, and_, cast, func, or_, select, true

from wiki.actions import ADD
from wiki.addresses import bare_url
from wiki.dates import format_date
from wiki.db import db, holds, utc_now
from wiki.errors import Invalid
from wiki.forms.document_line import Values
from wiki.journal import Change, Revision
from wiki.models import Reading
from wiki.related import get_row
from wiki.sections import Section
from wiki.text import name_key

# The parts of a key (see `bare_url`). Of a part in plain ASCII, every address with that key has the
# same runs of letters and digits, or else a percent sign, a letter beyond ASCII or punycode.
_PARTS = re.compile(r"[^/?#&=.:]+")
MOST_RUNS = 4  # that are compared
JUST_NOW = timedelta(hours=1)
NEWEST = 50  # items among which one that was just saved is looked for
_RUNS = re.compile(r"[A-Za-z0-9]{3,}")


def refuse_known(section: Section, values: Values) -> None:
    """Raise Invalid where a new reading has the address of an earlier one.

    For an essay, or a reading without an address, it is raised where one of the same title was
    added less than an hour ago. The error's `offer` is the id of the earlier item, for a link to
    it.
    """
    if section.owner != "shared":
        return
    if section.model is not Reading or not values["url"]:
        _refuse_just_saved(section, values.get("title", ""))
        return
    found = find_known_reading(values["url"])
    if found and found.queued is not None:
        raise Invalid("url", f"This is on your reading list{_where(found)}.", offer=str(found.id))
    if found:
        raise Invalid("url", f"You read this{_when(found)}{_where(found)}.", offer=str(found.id))


def _refuse_just_saved(section: Section, title: str) -> None:
    """Raise Invalid where an item of this title was added less than an hour ago (JUST_NOW)."""
    if not title:
        return
    model: Any = section.model
    newest = select(model.id, model.title).where(model.deleted_at.is_(None))
    newest = newest.order_by(model.id.desc()).limit(NEWEST)
    wanted = name_key(title)
    ids = [item_id for item_id, other in db.session.execute(newest) if name_key(other) == wanted]
    added = select(Revision.item_id).join(Change).order_by(Revision.item_id.desc()).limit(1)
    added = added.where(Revision.kind == section.kind, Revision.action == ADD)
    added = added.where(Revision.item_id.in_(ids), Change.at >= utc_now() - JUST_NOW)
    if ids and (found := db.session.scalar(added)):
        message = f"A new {section.noun} of this title was saved less than an hour ago."
        raise Invalid("title", message, offer=str(found))


def find_known_reading(url: str) -> Reading | None:
    """Return the newest reading with this address, or None."""
    return next(iter_known_readings(url), None)


def iter_known_readings(url: str) -> Iterator[Reading]:
    """Yield the readings with this address, the newest first.

    `bare_url` decides what is the same.
    """
    wanted = bare_url(url)
    addressed = (Reading.deleted_at.is_(None), Reading.url != "", may_be_same(Reading.url, wanted))
    query = select(Reading.id, Reading.url).where(*addressed).order_by(Reading.id.desc())
    for item, other in db.session.execute(query).all():
        if bare_url(other) == wanted:
            yield get_row(Reading, item)


def may_be_same(address: Any, key: str) -> ColumnElement[bool]:
    """Return an SQL condition that each address with this key meets, and few others do.

    `key` is what `bare_url` returns. So the database passes over nearly all addresses, and not
    thousands of keys have to be computed.
    """
    written = key.removeprefix("doi:")  # which not every address of a DOI has in it
    parts = (part for part in _PARTS.findall(written) if part.isascii() and "%" not in part)
    runs = {run.lower() for part in parts for run in _RUNS.findall(part)}
    if not runs:
        return true()
    folded = func.lower(address)
    has_all = and_(*(holds(folded, run) for run in sorted(runs, key=len)[-MOST_RUNS:]))
    is_encoded = or_(holds(address, "%"), holds(folded, "xn--"))
    is_beyond_ascii = func.length(address) < func.length(cast(address, LargeBinary))
    return or_(has_all, is_encoded, is_beyond_ascii)


def _when(reading: Reading) -> str:
    if not reading.read_on:
        return ""
    joint = "on" if len(reading.read_on) == 10 else "in"
    return f" {joint} {format_date(reading.read_on)}"


def _where(reading: Reading) -> str:
    titles = ", ".join(topic.title for topic in reading.live_topics)
    return f" in {titles}" if titles else ""

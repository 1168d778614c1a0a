"""Adding, editing, moving, deleting and restoring areas."""

from typing import Any

from sqlalchemy import select

from wiki.db import db
from wiki.errors import Invalid
from wiki.journal import Change, Entry, Signature, record
from wiki.models import Area
from wiki.projections.addresses import refresh
from wiki.queries.addresses import ANEW, RESTORE, find_deleted, next_free
from wiki.queries.areas import find_area, list_areas
from wiki.services.ordering import Direction, key_at_end, key_beyond
from wiki.text import quoted
from wiki.visibility import AUTHOR


def add_area(entry: Entry, values: dict[str, Any]) -> Area:
    """Add an area from a form's values, within a change. Raises Invalid for a title that is taken.

    `values["deleted"]` says what to do with a deleted area of this title: restore it, or make a new
    one.
    """
    title, summary = values["title"], values.get("summary", "")
    if found := find_area(title):
        raise Invalid("title", f"There is an area called {quoted(found.title)} already.")
    area = bring_back(entry, title, values.get("deleted", ""), field="title")
    if area and summary:
        entry.alter(area, summary=summary)
    return area or make_area(entry, title, summary, values.get("slug", ""))


def name_area(entry: Entry, name: str, deleted: str = "") -> Area:
    """Return the area with this name; make it, within a change, if there is none.

    Raises Invalid where an area of this name was deleted and `deleted` does not say what to do.
    """
    existing = find_area(name) or bring_back(entry, name, deleted, field="area")
    return existing or make_area(entry, name)


def bring_back(entry: Entry, title: str, deleted: str, *, field: str) -> Area | None:
    """Restore and return the deleted area of this title if `deleted` is "restore".

    Return None where there is no such area, or a new one is to be made. Raises Invalid for the form
    field `field` where there is such an area and no choice was made.
    """
    former: Area | None = find_deleted("area", title)
    if former and deleted not in (RESTORE, ANEW):
        message = (
            f"The area {quoted(former.title)} was deleted: restore it, or make a new one, "
            f"whose address will be `{next_free('area', title)}`."
        )
        raise Invalid(field, message, deleted=former.title)
    if former and deleted == RESTORE:
        entry.restore(former, {})
        return former
    return None


def make_area(entry: Entry, title: str, summary: str = "", slug: str = "") -> Area:
    """Add an area after all others, within a change, with the next free slug."""
    keys = list(db.session.scalars(select(Area.position)))
    slug = next_free("area", slug or title)
    area = entry.add(Area(title=title, summary=summary, slug=slug, position=key_at_end(keys)))
    if not area.slug:
        entry.alter(area, slug=f"area-{area.id}")
    refresh(area)  # flushed, so that the next one finds the slug taken
    return area


def edit_area(area: Area, values: dict[str, Any], by: Signature) -> Change | None:
    """Save an area's title and summary; its slug stays. Raises Invalid for a taken title."""
    other = find_area(values["title"])
    if other and other.id != area.id:
        raise Invalid("title", f"There is an area called {quoted(values['title'])} already.")
    with record(by) as entry:
        entry.alter(area, title=values["title"], summary=values["summary"])
    return entry.change


def delete_area(area: Area, by: Signature) -> Change | None:
    """Delete an area; its topics stay, but belong to no area."""
    with record(by) as entry:
        entry.delete(area)
    return entry.change


def move_area(area: Area, direction: Direction, by: Signature) -> Change | None:
    """Move an area one place up or down; return None where it is the first or last already."""
    areas = list(list_areas(reader=AUTHOR))
    index = areas.index(area) + (-1 if direction == "up" else 1)
    if not 0 <= index < len(areas):
        return None
    keys = list(db.session.scalars(select(Area.position).where(Area.id != area.id)))
    with record(by) as entry:
        entry.alter(area, position=key_beyond(keys, areas[index].position, direction))
    return entry.change

"""Finding areas by name or by address, and listing them in the author's order."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from wiki.db import db
from wiki.errors import AddressChanged, Merged, NotFound
from wiki.models import Area
from wiki.projections.addresses import find_address
from wiki.queries.addresses import find_holder
from wiki.queries.names import has_title
from wiki.text import is_name
from wiki.visibility import Reader, is_readable_area, sees_area


def list_areas(*, reader: Reader) -> Sequence[Area]:
    """Return the areas in the author's order; visitors see those with a public topic."""
    query = select(Area).where(sees_area(reader=reader)).order_by(Area.position, Area.id)
    return db.session.scalars(query).all()


def number_areas(areas: Iterable[Area]) -> dict[int, int]:
    """Return a number from 0 on for each area, by area id.

    All pages choose the area's colour by it.
    """
    return {area_id: index for index, area_id in enumerate(sorted(area.id for area in areas))}


def find_area(name: str) -> Area | None:
    """Return the area with this title, or with exactly this slug; None where there is none."""
    alive = select(Area).where(Area.deleted_at.is_(None)).order_by(Area.id).limit(1)
    if found := db.session.scalar(alive.where(has_title(Area, name))):
        return found
    found = db.session.scalar(alive.where(Area.slug == name))
    return found if found and is_name(name, found.title) else None


def find_deleted_area(area_id: int | None) -> Area | None:
    """Return the area with this id if it is deleted, None otherwise."""
    area = db.session.get(Area, area_id or 0)
    return area if area and area.deleted_at else None


def find_among(areas: Iterable[Area], slug: str) -> Area | None:
    """Return the area that has or had this slug among some, perhaps of a past day, or None."""
    area_id = find_address("area", slug)
    return next((area for area in areas if area.id == area_id), None)


def get_area(slug: str, *, reader: Reader) -> Area:
    """Return the area with this slug that the reader may see.

    Raises NotFound; AddressChanged where the area has another slug now; Merged where it was merged.
    """
    area_id = find_address("area", slug)
    area = db.session.scalar(select(Area).where(Area.id == area_id, sees_area(reader=reader)))
    if area is None:
        raise _merged_or_missing(area_id, reader=reader)
    if area.slug != slug:
        raise AddressChanged(area.slug)
    return area


def _merged_or_missing(area_id: int | None, *, reader: Reader) -> Merged | NotFound:
    """Return the error for an area that cannot be shown: Merged where its address redirects.

    Visitors are redirected if they could see the area when it was merged.
    """
    area = db.session.get(Area, area_id or 0)
    others = select(Area).where(Area.id == (area.merged_into if area else None))
    into = db.session.scalar(others.where(sees_area(reader=reader)))
    if area is None or into is None:
        return NotFound()
    was_seen = reader.sees_private or is_readable_area(area)
    return Merged("area", into.slug, into.title) if was_seen else NotFound()


def was_deleted(slug: str) -> bool:
    """Return whether the area that has or had this slug is deleted; a merged one is not."""
    area: Area | None = find_holder("area", slug)
    return bool(area and area.deleted_at and not area.merged_into)

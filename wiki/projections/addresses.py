"""Every slug that an area, a topic or an essay ever had."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from wiki.db import db
from wiki.journal_tables import Revision
from wiki.models import Address, Area, Essay, Topic
from wiki.projections.base import Projection, Row, WriteResult
from wiki.recorded import Recorded

ADDRESSED = (Area, Topic, Essay)


def refresh(item: Recorded) -> None:
    """Keep the slug that a row has now; rows of a kind without slugs are left aside."""
    if isinstance(item, ADDRESSED):
        db.session.merge(Address(kind=item.__kind__, slug=item.slug, item_id=item.id))


def find_address(kind: str, slug: str) -> int | None:
    """Return the id of the area, topic or essay that has or once had this slug, or None."""
    address = db.session.get(Address, (kind, slug))
    return address.item_id if address else None


def list_addresses(kind: str) -> list[str]:
    """Return every slug that the rows of a kind have or once had, deleted ones too."""
    query = select(Address.slug).where(Address.kind == kind).order_by(Address.slug)
    return list(db.session.scalars(query))


def _refresh_all(_connection: Connection, written: WriteResult) -> None:
    for altered in written.altered:
        if altered.appeared or "slug" in altered.names:
            refresh(altered.item)


def _derive(connection: Connection) -> Iterator[Row]:
    slug = Revision.after["slug"].as_string().label("slug")
    kinds = [model.__kind__ for model in ADDRESSED]
    query = select(Revision.kind, slug, Revision.item_id)
    query = query.where(Revision.kind.in_(kinds), Revision.after.is_not(None))
    # Of two that had one slug, the later has it now.
    found = {
        (kind, slug): item for kind, slug, item in connection.execute(query.order_by(Revision.id))
    }
    for (kind, slug), item_id in found.items():
        yield {"kind": kind, "slug": slug, "item_id": item_id}


PROJECTION = Projection(Address, _refresh_all, _derive)

"""Every slug that an area, a topic or an essay has or had, so that old addresses redirect."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from wiki.db import db
from wiki.journal_tables import Revision
from wiki.models import Address, Area, Essay, Topic
from wiki.projections.base import Projection, Row, WriteResult
from wiki.recorded import Recorded

ADDRESSED = (Area, Topic, Essay)


def refresh(item: Recorded) -> None:
    """Save the present slug of a row, so that it counts as taken; other kinds have none."""
    if isinstance(item, ADDRESSED):
        _keep(db.session.connection(), [item])


def find_address(kind: str, slug: str) -> int | None:
    """Return the id of the area, topic or essay that has or had this slug, or None."""
    query = select(Address.item_id).where(Address.kind == kind, Address.slug == slug)
    return db.session.scalar(query)


def list_addresses(kind: str) -> list[str]:
    """Return every slug that rows of a kind have or had, sorted; deleted rows count too."""
    query = select(Address.slug).where(Address.kind == kind).order_by(Address.slug)
    return list(db.session.scalars(query))


def _refresh_all(connection: Connection, written: WriteResult) -> None:
    renamed = (one.item for one in written.altered if one.appeared or "slug" in one.names)
    _keep(connection, [item for item in renamed if isinstance(item, ADDRESSED)])


def _keep(connection: Connection, items: Sequence[Area | Topic | Essay]) -> None:
    """Save the present slugs of some rows; a slug that another row had before is now theirs."""
    rows = [{"kind": one.__kind__, "slug": one.slug, "item_id": one.id} for one in items]
    if rows:
        added = insert(Address)
        connection.execute(
            added.on_conflict_do_update(
                index_elements=["kind", "slug"], set_={"item_id": added.excluded.item_id}
            ),
            rows,
        )


def _derive(connection: Connection) -> Iterator[Row]:
    slug = Revision.after["slug"].as_string().label("slug")
    kinds = [model.__kind__ for model in ADDRESSED]
    query = select(Revision.kind, slug, Revision.item_id)
    query = query.where(Revision.kind.in_(kinds), Revision.after.is_not(None))
    # Of two that had one slug, the later has it now.
    owners = {
        (kind, slug): item for kind, slug, item in connection.execute(query.order_by(Revision.id))
    }
    for (kind, slug), item_id in owners.items():
        yield {"kind": kind, "slug": slug, "item_id": item_id}


PROJECTION = Projection(Address, _refresh_all, _derive)

"""Every slug that an item has or had (a topic, an essay), so that old addresses redirect."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from wiki.db import db
from wiki.journal_tables import Revision
from wiki.models import Address
from wiki.projections.base import Projection, Row, WriteResult
from wiki.recorded import Recorded


def refresh(item: Recorded) -> None:
    """Save the present slug of a row, so that it counts as taken; other kinds have none."""
    if item.has_slug():
        _keep(db.session.connection(), [item])


def find_address(kind: str, slug: str) -> int | None:
    """Return the id of the item of this kind whose slug this is or was, or None."""
    query = select(Address.item_id).where(Address.kind == kind, Address.slug == slug)
    return db.session.scalar(query)


def list_addresses(kind: str) -> list[str]:
    """Return every slug that rows of a kind have or had, sorted; deleted rows count too."""
    query = select(Address.slug).where(Address.kind == kind).order_by(Address.slug)
    return list(db.session.scalars(query))


def _refresh_all(connection: Connection, written: WriteResult) -> None:
    renamed = (one.item for one in written.altered if one.appeared or "slug" in one.names)
    _keep(connection, [item for item in renamed if item.has_slug()])


def _keep(connection: Connection, items: Sequence[Any]) -> None:
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
    kinds = [kind for kind, model in Recorded.kinds.items() if model.has_slug()]
    query = select(Revision.kind, slug, Revision.item_id)
    query = query.where(Revision.kind.in_(kinds), Revision.after.is_not(None))
    # Of two that had one slug, the later has it now.
    owners = {
        (kind, slug): item for kind, slug, item in connection.execute(query.order_by(Revision.id))
    }
    for (kind, slug), item_id in owners.items():
        yield {"kind": kind, "slug": slug, "item_id": item_id}


PROJECTION = Projection(Address, _refresh_all, _derive)

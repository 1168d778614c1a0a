"""Tables that follow from the rows: kept in step by the journal, and rebuildable at any time."""

from wiki.db import db
from wiki.models import Address, Area, Essay, Topic
from wiki.recorded import Recorded

ADDRESSED = (Area, Topic, Essay)


def refresh(item: Recorded) -> None:
    """Bring what is derived from one row up to date: so far, every slug it ever had."""
    if isinstance(item, ADDRESSED):
        db.session.merge(Address(kind=item.__kind__, slug=item.slug, item_id=item.id))


def find_address(kind: str, slug: str) -> int | None:
    """Return the id of the area, topic or essay that has or once had this slug."""
    address = db.session.get(Address, (kind, slug))
    return address.item_id if address else None

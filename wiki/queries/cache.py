"""Values cached in each process as long as no later change or revision may alter them."""

from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, literal, select

from wiki.db import db, is_writing
from wiki.journal import Change, Revision
from wiki.models import Atlas
from wiki.projections.map_version import MapVersion
from wiki.site_rows import ONLY, SiteSettings

T = TypeVar("T")
# The id of the atlas, and the id of a change or revision or a token. The atlas is named because
# ids begin again when one atlas takes the place of another.
Version = tuple[str, int | str]
NEWEST = "wiki_newest"
_NOTHING = select(literal(None))
KEPT = 8  # values with the same name in the cache, for each database

# One cache for each engine: another database at the same path can have the same change ids.
_caches: WeakKeyDictionary[Engine, dict[str, OrderedDict[Any, Any]]] = WeakKeyDictionary()
_lock = Lock()


def cached(
    name: str,
    key: tuple[object, ...],
    until: Version | None,
    make: Callable[[], T],
    *,
    most: int = KEPT,
) -> T:
    """Return the value cached under a name and a key; if there is none, call `make` and cache it.

    `until` names the newest change or revision that the value depends on; with None, and while this
    transaction writes, nothing is cached. Of each name, the `most` recently used values are cached.
    """
    version_key = (*key, until)
    # What is being written may never be committed, and its number be given again.
    passing = until is None or is_writing()
    with _lock:
        values = _caches.setdefault(db.engine, {}).setdefault(name, OrderedDict())
        if version_key in values and not passing:
            values.move_to_end(version_key)
            found: T = values[version_key]
            return found
    value = make()
    if not passing:
        with _lock:
            values[version_key] = value
            while len(values) > most:
                values.popitem(last=False)
    return value


class Newest(NamedTuple):
    """The newest versions of the parts of the journal, None where a part is empty.

    `change` is the last change, `topic` the last revision of any topic: until there is another one,
    no topic has another title, address, place or visibility. `site` is that of the settings,
    `reading` that of any reading or topic. Until `map` changes, every map of the same day shows the
    same.
    """

    change: Version | None
    topic: Version | None
    site: Version | None
    reading: Version | None
    map: Version | None


def read_newest() -> Newest:
    """Return the newest versions of the parts of the journal.

    A transaction that only reads asks the database once.
    """
    session = db.session()
    within = session.get_transaction()
    remembered = session.info.get(NEWEST)
    if remembered and remembered[0] is within and within is not None and not is_writing():
        found: Newest = remembered[1]
        return found
    return read_newest_with(_NOTHING)[0]


def read_newest_with(query: Any, **values: object) -> tuple[Newest, Any]:
    """Return the same as `read_newest`, and the value of another query, read in one statement.

    `values` are the parameters of that query, which must be the same object at each call.
    """
    atlas, *ids, answer = db.session.execute(_newest_with(query), values).one()
    newest = Newest(*(None if one is None else (atlas, one) for one in ids))
    session = db.session()
    session.info[NEWEST] = (session.get_transaction(), newest)
    return newest, answer


@cache
def _newest_with(query: Any) -> Any:
    change = select(func.max(Change.id)).scalar_subquery()
    topic, reading = _last("topic"), _last("reading")
    of_site = (Revision.kind == SiteSettings.__kind__, Revision.item_id == ONLY)
    site = func.coalesce(select(func.max(Revision.id)).where(*of_site).scalar_subquery(), 0)
    # SQLite's max() of several values is NULL where one of them is.
    reading = func.max(func.coalesce(topic, 0), func.coalesce(reading, 0))
    token = select(MapVersion.token).scalar_subquery()
    return select(Atlas.id, change, topic, site, reading, token, query.scalar_subquery())


def _last(kind: str) -> Any:
    """Return the query for the id of a kind's last revision; the kind needs an index of its own."""
    return select(func.max(Revision.id)).where(Revision.kind == kind).scalar_subquery()

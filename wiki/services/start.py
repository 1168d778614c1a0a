"""Beginning an own atlas in place of the demo, and bringing the demo back.

Everything in the atlas is deleted, with its journal: ids start again from 1, and the atlas gets a
new id. By this id, drafts in browsers, drawings of the map and feed readers tell the two atlases
apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import delete, func, select, text, update

from wiki.db import Base, db
from wiki.errors import Invalid, NotFound
from wiki.journal import Change, Signature
from wiki.models import Atlas, Author, Topic
from wiki.projections import rebuild
from wiki.queries.addresses import next_free
from wiki.queries.atlas import atlas_id, read_identity
from wiki.queries.site import own_about, own_settings
from wiki.services.authors import rename, set_password
from wiki.services.new_pages import create_area_once, create_topic_once
from wiki.services.site import edit_site, save_about
from wiki.site import NAMES
from wiki.storage.copies import copy_database

KEPT_TABLES = {Atlas.__tablename__, Author.__tablename__}


@dataclass(frozen=True, kw_only=True)
class Backup:
    """Where the database is, and the folder and name of its next backup copy."""

    database: Path
    folder: Path
    name: str

    def make(self) -> Path:
        """Copy the database as last committed; return the path of the copy. Raises Unavailable."""
        return copy_database(self.database, self.folder, self.name)


def begin_own_atlas(values: dict[str, str], by: Signature, backup: Backup) -> Topic | None:
    """Delete the demo to begin an own atlas; return its first region, None where none was named.

    `values` are settings of the site, `password`, `area` and `title`; any may be missing or empty.
    Settings and “About” that the author saved in the demo stay. The copy of the demo is made last,
    so that a refused value leaves none. Raises NotFound where this is no demo, Invalid, and
    Unavailable where no copy can be made; the caller rolls back.
    """
    if not read_identity().is_demo:
        raise NotFound
    saved, body = own_settings(), own_about()
    empty_atlas()
    _name_author(values, by)
    save_about(body, by, base=0)
    edit_site(saved | {name: values[name] for name in NAMES if name in values}, by)
    topic = _first_region(values, by)
    _keep_beginning()
    backup.make()
    return topic


def restore_demo(fill: Callable[[], object], backup: Backup) -> None:
    """Empty an atlas in which nothing was saved since it was begun, and fill it with the demo.

    `fill` writes the demo. Raises NotFound where something was saved, and Unavailable where no copy
    can be made; the caller rolls back.
    """
    if not read_identity().is_new:
        raise NotFound
    empty_atlas()
    fill()
    backup.make()


def mark_demo() -> None:
    """Mark this atlas as the demo in its row of `Atlas`."""
    db.session.execute(update(Atlas).values(is_demo=True))


def empty_atlas() -> None:
    """Delete everything but the authors; ids start again from 1, and the atlas gets a new id."""
    former = atlas_id()
    connection = db.session.connection()
    # References are checked when the transaction ends: rows refer to each other both ways.
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in Base.metadata.sorted_tables:
        if table.name not in KEPT_TABLES:
            connection.execute(delete(table))
    numbers = text("DELETE FROM sqlite_sequence WHERE name != :kept")
    connection.execute(numbers, {"kept": Author.__tablename__})
    rebuild(connection)
    db.session.expunge_all()
    new = {"id": str(uuid4()), "is_demo": False, "replaced": former, "begun_with": 0}
    db.session.execute(update(Atlas).values(**new))


def _name_author(values: dict[str, str], by: Signature) -> None:
    """Give the author the name and the first password that were typed. Raises Invalid."""
    author = db.session.get_one(Author, by.author_id)
    if name := values.get("author_name"):
        rename(author, name)
    if password := values.get("password"):
        if author.password_hash:
            raise Invalid("password", "You have a password already: change it in the settings.")
        set_password(author, password)


def _first_region(values: dict[str, str], by: Signature) -> Topic | None:
    """Make the first area and region, each if it is named; return the region or None.

    Raises Invalid.
    """
    area, title = values.get("area", ""), values.get("title", "")
    if title:
        named = {"title": title, "area": area, "slug": next_free("topic", title)}
        return create_topic_once(named, by, once="")[0]
    if area:
        create_area_once({"title": area}, by, once="")
    return None


def _keep_beginning() -> None:
    """Store the id of the last change so far: later ones were made by the author."""
    latest = db.session.scalar(select(func.max(Change.id))) or 0
    db.session.execute(update(Atlas).values(begun_with=latest))

"""The site's settings in force, and the text of the page “About”."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.db import db, is_writing
from wiki.errors import Invalid, NotFound
from wiki.journal_tables import Revision
from wiki.queries.cache import cached, read_newest
from wiki.site import NAMES, OperatorSetting, Site, make_site
from wiki.site_rows import ONLY, About, OneRow, SiteSettings
from wiki.visibility import Reader, is_visible_to_visitors


def read_site(operator_settings: Mapping[str, OperatorSetting]) -> Site:
    """Return the site's settings in force; `operator_settings` are those that the operator set.

    It takes one small query. In a transaction that only reads, that is the one of `read_newest`:
    the saved settings are cached until they have another revision. Outside of transactions it uses
    a connection of its own for a moment: a session that has read something cannot take the write
    lock any more, and the present day has to be known before.
    """
    if db.session().in_transaction():
        if is_writing():
            return make_site(operator_settings, saved_settings())
        return make_site(operator_settings, cached("site", (), read_newest().site, saved_settings))
    with Session(db.engine) as aside:
        return make_site(operator_settings, _saved(aside))


def find_about() -> About | None:
    """Return the row with the author's text on the page “About”, None where there is none."""
    alive = (About.id == ONLY, About.deleted_at.is_(None), About.body != "")
    return db.session.scalar(select(About).where(*alive))


def get_site_row(model: Any, *, reader: Reader) -> Any:
    """Return the row of the settings, or of “About”, as far as the reader may see it.

    The author also gets it deleted. Raises NotFound where nothing was ever saved.
    """
    row = db.session.get(model, ONLY)
    if row is None or not (reader.sees_private or is_visible_to_visitors(row)):
        raise NotFound
    return row


def find_pages(name: str) -> list[OneRow]:
    """Return, in a list, the row of the page `about` or `settings`; [] where nothing was saved.

    It may be deleted. It is [] for any other name, too. Raises Invalid where the journal has no
    state of the row but the present one, so that a purge would remove nothing.
    """
    models: dict[str, type[OneRow]] = {"about": About, "settings": SiteSettings}
    row = db.session.get(models[name], ONLY) if name in models else None
    if row is None:
        return []
    states = (Revision.kind == row.__kind__, Revision.after.is_not(None))
    count = db.session.scalar(select(func.count()).select_from(Revision).where(*states)) or 0
    if count <= (row.deleted_at is None):
        raise Invalid("anchor", f"The journal has no former text of “page:{name}” to remove.")
    return [row]


def saved_settings() -> dict[str, str]:
    """Return the settings that the author saved, by name; {} for none."""
    return _saved(db.session())


def own_settings() -> dict[str, str]:
    """Return the settings that the author saved, by name; those of the demo are ""."""
    demo = _written_first(SiteSettings.__kind__)
    saved = saved_settings()
    return {name: "" if value == demo.get(name) else value for name, value in saved.items()}


def own_about() -> str:
    """Return the author's text on the page “About”; "" for none, or the demo's."""
    found = find_about()
    body = found.body if found else ""
    return "" if body == _written_first(About.__kind__).get("body") else body


def _written_first(kind: str) -> dict[str, Any]:
    """Return the first state of the settings, or of “About”: as the demo wrote it, or {}.

    That is from before the first area and region: the demo says who writes it before it has
    anything else. An author finds areas, or makes them first.
    """
    kinds = ("area", "topic")
    first = select(func.min(Revision.change_id)).where(Revision.kind.in_(kinds)).scalar_subquery()
    states = select(Revision.after).where(Revision.kind == kind, Revision.change_id < first)
    return db.session.scalar(states.order_by(Revision.id.desc()).limit(1)) or {}


def _saved(session: Session) -> dict[str, str]:
    columns = [SiteSettings.__table__.c[name] for name in NAMES]
    alive = (SiteSettings.id == ONLY, SiteSettings.deleted_at.is_(None))
    row = session.execute(select(*columns).where(*alive)).first()
    return dict(row._mapping) if row else {}

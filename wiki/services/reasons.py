"""A reason that was typed is always saved, even where no field of the item changed."""

from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from wiki.actions import AFFIRM, POINTS
from wiki.db import db
from wiki.errors import Conflict, Invalid
from wiki.journal import Change, Revision, Signature, record, version
from wiki.queries.beliefs.points import undone_change_ids
from wiki.sections import Section

NOTHING_ELSE = "Nothing else changed, so there is nothing to give a reason for."


def save_reason(
    section: Section, item: Any, by: Signature, *, base: int, after: int
) -> Change | None:
    """Save the reason or cause given with a form in which no field of the item differed.

    `base` is the version that the form was opened on. Where the journal has this reason for the
    item in a revision later than the id `after`, the same form was sent twice. Returns the change,
    None where there is nothing to save. Raises Conflict where the item changed since `base`, and
    Invalid where its kind cannot save a reason alone.
    """
    if not (by.reason or by.cause) or _is_saved(section.kind, item.id, by, after):
        return None
    if version(section.kind, item.id) != base:
        raise Conflict
    with record(by) as entry:
        if section.affirm is None or not section.affirm(entry, item):
            raise Invalid("reason", NOTHING_ELSE)
    return entry.change


def _is_saved(kind: str, item_id: int, by: Signature, after: int) -> bool:
    """Return whether a change after revision `after`, not undone, gave this reason and cause."""
    of_item = and_(Revision.kind == kind, Revision.item_id == item_id)
    set_off_by_it = and_(Change.cause_kind == kind, Change.cause_id == item_id)
    query = select(Change.id).join(Revision, Revision.change_id == Change.id)
    query = query.where(Revision.id > after, or_(of_item, set_off_by_it), _says_it(by.today))
    query = query.where(Change.reason == by.reason, Change.author_id == by.author_id)
    if by.cause:
        query = query.where(Change.cause_kind == by.cause[0], Change.cause_id == by.cause[1])
    change_ids = set(db.session.scalars(query))
    return bool(change_ids) and not change_ids <= undone_change_ids()


def _says_it(today: date) -> Any:
    """Return an SQL condition: that a revision alters its item, or affirms it today or later."""
    stands = and_(Revision.action == AFFIRM, Revision.held_on >= today)
    return or_(Revision.action.not_in(POINTS), stands)

"""Counting the items of a collection: all readings, or all essays."""

from sqlalchemy import func, select

from wiki.db import db
from wiki.models import Reading
from wiki.sections import Section
from wiki.visibility import is_slot


def count_shared(section: Section) -> int:
    """Return the number of undeleted readings or essays, without placeholders.

    Readings on the reading list are not counted.
    """
    lead = getattr(section.model, section.lead)
    filled = [section.model.deleted_at.is_(None), ~is_slot(lead)]
    if section.model is Reading:
        filled.append(Reading.queued.is_(None))
    query = select(func.count()).select_from(section.model).where(*filled)
    return db.session.scalar(query) or 0

"""How many items a collection holds."""

from sqlalchemy import func, select

from wiki.db import db
from wiki.sections import Section
from wiki.visibility import is_slot


def count_shared(section: Section) -> int:
    """Return how many items of a shared kind there are, without placeholders."""
    lead = getattr(section.model, section.lead)
    filled = (section.model.deleted_at.is_(None), ~is_slot(lead))
    query = select(func.count()).select_from(section.model).where(*filled)
    return db.session.scalar(query) or 0

"""Placeholders in SQL."""

from typing import Any

from sqlalchemy import and_, or_


def is_slot(text: Any) -> Any:
    """Return the SQL condition that a text column holds nothing but a placeholder."""
    bracketed = or_(text.like("<_%>"), text.like("<_%>."), text.like("<_%> ."))
    return and_(bracketed, text.not_like("%<%<%"), text.not_like("%>%>%"))

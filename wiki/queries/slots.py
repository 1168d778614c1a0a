"""Placeholders, as a query asks for them."""

from typing import Any

from sqlalchemy import and_, or_


def is_slot(text: Any) -> Any:
    """Return the condition that a field of kept, clean text is a placeholder."""
    bracketed = or_(text.like("<_%>"), text.like("<_%>."), text.like("<_%> ."))
    return and_(bracketed, text.not_like("%<%<%"), text.not_like("%>%>%"))

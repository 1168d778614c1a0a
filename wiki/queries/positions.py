"""The positions of a topic's rows: the text keys by which they are sorted."""

from typing import Any

from sqlalchemy import func, select

from wiki.db import db
from wiki.models import Topic


def last_position(model: Any, topic: Topic) -> str:
    """Return the highest position among a topic's rows of a model, deleted ones too.

    "" for no rows.
    """
    return (
        db.session.scalar(select(func.max(model.position)).where(model.topic_id == topic.id)) or ""
    )


def list_positions(model: Any, topic: Topic) -> list[str]:
    """Return the positions of a topic's rows of a model, deleted ones too."""
    return list(db.session.scalars(select(model.position).where(model.topic_id == topic.id)))

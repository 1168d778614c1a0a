"""Links that name a region by a title or address that it has no more."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from wiki.db import db
from wiki.models import Note, Topic
from wiki.projections.links import TextLink
from wiki.projections.search import SearchText
from wiki.queries.backlinks import STANDING
from wiki.visibility import VISITOR, is_public, sees_topic


def count_former(topic: Topic) -> int:
    """Return how many links could name a region by its present title: see `select_former`."""
    return db.session.scalar(select_former(topic, func.count())) or 0


def select_former(topic: Topic, *columns: Any) -> Select[Any]:
    """Return a query for the links by a former name in texts that may have the present title.

    That of a region that visitors may not see is for no text that they may read.
    """
    query = select(*columns).select_from(TextLink).join(*STANDING)
    query = query.where(TextLink.target_id == topic.id, TextLink.is_former)
    if is_public(topic):
        return query
    # A slot that is not filled counts as public nowhere but is read on its page.
    open_pages = select(Topic.id).where(sees_topic(reader=VISITOR))
    on_none = or_(TextLink.home_id.is_(None), TextLink.home_id.not_in(open_pages))
    return query.where(~SearchText.is_public, or_(TextLink.kind == Note.__kind__, on_none))

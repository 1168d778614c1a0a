"""What readings and essays share: topics as tags, and drafts."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import contains_eager, joinedload

from wiki.forms.document_line import Values
from wiki.forms.fields import ChoiceField
from wiki.models import DRAFT, PUBLISHED, Shared, Topic
from wiki.related import load_related
from wiki.sections.base import TOPIC_ID

# The names that the buttons of a form with “Publish” send.
PUBLISHING = ("publish", "state", "later")
STATES = {PUBLISHED: "published", DRAFT: "draft"}


class StateField(ChoiceField):
    """The field for whether an item is published, which is so in a document that does not say."""

    def __init__(self, label: str = "State", **kwargs: Any) -> None:
        super().__init__(label, STATES, default=PUBLISHED, **kwargs)


def state_notice(now: Values, before: Values) -> str:
    """Return the status line's words for a draft, a published former draft, or a queued work."""
    if now.get("queued") is not None:
        return "on the reading list"
    if now["state"] == DRAFT:
        return "a draft"
    return "published" if before.get("state") == DRAFT else ""


def find_tagged(
    model: Any, tags: Table, day: str, *along: Any, where: Sequence[Any] = ()
) -> Callable[[], Select[Any]]:
    """Return a function that makes the query for a topic's rows: newest first, undated last.

    `tags` is the table of tags, and `day` the column to sort by. `along` are relationships whose
    rows, a few for each item, are read with the same query; `where` are further conditions on a
    row.
    """

    def find() -> Select[Any]:
        item = tags.c[f"{model.__tablename__}_id"]
        mine = select(item).where(tags.c.topic_id == TOPIC_ID)
        query = select(model).where(model.id.in_(mine), model.deleted_at.is_(None), *where)
        # Two joins and not the nested one of a joined load, for which SQLite would read all tags.
        query = query.outerjoin(tags, item == model.id).outerjoin(
            Topic, Topic.id == tags.c.topic_id
        )
        query = query.options(contains_eager(model.topics))
        query = query.options(*(joinedload(rows) for rows in along))
        return query.order_by(getattr(model, day).desc(), model.id.desc())

    return find


def view_tagged(item: Shared, _topic: Topic | None = None) -> Values:
    """Return the fields of a reading or essay by name, with its topics as titles or slugs."""
    load_related(item)  # what a commit made it forget
    names = [topic.name_in_list for topic in item.live_topics]
    fields = (*item.__fields__, *item.__links__)
    return {name: getattr(item, name) for name in fields} | {"topics": names}

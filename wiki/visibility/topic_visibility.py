"""The visibility that the author chose for a topic: the only place that says what it means.

It says nothing of whether the topic is deleted or merged into another one: `is_public()` and
`sees_topic()` consider that as well. A topic that was merged keeps the visibility that it had.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, func

from wiki.models import PUBLIC, Topic


class WithVisibility(Protocol):
    """A topic, or what was read of one, with its visibility."""

    @property
    def visibility(self) -> str:
        """Return `public` or `private`."""


def is_set_public(topic: WithVisibility) -> bool:
    """Return whether a topic is set to be public, also if it is deleted or merged."""
    return topic.visibility == PUBLIC


def is_set_public_in_sql(topic: Any = Topic) -> ColumnElement[bool]:
    """Return an SQL condition: that a topic is set to be public, also if it is deleted or merged.

    `topic` is the model, or an alias of it.
    """
    condition: ColumnElement[bool] = topic.visibility == PUBLIC
    return condition


def would_open(topic: WithVisibility, visibility: str | None) -> bool:
    """Return whether setting a visibility would show a private topic; None sets nothing."""
    return visibility == PUBLIC and not is_set_public(topic)


def is_former_name_known(was_public: Any, topic: Any = Topic) -> ColumnElement[bool]:
    """Return an SQL condition: that visitors may find a topic by a name that it had.

    They may where they could see the topic by that name (`was_public`), unless it is private now.
    """
    return and_(was_public, is_set_public_in_sql(topic))


def visibility_in(state: Mapping[str, Any]) -> str:
    """Return a topic's visibility in a state of the journal; a state without one is public."""
    return state.get("visibility") or PUBLIC


def is_public_in(state: Mapping[str, Any] | None) -> bool:
    """Return whether visitors could see a topic in a state of the journal; None is deleted.

    A topic that was merged into another one is not seen any more.
    """
    if state is None or state.get("merged_into"):
        return False
    return visibility_in(state) == PUBLIC


def is_public_state(state: Any) -> ColumnElement[bool]:
    """Return an SQL condition: `is_public_in`, given a topic's state as a JSON column."""
    is_open = func.coalesce(state["visibility"].as_string(), PUBLIC) == PUBLIC
    return and_(is_open, was_merged_into(state).is_(None))


def was_merged_into(state: Any) -> ColumnElement[int]:
    """Return an SQL expression: the id of the topic that a topic was merged into, given its state.

    It is NULL where the topic was not merged.
    """
    into: ColumnElement[int] = state["merged_into"].as_integer()
    return into

"""Removing the names of purged regions from the next versions of other items.

The journal names the regions of an item by their ids. A next version has them as the author typed
them, so that a purge has to look for every name that a purged region had.
"""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import func, select

from wiki.db import db
from wiki.models import NextVersion, Topic
from wiki.naming import name_key
from wiki.projections.names import TopicName, keys_of, read_names
from wiki.projections.regions import in_batches
from wiki.visibility import AUTHOR

Name = tuple[str, ...]  # the keys of the parts that a list separated by commas cuts a name into


def forget_names(topic_ids: Collection[int]) -> None:
    """Remove the names of topics from the lists of regions in all next versions.

    Discarded next versions count too. The names are read from the projection `TopicName`, so call
    this before it is rebuilt.
    """
    names = _names_of(topic_ids)
    for draft in db.session.scalars(select(NextVersion)):
        typed = draft.typed.get("topics") or []
        remaining = _without(typed, names, lambda name: _leads_elsewhere(name, topic_ids))
        if remaining != typed:
            draft.typed = draft.typed | {"topics": remaining}
    db.session.flush()


def _names_of(topic_ids: Collection[int]) -> set[Name]:
    """Return all names, cut at commas, that lead to topics or to what was merged into them."""
    home = func.coalesce(Topic.merged_into, Topic.id)
    query = select(TopicName.name).join(Topic, Topic.id == TopicName.topic_id)
    return {
        tuple(filter(None, map(str.strip, name.split(","))))
        for batch in in_batches(sorted(topic_ids))
        for name in db.session.scalars(query.where(home.in_(batch)))
    }


def _leads_elsewhere(name: str, topic_ids: Collection[int]) -> bool:
    """Return whether a name leads to a topic that exists and is none of `topic_ids`."""
    topic = read_names(reader=AUTHOR, among=keys_of(name)).find(name)
    return topic is not None and topic.id not in topic_ids


def _without(
    typed: Sequence[str], names: Collection[Name], leads_elsewhere: Callable[[str], bool]
) -> list[str]:
    """Return the typed names without those in `names`, of which the longest match is removed first.

    A name with commas was typed as several entries. They stay if each leads to another topic by
    now.
    """
    keys = [name_key(part.removeprefix("/atlas/")) for part in typed]
    most = max(map(len, names), default=0)
    remaining: list[str] = []
    begin = 0
    while begin < len(typed):
        ends = range(min(begin + most, len(typed)), begin, -1)
        end = next((end for end in ends if tuple(keys[begin:end]) in names), 0)
        if not end or all(map(leads_elsewhere, typed[begin:end])):
            end = begin + 1
            remaining.append(typed[begin])
        begin = end
    return remaining

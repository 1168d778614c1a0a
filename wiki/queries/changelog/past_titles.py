"""The titles that regions had when something changed, as far as visitors could read them then.

Feeds name regions by these: some feed readers take an entry with another title for a new entry, so
that renaming a region would bring them all of its past changes again.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from wiki.db import db
from wiki.journal import Revision


class PastTitles:
    """The titles that topics had in each state that visitors could see, found by change id."""

    def __init__(self, topic_ids: Collection[int]) -> None:
        title = Revision.after["title"].as_string()
        query = select(Revision.item_id, Revision.change_id, title)
        # By topic first: by the id alone, SQLite would read the journal of all topics in order.
        query = query.order_by(Revision.item_id, Revision.id)
        mine = (Revision.kind == "topic", Revision.item_id.in_(topic_ids), Revision.published)
        self._changes: dict[int, list[int]] = defaultdict(list)
        self._titles: dict[int, list[str]] = defaultdict(list)
        for topic_id, change_id, name in db.session.execute(query.where(*mine, title.is_not(None))):
            self._changes[topic_id].append(change_id)
            self._titles[topic_id].append(name)

    def at(self, topic_id: int, change_id: int) -> str | None:
        """Return a topic's title after a change; the first title if it became public only later.

        None for a topic that never was public.
        """
        titles = self._titles.get(topic_id)
        if titles is None:
            return None
        return titles[max(0, bisect_right(self._changes[topic_id], change_id) - 1)]

"""The titles that regions had when something changed, as far as visitors could read them then.

Feeds tell changes with these: some feed readers take an entry whose title is another one for a new
entry, and a region with a new name would bring them all of its past changes again.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from wiki.db import db
from wiki.journal import Revision


class PastTitles:
    """The titles that some topics had in states that visitors could see, by the change."""

    def __init__(self, topic_ids: Collection[int]) -> None:
        title = Revision.after["title"].as_string()
        query = select(Revision.item_id, Revision.change_id, title)
        # By topic first: by the id alone, SQLite would read the journal of all topics in order.
        query = query.order_by(Revision.item_id, Revision.id)
        mine = (Revision.kind == "topic", Revision.item_id.in_(topic_ids), Revision.published)
        self._changes: dict[int, list[int]] = defaultdict(list)
        self._titles: dict[int, list[str]] = defaultdict(list)
        for topic_id, change_id, said in db.session.execute(query.where(*mine, title.is_not(None))):
            self._changes[topic_id].append(change_id)
            self._titles[topic_id].append(said)

    def at(self, topic_id: int, change_id: int) -> str | None:
        """Return the title after a change, or the first one for a topic that became public later.

        It is None for a topic that never was public.
        """
        titles = self._titles.get(topic_id)
        if titles is None:
            return None
        return titles[max(0, bisect_right(self._changes[topic_id], change_id) - 1)]

"""The newest readings as of a past day, for the first page of that day."""

from collections.abc import Sequence

from wiki.models import Reading
from wiki.queries.cache import cached, read_newest
from wiki.queries.past.items import PastItems
from wiki.queries.past.states import newest_days
from wiki.visibility import is_empty_slot

# The ids of the newest readings that are read first, and at most: nearly always a few are enough.
FEW, ALL = 100, 1_000_000


def latest_past(items: PastItems, count: int, *, until: int) -> list[Reading]:
    """Return the `count` newest readings that were no placeholders after the change `until`."""
    found: list[Reading] = []
    for most in (FEW, ALL):
        newest, start = _newest(most, until), 0
        found.clear()
        # Nearly always the first ones do; so more rows are made only where these are too few.
        while start < len(newest) and len(found) < count:
            some = newest[start : 2 * (start + count)]
            start += len(some)
            rows = {row.id: row for row in items.among("reading", some)}
            seen = [rows[reading_id] for reading_id in some if reading_id in rows]
            found += [row for row in seen if not is_empty_slot(row)]
        if len(found) >= count or len(newest) < most:
            break
    return found[:count]


def _newest(most: int, until: int) -> Sequence[int]:
    """Return the ids of the newest readings, also of those that visitors could not see."""
    # What was read by then stays as it is, so the day alone tells whether it is cached.
    newest = read_newest().topic
    version = (newest[0], until) if newest else None
    return cached(
        "past readings",
        (most,),
        version,
        lambda: newest_days("reading", "read_on", until=until, most=most),
    )

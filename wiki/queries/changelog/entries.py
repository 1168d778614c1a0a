"""The changelog: what changed in the author's views, read from the journal and nowhere kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, islice
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wiki.db import db
from wiki.journal import Change, Revision
from wiki.models import Topic
from wiki.queries.beliefs.points import taken_back
from wiki.queries.changelog.cast import Cast
from wiki.queries.changelog.sentences import NEWS, Sentence, begun, in_order, tell
from wiki.queries.changelog.sittings import (
    Key,
    Opened,
    find_sittings,
    read_steps,
    undone_at,
)
from wiki.sections.news import Named, Sitting, Step
from wiki.text import sort_key
from wiki.visibility import VISITOR, Reader, alive

PAGE = 50
SPARE = 50  # read beyond what is asked for, as some come to nothing
BACK = 400  # changes looked at before all are
MOST = 12  # items told of under one address


@dataclass(frozen=True)
class Entry:
    """What began with one change, told together under its address.

    `at` is when it began and `updated` when any of it last moved on; with `more` it has more to
    tell than a list has room for.
    """

    change_id: int
    at: datetime
    updated: datetime
    sentences: tuple[Sentence, ...]
    more: bool

    @property
    def title(self) -> str:
        """Return the first sentence, and how many follow."""
        rest = len(self.sentences) - 1
        first = self.sentences[0].text
        if not self.more and not rest:
            return first
        return f"{first.removesuffix('.')}, and {'more' if self.more else f'{rest} more'}"

    @property
    def topics(self) -> list[str]:
        """Return the titles of the topics it is about."""
        titles = (topic.title for one in self.sentences for topic in one.topics)
        return list(dict.fromkeys(titles))


# The changes that do not count, and when each that was undone was.
Undoings = tuple[set[int | None], dict[int, datetime]]


@dataclass(frozen=True)
class Group:
    """The sentences of a digest about one region, each with the change that it began with."""

    region: Named | None
    told: tuple[tuple[Sentence, int], ...]


def list_entries(
    topic: Topic | None = None, *, reader: Reader, before: int | None = None, count: int = PAGE
) -> tuple[list[Entry], bool]:
    """Return a page of the changelog, newest first, and whether there are older entries.

    With `before`, the id of a change, it is the page of those that began earlier.
    """
    found = _first(topic, count + 1, reader=reader, before=before)
    return found[:count], len(found) > count


def latest_of_mind(count: int, *, reader: Reader) -> list[Entry]:
    """Return the latest entries in which the author thinks otherwise."""
    return _first(None, count, reader=reader, wanted=_is_of_mind)


def list_month(month: str, zone: ZoneInfo, *, reader: Reader) -> list[Entry]:
    """Return all that began in a month such as `2026-11`, the oldest first."""
    opened, _ = find_sittings(None, reader=reader)
    mine = [one for one in opened if f"{one.at.astimezone(zone):%Y-%m}" == month]
    undoings = taken_back(), undone_at()
    return list(_told(mine, len(mine), undoings, reader=reader))[::-1]


def group_by_region(entries: Sequence[Entry]) -> list[Group]:
    """Return the sentences of some entries by the first region each is about, then the rest."""
    regions: dict[Named | None, list[tuple[Sentence, int]]] = {}
    for entry in entries:
        for sentence in entry.sentences:
            region = sentence.topics[0] if sentence.topics else None
            alone = replace(sentence, words=tuple(begun(sentence.words)))
            regions.setdefault(region, []).append((alone, entry.change_id))
    ordered = sorted(regions, key=lambda one: (one is None, sort_key(one.title) if one else ""))
    return [Group(region, tuple(regions[region])) for region in ordered]


def begins_on(zone: ZoneInfo, *, reader: Reader) -> date | None:
    """Return the day on which the atlas begins for a reader, None where there is nothing yet.

    For visitors it begins with the first region that is public now.
    """
    query = select(func.min(Change.at)).join(Revision, Revision.change_id == Change.id)
    if not reader.sees_private:
        shown = alive(reader=VISITOR).with_only_columns(Topic.id)
        of_topic = (Revision.kind == "topic", Revision.item_id.in_(shown))
        query = query.where(Revision.published, *of_topic)
    begun = db.session.scalar(query)
    return begun.astimezone(zone).date() if begun else None


def _is_of_mind(entry: Entry) -> bool:
    return any(sentence.of_mind for sentence in entry.sentences)


def _first(
    topic: Topic | None,
    count: int,
    *,
    reader: Reader,
    before: int | None = None,
    wanted: Callable[[Entry], bool] = lambda entry: True,
) -> list[Entry]:
    """Return the newest entries that are wanted, looking back as far as it takes."""
    undoings = taken_back(), undone_at()
    for back in (BACK, None):
        opened, is_all = find_sittings(topic, reader=reader, back=back, before=before)
        told = filter(wanted, _told(opened, count + SPARE, undoings, reader=reader))
        found = list(islice(told, count))
        if is_all or len(found) == count:
            break
    return found


def _told(
    opened: Sequence[Opened], at_once: int, undoings: Undoings, *, reader: Reader
) -> Iterator[Entry]:
    """Tell what began with each change, so many at once; what comes to nothing has no entry."""
    void, undone = undoings
    for start in range(0, len(opened), max(1, at_once)):
        batch = opened[start : start + at_once]
        ids = [found for one in batch for key in _some(one) for found in one.items[key]]
        steps = read_steps(ids, reader=reader)
        standing = {key: step for key, step in steps.items() if step.row.change_id not in void}
        sittings = [list(_sittings(one, standing)) for one in batch]
        cast = Cast(chain.from_iterable(sittings), reader=reader)
        for one, mine in zip(batch, sittings, strict=True):
            sentences = in_order(filter(None, (tell(sitting, cast) for sitting in mine)))
            if sentences:
                rows = [steps[found].row for key in _some(one) for found in one.items[key]]
                moments = [row.at for row in rows]
                moments += [undone[row.change_id] for row in rows if row.change_id in undone]
                more = len(one.items) > MOST
                yield Entry(one.change_id, one.at, max(moments), tuple(sentences), more)


def _some(one: Opened) -> list[Key]:
    """Return the items that there is room to tell of."""
    if len(one.items) <= MOST:
        return list(one.items)
    return sorted(one.items, key=lambda key: (NEWS[key[0]].order, key[1]))[:MOST]


def _sittings(one: Opened, steps: Mapping[int, Step]) -> Iterator[Sitting]:
    for key in _some(one):
        standing = tuple(steps[found] for found in one.items[key] if found in steps)
        if standing:
            yield Sitting(*key, standing)

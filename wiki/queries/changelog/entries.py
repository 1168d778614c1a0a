"""Entries of the changelog: the edit groups that began with one change, told together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from wiki.actions import ADD
from wiki.clock import start_of
from wiki.db import db
from wiki.journal import Change
from wiki.models import Topic
from wiki.queries.beliefs.points import undone_change_ids
from wiki.queries.changelog.edit_groups import find_entry_revisions
from wiki.queries.changelog.edits import find_statements, read_edits, undone_at
from wiki.queries.changelog.entry_revisions import EntryRevisions, Revisions
from wiki.queries.changelog.named_rows import NamedRows
from wiki.queries.changelog.sentences import NEWS, Sentence, count_setup, describe_group, in_order
from wiki.queries.changelog.setups import Key
from wiki.sections.edit_group import Edit, EditGroup
from wiki.sections.news import NamedTopic
from wiki.text import sort_key
from wiki.visibility import Reader

PAGE = 50
SPARE = 50  # read beyond what is asked for: some of them turn out to have nothing to tell
SEARCHED = (250, 600, None)  # of the latest changes, until these are enough; at last all
MOST = 12  # items that one entry tells


@dataclass(frozen=True)
class ChangelogEntry:
    """Everything that began with one change, shown at the address of that change.

    `at` is the time of that first change, `updated` that of the latest change to any of it, undoing
    included. `more` is how many items are left out because a list has no room for them.
    """

    change_id: int
    at: datetime
    updated: datetime
    sentences: tuple[Sentence, ...]
    more: int

    @property
    def title(self) -> str:
        """Return the first sentence, and the number of further ones if there are any."""
        rest = len(self.sentences) - 1
        first = self.sentences[0].text
        if not self.more and not rest:
            return first
        return f"{first.removesuffix('.')}, and {rest + self.more} more"

    @property
    def topics(self) -> list[str]:
        """Return the titles of the topics that the entry is about."""
        titles = (topic.title for one in self.sentences for topic in one.topics)
        return list(dict.fromkeys(titles))


# The ids of undone changes and of undos, and when each undone change was last undone.
Undoings = tuple[set[int], dict[int, datetime]]


@dataclass(frozen=True)
class DigestLine:
    """A sentence of a digest, with the change id of its entry.

    `more` is the number of items of the entry for which there is no room; its last sentence has it.
    """

    sentence: Sentence
    change_id: int
    more: int = 0


@dataclass(frozen=True)
class RegionDigest:
    """The lines of a digest about one region, None for lines about no region."""

    region: NamedTopic | None
    lines: tuple[DigestLine, ...]


def list_entries(
    topic: Topic | None = None, *, reader: Reader, before: int | None = None, count: int = PAGE
) -> tuple[list[ChangelogEntry], bool]:
    """Return a page of the changelog, newest first, and whether there are older entries.

    With `before`, the id of a change, the page has entries that began earlier.
    """
    found = _first(topic, count + 1, reader=reader, before=before)
    return found[:count], len(found) > count


def list_for_feed(topic: Topic | None, *, reader: Reader) -> list[ChangelogEntry]:
    """Return the newest entries for a feed, with the titles that regions had at the time."""
    return _first(topic, PAGE, reader=reader, as_then=True)


def latest_changes_of_mind(count: int, *, reader: Reader) -> list[ChangelogEntry]:
    """Return the latest `count` entries in which the author's views changed."""
    return _first(None, count, reader=reader, wanted=_is_of_mind)


def list_month(month: str, zone: ZoneInfo, *, reader: Reader) -> list[ChangelogEntry]:
    """Return the changelog entries that began in a month such as `2026-11`, oldest first."""
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    begin, end = start_of(first, zone), start_of(following, zone)
    last = db.session.scalar(select(func.max(Change.id)).where(Change.at < end)) or 0
    opened, _ = find_entry_revisions(None, reader=reader, before=last + 1, since=begin)
    mine = [one for one in opened if begin <= one.at < end]
    return make_entries(mine, reader=reader)[::-1]


def list_since(moment: datetime, *, reader: Reader) -> list[ChangelogEntry]:
    """Return the changelog entries that began at a moment or later, oldest first."""
    opened, _ = find_entry_revisions(None, reader=reader, since=moment)
    mine = [one for one in opened if one.at >= moment]
    return make_entries(mine, reader=reader)[::-1]


def make_entries(
    opened: Sequence[EntryRevisions], *, reader: Reader, as_then: bool = False
) -> list[ChangelogEntry]:
    """Return the changelog entries for some edit groups, in the same order."""
    undoings = undone_change_ids(), undone_at(reader=reader)
    return list(_entries(opened, len(opened), undoings, reader=reader, as_then=as_then))


def group_by_region(entries: Sequence[ChangelogEntry]) -> list[RegionDigest]:
    """Return the sentences of entries, grouped by the first region that each names.

    Regions are sorted by title; sentences that name none come last.
    """
    regions: dict[NamedTopic | None, list[DigestLine]] = {}
    for entry in entries:
        last = len(entry.sentences) - 1
        for index, sentence in enumerate(entry.sentences):
            region = sentence.topics[0] if sentence.topics else None
            more = entry.more if index == last else 0
            line = DigestLine(sentence.alone, entry.change_id, more)
            regions.setdefault(region, []).append(line)
    ordered = sorted(regions, key=lambda one: (one is None, sort_key(one.title) if one else ""))
    return [RegionDigest(region, tuple(regions[region])) for region in ordered]


def _is_of_mind(entry: ChangelogEntry) -> bool:
    return any(sentence.of_mind for sentence in entry.sentences)


def _first(
    topic: Topic | None,
    count: int,
    *,
    reader: Reader,
    before: int | None = None,
    wanted: Callable[[ChangelogEntry], bool] = lambda entry: True,
    as_then: bool = False,
) -> list[ChangelogEntry]:
    """Return the newest entries for which `wanted` is true.

    A few of the latest changes are searched first, and more only if those are not enough.
    """
    undoings = undone_change_ids(), undone_at(reader=reader)
    for back in SEARCHED:
        opened, is_all = find_entry_revisions(topic, reader=reader, back=back, before=before)
        entries = _entries(opened, count + SPARE, undoings, reader=reader, as_then=as_then)
        entries = filter(wanted, entries)
        found = list(islice(entries, count))
        if is_all or len(found) == count:
            break
    return found


def _entries(
    opened: Sequence[EntryRevisions],
    at_once: int,
    undoings: Undoings,
    *,
    reader: Reader,
    as_then: bool,
) -> Iterator[ChangelogEntry]:
    """Yield an entry for each change that began groups, reading `at_once` of them at a time.

    A change of which nothing remains to be shown, as it was undone, has no entry.
    """
    void, undone = undoings
    for start in range(0, len(opened), max(1, at_once)):
        batch = opened[start : start + at_once]
        parts = [_some(one) for one in batch]
        edits = read_edits(_ids(chain.from_iterable(parts)), reader=reader)
        standing = {key: edit for key, edit in edits.items() if edit.row.change_id not in void}
        groups = [[_groups(revisions, standing) for _, revisions in mine] for mine in parts]
        every = (group for mine in groups for part in mine for group in part.values())
        named = NamedRows(every, reader=reader)
        for one, mine, part_groups in zip(batch, parts, groups, strict=True):
            names, page = named.as_of(one.change_id) if as_then else named, one.page_of
            pairs = zip(mine, part_groups, strict=True)
            sentences = in_order(
                filter(None, (_describe_part(key, some, names, page) for (key, _), some in pairs))
            )
            if sentences:
                rows = [edits[revision_id].row for revision_id in _ids(mine)]
                moments = [row.at for row in rows]
                moments += [undone[row.change_id] for row in rows if row.change_id in undone]
                more = max(0, len(one.parts) - MOST)
                yield ChangelogEntry(one.change_id, one.at, max(moments), tuple(sentences), more)


def _some(one: EntryRevisions) -> list[tuple[Key, Revisions]]:
    """Return at most MOST parts of an entry, which get a sentence: the most important kinds."""
    if len(one.parts) <= MOST:
        return one.parts
    return sorted(one.parts, key=lambda part: (NEWS[part[0][0]].order, part[0][1]))[:MOST]


def _ids(parts: Iterable[tuple[Key, Revisions]]) -> list[int]:
    return [one for _, revisions in parts for ids in revisions.values() for one in ids]


def _groups(revisions: Revisions, edits: Mapping[int, Edit]) -> dict[Key, EditGroup]:
    """Return the edit groups of some items, without the edits that were undone."""
    visible = {
        key: tuple(edits[revision_id] for revision_id in ids if revision_id in edits)
        for key, ids in revisions.items()
    }
    return {key: EditGroup(*key, standing) for key, standing in visible.items() if standing}


def _describe_part(
    key: Key, groups: Mapping[Key, EditGroup], named: NamedRows, page_of: int | None
) -> Sentence | None:
    """Return the sentence for one part of an entry, None where nothing of it remains to tell."""
    if key not in groups:
        return None
    sentence = describe_group(groups[key], named, page_of)
    if key[0] != "topic" or sentence is None or not sentence.opening:
        return sentence
    others = [group for other, group in groups.items() if other != key]
    begun = groups[key].edits[0].row
    is_published = begun.action != ADD
    statements = find_statements(key[1], begun.change_id) if is_published else set()
    return count_setup(sentence, others, statements, named)

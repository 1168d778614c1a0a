"""Writing the essays that the feed of a blog lists.

An essay that the atlas has stays as it is; only a date or an address that it lacks is filled in.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable
from typing import Any

from wiki.addresses import bare_url
from wiki.db import db, highest_id
from wiki.exchange.library.differing import differing_essay_note
from wiki.exchange.library.feeds import CATEGORY
from wiki.exchange.library.region_tags import RegionTags, distinct_topics
from wiki.exchange.library.report import TWICE, ReportRow, draft_reason
from wiki.exchange.library.title_keys import title_key
from wiki.exchange.library.work import Work
from wiki.journal import Entry
from wiki.models import DRAFT, PUBLISHED, Essay, Topic
from wiki.queries.addresses import next_free
from wiki.related import select_whole
from wiki.sections import essay
from wiki.services import shared
from wiki.text import slugify

HERE = "here"  # in place of the day of an essay without an address
UNPUBLISHED = "kept back"
_UNPUBLISHED_TEXT = re.compile(r"Not published on the blog yet: <(\S+)>")
WORDS = {"url": "the address", "published_on": "the date of publication"}


class _KnownEssays:
    """All essays of the atlas that an entry may be the same as, by address, then by title.

    `listed` are the addresses in the feed: two of them are two entries, whatever their titles. So
    an essay whose address the feed has is found by that alone, and any other one by title once.
    """

    def __init__(self, listed: Collection[str]) -> None:
        self._listed = listed
        self._addresses: dict[str, Essay] = {}
        # By title, and by the day of publication, or HERE, or UNPUBLISHED for what an import kept
        # back.
        self._titles: dict[tuple[str, str], deque[Essay]] = defaultdict(deque)
        self._taken: set[int] = set()
        query = select_whole(Essay).where(Essay.deleted_at.is_(None)).order_by(Essay.id)
        for row in db.session.scalars(query):
            self._add_title(row)
            self.add_address(row, row.url or unpublished_address(row))

    def add_address(self, row: Essay, address: str) -> None:
        """Let an essay be found by an address; of two with the same address, the first."""
        if address:
            self._addresses.setdefault(bare_url(address), row)

    def find(self, work: Work) -> Essay | None:
        """Return the essay that an entry is the same as, or None.

        An equal title is enough only where that essay has no address, or was published on the same
        day: a blog may give many entries one title.
        """
        if found := self._addresses.get(bare_url(work.url)):
            return found
        title = title_key(work.title)
        for day in filter(None, (HERE, work.published_on, UNPUBLISHED)):
            if found := self._next(self._titles[title, day]):
                self._taken.add(found.id)
                self.add_address(found, work.url)
                return found
        return None

    def _add_title(self, row: Essay) -> None:
        address = row.url or unpublished_address(row)
        if address and bare_url(address) in self._listed:
            return
        title = title_key(row.title)
        self._titles[title, row.published_on if address else HERE].append(row)
        if unpublished_address(row):
            self._titles[title, UNPUBLISHED].append(row)

    def _next(self, rows: deque[Essay]) -> Essay | None:
        while rows and rows[0].id in self._taken:
            rows.popleft()
        return rows[0] if rows else None


class EssayWriter:
    """Writes the entries of one feed: as new essays, or into the essays that they are already.

    New essays are drafts unless `publish` is given. An entry that is not published on the blog
    stays a draft in any case, with its address in its text, so that it does not count as published
    elsewhere. They are tagged with the regions whose titles are among the categories of their
    entries.
    """

    def __init__(self, entry: Entry, works: Iterable[Work], *, publish: bool) -> None:
        self._entry, self._state = entry, PUBLISHED if publish else DRAFT
        self._known = _KnownEssays({bare_url(work.url) for work in works})
        self._last = highest_id(Essay.__tablename__)
        self._before = self._last  # essays after this one are new
        self._slugs: Counter[str] = Counter()
        self._regions = RegionTags()

    def import_work(self, work: Work) -> ReportRow:
        """Write one entry, and return the row of the report on it."""
        row = self._known.find(work)
        if row is None:
            self._add(work)
            return ReportRow(work.line, work.title, "new", draft_reason(work))
        is_new = row.id > self._before
        address = "" if is_new else f"/e/{row.id}"
        changed = {} if is_new else _changes(row, work)
        otherwise = "" if is_new else differing_essay_note(row, work)
        if not changed:
            reason = TWICE if is_new else otherwise
            return ReportRow(work.line, work.title, "known", reason, address)
        self._entry.alter(row, **changed)
        added = f"Adds {' and '.join(WORDS[name] for name in WORDS if name in changed)}."
        reason = f"{added} {otherwise}".rstrip()
        return ReportRow(work.line, work.title, "changed", reason, address)

    def _add(self, work: Work) -> None:
        self._last += 1
        values: dict[str, Any] = {
            "title": work.title,
            "published_on": work.published_on,
            "url": "" if work.hidden_reason else work.url,
            "body": _unpublished_text(work) if work.hidden_reason else "",
            "slug": self._slug(work.title),
            "state": DRAFT if work.hidden_reason else self._state,
            "topics": self._topics(work),
        }
        row = shared.create(self._entry, essay.SECTION, None, values, item_id=self._last)
        self._known.add_address(row, work.url)

    def _slug(self, title: str) -> str:
        """Return a free slug; entries of one title are numbered without trying each number."""
        slug = slugify(title)
        self._slugs[slug] += 1
        seen = self._slugs[slug]
        return next_free("essay", f"{slug}-{seen}" if slug and seen > 1 else slug)

    def _topics(self, work: Work) -> list[Topic]:
        categories = (name for label, name in work.details if label == CATEGORY)
        return distinct_topics(self._regions.find(categories))


def unpublished_address(row: Essay) -> str:
    """Return the address in a draft whose text is still the one that an import wrote, or ""."""
    match = _UNPUBLISHED_TEXT.fullmatch(row.body) if row.state == DRAFT and not row.url else None
    return match[1] if match else ""


def _unpublished_text(work: Work) -> str:
    return f"Not published on the blog yet: <{work.url}>"


def _changes(row: Essay, work: Work) -> dict[str, str]:
    """Return the values by which an entry changes the essay that it is already."""
    changed: dict[str, str] = {}
    if work.hidden_reason:
        return changed
    if unpublished_address(row):
        changed |= {"url": work.url, "body": ""}
    elif not row.url and not row.body:  # an essay has an address or a text, not both
        changed["url"] = work.url
    if work.published_on and not row.published_on:
        changed["published_on"] = work.published_on
    return changed

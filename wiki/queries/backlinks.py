"""The items that link to a region, or to a title without a region: each once, with a sentence.

One query with a limit answers this; it reads no text but the sentences that are shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, not_, or_, select

from wiki.db import db
from wiki.models import Note, Shared, Topic
from wiki.projections.links import TextLink, list_links
from wiki.projections.search import SearchText, is_on, searched_models
from wiki.queries.paging import ListPage, page_numbers
from wiki.queries.plain_words import linking_lead, words_with
from wiki.queries.resolvers import item_finder, resolver
from wiki.queries.rows_by_anchor import find_rows
from wiki.sections import SECTIONS, find_kind
from wiki.sections.base import TOPIC_ID
from wiki.text import Resolver, joined, name_key, split_at_span, unwritten_title
from wiki.visibility import Reader, may_see_on_page, once_per_reader

SHOWN = 20  # on a region's page
PAGE = 200
MOST = 2_000  # in a region's data
SPELLINGS = 500  # of one address that are told apart
# The arguments of a join from a link to its item, if neither this nor its region is deleted.
STANDING = (
    SearchText,
    and_(SearchText.kind == TextLink.kind, SearchText.item_id == TextLink.item_id),
)
_ANCHOR = re.compile(r"\b[a-z]-[1-9]")  # what may be one, quickly
SUMMARY, NOTE = "Named in the summary of", "Named in my private note on"
# In the order of a page: what a region says of itself, its sections, the author's note.
KINDS = (Topic.__kind__, *(section.kind for section in SECTIONS), Note.__kind__)


@dataclass(frozen=True)
class Backlink:
    """An item that links to a region, with the sentence that has the link.

    `slug` and `title` are those of the region on whose page it stands; of a reading or an essay,
    which may be on several, `title` is its own and `slug` is empty. `typed` is the text of the
    link. The sentence is in three parts, the second of which are the words of the link.
    """

    kind: str
    item_id: int
    slug: str
    title: str
    address: str
    typed: str
    sentence: tuple[str, str, str]

    @property
    def section(self) -> str:
        """Return the name of the section that the item stands in, or `summary` or `note`."""
        section = find_kind(self.kind)
        return section.name if section else "note" if self.kind == Note.__kind__ else "summary"

    @property
    def heading(self) -> str:
        """Return the heading above the items of this kind, such as "Named in the summary of"."""
        return heading_of(self.kind)


def heading_of(kind: str) -> str:
    """Return the heading above the items of a kind that link to a region."""
    if section := find_kind(kind):
        return section.link_heading
    return NOTE if kind == Note.__kind__ else SUMMARY


@dataclass(frozen=True)
class Backlinks:
    """Some of the items that link to a region, sorted by kind, and the total of such items."""

    items: Sequence[Backlink] = ()
    total: int = 0

    @property
    def groups(self) -> list[tuple[str, list[Backlink]]]:
        """Return the items in groups: pairs of a heading and its items."""
        return [(head, list(links)) for head, links in groupby(self.items, lambda one: one.heading)]


def read_backlinks(topic: Topic, *, reader: Reader, most: int = SHOWN, after: int = 0) -> Backlinks:
    """Return `most` items that link to a region, after skipping `after`.

    Its own page is left out.
    """
    return _read(_linking_to_topic(reader=reader), most, after, reader=reader, topic_id=topic.id)


def page_backlinks(topic: Topic, page: int, *, reader: Reader) -> ListPage[Backlink]:
    """Return a page of the items that link to a region; a number too high gives the last page."""
    found = read_backlinks(topic, reader=reader, most=PAGE, after=(max(page, 1) - 1) * PAGE)
    if not found.items and page > 1:
        total = read_backlinks(topic, reader=reader, most=1).total
        return page_backlinks(topic, page_numbers(total, page, PAGE)[0], reader=reader)
    page, pages = page_numbers(found.total, page, PAGE)
    return ListPage(found.items, page, pages, found.total)


def find_wanting(slug: str, title: str, *, reader: Reader) -> Backlinks:
    """Return the items that link to a region that does not exist yet, or not for this reader.

    The links are found by the slug that the region would get; where several titles have that slug,
    `title` limits them to one.
    """
    is_part = func.ltrim(TextLink.typed).startswith("#")  # of a page; it names no region
    wanted = and_(TextLink.slug == slug, ~is_part, _target(reader=reader).is_(None))
    if title:
        query = select(TextLink.typed).where(wanted).distinct().limit(SPELLINGS)
        spellings = [
            typed
            for typed in db.session.scalars(query)
            if name_key(unwritten_title(typed)) == name_key(title)
        ]
        wanted = and_(wanted, TextLink.typed.in_(spellings))
    return _read(_linking(wanted, reader=reader), SHOWN, reader=reader)


def backlink_data(topic: Topic, *, reader: Reader) -> list[dict[str, Any]]:
    """Return the items that link to a region as dicts for JSON.

    A reading or essay is listed once for each of the regions that it is on.
    """
    items = read_backlinks(topic, reader=reader, most=MOST).items
    rows = find_rows((one.kind, one.item_id) for one in items if not one.slug)
    data = []
    for one in items:
        row = rows.get((one.kind, one.item_id))
        homes = (
            [each for each in row.live_topics if may_see_on_page(each, reader=reader)]
            if row
            else []
        )
        named = [(each.slug, each.title) for each in homes] or [(one.slug or None, one.title)]
        fields = {"section": one.section, "sentence": "".join(one.sentence), "url": one.address}
        data += [{"slug": slug, "title": title, **fields} for slug, title in named]
    return data


def _target(*, reader: Reader) -> Any:
    return TextLink.target_id if reader.sees_private else TextLink.public_id


def _not_tagged() -> list[ColumnElement[bool]]:
    """Return conditions: that the link's item is no shared item on the page of `topic_id`."""
    shared = [model for model in searched_models().values() if issubclass(model, Shared)]
    return [
        not_(
            and_(
                TextLink.kind == model.__kind__,
                TextLink.item_id.in_(select(model.id).where(is_on(model, [TOPIC_ID]))),
            )
        )
        for model in shared
    ]


@once_per_reader
def _linking_to_topic(*, reader: Reader) -> Select[Any]:
    """Return the query for the items on other pages that link to the region `topic_id`."""
    elsewhere = or_(TextLink.home_id.is_(None), TextLink.home_id != TOPIC_ID)
    leads = _target(reader=reader) == TOPIC_ID
    return _linking(and_(leads, elsewhere, *_not_tagged()), reader=reader)


def _linking(condition: ColumnElement[bool], *, reader: Reader) -> Select[Any]:
    """Return the query for the items with a link that meets a condition, each with its first one.

    The parameters `most` and `after` say how many items are returned and skipped.
    """
    first = func.min(TextLink.number).label("first")  # SQLite takes the other columns of its row
    columns = (TextLink.kind, TextLink.item_id, TextLink.typed, TextLink.sentence)
    words = (TextLink.start, TextLink.end)
    total = func.count().over().label("total")
    query: Any = select(*columns, *words, Topic.slug, Topic.title, SearchText.heading, total, first)
    query = query.join(*STANDING).outerjoin(Topic, Topic.id == TextLink.home_id)
    if not reader.sees_private:
        query = query.where(SearchText.is_public)
    kind_order = case({kind: at for at, kind in enumerate(KINDS)}, value=TextLink.kind)
    title_order = func.sort_key(func.coalesce(Topic.title, SearchText.heading))
    query = query.where(condition).group_by(TextLink.kind, TextLink.item_id, TextLink.home_id)
    query = query.order_by(kind_order, title_order, TextLink.item_id).limit(bindparam("most"))
    paged: Select[Any] = query.offset(bindparam("after"))
    return paged


def _read(
    query: Select[Any], most: int, after: int = 0, *, reader: Reader, **values: int
) -> Backlinks:
    """Return the backlinks that a query finds; `values` are its further parameters."""
    rows = db.session.execute(query, {"most": most, "after": after, **values}).all()
    naming = (row for row in rows if _ANCHOR.search(f"{row.sentence} {row.heading}"))
    items = find_rows((row.kind, row.item_id) for row in naming)
    texts = (str(text) for item in items.values() for text in item.snapshot().values())
    resolve = resolver(reader=reader, find_item=item_finder(texts, reader=reader))
    links = [_backlink(row, items.get((row.kind, row.item_id)), resolve) for row in rows]
    return Backlinks(links, rows[0].total if rows else 0)


def _backlink(row: Any, item: Any, resolve: Resolver) -> Backlink:
    """Return a backlink; where texts of its item may link to other items, these are told by words.

    `item` is None where they do not.
    """
    link, lead = row, ""
    if item:
        _, link = [*list_links(row.kind, item, resolve=resolve)][row.first]
        lead = linking_lead(item, words_with(resolve))
    return Backlink(
        kind=row.kind,
        item_id=row.item_id,
        slug=row.slug or "",
        title=row.title or lead or joined(row.heading),
        address=address_of(row.kind, row.item_id, row.slug),
        typed=row.typed,
        sentence=split_at_span(link.sentence, link.start, link.end),
    )


def address_of(kind: str, item_id: int, slug: str | None) -> str:
    """Return the path at which an item is read: on its region's page, or its permanent link."""
    section = find_kind(kind)
    if section is None:
        return f"/atlas/{slug}#note" if kind == Note.__kind__ else f"/atlas/{slug}"
    if slug is None:
        return f"/{section.letter}/{item_id}"
    return f"/atlas/{slug}#{section.name if section.single else section.anchor(item_id)}"

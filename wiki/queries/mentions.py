"""Mentions: texts that name a region without a link, found by the search index, for the author."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, exists, literal_column, or_, select
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from wiki.db import db
from wiki.models import Relation, Topic, TopicItem
from wiki.projections.links import TextLink
from wiki.projections.search import SearchText, is_on, searched_models
from wiki.queries.backlinks import address_of, heading_of
from wiki.queries.plain_words import words_for
from wiki.queries.rows_by_anchor import find_rows
from wiki.queries.search.matching import index_of
from wiki.text import TypedLink, find_mention, is_placeholder, parted
from wiki.visibility import AUTHOR, is_undeleted

TRIED = 100  # of the newest texts that have the words
SHOWN = 20
READ = 300_000  # characters of these texts; each takes some microseconds
SHORTEST = 3  # letters and digits of a title: "AI" or "C++" is found in too much


@dataclass(frozen=True)
class Mention:
    """An item that names a region without a link.

    The sentence with the mention is in three parts, as a `Backlink` has it.
    """

    kind: str
    item_id: int
    title: str
    address: str
    heading: str
    sentence: tuple[str, str, str]


def may_be_mentioned(topic: Topic) -> bool:
    """Return whether a text that does not link to a topic has the words of its title."""
    query = _candidates(topic)
    return query is not None and db.session.scalar(query.limit(1)) is not None


def list_mentions(topic: Topic) -> list[Mention]:
    """Return the newest items that name a topic and do not link to it, at most SHOWN."""
    if (query := _candidates(topic)) is None:
        return []
    mentions: list[Mention] = []
    read = 0
    keys = [(kind, item_id) for _, kind, item_id in db.session.execute(query)]
    items = find_rows(keys)
    for key in keys:
        item = items.get(key)
        if item is not None and is_undeleted(item):
            read += sum(len(getattr(item, field)) for field in filter(None, item.__searched__))
            if mention := mention_in(item, topic.title):
                mentions.append(_mention(item, mention[2]))
        if len(mentions) == SHOWN or read > READ:
            break
    return mentions


def mention_in(item: Any, title: str) -> tuple[str, str, TypedLink] | None:
    """Return where an item first names a title without a link; None where it does not.

    That is the name of the field, its text with the mention made a link, and that link. Fields that
    are titles themselves are not looked at.
    """
    for field in (name for name in item.markdown_fields() if name not in item.__titles__):
        text = getattr(item, field)
        if not is_placeholder(text) and (found := find_mention(text, title)):
            return field, *found
    return None


def _candidates(topic: Topic) -> Any:
    """Return the query for the items that have a title's words, newest first.

    None for a short title.

    Only the TRIED newest are looked at, so that the commonest title takes no longer than others.
    Left out are those on the topic's own page and those that link to it already.
    """
    if sum(map(str.isalnum, topic.title)) < SHORTEST:
        return None
    words = parted(topic.title).replace('"', '""')
    titled = [kind for kind, model in searched_models().items() if model.__titles__]
    in_body = SearchText.id.in_(_newest(f'body : "{words}"'))
    links = exists().where(
        TextLink.kind == SearchText.kind,
        TextLink.item_id == SearchText.item_id,
        TextLink.target_id + 0 == topic.id,  # so that the item's few links are looked through
    )
    own = or_(
        *(
            and_(
                SearchText.kind == kind,
                exists().where(model.id == SearchText.item_id, is_on(model, [topic.id])),
            )
            for kind, model in searched_models().items()
        )
    )
    query = select(SearchText.id, SearchText.kind, SearchText.item_id)
    in_any_text = and_(SearchText.kind.not_in(titled), SearchText.id.in_(_newest(f'"{words}"')))
    return query.where(or_(in_any_text, in_body), ~links, ~own).order_by(SearchText.id.desc())


def _newest(sought: str) -> Any:
    """Return a query for the newest items that the full-text index finds for a search text."""
    index = index_of(reader=AUTHOR)
    table = sql_table(index, sql_column("rowid"))
    matches: Any = literal_column(index).op("MATCH")(sought)
    return select(table.c.rowid).where(matches).order_by(table.c.rowid.desc()).limit(TRIED)


def _mention(item: Any, link: TypedLink) -> Mention:
    topic = item if isinstance(item, Topic) else item.topic if _has_home(item) else None
    title = topic.title if topic else words_for(AUTHOR)(str(getattr(item, item.__lead__)))
    return Mention(
        kind=item.__kind__,
        item_id=item.id,
        title=title,
        address=address_of(item.__kind__, item.id, topic.slug if topic else None),
        heading=heading_of(item.__kind__),
        sentence=link.parts,
    )


def _has_home(item: Any) -> bool:
    return isinstance(item, TopicItem | Relation)

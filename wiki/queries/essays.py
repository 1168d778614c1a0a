"""Essays: found by address, listed, and found by the topics that they mention."""

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any, TypeVar

from sqlalchemy import and_, func, or_, select

from wiki.db import db, holds
from wiki.errors import AddressChanged, NotFound
from wiki.models import DRAFT, Essay, Topic, essay_topic
from wiki.models.essay import DATED, shown_day
from wiki.projections.addresses import find_address
from wiki.projections.spans import first_visible_changes
from wiki.queries.addresses import find_holder
from wiki.related import find_row, select_whole
from wiki.visibility import Reader, is_public_now, is_slot, may_see_elsewhere

T = TypeVar("T")


def list_essays(*, reader: Reader, zone: tzinfo) -> list[Essay]:
    """Return the essays a reader may see, newest first.

    `zone` decides the days they are dated to.
    """
    essays = db.session.scalars(select_whole(Essay).where(Essay.deleted_at.is_(None)))
    return _newest_first((one for one in essays if may_see_elsewhere(one, reader=reader)), zone)


def _newest_first(essays: Iterable[T], zone: tzinfo) -> list[T]:
    """Return essays, or rows with the columns that date them, newest first."""

    def order(essay: Any) -> tuple[str, int]:
        return shown_day(essay, zone), essay.id

    return sorted(essays, key=order, reverse=True)


def list_drafts_elsewhere() -> Sequence[Essay]:
    """Return the drafts that only link to another site, where their text is published already."""
    is_elsewhere = (Essay.url != "", Essay.body == "", ~is_slot(Essay.title))
    query = select_whole(Essay).where(
        Essay.deleted_at.is_(None), Essay.state == DRAFT, *is_elsewhere
    )
    return db.session.scalars(query.order_by(Essay.id)).all()


def find_neighbours(
    essay: Essay, *, reader: Reader, zone: tzinfo
) -> tuple[Essay | None, Essay | None]:
    """Return the essays dated just before and just after this one, None where there is none.

    Those published at another address only are passed over.
    """
    alive = Essay.deleted_at.is_(None)
    public = and_(is_public_now(Essay, essay_topic), ~is_slot(Essay.title))
    met = alive if reader.sees_private else public
    # Only what sorts them: an essay is long, and two of them are named.
    query = select(Essay.id, *DATED).where(met, or_(Essay.url == "", Essay.id == essay.id))
    ids = [row.id for row in _newest_first(db.session.execute(query).all(), zone)]
    index = ids.index(essay.id)
    later = ids[index - 1] if index else 0
    earlier = ids[index + 1] if index + 1 < len(ids) else 0
    return find_row(Essay, earlier), find_row(Essay, later)


def get_essay(slug: str, *, reader: Reader) -> Essay:
    """Return the essay with this slug that the reader may see.

    Raises NotFound, or AddressChanged if it has another slug now. A visitor is not redirected from
    a slug that the essay had only while it was private.
    """
    essay_id = find_address("essay", slug)
    essay = get_essay_by_id(essay_id or 0, reader=reader)
    if essay.slug != slug:
        was_seen = reader.sees_private or _was_seen_at(essay, slug)
        raise AddressChanged(essay.slug) if was_seen else NotFound
    return essay


def find_deleted_essay(slug: str) -> Essay | None:
    """Return the deleted essay that has or had this slug, or None."""
    essay: Essay | None = find_holder("essay", slug)
    return essay if essay and essay.deleted_at else None


def get_essay_by_id(essay_id: int, *, reader: Reader) -> Essay:
    """Return an essay that the reader may see. Raises NotFound for any other id."""
    essay = find_row(Essay, essay_id)
    if essay is None or essay.deleted_at or not may_see_elsewhere(essay, reader=reader):
        raise NotFound
    return essay


def find_essay(essay_id: int) -> Essay | None:
    """Return the essay with this id, also a deleted one, or None."""
    return find_row(Essay, essay_id)


def list_mentioning(topic: Topic) -> list[Essay]:
    """Return the essays whose title or text names a topic with which they are not tagged."""
    named = re.compile(
        rf"(?<!\w){re.escape(topic.title)}(?!\w)|\[\[{topic.slug}[]|]", re.IGNORECASE
    )
    alive = select_whole(Essay).where(Essay.deleted_at.is_(None))
    words = or_(
        *(holds(func.lower(text), topic.title.lower()) for text in (Essay.title, Essay.body)),
        holds(func.lower(Essay.body), f"[[{topic.slug}"),
    )
    essays = db.session.scalars(alive.where(words).order_by(Essay.id))
    return [
        essay
        for essay in essays
        if topic not in essay.topics and named.search(f"{essay.title}\n{essay.body}")
    ]


def tagged_ids(topic: Topic) -> set[int]:
    """Return the ids of the undeleted essays that are tagged with a topic."""
    tagged = select(Essay.id).where(Essay.deleted_at.is_(None), Essay.topics.any(id=topic.id))
    return set(db.session.scalars(tagged))


def _was_seen_at(essay: Essay, slug: str) -> bool:
    """Return whether a visitor could see an essay at any time while it had this slug."""
    return bool(
        first_visible_changes(
            db.session.connection(),
            "essay",
            [essay.id],
            lambda after: and_(
                after["slug"].as_string() == slug, ~is_slot(after["title"].as_string())
            ),
            alone=lambda after: or_(
                after["body"].as_string() != "", after["url"].as_string() != ""
            ),
        )
    )

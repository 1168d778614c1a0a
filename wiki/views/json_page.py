"""A topic page as JSON: ISO dates, numbers as numbers, null for what is missing."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import url_for

from wiki.models import Topic
from wiki.queries.beliefs.standings import note_withdrawn
from wiki.queries.page import Page, Row
from wiki.sections import Section
from wiki.text.people import split_authors
from wiki.views.context import settings
from wiki.visibility import Reader, may_see_on_page


def absolute(address: str) -> str:
    """Return the absolute URL of a path on this site."""
    return settings().base_url + address


def topic_url(topic: Topic) -> str:
    """Return the absolute URL of a topic."""
    return absolute(url_for("topics.show", slug=topic.slug))


def topic_data(
    page: Page,
    *,
    reader: Reader,
    knowing: Reader,
    backlinks: Sequence[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return the data of `/atlas/<slug>.json`; what linked here on a past day is not known.

    `knowing` is the reader of the day of the page, who knows which beliefs had a number until then.
    """
    topic = page.topic
    area = topic.shown_area
    sections: dict[str, Any] = {}
    for part in page.parts:
        every = (*part.rows, *part.former)
        note_withdrawn([row.item for row in every], [row.values for row in every], reader=knowing)
        rows = {part.section.name: part.rows}
        rows |= {f"former_{part.section.name}": part.former} if part.section.former else {}
        for name, found in rows.items():
            sections[name] = [_item(part.section, row, topic, reader=reader) for row in found]
        if part.section.single:
            sections[part.section.name] = _fields(part.section, part.rows)
    return {
        "slug": topic.slug,
        "title": topic.title,
        "short_title": topic.short_title or None,
        "summary": topic.summary or None,
        "area": area.title if area else None,
        "status": topic.status or None,
        "reviewed_on": topic.reviewed_on.isoformat() if topic.reviewed_on else None,
        "stub": page.stub,
        "sections": sections,
        "backlinks": None if backlinks is None else [_backlink(one) for one in backlinks],
    }


def _backlink(one: dict[str, Any]) -> dict[str, Any]:
    return one | {"url": absolute(one["url"])}


def _fields(section: Section, rows: Sequence[Row]) -> dict[str, Any]:
    """Return the fields of the item of a section that holds one; None for each where none is."""
    values = rows[0].values if rows else dict.fromkeys(section.fields)
    return _plain(values, *section.fields)


def _item(section: Section, row: Row, topic: Topic, *, reader: Reader) -> dict[str, Any]:
    if section.owner == "pair":
        other = row.item.other(topic)
        named = {"slug": other.slug, "title": other.title, "url": topic_url(other)}
        return {"id": row.item.id, **named, **_plain(row.values, "kind", "reason")}
    permalink = absolute(f"/{section.letter}/{row.item.id}")
    if row.placeholder and not reader.sees_private:  # visitors see such an item on the page only
        permalink = f"{topic_url(topic)}#{row.anchor}"
    data = {"id": row.item.id, **_plain(row.values, *row.values)}
    if section.owner == "shared":
        topics = (other for other in row.item.live_topics if may_see_on_page(other, reader=reader))
        data["topics"] = [other.slug for other in topics]
        if not reader.sees_private:  # visitors meet what is published and nothing else
            del data["state"]
    if "authors" in data:
        data["authors"] = split_authors(row.values["authors"])
    if section.page and "body" in data and not data["url"]:  # its text is here
        here = absolute(section.page(row.item))
        data["url"] = permalink if row.placeholder and not reader.sees_private else here
    data["placeholder"] = row.placeholder
    return {"url": permalink} | data | {"permalink": permalink}


@lru_cache(maxsize=2048)  # reading names off a line is slow, and pages show the same ones
def short_authors(authors: str) -> str:
    """Return a line of authors shortened for a list: up to three names, or two and “and others”."""
    names = split_authors(authors)
    return ", ".join(names) if len(names) <= 3 else f"{names[0]}, {names[1]} and others"


def _plain(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: json_value(values[name]) for name in names}


def json_value(value: Any) -> Any:
    """Return a value for JSON: a Decimal as a number, None for an empty text."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value if value != "" else None

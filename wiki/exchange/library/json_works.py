"""Works from JSON: CSL-JSON, or bookmarks of linkding; what looks like another list is named."""

import re
from collections.abc import Iterator
from datetime import date, tzinfo
from typing import Any

from wiki.exchange.library.csl_json import is_csl, read_item
from wiki.exchange.library.json_source import lines_of_values, load_json
from wiki.exchange.library.linkding import is_linkding, read_bookmark
from wiki.exchange.library.work import RefusedRow, UnreadableFile, WorksRead

NO_ITEMS = "This is JSON, but no bibliography in CSL-JSON: a list of items, each with type and id."
NO_ITEM = "It is no item of CSL-JSON, which has a type and an id."
READINGS = (
    "These are readings of an atlas as JSON, which is a part of its export: import the whole "
    "export, as a folder or a zip, or the atlas's /reading.csv."
)
REGION = "This is a region of an atlas as JSON: import its document, which ends with .md."
ADDRESSES = (
    "This is JSON that lists web addresses, but neither a bibliography in CSL-JSON nor bookmarks "
    "of linkding: export them as bookmarks in HTML."
)
_INNER = re.compile(r'"(?:items|results)"\s{0,9}:\s{0,9}\[')
_ADDRESSES = {"url", "link", "href", "uri"}


def read_json(text: str, *, today: date, zone: tzinfo) -> WorksRead:
    """Return the works in a text of JSON, as of CSL-JSON or linkding. Raises UnreadableFile."""
    items = list(_items(text))
    bookmarks = sum(isinstance(item, dict) and is_linkding(item) for _, item in items)
    if bookmarks == len(items) > 0:
        read = WorksRead("linkding")
        for line, item in items:
            read.add(read_bookmark(line, item, today=today, zone=zone))
        return read
    if items and not any(is_csl(item) for _, item in items):
        raise UnreadableFile(_likeness(items[0][1]))
    read = WorksRead("CSL-JSON")
    for line, item in items:
        if is_csl(item):
            read.add(read_item(line, item, today=today))
        else:
            label = item.get("title") if isinstance(item, dict) else item
            read.refused.append(RefusedRow.called(line, str(label or ""), NO_ITEM))
    return read


def _items(text: str) -> Iterator[tuple[int, Any]]:
    """Yield each item with the number of its line. Raises UnreadableFile."""
    whole = load_json(text, too_deep=NO_ITEMS)
    if isinstance(whole, list):
        yield from zip(lines_of_values(text, text.index("[") + 1), whole, strict=False)
        return
    inner = next((whole[n] for n in ("items", "results") if isinstance(whole.get(n), list)), None)
    begins = _INNER.search(text)
    if inner is None or begins is None:
        yield 1, whole
    else:
        yield from zip(lines_of_values(text, begins.end()), inner, strict=False)


def _likeness(item: Any) -> str:
    """Return a sentence on a list without works: what its first item looks like, and what to do."""
    names = set(item) if isinstance(item, dict) else set()
    if {"takeaway", "read_on"} <= names:
        return READINGS
    if {"slug", "sections"} <= names:
        return REGION
    return ADDRESSES if names & _ADDRESSES else NO_ITEMS

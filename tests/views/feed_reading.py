"""What the tests of the feeds share: their addresses, how they are read, what happens to them."""

from typing import Any

import fastfeedparser
import feedparser
from flask.testing import FlaskClient

from tests.conftest import ENVIRON, base_of

SITE = ENVIRON["WIKI_BASE_URL"]
WHOLE = ["/reading.rss", "/reading.atom", "/reading.json"]
OF_TOPIC = [f"/atlas/compute{path}" for path in WHOLE]
FEEDS = [*WHOLE, *OF_TOPIC]
TITLE = 'Counting <chips> & "more" — it’s'
TAKEAWAY = "They *can* be counted, see [the map](/map) and [[Elsewhere]].\n\n- 1 < 2 & 3"


def log(author: FlaskClient, **fields: str) -> int:
    data = {"title": "Untitled", "url": "", "read_on": "2026-05", "topics": "compute"} | fields
    answer = author.post("/reading/new", data=data)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rpartition("/")[2])


def edit(author: FlaskClient, item_id: int, **fields: str) -> None:
    form = author.get(f"/reading/{item_id}/edit").text
    base = base_of(form)
    answer = author.post(f"/reading/{item_id}/edit", data={"base": base} | fields)
    assert answer.status_code == 303, answer.text


def entries(client: FlaskClient, path: str) -> list[Any]:
    """Return a feed's entries as feedparser reads them, JSON Feed as fastfeedparser does."""
    body = client.get(path).data
    if path.partition("?")[0].endswith("json"):
        return list(fastfeedparser.parse(body).entries)
    parsed = feedparser.parse(body)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return list(parsed.entries)


def content(entry: Any) -> str:
    html = entry.get("content", [{}])[0].get("value") or entry.get("summary")
    return str(html or entry.get("description"))


def rename(author: FlaskClient) -> None:
    form = author.get("/atlas/compute/edit").text
    base = base_of(form)
    data = {"base": base, "title": "Chips", "slug": "compute", "change_address": "y"}
    assert author.post("/atlas/compute/edit", data=data).location == "/atlas/chips"

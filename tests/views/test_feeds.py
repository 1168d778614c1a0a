"""The six forms of the reading feed, as readers parse them: identity, dates and content."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import fastfeedparser
import pytest
from flask.testing import FlaskClient

from tests.views.feed_reading import (
    FEEDS,
    OF_TOPIC,
    SITE,
    TAKEAWAY,
    TITLE,
    WHOLE,
    content,
    entries,
    log,
)

ALL = pytest.mark.parametrize("path", FEEDS)
XML = pytest.mark.parametrize("path", [path for path in FEEDS if not path.endswith("json")])


@pytest.fixture
def logged(author: FlaskClient, topic: str) -> int:
    """Log a reading and return its id."""
    return log(author, title=TITLE, takeaway=TAKEAWAY, url="https://example.org/a?b=1&c=2")


@ALL
def test_the_link_is_the_permanent_one_and_the_guid_a_urn(
    client: FlaskClient, logged: int, path: str
) -> None:
    (entry,) = entries(client, path)
    assert entry["link"] == f"{SITE}/r/{logged}"
    assert entry["id"].startswith("urn:uuid:")
    assert client.get(f"/r/{logged}").location == f"/reading/{logged}"


def test_the_guid_is_the_same_in_every_feed_and_no_permalink(
    client: FlaskClient, logged: int
) -> None:
    assert len({entries(client, path)[0]["id"] for path in FEEDS}) == 1
    for path in ("/reading.rss", "/atlas/compute/reading.rss"):
        guid = ElementTree.fromstring(client.get(path).data).find("channel/item/guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"


@ALL
def test_the_title_is_plain_text_with_every_sign_in_it(
    client: FlaskClient, logged: int, path: str
) -> None:
    body = client.get(path).data
    if path.endswith("json"):
        title = json.loads(body)["items"][0]["title"]
    else:
        tag = "channel/item/title" if path.endswith("rss") else "{*}entry/{*}title"
        element = ElementTree.fromstring(body).find(tag)
        assert element is not None
        assert element.get("type") in (None, "text")
        title = element.text
    assert title == TITLE


@ALL
def test_the_takeaway_is_the_content_with_absolute_addresses(
    client: FlaskClient, logged: int, path: str
) -> None:
    html = content(entries(client, path)[0])
    assert "<em>can</em>" in html
    assert f'href="{SITE}/map"' in html
    assert f'href="{SITE}/atlas/elsewhere"' in html
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert "1 &lt; 2 &amp; 3" in html
    assert 'href="/' not in html


@ALL
def test_authors_and_the_year_of_a_work_stand_with_its_title(
    author: FlaskClient, client: FlaskClient, topic: str, path: str
) -> None:
    log(author, title="Counting", authors="A. One, B. Two", published_on="2024-05", takeaway="Yes.")
    assert "<p>Counting, A. One, B. Two, 2024</p>" in content(entries(client, path)[0])


@XML
def test_dates_are_as_each_form_wants_them(client: FlaskClient, logged: int, path: str) -> None:
    root = ElementTree.fromstring(client.get(path).data)
    if path.endswith("rss"):
        text = root.findtext("channel/item/pubDate") or ""
        moment = parsedate_to_datetime(text)
        assert text.endswith(("+0000", "GMT"))
    else:
        moment = datetime.fromisoformat(root.findtext("{*}entry/{*}published") or "")
        assert root.findtext("{*}updated")
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 60


@pytest.mark.parametrize("path", [path for path in FEEDS if path.endswith("json")])
def test_the_json_feed_is_one_by_the_book(client: FlaskClient, logged: int, path: str) -> None:
    answer = client.get(path)
    feed = answer.get_json()
    assert answer.content_type == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == SITE + path
    (item,) = feed["items"]
    assert item["url"] == f"{SITE}/r/{logged}"
    assert item["external_url"] == "https://example.org/a?b=1&c=2"
    assert item["tags"] == ["Compute"]
    for name in ("date_published", "date_modified"):
        assert datetime.fromisoformat(item[name]).tzinfo is not None


@XML
def test_the_second_reader_finds_the_same(client: FlaskClient, logged: int, path: str) -> None:
    theirs = fastfeedparser.parse(client.get(path).data)
    (mine,) = entries(client, path)
    assert [entry["id"] for entry in theirs.entries] == [mine["id"]]
    assert theirs.entries[0]["link"] == mine["link"]
    assert theirs.feed["link"] in (f"{SITE}/reading", f"{SITE}/atlas/compute")


@ALL
def test_what_is_not_written_is_not_announced(
    author: FlaskClient, client: FlaskClient, logged: int, path: str
) -> None:
    log(author, title="No takeaway", takeaway="")
    log(author, title="A slot", takeaway="<one line>.")
    log(author, title="<Post or paper>", takeaway="<takeaway>", url="")
    log(author, title="About <b> and <i>", takeaway="<b> is bold, <i> is <em>")
    found = [entry["link"] for entry in entries(client, path)]
    assert len(found) == 2
    assert f"{SITE}/r/{logged}" in found


@ALL
def test_control_characters_never_reach_a_reader(
    author: FlaskClient, client: FlaskClient, topic: str, path: str
) -> None:
    log(author, title="A\x00\x08\x0b\x1fB\ufffe", takeaway="C\x0c\x07\x1bD")
    (entry,) = entries(client, path)
    # A vertical tab and a form feed part words; the others leave no trace.
    assert entry["title"] == "A B"
    assert re.search(r"C\s+D", content(entry))


def test_the_newest_fifty_stand_in_a_feed(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    takeaways = ["x" if number % 9 else "<slot>" for number in range(62)]
    logged = enumerate(takeaways)
    ids = [log(author, title=f"Work {number}", takeaway=words) for number, words in logged]
    told = [item_id for item_id, words in zip(ids, takeaways, strict=True) if words == "x"]
    newest = [f"{SITE}/r/{item_id}" for item_id in reversed(told[-50:])]
    for path in FEEDS:
        assert [entry["link"] for entry in entries(client, path)] == newest


def test_a_browser_that_opens_a_feed_gets_a_page_and_every_program_the_feed(
    author: FlaskClient, client: FlaskClient, logged: int
) -> None:
    log(author, title="Nothing taken from it")
    opening = {"Sec-Fetch-Dest": "document", "Accept": "text/html"}
    others = ("/changes.rss", "/writing.atom", "/triggers.rss", "/atlas/compute/changes.atom")
    for path in ("/reading.rss", "/atlas/compute/reading.atom", *others):
        feed = client.get(path, headers={"Accept": "text/html"})
        assert feed.mimetype in ("application/rss+xml", "application/atom+xml")
        assert "Sec-Fetch-Dest" in feed.headers["Vary"]
        for browser in (client, author):
            page = browser.get(path, headers=opening)
            assert (page.status_code, page.mimetype) == (200, "text/html")
            assert page.headers["Cache-Control"] == "private, no-store"
            assert "Sec-Fetch-Dest" in page.headers["Vary"]
            assert f"<code>{SITE}{path}</code>" in page.text
        again = client.get(path, headers={"If-None-Match": feed.headers["ETag"]})
        assert again.status_code == 304
    shown = client.get("/reading.rss", headers=opening).text
    assert (
        f'href="{SITE}/r/{logged}">Counting &lt;chips&gt; &amp; &#34;more&#34; — it’s</a>' in shown
    )
    assert "They can be counted, see the map" in shown
    assert "Nothing taken from it" not in shown
    assert client.get("/reading.json", headers=opening).mimetype == "application/feed+json"
    assert client.get("/atlas/nowhere/reading.rss", headers=opening).status_code == 404


@pytest.mark.parametrize("path", ["/", "/reading", "/atlas/compute"])
def test_every_page_leads_to_the_feeds(client: FlaskClient, topic: str, path: str) -> None:
    text = client.get(path).text
    kinds = {"rss": "rss+xml", "atom": "atom+xml", "json": "feed+json"}
    for feed in FEEDS if path == "/atlas/compute" else WHOLE:
        kind = kinds[feed.rpartition(".")[2]]
        link = rf'<link rel="alternate" type="application/{re.escape(kind)}"[^>]* href="{feed}">'
        assert re.search(link, text), feed
        assert client.get(feed).mimetype == f"application/{kind}"
    if path == "/atlas/compute":  # many readers take the first
        assert text.index(f'href="{OF_TOPIC[0]}"') < text.index(f'href="{WHOLE[0]}"')

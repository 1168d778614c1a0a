"""What pages say of themselves to programs: JSON-LD and microformats, small and well-formed."""

import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import TODAY
from wiki.clock import Clock
from wiki.db import begin_writing, db
from wiki.demo import fill, fill_in_the_past
from wiki.journal import Signature
from wiki.services.site import edit_site

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
MARK = re.compile(r"\b(?:h-(?:card|entry|feed)|[pue]-[a-z]+|dt-[a-z]+)\b")
MOST_BYTES = 700
LONG = {
    "site_title": "Ein Atlas <der> Klimapolitik & was „ich“ davon halte </script> " + "ä" * 130,
    "site_summary": "Wörter " * 250,
    "author_name": "Ada " + "Ö" * 190,
    "orcid": "0000-0002-1825-0097",
    "links": "\n".join(f"https://example.org/{'a' * 80}/{n}" for n in range(20)),
}
PAGES = ["/", "/about", "/atlas/compute-governance", "/writing/buying-time-and-spending-it"]
OTHERS = ["/map", "/beliefs", "/reading", "/writing", "/changes", "/triggers", "/record", "/feeds"]


@pytest.fixture
def demo(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        by = Signature(None, TODAY)
        fill(by)
        fill_in_the_past(by, Clock(datetime(2026, 11, 20, tzinfo=UTC), ZoneInfo("UTC")))
        db.session.commit()


def set_to(app: Flask, **values: str) -> None:
    with app.app_context():
        begin_writing()
        edit_site(values, Signature(None, TODAY))
        db.session.commit()


def data(client: FlaskClient, address: str) -> dict[str, object]:
    found = SCRIPT.findall(client.get(address).text)
    assert len(found) == 1, address
    read: dict[str, object] = json.loads(found[0])
    return read


def weight(page: str) -> int:
    """Return the bytes of JSON-LD and of the names of microformats on a page."""
    scripts = sum(len(found.group().encode()) for found in SCRIPT.finditer(page))
    classes = re.findall(r'class="([^"]*)"', page)
    return scripts + sum(len(mark) + 1 for names in classes for mark in MARK.findall(names))


@pytest.mark.usefixtures("demo")
def test_pages_name_the_site_the_author_and_when_they_changed(
    app: Flask, client: FlaskClient
) -> None:
    set_to(app, site_title="Mine", author_name="Ada", orcid="0000-0002-1825-0097")
    me = {"@type": "Person", "name": "Ada", "url": "http://localhost/about"}
    same = {"sameAs": ["https://orcid.org/0000-0002-1825-0097"]}
    context = {"@context": "https://schema.org"}
    home = context | {"@type": "WebSite", "name": "Mine", "url": "http://localhost/"}
    assert data(client, "/") == home | {"author": me | same}
    assert data(client, "/about") == context | me | same
    article = data(client, PAGES[2])
    assert article["@type"] == "Article"
    assert article["headline"] == "Compute governance"
    assert article["author"] == me
    assert datetime.fromisoformat(str(article["dateModified"])).tzinfo
    assert data(client, PAGES[3])["datePublished"]


@pytest.mark.usefixtures("demo")
def test_an_article_was_modified_when_visitors_last_saw_a_change(
    client: FlaskClient, author: FlaskClient
) -> None:
    before = data(client, PAGES[2])["dateModified"]
    author.post("/atlas/compute-governance/note", data={"body": "Private", "base": "0"})
    assert data(client, PAGES[2])["dateModified"] == before


@pytest.mark.usefixtures("demo")
def test_a_past_page_says_nothing_of_today(client: FlaskClient) -> None:
    today = datetime.now().astimezone().date()
    for address in (f"/?at={today}", f"{PAGES[2]}?at={today}"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert not SCRIPT.search(answer.text)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("values", [{}, LONG], ids=["default", "long"])
def test_it_all_stays_under_700_bytes_on_every_page(
    app: Flask, client: FlaskClient, values: dict[str, str]
) -> None:
    if values:
        set_to(app, **values)
    for address in PAGES + OTHERS:
        page = client.get(address).text
        assert 0 < weight(page) < MOST_BYTES, (address, weight(page))
        for script in SCRIPT.findall(page):
            assert "<" not in script
            json.loads(script)


@pytest.mark.usefixtures("demo")
def test_every_page_has_the_author_as_a_card_and_the_first_page_a_feed(client: FlaskClient) -> None:
    for address in PAGES + OTHERS:
        page = client.get(address).text
        assert 'By <a class="p-name u-url" rel="author" href="/about">The author</a>' in page
    home = client.get("/").text
    assert home.count("h-feed") == 1
    entries = home.count("h-entry")
    assert entries == home.count("dt-published") > 0
    assert "h-entry" in client.get(PAGES[2]).text

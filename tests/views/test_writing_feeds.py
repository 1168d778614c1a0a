"""The essays as feeds: which are announced, since when, and what their entries hold."""

import re

import pytest
from flask.testing import FlaskClient

from tests.views.feed_reading import SITE, content, entries
from tests.views.test_feeds_over_time import show

FEEDS = ["/writing.rss", "/writing.atom", "/writing.json"]
ALL = pytest.mark.parametrize("path", FEEDS)
BODY = "Chips[^1] count, see [the map](/map) and $x < y$.\n\n$$\n\\frac{1}{2}\n$$\n\n[^1]: A note."


def write(author: FlaskClient, **fields: str) -> int:
    data = {"title": "Weighing chips", "body": BODY, "topics": "compute", "state": "published"}
    answer = author.post("/writing/new", data=data | fields)
    assert answer.status_code == 303, answer.text
    return max(map(int, re.findall(r'id="e-(\d+)"', author.get("/writing").text)))


@ALL
def test_an_entry_has_the_whole_text_a_permanent_link_and_a_urn(
    author: FlaskClient, client: FlaskClient, topic: str, path: str
) -> None:
    item_id = write(author)
    (entry,) = entries(client, path)
    assert entry["link"] == f"{SITE}/e/{item_id}"
    assert entry["id"].startswith("urn:uuid:")
    assert entry["title"] == "Weighing chips"
    html = content(entry)
    assert f'href="{SITE}/map"' in html
    assert f'href="{SITE}/e/{item_id}#e-{item_id}-note-1"' in html
    assert "$x &lt; y$" in html
    assert "\\frac{1}{2}" in html
    assert "<math" not in html
    assert client.get(f"/e/{item_id}").location.startswith("/writing/weighing-chips")
    assert f'id="e-{item_id}-note-1"' in client.get("/writing/weighing-chips").text


def test_the_guid_is_the_same_in_every_form(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    write(author)
    assert len({entries(client, path)[0]["id"] for path in FEEDS}) == 1


@ALL
def test_drafts_private_essays_and_slots_are_in_no_feed(
    author: FlaskClient, client: FlaskClient, topic: str, path: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    write(author, title="A draft", state="draft")
    write(author, title="Secret", topics="hidden")
    write(author, title="<Post title>")
    write(author, title="A slot", body="<text>")
    write(author, title="Nothing in it", body="")
    write(author, title="Elsewhere", body="", url="https://example.org/a")
    write(author, title="Both", topics="hidden,compute")
    for who in (client, author):
        assert [entry["title"] for entry in entries(who, path)] == ["Both", "Elsewhere"]
    body = client.get(path)
    assert "hidden" not in body.text.lower()
    assert "https://example.org/a" in body.text


@ALL
def test_the_author_gets_the_feed_that_visitors_get(
    author: FlaskClient, client: FlaskClient, topic: str, path: str
) -> None:
    write(author, body="It says $\\foo{x}$.")
    assert author.get(path).data == client.get(path).data
    assert "$\\\\foo{x}$" in client.get(path).text or "$\\foo{x}$" in client.get(path).text


@ALL
def test_an_essay_keeps_its_date_when_it_is_edited(
    author: FlaskClient, client: FlaskClient, topic: str, path: str
) -> None:
    write(author)
    (first,) = entries(client, path)
    form = author.get("/writing/weighing-chips/edit").text
    base = form.partition('name="base" value="')[2].partition('"')[0]
    data = {"base": base, "title": "Weighing", "body": "Other words."}
    assert author.post("/writing/weighing-chips/edit", data=data).status_code == 303
    (second,) = entries(client, path)
    assert (second["id"], second["link"]) == (first["id"], first["link"])
    assert second["published"] == first["published"]
    assert "Other words." in content(second)


@ALL
def test_the_page_of_feeds_and_the_list_of_essays_lead_to_it(
    client: FlaskClient, topic: str, path: str
) -> None:
    assert f'href="{path}"' in client.get("/feeds").text
    assert f'href="{path}"' in client.get("/writing").text.partition("</head>")[0]
    assert client.get(path).status_code == client.head(path).status_code == 200


@ALL
def test_what_visitors_may_see_no_longer_leaves_the_feed(
    author: FlaskClient, client: FlaskClient, topic: str, path: str
) -> None:
    for title in ("Kept", "Drafted again", "Deleted"):
        write(author, title=title)
    author.post("/atlas/new", data={"title": "Open", "visibility": "public"})
    write(author, title="Of another region", topics="open")
    assert len(entries(client, path)) == 4
    form = author.get("/writing/drafted-again/edit").text
    base = form.partition('name="base" value="')[2].partition('"')[0]
    data = {"base": base, "title": "Drafted again", "state": "draft"}
    assert author.post("/writing/drafted-again/edit", data=data).status_code == 303
    assert author.post("/writing/deleted/delete").status_code == 303
    show(author, "private", "open")
    assert [entry["title"] for entry in entries(client, path)] == ["Kept"]

"""The feeds of the changelog over time: whatever is added to a group, nothing is told twice."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import signed_in
from tests.views.changelog_reading import (
    CLAIM,
    change,
    head,
    later,
    let_settle,
    press,
    undo,
    write,
)
from tests.views.feed_reading import SITE, content, entries, log
from tests.writers import newest_id
from wiki.db import db
from wiki.queries.changelog.edit_groups import find_entry_revisions
from wiki.queries.changelog.entries import list_entries
from wiki.visibility import VISITOR

WHOLE = ["/changes.rss", "/changes.atom", "/changes.json"]
FEEDS = [*WHOLE, *(f"/atlas/compute{path}" for path in WHOLE)]
ALL = pytest.mark.parametrize("path", FEEDS)
IDENTITY = ("id", "link", "published")


@pytest.fixture
def belief(app: Flask, author: FlaskClient, topic: str) -> str:
    """A belief of long ago; what stands at its address on the page."""
    let_settle(app)
    write(author, "beliefs", **CLAIM, credence="60")
    later(app, 120)
    return "beliefs/1"


@ALL
def test_an_entry_says_all_of_it_and_leads_to_its_change(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str, path: str
) -> None:
    fields = {"bears_1": "for", "credence_1": "72", "reason": "1 < 2 & 3"}
    write(author, "reading", title="On <em> & more", url="", takeaway="Count.", **fields)
    entry = entries(client, path)[0]
    assert entry["link"] == f"{SITE}/c/{newest_id(app)}"
    assert entry["id"].startswith("urn:uuid:")
    assert entry["title"] == (
        "Compute: Chips can be counted 60% → 72% after reading On <em> & more. 1 < 2 & 3"
        ", and 1 more"
    )
    html = content(entry)
    assert f'<em><a href="{SITE}/b/1">Chips can be counted</a></em><b> 60% → 72%</b>' in html
    assert "1 &lt; 2 &amp; 3" in html
    assert "— Count." in html
    assert 'href="/' not in html
    assert client.get(f"/c/{newest_id(app)}").status_code == 200


def test_an_entry_is_the_same_in_every_feed(client: FlaskClient, belief: str) -> None:
    found = [[entry["id"] for entry in entries(client, path)] for path in FEEDS]
    assert all(ids[0] == found[0][0] for ids in found)
    for form in ("rss", "atom", "json"):
        assert client.get(f"/changes.{form}").mimetype == client.get(f"/reading.{form}").mimetype


@ALL
def test_a_group_that_goes_on_changes_the_content_and_no_identity(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str, path: str
) -> None:
    change(author, belief, credence="65")
    later(app, 20)
    tag, before = client.get(path).headers["ETag"], entries(client, path)
    change(author, belief, credence="72")
    after = entries(client, path)
    assert "60% → 72%" in content(after[0])
    assert client.get(path).headers["ETag"] != tag
    assert len(after) == len(before)
    for name in IDENTITY:
        assert [entry[name] for entry in after] == [entry[name] for entry in before]
    if path.endswith("atom"):
        assert after[0]["updated"] > before[0]["updated"]
    later(app, 40)
    assert [e["link"] for e in entries(client, path)] == [e["link"] for e in before]


@ALL
def test_an_undo_in_a_group_announces_nothing_new(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str, path: str
) -> None:
    change(author, belief, credence="65")
    later(app, 10)
    change(author, belief, credence="72")
    before = entries(client, path)
    undo(author, newest_id(app))
    (first, *_) = entries(client, path)
    assert "60% → 65%" in content(first)
    for name in IDENTITY:
        assert first[name] == before[0][name]
    if path.endswith("atom"):
        assert first["updated"] > before[0]["published"]
    later(app, 5)
    change(author, belief, credence="80")
    assert [e["id"] for e in entries(client, path)] == [e["id"] for e in before]


@ALL
def test_a_group_of_two_authors_stays_two_entries(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str, path: str
) -> None:
    change(author, belief, credence="65")
    mine = entries(client, path)
    change(signed_in(app, "Grace"), belief, credence="72")
    both = entries(client, path)
    assert [e["id"] for e in both[1:]] == [e["id"] for e in mine]


@ALL
def test_a_renamed_region_announces_its_name_and_nothing_twice(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str, path: str
) -> None:
    before = entries(client, path)
    head(author, title="Chips", slug="compute", change_address="y")
    assert client.get(path).status_code == (301 if "compute" in path else 200)
    after = entries(client, path.replace("compute", "chips"))
    assert after[0]["title"] == "Chips: called Compute before"
    # sfeed takes an entry whose title changes for another one.
    for name in (*IDENTITY, "title"):
        assert [e[name] for e in after[1:]] == [e[name] for e in before]


@ALL
def test_what_is_quiet_leaves_the_feed_as_it_is(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str, path: str
) -> None:
    write(author, "beliefs", claim="Another", credence="1")
    before = client.get(path).data
    press(author, "beliefs/2/move", direction="up")
    press(author, "reviewed")
    press(author, "note", body="Mine", base="0")
    assert client.get(path).data == before


@ALL
def test_each_condition_alone_is_enough_for_304(
    app: Flask, client: FlaskClient, belief: str, path: str
) -> None:
    answer = client.get(path)
    for header, name in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        same = client.get(path, headers={header: answer.headers[name]})
        assert (same.status_code, same.data) == (304, b""), header
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")


def test_the_newest_fifty_stand_in_a_feed(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    let_settle(app)
    for number in range(55):
        write(author, "beliefs", claim=f"Claim {number}", credence="60")
    for path in FEEDS:
        found = entries(client, path)
        assert len(found) == 50
        assert found[0]["title"] == "Compute: Claim 54 added at 60%"


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_private_regions_feed_is_404_and_nothing_of_it_is_in_the_other(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str, form: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    write(author, "beliefs", slug="hidden", claim="A claim", credence="60")
    assert client.get(f"/atlas/hidden/changes.{form}").status_code == 404
    assert author.get(f"/atlas/hidden/changes.{form}").status_code == 404
    log(author, title="Of both", takeaway="Read.", topics="hidden,compute")
    let_settle(app)
    assert "Hidden" not in client.get(f"/changes.{form}").text
    head(author, "hidden", title="Shown", visibility="public", change_address="y")
    shown = client.get(f"/changes.{form}").text
    assert "Compute, Shown: read" in shown
    assert "Hidden" not in shown


@pytest.mark.parametrize("path", ["/", "/changes", "/atlas/compute", "/atlas/compute/changes"])
def test_every_page_leads_to_the_feeds(client: FlaskClient, topic: str, path: str) -> None:
    page = client.get(path).text
    for feed in FEEDS if "compute" in path else WHOLE:
        assert f' href="{feed}">' in page, feed


def test_an_old_group_is_told_with_its_own_beginning_however_much_came_after(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: str
) -> None:
    change(author, belief, credence="65")
    begun = newest_id(app)
    change(author, belief, credence="72")
    for number in range(3):
        write(author, "beliefs", claim=f"Claim {number}", credence="60")
    with app.app_context():
        opened, is_all = find_entry_revisions(None, reader=VISITOR, back=3)
        assert not is_all
        assert begun + 1 not in {one.change_id for one in opened}
        whole, _ = list_entries(reader=VISITOR)
        assert begun in {entry.change_id for entry in whole}
        db.session.remove()

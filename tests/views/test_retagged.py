"""A reading that left a region which is private now: visitors read of it from then on."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.views.changelog_reading import head, later, let_settle, told
from tests.views.feed_reading import edit, log
from tests.writers import Writer, newest_id
from wiki.db import begin_writing, db
from wiki.models import Reading
from wiki.services.restore import restore_deleted

FORMER, NOW = "Words of old", "Words of now"
PAGES = (
    "/changes",
    "/changes.rss",
    "/history",
    "/year/{year}",
    "/atlas/noise/changes",
    "/atlas/noise/changes.rss",
    "/atlas/noise/history",
    "/r/{number}/history",
    "/reading/{number}",
)


@pytest.fixture(params=[0, 120], ids=["at once", "hours later"])
def number(
    request: pytest.FixtureRequest, app: Flask, author: FlaskClient, topic: str, noise: None
) -> int:
    """A reading that was logged, edited and retagged, some minutes after each other."""
    let_settle(app)
    reading = log(author, title=FORMER, takeaway=FORMER, topics="compute")
    later(app, request.param)
    edit(author, reading, title=FORMER, takeaway=f"{FORMER}.", topics="compute")
    later(app, request.param)
    edit(author, reading, title=NOW, takeaway=NOW, topics="noise")
    return reading


@pytest.fixture
def pages(app: Flask, author: FlaskClient, number: int) -> list[str]:
    """The addresses that tell visitors of it, after its former region was made private."""
    change, today = newest_id(app), author.get("/changes.json").get_json()["items"][0]
    head(author, visibility="private")
    year = today["date_published"][:4]
    return [page.format(number=number, year=year) for page in (*PAGES, f"/c/{change}")]


def test_all_changes_that_visitors_are_led_to_open(client: FlaskClient, pages: list[str]) -> None:
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        for link in set(re.findall(r"/c/\d+", answer.text)):
            assert client.get(link).status_code == 200, (page, link)


def test_what_it_said_in_the_private_region_is_told_nowhere(
    client: FlaskClient, pages: list[str]
) -> None:
    for page in pages:
        text = client.get(page).text
        assert FORMER not in text, page
        assert "compute" not in text.lower(), page


def test_it_is_told_as_new_where_it_is_now_until_the_other_region_opens(
    author: FlaskClient, client: FlaskClient, pages: list[str]
) -> None:
    assert told(client, "/atlas/noise/changes")[0] == f"Noise: read {NOW} — {NOW}"
    assert FORMER not in client.get("/history").text
    head(author, visibility="public")
    assert FORMER in client.get("/history").text


@pytest.mark.parametrize("leaves", ["private", "deleted"])
@pytest.mark.parametrize("state", ["published", "draft"])
@pytest.mark.parametrize("page", ["/reading/1", "/writing/words-of-old"])
def test_what_leaves_its_last_region_is_told_from_then_on(
    author: FlaskClient, client: FlaskClient, topic: str, leaves: str, state: str, page: str
) -> None:
    fields = {"title": FORMER, "takeaway": FORMER, "body": FORMER}
    sent = fields | {"topics": "compute", "state": state}
    assert author.post(f"/{page.split('/')[1]}/new", data=sent).status_code == 303
    if leaves == "private":
        head(author, visibility="private")
    else:
        assert author.post("/atlas/compute/delete").status_code == 303
    alone = fields | {"title": NOW, "takeaway": NOW, "body": NOW, "topics": "", "publish": "1"}
    base = base_of(author.get(f"{page}/edit").text)
    assert author.post(f"{page}/edit", data=alone | {"base": base}).status_code == 303
    changes = client.get("/changes").text
    assert NOW in changes
    assert FORMER not in changes
    for link in set(re.findall(r"/c/\d+", changes)):
        assert client.get(link).status_code == 200, link


def test_what_is_restored_with_a_public_region_and_a_hidden_one_is_told(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str, noise: None
) -> None:
    let_settle(app)
    number = log(author, title=NOW, takeaway=NOW, topics="compute,noise")
    later(app, 120)
    head(author, visibility="private")
    assert author.post(f"/reading/{number}/delete").status_code == 303
    later(app, 120)
    with app.app_context():
        begin_writing()
        restore_deleted(db.session.get_one(Reading, number), Writer().by)
        db.session.commit()
    assert sum(NOW in said for said in told(client)) == 2

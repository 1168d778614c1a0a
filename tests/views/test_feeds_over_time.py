"""What edits, new names and hiding do to the feeds, and when a reader is told nothing is new."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import sleep

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.conftest import base_of
from tests.views.feed_reading import (
    FEEDS,
    OF_TOPIC,
    SITE,
    WHOLE,
    content,
    edit,
    entries,
    log,
    rename,
)
from wiki.db import db

ALL = pytest.mark.parametrize("path", FEEDS)


@pytest.fixture
def logged(author: FlaskClient, topic: str) -> int:
    """Log a reading and return its id."""
    return log(author, title="Counting", takeaway="Count them.")


@ALL
def test_an_edited_takeaway_changes_the_content_and_no_identity(
    author: FlaskClient, client: FlaskClient, logged: int, path: str
) -> None:
    tag, (before,) = client.get(path).headers["ETag"], entries(client, path)
    edit(author, logged, takeaway="Recount them.", title="Recounting")
    (after,) = entries(client, path)
    assert "Recount them." in content(after)
    assert client.get(path).headers["ETag"] != tag
    for name in ("id", "link", "published"):
        assert after[name] == before[name]


@ALL
def test_a_renamed_region_changes_no_identity(
    author: FlaskClient, client: FlaskClient, logged: int, path: str
) -> None:
    (before,) = entries(client, path)
    rename(author)
    (after,) = entries(client, path.replace("compute", "chips"))
    for name in ("id", "link", "published"):
        assert after[name] == before[name]


@pytest.mark.parametrize("path", OF_TOPIC)
def test_an_old_address_leads_to_the_same_feed(
    author: FlaskClient, client: FlaskClient, logged: int, path: str
) -> None:
    rename(author)
    answer = client.get(f"{path}?x=1")
    assert answer.status_code == 301
    assert answer.location == path.replace("compute", "chips") + "?x=1"


def an_hour_later(app: Flask, client: FlaskClient, path: str) -> TestResponse:
    """Ask for a feed after all that was written has become an hour old."""
    with app.app_context():
        db.session.execute(text("UPDATE change SET at = datetime(at, '-1 hour') || '.000000'"))
        db.session.commit()
    return client.get(path)


@pytest.mark.parametrize("path", FEEDS[:2])
def test_a_change_in_the_second_of_the_last_answer_is_not_missed(
    author: FlaskClient, client: FlaskClient, logged: int, path: str
) -> None:
    seen = client.get(path).headers["Last-Modified"]
    edit(author, logged, takeaway="Recount them.")
    sleep(1.05)
    assert client.get(path, headers={"If-Modified-Since": seen}).status_code == 200


@ALL
@pytest.mark.parametrize("empty", [False, True], ids=["items", "empty"])
def test_each_condition_alone_is_enough_for_304(
    app: Flask, author: FlaskClient, client: FlaskClient, logged: int, path: str, empty: bool
) -> None:
    if empty:
        author.post(f"/reading/{logged}/delete")
    answer = an_hour_later(app, client, path)
    assert answer.status_code == 200
    for header, name in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        same = client.get(path, headers={header: answer.headers[name]})
        assert (same.status_code, same.data) == (304, b""), header
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize("path", WHOLE[:2])
@pytest.mark.parametrize("how", ["closed", "deleted", "draft", "moved", "purged"])
def test_who_has_what_was_taken_from_visitors_gets_another_feed(
    app: Flask, author: FlaskClient, client: FlaskClient, logged: int, path: str, how: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    kept = log(author, title="Kept", takeaway="Kept", topics="")
    seen = an_hour_later(app, client, path).headers["Last-Modified"]
    assert client.get(path, headers={"If-Modified-Since": seen}).status_code == 304
    if how == "closed":
        show(author, "private")
    elif how == "deleted":
        author.post(f"/reading/{logged}/delete")
    elif how == "draft":
        edit(author, logged, state="draft")
    elif how == "moved":
        edit(author, logged, topics="hidden")
    else:
        author.post("/purge", data={"anchor": f"r-{logged}", "confirm": f"r-{logged}"})
    answer = client.get(path, headers={"If-Modified-Since": seen})
    assert answer.status_code == 200
    assert [entry["link"] for entry in entries(client, path)] == [f"{SITE}/r/{kept}"]
    modified, before = map(parsedate_to_datetime, (answer.headers["Last-Modified"], seen))
    assert modified > before or how == "purged"


@pytest.mark.parametrize("how", ["deleted", "moved", "draft", "retagged", "region"])
def test_no_feed_tells_when_anything_was_done_in_a_region_that_was_closed_before(
    app: Flask, author: FlaskClient, client: FlaskClient, logged: int, how: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    author.post("/atlas/compute/beliefs", data={"claim": "Chips count", "credence": "40"})
    log(author, title="Kept", takeaway="Kept", topics="")
    show(author, "private")
    path = WHOLE[0]
    seen = an_hour_later(app, client, path).headers["Last-Modified"]
    if how == "deleted":
        done = author.post("/atlas/compute/beliefs/1/delete")
    elif how == "moved":
        done = author.post("/atlas/compute/beliefs/1/relocate", data={"region": "Hidden"})
    elif how == "region":
        done = author.post("/atlas/compute/delete")
    else:
        edit(author, logged, **({"state": "draft"} if how == "draft" else {"topics": "hidden"}))
        done = author.get("/")
    assert done.status_code < 400
    assert client.get(path).headers["Last-Modified"] == seen


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
def test_a_private_regions_feed_is_404_and_its_readings_are_in_none(
    author: FlaskClient, client: FlaskClient, topic: str, form: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    log(author, title="Secret", takeaway="Secret", topics="hidden")
    both = log(author, title="Both", takeaway="Shown", topics="hidden,compute")
    assert client.get(f"/atlas/hidden/reading.{form}").status_code == 404
    assert client.head(f"/atlas/hidden/reading.{form}").status_code == 404
    body = client.get(f"/reading.{form}")
    assert [entry["link"] for entry in entries(client, f"/reading.{form}")] == [f"{SITE}/r/{both}"]
    assert "hidden" not in body.text.lower()


def show(author: FlaskClient, visibility: str, slug: str = "compute") -> None:
    form = author.get(f"/atlas/{slug}/edit").text
    base = base_of(form)
    author.post(f"/atlas/{slug}/edit", data={"base": base, "visibility": visibility})


def published(client: FlaskClient, path: str) -> dict[str, str]:
    return {entry["link"]: entry["published"] for entry in entries(client, path)}


@ALL
def test_a_reading_is_announced_once_its_region_is_public(
    author: FlaskClient, client: FlaskClient, logged: int, path: str
) -> None:
    show(author, "private")
    later = log(author, title="Written in private", takeaway="And then shown")
    show(author, "public")
    first = published(client, path)
    assert f"{SITE}/r/{later}" in first
    edit(author, later, takeaway="And then edited")
    assert published(client, path) == first


def moment(client: FlaskClient, path: str, item_id: int) -> datetime:
    """Return when a feed says that a reading was published."""
    text = published(client, path)[f"{SITE}/r/{item_id}"]
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)


@ALL
def test_a_reading_is_dated_when_a_visitor_could_first_see_it_and_never_again(
    app: Flask, author: FlaskClient, client: FlaskClient, logged: int, path: str
) -> None:
    show(author, "private")
    later = log(author, title="Written in private", takeaway="An hour before it is shown")
    an_hour_later(app, client, path)
    show(author, "public")
    first = moment(client, path, later)
    assert abs((datetime.now(UTC) - first).total_seconds()) < 60
    assert first - moment(client, path, logged) > timedelta(minutes=59)
    an_hour_later(app, client, path)
    shown = published(client, path)
    edit(author, later, takeaway="Edited")
    assert published(client, path) == shown
    show(author, "private")
    show(author, "public")
    assert published(client, path) == shown
    author.post(f"/reading/{later}/delete")
    author.post(f"/atlas/compute/reading/{later}/restore")
    assert published(client, path) == shown


@pytest.mark.parametrize("path", WHOLE)
def test_a_reading_is_dated_by_its_own_way_into_the_open(
    app: Flask, author: FlaskClient, client: FlaskClient, logged: int, path: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    tagged = log(author, title="Tagged later", takeaway="x", topics="hidden")
    told = log(author, title="Told later", takeaway="")
    loose = log(author, title="Of no region", takeaway="x", topics="")
    an_hour_later(app, client, path)
    edit(author, tagged, topics="hidden,compute")
    edit(author, told, takeaway="Now")
    for item_id, minutes in ((tagged, 0), (told, 0), (loose, 60), (logged, 60)):
        age = datetime.now(UTC) - moment(client, path, item_id)
        assert abs(age - timedelta(minutes=minutes)) < timedelta(minutes=1), item_id

"""Going back after a save and saving again asks before there are two of the same title."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way
from wiki.db import utc_now

FORMS = {
    "/writing/new": {"title": "Essay one", "body": "First words"},
    "/atlas/compute/writing": {"title": "Essay one", "body": "First words"},
    "/reading/new": {"title": "A talk", "takeaway": "First words"},
    "/atlas/compute/reading": {"title": "A talk", "takeaway": "First words"},
}


def count(author: FlaskClient, address: str) -> int:
    letter = "r" if "reading" in address else "e"
    return sum(author.get(f"/{letter}/{number}").status_code != 404 for number in range(1, 4))


@pytest.mark.parametrize("address", FORMS)
def test_a_second_item_of_a_title_just_saved_is_asked_about(
    way: Way, topic: str, address: str
) -> None:
    form = FORMS[address]
    assert way.browser.post(address, data=form | {"once": "one"}).status_code == 303
    more = {name: f"{said} and more" if name != "title" else said for name, said in form.items()}
    answer = way.browser.post(address, data=more | {"once": "two"}, headers=way.headers)
    assert answer.status_code == 422
    noun, letter = ("reading", "r") if "reading" in address else ("essay", "e")
    assert f"A new {noun} of this title was saved less than an hour ago." in answer.text
    assert f'href="/{letter}/1">Open it</a>' in answer.text
    assert 'name="create" value="1" class="offer">Save as another</button>' in answer.text
    assert "First words and more</textarea>" in answer.text
    assert answer.text.count(">Open it<") == 1
    assert count(way.browser, address) == 1
    assert way.browser.post(address, data=more | {"once": "two", "create": "1"}).status_code == 303
    assert count(way.browser, address) == 2


@pytest.mark.parametrize("address", FORMS)
def test_another_title_and_an_older_item_are_not_asked_about(
    author: FlaskClient, topic: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = FORMS[address]
    assert author.post(address, data=form | {"once": "one"}).status_code == 303
    other = form | {"title": "Another", "once": "two"}
    assert author.post(address, data=other).status_code == 303
    later = utc_now() + timedelta(hours=2)
    monkeypatch.setattr("wiki.queries.duplicates.utc_now", lambda: later)
    assert author.post(address, data=form | {"once": "three"}).status_code == 303
    assert count(author, address) == 3


def test_a_deleted_reading_is_not_asked_about(author: FlaskClient, topic: str) -> None:
    form = FORMS["/reading/new"]
    page = author.post("/reading/new", data=form | {"once": "one"}).location
    shown = author.get(page).location or page
    assert author.post(f"{shown}/delete").status_code == 303
    assert author.post("/reading/new", data=form | {"once": "two"}).status_code == 303


@pytest.mark.parametrize("button", [{"later": "1"}, {"state": "draft"}])
@pytest.mark.parametrize("known", ["title", "url"])
@pytest.mark.parametrize("address", ["/reading/new", "/atlas/compute/reading"])
def test_saving_as_another_publishes_nothing_that_was_to_be_a_draft(
    way: Way, client: FlaskClient, topic: str, address: str, known: str, button: dict[str, str]
) -> None:
    form = {"title": "A talk", "takeaway": "First words", "url": ""}
    form |= {"url": "https://example.org/talk"} if known == "url" else {}
    assert way.browser.post(address, data=form | {"once": "one"}).status_code == 303
    sent = form | {"once": "two", "takeaway": "For no visitor"}
    refused = way.browser.post(address, data=sent | button, headers=way.headers)
    assert refused.status_code == 422
    create = re.findall(r'name="create" value="(\w+)"', refused.text)
    assert way.browser.post(address, data=sent | {"create": create[0]}).status_code == 303
    assert client.get("/r/2").status_code == 404


def test_saving_as_another_publishes_what_was_to_be_published(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    form = FORMS["/writing/new"] | {"publish": "1"}
    author.post("/writing/new", data=form | {"once": "one"})
    refused = author.post("/writing/new", data=form | {"once": "two"})
    assert 'name="create" value="publish"' in refused.text
    saved = FORMS["/writing/new"] | {"once": "two", "create": "publish"}
    author.post("/writing/new", data=saved)
    assert client.get("/e/2").status_code != 404

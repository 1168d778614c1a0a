"""A credence that moves: with a reason, because of something, and what the history makes of it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way

CLAIM = {"claim": "Chips can be counted", "why": ""}


def base_of(author: FlaskClient, topic: str, number: int = 1) -> str:
    form = author.get(f"/atlas/{topic}/beliefs/{number}/edit").text
    found = re.search(r'name="base" value="(\d+)"', form)
    assert found
    return found[1]


def move(way: Way, topic: str, credence: str, **more: str) -> int:
    data = CLAIM | {"credence": credence, "base": base_of(way.browser, topic)} | more
    return way.post(f"/atlas/{topic}/beliefs/1", data).status_code


@pytest.fixture
def belief(way: Way, topic: str) -> str:
    way.post(f"/atlas/{topic}/beliefs", CLAIM | {"credence": "55", "once": "a"})
    return topic


def test_a_moved_number_shows_what_it_was(way: Way, client: FlaskClient, belief: str) -> None:
    move(way, belief, "70")
    page = client.get(f"/atlas/{belief}").text
    assert "was 55% (" in page
    assert "was 55%" in client.get("/b/1/history").text or "55%" in client.get("/b/1/history").text


def test_the_reason_stands_in_the_history(way: Way, client: FlaskClient, belief: str) -> None:
    move(way, belief, "70", reason="The count was done")
    assert "The count was done" in client.get("/b/1/history").text
    assert "The count was done" in client.get(f"/atlas/{belief}/history").text


def test_a_reading_of_the_region_can_be_the_cause(
    way: Way, client: FlaskClient, belief: str
) -> None:
    reading = {"title": "On counting", "url": "", "takeaway": "Count.", "once": "r"}
    way.post(f"/atlas/{belief}/reading", reading)
    assert 'value="r-1"' in way.get(f"/atlas/{belief}/beliefs/1/edit").text
    assert move(way, belief, "70", cause="r-1") == 200
    history = client.get("/b/1/history").text
    assert '<a href="/r/1">On counting</a>' in history


@pytest.mark.parametrize("cause", ["r-99", "t-1", "x-1", "r-0", "r-" + "9" * 40, "nonsense"])
def test_an_unknown_cause_is_refused_and_nothing_is_written(
    way: Way, belief: str, cause: str
) -> None:
    assert move(way, belief, "70", cause=cause) == 422
    assert "70%" not in way.browser.get(f"/atlas/{belief}").text


def test_changed_words_alone_make_no_point(way: Way, client: FlaskClient, belief: str) -> None:
    data = {"claim": "Chips can well be counted", "credence": "55"}
    way.post(f"/atlas/{belief}/beliefs/1", data | {"base": base_of(way.browser, belief)})
    assert client.get("/b/1/history").text.count("<tr>") == 2
    assert "was" not in client.get(f"/atlas/{belief}#b-1").text.split("b-1")[1].split("</li>")[0]


def test_an_undone_move_leaves_no_point_and_a_redone_one_does(
    way: Way, client: FlaskClient, belief: str
) -> None:
    move(way, belief, "70")
    undo(way.browser, 4)
    assert client.get("/b/1/history").text.count("<tr>") == 2
    assert "was 55%" not in client.get(f"/atlas/{belief}").text
    undo(way.browser, 5)
    assert client.get("/b/1/history").text.count("<tr>") == 3
    assert "was 55%" in client.get(f"/atlas/{belief}").text


def undo(author: FlaskClient, change: int) -> None:
    assert author.post(f"/c/{change}/undo").status_code == 303


def test_a_history_is_of_one_item_only(app: Flask, client: FlaskClient, belief: str) -> None:
    assert client.get("/b/1/history").status_code == 200
    assert client.get("/b/2/history").status_code == 404
    assert client.get("/q/1/history").status_code == 404


def test_what_changed_in_a_stance_is_kept_with_it(
    way: Way, client: FlaskClient, topic: str
) -> None:
    way.post(
        f"/atlas/{topic}/stance", {"body": "I think so.", "reason": "I read more", "once": "s"}
    )
    assert "I read more" in client.get(f"/atlas/{topic}/history").text
    assert "I read more" not in client.get(f"/atlas/{topic}.json").text

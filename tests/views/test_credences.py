"""A credence that moves: with a reason, because of something, and what the history makes of it."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way, base_of
from tests.writers import WriterToday, inside
from wiki.db import db
from wiki.journal import record
from wiki.sections.belief import Belief

CLAIM = {"claim": "Chips can be counted", "why": ""}


def first_base(author: FlaskClient, topic: str) -> str:
    return base_of(author.get(f"/atlas/{topic}/beliefs/1/edit").text)


def move(way: Way, topic: str, credence: str, **more: str) -> int:
    data = CLAIM | {"credence": credence, "base": first_base(way.browser, topic)} | more
    return way.post(f"/atlas/{topic}/beliefs/1", data).status_code


@pytest.fixture
def belief(way: Way, topic: str) -> str:
    way.post(f"/atlas/{topic}/beliefs", CLAIM | {"credence": "55", "once": "a"})
    return topic


def test_a_moved_number_shows_what_it_was(way: Way, client: FlaskClient, belief: str) -> None:
    move(way, belief, "70")
    page = client.get(f"/atlas/{belief}").text
    assert "from 55% · " in page
    assert re.search(r'<circle class="from" cx="36.9" [^>]*><circle cx="45.6" ', page)
    assert ">up</span> from 55%" in page


def test_the_reason_stands_in_the_history(way: Way, client: FlaskClient, belief: str) -> None:
    move(way, belief, "70", reason="The count was done")
    assert "The count was done" in client.get("/b/1/history").text
    assert "The count was done" in client.get(f"/atlas/{belief}/history").text
    head = client.get(f"/atlas/{belief}").text.partition("</header>")[2].partition("</header>")[0]
    assert "70%&nbsp;likely: “<bdi>The count was done</bdi>”</p>" in head


def test_a_reading_of_the_region_can_be_the_cause(
    way: Way, client: FlaskClient, belief: str
) -> None:
    reading = {"title": "On counting", "url": "", "takeaway": "Count.", "once": "r"}
    way.post(f"/atlas/{belief}/reading", reading)
    assert 'value="r-1"' in way.get(f"/atlas/{belief}/beliefs/1/edit").text
    assert move(way, belief, "70", cause="r-1") == 200
    history = client.get("/b/1/history").text
    assert 'Because of <a href="/r/1">On counting</a>' in history
    told = '<a href="#b-1">Chips can be counted</a> 55%&nbsp;→&nbsp;70%&nbsp;likely'
    head = client.get(f"/atlas/{belief}").text
    assert f'{told}, because of <a href="/r/1">On counting</a></p>' in head
    assert "The number is how likely I think it is." in head
    assert "Last moved" not in way.browser.get(f"/atlas/{belief}").text  # a save would not mend it
    way.post(f"/atlas/{belief}/reading/1/delete")
    assert f"{told}</p>" in client.get(f"/atlas/{belief}").text


@pytest.mark.parametrize("cause", ["r-99", "t-1", "x-1", "r-0", "r-" + "9" * 40, "nonsense"])
def test_an_unknown_cause_is_refused_and_nothing_is_written(
    way: Way, belief: str, cause: str
) -> None:
    assert move(way, belief, "70", cause=cause) == 422
    assert "70%" not in way.browser.get(f"/atlas/{belief}").text


def test_changed_words_alone_make_no_point(way: Way, client: FlaskClient, belief: str) -> None:
    data = {"claim": "Chips can well be counted", "credence": "55"}
    way.post(f"/atlas/{belief}/beliefs/1", data | {"base": first_base(way.browser, belief)})
    assert client.get("/b/1/history").text.count('<tr id="p-') == 1
    assert "from" not in client.get(f"/atlas/{belief}#b-1").text.split("b-1")[1].split("</li>")[0]


def test_an_undone_move_leaves_no_point_and_a_redone_one_does(
    way: Way, client: FlaskClient, belief: str
) -> None:
    move(way, belief, "70")
    undo(way.browser, 4)
    assert client.get("/b/1/history").text.count("<tr") == 2
    assert "from 55%" not in client.get(f"/atlas/{belief}").text
    undo(way.browser, 5)
    assert client.get("/b/1/history").text.count("<tr") == 3
    assert "from 55%" in client.get(f"/atlas/{belief}").text


def number_of(author: FlaskClient, topic: str) -> object:
    return author.get(f"/atlas/{topic}.json").get_json()["sections"]["beliefs"][0]["credence"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1 in 10,000", 0.01),
        ("1/2,500", 0.04),
        ("\uff5e\uff17\uff10\uff05", 70),
        ("70 per cent", 70),
        ("12,5", 12.5),
    ],
)
def test_a_number_is_saved_as_what_it_says(way: Way, belief: str, typed: str, kept: float) -> None:
    assert move(way, belief, typed) == 200
    assert number_of(way.browser, belief) == kept


@pytest.mark.parametrize(
    ("typed", "offers", "pressed", "kept"),
    [
        ("1 in 2.500", ("0.04%", "40%"), "0.04%", 0.04),
        ("1,250", ("Save 1.25% anyway",), "1.25%", 1.25),
    ],
)
def test_a_mark_that_could_group_thousands_is_asked_about_and_the_answer_saved(
    way: Way, belief: str, typed: str, offers: tuple[str, ...], pressed: str, kept: float
) -> None:
    data = CLAIM | {"credence": typed, "base": first_base(way.browser, belief)}
    answer = way.post(f"/atlas/{belief}/beliefs/1", data)
    assert answer.status_code == 422
    assert tuple(re.findall(r'class="offer">([^<]+)<', answer.text)) == offers
    assert f'value="{typed}"' in answer.text
    assert number_of(way.browser, belief) == 55
    assert way.post(f"/atlas/{belief}/beliefs/1", data | {"take": pressed}).status_code == 200
    assert number_of(way.browser, belief) == kept


def test_a_question_about_one_end_of_a_range_is_answered_by_the_button(
    way: Way, belief: str
) -> None:
    address = f"/atlas/{belief}/beliefs/1"
    data = CLAIM | {"credence": "2", "range": "1,250-2", "base": first_base(way.browser, belief)}
    answer = way.post(address, data)
    assert answer.status_code == 422
    button = re.search(r'name="take_range" value="([^"]+)" class="offer"', answer.text)
    assert button
    assert way.post(address, data | {"take_range": button[1]}).status_code == 200
    assert 'value="1.25-2"' in way.browser.get(f"{address}/edit").text


def test_a_move_in_shares_of_one_is_asked_about_and_a_kept_one_is_not(way: Way, topic: str) -> None:
    address = f"/atlas/{topic}/triggers"
    data = {"observation": "A ban", "size": "0.7 to 0.5", "once": "t"}
    answer = way.post(address, data)
    assert answer.status_code == 422
    assert "Is that 0.7% to 0.5% or 70% to 50%?" in answer.text
    assert 'name="take_size" value="70% to 50%" class="offer"' in answer.text
    assert way.post(address, data | {"take_size": "0.7% to 0.5%"}).status_code == 200
    form = way.browser.get(f"{address}/1/edit").text
    assert 'value="0.7 to 0.5"' in form
    base = base_of(form)
    edited = {"observation": "A wide ban", "size": "0.7 to 0.5", "base": base}
    assert way.post(f"{address}/1", edited).status_code == 200


def test_a_number_can_be_typed_on_a_phone(author: FlaskClient, belief: str) -> None:
    for address in (f"/atlas/{belief}/beliefs/1/edit", "/beliefs"):
        text = author.get(address).text
        fields = re.findall(
            r'<input type="text" id="(?:b-1-credence|by-at_least|by-at_most)"[^>]*>', text
        )
        assert fields
        assert not any("inputmode" in field for field in fields)


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


def test_a_reason_that_may_be_about_something_hidden_is_not_told_in_the_head(
    way: Way, app: Flask, client: FlaskClient, belief: str
) -> None:
    with inside(app):
        writer = WriterToday()
        basin = writer.topic("Basin", visibility="private")
        hidden = writer.add(basin, "beliefs", claim="Hidden", credence=Decimal(20)).item
        shown = db.session.get_one(Belief, 1)
        for number, others in ((70, [hidden]), (75, [])):
            with writer.saving() as by, record(replace(by, reason=f"As of {number}")) as entry:
                for row in (shown, *others):
                    entry.alter(row, credence=Decimal(number))
            head = client.get(f"/atlas/{belief}").text.partition("Last moved")[2][:300]
            assert f"{number}%&nbsp;likely" in head
            assert ("As of" in head) is (not others)


def test_a_range_that_begins_with_zero_has_its_column(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    sent = {"claim": "It stays rare", "credence": "2", "range": "0-10", "once": "rare"}
    assert author.post(f"/atlas/{topic}/beliefs", data=sent).status_code == 303
    page = client.get("/b/1/history").text
    assert '<th scope="col">Range</th>' in page
    assert "<td>0–10%</td>" in page

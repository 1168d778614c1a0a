"""Slots that are not filled: visitors meet them on their region's page and nowhere else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import literal, select

from tests.conftest import base_of
from wiki.db import db
from wiki.text import is_placeholder
from wiki.visibility import is_slot

WHY = "<one-line why>"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "<why>",
            " <why>",
            "\t<why>",
            "\N{NO-BREAK SPACE}<why>\n",
            "<why>\n.",
            "<why>  .",
            "<a\nb>.",
        ),
        *(
            "",
            "<>",
            "< >",
            "<\N{NO-BREAK SPACE}>",
            "<a> b",
            "a <b>",
            "<a><b>",
            "<<a>>",
            "<a>..",
            "><",
            "<https://example.org/a>",
            "<why https://example.org>",
        ),
    ],
)
def test_a_query_finds_the_slots_that_pages_know(app: Flask, text: str) -> None:
    with app.app_context():
        assert db.session.scalar(select(is_slot(literal(text)))) == is_placeholder(text)


def test_a_slot_that_begins_with_a_space_is_one_in_every_list(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    sent = {"title": "On counting", "topics": "Compute", "takeaway": "  <what I took from it>"}
    assert author.post("/reading/new", data=sent | {"publish": "1"}).status_code == 303
    stance = author.post(f"/atlas/{topic}/stance", data={"body": " <where I stand>"})
    assert stance.status_code == 303
    assert client.get(f"/atlas/{topic}.json").get_json()["stub"]
    nodes = client.get("/map.json").get_json()["nodes"]
    assert next(node for node in nodes if node["id"] == topic)["stub"]
    for form in ("rss", "atom", "json"):
        assert "On counting" not in client.get(f"/reading.{form}").text
    assert "On counting" in client.get("/reading?takeaway=without").text
    assert "On counting" in author.get("/reading/inbox").text


def test_visitors_compare_no_slots(author: FlaskClient, client: FlaskClient, topic: str) -> None:
    first = {"claim": "Chips will be counted", "why": WHY}
    assert author.post(f"/atlas/{topic}/beliefs", data=first).status_code == 303
    base = base_of(author.get(f"/atlas/{topic}/beliefs/1/edit").text)
    second = first | {"why": "Others were.", "base": base}
    assert author.post(f"/atlas/{topic}/beliefs/1", data=second).status_code == 303
    header = {"title": "Compute", "summary": "<one line on it>", "visibility": "public"}
    header |= {"base": base_of(author.get(f"/atlas/{topic}/edit").text)}
    assert author.post(f"/atlas/{topic}/edit", data=header).status_code == 303
    for address, slot in (("/b/1", "one-line why"), (f"/atlas/{topic}/header", "one line on it")):
        compared = f"{address}/history?from={{}}&to={{}}"
        pair = _versions(author.get(f"{address}/history").text)
        assert slot in author.get(compared.format(*pair)).text
        page = client.get(compared.format(*pair))
        assert page.status_code == 200
        assert slot not in page.text


def _versions(page: str) -> list[str]:
    """Return the two newest versions that a history has, the older one first."""
    begun = page.split('name="from" value="')[1:]
    return [part.partition('"')[0] for part in begun[:2]][::-1]


def test_the_table_of_readings_has_slots_for_the_author_alone(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    sent = {"title": "On counting", "topics": "Compute", "takeaway": "<what I took from it>"}
    assert author.post("/reading/new", data=sent | {"publish": "1"}).status_code == 303
    assert "<what I took from it>" in author.get("/reading.csv").text
    seen = client.get("/reading.csv").text
    assert "On counting" in seen
    assert "<what" not in seen


def test_an_address_in_angle_brackets_is_a_link_and_no_slot(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    address = "https://example.org/why"
    belief = {"claim": "Drills help", "credence": "70", "why": f"<{address}>"}
    author.post(f"/atlas/{topic}/beliefs", data=belief)
    sent = {"title": "On counting", "topics": "Compute", "takeaway": f"<{address}>."}
    author.post("/reading/new", data=sent | {"publish": "1"})
    page = client.get(f"/atlas/{topic}").text
    assert page.count(f'<a href="{address}"') == 2
    assert "Not written yet:" not in page
    assert client.get("/beliefs.json").get_json()["beliefs"][0]["why"] == f"<{address}>"
    assert address in client.get("/reading.rss").text

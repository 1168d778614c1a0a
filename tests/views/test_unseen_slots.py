"""Slots that are not filled: visitors meet them on their region's page and nowhere else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import literal, select

from wiki.db import db
from wiki.text import is_placeholder
from wiki.visibility import is_slot


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

"""The history of a region: in sentences, in pages, and only what its reader may see."""

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.writers import Writer, inside
from wiki.models import Topic
from wiki.queries.past.history import PAGE
from wiki.queries.topics import get_topic
from wiki.services.topics import edit_topic, save_note
from wiki.visibility import AUTHOR

ada = Writer()


def compute() -> Topic:
    return get_topic("compute", reader=AUTHOR)


def test_what_a_visitor_may_not_see_hides_nothing_older(
    app: Flask, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        ada.add(compute(), "beliefs", claim="The first", credence=None, why="")
        for number in range(PAGE):
            note = ada.add(compute(), "beliefs", claim=f"<slot {number}>", credence=None, why="")
            assert note.change
    first = client.get(f"/atlas/{topic}/history").text
    assert "The first" not in first
    assert 'href="?page=2"' in first
    assert "The first" in client.get(f"/atlas/{topic}/history?page=2").text
    assert 'href="?page=3"' not in client.get(f"/atlas/{topic}/history?page=2").text


def test_a_number_is_told_with_the_one_before_it_and_fields_by_their_words(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post(f"/atlas/{topic}/beliefs", data={"claim": "Chips count", "credence": "70"})
    form = author.get(f"/atlas/{topic}/beliefs/1/edit").text
    base = base_of(form)
    author.post(f"/atlas/{topic}/beliefs/1", data={"base": base, "credence": "55.5"})
    author.post(f"/atlas/{topic}/stance", data={"body": "Few words."})
    form = author.get(f"/atlas/{topic}/stance/1/edit").text
    author.post(f"/atlas/{topic}/stance/1", data={"base": base_of(form), "body": "Fewer."})
    author.post(f"/atlas/{topic}/beliefs", data={"claim": "Heat counts"})
    author.post(f"/atlas/{topic}/beliefs/1/move", data={"direction": "down"})
    text = client.get(f"/atlas/{topic}/history").text
    assert "Edited stance: text" in text
    assert "Reordered belief “Chips count”" in text
    assert "Edited belief “Chips count”: 70% → 55.5%" in text
    assert "Added belief “Chips count”: 70%" in text
    assert "Ada" in text


def test_away_from_the_page_of_a_region_its_review_and_its_stance_name_it(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post(f"/atlas/{topic}/stance", data={"body": "Few words."})
    form = author.get(f"/atlas/{topic}/stance/1/edit").text
    author.post(f"/atlas/{topic}/stance/1", data={"base": base_of(form), "body": "Fewer."})
    author.post(f"/atlas/{topic}/reviewed")
    whole = client.get("/history").text
    assert "Reviewed “Compute”, no change" in whole
    assert "Edited stance of “Compute”: text" in whole
    assert "Reviewed, no change" not in whole
    own = client.get(f"/atlas/{topic}/history").text
    assert "Reviewed, no change" in own
    assert "Edited stance: text" in own
    change = own.partition('href="/c/')[2].partition('"')[0]
    assert "Reviewed “Compute”, no change" in (shown := client.get(f"/c/{change}").text)
    assert "Reviewed, no change" not in shown


def test_what_was_private_then_is_not_told_later(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        with ada.saving() as by:
            edit_topic(compute(), {"visibility": "private"}, by)
        with ada.saving() as by:
            edit_topic(compute(), {"title": "A secret name"}, by)
        with ada.saving() as by:
            edit_topic(compute(), {"title": "An open name", "visibility": "public"}, by)
        with ada.saving() as by:
            save_note(compute(), "A note", by, base=0)
    seen = client.get(f"/atlas/{topic}/history").text
    assert "secret" not in seen
    assert "note" not in seen
    assert "Edited region “An open name”" in seen
    assert "title A secret name → An open name" in author.get(f"/atlas/{topic}/history").text

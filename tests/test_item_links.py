"""Links by anchors, such as `[[b-3]]`: the item is meant, whatever regions are called."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import signed_in
from tests.test_links import section
from tests.writers import Writer, check_projections, inside
from tests.writers import section as section_of
from wiki.db import db
from wiki.models import Topic
from wiki.projections.link_targets import has_item_names
from wiki.sections import SECTIONS
from wiki.services.items import delete_item, restore_item
from wiki.services.relinking import update_links
from wiki.services.topics import delete_topic, edit_topic, restore_topic
from wiki.text import find_mention, link_to
from wiki.text.region_names import Region

ada = Writer()


def begin(visibility: str = "public") -> tuple[Topic, Topic, Any]:
    """Make a belief, and a text on another page that links to it; return both regions and it."""
    goal, other = ada.topic("Trade law", visibility=visibility), ada.topic("Chips")
    held = ada.add(goal, "beliefs", claim="Tariffs fall", credence=Decimal(60)).item
    body = f"As [[b-{held.id}]] and [[b-{held.id}|others]] say."
    ada.add(other, "stance", body=body)
    return goal, other, held


def shown(client: FlaskClient) -> str:
    """Return the stance of the page that links."""
    return client.get("/atlas/chips").text.partition('id="stance"')[2].partition("</section>")[0]


def test_a_region_of_that_name_takes_no_link_to_an_item(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        _, other, held = begin()
        slug = ada.topic(f"B-{held.id}").slug
        ada.topic("Q-77")
        ada.add(other, "uncertainties", question="Is [[q-77]] there")
        check_projections()
        number = held.id
    told = shown(client)
    assert f'As <a href="/b/{number}">Tariffs fall</a> and <a href="/b/{number}">others</a>' in told
    assert '<a href="/atlas/q-77">q-77</a>' in client.get("/atlas/chips").text
    assert "Chips" in section(client.get("/atlas/trade-law").text)
    assert "Chips" in section(client.get("/atlas/q-77").text)
    assert section(client.get(f"/atlas/{slug}").text) == ""


def test_it_is_linked_while_the_item_is_deleted(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        goal, _, held = begin()
        slug, beliefs = ada.topic(f"B-{held.id}").slug, section_of("beliefs")
        with ada.saving() as by:
            delete_item(beliefs, goal, held, by)
        check_projections()
        kind, goal_id, number = type(held), goal.id, held.id
    assert f'<a href="/atlas/{slug}">others</a>' in shown(client)
    assert "Chips" in section(client.get(f"/atlas/{slug}").text)
    with inside(app):
        with ada.saving() as by:
            goal, held = db.session.get_one(Topic, goal_id), db.session.get_one(kind, number)
            restore_item(beliefs, goal, held, by)
        check_projections()
    assert f'href="/atlas/{slug}"' not in shown(client)
    assert section(client.get(f"/atlas/{slug}").text) == ""


def test_a_shared_item_is_linked_though_a_region_has_its_anchor_for_a_title(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        other = ada.topic("Chips")
        values = {"title": "A book", "takeaway": "Read.", "topics": [other]}
        number = ada.add(other, "reading", **values).item.id
        slug = ada.topic(f"R-{number}").slug
        ada.add(other, "stance", body=f"See [[r-{number}]].")
        check_projections()
    assert f'See <a href="/r/{number}">A book</a>' in shown(client)
    assert section(client.get(f"/atlas/{slug}").text) == ""


def test_a_visitor_is_told_nothing_of_an_item_on_a_private_page(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        number = begin("private")[2].id
        ada.topic(f"B-{number}")
        check_projections()
    assert f'<a href="/atlas/b-{number}">others</a>' in shown(client)
    assert "Chips" in section(client.get(f"/atlas/b-{number}").text)
    assert f'<a href="/b/{number}">others</a>' in shown(signed_in(app, "Ada"))


@pytest.mark.parametrize("what", ["open", "hide", "delete", "restore"])
def test_what_links_to_an_item_follows_what_becomes_of_its_page(
    app: Flask, client: FlaskClient, what: str
) -> None:
    with inside(app):
        goal, *_ = begin("private" if what == "open" else "public")
        with ada.saving() as by:
            match what:
                case "open":
                    edit_topic(goal, {"visibility": "public"}, by)
                case "hide":
                    edit_topic(goal, {"visibility": "private"}, by)
                case _:
                    delete_topic(goal, by)
        check_projections()
        if what == "restore":
            with ada.saving() as by:
                restore_topic(goal, by)
            check_projections()
    if what in ("open", "restore"):
        assert "Chips" in section(client.get("/atlas/trade-law").text)


def test_updating_links_to_a_renamed_region_leaves_those_to_items(app: Flask) -> None:
    with inside(app):
        _, other, held = begin()
        region = ada.topic(f"B-{held.id}")
        text = f"See [[B-{held.id}]] and [[b-{held.id}]]."
        question = ada.add(other, "uncertainties", question=text).item
        with ada.saving() as by:
            edit_topic(region, {"title": "Bombers"}, by)
        with ada.saving() as by:
            update_links(region, by)
        assert question.question == f"See [[Bombers]] and [[b-{held.id}]]."
        check_projections()


def test_a_region_with_such_a_title_is_linked_by_its_address() -> None:
    assert link_to(Region(1, "b-3", "b-3")) == "/atlas/b-3"
    assert link_to(Region(1, "B-3", "b-3")) == "B-3"
    assert find_mention("Like b-3 once.", "b-3") is None
    assert find_mention("Like B-3 once.", "b-3") is not None


def test_the_kinds_that_links_can_name_are_those_with_permanent_links() -> None:
    for one in SECTIONS:
        assert has_item_names(one.model) == one.has_permalink, one.kind


@pytest.mark.parametrize("is_private", [False, True])
def test_plain_text_names_an_item_as_the_page_does(
    app: Flask, client: FlaskClient, is_private: bool
) -> None:
    with inside(app):
        _, other, held = begin("private" if is_private else "public")
        link = f"[[b-{held.id}]] or [[b-{held.id}|it]]"
        work = {"title": f"On {link}", "url": "https://example.org/work", "takeaway": f"So {link}."}
        ada.add(other, "reading", **work, topics=["Chips"])
        said = {"observation": f"If {link}", "happened_on": "2026-05-01"}
        change = ada.add(other, "triggers", **said).change
        assert change
        told = f"/c/{change.id}"
        read = f"/c/{change.id - 1}"
        mine = {"title": "Mine", "body": f"In {link}", "slug": "mine", "url": ""}
        ada.add(other, "writing", **mine, topics=["Chips"])
        with ada.saving() as by:
            edit_topic(other, {"summary": f"Of {link}"}, by)
        anchor = f"b-{held.id}"
    words = f"{anchor if is_private else 'Tariffs fall'} or it"
    feed = client.get("/reading.json").get_json()["items"][0]
    assert feed["title"] == f"On {words}"
    assert f">On {words}</a>" in client.get("/reading").text
    assert client.get("/triggers/happened.json").get_json()["items"][0]["title"] == f"If {words}"
    assert f'<meta name="description" content="So {words}.">' in client.get("/reading/1").text
    assert f'<meta name="description" content="Of {words}">' in client.get("/atlas/chips").text
    assert f"If {words}</a>" in client.get(told).text
    assert f'content="If {words}"' in client.get("/t/1/history").text
    assert f"So {words}." in client.get(read).text
    assert f'content="In {words}"' in client.get("/writing/mine").text


@pytest.mark.parametrize("is_private", [False, True])
def test_citations_exports_and_histories_name_an_item_as_the_page_does(
    app: Flask, client: FlaskClient, is_private: bool
) -> None:
    with inside(app):
        _, other, held = begin("private" if is_private else "public")
        link, anchor = f"[[b-{held.id}]]", f"b-{held.id}"
        work = {"title": f"On {link}", "authors": "Ada Lovelace", "takeaway": f"So {link}."}
        ada.add(other, "reading", **work, read_on="2026-05-01", topics=["Chips"])
        claim = ada.add(other, "beliefs", claim=f"Chips, as {link}", credence=Decimal(70)).item
        ada.add(other, "triggers", observation="A cut", belief=f"b-{claim.id}", cause=None)
        mine = {"title": f"Mine on {link}", "body": "x", "slug": "mine", "url": ""}
        ada.add(other, "writing", **mine, topics=["Chips"])
        with ada.saving() as by:
            edit_topic(other, {"summary": f"Of {link}"}, by)
        number = claim.id
    told = anchor if is_private else "Tariffs fall"
    typed_of = {
        "/r/1/cite": "On",
        "/r/1.bib": "On",
        "/r/1.csl.json": "On",
        "/reading.bib": "On",
        "/reading.ris": "On",
        "/reading.csl.json": "On",
        "/reading.csv": "On",
        "/reading/1": "On",
        "/e/1/cite": "Mine on",
        f"/b/{number}/cite": "Chips, as",
        f"/b/{number}.bib": "Chips, as",
        f"/b/{number}.csl.json": "Chips, as",
        f"/b/{number}/history": "Chips, as",
        "/atlas/chips/card": "Chips, as",
        "/atlas/chips": "Chips, as",
        "/beliefs": "Chips, as",
        "/triggers": "Chips, as",
        "/search?q=kind%3Abelief+chips": "Chips, as",
        "/search?q=chips": "Chips, as",
        "/writing": "Mine on",
    }
    wrong = []
    for address, words in typed_of.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = re.sub(r"<[^>]+>", "", unescape(answer.text))
        page = re.sub(r"&?(?:nbsp)?;|\s+", " ", page)
        if f"{words} {told}" not in page or (not is_private and f"{words} {anchor}" in page):
            wrong.append(address)
    assert not wrong
    with_heads = ("/r/1/cite", "/b/1/history", "/atlas/chips", "/writing/mine", "/reading/1")
    for address in with_heads:
        page = client.get(address).text
        heads = re.findall(
            r"<title>(.*?)</title>|<meta [^>]*content=\"(.*?)\"", client.get(address).text
        )
        assert is_private or not any(f" {anchor}" in "".join(head) for head in heads), address


def test_an_item_whose_words_link_back_is_told_once(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        topic = ada.topic("Chips")
        first = ada.add(topic, "beliefs", claim="One", credence=None).item
        second = ada.add(topic, "beliefs", claim=f"Two, as [[b-{first.id}]]", credence=None).item
        ada.add(topic, "uncertainties", question=f"And [[b-{second.id}]]?")
    assert ">Two, as One</a>?" in client.get("/atlas/chips").text

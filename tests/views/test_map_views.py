"""Views of the map: an address asks for a part of it, and the server draws that part."""

import re
from datetime import date
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Once
from tests.new_pages import create_topic
from tests.views.test_map import drawing, page
from wiki.db import begin_writing, db
from wiki.journal import Signature, record
from wiki.models import Relation, Topic
from wiki.services.topics import edit_topic

BY = Signature(None, date(2026, 11, 20))


@pytest.fixture(autouse=True)
def atlas(app: Flask, once: Once) -> None:
    """A chain of five regions in two areas, an islet, and a private region beside the first."""
    with app.app_context():
        once(write_chain)


def write_chain() -> None:
    begin_writing()
    names = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon")
    chain = [
        make(name, area="North" if n < 3 else "South", status="Forming" if n % 2 else "")
        for n, name in enumerate(names)
    ]
    make("Islet")
    hidden = make("Hidden vale", area="Hidden land", visibility="private")
    with record(BY) as entry:
        for n, (one, other) in enumerate(pairwise(chain)):
            kind = "part of" if n else "leans on"
            entry.add(Relation(topic_id=one.id, region_id=other.id, kind=kind))
        entry.add(Relation(topic_id=hidden.id, region_id=chain[0].id, kind="in tension with"))
    db.session.commit()


def make(title: str, **values: Any) -> Topic:
    return create_topic({"title": title} | values, BY)


def shown(client: FlaskClient, address: str) -> set[str]:
    """Return who is on the map, which is who is in the list."""
    html = page(client, address)
    links = [link.get("href", "") for link in drawing(html).iter("a")]
    listed = re.findall(r'class="region" href="([^"]+)"', html)
    assert links == listed
    return {link.rpartition("/")[2] for link in links}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("focus=alpha", {"alpha", "beta", "gamma"}),
        ("focus=Gamma", {"alpha", "beta", "gamma", "delta", "epsilon"}),
        ("focus=islet", {"islet"}),
        ("area=south", {"delta", "epsilon"}),
        ("area=none", {"islet"}),
        ("status=Forming", {"beta", "delta"}),
        ("status=none&area=north", {"alpha", "gamma"}),
        ("status=not+written+yet&area=south", {"delta", "epsilon"}),
        ("kind=leans+on", {"alpha", "beta"}),
        ("focus=gamma&kind=part+of", {"beta", "gamma", "delta", "epsilon"}),
        ("focus=gamma&area=south", {"delta", "epsilon"}),
        ("since=2020-01-01&area=north", {"alpha", "beta", "gamma"}),
        (
            "focus=&area=&status=&kind=&since=",
            {"alpha", "beta", "gamma", "delta", "epsilon", "islet"},
        ),
    ],
)
def test_view_shows_what_was_asked_for(client: FlaskClient, asked: str, found: set[str]) -> None:
    assert shown(client, f"/map?{asked}") == found


def test_part_of_the_sheet_shows_the_places_in_it(client: FlaskClient) -> None:
    nodes = client.get("/map.json").get_json()["nodes"]
    alpha = next(node for node in nodes if node["id"] == "alpha")
    box = f"{alpha['x'] - 50},{alpha['y'] - 40},100,80"
    assert shown(client, f"/map?box={box}") == {"alpha"}
    assert drawing(page(client, f"/map?box={box}")).get("viewBox") == box.replace(",", " ")
    # Regions whose place is outside, but not some of their ground, are there too.
    beside = f"{alpha['x'] + 30},{alpha['y'] - 40},100,80"
    assert "alpha" in shown(client, f"/map?box={beside}")


def test_one_kind_of_relation_is_drawn_and_the_legend_has_no_other(client: FlaskClient) -> None:
    html = page(client, "/map?kind=leans+on")
    lines = drawing(html).findall(".//g[@class='map-lines']/path")
    assert [line.get("class") for line in lines] == ["map-line map-leans-on"]
    assert "open towards the whole" not in html


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("focus=nowhere", 404, "There is no region “nowhere” on this map."),
        ("focus=hidden-vale", 404, "There is no region “hidden-vale” on this map."),
        ("area=nowhere", 404, "There is no area “nowhere” on this map."),
        ("area=hidden-land", 404, "There is no area “hidden-land” on this map."),
        ("status=Happy", 400, "There is no status “Happy”: try Exploring, Forming"),
        ("kind=hates", 400, "There is no kind of relation “hates”: try related,"),
        ("since=lately", 400, "I cannot read “lately” as a date. Try 2026-05-01"),
        ("since=2026-02-30", 400, "There is no such day: February 2026 has 28 days."),
        ("since=20260201", 400, "I cannot read “20260201” as a date."),
        ("box=1,2,3", 400, "four whole numbers"),
        ("box=a,b,c,d", 400, "four whole numbers"),
        ("box=0,0,0,0", 400, "four whole numbers"),
        ("box=0,0,100,90000", 400, "four whole numbers"),
        (f"box={'9' * 30},0,100,100", 400, "four whole numbers"),
        (f"focus={'x' * 5000}", 404, "There is no region “xxx"),
        ("focus=%00%ff", 404, "There is no region"),
        ("focus=<script>", 404, "There is no region “<script>” on this map."),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    client: FlaskClient, asked: str, status: int, said: str
) -> None:
    answer = client.get(f"/map?{asked}")
    assert answer.status_code == status
    assert said in unescape(answer.text)
    assert "<script>”" not in answer.text


def test_views_are_no_pages_of_their_own_for_search_engines(client: FlaskClient) -> None:
    whole, part = page(client), page(client, "/map?area=north")
    assert "noindex" not in whole
    assert '<meta name="robots" content="noindex">' in part
    for html in (whole, part):
        assert re.findall(r'rel="canonical" href="([^"]+)"', html) == ["http://localhost/map"]


def test_old_address_of_a_region_is_a_focus_too(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        topic = db.session.get(Topic, 1)
        assert topic
        edit_topic(topic, {"title": "Omega"}, BY, change_address=True)
        db.session.commit()
    assert shown(client, "/map?focus=alpha") == {"omega", "beta", "gamma"}


def test_author_sees_views_with_what_is_private(author: FlaskClient) -> None:
    assert "hidden-vale" in shown(author, "/map?focus=alpha")
    assert shown(author, "/map?area=hidden-land") == {"hidden-vale"}


def test_form_offers_a_visitor_nothing_private_and_keeps_what_was_chosen(
    client: FlaskClient,
) -> None:
    html = page(client, "/map?area=south&status=Forming")
    form = html[html.index('<form class="map-ask"') :].partition("</form>")[0]
    assert "Hidden land" not in form
    assert '<option value="south" selected>' in form
    assert '<option value="Forming" selected>' in form
    assert "1 region of 6." in html


def test_more_roads_than_a_map_has_room_for_are_counted(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        more = [make(f"Region {n}", area="North") for n in range(12)]
        with record(BY) as entry:
            for n, one in enumerate(more):
                for other in more[:n]:
                    entry.add(Relation(topic_id=one.id, region_id=other.id, kind="related"))
        db.session.commit()
    html = page(client)
    assert re.search(r"Of 70 relations the shortest \d\d are drawn", html)
    assert html.count('class="region"') == 18


def test_picture_names_the_licence(client: FlaskClient) -> None:
    assert "<dc:rights>© The author</dc:rights>" in page(client, "/map.svg")

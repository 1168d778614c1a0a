"""The map as a page, as data and as a picture."""

import gzip
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.new_pages import create_area, create_topic
from wiki.db import begin_writing, db
from wiki.demo import fill
from wiki.journal import Signature, record
from wiki.map.drawn_roads import Roads
from wiki.models import Relation, Topic
from wiki.queries.map import around, graph
from wiki.sections.belief import Belief
from wiki.sections.stance import Stance
from wiki.text import clean_line

BY = Signature(None, date(2026, 11, 20))
STYLES = Path(__file__).parents[2] / "static" / "css"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def atlas(app: Flask) -> None:
    """Two regions of one area that lean on each other, one elsewhere, one private."""
    with app.app_context():
        begin_writing()
        compute = make("Compute & chips", summary="On <chips>", area="Governance", status="Forming")
        check = make("Verification", area="Governance")
        make("Digital minds")
        hidden = make("Hidden vale", area="Hidden land", visibility="private")
        with record(BY) as entry:
            entry.add(Stance(topic_id=compute.id, body="I think so."))
            entry.add(Relation(topic_id=compute.id, region_id=check.id, kind="leans on"))
            entry.add(Relation(topic_id=hidden.id, region_id=check.id, kind="in tension with"))
        db.session.commit()


def make(title: str, **values: Any) -> Topic:
    return create_topic({"title": title} | values, BY)


def page(client: FlaskClient, address: str = "/map") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def drawing(html: str) -> ElementTree.Element:
    found = re.search(r'<svg class="map-sheet.*?</svg>', html, re.DOTALL)
    assert found
    return ElementTree.fromstring(found[0])


def test_map_without_regions_says_so(client: FlaskClient) -> None:
    assert "Nothing is published here yet." in page(client)


@pytest.mark.usefixtures("atlas")
def test_nodes_are_links_by_area_and_title_with_a_title(client: FlaskClient) -> None:
    links = drawing(page(client)).findall(".//a")
    assert [link.get("href") for link in links] == [
        "/atlas/compute-and-chips",
        "/atlas/verification",
        "/atlas/digital-minds",
    ]
    assert [link.findtext("title") for link in links] == [
        "Compute & chips (Governance, Forming): On <chips>",
        "Verification (Governance, not written yet)",
        "Digital minds (not written yet)",
    ]


@pytest.mark.usefixtures("atlas")
def test_drawing_is_a_group_named_by_the_heading(client: FlaskClient) -> None:
    html = page(client)
    svg = drawing(html)
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("group", "map-title")
    assert 'id="map-title"' in html


@pytest.mark.usefixtures("atlas")
def test_stubs_are_drawn_as_unexplored_and_the_legend_says_so(client: FlaskClient) -> None:
    html = page(client)
    grounds = drawing(html).findall(".//a/path")
    assert [ground.get("class") for ground in grounds] == ["map-forming", "map-stub", "map-stub"]
    assert [ground.get("fill") for ground in grounds] == [None, *["url(#map-hatching)"] * 2]
    legend = html[html.index("map-legend") :]
    assert all(words in legend for words in ("not written yet", "leans on", "forming"))
    assert "in tension with" not in legend


@pytest.mark.usefixtures("atlas")
def test_list_says_what_the_drawing_shows(client: FlaskClient) -> None:
    listed = page(client).partition("The map as a list")[2]
    words = " ".join(re.sub(r"<[^>]+>", " ", listed).split())
    assert "Compute &amp; chips Forming On &lt;chips&gt; leans on Verification" in words
    assert "Verification not written yet supports Compute &amp; chips" in words
    assert "Elsewhere Digital minds not written yet" in words


@pytest.mark.usefixtures("atlas")
@pytest.mark.parametrize("address", ["/map", "/map.json", "/map.svg", "/"])
def test_private_region_is_on_no_map_of_visitors(
    client: FlaskClient, author: FlaskClient, address: str
) -> None:
    html = page(client, address)
    assert not any(words in html for words in ("Hidden vale", "Hidden land", "hidden-", "tension"))
    assert "Hidden vale" in page(author, address)


@pytest.mark.usefixtures("atlas")
def test_map_as_data_has_the_documented_fields(client: FlaskClient) -> None:
    data = client.get("/map.json").json
    assert data
    first, _, third = data["nodes"]
    assert set(data) == {"total", "nodes", "links"}
    assert data["links"] == [
        {"source": "compute-and-chips", "target": "verification", "kind": "leans on"}
    ]
    assert isinstance(first.pop("x"), int)
    assert isinstance(first.pop("y"), int)
    assert first == {
        "id": "compute-and-chips",
        "title": "Compute & chips",
        "area": "Governance",
        "status": "Forming",
        "stub": False,
        "url": "http://localhost/atlas/compute-and-chips",
    }
    assert (third["area"], third["status"], third["stub"]) == (None, None, True)


@pytest.mark.usefixtures("atlas")
def test_data_and_drawing_have_the_same_coordinates(client: FlaskClient) -> None:
    data = client.get("/map.json").json
    assert data
    marks = drawing(page(client)).findall(".//circle")
    drawn = {(int(mark.get("cx", "")), int(mark.get("cy", ""))) for mark in marks}
    assert drawn == {(node["x"], node["y"]) for node in data["nodes"]}


@pytest.mark.usefixtures("atlas")
def test_map_as_a_picture_stands_alone(client: FlaskClient) -> None:
    answer = client.get("/map.svg")
    assert answer.mimetype == "image/svg+xml"
    svg = ElementTree.fromstring(answer.text)
    assert svg.tag == f"{SVG}svg"
    assert svg.findtext(f"{SVG}title") == "An atlas of AI safety"
    heading = [text.text or "" for text in svg.findall(f"{SVG}text")]
    assert heading[0] == "An atlas of AI safety"
    assert re.fullmatch(r"The author · [0-9]{1,2} [A-Z][a-z]+ [0-9]{4}", heading[1])
    assert svg.findtext(f"{SVG}desc") == "A map of 3 regions and 1 relation between them."
    assert next(link.get("href") for link in svg.iter(f"{SVG}a")) == (
        "http://localhost/atlas/compute-and-chips"
    )
    assert re.search(r"<dc:date>\d{4}-\d\d-\d\d</dc:date>", answer.text)


@pytest.mark.usefixtures("atlas")
@pytest.mark.parametrize("address", ["/map", "/map.svg", "/"])
def test_no_map_needs_a_style_or_a_script_in_the_markup(client: FlaskClient, address: str) -> None:
    html = page(client, address)
    assert " style=" not in html
    assert "<style" not in html
    assert not re.search(r" on[a-z]+=", html)


@pytest.mark.usefixtures("atlas")
@pytest.mark.parametrize("address", ["/map", "/map.json", "/map.svg"])
def test_unknown_parameters_are_ignored(client: FlaskClient, address: str) -> None:
    assert client.get(f"{address}?x=%00&zoom=<b>&zoom=2").text == client.get(address).text


@pytest.mark.usefixtures("atlas")
def test_region_page_draws_its_neighbours_and_itself_without_a_link(client: FlaskClient) -> None:
    svg = drawing(page(client, "/atlas/verification"))
    assert svg.get("aria-labelledby") == "regions-title"
    assert svg.get("class") == "map-sheet map-local"
    assert "/atlas/compute-and-chips" in [link.get("href") for link in svg.iter("a")]
    here = svg.findall(".//g/g/title")
    assert [title.text for title in here] == ["Verification (Governance, not written yet)"]
    assert len(svg.findall("path[@class='map-here']")) == 1
    assert svg.findall(".//path[@class='map-border']")
    assert svg.findall("path[@class='map-coast']")


def test_titles_in_strange_letters_keep_the_picture_whole(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        for title in ("<b>&amp;", "\ufffe\uffff?", "] ]>", "😀" * 60, "שלום"):
            make(clean_line(title), area="Law & <order> between many different nations")
        db.session.commit()
    svg = ElementTree.fromstring(client.get("/map.svg").text)
    lines = svg.find(f".//{SVG}g[@class='map-areas']/{SVG}text")
    assert lines is not None
    assert lines[0].tag == f"{SVG}tspan"
    assert (lines[0].text or "").startswith("LAW &")
    drawing(page(client))


def test_map_of_three_hundred_regions_stays_small(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        topics = [make(f"Region {n:x}", area=f"Area {n % 5}", status="Forming") for n in range(300)]
        with record(BY) as entry:
            for n in range(300):
                other = topics[(7 * n + 1) % 300]
                if other is not topics[n]:
                    entry.add(Relation(topic_id=topics[n].id, region_id=other.id, kind="related"))
        db.session.commit()
    html = client.get("/map").get_data()
    assert len(gzip.compress(html)) < 60_000


@pytest.mark.usefixtures("atlas")
def test_whatever_a_local_map_shows_stands_in_words_beside_it(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        begin_writing()
        make("Next door", area="Governance")
        db.session.commit()
    html = page(client, "/atlas/verification")
    shown = set(re.findall(r'<a href="(/atlas/[a-z-]+)" aria-label', html))
    words = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    section = words.partition('id="regions"')[2]
    assert shown >= {"/atlas/compute-and-chips", "/atlas/next-door"}
    assert {f"/atlas/{slug}" for slug in re.findall(r'href="/atlas/([a-z-]+)"', section)} >= shown
    assert f"Also on this map: {len(shown) - 1} region" in section


@pytest.mark.usefixtures("atlas")
def test_map_as_data_says_how_many_regions_there_are(client: FlaskClient) -> None:
    data = client.get("/map.json").get_json()
    assert data["total"] == len(data["nodes"]) == 3


@pytest.mark.usefixtures("atlas")
def test_map_as_data_says_how_many_regions_there_are_of_which_it_has_the_most_related(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "MOST", 2)
    data = client.get("/map.json").get_json()
    assert data["total"] == 3
    assert [node["id"] for node in data["nodes"]] == ["compute-and-chips", "verification"]


@pytest.mark.usefixtures("atlas")
def test_first_page_lists_so_many_regions_of_an_area_and_says_how_many_more(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "more: <a" not in page(client, "/")
    with app.app_context():
        begin_writing()
        make("Model welfare")
        db.session.commit()
    monkeypatch.setattr("wiki.queries.atlas.MOST", 1)
    html = page(client, "/")
    assert 'And 1 more: <a href="/areas/governance">all of Governance</a>.' in html
    assert 'And 1 more: <a href="/areas/none">all without an area</a>.' in html
    assert html.partition('class="home-regions"')[2].count('class="region"') == 2


@pytest.mark.usefixtures("atlas")
def test_first_page_lists_so_many_areas_and_says_how_many_more(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "more area" not in page(client, "/")
    with app.app_context():
        begin_writing()
        make("Sandbagging", area="Evaluations")
        db.session.commit()
    monkeypatch.setattr("wiki.queries.atlas.MOST_AREAS", 1)
    regions = page(client, "/").partition('class="home-regions"')[2]
    assert "Governance" in regions
    assert "Evaluations" not in regions
    assert 'And 1 more area: <a href="/map">see the map</a>.' in regions


@pytest.mark.usefixtures("atlas")
def test_areas_share_the_room_of_the_first_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wiki.queries.atlas.MOST_REGIONS", 1)
    assert 'And 1 more: <a href="/areas/governance">' in page(client, "/")


@pytest.mark.usefixtures("atlas")
def test_regions_without_an_area_have_a_page(client: FlaskClient) -> None:
    html = page(client, "/areas/none")
    assert '<h1 dir="auto">Elsewhere</h1>' in html
    assert re.findall(r'class="region" href="([^"]*)"', html) == ["/atlas/digital-minds"]


def test_where_every_region_has_an_area_there_is_no_page_of_the_others(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        begin_writing()
        make("Compute", area="Governance")
        make("Hidden vale", visibility="private")
        db.session.commit()
    assert client.get("/areas/none").status_code == 404


def test_an_area_called_none_gets_another_address(author: FlaskClient) -> None:
    made = author.post("/areas/new", data={"title": "None"})
    assert made.location == "/areas/none-2"


@pytest.mark.usefixtures("atlas")
def test_list_beside_the_map_has_so_many_regions_and_says_how_many_more(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        begin_writing()
        make("Not on the map of any other test")  # whose list would be cached
        db.session.commit()
    monkeypatch.setattr("wiki.map.drawing.LISTED", 2)
    html = page(client).partition('id="list-title"')[2]
    assert html.count('class="region"') == 2
    assert 'And 1 more on this map: <a href="/areas/governance">all of Governance</a>.' in html
    assert 'And 1 more on this map: <a href="/areas/none">all without an area</a>.' in html


def test_list_names_so_many_neighbours_of_a_region_and_says_how_many_more(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        begin_writing()
        hub = make("Hub")
        with record(BY) as entry:
            for number in range(14):
                other = make(f"Spoke {number}")
                entry.add(Relation(topic_id=hub.id, region_id=other.id, kind="related"))
        db.session.commit()
    html = page(client).partition('id="list-title"')[2]
    assert "</a> and 2 more</p>" in html
    assert html.partition(">related to")[2].partition("and 2 more")[0].count("<a ") == 12


@pytest.mark.usefixtures("atlas")
def test_first_page_says_in_words_what_its_map_marks(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        long_ago = {"reviewed_on": date(2020, 1, 1), "status": "Settled"}
        topic = create_topic({"title": "Long ago", "area": "Governance"} | long_ago, BY)
        with record(BY) as entry:
            belief = entry.add(Belief(topic_id=topic.id, position="a", claim="So", credence=60))
        with record(BY) as entry:
            entry.alter(belief, credence=70)
        db.session.commit()
    html = page(client, "/")
    titles = re.findall(r"<title>([^<]+)</title><path", html)
    listed = html.partition('class="home-regions"')[2]
    marked = [title for title in titles if "moved lately" in title or "overdue" in title]
    assert [title.partition(" (")[0] for title in marked] == ["Long ago"]
    assert "Settled · a view moved lately · overdue for review" in listed
    assert listed.count("moved lately") == 1


@pytest.mark.usefixtures("atlas")
def test_markup_is_rendered_once_for_a_drawing_and_anew_for_another(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = page(client)
    with monkeypatch.context() as patched:
        patched.setattr(Roads, "ties", None)  # which the list asks for
        assert page(client) == before
    with app.app_context():
        begin_writing()
        make("A later region")
        db.session.commit()
    after = page(client)
    assert "A later region" not in before
    assert drawing(after).findall(".//a[@aria-label='A later region']")
    assert page(client) == after


@pytest.mark.usefixtures("atlas")
def test_first_page_has_the_roads_of_its_map_in_words(client: FlaskClient) -> None:
    found = re.search(r'<details class="beyond">.*?</details>', page(client, "/"), re.DOTALL)
    assert found
    words = clean_line(re.sub(r"<[^>]+>", "", found[0]))
    assert words == "The connection as a list Compute &amp; chips leans on Verification"


@pytest.mark.usefixtures("atlas")
@pytest.mark.parametrize("address", ["/", "/map"])
def test_areas_are_named_below_the_map_with_where_they_lie(
    app: Flask, client: FlaskClient, address: str
) -> None:
    with app.app_context():
        begin_writing()
        for number in range(9):
            make(f"Theory {number}", area="Theory")
        db.session.commit()
    html = page(client, address)
    found = re.search(r'<ul class="[a-z -]+" aria-label="Areas">.*?</ul>', html, re.DOTALL)
    assert found
    words = [clean_line(re.sub(r"<[^>]+>", "", item)) for item in found[0].split("</li>")[:-1]]
    places = {"Governance": "", "Theory": ""} | dict(word.split(": ") for word in words)
    opposite = {"north": "south", "south": "north", "west": "east", "east": "west"}
    assert set(places) == {"Governance", "Theory"}
    assert all(set(place.split("-")) <= {*opposite, "middle"} for place in places.values())
    assert places["Governance"] != places["Theory"]


def test_the_picture_has_the_tints_of_the_page_and_colours_of_its_stylesheets(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        fill(BY)
        db.session.commit()
    visitor = app.test_client()
    page, picture = visitor.get("/map").text, visitor.get("/map.svg").text
    tints = re.compile(r'<path (class="map-(?:exploring|forming|settled|dormant)[^>]*?) d="')
    sheet = page.partition('class="map-sheet')[2].partition("</svg>")[0]
    assert len(tints.findall(picture)) > 10
    assert sorted(tints.findall(sheet)) == sorted(tints.findall(picture))
    css = "".join((STYLES / name).read_text() for name in ("atlas.css", "map.css"))
    assert set(re.findall("#[0-9a-f]{6}", picture)) <= set(re.findall("#[0-9a-f]{6}", css))
    usual = (STYLES / "map.css").read_text().partition("@media (forced-colors")[0]
    assert "fill-opacity" not in usual
    opacities = re.compile(r'<(?:path|g) class="(map-[^"]*)[^>]*? ((?:stroke-)?opacity="[^"]*")')
    assert len(opacities.findall(picture)) > 3
    assert set(opacities.findall(sheet)) == set(opacities.findall(picture))


def hues(html: str) -> dict[str, str]:
    """Return the colour of each region's ground in a drawing, by the region's address."""
    lands = re.findall(r'<g class="map-land (map-[a-z0-9-]+)">(.*?)</g>', html, re.DOTALL)
    return {link: hue for hue, land in lands for link in re.findall(r'href="(/atlas/[^"]+)"', land)}


@pytest.mark.usefixtures("atlas")
def test_an_area_has_one_colour_on_every_map_and_list(
    app: Flask, client: FlaskClient, author: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        begin_writing()
        create_area({"title": "Empty"}, BY)
        soil, clay = make("Soil", area="Ground"), make("Clay", area="Ground")
        with record(BY) as entry:
            entry.add(Belief(topic_id=soil.id, claim="It rains", credence=Decimal(70)))
            entry.alter(soil, x=50_000, y=50_000)  # so far that no other area is near
            entry.alter(clay, x=50_100, y=50_000)
        db.session.commit()
    monkeypatch.setattr(around, "LARGE", 1)
    for browser in (client, author):
        whole, local = hues(page(browser)), hues(page(browser, "/atlas/soil"))
        assert local["/atlas/clay"] == whole["/atlas/clay"] != whole["/atlas/verification"]
        assert f'<a class="{whole["/atlas/soil"]}" href="#b-1">' in page(browser, "/beliefs")

"""Every belief across regions: what is listed, what is asked for, and what is refused."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.views.changelog_reading import let_settle
from tests.writers import Writer, inside
from wiki.clock import Clock
from wiki.db import begin_writing, db
from wiki.exchange.forecasts import COLUMNS, read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.projections.addresses import refresh
from wiki.queries import paging
from wiki.queries.areas import find_area
from wiki.queries.names import find_topic
from wiki.services.topics import edit_topic

ROWS = (
    "Weather,It rains,2026-01-01,55,,,",
    "Weather,It rains,2026-03-05,70,,,",
    "Weather,It rains,2026-04-01,70,,,",
    "Weather,It snows,2025-01-01,10,,,",
    "Weather,It snows,2026-05-01,5,,,",
    "Chips,They count,2025-02-01,90,,,",
    "Chips,They went,2025-02-01,90,2025-03-01,true,",
)
Take = Callable[..., None]


@pytest.fixture
def take(app: Flask) -> Take:
    def import_rows(*rows: str) -> None:
        clock = Clock(datetime(2026, 11, 20, tzinfo=UTC), ZoneInfo("UTC"))
        with app.app_context():
            begin_writing()
            source = "\n".join([",".join(COLUMNS), *rows]).encode()
            found, _ = read_forecasts("f.csv", source, clock)
            import_forecasts("f.csv", found, Writer().by, clock)
            if weather := find_topic("Weather"):
                edit_topic(weather, {"area": "Out of doors"}, Writer().by)
            db.session.commit()

    return import_rows


@pytest.fixture
def page(client: FlaskClient, take: Take) -> FlaskClient:
    take(*ROWS)
    return client


def claims(client: FlaskClient, query: str = "") -> list[str]:
    """Return the claims in the order of the page, which is that of the data."""
    answer = client.get(f"/beliefs?{query}")
    assert answer.status_code == 200
    found = re.findall(r'<p class="claim" dir="auto">(.*?)</p>', answer.text)
    data = json.loads(client.get(f"/beliefs.json?{query}").text)["beliefs"]
    assert [each["claim"] for each in data] == found
    return found


def row(client: FlaskClient, claim: str) -> str:
    rows = client.get("/beliefs").text.split('<li class="row listed"')[1:]
    return re.sub(r"\s+", " ", next(each for each in rows if claim in each))


def test_a_belief_shows_its_number_its_movement_and_its_age(page: FlaskClient) -> None:
    rain = row(page, "It rains")
    assert "~70%" in rain
    assert "from 55% · Jan 2026" in rain
    assert re.search(r"moved <time [^>]*>5 Mar 2026<", rain)
    assert re.search(r"reaffirmed <time [^>]*>1 Apr 2026<", rain)
    assert '<a href="/atlas/weather#b-1">Weather</a>' in rain
    chips = row(page, "They count")
    assert "was" not in chips
    assert re.search(r"held since <time [^>]*>1 Feb 2025<", chips)
    assert "affirmed" not in chips


def test_all_stand_on_one_line_that_leads_to_their_rows(page: FlaskClient) -> None:
    drawn = page.get("/beliefs").text.partition('<svg class="dots"')[2].partition("</svg>")[0]
    dots = re.findall(r'href="#b-(\d+)"><title>([^<]*)</title>(<line)?', drawn)
    assert [(title, bool(tail)) for _, title, tail in dots] == [
        ("5%, from 10%: It snows", True),
        ("70%, from 55%: It rains", True),
        ("90%: They count", False),
    ]
    assert all(f'id="b-{number}"' in page.get("/beliefs").text for number, _, _ in dots)
    front = " ".join(re.sub(r"<[^>]+>", " ", page.get("/").text).split())
    assert "It snows ~5% how sure I am, now, that this is true was 10% in Jan 2025" in front


def test_what_was_left_is_not_listed(page: FlaskClient) -> None:
    assert sorted(claims(page)) == ["It rains", "It snows", "They count"]


def test_the_data_says_the_same(page: FlaskClient) -> None:
    rain = json.loads(page.get("/beliefs.json").text)["beliefs"][0]
    assert rain == {
        "id": 1,
        "claim": "It rains",
        "credence": 70,
        "withdrawn": False,
        "range": None,
        "resolves_on": None,
        "why": None,
        "topic": "weather",
        "title": "Weather",
        "area": "Out of doors",
        "was": 55,
        "was_on": "2026-01-01",
        "since": "2026-03-05",
        "moved_on": "2026-03-05",
        "affirmed_on": "2026-04-01",
        "url": "http://localhost/b/1",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["It rains", "It snows", "They count"]),
        ("sort=movement", ["It rains", "It snows", "They count"]),
        ("sort=firmness", ["It snows", "They count", "It rains"]),
        ("sort=region", ["They count", "It rains", "It snows"]),
        ("area=out-of-doors", ["It rains", "It snows"]),
        ("at_least=70", ["It rains", "They count"]),
        ("at_least=70.000001", ["They count"]),
        ("at_most=70%25&sort=firmness", ["It snows", "It rains"]),
        ("at_least=6&at_most=89", ["It rains"]),
        ("moved_since=2026-03-05", ["It rains", "It snows"]),
        ("moved_since=2026-03-06", ["It snows"]),
        ("moved_since=2026-05", ["It snows"]),
        ("not_affirmed_since=2026-04-01", ["It snows", "They count"]),
        ("not_affirmed_since=2026-04-02", ["It rains", "It snows", "They count"]),
        ("area=&at_least=&at_most=&moved_since=&not_affirmed_since=&sort=", 3),
        ("page=99&elsewhere=1", 3),
    ],
)
def test_what_is_asked_for_is_found(page: FlaskClient, query: str, found: Any) -> None:
    told = claims(page, query)
    assert told == found if isinstance(found, list) else len(told) == found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("area=nowhere", "There is no such area."),
        ("area=%00", "There is no such area."),
        ("at_least=0.7", "Is that 0.7% or 70%?"),
        ("at_least=101", "A credence lies between 0 and 100 per cent; 101 does not."),
        ("at_most=likely", "Write a number from 0 to 100, such as 70."),
        ("moved_since=soon", "I cannot read “soon” as a date."),
        ("moved_since=2999-01-01", "That day is still to come"),
        ("not_affirmed_since=2026-02-30", "There is no such day: February 2026 has 28 days."),
        ("sort=luck", "Sort by movement, firmness or region."),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    page: FlaskClient, query: str, said: str
) -> None:
    for address in ("/beliefs", "/beliefs.json"):
        answer = page.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert said in answer.text


def test_a_filter_that_makes_no_sense_is_corrected_with_the_others_kept(page: FlaskClient) -> None:
    text = page.get("/beliefs?area=out-of-doors&at_least=0.7&page=2&sort=region").text
    form = text[text.index('<form class="filter"') : text.index("Leave this out")]
    assert '<input type="hidden" name="area" value="out-of-doors">' in form
    assert '<input type="hidden" name="sort" value="region">' in form
    assert 'name="at_least" value="0.7"' in form
    assert form.count("<input") == 3
    assert form.endswith('<a href="/beliefs?area=out-of-doors&amp;sort=region">')


def test_a_filter_by_a_choice_that_there_is_not_can_be_left_out(page: FlaskClient) -> None:
    text = page.get("/beliefs?area=nowhere&at_most=40").text
    assert '<a href="/beliefs?at_most=40">Leave this out</a>' in text
    assert '<form class="filter"' not in text
    assert '<a href="/beliefs">Leave this out</a>' in page.get("/beliefs?area=nowhere").text


def test_the_form_shows_what_was_asked(page: FlaskClient) -> None:
    text = page.get("/beliefs?area=out-of-doors&at_least=7&moved_since=2026-05-01").text
    assert '<option value="out-of-doors" selected>' in text
    assert 'name="at_least" value="7"' in text
    assert 'name="moved_since" value="2026-05-01"' in text
    assert "1 belief" not in text
    assert "No belief matches." in text
    assert '<a href="/beliefs">Show all</a>' in text
    assert "Show all" not in page.get("/beliefs").text


def test_a_list_without_beliefs_does_not_say_that_none_was_written(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post(f"/atlas/{topic}/beliefs", data={"claim": "It rained", "credence": "70"})
    author.post(f"/atlas/{topic}/beliefs/1/retire", data={"outcome": "true"})
    assert "No belief is held." in client.get("/beliefs").text


def test_an_empty_atlas_is_calm(client: FlaskClient) -> None:
    text = client.get("/beliefs").text
    assert "No belief is held." in text
    assert "0 beliefs" not in text


def test_a_belief_without_a_number_is_listed_last_and_has_no_age(
    page: FlaskClient, author: FlaskClient
) -> None:
    form = {"claim": "Not sure", "credence": "", "why": "", "once": "x"}
    author.post("/atlas/chips/beliefs", data=form)
    assert claims(page, "sort=firmness")[-1] == "Not sure"
    assert "Not sure" not in claims(page, "at_most=100")
    assert "Not sure" not in claims(page, "not_affirmed_since=2026-11-01")
    assert "no number yet" in row(page, "Not sure")


def test_an_affirmation_and_a_move_show_at_once_and_an_undo_takes_them_back(
    page: FlaskClient, author: FlaskClient
) -> None:
    before = page.get("/beliefs").text
    author.post("/atlas/chips/beliefs/3/affirm")
    assert "affirmed" in row(page, "They count")
    undo = re.findall(r"/c/(\d+)/undo", author.get("/atlas/chips").text)
    author.post(f"/c/{undo[0]}/undo")
    assert page.get("/beliefs").text == before
    base = base_of(author.get("/atlas/chips/beliefs/3/edit").text)
    form = {"claim": "They count", "credence": "50", "base": base}
    author.post("/atlas/chips/beliefs/3", data=form)
    assert claims(page)[0] == "They count"
    assert "from 90% · Feb 2025" in row(page, "They count")


def test_a_number_held_before_it_was_last_said_is_what_it_was(
    page: FlaskClient, author: FlaskClient
) -> None:
    base = base_of(author.get("/atlas/chips/beliefs/3/edit").text)
    form = {"claim": "They count", "credence": "30", "at": "2024-03", "base": base}
    assert author.post("/atlas/chips/beliefs/3", data=form).status_code == 303
    assert "from 30% · Mar 2024" in row(page, "They count")


def test_the_author_sees_private_ones_marked_and_visitors_neither_them_nor_their_numbers(
    app: Flask, page: FlaskClient, author: FlaskClient
) -> None:
    with inside(app):
        hidden = Writer().topic("Hidden", visibility="private", area="Secret area")
        Writer().add(hidden, "beliefs", claim="Nobody knows", credence=None, why="")
    assert "Nobody knows" not in page.get("/beliefs").text
    assert "Nobody knows" not in author.get("/beliefs.json").text
    assert "<span>private</span>" in row(author, "Nobody knows")
    assert "<span>private</span>" not in row(author, "It rains")
    assert page.get("/beliefs?area=secret-area").status_code == 400
    assert author.get("/beliefs?area=secret-area").status_code == 200


def test_an_area_answers_to_its_old_address(app: Flask, page: FlaskClient) -> None:
    with app.app_context():
        begin_writing()
        area = find_area("Out of doors")
        assert area
        area.slug = "outside"
        refresh(area)
        db.session.commit()
    assert claims(page, "area=out-of-doors") == ["It rains", "It snows"]


def test_numbers_equally_far_from_even_stand_by_region_and_none_is_lost_between_pages(
    client: FlaskClient, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(
        "Weather,Even,2026-01-01,50,,,",
        "Weather,Hot,2026-01-01,90,,,",
        "Chips,Cold,2026-01-01,10,,,",
        "Chips,Never,2026-01-01,0.5%,,,",
        "Chips,Always,2026-01-01,100,,,",
        "Chips,Nearly,2026-01-01,49.5,,,",
    )
    monkeypatch.setattr(paging, "PAGE", 2)
    pages = [client.get(f"/beliefs?sort=firmness&page={number}").text for number in (1, 2, 3)]
    found = [re.findall(r'<p class="claim" dir="auto">(.*?)</p>', page) for page in pages]
    assert found == [["Always", "Never"], ["Cold", "Hot"], ["Nearly", "Even"]]
    assert '"farthest from 50% first" aria-current="true">certainty</a>' in pages[0]


def test_a_long_list_comes_in_pages(page: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    first = page.get("/beliefs?sort=firmness").text
    assert "Page 1 of 2" in first
    assert "3 beliefs" in first
    following = re.search(r'<a href="([^"]+)" rel="next"', first)
    assert following
    second = page.get(following[1].replace("&amp;", "&")).text
    assert re.findall(r'<p class="claim" dir="auto">(.*?)</p>', second) == ["It rains"]
    assert 'rel="prev"' in second
    assert len(json.loads(page.get("/beliefs.json").text)["beliefs"]) == 3


def test_every_page_leads_to_the_beliefs(client: FlaskClient) -> None:
    text = client.get("/status").text
    for address in ("/beliefs", "/triggers", "/record"):
        assert f'href="{address}"' in text
        assert f"http://localhost{address}<" in client.get("/sitemap.xml").text


def test_a_resolved_history_is_told_by_how_it_was_held(
    app: Flask, client: FlaskClient, take: Take
) -> None:
    take("Chips,They are,2023-11-20,50,,,", "Rain,It is,2025-02-01,50,,,")
    let_settle(app)
    take(
        "Chips,They went,2023-11-20,70,,,",
        "Chips,They went,2025-02-01,92,2025-03-01,true,",
        "Rain,It fell,2025-02-01,92,2025-03-01,false,",
    )
    said = re.sub(r"<[^>]*>", "", client.get("/changes").text)
    assert "They went resolved true; I held 92% (70% in November 2023)" in said
    assert "It fell resolved false; I held 92%" in said

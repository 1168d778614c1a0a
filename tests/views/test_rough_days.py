"""Numbers of which no more than a month or year is known: no page makes up a day for them."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.test_archive import clock
from tests.writers import Writer, WriterToday, check_projections, inside, newest, newest_id
from wiki.clock import Clock
from wiki.db import begin_writing, db
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.queries.beliefs.belief_list import list_beliefs
from wiki.queries.beliefs.filters import BeliefFilter
from wiki.queries.beliefs.standings import list_standings
from wiki.queries.past.archive import PastAtlas
from wiki.queries.past.beliefs import list_past_beliefs
from wiki.visibility import AUTHOR, VISITOR, Reader

ONE = "/atlas/weather/beliefs/1"
HEAD = "topic,claim,at,credence,resolved,outcome,reason"


def load(app: Flask, *lines: str) -> None:
    """Import forecasts, each with its day, month or year."""
    now = Clock(datetime.now(UTC), ZoneInfo("UTC"))
    with app.app_context():
        begin_writing()
        found, _ = read_forecasts("f.csv", "\n".join([HEAD, *lines]).encode(), now)
        import_forecasts("f.csv", found, Writer().by, now)
        db.session.commit()


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def only(client: FlaskClient, query: str = "") -> dict[str, Any]:
    [belief] = client.get(f"/beliefs.json{query}").get_json()["beliefs"]
    days = ("was_on", "since", "moved_on", "affirmed_on")
    return {name: belief[name] for name in days}


@pytest.mark.parametrize("query", ["", "?at=today"])
@pytest.mark.parametrize(
    ("then", "now", "short_then", "short", "full"),
    [
        ("2023", "2025", "2023", "in 2025", "in 2025"),
        ("2023-03", "2025-09", "Mar 2023", "in Sep 2025", "in September 2025"),
        ("2023-01-01", "2025-01-01", "Jan 2023", "1 Jan 2025", "1 January 2025"),
    ],
)
def test_every_page_says_as_much_of_a_day_as_is_known(  # the words of each page
    app: Flask, client: FlaskClient, query: str, then: str, now: str, short_then: str, short: str,
    full: str,
) -> None:  # fmt: skip
    load(app, f"Weather,It rains,{then},40,,,", f"Weather,It rains,{now},80,,,More rain")
    pages = {path: client.get(path + query, follow_redirects=True).text for path in
             ("/", "/atlas/weather", "/beliefs")}  # fmt: skip
    told = {path: words(page) for path, page in pages.items()}
    for path in ("/atlas/weather", "/beliefs"):
        assert f"from 40% · {short_then}" in told[path]
    assert f"moved {short}" in told["/beliefs"]
    assert f'datetime="{now}"' in pages["/beliefs"]
    assert f"Last moved {full} : It rains" in told["/atlas/weather"]
    if not query:
        assert f"was 40% in {short_then}" in told["/"]
        on = full if full.startswith("in") else f"on {full}"
        assert f"this one moved last, {on} It rains" in told["/"]
    json = client.get(f"/beliefs.json{query}", follow_redirects=True).get_json()["beliefs"][0]
    days = [json[name] for name in ("was_on", "since", "moved_on", "affirmed_on")]
    assert days == [then, now, now, None]


def test_the_axis_of_a_chart_names_no_day_that_is_not_known(
    app: Flask, client: FlaskClient
) -> None:
    load(app, "Weather,It rains,2023,40,,,", "Weather,It rains,2025-06,80,,,")
    page = client.get("/b/1/history").text
    ticks = re.findall(r'<text class="tick[^>]*>([^<]*)<', page)
    assert (ticks[0], ticks[-1]) == ("2023", "Jun 2025")
    assert "from 40% · 2023" in words(page)


def test_a_number_given_again_in_some_year_is_reaffirmed_in_that_year(
    app: Flask, client: FlaskClient
) -> None:
    load(app, *(f"Weather,It rains,{year},40,,," for year in ("2021", "2022-05", "2024")))
    assert only(client) == {
        "was_on": None, "since": "2021", "moved_on": None, "affirmed_on": "2024",
    }  # fmt: skip
    said = words(client.get("/beliefs").text)
    assert "held since 2021" in said
    assert "reaffirmed in 2024" in said


@pytest.fixture
def rain(app: Flask) -> None:
    """A belief held at 70 per cent, in a public region."""
    ada = WriterToday()
    with inside(app):
        ada.add(ada.topic("Weather"), "beliefs", claim="It rains", credence=Decimal(70), why="")


def recall(author: FlaskClient, credence: str, day: str) -> None:
    """Add a number that the belief was held at on a day, or in a month or year."""
    base = base_of(author.get(f"{ONE}/edit").text)
    fields = {"claim": "It rains", "credence": credence, "at": day, "base": base}
    assert author.post(ONE, data=fields).status_code == 303


def show(author: FlaskClient, visibility: str) -> None:
    """Make the region public or private."""
    base = base_of(author.get("/atlas/weather/edit").text)
    fields = {"title": "Weather", "visibility": visibility, "base": base}
    assert author.post("/atlas/weather/edit", data=fields).status_code == 303


def undo(app: Flask, author: FlaskClient) -> None:
    """Undo what was done last."""
    assert author.post(f"/c/{newest_id(app)}/undo").status_code == 303


def test_an_earlier_number_given_for_a_year_is_told_with_the_year(
    app: Flask, client: FlaskClient, author: FlaskClient, rain: None
) -> None:
    recall(author, "40", "2020")
    for browser in (client, author):
        for path in ("/atlas/weather", "/beliefs", "/b/1/history"):
            assert "from 40% · 2020" in words(browser.get(path).text), path
        assert "was 40% in 2020" in words(browser.get("/").text)
    assert only(client)["was_on"] == "2020"
    with inside(app):
        check_projections()


def check_lists(*readers: Reader) -> None:
    """Fail unless every list says of each belief what its points say."""
    for reader in readers:
        wanted = BeliefFilter()
        listed = (
            list_beliefs(wanted, reader=reader)
            if reader.until is None
            else list_past_beliefs(wanted, PastAtlas(reader, UTC))
        )
        standings = list_standings((one.belief for one in listed), reader=reader)
        assert [one.standing for one in listed] == [standings[one.belief.id] for one in listed]


@pytest.mark.usefixtures("rain")
def test_a_year_that_was_said_in_private_is_not_told_to_visitors(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    recall(author, "40", "2020-01-01")
    show(author, "private")
    recall(author, "40", "2020")
    show(author, "public")
    assert only(client)["was_on"] == "2020-01-01"
    assert "from 40% · 2020" in words(author.get("/beliefs").text)
    with inside(app):
        check_lists(VISITOR, AUTHOR, *(Reader(until=one) for one in (2, newest_id(app))))


@pytest.mark.parametrize("credence", ["40", "70"])
def test_a_month_that_was_undone_is_not_told(
    app: Flask, client: FlaskClient, author: FlaskClient, rain: None, credence: str
) -> None:
    recall(author, credence, "2020-05")
    undo(app, author)
    recall(author, credence, "2020-05-01")
    told = "was_on" if credence == "40" else "since"
    for browser, query in ((client, ""), (author, ""), (client, "?at=today")):
        answer = browser.get(f"/beliefs.json{query}", follow_redirects=True).get_json()
        assert answer["beliefs"][0][told] == "2020-05-01"


def test_a_year_that_was_given_later_does_not_change_a_past_day(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    with clock(datetime(2026, 5, 1, 10, tzinfo=UTC)):
        ada = WriterToday()
        with inside(app):
            ada.add(ada.topic("Weather"), "beliefs", claim="It rains", credence=Decimal(70), why="")
        recall(author, "40", "2020-01-01")
    with clock(datetime(2026, 5, 8, 10, tzinfo=UTC)):
        recall(author, "40", "2020")
    assert only(client, "?at=2026-05-02")["was_on"] == "2020-01-01"
    assert only(client)["was_on"] == only(client, "?at=2026-05-09")["was_on"] == "2020"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("rain")
def test_lists_say_what_the_points_say_whatever_was_done(
    app: Flask, author: FlaskClient, seed: int
) -> None:
    dice, is_open = Random(seed), True
    for _ in range(8):
        # The same day and number again and again, known more or less.
        recall(author, dice.choice(["40", "70"]), dice.choice(["2020", "2020-01", "2020-01-01"]))
        if dice.random() < 0.3:
            undo(app, author)
        if dice.random() < 0.4:
            is_open = not is_open
            show(author, "public" if is_open else "private")
    show(author, "public")
    with inside(app):
        past = [Reader(until=until) for until in range(1, newest().id + 1)]
        check_lists(VISITOR, AUTHOR, *past)

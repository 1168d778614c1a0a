"""Numbers of which no more than a month or year is known: no page makes up a day for them."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.saying import Writer, WriterToday, check_projections, inside
from wiki.clock import Clock
from wiki.db import begin_writing, db
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import import_forecasts

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


def test_an_earlier_number_given_for_a_year_is_told_with_the_year(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    ada = WriterToday()
    with inside(app):
        topic = ada.topic("Weather")
        ada.add(topic, "beliefs", claim="It rains", credence=Decimal(70), why="")
    base = base_of(author.get("/atlas/weather/beliefs/1/edit").text)
    fields = {"claim": "It rains", "credence": "40", "at": "2020", "base": base}
    assert author.post("/atlas/weather/beliefs/1", data=fields).status_code == 303
    for browser in (client, author):
        for path in ("/atlas/weather", "/beliefs", "/b/1/history"):
            assert "from 40% · 2020" in words(browser.get(path).text), path
        assert "was 40% in 2020" in words(browser.get("/").text)
    assert only(client)["was_on"] == "2020"
    with inside(app):
        check_projections()

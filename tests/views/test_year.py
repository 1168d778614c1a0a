"""A year at a glance, and the whole atlas as a book."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.views.changelog_reading import words
from tests.writers import Writer
from wiki.clock import Clock
from wiki.db import begin_writing, db
from wiki.exchange.forecasts import COLUMNS, read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.queries.changelog.setups import find_beginnings
from wiki.visibility import VISITOR

ROWS = (
    "Weather,It rains,2024-05-01,55,,,",
    "Weather,It rains,2025-03-05,70,,,The wet spring",
    "Weather,It rains,2025-04-01,80,,,And the wet summer",
    "Weather,It snows,2025-01-01,10,,,",
    "Weather,It snows,2025-05-01,5,,,",
    "Weather,It blows,2025-02-01,40,,,",
    "Weather,It hailed,2024-02-01,90,2025-03-01,true,",
)


@pytest.fixture
def told(app: Flask, author: FlaskClient, topic: str) -> FlaskClient:
    """The author, with an atlas that has a past."""
    clock = Clock(datetime(2026, 11, 20, tzinfo=UTC), ZoneInfo("UTC"))
    with app.app_context():
        begin_writing()
        found, _ = read_forecasts("f.csv", "\n".join([",".join(COLUMNS), *ROWS]).encode(), clock)
        import_forecasts("f.csv", found, Writer().by, clock)
        db.session.commit()
    for day, title in (("2025-06-03", "One"), ("2025-06", "Two"), ("2025", "Three")):
        work = {"title": title, "read_on": day, "once": title}
        assert author.post(f"/atlas/{topic}/reading", data=work).status_code == 303
    return author


def test_a_year_tells_what_moved_what_was_read_and_how_it_turned_out(
    told: FlaskClient, client: FlaskClient
) -> None:
    page = client.get("/year/2025").text
    assert "2 beliefs moved" in page
    assert "1 resolved" in page
    rows = [words(row) for row in re.findall(r"<tr><td>\d.*?</tr>", page)]
    assert rows[0].startswith("1 55% → 80% It rains")
    assert rows[1].startswith("2 10% → 5% It snows")
    steps = words(page.partition('<ul class="steps">')[2].partition("</ul>")[0])
    assert steps == "5 Mar 2025 70% The wet spring 1 Apr 2025 80% And the wet summer"
    counts = page.partition('<table class="by-month">')[2].partition("</table>")[0]
    assert re.findall(r"<td>(.)</td>", counts) == ["–"] * 5 + ["2"] + ["–"] * 6
    assert "And 1 of which I kept only the year." in page
    assert "1 resolved, 1 of it in 2025; Brier score 0.010" in page
    opened = client.get("/record").text
    assert '<a href="/year/2025">2025</a>' in opened
    assert f'<a href="/year/{datetime.now(UTC).year}">' in client.get("/changes").text


def test_of_very_many_moves_and_regions_a_year_lists_the_first(
    told: FlaskClient, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wiki.queries.year_moves.MOST_MOVES", 1)
    monkeypatch.setattr("wiki.queries.year.MOST_OPENED", 1)
    year = datetime.now(UTC).year
    page, now = client.get("/year/2025").text, client.get(f"/year/{year}").text
    assert "2 beliefs moved" in page
    assert "largest of 2 moves, this table the 1 largest." in page
    assert "It snows" not in page
    opened = now.partition('<ul class="opened">')[2].partition("</section>")[0]
    assert opened.count("<li>") == 1
    assert words(opened).endswith("And 2 more: see Changes.")


def test_what_is_private_is_in_no_year_and_no_book(told: FlaskClient, client: FlaskClient) -> None:
    assert "It rains" in client.get("/print").text
    form = {"base": base_of(told.get("/atlas/weather/edit").text), "visibility": "private"}
    assert told.post("/atlas/weather/edit", data=form).status_code == 303
    for path in ("/print", "/year/2025", f"/year/{datetime.now(UTC).year}", "/"):
        assert "It rains" not in client.get(path).text, path
        assert "Weather" not in client.get(path).text, path
    assert "It rains" in told.get("/year/2025").text
    assert "It rains" not in told.get("/print").text  # a book is for everybody


def test_no_such_year_is_a_sentence(client: FlaskClient) -> None:
    years = ("x", "2026.md", "0000", "1000", "1950", "9999")
    found = {year: client.get(f"/year/{year}").status_code for year in years}
    assert found == dict.fromkeys(years, 404) | {"x": 400, "2026.md": 400}
    assert "There is nothing of 1000 in this atlas." in client.get("/year/1000").text


def test_no_region_began_in_a_year_in_which_nothing_was_saved(app: Flask, topic: str) -> None:
    with app.app_context():
        now = datetime.now(UTC)
        assert find_beginnings(reader=VISITOR, since=now - timedelta(days=1))
        assert not find_beginnings(reader=VISITOR, since=now + timedelta(days=1))


def test_a_number_given_after_a_belief_ended_is_no_move_of_the_year(
    told: FlaskClient, client: FlaskClient
) -> None:
    address = "/atlas/weather/beliefs/4"
    for day, number in (("2025-02-01", "70"), ("2025-06-01", "10"), ("", "1")):
        base = base_of(told.get(f"{address}/edit").text)
        form = {"claim": "It hailed", "credence": number, "at": day, "base": base}
        assert told.post(address, data=form).status_code == 303
    page = client.get("/year/2025").text
    assert "3 beliefs moved" in page
    rows = [words(row) for row in re.findall(r"<tr><td>\d.*?</tr>", page)]
    assert rows[1].startswith("2 90% → 70% It hailed")
    assert "It hailed" not in client.get(f"/year/{datetime.now(UTC).year}").text
    retired = told.post(f"{address}/retire", data={"outcome": ""})  # held again
    assert retired.status_code == 303
    rows = [words(row) for row in re.findall(r"<tr><td>\d.*?</tr>", client.get("/year/2025").text)]
    assert rows[0].startswith("1 90% → 10% It hailed")


def test_a_number_that_was_withdrawn_is_not_told_as_the_one_of_now(
    told: FlaskClient, client: FlaskClient
) -> None:
    address, year = "/atlas/weather/beliefs/3", f"/year/{datetime.now(UTC).year}"
    for number, is_told in (("60", True), ("", False), ("30", True)):
        base = base_of(told.get(f"{address}/edit").text)
        form = {"claim": "It blows", "credence": number, "base": base}
        assert told.post(address, data=form).status_code == 303
        assert ("It blows" in client.get(year).text) is is_told
    assert "40% → 30%" in words(client.get(year).text)


def test_the_notes_of_a_work_in_two_regions_stand_twice_in_a_book(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    sent = {"title": "Work", "takeaway": "A[^1]\n\n[^1]: Note", "topics": "Compute, Elsewhere"}
    assert author.post("/reading/new", data=sent | {"once": "r"}).status_code == 303
    page = client.get("/print").text
    ids = re.findall(r' id="([^"]*r-1-[^"]*)"', page)
    assert len(ids) == len(set(ids)) == 4
    assert set(re.findall(r'href="#([^"]*r-1-[^"]*)"', page)) == set(ids)
    assert 'id="r-1-note-1"' in client.get("/atlas/compute").text

"""Numbers of one day are in the order in which they were held, whatever is known of their times."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of, set_zone
from tests.exchange.made import run
from tests.test_archive import clock
from wiki.db import db
from wiki.queries.beliefs.credence_history import read_credence_history
from wiki.sections.belief import Belief
from wiki.visibility import VISITOR

FORM = "/atlas/compute/beliefs/1"
ALONE = {"credence": 70, "was": 60, "since": "2026-05-09", "moved_on": "2026-05-09"}


def at(day: int, hour: int) -> Any:
    return clock(datetime(2026, 5, day, hour, tzinfo=UTC))


class Diary:
    """What an author says of one belief, by the form and by files of forecasts."""

    def __init__(self, app: Flask, author: FlaskClient, folder: Path) -> None:
        self._app, self._author, self._folder = app, author, folder

    def begin(self, number: str) -> None:
        page = {"title": "Compute", "visibility": "public", "once": "a"}
        assert self._author.post("/atlas/new", data=page).status_code == 303
        fields = {"claim": "It rains", "credence": number, "once": "b"}
        assert self._author.post("/atlas/compute/beliefs", data=fields).status_code == 303

    def give(self, number: str, held: str = "") -> None:
        base = base_of(self._author.get(f"{FORM}/edit").text)
        fields = {"claim": "It rains", "credence": number, "at": held, "base": base}
        assert self._author.post(FORM, data=fields).status_code == 303

    def bring(self, *lines: str) -> None:
        file = self._folder / "forecasts.csv"
        rows = "".join(f"Compute,It rains,{line}\n" for line in lines)
        file.write_text(f"topic,claim,at,credence\n{rows}")
        run(self._app, "import", "--forecasts", file)

    def affirm(self) -> None:
        assert self._author.post(f"{FORM}/affirm").status_code == 303

    def resolve(self) -> None:
        assert self._author.post(f"{FORM}/retire", data={"outcome": "true"}).status_code == 303


@pytest.fixture
def diary(app: Flask, author: FlaskClient, tmp_path: Path) -> Diary:
    return Diary(app, author, tmp_path)


def edit_after_an_import(diary: Diary) -> None:
    with at(9, 10):
        diary.bring("2026-05-09T08:00:00Z,60%")
    with at(9, 12):
        diary.give("70")


def import_of_an_earlier_time(diary: Diary) -> None:
    with at(9, 12):
        diary.give("70")
    with at(9, 14):
        diary.bring("2026-05-09T08:00:00Z,60%")


def earlier_number_for_the_same_day(diary: Diary) -> None:
    with at(9, 12):
        diary.give("70")
    with at(10, 12):
        diary.give("60", held="2026-05-09")


def import_of_a_later_time(diary: Diary) -> None:
    with at(9, 23):
        diary.bring("2026-05-09,60%")
    with at(12, 12):
        diary.bring("2026-05-09,60%", "2026-05-09T23:30:00Z,70%")


WAYS = [
    edit_after_an_import,
    import_of_an_earlier_time,
    earlier_number_for_the_same_day,
    import_of_a_later_time,
]


def listed(client: FlaskClient, address: str = "/beliefs.json") -> dict[str, Any]:
    (one,) = client.get(address).get_json()["beliefs"]
    return {name: one[name] for name in ALONE}


@pytest.mark.parametrize("say", WAYS)
def test_the_number_held_last_on_a_day_is_the_last_everywhere(
    app: Flask, client: FlaskClient, diary: Diary, say: Callable[[Diary], None]
) -> None:
    with at(8, 8):
        diary.begin("50")
    say(diary)
    assert listed(client) == ALONE
    assert listed(client, "/beliefs.json?at=2026-05-13") == ALONE
    with app.app_context():
        belief = db.session.get_one(Belief, 1)
        history = read_credence_history(belief, reader=VISITOR, zone=UTC)
        assert [step.point.credence for step in history.steps if step.point] == [50, 60, 70]
        assert history.ends
        assert history.ends[0].credence == 70
    assert "50% → 70%" in client.get("/year/2026").text
    run(app, "check")
    with at(20, 12):
        diary.resolve()
    (row,) = csv.DictReader(io.StringIO(client.get("/record.csv").text))
    assert row["credence"] == "70"


def test_a_month_recalled_comes_before_what_was_said_on_its_first_day(
    client: FlaskClient, diary: Diary
) -> None:
    with at(1, 8):
        diary.begin("70")
    with at(9, 12):
        diary.give("60", held="2026-05")
    assert listed(client) == ALONE | {"since": "2026-05-01", "moved_on": "2026-05-01"}


def move_west(app: Flask, diary: Diary) -> None:
    """Give a number on 10 May in the east, and another on 9 May in the west, an hour later."""
    set_zone(app, "Pacific/Auckland")
    with at(9, 20):
        diary.give("60")
    set_zone(app, "America/Los_Angeles")


def bring_from_the_east(app: Flask, diary: Diary) -> None:
    """Bring a number of 10 May from where that day has begun."""
    set_zone(app, "America/Los_Angeles")
    with at(9, 20):
        diary.bring("2026-05-10,60%")


@pytest.mark.parametrize("begin", [move_west, bring_from_the_east])
def test_a_number_given_now_is_later_than_one_of_a_day_to_come(
    app: Flask, client: FlaskClient, diary: Diary, begin: Callable[[Flask, Diary], None]
) -> None:
    with at(8, 8):
        diary.begin("50")
    begin(app, diary)
    with at(9, 21):
        diary.give("70")
    assert listed(client) == ALONE | {"since": "2026-05-10", "moved_on": "2026-05-10"}
    with at(9, 22):
        diary.affirm()
    assert listed(client)["since"] == "2026-05-10"
    assert "Reaffirmed" in client.get("/b/1/history").text
    run(app, "check")
    with at(20, 12):
        diary.resolve()
    (row,) = csv.DictReader(io.StringIO(client.get("/record.csv").text))
    assert row["credence"] == "70"


def test_a_day_to_come_that_was_undone_holds_no_number_back(
    app: Flask, author: FlaskClient, client: FlaskClient, diary: Diary
) -> None:
    with at(8, 8):
        diary.begin("50")
    bring_from_the_east(app, diary)
    with at(9, 21):
        assert author.post("/c/3/undo").status_code == 303
        diary.give("70")
    assert listed(client)["since"] == "2026-05-09"


def test_a_number_of_a_day_after_the_last_one_leaves_that_of_today_the_last(
    app: Flask, client: FlaskClient, diary: Diary
) -> None:
    with at(8, 8):
        diary.begin("50")
    with at(12, 8):
        diary.give("60", held="2026-05-10")
    assert listed(client) == {
        "credence": 50,
        "was": 60,
        "since": "2026-05-12",
        "moved_on": "2026-05-12",
    }
    told = client.get("/changes").text
    assert "still 50%" in told
    assert "; I held 60% on 10 May 2026" in told
    with at(13, 8):
        diary.give("65", held="2026-05-11")  # today's number was said to stand after that day
    assert "60% → 50%" not in client.get("/year/2026").text
    run(app, "check")
    with at(20, 12):
        diary.resolve()
    (row,) = csv.DictReader(io.StringIO(client.get("/record.csv").text))
    assert row["credence"] == "50"


def test_one_undo_takes_back_a_number_of_a_later_day_and_that_todays_still_stands(
    author: FlaskClient, client: FlaskClient, diary: Diary
) -> None:
    with at(8, 8):
        diary.begin("50")
    with at(12, 8):
        diary.give("60", held="2026-05-10")
        assert author.post("/c/3/undo").status_code == 303
    assert listed(client) == {"credence": 50, "was": None, "since": "2026-05-08", "moved_on": None}

"""The record: numbers that were given on the day on which the belief resolved."""

import csv
import io
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of, set_zone
from tests.test_archive import clock

BELIEFS = "/atlas/compute/beliefs"


class Day:
    """A day on which an author says things of the first belief, each at its time."""

    def __init__(self, author: FlaskClient) -> None:
        self._author = author

    def begin(self, time: str) -> None:
        """Write the region."""
        fields = {"title": "Compute", "visibility": "public", "once": "a"}
        self.say(time, "/atlas/new", **fields)

    def say(self, time: str, address: str, **fields: Any) -> None:
        with ExitStack() as stack:
            if time:
                hour, minute = map(int, time.split(":"))
                stack.enter_context(clock(datetime(2026, 5, 9, hour, minute, tzinfo=UTC)))
            answer = self._author.post(address, data=fields)
        assert answer.status_code == 303, answer.text

    def give(self, time: str, number: str, **more: Any) -> None:
        base = base_of(self._author.get(f"{BELIEFS}/1/edit").text)
        fields = {"claim": "It rains", "credence": number, "why": ""} | more
        self.say(time, f"{BELIEFS}/1", base=base, **fields)

    def add(self, time: str, number: str) -> None:
        self.begin(time)
        self.say(time, BELIEFS, claim="It rains", credence=number, once="b")

    def resolve(self, time: str, outcome: str = "true", on: str = "") -> None:
        self.say(time, f"{BELIEFS}/1/retire", outcome=outcome, on=on)


@pytest.fixture
def day(author: FlaskClient) -> Day:
    return Day(author)


def scored(client: FlaskClient) -> list[str]:
    """Return the numbers that are scored; the page, the data and the file agree on them."""
    rows = list(csv.DictReader(io.StringIO(client.get("/record.csv").text)))
    found = client.get("/record.json").get_json()
    assert found["n"] == len(rows)
    if rows:
        mean = sum(float(row["brier"]) for row in rows) / len(rows)
        assert found["brier"] == pytest.approx(mean)
        assert f'<data value="{found["brier"]}">' in client.get("/record").text
    return [row["credence"] for row in rows]


@pytest.mark.parametrize("times", [("9:00", "10:00", "11:00"), ("9:00",) * 3, ("",) * 3])
def test_a_number_saved_after_the_resolution_is_too_late(
    client: FlaskClient, day: Day, times: tuple[str, str, str]
) -> None:
    day.add(times[0], "60")
    day.resolve(times[1])
    assert scored(client) == ["60"]
    day.give(times[2], "99")
    assert scored(client) == ["60"]
    day.resolve(times[2])  # said again, it resolved when it did
    assert scored(client) == ["60"]
    told = client.get("/changes").text
    assert "resolved true at 99%" not in told


def test_a_number_saved_for_the_day_after_the_resolution_is_too_late(
    client: FlaskClient, day: Day
) -> None:
    day.add("9:00", "60")
    day.give("9:30", "70")
    day.resolve("10:00")
    day.give("11:00", "99", at="2026-05-09")
    assert scored(client) == ["70"]


def test_without_a_number_before_it_a_resolution_is_not_scored(
    client: FlaskClient, day: Day
) -> None:
    day.add("9:00", "")
    day.resolve("10:00")
    day.give("11:00", "99")
    assert scored(client) == []
    assert client.get("/record.json").get_json()["unscored"] == 1


def test_a_belief_that_was_held_again_is_scored_by_its_last_resolution(
    client: FlaskClient, day: Day
) -> None:
    day.add("9:00", "60")
    day.resolve("10:00")
    day.resolve("10:30", outcome="")
    day.give("11:00", "80")
    day.resolve("12:00")
    day.give("13:00", "99")
    assert scored(client) == ["80"]


def test_the_day_of_the_resolution_is_that_of_the_site(
    app: Flask, client: FlaskClient, day: Day
) -> None:
    set_zone(app, "Pacific/Auckland")
    day.add("10:00", "60")  # late on 9 May there
    day.resolve("13:00")  # early on 10 May
    day.give("14:00", "99")
    assert scored(client) == ["60"]
    set_zone(app, "America/Los_Angeles")
    assert scored(client) == ["60"]

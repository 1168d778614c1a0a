"""The credences of an export, read by the same atlas and by one that is empty."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.exchange.made import made_in
from tests.saying import Writer, inside
from wiki.clock import Clock
from wiki.db import db
from wiki.exchange.forecast_report import ForecastReport
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.exchange.whole.credences import write_forecasts
from wiki.journal import DatedCredence, record, writer
from wiki.models import Topic
from wiki.queries.topics import list_topics
from wiki.sections.belief import Belief
from wiki.visibility import AUTHOR

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
UTC_ZONE, NEW_YORK = ZoneInfo("UTC"), ZoneInfo("America/New_York")
ada = Writer()


@pytest.fixture
def elsewhere(tmp_path: Path, empty_instance: Path) -> Iterator[Flask]:
    with made_in(tmp_path, empty_instance) as make:
        yield make("elsewhere")


@pytest.fixture(autouse=True)
def moments(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moments of the next changes; after these each comes a minute after the one before."""
    given: list[datetime] = []
    minutes = (NOON - timedelta(hours=4, minutes=-number) for number in count())
    monkeypatch.setattr(writer, "utc_now", lambda: given.pop(0) if given else next(minutes))
    return given


def exported(zone: ZoneInfo = UTC_ZONE) -> str:
    return "".join(write_forecasts(list_topics(reader=AUTHOR), Clock(NOON, zone)))


def take(text: str, zone: ZoneInfo = UTC_ZONE) -> ForecastReport:
    clock = Clock(NOON, zone)
    with ada.saving() as by:
        return import_forecasts(
            "f.csv", read_forecasts("f.csv", text.encode(), clock)[0], by, clock
        )


def believe(topic: Topic, credence: int | None, claim: str = "It rains") -> Belief:
    number = None if credence is None else Decimal(credence)
    item: Belief = ada.add(topic, "beliefs", claim=claim, credence=number, why="").item
    return item


def now() -> list[tuple[str, Decimal | None, str]]:
    """Return the claim, credence and outcome of all beliefs."""
    return [
        (row.claim, row.credence, row.outcome) for row in db.session.query(Belief).order_by("id")
    ]


@pytest.mark.parametrize("outcome", ["false", "dropped"])
def test_two_beliefs_with_one_claim_stay_two(app: Flask, elsewhere: Flask, outcome: str) -> None:
    with inside(app):
        topic = ada.topic("Rain")
        first = believe(topic, 70)
        with ada.saving() as by, record(by) as entry:
            entry.alter(first, outcome=outcome, ended_on="2026-11-19")
        second = believe(topic, 20)
        ada.save(topic, "beliefs", second, credence=Decimal(35))
        stood, text = now(), exported()
        assert take(text).added == 0
        assert now() == stood
    with inside(elsewhere):
        take(text)
        alone = [row if row[2] != "dropped" else (*row[:2], "") for row in stood]
        assert now() == alone
        assert take(text).added == 0


def test_the_last_number_is_the_last_in_any_time_zone(
    app: Flask, elsewhere: Flask, moments: list[datetime]
) -> None:
    numbers = ((2, 2, 10), (2, 3, 20), (3, 15, 90))  # the day in New York, the hour in UTC
    moments += [datetime(2026, 6, 3, 1, tzinfo=UTC)] * 2  # a journal's time never runs backwards
    with inside(app):
        topic = ada.topic("Rain")
        belief = believe(topic, None)
        for day, hour, number in numbers:
            moments.append(datetime(2026, 6, 3, hour, tzinfo=UTC))
            with ada.saving() as by, record(by) as entry:
                entry.alter(belief, credence=Decimal(number))
                entry.since(belief, DatedCredence(Decimal(number), date(2026, 6, day)))
        text = exported(NEW_YORK)
    with inside(elsewhere):
        take(text)
        assert now() == [("It rains", Decimal(90), "")]


def test_a_resolution_at_one_moment_agrees_whatever_the_zone(app: Flask) -> None:
    with inside(app):
        belief = believe(ada.topic("Rain"), 70)
        with ada.saving() as by, record(by) as entry:
            entry.alter(belief, outcome="true", ended_on="2026-07-13T23:00:04+02:00")
        text = exported()
        assert take(text, UTC_ZONE).added == 0
        assert take(text.replace("2026-07-13T23:00:04+02:00", "2026-07-13"), UTC_ZONE).added == 0
        assert belief.outcome == "true"


def test_a_number_that_was_withdrawn_does_not_come_back(app: Flask, elsewhere: Flask) -> None:
    with inside(app):
        topic = ada.topic("Rain")
        belief = believe(topic, 70)
        ada.save(topic, "beliefs", belief, credence=None)
        text = exported()
        assert text.splitlines()[2].split(",")[3] == "none"
        assert take(text).added == 0
        assert now() == [("It rains", None, "")]
    with inside(elsewhere):
        assert take(text).added == 1
        assert now() == [("It rains", None, "")]
        assert take(text).added == 0


def test_a_month_stays_a_month(app: Flask, elsewhere: Flask) -> None:
    with inside(app):
        belief = believe(ada.topic("Rain"), 70)
        with ada.saving() as by, record(by) as entry:
            entry.hold(belief, DatedCredence(Decimal(40), date(2025, 11, 1), held_at="2025-11"))
        text = exported()
        assert ",2025-11," in text
        assert take(text).added == 0
    with inside(elsewhere):
        take(text)
        assert exported() == text


def test_an_atlas_without_credences_reads_its_own_file(app: Flask) -> None:
    with inside(app):
        believe(ada.topic("Rain"), None)
        assert take(exported()).sentence() == (
            "0 forecasts read, of 0 beliefs: 0 added, 0 known already."
        )

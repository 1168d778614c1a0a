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
from tests.writers import Writer, inside, section
from wiki.actions import RECALL
from wiki.clock import Clock
from wiki.db import db
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecast_report import ForecastReport
from wiki.exchange.forecasts import ALL_COLUMNS, read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.exchange.whole.credences import write_forecasts
from wiki.journal import DatedCredence, record, writer
from wiki.models import PRIVATE, PUBLIC, Topic
from wiki.queries.topics import list_topics
from wiki.sections.belief import Belief
from wiki.services.relocate import relocate_item
from wiki.services.topics import edit_topic
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
                entry.backdate(belief, DatedCredence(Decimal(number), date(2026, 6, day)))
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
        assert take(text).added == 2
        assert now() == [("It rains", None, "")]
        assert take(text).added == 0


def test_a_month_stays_a_month(app: Flask, elsewhere: Flask) -> None:
    with inside(app):
        belief = believe(ada.topic("Rain"), 70)
        with ada.saving() as by, record(by) as entry:
            entry.record_point(
                belief, DatedCredence(Decimal(40), date(2025, 11, 1), held_at="2025-11")
            )
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


def lines(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.splitlines()[1:]]


def test_what_is_hidden_now_is_private_whatever_it_was(app: Flask) -> None:
    with inside(app):
        topic, vault = ada.topic("Rain"), ada.topic("Vault", visibility=PRIVATE)
        believe(topic, 70)
        moved = believe(topic, 60, "It snows")
        assert {cells[7] for cells in lines(exported())} == {"public"}
        with ada.saving() as by:
            relocate_item(section("beliefs"), topic, moved, vault.slug, by)
        assert [(cells[0], cells[7]) for cells in lines(exported())] == [
            ("Rain", "public"),
            ("Vault", "private"),
        ]
        with ada.saving() as by:
            edit_topic(topic, {"visibility": PRIVATE}, by)
        assert {cells[7] for cells in lines(exported())} == {"private"}


def test_a_number_withdrawn_in_private_is_a_private_line(app: Flask) -> None:
    with inside(app):
        topic = ada.topic("Rain", visibility=PRIVATE)
        belief = believe(topic, 70)
        ada.save(topic, "beliefs", belief, credence=None)
        with ada.saving() as by:
            edit_topic(topic, {"visibility": PUBLIC}, by)
        assert [(cells[3], cells[7]) for cells in lines(exported())] == [
            ("70%", "private"),
            ("none", "private"),
        ]


def test_a_line_added_to_an_export_is_of_the_belief_with_its_claim(
    app: Flask, elsewhere: Flask
) -> None:
    with inside(app):
        believe(ada.topic("Rain"), 70)
        text = exported() + "Rain,It rains,2026-01-01,33%,,,,,\r\n"
        assert take(text).added == 1
        assert len(now()) == 1
    with inside(elsewhere):
        assert take(text).added == 2
        assert now() == [("It rains", Decimal(70), "")]


def test_a_line_that_may_be_of_two_beliefs_is_asked_about(app: Flask) -> None:
    with inside(app):
        topic = ada.topic("Rain")
        believe(topic, 70)
        believe(topic, 20)
        with pytest.raises(DocumentError) as caught:
            take(exported() + "Rain,It rains,2026-01-01,33%,,,,,\r\n")
        assert "`belief` is empty, and other lines are of several beliefs" in str(caught.value)


def test_a_belief_that_the_atlas_lacks_beside_one_with_its_claim_is_added(
    app: Flask, elsewhere: Flask
) -> None:
    with inside(app):
        topic = ada.topic("Rain")
        believe(topic, 70)
        one = exported()
        believe(topic, 20)
        both = exported()
    with inside(elsewhere):
        take(one)
        assert take(both).added == 1
        assert [row[1] for row in now()] == [70, 20]


def test_an_older_file_takes_off_no_number_that_was_given_since(app: Flask) -> None:
    with inside(app):
        topic = ada.topic("Rain")
        belief = believe(topic, 70)
        ada.save(topic, "beliefs", belief, credence=None)
        text = exported()
        ada.save(topic, "beliefs", belief, credence=Decimal(50))
        take(text)
        assert now() == [("It rains", Decimal(50), "")]
        take(text.splitlines()[0] + "\nRain,It rains,2026-11-20T06:00Z,20%,,,,,b-1\n")
        assert now() == [("It rains", Decimal(50), "")]


def test_a_withdrawn_number_is_withdrawn_in_a_third_atlas_too(
    app: Flask, elsewhere: Flask, tmp_path: Path, empty_instance: Path
) -> None:
    with inside(app):
        topic = ada.topic("Rain")
        believe(topic, 70)
        ada.save(topic, "beliefs", db.session.get_one(Belief, 1), credence=None)
        text = exported()
    with inside(elsewhere):
        take(text)
        again = exported()
        assert [cells[3] for cells in lines(again)] == ["70%", "none"]
    with made_in(tmp_path / "third", empty_instance) as make, inside(make("third")):
        take(again)
        assert now() == [("It rains", None, "")]


def test_files_with_days_and_files_with_moments_know_each_other(elsewhere: Flask) -> None:
    head = ",".join(ALL_COLUMNS)
    days = f"{head}\nRain,It rains,2026-05-01,60%,,,,,\nRain,It rains,2026-06-01,70%,,,,,\n"
    moments = days.replace("-01,60", "-01T09:30+00:00,60").replace("-01,70", "-01T10:30+00:00,70")
    with inside(elsewhere):
        assert take(days).added == 2
        assert take(moments).added == 0
        assert take(moments.replace("70%", "71%")).added == 1


def test_an_export_of_another_time_zone_is_known_again(app: Flask) -> None:
    with inside(app):
        believe(ada.topic("Rain"), 70)
        text = exported(UTC_ZONE)
        assert take(text, ZoneInfo("Pacific/Honolulu")).added == 0
        assert take(exported(ZoneInfo("Pacific/Honolulu")), UTC_ZONE).added == 0


def test_what_was_given_for_a_day_is_not_given_a_moment(elsewhere: Flask) -> None:
    head = ",".join(ALL_COLUMNS)
    rows = ("2026-11-20,60%", "2026-11-20T05:00+00:00,70%")
    with inside(elsewhere):
        take("\n".join([head, *(f"Rain,It rains,{row},,,,," for row in rows), ""]))
        assert now() == [("It rains", Decimal(70), "")]
        assert [cells[2] for cells in lines(exported())] == [
            "2026-11-20",
            "2026-11-20T05:00:00+00:00",
        ]


def test_another_number_on_the_first_day_of_a_month_is_another_point(elsewhere: Flask) -> None:
    head = ",".join(ALL_COLUMNS)
    with inside(elsewhere):
        take(f"{head}\nRain,It rains,2025-03,40%,,,,,\n")
        assert take(f"{head}\nRain,It rains,2025-03-01,40%,,,,,\n").added == 0
        assert take(f"{head}\nRain,It rains,2025-03-01,50%,,,,,\n").added == 1


@pytest.mark.parametrize("known", [None, 70])
@pytest.mark.parametrize("day", [date(2025, 5, 1), NOON.date()])
def test_two_numbers_of_one_day_come_in_again(
    app: Flask, elsewhere: Flask, day: date, known: int | None
) -> None:
    with inside(app):
        belief = believe(ada.topic("Rain"), 70)
        for number in (30, 45):
            with ada.saving() as by, record(by) as entry:
                entry.add_revision(belief, RECALL, DatedCredence(Decimal(number), day))
        text = exported()
        assert take(text).added == 0
    with inside(elsewhere):
        if known:
            believe(ada.topic("Rain"), known)
        take(text)
        numbers = [line[3] for line in lines(exported())]
        assert {"30%", "45%", "70%"} == set(numbers)
        assert now() == [("It rains", Decimal(70), "")]
        assert take(text).added == 0


def test_a_number_that_the_file_does_not_give_for_the_day_is_asked_about(app: Flask) -> None:
    with inside(app):
        belief = believe(ada.topic("Rain"), 70)
        for number in (30, 45):
            with ada.saving() as by, record(by) as entry:
                entry.add_revision(belief, RECALL, DatedCredence(Decimal(number), date(2025, 5, 1)))
        text = exported().replace(",45%,", ",46%,")
        with pytest.raises(DocumentError, match="for this moment 45% is known already"):
            take(text)


def test_a_region_may_have_the_longest_title_that_a_form_takes(
    app: Flask, elsewhere: Flask
) -> None:
    title = "Rain " * 400
    with inside(app):
        believe(ada.topic(title.strip()), 70)
        text = exported()
    with inside(elsewhere):
        assert take(text).added == 1
        assert exported() == text

"""A line `none` in a file of forecasts is kept, or named in the report, and counted either way."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tests.writers import Writer
from wiki.clock import Clock
from wiki.db import db
from wiki.exchange.forecast_report import ForecastReport
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.queries.beliefs.points import list_points
from wiki.sections.belief import Belief
from wiki.visibility import AUTHOR

CLOCK = Clock(datetime(2026, 11, 20, 12, tzinfo=UTC), ZoneInfo("UTC"))
HEADER = "topic,claim,at,credence,reason,visibility"
HELD = "W,It rains,2024-04-01,50,,"
NONE = "W,It rains,2024-06-01,none,,"
ada = Writer()
pytestmark = pytest.mark.usefixtures("context")


def take(*rows: str) -> ForecastReport:
    with ada.saving() as by:
        found = read_forecasts("f.csv", "\n".join([HEADER, *rows]).encode(), CLOCK)[0]
        return import_forecasts("f.csv", found, by, CLOCK)


def numbers() -> tuple[object, list[object]]:
    """Return the number of the belief, and those of its history."""
    belief = db.session.scalars(select(Belief)).one()
    points = list_points([belief.id], reader=AUTHOR).get(belief.id, [])
    return belief.credence, [point.credence for point in points]


def test_a_number_that_a_new_claim_lost_counts_and_its_day_is_named() -> None:
    report = take(HELD, NONE)
    assert report.sentence() == "2 forecasts read, of 1 belief: 2 added, 0 known already."
    assert report.notes[1:] == [
        "“It rains” in the region “W” has no number now. That it had none from 2024-06-01 on is "
        "not kept."
    ]
    assert numbers() == (None, [50])
    again = take(HELD, NONE)
    assert again.sentence() == "2 forecasts read, of 1 belief: 0 added, 2 known already."
    assert again.notes == []


def test_a_number_taken_off_with_a_reason_names_that_too() -> None:
    take(HELD)
    report = take(HELD, "W,It rains,2024-06-01,none,I do not know,")
    assert report.sentence().endswith("1 added, 1 known already.")
    assert report.notes[0].endswith("on is not kept, nor the reason “I do not know”.")
    assert numbers() == (None, [50])


def test_a_number_taken_off_today_is_kept_as_it_is() -> None:
    assert take(HELD, "W,It rains,2026-11-20,none,,").notes[1:] == []


@pytest.mark.parametrize("is_known", [False, True])
def test_a_claim_without_a_number_between_two_is_left_out_and_named(is_known: bool) -> None:
    later = "W,It rains,2024-08-01,70,,"
    if is_known:
        take(HELD, later)
    report = take(HELD, NONE, later)
    known = 2 * is_known
    assert report.sentence().endswith(f"{2 - known} added, {known} known already, 1 left out.")
    assert report.notes[-1] == (
        "Left out: line 3, which says that “It rains” in the region “W” had no number from "
        "2024-06-01 on. Only the last line of a claim can take its number off."
    )
    assert numbers() == (70, [50, 70])


def test_of_two_lines_without_a_number_the_last_one_counts() -> None:
    report = take(HELD, NONE, "W,It rains,2024-07-01,none,,")
    assert report.sentence().endswith("2 added, 0 known already, 1 left out.")
    assert "line 3" in report.notes[1]
    assert "later line has a number" not in report.notes[1]
    assert numbers() == (None, [50])


def test_an_older_line_takes_no_number_off_and_is_named() -> None:
    take("W,It rains,2025-01-01,70,,")
    report = take(NONE)
    assert (
        report.sentence() == "1 forecast read, of 1 belief: 0 added, 0 known already, 1 left out."
    )
    assert report.notes[0].endswith("The atlas has a later number.")
    assert numbers() == (70, [70])


def test_a_lone_private_line_without_a_number_is_named() -> None:
    ada.topic("W")
    report = take(NONE + "private")
    assert (
        report.sentence() == "1 forecast read, of 0 beliefs: 0 added, 0 known already, 1 left out."
    )
    assert "private in the region “W”" in report.notes[0]


def test_a_private_line_without_a_number_takes_none_off_that_the_file_has_in_public() -> None:
    ada.topic("W")
    report = take(HELD + "public", NONE + "private")
    assert report.sentence().endswith("1 added, 0 known already, 1 left out.")
    assert numbers() == (50, [50])

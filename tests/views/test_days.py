"""Which day it is, and what is still to come, goes by the clock of the site."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import TODAY, Way, set_zone
from wiki.dates import format_short


def written(moment: datetime) -> str:
    """Return a page document with a belief that was left at a moment."""
    held = "- It snows ~30%\n- It rains ~70%\n"
    left = f"  outcome: dropped\n  ended_on: {moment.isoformat(timespec='seconds')}\n"
    return f"---\natlas: 1\ntitle: Left\n---\n\n## Current beliefs\n\n{held}{left}"


@pytest.mark.parametrize("written_in", [14, 0, -12], ids=lambda hours: f"{hours:+}")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_moment_is_in_the_future_by_the_clock_and_not_by_the_date_written_in_it(
    app: Flask, client: FlaskClient, tmp_path: Path, zone: str, written_in: int
) -> None:
    set_zone(app, zone)
    offset = timezone(timedelta(hours=written_in))
    file = tmp_path / "left.md"
    now = datetime.now(offset)
    file.write_text(written(now + timedelta(minutes=5)), encoding="utf-8")
    refused = app.test_cli_runner().invoke(args=["import", str(file)])
    assert refused.exit_code == 1
    assert "That date is in the future." in refused.output
    file.write_text(written(now - timedelta(minutes=5)), encoding="utf-8")
    taken = app.test_cli_runner().invoke(args=["import", str(file)])
    assert taken.exit_code == 0, taken.output
    here = format_short(f"{(now - timedelta(minutes=5)).astimezone(ZoneInfo(zone)):%Y-%m-%d}")
    assert "No longer held, <time" in client.get("/atlas/left").text
    assert f">{here}</time>" in client.get("/atlas/left").text


def test_a_leap_day_to_come_is_the_next_that_exists(way: Way, topic: str) -> None:
    typed = {"claim": "It rains", "credence": "70", "resolves_on": "29 Feb", "once": "a"}
    assert way.post("/atlas/compute/beliefs", typed).status_code == 200
    (belief,) = way.browser.get("/atlas/compute.json").get_json()["sections"]["beliefs"]
    day = date.fromisoformat(belief["resolves_on"])
    assert (day.month, day.day) == (2, 29)
    assert day >= TODAY
    answer = way.post("/atlas/compute/beliefs", typed | {"resolves_on": "31 April", "once": "b"})
    assert answer.status_code == 422
    assert "There is no such day: April has 30 days." in answer.text
    assert 'value="31 April"' in answer.text

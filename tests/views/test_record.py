"""The record: what counts, what it says, and that it is the same for everyone."""

import csv
import io
import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import signed_in
from tests.writers import Writer, inside
from wiki.clock import Clock
from wiki.db import begin_writing, db
from wiki.exchange.forecasts import COLUMNS, read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.queries.topics import get_topic
from wiki.sections.belief import Belief
from wiki.services.topics import edit_topic
from wiki.text import decimal_text, share_text
from wiki.visibility import AUTHOR

HEADER = ",".join(COLUMNS)
ROWS = (
    "Weather,It rains,2025-01-01,40,2025-06-01,true,",
    "Weather,It rains,2025-05-31,80,,,",
    "Weather,It rains,2025-06-01,99,,,Too late",
    "Weather,It snows,2025-01-01,10,2026-02-01T09:00Z,false,",
    "Weather,It snows,2026-02-01T08:59:59Z,20,,,",
    "Weather,It snows,2026-02-01T09:00Z,1,,,Too late",
    "Chips,They count,2025-01-01,100,2025-06-02,true,",
    "Chips,Never before,2025-07-01,60,2025-06-02,true,",
    "Chips,Open,2025-07-01,60,,,",
    "Chips,Open,2025-08-01,70,,,",
    "Chips,<Slot,2025-08-01,70,2025-09-01,true,",
)
Take = Callable[..., None]


@pytest.fixture
def take(app: Flask) -> Take:
    def import_rows(*rows: str) -> None:
        clock = Clock(datetime(2026, 11, 20, tzinfo=UTC), ZoneInfo("UTC"))
        with app.app_context():
            begin_writing()
            found, _ = read_forecasts("f.csv", "\n".join([HEADER, *rows]).encode(), clock)
            import_forecasts("f.csv", found, Writer().by, clock)
            db.session.commit()

    return import_rows


def data(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get("/record.json").text)
    return found


def test_the_last_number_before_the_resolution_is_scored(client: FlaskClient, take: Take) -> None:
    take(*ROWS[:-1])
    found = data(client)
    assert found["n"] == 3
    assert found["brier"] == pytest.approx((0.2**2 + 0.2**2 + 0) / 3, abs=1e-12)
    logs = math.log(0.8) + math.log(0.8) + math.log(1 - found["clip"])
    assert found["log_score"] == pytest.approx(logs / 3, abs=1e-12)
    assert found["base_rate"] == pytest.approx(2 / 3, abs=1e-12)
    rate = 2 / 3
    assert found["skill"] == pytest.approx(1 - found["brier"] / (rate * (1 - rate)), abs=1e-12)
    assert [each["n"] for each in found["bins"]] == [0, 0, 1, 0, 0, 0, 0, 0, 1, 1]
    last = found["bins"][9]
    assert (last["from"], last["to"], last["mean"], last["frequency"]) == (0.9, 1.0, 1.0, 1.0)
    assert set(last) == {"from", "to", "n", "mean", "frequency"}
    assert [(each["name"], each["n"]) for each in found["years"]] == [("2025", 2), ("2026", 1)]
    assert found["unscored"] == 1


def test_without_anything_resolved_the_page_is_calm(client: FlaskClient, take: Take) -> None:
    for _ in range(2):
        page = client.get("/record")
        assert page.status_code == 200
        assert "Nothing that counts has been resolved yet" in page.text
        assert "Brier score</dt>" not in page.text
        found = data(client)
        assert (found["n"], found["brier"], found["log_score"], found["skill"]) == (0, *[None] * 3)
        assert len(found["bins"]) == 10
        assert client.get("/record.csv").text.count("\n") == 1
        take(*ROWS[-3:-1])


def test_skill_is_none_where_all_came_true(client: FlaskClient, take: Take) -> None:
    take(ROWS[0], ROWS[6])
    assert (data(client)["base_rate"], data(client)["skill"]) == (1, None)
    assert "needs some that came true and some that did not" in client.get("/record").text


def test_every_statistic_has_its_n_and_few_are_said_to_be_few(
    client: FlaskClient, take: Take
) -> None:
    take(*ROWS[:-1])
    page = client.get("/record").text
    assert page.count("n = 3") == 3
    assert page.count("<td>n below 10</td>") == 3
    assert page.count('class="few"') == 3
    assert [len(re.findall("<tr>", table)) for table in page.split("<table")[1:]] == [11, 3, 2]
    take(*(f"Chips,Claim {n},2025-01-01,85,2025-06-02,true," for n in range(9)))
    assert client.get("/record").text.count("<td>n below 10</td>") == 2


def test_the_csv_has_a_line_for_each_scored_belief(client: FlaskClient, take: Take) -> None:
    take(*ROWS[:-1])
    answer = client.get("/record.csv")
    assert answer.mimetype == "text/csv"
    assert "record.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = [(row["claim"], row["at"], row["credence"], row["brier"]) for row in rows]
    assert told == [
        ("It rains", "2025-05-31", "80", "0.04"),
        ("They count", "2025-01-01", "100", "0"),
        ("It snows", "2026-02-01T08:59:59+00:00", "20", "0.04"),
    ]
    assert sum(float(row["brier"]) for row in rows) / 3 == pytest.approx(data(client)["brier"])


def test_a_claim_that_a_spreadsheet_would_run_is_made_harmless(
    client: FlaskClient, take: Take
) -> None:
    claim = '"=HYPERLINK(""https://evil.example"",""Click"")"'
    take(f"@Weather,{claim},2025-01-01,40,2025-06-01,true,")
    text = client.get("/record.csv").text
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["topic"] == "'@Weather"
    assert row["claim"] == '\'=HYPERLINK("https://evil.example","Click")'
    assert row["brier"] == "0.36"
    before = data(client)["n"]
    again = row | {"at": "2025-02-01", "reason": ""}
    take(",".join('"{}"'.format(again[name].replace('"', '""')) for name in COLUMNS))
    assert data(client)["n"] == before == 1  # read again, it is the same belief


def test_a_claim_runs_in_no_spreadsheet_that_splits_at_semicolons(
    client: FlaskClient, take: Take
) -> None:
    take("Weather,;=1+1,2025-01-01,40,2025-06-01,true,")
    assert ",;'=1+1," in client.get("/record.csv").text
    take("Weather,;'=1+1,2025-02-01,40,2025-06-01,true,")
    assert data(client)["n"] == 1  # read again, it is the same belief


def test_what_is_undone_or_private_never_counts(
    app: Flask, client: FlaskClient, author: FlaskClient, take: Take
) -> None:
    take(*ROWS[:3])
    take("Weather,It rains,2025-05-31T12:00Z,5,,,A slip")
    assert data(client)["brier"] == pytest.approx(0.95**2)
    assert author.post("/c/2/undo").status_code == 303
    assert data(client)["brier"] == pytest.approx(0.2**2)
    with app.app_context():
        begin_writing()
        edit_topic(get_topic("weather", reader=AUTHOR), {"visibility": "private"}, Writer().by)
        db.session.commit()
    assert data(client)["n"] == 0
    assert data(author)["n"] == 0


def test_what_was_deleted_counts_as_such_only_where_visitors_saw_it(
    app: Flask, client: FlaskClient, author: FlaskClient, take: Take
) -> None:
    take(*ROWS[:3])
    with inside(app):
        topic = Writer().topic("Plans", visibility="private")
        take("Plans,It works,2025-01-01,90,2025-06-01,false,")
        author.post("/atlas/plans/beliefs/2/delete")
        with Writer().saving() as by:
            edit_topic(topic, {"visibility": "public"}, by)
    assert data(client)["deleted"] == 0
    author.post("/atlas/weather/beliefs/1/delete")
    assert data(client)["deleted"] == 1
    assert author.post("/atlas/plans/delete").status_code == 303
    assert data(client)["deleted"] == 1  # its belief was deleted before it, in private


def test_a_number_given_while_the_region_was_private_is_told_to_nobody(
    app: Flask, client: FlaskClient, take: Take
) -> None:
    with inside(app):
        topic = Writer().topic("Weather", visibility="private")
        take("Weather,It rains,2025-02-15,40,,,")
        with Writer().saving() as by:
            edit_topic(topic, {"visibility": "public"}, by)
    take("Weather,It rains,2025-02-01,80,2025-03-01,true,")
    assert data(client)["brier"] == pytest.approx(0.2**2)


def test_an_outcome_without_a_day_is_not_scored(
    app: Flask, client: FlaskClient, take: Take
) -> None:
    take("W,It rains,2025-01-01,40,,,", "W,It snows,2025-01-01,40,2025-02-01,true,")
    with app.app_context():
        begin_writing()
        for claim, day in (("It rains", ""), ("It snows", "2025")):
            belief = db.session.query(Belief).filter_by(claim=claim).one()
            belief.outcome, belief.ended_on = "true", day
        db.session.commit()
    assert (data(client)["n"], data(client)["unscored"]) == (0, 2)


def test_a_belief_left_in_the_browser_is_scored_by_its_last_number_before(
    author: FlaskClient, client: FlaskClient, topic: str, take: Take
) -> None:
    take("Compute,Chips count,2025-01-01,70,,,")
    form = {"outcome": "true", "on": "2026-05-01"}
    assert author.post(f"/atlas/{topic}/beliefs/1/retire", data=form).status_code == 303
    assert (data(client)["n"], data(client)["brier"]) == (1, pytest.approx(0.09))
    author.post(f"/atlas/{topic}/beliefs/1/retire", data=form | {"outcome": "void"})
    assert data(client)["n"] == 0


def test_movement_is_for_the_author_alone(
    app: Flask, client: FlaskClient, author: FlaskClient, take: Take
) -> None:
    take(*ROWS[:-1])
    page = author.get("/record").text
    assert "0.0100" in page  # (0.7 - 0.6)²
    assert "0.0300" in page  # 0.6 · 0.4 - 0.7 · 0.3
    assert "n = 1 belief with" in page
    assert "does not show which number was wrong" in page
    for reader in (client, signed_in(app, "Grace")):
        assert ("Only you see this" in reader.get("/record").text) == (reader is not client)


def test_uncertainty_that_rose_has_the_minus_sign_of_the_other_scores(
    author: FlaskClient, take: Take
) -> None:
    take("Compute,It snows,2024-01-01,90,,,", "Compute,It snows,2024-02-01,50,,,")
    assert "<b>−0.1600</b>" in author.get("/record").text  # 0.9 · 0.1 - 0.5 · 0.5


def test_an_authors_record_is_the_one_visitors_see(
    client: FlaskClient, author: FlaskClient, take: Take
) -> None:
    take(*ROWS[:-1])
    assert data(author) == data(client)
    assert author.get("/record.csv").text == client.get("/record.csv").text


def test_scores_are_rounded_as_people_round_them(client: FlaskClient, take: Take) -> None:
    take(
        "Weather,It rains,2023-01-01,55,2023-06-02,false,",
        *(f"Chips,Claim {n},2025-01-01,85,2025-06-02,{n > 0},".lower() for n in range(250)),
    )
    page = client.get("/record").text
    rows = [re.sub("<[^>]*>", "", row).split() for row in re.findall(r"<tr>.*?</tr>", page, re.S)]
    assert ["2023", "1", "0%", "0.303", "−0.799", "none"] in rows
    of_2025 = next(row for row in rows if row[:1] == ["2025"])
    assert of_2025[:3] == ["2025", "250", "&gt;99%"]  # and not 100%, as one did not
    assert ["80–90%", "250", "85.0%", "99.6%"] in [row[:4] for row in rows]


def test_only_none_is_nothing_and_only_all_is_everything() -> None:
    shares = {(0, 0): "0%", (1, 0): "100%", (200 / 201, 0): ">99%", (1 / 300, 0): "<1%"}
    shares |= {(0.125, 0): "13%", (0.9999, 1): ">99.9%", (0.0001, 1): "<0.1%", (0.995, 1): "99.5%"}
    assert {each: share_text(*each) for each in shares} == shares
    numbers = {(-0.0003, 3): "0.000", (0.3025, 3): "0.303", (-1.5, 0): "−2", (1e-9, 4): "0.0000"}
    assert {each: decimal_text(*each) for each in numbers} == numbers

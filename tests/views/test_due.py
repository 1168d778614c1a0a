"""A page that is due for another look says so, in one sentence that keeps for a month."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import TODAY, base_of, set_zone
from tests.views.changelog_reading import head
from wiki.queries.review_rhythm import is_overdue
from wiki.views import context

SENTENCE = "Review overdue since"


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Let it be another day for the views."""
    for module in ("wiki.views.topic_page", "wiki.views.topics", "wiki.views.context"):
        monkeypatch.setattr(f"{module}.today", lambda: day)


@pytest.fixture
def reviewed(author: FlaskClient, topic: str) -> str:
    head(author, title="Compute", status="Exploring", reviewed_on="2026-05-01")
    return topic


@pytest.mark.parametrize(
    ("status", "days"), [("Exploring", 90), ("Forming", 180), ("Settled", 365)]
)
def test_each_status_has_its_rhythm(status: str, days: int) -> None:
    last = TODAY - timedelta(days=days)
    assert not is_overdue(status, last, TODAY)
    assert is_overdue(status, last - timedelta(days=1), TODAY)


def test_what_has_no_rhythm_is_never_due() -> None:
    long_ago = date(1990, 1, 1)
    assert not is_overdue("Dormant", long_ago, TODAY)
    assert not is_overdue("", long_ago, TODAY)
    assert not is_overdue("Exploring", None, TODAY)


def test_a_rhythm_of_its_own_counts_before_that_of_the_status() -> None:
    last = TODAY - timedelta(days=31)
    assert is_overdue("Dormant", last, TODAY, 30)
    assert not is_overdue("Exploring", last - timedelta(days=200), TODAY, 3650)


def test_an_overdue_page_says_since_which_month(
    client: FlaskClient, reviewed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, date(2026, 7, 30))
    assert SENTENCE not in client.get("/atlas/compute").text
    on(monkeypatch, date(2026, 7, 31))
    fresh = client.get("/atlas/compute")
    assert f"{SENTENCE} July 2026." in fresh.text
    on(monkeypatch, date(2027, 3, 1))
    later = client.get("/atlas/compute")
    assert later.data == fresh.data
    assert later.headers["ETag"] == fresh.headers["ETag"]


def test_a_review_takes_the_sentence_away(
    author: FlaskClient, client: FlaskClient, reviewed: str
) -> None:
    assert SENTENCE in client.get("/atlas/compute").text
    author.post("/atlas/compute/beliefs", data={"claim": "Chips count", "credence": "60"})
    assert SENTENCE in client.get("/atlas/compute").text
    answer = author.post("/atlas/compute/reviewed", headers={"HX-Request": "true"})
    assert SENTENCE not in answer.text
    assert SENTENCE not in client.get("/atlas/compute").text


@pytest.mark.parametrize("typed", ["30", " 030 "])
def test_a_region_can_have_a_rhythm_of_its_own(
    author: FlaskClient, client: FlaskClient, topic: str, typed: str
) -> None:
    head(author, title="Compute", status="Dormant", reviewed_on="2026-05-01", review_days=typed)
    assert SENTENCE in client.get("/atlas/compute").text
    form = author.get("/atlas/compute/edit").text
    assert re.search(r'name="review_days"[^>]* value="30"', form)
    assert "\nreview_days: 30\n" in client.get("/atlas/compute.md").text
    head(author, title="Compute", status="Dormant", review_days="")
    assert SENTENCE not in client.get("/atlas/compute").text


@pytest.mark.parametrize("typed", ["0", "-1", "3651", "1.5", "soon", "\u0663", "1e3", "9" * 400])
def test_what_is_no_number_of_days_is_refused(
    author: FlaskClient, client: FlaskClient, topic: str, typed: str
) -> None:
    form = author.get("/atlas/compute/edit").text
    base = base_of(form)
    data = {"base": base, "title": "Compute", "review_days": typed}
    answer = author.post("/atlas/compute/edit", data=data)
    assert answer.status_code == 422
    assert "Write a whole number of days from 1 to 3650, or nothing." in answer.text
    assert f'value="{typed}"' in answer.text
    assert "review_days" not in client.get("/atlas/compute.md").text


def test_a_rhythm_is_one_change_and_undone(
    author: FlaskClient, client: FlaskClient, reviewed: str
) -> None:
    head(author, title="Compute", review_days="3650")
    assert SENTENCE not in client.get("/atlas/compute").text
    author.post("/c/4/undo")
    assert SENTENCE in client.get("/atlas/compute").text


def test_the_day_is_that_of_the_sites_time_zone(app: Flask) -> None:
    days = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        set_zone(app, zone)
        with app.app_context():
            days.append(context.today())
    assert days[0] > days[1]

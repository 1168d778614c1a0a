"""When a page is overdue for review."""

from datetime import date, timedelta

import pytest

from wiki.queries.review_rhythm import is_overdue

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("status", "days"), [("Exploring", 90), ("Forming", 180), ("Settled", 365)]
)
def test_page_is_overdue_the_day_after_its_rhythm_ran_out(status: str, days: int) -> None:
    assert not is_overdue(status, TODAY - timedelta(days=days), TODAY)
    assert is_overdue(status, TODAY - timedelta(days=days + 1), TODAY)


@pytest.mark.parametrize("status", ["Dormant", "", "Unheard of"])
def test_status_without_a_rhythm_is_never_overdue(status: str) -> None:
    assert not is_overdue(status, date(1990, 1, 1), TODAY)


def test_page_that_was_never_reviewed_is_not_overdue() -> None:
    assert not is_overdue("Exploring", None, TODAY)


def test_rhythm_of_its_own_goes_before_that_of_the_status() -> None:
    reviewed = TODAY - timedelta(days=10)
    assert is_overdue("Settled", reviewed, TODAY, override=7)
    assert is_overdue("Dormant", reviewed, TODAY, override=7)
    assert not is_overdue("Exploring", TODAY - timedelta(days=100), TODAY, override=400)

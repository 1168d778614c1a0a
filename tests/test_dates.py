import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.clock import Clock, day_in, moment_of, start_of
from wiki.dates import (
    DateError,
    format_date,
    format_short,
    moment_text,
    parse_date,
    parse_day,
    parse_days,
    parse_moment,
)

TODAY = date(2026, 11, 23)


def refused(text: str) -> str:
    with pytest.raises(DateError) as caught:
        parse_date(text, today=TODAY)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("", ""),
        ("  ", ""),
        ("2026-05-01", "2026-05-01"),
        ("2026-5-1", "2026-05-01"),
        ("2026-05", "2026-05"),
        ("2026", "2026"),
        ("1000", "1000"),
        ("2026-11", "2026-11"),
        ("today", "2026-11-23"),
        ("Yesterday", "2026-11-22"),
        ("3 May", "2026-05-03"),
        ("23 November", "2026-11-23"),
        ("24 November", "2025-11-24"),
        ("24 Dec", "2025-12-24"),
        ("May 3", "2026-05-03"),
        ("3 May 2026", "2026-05-03"),
        ("03 MAY 2019", "2019-05-03"),
        ("May 3, 2026", "2026-05-03"),
        ("may 3 2026", "2026-05-03"),
        ("Sept. 3, 2026", "2026-09-03"),
        ("May 2026", "2026-05"),
        ("  may   2026 ", "2026-05"),
        ("29 Feb 2024", "2024-02-29"),
        ("29 Feb", "2024-02-29"),
        ("\uff12\uff10\uff12\uff16-\uff10\uff15", "2026-05"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_was_typed(text: str, iso: str) -> None:
    assert parse_date(text, today=TODAY) == iso


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "May",
        "3",
        "3 May 26",
        "20260501",
        "12026",
        "0000",
        "05/01/2026",
        "3 Moy 2026",
        "ma 2026",
        "2026-05-01T10:00",
        "-2026",
        "tomorrow",
    ],
)
def test_an_unreadable_date_is_named_with_examples(text: str) -> None:
    assert refused(text) == f"I cannot read “{text}” as a date. Try 2026-05-01, 2026-05 or 2026."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("31 April", "There is no such day: April has 30 days."),
        ("2026-04-31", "There is no such day: April has 30 days."),
        ("31 Nov", "There is no such day: November has 30 days."),
        ("0 May", "There is no such day: May has 31 days."),
        ("2026-05-00", "There is no such day: May has 31 days."),
        ("29 Feb 2026", "There is no such day: February 2026 has 28 days."),
        ("2026-02-30", "There is no such day: February 2026 has 28 days."),
        ("30 Feb", "There is no such day: February has 29 days."),
        ("2026-13", "There is no month 13: write one from 1 to 12, as in 2026-05-01."),
        ("2026-00", "There is no month 0: write one from 1 to 12, as in 2026-05-01."),
    ],
)
def test_a_day_of_no_calendar_is_refused_with_the_reason(text: str, said: str) -> None:
    assert refused(text) == said
    with pytest.raises(DateError, match=re.escape(said)):
        parse_date(text, today=TODAY, ahead=True)


@pytest.mark.parametrize(
    "text", ["\u0662\u0660\u0662\u0666-\u0660\u0665", "\u0663 May 2026", "May \u096b"]
)
def test_of_digits_of_another_script_it_is_said_that_they_are_not_read(text: str) -> None:
    assert "Digits are 0 to 9 here" in refused(text)


@pytest.mark.parametrize("text", ["\u0669\u0660", "9\u0966"])
def test_days_in_digits_of_another_script_are_refused_with_the_reason(text: str) -> None:
    with pytest.raises(DateError, match=r"whole number of days.* Digits are 0 to 9 here"):
        parse_days(text)


@pytest.mark.parametrize(
    "text", ["2026-11-24", "2026-12", "2027", "9999", "24 November 2026", "Dec 2026"]
)
def test_a_date_in_the_future_is_refused(text: str) -> None:
    assert refused(text) == "That date is in the future."


@pytest.mark.parametrize(
    ("text", "iso"),
    [("2999", "2999"), ("2027-05", "2027-05"), ("2019", "2019"), ("today", TODAY.isoformat())],
)
def test_a_date_may_be_still_to_come_where_that_makes_sense(text: str, iso: str) -> None:
    assert parse_date(text, today=TODAY, ahead=True) == iso


def test_a_day_without_a_year_is_the_next_where_it_may_be_to_come() -> None:
    for text, iso in {"22 November": "2027-11-22", "23 November": "2026-11-23"}.items():
        assert parse_date(text, today=TODAY, ahead=True) == iso


@pytest.mark.parametrize(
    ("today", "last", "following"),
    [
        (date(2026, 11, 23), "2024-02-29", "2028-02-29"),
        (date(2028, 2, 29), "2028-02-29", "2028-02-29"),
        (date(2028, 3, 1), "2028-02-29", "2032-02-29"),
        (date(1897, 1, 1), "1896-02-29", "1904-02-29"),
        (date(1903, 1, 1), "1896-02-29", "1904-02-29"),
    ],
)
def test_29_february_without_a_year_is_the_last_or_the_next_that_exists(
    today: date, last: str, following: str
) -> None:
    assert parse_date("29 Feb", today=today) == last
    assert parse_date("Feb 29", today=today, ahead=True) == following


LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 28, 1, tzinfo=UTC)  # the 27th there


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-28T00:15:00+00:00",
        "2026-11-28T13:59:00+13:00",
        "2026-11-27T16:59:59-08:00",
        "2026-11-27",
        "2026-11",
    ],
)
def test_a_moment_that_has_passed_is_taken_whatever_date_is_written_in_it(text: str) -> None:
    assert parse_moment(text, today=Clock(NOW, LOS_ANGELES).today, now=NOW) == text


def test_a_moment_has_one_form_in_which_it_is_stored() -> None:
    told = {
        "2026-05-01T14:30Z": "2026-05-01T14:30:00+00:00",
        "2026-05-01T14:30:00.123456789+02:00": "2026-05-01T14:30:00.123456+02:00",
        "20260501T143000-0730": "2026-05-01T14:30:00-07:30",
        "2026-W18-5T10:00+02": "2026-05-01T10:00:00+02:00",
        "1850-05-01T14:30:00.123456+00:53:28": "1850-05-01T13:36:32.123456+00:00",
        "1000-01-01T00:00Z": "1000-01-01T00:00:00+00:00",
    }
    assert {text: parse_moment(text, today=TODAY, now=NOW) for text in told} == told
    assert {text: parse_moment(text, today=TODAY, now=NOW) for text in told.values()} == {
        text: text for text in told.values()
    }
    assert moment_text(datetime(999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-14)))) == (
        "1000-01-01T13:00:00+00:00"
    )


@pytest.mark.parametrize(
    "text",
    ["0001-01-01T00:00+14:00", "0999-12-31T23:59Z", "1000-01-01T00:00+14:00"],
)
def test_a_moment_before_the_year_1000_is_refused(text: str) -> None:
    with pytest.raises(DateError, match=r"The year has to be 1000 or later\."):
        parse_moment(text, today=TODAY, now=NOW)


def test_a_moment_to_come_at_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(DateError, match=r"That date is in the future\."):
        parse_moment("9999-12-31T23:59:59-14:00", today=TODAY, now=NOW)


@pytest.mark.parametrize(
    "text", ["2026-11-28T01:15:00Z", "2026-11-27T14:00:00-12:00", "2026-11-28"]
)
def test_a_moment_to_come_is_refused_whatever_date_is_written_in_it(text: str) -> None:
    with pytest.raises(DateError, match=r"That date is in the future\."):
        parse_moment(text, today=Clock(NOW, LOS_ANGELES).today, now=NOW)


def test_a_day_is_the_one_of_the_zone_in_force() -> None:
    clock = Clock(NOW, LOS_ANGELES)
    assert clock.today == date(2026, 11, 27)
    assert clock.day_of(datetime(2026, 11, 28, 8, 1, tzinfo=UTC)) == date(2026, 11, 28)
    assert clock.is_ahead(date(2026, 11, 29))
    assert not clock.is_ahead(date(2026, 11, 28))  # it has begun further east
    assert day_in(clock.zone, "2026-11-28T00:15:00Z") == "2026-11-27"
    assert [day_in(clock.zone, iso) for iso in ("2026", "2026-11-28")] == ["2026", "2026-11-28"]
    assert not clock.is_ahead(datetime(2026, 11, 28, 0, 15, tzinfo=UTC))
    assert Clock(NOW, ZoneInfo("Asia/Tokyo")).today == date(2026, 11, 28)


def test_a_day_begins_and_a_time_without_an_offset_counts_in_the_sites_time_zone() -> None:
    assert start_of(date(2026, 5, 1), LOS_ANGELES).isoformat() == "2026-05-01T07:00:00+00:00"
    assert start_of(date(2026, 12, 1), LOS_ANGELES).isoformat() == "2026-12-01T08:00:00+00:00"
    told = {
        "2026-05-01T14:30": "2026-05-01T21:30:00+00:00",
        "2026-05-01T14:30+02:00": "2026-05-01T12:30:00+00:00",
        "2026-05-01T14:30Z": "2026-05-01T14:30:00+00:00",
    }
    assert {iso: moment_of(iso, LOS_ANGELES).isoformat() for iso in told} == told
    for none in ("2026", "yesterday"):
        with pytest.raises(ValueError, match="Invalid isoformat"):
            moment_of(none, LOS_ANGELES)


def test_a_year_before_1000_is_refused() -> None:
    assert refused("0999") == "The year has to be 1000 or later."


def test_a_day_without_a_year_on_leap_day_is_last_years() -> None:
    assert parse_date("29 Feb", today=date(2025, 1, 5)) == "2024-02-29"
    assert parse_date("29 Feb", today=date(2024, 3, 5)) == "2024-02-29"


def test_a_long_text_is_not_repeated_in_full() -> None:
    assert len(refused("x" * 100_000)) < 150


def test_a_whole_day_is_asked_for() -> None:
    assert parse_day("May 1, 2026", TODAY) == date(2026, 5, 1)
    assert parse_day(" ", TODAY) is None
    for text in ("2026", "2026-05"):
        with pytest.raises(DateError, match="Write the whole day, such as 2026-05-01"):
            parse_day(text, TODAY)


@given(st.text(max_size=40) | st.text("0123456789- ,.maydecf", max_size=14))
def test_any_text_gives_a_date_or_a_date_error(text: str) -> None:
    iso = ""
    with suppress(DateError):
        iso = parse_date(text, today=TODAY)
    assert iso == "" or "1000" <= iso <= "2026-11-23"


@given(st.dates(min_value=date(1000, 1, 1), max_value=TODAY))
def test_every_day_is_read_back_from_how_it_is_written(day: date) -> None:
    for written in (day.isoformat(), format_date(day.isoformat()), format_short(day.isoformat())):
        assert parse_day(written, TODAY) == day
    month = day.isoformat()[:7]
    assert parse_date(format_date(month), today=TODAY) == month
    assert parse_date(format_short(month), today=TODAY) == month


@pytest.mark.parametrize(
    ("iso", "long", "short"),
    [
        ("2026-05-01", "1 May 2026", "1 May 2026"),
        ("2026-11-09", "9 November 2026", "9 Nov 2026"),
        ("2026-09", "September 2026", "Sep 2026"),
        ("2026", "2026", "2026"),
        ("", "", ""),
        ("2026-99", "2026-99", "2026-99"),
    ],
)
def test_a_date_is_written_as_precisely_as_it_is_known(iso: str, long: str, short: str) -> None:
    assert format_date(iso) == long
    assert format_short(iso) == short

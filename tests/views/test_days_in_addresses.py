"""Every address that reads a day reads it alike: the same spellings, and no day to come."""

import pytest
from flask.testing import FlaskClient

ADDRESSES = [
    "/map?since={}",
    "/map?at={}",
    "/atlas/compute?since={}",
    "/atlas/compute?at={}",
    "/atlas/compute.json?at={}",
    "/beliefs?moved_since={}",
    "/beliefs?not_affirmed_since={}",
    "/beliefs.json?moved_since={}",
    "/beliefs?at={}",
    "/reading?year={}",
    "/reading.bib?year={}",
]
EVERYWHERE = pytest.mark.parametrize("address", ADDRESSES)


@EVERYWHERE
@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2999-01-01", "That day is still to come"),
        ("2999-01", "That day is still to come"),
        ("2026-02-30", ""),
        ("lately", ""),
        ("0999-01-01", ""),
    ],
)
def test_a_day_to_come_or_none_at_all_is_refused(
    client: FlaskClient, topic: str, address: str, day: str, said: str
) -> None:
    answer = client.get(address.format(day))
    assert answer.status_code == 400, answer.text
    assert said in answer.text


@EVERYWHERE
@pytest.mark.parametrize("day", ["2026-05-01", "1+May+2026", "May+1,+2026", "2026-5-1"])
def test_a_day_is_read_in_each_of_its_spellings(
    client: FlaskClient, topic: str, address: str, day: str
) -> None:
    assert client.get(address.format(day)).status_code != 400

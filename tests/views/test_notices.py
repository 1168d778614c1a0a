"""What a save says stands on the page that the save leads to, and on no other one."""

import pytest
from flask.testing import FlaskClient

SAID = "Saved. Belief 1 of 1"


@pytest.fixture
def landing(author: FlaskClient, topic: str) -> str:
    """Save a belief as a browser without JavaScript does; return where that leads."""
    typed = {"claim": "Chips grow scarce", "once": "one"}
    answer = author.post(f"/atlas/{topic}/beliefs", data=typed)
    assert answer.status_code == 303
    return answer.location.partition("#")[0]


@pytest.mark.parametrize("other", ["/review", "/atlas/elsewhere", "/no/such/page"])
def test_another_tab_does_not_take_a_notice_away(
    author: FlaskClient, landing: str, other: str
) -> None:
    assert SAID not in author.get(other).text
    page = author.get(landing).text
    assert SAID in page
    assert "/undo" in page
    assert SAID not in author.get(landing).text


def test_a_notice_follows_where_its_address_leads_on(author: FlaskClient) -> None:
    answer = author.post("/reading/new", data={"title": "On counting", "once": "two"})
    leads = author.get(answer.location)
    assert leads.status_code == 302
    author.get("/review")
    assert "Saved" in author.get(leads.location).text

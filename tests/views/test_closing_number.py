"""A former belief says with which number it ended, where its number moved after that."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.test_archive import clock
from tests.views.changelog_reading import change, press, told, write
from tests.views.test_archive import moment
from tests.writers import newest_id


def ended(client: FlaskClient, address: str = "/atlas/compute") -> str:
    """Return what the row of the former belief says of its end, as words."""
    page = client.get(address).text
    found = re.search(r"Resolved true.*?</span>", page, re.DOTALL)
    assert found, page
    return " ".join(re.sub("<[^>]+>", "", found[0]).split())


@pytest.fixture
def resolved(author: FlaskClient, topic: str) -> None:
    """A belief that was at 50%, moved to 70% and resolved."""
    with clock(moment(3, 12)):
        write(author, "beliefs", claim="It grows", credence="50")
    with clock(moment(5, 12)):
        change(author, "beliefs/1", credence="70")
        press(author, "beliefs/1/retire", outcome="true")


def test_a_number_given_after_the_end_is_not_that_of_the_end(
    app: Flask, author: FlaskClient, client: FlaskClient, resolved: None
) -> None:
    assert ended(client) == "Resolved true, 5 Dec 2026"
    with clock(moment(9, 12)):
        change(author, "beliefs/1", credence="95")
    with clock(moment(10, 12)):
        assert ended(client) == "Resolved true, 5 Dec 2026, at 70%"
        assert ended(author) == "Resolved true, 5 Dec 2026, at 70%"
        assert ended(client, "/print") == "Resolved true, 5 Dec 2026, at 70%"
        assert "“It grows” (~95%, resolved true at 70%)" in client.get("/b/1/cite").text
        assert "resolved true at 70\\%" in client.get("/b/1.bib").text
        assert "Compute · Resolved true at 70%. 70% → 95%" in client.get("/b/1/history").text
        past = client.get("/b/1/cite?at=2026-12-06").text
        assert "“It grows” (~70%, resolved true)" in past
        assert ended(client, "/atlas/compute?at=2026-12-06") == "Resolved true, 5 Dec 2026"


@pytest.mark.parametrize("way", ["restore", "undo"])
def test_what_was_deleted_and_came_back_still_ended_with_that_number(
    app: Flask, author: FlaskClient, client: FlaskClient, resolved: None, way: str
) -> None:
    with clock(moment(9, 12)):
        change(author, "beliefs/1", credence="95")
    with clock(moment(10, 12)):
        press(author, "beliefs/1/delete")
    with clock(moment(11, 12)):
        if way == "undo":
            assert author.post(f"/c/{newest_id(app)}/undo").status_code == 303
        else:
            press(author, "beliefs/1/restore")
            assert told(client)[0] == "Compute: It grows brought back"
        assert ended(client) == "Resolved true, 5 Dec 2026, at 70%"

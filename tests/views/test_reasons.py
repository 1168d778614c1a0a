"""Why something was saved is told in the same words on every page."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.changelog_reading import change, let_settle, write
from tests.writers import newest_id

BELIEF = "beliefs/1"
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
SAID = "See [the *report*](https://example.org/report) on C\\*"
PLACES = [
    "/",
    "/atlas/compute",
    f"/atlas/compute?since={YESTERDAY}",
    "/atlas/compute/history",
    "/history",
    "/b/1/history",
    "/changes",
]


@pytest.fixture
def belief(app: Flask, author: FlaskClient, topic: str) -> None:
    write(author, "beliefs", claim="It grows", credence="70")
    let_settle(app)


def move(app: Flask, author: FlaskClient, reason: str) -> str:
    """Move the belief for a reason and return the address of the change."""
    change(author, BELIEF, credence="40", reason=reason)
    return f"/c/{newest_id(app)}"


def test_a_reason_with_marks_reads_the_same_everywhere(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: None
) -> None:
    for address in [move(app, author, SAID), *PLACES]:
        page = client.get(address).text
        assert "See the report on C*" in page, address
        assert "*report*" not in page, address


def test_a_reason_that_is_a_slot_is_told_nowhere(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: None
) -> None:
    for address in [
        move(app, author, "<the reason why>"),
        *PLACES,
        f"/year/{datetime.now(UTC):%Y}",
    ]:
        page = client.get(address)
        assert page.status_code == 200
        assert "the reason why" not in page.text, address


@pytest.mark.parametrize("reason", [SAID, "Counted " * 60])
def test_the_page_of_a_change_tells_its_reason_once(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: None, reason: str
) -> None:
    page = client.get(move(app, author, reason)).text
    shown = page.partition("<main")[2].partition("</main>")[0]
    assert shown.count("See the") == reason.count("See")
    assert shown.count('<p class="row"') == 0


def test_a_reason_is_told_although_a_sentence_has_its_letters(
    app: Flask, author: FlaskClient, client: FlaskClient, belief: None
) -> None:
    fields = {"title": "On counting", "url": "https://example.org/a", "takeaway": "They count."}
    write(author, "reading", **fields, state="published", reason="count")
    assert ">count</p>" in client.get(f"/c/{newest_id(app)}").text

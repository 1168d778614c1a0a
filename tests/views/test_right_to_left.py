"""A name that is written from right to left leaves the sentence around it in its order."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.changelog_reading import change, head, later, let_settle, press, write
from tests.views.feed_reading import content, entries

pytestmark = pytest.mark.usefixtures("topic")
CLAIM, REASON, TITLE = "טענה 100", "משל 9", "אזר 5"


def isolated(words: str) -> str:
    """Return words between the characters that isolate them."""
    return f"\u2068{words}\u2069"


ISOLATED = isolated(CLAIM)


@pytest.fixture
def moved(app: Flask, author: FlaskClient) -> None:
    """A belief of long ago whose claim ends in a number, moved from 55 to 45 today."""
    let_settle(app)
    write(author, "beliefs", claim=CLAIM, credence="55")
    let_settle(app)
    change(author, "beliefs/1", credence="45", reason=REASON)


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize("page", ["/history", "/atlas/compute/history", "/b/1/history"])
def test_a_history_tells_a_move_from_its_first_to_its_second_number(
    client: FlaskClient, page: str
) -> None:
    text = client.get(page).text
    assert f"Edited belief “{ISOLATED}”: 55% → 45%" in text
    assert f"Added belief “{ISOLATED}”: 55%" in text


@pytest.mark.usefixtures("moved")
def test_a_history_isolates_the_names_of_regions(author: FlaskClient, client: FlaskClient) -> None:
    head(author, title=TITLE, slug="compute")
    press(author, "reviewed")
    text = client.get("/history").text
    assert f"Reviewed “{isolated(TITLE)}”, no change" in text
    assert f"title Compute → {isolated(TITLE)}" in text


@pytest.mark.usefixtures("moved")
@pytest.mark.parametrize("path", ["/changes.rss", "/changes.atom", "/changes.json"])
def test_a_feed_tells_it_so_too(client: FlaskClient, path: str) -> None:
    entry = entries(client, path)[0]
    assert entry["title"] == f"Compute: {ISOLATED} 55% → 45%. {isolated(REASON)}"
    assert f">{ISOLATED}</a></em>" in content(entry)


@pytest.mark.usefixtures("moved")
def test_so_do_the_mail_and_a_citation(app: Flask, client: FlaskClient) -> None:
    assert f"“{ISOLATED}” (~45%)" in client.get("/b/1/cite").text
    later(app, 24 * 60)
    assert f"{ISOLATED} 55% → 45%" in app.test_cli_runner().invoke(args=["digest"]).output


@pytest.mark.usefixtures("moved")
def test_so_does_the_document_of_a_month(author: FlaskClient, client: FlaskClient) -> None:
    head(author, title=TITLE, slug="compute")
    month = re.findall(r'href="(/changes/\d{4}-\d\d)', client.get("/changes").text)[0]
    lines = client.get(f"{month}.md").text.splitlines()
    assert f"## [{isolated(TITLE)}](http://localhost/atlas/compute)" in lines
    assert any(f"{ISOLATED}*](" in line and f". {isolated(REASON)} ([" in line for line in lines)


def test_names_from_left_to_right_gain_no_invisible_signs(
    author: FlaskClient, client: FlaskClient
) -> None:
    write(author, "beliefs", claim="Chips count", credence="55")
    for path in ("/history", "/changes.rss", "/b/1/cite"):
        assert "\u2068" not in client.get(path).text

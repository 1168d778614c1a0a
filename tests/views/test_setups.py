"""The first day of a region is one line of the changelog, and each change keeps its page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.changelog_reading import (
    change,
    head,
    later,
    let_settle,
    press,
    told,
    undo,
    words,
    write,
)
from tests.views.feed_reading import entries
from tests.writers import newest_id

LINE = "New region: Compute, with 3 beliefs, 1 uncertainty and 2 triggers. On chips"


@pytest.fixture
def set_up(app: Flask, author: FlaskClient, topic: str) -> None:
    """What an author writes in the first hours of a region."""
    for number in (1, 2, 3):
        write(author, "beliefs", claim=f"Claim {number}", credence="60")
    later(app, 300)
    write(author, "triggers", observation="A count is published")
    write(author, "triggers", observation="Another is not")
    write(author, "uncertainties", question="Who counts?")
    write(author, "stance", body="I do not know.")
    write(author, "beliefs", claim="<one more claim>", credence="")
    change(author, "beliefs/1", credence="65")


def test_the_first_day_is_one_line_everywhere(
    author: FlaskClient, client: FlaskClient, set_up: None
) -> None:
    assert told(client) == ["New region: Elsewhere", LINE]
    assert told(client, "/atlas/compute/changes") == [LINE]
    front = words(client.get("/").text)
    assert LINE in front
    assert "added at" not in front
    for path in ("/changes.rss", "/changes.atom", "/changes.json", "/atlas/compute/changes.rss"):
        assert entries(client, path)[-1]["title"] == LINE


def test_every_change_of_it_has_its_page_and_its_undo(
    app: Flask, author: FlaskClient, client: FlaskClient, set_up: None
) -> None:
    assert told(client, "/c/3") == ["Compute: Claim 1 added at 60%"]
    page = client.get("/c/3").text
    assert all(f'href="/c/{number}"' in page for number in (1, 4, 5, newest_id(app)))
    assert 'href="/c/2"' not in page  # that began another region
    undo(author, 5)
    assert told(client, "/atlas/compute/changes") == [LINE.replace("3 beliefs", "2 beliefs")]
    undo(author, newest_id(app))
    assert told(client, "/atlas/compute/changes") == [LINE]
    checked = app.test_cli_runner().invoke(args=["check"])
    assert checked.exit_code == 0, checked.output


def test_a_change_with_a_cause_or_a_reason_is_told_by_itself(
    author: FlaskClient, client: FlaskClient, set_up: None
) -> None:
    change(author, "beliefs/2", credence="72", cause="t-1")
    change(author, "beliefs/3", credence="40", reason="I had counted twice")
    assert told(client)[:2] == [
        "Compute: Claim 3 60% → 40%. I had counted twice",
        "Compute: Claim 2 60% → 72% after this happened: A count is published",
    ]
    assert LINE in told(client)


def test_the_next_day_each_change_is_told_by_itself(
    app: Flask, author: FlaskClient, client: FlaskClient, set_up: None
) -> None:
    let_settle(app)
    write(author, "beliefs", claim="Claim 5", credence="10")
    change(author, "beliefs/1", credence="70")
    assert told(client)[:2] == [
        "Compute: Claim 1 65% → 70%",
        "Compute: Claim 5 added at 10%",
    ]
    assert told(client)[-1] == LINE
    assert told(client, "/changes?before=3") == ["New region: Elsewhere", LINE]


def test_what_was_deleted_or_renamed_that_day_is_told_as_it_came_to_be(
    author: FlaskClient, client: FlaskClient, set_up: None
) -> None:
    press(author, "beliefs/3/delete")
    head(author, title="Chips", summary="On chips")
    line = LINE.replace("Compute", "Chips").replace("3 beliefs", "2 beliefs")
    assert told(client) == ["New region: Elsewhere", line]


def test_a_region_that_is_deleted_the_same_day_is_not_told(
    author: FlaskClient, client: FlaskClient, set_up: None
) -> None:
    press(author, "delete")
    assert told(client) == ["New region: Elsewhere"]


def test_a_reading_of_an_older_region_too_is_told_by_itself(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    let_settle(app)
    author.post("/atlas/new", data={"title": "New one"})
    both = {"title": "On counting", "takeaway": "Count.", "topics": "Compute, New one"}
    write(author, "reading", slug="new-one", **both)
    write(author, "reading", slug="new-one", title="On weighing", takeaway="Weigh.")
    found = told(client)
    assert "read On counting" in found[0]
    assert found[1] == "New region: New one, with 1 reading"


def test_a_large_import_is_counted(
    app: Flask, client: FlaskClient, tmp_path: object, topic: str
) -> None:
    claims = "\n".join(f"- Claim {number} ~{number}%" for number in range(1, 41))
    file = f"{tmp_path}/page.md"
    with open(file, "w", encoding="utf-8") as page:
        page.write(f"---\ntitle: Large\n---\n\n## Current beliefs\n\n{claims}\n")
    assert app.test_cli_runner().invoke(args=["import", file]).exit_code == 0
    assert told(client)[0] == "New region: Large, with 40 beliefs"


def test_what_is_written_in_private_stays_so(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private"})
    write(author, "beliefs", slug="hidden", claim="A secret", credence="31")
    assert told(author)[0] == "New region: Hidden (private), with 1 belief"
    assert "Hidden" not in client.get("/changes").text
    assert "Hidden" not in client.get("/changes.rss").text


def test_a_region_made_public_is_told_with_what_it_holds_by_then(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    author.post("/atlas/new", data={"title": "Drafted", "visibility": "private"})
    write(author, "beliefs", slug="drafted", claim="One", credence="31")
    write(author, "beliefs", slug="drafted", claim="Two", credence="31")
    write(author, "triggers", slug="drafted", observation="<something>")
    press(author, "beliefs/2/delete", slug="drafted")
    let_settle(app)
    head(author, slug="drafted", title="Drafted", visibility="public")
    assert told(client)[0] == "New region: Drafted, with 1 belief"
    write(author, "beliefs", slug="drafted", claim="Three", credence="31")
    change(author, "beliefs/1", slug="drafted", credence="40")
    assert told(client)[0] == "New region: Drafted, with 2 beliefs"
    assert told(author)[0] != told(client)[0]  # for the author the first day was long ago

"""A form that another window overtook begins at what was saved there, on every page alike."""

import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import base_of

HEAD = re.compile(r'<h[23] tabindex="-1" autofocus>([^<]*)</h[23]>')


def overtaken(author: FlaskClient, form: str, theirs: dict[str, str], mine: dict[str, str]) -> str:
    """Save a form in two windows; return what the second one is answered."""
    page = author.get(form).text
    base = re.search(r'name="base" value="([^"]*)"', page)
    assert base
    saved = author.post(form, data=theirs | {"base": base[1]})
    assert saved.status_code == 303, saved.text
    answer = author.post(form, data=mine | {"base": base[1]})
    assert answer.status_code == 409
    return answer.text


@pytest.mark.parametrize(
    ("form", "theirs", "mine", "said"),
    [
        (
            "/atlas/compute/note",
            {"body": "First words"},
            {"body": "My words"},
            r"This note was changed at \d\d:\d\d in another window.",
        ),
        (
            "/atlas/compute/document",
            {"text": "---\ntitle: Compute\n---\n\n## Where I currently stand\n\nFirst words\n"},
            {"text": "---\ntitle: Compute\n---\n\n## Where I currently stand\n\nMy words\n"},
            "This page was changed in another window.",
        ),
        (
            "/areas/governance/edit",
            {"title": "Governance", "summary": "First words"},
            {"title": "Governance", "summary": "My words"},
            r"This area was changed at \d\d:\d\d in another window.",
        ),
        (
            "/about/edit",
            {"body": "First words"},
            {"body": "My words"},
            r"This page was changed at \d\d:\d\d in another window.",
        ),
    ],
    ids=["note", "document", "area", "about"],
)
def test_the_focus_is_at_what_was_saved_meanwhile(
    author: FlaskClient,
    topic: str,
    form: str,
    theirs: dict[str, str],
    mine: dict[str, str],
    said: str,
) -> None:
    if form.endswith("/note"):
        author.post(form, data={"body": "Old words", "base": "0"})
    page = overtaken(author, form, theirs, mine)
    head = HEAD.search(page)
    assert head
    assert re.fullmatch(said, head[1])
    assert page.count(" autofocus") == 1
    assert "First" in page
    assert "My words" in page


def test_the_focus_is_at_the_essays_that_were_ticked_meanwhile(
    author: FlaskClient, topic: str
) -> None:
    for title in ("One", "Two"):
        author.post("/writing/new", data={"title": title, "body": "Words", "publish": "1"})
    page = overtaken(author, f"/atlas/{topic}/writing/tags", {"essay": "1"}, {"essay": "2"})
    assert HEAD.search(page)
    assert page.count(" autofocus") == 1


def test_the_focus_is_at_the_reading_that_was_filled_meanwhile(
    author: FlaskClient, topic: str
) -> None:
    author.post("/reading/new", data={"title": "On counting"})
    base = base_of(author.get("/reading/inbox").text)
    sent = {"reading": "1", "base": base}
    assert author.post("/reading/inbox", data=sent | {"takeaway": "First"}).status_code == 303
    answer = author.post("/reading/inbox", data=sent | {"takeaway": "Mine"})
    assert answer.status_code == 409
    assert HEAD.search(answer.text)
    assert answer.text.count(" autofocus") == 1

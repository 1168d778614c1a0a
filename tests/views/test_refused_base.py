"""A refused form keeps the version it was opened on, so that it overwrites nobody later."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way, base_of
from wiki.forms.fields import LINE, TEXT

LINE_TOO_LONG, TEXT_TOO_LONG = "x" * (LINE + 1), "x" * (TEXT + 1)
# By the address of a form: what another window saves, what is too long then, what is sent at last.
FORMS: dict[str, tuple[str, str, dict[str, str]]] = {
    "/atlas/compute/note": ("body", TEXT_TOO_LONG, {}),
    "/about/edit": ("body", TEXT_TOO_LONG, {}),
    "/atlas/compute/edit": ("summary", LINE_TOO_LONG, {"title": "Compute"}),
    "/areas/governance/edit": ("summary", LINE_TOO_LONG, {"title": "Governance"}),
    "/settings": ("site_summary", LINE_TOO_LONG, {}),
    "/atlas/compute/stance/1": ("body", TEXT_TOO_LONG, {}),
    "/reading/1/edit": ("takeaway", TEXT_TOO_LONG, {"title": "A work", "topics": "compute"}),
    "/reading/inbox": ("takeaway", TEXT_TOO_LONG, {"topics": "compute", "reading": "1"}),
}
OPENED_AT = {
    "/atlas/compute/stance/1": "/atlas/compute/stance/1/edit",
    "/reading/inbox": "/reading/inbox?reading=1",
}


@pytest.fixture
def written(author: FlaskClient, topic: str) -> None:
    """A stance, a note, a text About and a reading without a takeaway."""
    author.post(f"/atlas/{topic}/stance", data={"body": "First", "once": "a", "publish": "1"})
    author.post(f"/atlas/{topic}/note", data={"body": "First", "base": "0"})
    author.post("/about/edit", data={"body": "First", "base": "0"})
    author.post("/reading/new", data={"title": "A work", "topics": topic, "once": "b"})


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("address", FORMS)
def test_what_was_saved_in_another_window_is_not_overwritten_after_a_refusal(
    way: Way, address: str
) -> None:
    name, too_long, more = FORMS[address]

    def send(text: str, base: str) -> tuple[int, str]:
        sent = more | {name: text, "base": base}
        answer = way.browser.post(address, data=sent, headers=way.headers)
        return answer.status_code, answer.text

    opened = base_of(way.get(OPENED_AT.get(address, address)).text)
    status, said = send("What the other window said", opened)
    assert status in (200, 303), said
    status, refused = send(too_long, opened)
    assert status in (413, 422)
    assert base_of(refused) == opened
    status, clash = send("What this window says", base_of(refused))
    assert status == 409
    assert "What" in clash
    assert "this window says" in clash


@pytest.mark.usefixtures("written")
def test_a_note_is_not_emptied_by_a_form_without_its_text(author: FlaskClient) -> None:
    base = base_of(author.get("/atlas/compute/note").text)
    answer = author.post("/atlas/compute/note", data={"base": base, "text": "Other name"})
    assert answer.status_code == 400
    assert "Nothing of the form arrived" in answer.text
    assert "First</textarea>" in author.get("/atlas/compute/note").text

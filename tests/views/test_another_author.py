"""What one author wrote is not saved in the name of another who signed in meanwhile, unasked."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way, signed_in
from tests.hidden_fields import hidden_fields, hidden_in_form
from tests.writers import count_changes, inside
from wiki.db import begin_writing, db
from wiki.services.authors import make_author

SAYS = "Ada opened this form, and you are signed in as Bob now."
TYPED = "What Ada typed"
# Where a form is opened, where it is sent, and the field that is typed into.
FORMS = {
    "belief": ("/atlas/compute/beliefs/new", "/atlas/compute/beliefs", "claim"),
    "stance": ("/atlas/compute/stance/new", "/atlas/compute/stance", "body"),
    "header": ("/atlas/compute/edit", "/atlas/compute/edit", "summary"),
    "note": ("/atlas/compute/note", "/atlas/compute/note", "body"),
    "essay": ("/writing/new", "/writing/new", "title"),
    "region": ("/atlas/new", "/atlas/new", "title"),
    "area": ("/areas/new", "/areas/new", "title"),
    "about": ("/about/edit", "/about/edit", "body"),
    "settings": ("/settings", "/settings", "site_summary"),
}


@pytest.fixture
def bob(app: Flask, topic: str, way: Way) -> FlaskClient:
    """Bob, signed in in the browser in which Ada was."""
    with inside(app):
        begin_writing()
        make_author("Bob")
        db.session.commit()
    return signed_in(app, "Bob")


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_that_another_author_opened_asks_first(
    app: Flask, way: Way, bob: FlaskClient, kind: str
) -> None:
    opens, address, field = FORMS[kind]
    page = way.get(opens).text
    fields = hidden_in_form(page)
    fields |= {"title": "Compute", field: TYPED}
    before = count_changes(app)
    answer = bob.post(address, data=fields, headers=way.headers)
    assert answer.status_code == 409
    assert SAYS in answer.text
    assert f"{TYPED}</textarea>" in answer.text
    assert 'data-confirms="by"' in answer.text
    assert count_changes(app) == before
    again = hidden_fields(answer.text)
    assert again == {name: fields[name] for name in again}
    assert "by" not in again
    assert bob.post(address, data=again | {"title": "Compute", field: TYPED}).status_code == 303
    assert count_changes(app) == before + 1


def test_a_button_that_another_author_saw_changes_nothing(
    app: Flask, author: FlaskClient, bob: FlaskClient
) -> None:
    page = author.get("/atlas/compute").text
    form = re.search(r'<form[^>]*action="/atlas/compute/reviewed".*?</form>', page, re.S)
    assert form
    before, sent = count_changes(app), hidden_fields(form[0])
    answer = bob.post("/atlas/compute/reviewed", data=sent)
    assert answer.status_code == 409
    assert f"Nothing was changed: {SAYS}" in answer.text
    assert count_changes(app) == before
    assert author.post("/atlas/compute/reviewed", data=sent).status_code == 303


@pytest.mark.parametrize("opener", ["0", "-1", "99", str(2**63), str(10**30)])
def test_a_form_of_an_author_who_is_not_there_asks_first(
    author: FlaskClient, topic: str, opener: str
) -> None:
    answer = author.post("/atlas/compute/beliefs", data={"claim": TYPED, "by": opener})
    assert answer.status_code == 409
    assert "somebody else opened this form, and you are signed in as Ada now." in answer.text
    assert f"{TYPED}</textarea>" in answer.text

"""A form that is sent as it opened alters nothing, and the journal says nothing of it."""

import re
from collections.abc import Collection, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import signed_in
from tests.planting import plant
from tests.sent_forms import read_forms
from tests.writers import count_changes, inside
from wiki.db import db
from wiki.models import Area, Topic

PAGES = ["/reading", "/writing"]
OF_A_REGION = ["edit", "note", "document", "writing/tags"]
LINK = r'href="(/[^"#?]*/edit)["#?]'
ITEM = r'href="(/r/\d+|/writing/[a-z0-9-]+)"'
FORM = r'<form[^>]*class="item-form.*?</form>'
BUTTON = r'<button[^>]*name="(state|publish|keep)" value="(\w+)"'


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    """Ada, in an atlas with items of every kind."""
    with inside(app):
        plant()
    return signed_in(app, "Ada")


def forms(author: FlaskClient, slugs: Collection[str], areas: Collection[str]) -> set[str]:
    """Return the addresses of the forms that edit what is there."""
    found = {"/settings", "/about/edit"} | {f"/areas/{slug}/edit" for slug in areas}
    found |= {f"/atlas/{slug}/{form}" for slug in slugs for form in OF_A_REGION}
    pages = [*PAGES, *(f"/atlas/{slug}" for slug in slugs)]
    pages += {link for page in PAGES for link in re.findall(ITEM, author.get(page).text)}
    for page in pages:
        found |= set(re.findall(LINK, author.get(page, follow_redirects=True).text))
    return found


def as_sent(page: str) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield the address of each form of a page, and what a browser sends that was not typed in."""
    for whole in re.findall(FORM, page, re.S):
        form, button = read_forms([whole])[0], re.search(BUTTON, whole)
        sent: dict[str, list[str]] = {button[1]: [button[2]]} if button else {}
        for name, value in form.pairs:
            sent.setdefault(name, []).append(value.replace("\n", "\r\n"))
        yield form.address, sent


def test_a_form_that_is_sent_as_it_opened_alters_nothing(app: Flask, ada: FlaskClient) -> None:
    with inside(app):
        slugs = db.session.scalars(select(Topic.slug).where(Topic.deleted_at.is_(None))).all()
        areas = db.session.scalars(select(Area.slug).where(Area.deleted_at.is_(None))).all()
    before, many = count_changes(app), 0
    for at in sorted(forms(ada, slugs, areas)):
        for address, sent in as_sent(ada.get(at, follow_redirects=True).text):
            many += 1
            assert ada.post(address, data=sent).status_code == 303, (at, sent)
            assert count_changes(app) == before, (at, sent)
    assert many > 50

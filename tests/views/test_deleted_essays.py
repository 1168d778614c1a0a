"""A new essay of a deleted one's title: the form offers to restore that, or the next address."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way
from tests.writers import check_journal, counted, inside
from wiki.recorded import Recorded

RESTORE = 'name="deleted" value="restore" class="offer">Restore “{}”'
MADE = {"title": "My own", "body": "What it said.", "once": "first"}
# The form for a new row of each kind that has an address made from its title.
NEW = {"topic": "/atlas/new", "area": "/areas/new", "essay": "/writing/new"}
PAGES = {"topic": "/atlas/my-own", "area": "/areas/my-own", "essay": "/writing/my-own"}


def written(app: Flask) -> int:
    """Return how many changes there are; the journal and the rows agree."""
    with inside(app):
        check_journal()
        return counted()


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form; of two with a name, the server reads the first."""
    form = page[page.index("item-form") :]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return dict(reversed(fields))


def undo(author: FlaskClient, page: str) -> None:
    """Press Undo in the status line of a page."""
    change = page.partition('action="/c/')[2].partition("/")[0]
    assert author.post(f"/c/{change}/undo").status_code == 303


@pytest.fixture
def gone(author: FlaskClient, topic: str) -> str:
    """The title of an essay that was published and deleted."""
    author.post("/writing/new", data=MADE | {"publish": "1", "topics": topic})
    author.post("/writing/my-own/delete")
    return "My own"


@pytest.mark.parametrize("kind", [k for k, m in Recorded.kinds.items() if m.has_slug()])
def test_every_kind_with_an_address_made_from_its_title_is_asked_about_and_restored_once(
    app: Flask, author: FlaskClient, kind: str
) -> None:
    author.post(NEW[kind], data={"title": "My own", "summary": "First", "once": "first"})
    author.post(f"{PAGES[kind]}/delete")
    before = written(app)
    form = {"title": "MY OWN", "summary": "", "once": "second"}
    asked = author.post(NEW[kind], data=form)
    assert asked.status_code == 422
    assert RESTORE.format("My own") in asked.text
    assert 'value="MY OWN"' in asked.text
    assert written(app) == before
    form |= {"deleted": "restore", "slug": "my-own-2"}  # which the question filled in
    for _ in range(2):
        assert author.post(NEW[kind], data=form).status_code == 303
        assert written(app) == before + 1
    page = author.get(PAGES[kind])
    assert page.status_code == 200
    assert "My own" in page.text
    assert kind == "essay" or "First" in page.text


def test_a_new_essay_of_a_deleted_ones_title_is_asked_about_at_its_address(
    app: Flask, author: FlaskClient, gone: str
) -> None:
    before = written(app)
    form = {"title": "MY OWN", "body": "Not to be lost", "topics": "Compute", "state": "draft"}
    asked = author.post("/writing/new", data=form)
    assert asked.status_code == 422
    assert asked.text.index('id="slug-error"') < asked.text.index(RESTORE.format(gone))
    assert 'id="title-error"' not in asked.text
    assert "Not to be lost</textarea>" in asked.text
    assert 'name="slug" value="my-own-2"' in asked.text
    assert written(app) == before
    made = author.post("/writing/new", data=form | {"slug": "my-own-2"})
    assert "Not to be lost" in author.get(made.location, follow_redirects=True).text
    assert "Not to be lost" in author.get("/writing/my-own-2").text
    assert author.get("/writing/my-own").status_code == 404


def test_a_page_asks_about_a_deleted_essay_in_its_own_form(way: Way, topic: str, gone: str) -> None:
    form = {"title": gone, "body": "Typed", "topics": topic, "state": "draft", "once": "b"}
    asked = way.post(f"/atlas/{topic}/writing", form)
    assert asked.status_code == 422
    assert RESTORE.format(gone) in asked.text
    assert "Typed</textarea>" in asked.text
    done = way.post(f"/atlas/{topic}/writing", form | {"slug": "my-own-2", "deleted": "restore"})
    assert done.status_code == 200
    assert "Restored essay “My own”. It is a draft." in done.text
    again = way.post(f"/atlas/{topic}/writing", form | {"slug": "my-own-2", "deleted": "restore"})
    assert again.status_code == 200
    assert "Typed" in way.browser.get("/writing/my-own").text
    assert way.browser.get("/writing/my-own-2").status_code == 404


def test_a_published_essay_that_is_restored_without_another_text_is_published_again(
    author: FlaskClient, client: FlaskClient, gone: str
) -> None:
    form = {"title": gone, "slug": "my-own-2", "deleted": "restore", "once": "b"}
    made = author.post("/writing/new", data=form)
    page = author.get(made.location, follow_redirects=True).text
    assert "Restored essay “My own”." in page
    assert "It is a draft." not in page
    assert "What it said." in client.get("/writing/my-own").text
    undo(author, page)
    assert client.get("/writing/my-own").status_code == 404


def test_what_was_typed_over_a_published_essay_stays_a_draft_until_it_is_published(
    author: FlaskClient, client: FlaskClient, gone: str
) -> None:
    form = {"title": gone, "body": "Not for visitors yet", "deleted": "restore", "once": "b"}
    made = author.post("/writing/new", data=form)
    page = author.get(made.location, follow_redirects=True).text
    assert "It is a draft." in page
    assert "Not for visitors yet" in page
    assert 'href="/atlas/compute"' in page  # the regions that it had stay
    assert client.get("/writing/my-own").status_code == 404
    undo(author, page)
    assert author.get("/writing/my-own").status_code == 404


def test_an_address_elsewhere_takes_the_place_of_the_text_of_a_restored_essay(
    author: FlaskClient, gone: str
) -> None:
    form = {"title": gone, "url": "https://elsewhere.test/", "deleted": "restore", "once": "b"}
    made = author.post("/writing/new", data=form)
    page = author.get(made.location, follow_redirects=True).text
    assert "https://elsewhere.test/" in page
    assert "What it said." not in page


def test_a_choice_is_kept_where_the_form_is_refused_for_another_reason(
    author: FlaskClient, gone: str
) -> None:
    form = {"title": gone, "topics": "Nowhere", "slug": "my-own-2", "once": "b"}
    refused = author.post("/writing/new", data=form | {"deleted": "restore"})
    assert refused.status_code == 422
    sent = form | hidden(refused.text) | {"topics": "", "state": "draft"}
    assert author.post("/writing/new", data=sent).status_code == 303
    assert author.get("/writing/my-own").status_code == 200


@pytest.mark.parametrize("kind", NEW)
def test_who_saves_as_a_new_one_what_was_deleted_meanwhile_is_not_asked_again(
    author: FlaskClient, kind: str
) -> None:
    form = {"title": "My own", "summary": "Typed", "body": "Typed", "once": "first"}
    author.post(NEW[kind], data=form)
    author.post(f"{PAGES[kind]}/delete")
    conflict = author.post(NEW[kind], data=form)
    assert conflict.status_code == 409
    assert "Save as a new one" in conflict.text
    made = author.post(NEW[kind], data=form | hidden(conflict.text))
    assert made.status_code == 303
    page = author.get(f"{PAGES[kind]}-2")
    assert page.status_code == 200
    assert "Typed" in page.text


@pytest.mark.parametrize("kind", ["topic", "essay"])
def test_the_typed_address_of_a_deleted_row_of_another_title_offers_no_restoring(
    author: FlaskClient, kind: str
) -> None:
    author.post(NEW[kind], data={"title": "My own", "once": "first"})
    author.post(f"{PAGES[kind]}/delete")
    asked = author.post(NEW[kind], data={"title": "Another", "slug": "my-own", "once": "b"})
    assert asked.status_code == 422
    assert "is the address of My own, which was deleted, choose another" in asked.text
    assert not re.search('name="deleted" value="restore"', asked.text)


def test_a_private_region_stays_private_where_the_form_that_restored_it_is_sent_again(
    author: FlaskClient, client: FlaskClient
) -> None:
    author.post("/atlas/new", data={"title": "Hidden", "visibility": "private", "once": "a"})
    author.post("/atlas/hidden/delete")
    form = {"title": "Hidden", "visibility": "public", "deleted": "restore", "once": "b"}
    for _ in range(2):
        assert author.post("/atlas/new", data=form).location == "/atlas/hidden"
    assert client.get("/atlas/hidden").status_code == 404

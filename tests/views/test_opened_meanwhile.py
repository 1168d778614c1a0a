"""What was typed while a region was private is not shown to visitors without asking."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way
from tests.hidden_fields import hidden_fields, hidden_in_form
from tests.writers import Writer, count_changes, inside
from wiki.queries.names import find_topic
from wiki.services.topics import edit_topic

ada = Writer()
TYPED = "For no visitor"
WHY = "isitors can read “Hidden two” since this form was opened."
# Where a form is opened, where it is sent, and what is typed into it.
FORMS = {
    "belief": ("/atlas/hidden-two/beliefs/new", "/atlas/hidden-two/beliefs", {"claim": TYPED}),
    "edit": ("/atlas/hidden-two/beliefs/1/edit", "/atlas/hidden-two/beliefs/1", {"claim": TYPED}),
    "stance": ("/atlas/hidden-two/stance/new", "/atlas/hidden-two/stance", {"body": TYPED}),
    "document": ("/atlas/hidden-two/document", "/atlas/hidden-two/document", {"text": TYPED}),
    "reading": (
        "/reading/new?topics=Hidden+two",
        "/reading/new",
        {"title": TYPED, "topics": "Hidden two", "publish": "1"},
    ),
    "essay": (
        "/writing/new?topics=Hidden+two",
        "/writing/new",
        {"title": TYPED, "body": TYPED, "topics": "Hidden two", "publish": "1"},
    ),
    "relation": (
        "/atlas/open-one/regions/new",
        "/atlas/open-one/regions",
        {"region": "Hidden two", "kind": "related", "reason": TYPED},
    ),
}


def show(app: Flask, visibility: str = "public") -> None:
    with inside(app), ada.saving() as by:
        topic = find_topic("hidden-two")
        assert topic
        edit_topic(topic, {"visibility": visibility}, by)


@pytest.fixture
def private(app: Flask) -> None:
    with inside(app):
        ada.topic("Open one")
        topic = ada.topic("Hidden two", visibility="private")
        ada.add(topic, "beliefs", claim="A secret", credence=None, why="")


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("kind", FORMS)
def test_a_form_opened_before_its_region_was_public_asks_first(
    app: Flask, way: Way, client: FlaskClient, kind: str
) -> None:
    opens, address, typed = FORMS[kind]
    page = way.get(opens).text
    fields = hidden_in_form(page) | typed
    show(app)
    before = count_changes(app)
    answer = way.browser.post(address, data=fields, headers=way.headers)
    assert answer.status_code == 409, answer.text
    assert WHY in answer.text
    press = "Press the button again" if way.htmx else "Press Save"
    assert f"{press} if they may read this." in answer.text
    assert 'data-confirms="opened"' in answer.text
    assert f"{TYPED}</textarea>" in answer.text
    assert count_changes(app) == before
    assert TYPED not in client.get("/atlas/hidden-two").text
    if kind == "document":
        return
    again = hidden_fields(answer.text)
    assert "opened" not in again
    saved = way.browser.post(address, data=again | typed)
    assert saved.status_code == 303, saved.text
    shown = "/atlas/open-one" if kind == "relation" else "/atlas/hidden-two"
    assert TYPED in client.get(shown).text


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("number", ["-1", "9" * 40, f"-{'9' * 40}", "x", ""])
def test_a_number_that_no_page_sends_is_no_error(author: FlaskClient, number: str) -> None:
    form = {"claim": TYPED, "once": "1", "opened": number}
    assert author.post("/atlas/open-one/beliefs", data=form).status_code == 303


@pytest.mark.usefixtures("private")
def test_a_form_shown_again_goes_on_asking(app: Flask, way: Way) -> None:
    page = way.get("/atlas/hidden-two/beliefs/new").text
    fields = hidden_in_form(page)
    show(app)
    show(app, "private")
    wrong = fields | {"claim": TYPED, "credence": "wrong"}
    refused = way.browser.post("/atlas/hidden-two/beliefs", data=wrong, headers=way.headers)
    assert refused.status_code == 422
    show(app)
    again = hidden_in_form(refused.text)
    assert again["opened"] == fields["opened"]
    form = again | {"claim": TYPED}
    assert way.browser.post("/atlas/hidden-two/beliefs", data=form).status_code == 409


@pytest.mark.usefixtures("private")
def test_a_region_that_stayed_as_it_was_is_not_asked_about(app: Flask, way: Way) -> None:
    for slug in ("hidden-two", "open-one"):
        page = way.get(f"/atlas/{slug}/beliefs/new").text
        fields = hidden_in_form(page)
        with inside(app):
            ada.topic(f"Another beside {slug}")
        answer = way.post(f"/atlas/{slug}/beliefs", fields | {"claim": TYPED})
        assert answer.status_code == 200


@pytest.mark.usefixtures("private")
def test_the_form_that_makes_a_region_public_is_saved(author: FlaskClient) -> None:
    page = author.get("/atlas/hidden-two/edit").text
    fields = hidden_in_form(page)
    form = {"title": "Hidden two", "slug": "hidden-two", "visibility": "public"}
    assert author.post("/atlas/hidden-two/edit", data=fields | form).status_code == 303


@pytest.mark.usefixtures("private")
def test_the_form_of_the_inbox_asks_too(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    author.post("/reading/new", data={"title": "A talk", "state": "draft", "once": "1"})
    page = author.get("/reading/inbox?reading=1").text
    fields = hidden_in_form(page)
    form = {"reading": "1", "takeaway": TYPED, "topics": "Hidden two", "publish": "1"}
    show(app)
    answer = author.post("/reading/inbox", data=fields | form)
    assert answer.status_code == 409
    assert WHY in answer.text
    assert TYPED not in client.get("/atlas/hidden-two").text
    again = hidden_fields(answer.text)
    assert author.post("/reading/inbox", data=again | form).status_code == 303
    assert TYPED in client.get("/atlas/hidden-two").text


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("opens", "address", "button"),
    [
        ("/writing/new", "/writing/new", {"state": "draft"}),
        ("/writing/new", "/writing/new", {"state": "draft", "preview": "1"}),
        ("/reading/new", "/reading/new", {"later": "1"}),
        ("/reading/new", "/reading/new", {"create": "later"}),
        ("/reading/new", "/reading/new?show=1", {}),
        ("/atlas/hidden-two/stance/new", "/atlas/hidden-two/stance", {"keep": "next"}),
        ("/atlas/hidden-two/stance/new", "/atlas/hidden-two/stance", {"preview": "1"}),
    ],
)
def test_what_shows_nothing_to_visitors_is_not_asked_about(
    app: Flask,
    author: FlaskClient,
    client: FlaskClient,
    opens: str,
    address: str,
    button: dict[str, str],
) -> None:
    page = author.get(opens).text
    fields = hidden_in_form(page)
    show(app)
    form = fields | {"title": TYPED, "body": TYPED, "topics": "Hidden two"} | button
    assert author.post(address, data=form).status_code in (200, 303)
    assert TYPED not in client.get("/atlas/hidden-two").text


@pytest.mark.usefixtures("private")
def test_the_form_given_back_shows_what_was_typed_and_nothing_else(
    app: Flask, author: FlaskClient
) -> None:
    opens, address, typed = FORMS["essay"]
    page = author.get(opens).text
    fields = hidden_in_form(page)
    show(app)
    buttons = {"state": "published", "next_version": "0"}
    answer = author.post(address, data=fields | typed | buttons).text
    assert re.findall(r'<label for="kept-\d+">(.*?)</label>', answer) == ["Title", "Body", "Topics"]


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("how", ["opened", "moved in"])
def test_the_form_of_an_area_opened_before_visitors_could_read_it_asks_too(
    app: Flask, author: FlaskClient, client: FlaskClient, how: str
) -> None:
    with inside(app), ada.saving() as by:
        topic = find_topic("hidden-two")
        assert topic
        edit_topic(topic, {"area": "Back room"}, by)
    page = author.get("/areas/back-room/edit").text
    fields = hidden_in_form(page)
    assert client.get("/areas/back-room").status_code == 404
    if how == "opened":
        show(app)
    else:
        with inside(app):
            ada.topic("Open three", area="Back room")
    typed = {"title": "Back room", "summary": TYPED}
    answer = author.post("/areas/back-room/edit", data=fields | typed)
    assert answer.status_code == 409
    assert "isitors can read “Back room” since this form was opened." in answer.text
    assert f"{TYPED}</textarea>" in answer.text
    assert TYPED not in client.get("/areas/back-room").text
    again = hidden_fields(answer.text)
    assert author.post("/areas/back-room/edit", data=again | typed).status_code == 303
    assert TYPED in client.get("/areas/back-room").text


@pytest.mark.usefixtures("private")
def test_an_area_that_visitors_could_read_before_is_not_asked_about(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    with inside(app):
        ada.topic("Open three", area="Front room")
        with ada.saving() as by:
            topic = find_topic("hidden-two")
            assert topic
            edit_topic(topic, {"area": "Front room"}, by)
    page = author.get("/areas/front-room/edit").text
    fields = hidden_in_form(page)
    show(app)
    typed = {"title": "Front room", "summary": "For all"}
    assert author.post("/areas/front-room/edit", data=fields | typed).status_code == 303
    assert "For all" in client.get("/areas/front-room").text


@pytest.mark.parametrize(
    ("opens", "new", "page"),
    [
        ("/writing/essay-two/edit", "/writing/new", "/writing/essay-two"),
        ("/reading/1/edit", "/reading/new", "/reading/1"),
        ("/reading/inbox?reading=1", "/reading/new", "/reading/1"),
    ],
)
def test_what_was_published_since_its_draft_was_opened_asks_before_visitors_read_more(
    author: FlaskClient, client: FlaskClient, opens: str, new: str, page: str
) -> None:
    texts = {"title": "Essay two", "body": "Begun", "takeaway": "Begun", "reading": "1"}
    author.post(new, data=texts | {"state": "draft", "once": "1"})
    address = opens.partition("?")[0]
    drafted = hidden_in_form(author.get(opens).text)
    author.post(address, data=drafted | texts | {"publish": "1"})
    typed = texts | {"body": TYPED, "takeaway": TYPED}
    answer = author.post(address, data=drafted | typed | {"state": "draft"})
    assert answer.status_code == 409
    assert "Save mine" in answer.text, "the button that would have saved a draft is not there"
    again = hidden_in_form(answer.text)
    asked = author.post(address, data=again | typed)
    assert asked.status_code == 409
    assert "isitors can read “Essay two” since this form was opened." in asked.text
    assert f"{TYPED}</textarea>" in asked.text
    assert TYPED not in client.get(page).text
    confirmed = hidden_fields(asked.text) | typed
    assert author.post(address, data=confirmed).status_code == 303
    assert TYPED in client.get(page).text


@pytest.mark.parametrize("number", ["-1", "9" * 40, "x", ""])
def test_a_reading_that_no_page_sends_is_no_error(author: FlaskClient, number: str) -> None:
    form = {"reading": number, "takeaway": TYPED, "base": "1", "opened": "1"}
    assert author.post("/reading/inbox", data=form).status_code == 404


def test_a_work_on_the_list_asks_only_where_visitors_did_not_see_it_there(
    author: FlaskClient, client: FlaskClient
) -> None:
    author.post("/reading/new", data={"title": "A talk", "later": "1", "once": "1"})
    hidden = hidden_in_form(author.get("/reading/1/edit").text)
    author.post("/reading/list", data={"reading": "1", "do": "show"})
    assert "A talk" in client.get("/reading/list").text
    shown = hidden_in_form(author.get("/reading/1/edit").text)
    typed = {"title": "A talk", "takeaway": TYPED}
    assert author.post("/reading/1/edit", data=hidden | typed).status_code == 409, "it was hidden"
    assert author.post("/reading/1/edit", data=shown | typed).status_code == 303

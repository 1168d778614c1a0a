"""A region is marked as reviewed while its header's form is open in another window."""

import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import Way

FORM = "/atlas/compute/edit"
CARRIED = r'<input type="hidden" name="(base|opened)" value="(\d+)"'
UNCHANGED = {"title": "Compute", "slug": "compute", "visibility": "public"}
TYPED = UNCHANGED | {"summary": "New words", "reviewed_on": ""}


def opened(author: FlaskClient) -> dict[str, str]:
    """Open the form, and return what it carries hidden."""
    return dict(re.findall(CARRIED, author.get(FORM).text))


def saved(author: FlaskClient) -> tuple[str, str | None]:
    data = author.get("/atlas/compute.json").get_json()
    return data["summary"], data["reviewed_on"]


def mark(author: FlaskClient) -> str:
    """Mark the region as reviewed, and return the day of that."""
    author.post("/atlas/compute/reviewed")
    day = saved(author)[1]
    assert day
    return day


@pytest.mark.usefixtures("topic")
def test_saving_a_form_opened_before_keeps_the_mark(way: Way) -> None:
    carried = opened(way.browser)
    day = mark(way.browser)
    assert way.post(FORM, carried | TYPED).status_code == 200
    assert saved(way.browser) == ("New words", day)


@pytest.mark.usefixtures("topic")
def test_a_mark_that_was_undone_does_not_come_back(author: FlaskClient) -> None:
    day = mark(author)
    undo = re.search(r'action="(/c/\d+/undo)"', author.get("/atlas/compute").text)
    assert undo
    carried = opened(author)
    author.post(undo[1])
    author.post(FORM, data=carried | TYPED | {"reviewed_on": day})
    assert saved(author) == ("New words", None)


@pytest.mark.usefixtures("topic")
def test_a_day_that_was_typed_is_saved(author: FlaskClient) -> None:
    carried = opened(author)
    mark(author)
    author.post(FORM, data=carried | TYPED | {"reviewed_on": "2025-05-01"})
    assert saved(author) == ("New words", "2025-05-01")
    author.post(FORM, data=opened(author) | TYPED)
    assert saved(author) == ("New words", None)


@pytest.mark.usefixtures("topic")
def test_a_form_that_is_refused_keeps_the_mark_too(author: FlaskClient) -> None:
    carried = opened(author)
    day = mark(author)
    refused = author.post(FORM, data=carried | TYPED | {"title": ""})
    assert refused.status_code == 422
    assert f'name="reviewed_on" value="{day}"' in refused.text
    again = dict(re.findall(CARRIED, refused.text)) | TYPED
    author.post(FORM, data=again)
    assert saved(author) == ("New words", day)


@pytest.mark.usefixtures("topic")
def test_a_conflict_over_other_fields_keeps_the_mark(author: FlaskClient) -> None:
    carried = opened(author)
    day = mark(author)
    author.post(FORM, data=opened(author) | TYPED | {"reviewed_on": day})
    conflict = author.post(FORM, data=carried | TYPED | {"summary": "Mine"})
    assert conflict.status_code == 409
    assert "<dt>Last reviewed</dt>" not in conflict.text
    again = dict(re.findall(CARRIED, conflict.text)) | TYPED | {"summary": "Mine"}
    author.post(FORM, data=again)
    assert saved(author) == ("Mine", day)


@pytest.mark.usefixtures("topic")
def test_the_page_as_one_text_shows_the_mark_before_it_is_saved(author: FlaskClient) -> None:
    page = author.get("/atlas/compute/document").text
    base, text = re.search(r'name="base" value="(\w+)"', page), "---\ntitle: Compute\n---\n"
    assert base
    day = mark(author)
    said = {"base": base[1], "text": text, "delete_missing": "1"}
    answer = author.post("/atlas/compute/document", data=said)
    assert answer.status_code == 409
    assert day in answer.text
    assert saved(author)[1] == day

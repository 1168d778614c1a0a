"""Manage tags: the ticks of two windows, and essays that are not there."""

import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import base_of

TAGS = "/atlas/compute/writing/tags"


@pytest.fixture
def essays(author: FlaskClient, topic: str) -> list[int]:
    """Three essays without a region; their ids."""
    return [
        int(author.post("/writing/new", data={"title": f"Essay {n}", "body": "x"}).location[3:])
        for n in range(3)
    ]


def opened(text: str) -> str:
    found = re.search(r'name="base" value="([\d,]*)"', text)
    assert found
    return found[1]


def tick(author: FlaskClient, base: str, *essays: int | str) -> tuple[int, str]:
    answer = author.post(TAGS, data={"base": base, "essay": [str(number) for number in essays]})
    return answer.status_code, answer.text


def ticked(text: str) -> list[int]:
    return [int(number) for number in re.findall(r'value="(\d+)" checked', text)]


def tags(author: FlaskClient) -> list[int]:
    return ticked(author.get(TAGS).text)


def test_the_ticked_essays_are_tagged_and_undo_takes_it_back(
    author: FlaskClient, essays: list[int]
) -> None:
    assert tick(author, opened(author.get(TAGS).text), *essays[:2])[0] == 303
    assert ">Undo</button>" in author.get("/atlas/compute").text
    assert sorted(tags(author)) == essays[:2]


@pytest.mark.parametrize("bad", ["999", "abc", "-1", "", "9" * 30, "1.0"])
def test_an_essay_that_never_was_is_refused_and_nothing_written(
    author: FlaskClient, essays: list[int], bad: str
) -> None:
    status, text = tick(author, "", essays[0], bad)
    assert status == 422
    assert f"There is no essay with the number {bad}" in text
    assert tags(author) == []


def test_the_second_window_overwrites_no_ticks_and_keeps_its_own(
    author: FlaskClient, essays: list[int]
) -> None:
    first, second, third = essays
    assert tick(author, "", third)[0] == 303
    base = opened(author.get(TAGS).text)
    assert tick(author, base, first)[0] == 303
    status, text = tick(author, base, second, third)
    assert status == 409
    assert "Ticked: “Essay 0”" in text
    assert "No longer ticked: “Essay 2”" in text
    assert sorted(ticked(text)) == [second, third]
    assert tags(author) == [first]
    assert tick(author, opened(text), second, third)[0] == 303
    assert sorted(tags(author)) == [second, third]


def test_the_same_ticks_from_both_windows_are_no_conflict(
    author: FlaskClient, essays: list[int]
) -> None:
    assert tick(author, "", essays[0])[0] == 303
    assert tick(author, "", essays[0])[0] == 303


def test_an_edited_essay_is_no_conflict(author: FlaskClient, essays: list[int]) -> None:
    tick(author, "", essays[0])
    form = author.get("/writing/essay-0/edit").text
    author.post("/writing/essay-0/edit", data={"base": opened(form), "title": "New", "body": "y"})
    assert tick(author, str(essays[0]), *essays)[0] == 303


def test_an_essay_deleted_meanwhile_is_named_and_the_other_ticks_kept(
    author: FlaskClient, essays: list[int]
) -> None:
    author.post("/writing/essay-1/delete")
    status, text = tick(author, "", *essays[:2])
    assert status == 409
    assert "Deleted: “Essay 1”" in text
    assert ticked(text) == [essays[0]]
    assert tags(author) == []


def test_unticking_an_essay_does_not_show_what_only_its_private_region_hides(
    author: FlaskClient, client: FlaskClient, essays: list[int]
) -> None:
    first, second, third = essays
    assert tick(author, "", first, second)[0] == 303
    for slug in ("essay-0", "essay-1"):
        base = base_of(author.get(f"/writing/{slug}/edit").text)
        author.post(f"/writing/{slug}/edit", data={"base": base, "publish": "1"})
    assert "Essay 0" in client.get("/writing").text
    form = author.get("/atlas/compute/edit").text
    private = {"base": base_of(form), "title": "Compute", "visibility": "private"}
    assert author.post("/atlas/compute/edit", data=private).status_code == 303
    assert "Essay 0" not in client.get("/writing").text
    status, text = tick(author, opened(author.get(TAGS).text), second, third)
    assert status == 422
    assert "“Essay 0” is in no other region, and visitors could read it without this one" in text
    assert sorted(ticked(text)) == [second, third]
    assert sorted(tags(author)) == [first, second]
    assert "Essay 0" not in client.get("/writing").text
    # Its own form takes it out of the region, and says what that does.
    form = author.get("/writing/essay-0/edit").text
    sent = {"base": base_of(form), "topics": ""}
    page = author.post("/writing/essay-0/edit", data=sent, follow_redirects=True)
    assert "Saved. Visitors can read it now." in page.text
    assert "Essay 0" in client.get("/writing").text
    form = author.get("/writing/essay-1/edit").text
    draft = {"base": base_of(form), "state": "draft"}
    assert author.post("/writing/essay-1/edit", data=draft).status_code == 303
    assert tick(author, opened(author.get(TAGS).text))[0] == 303
    assert "Essay 1" not in client.get("/writing").text

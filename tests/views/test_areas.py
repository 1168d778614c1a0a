"""The form of an area: two windows, moves, and what is refused."""

import re

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def area(author: FlaskClient) -> str:
    """An area that can be edited; its address."""
    made = author.post("/areas/new", data={"title": "Governance", "summary": "Rules"})
    assert made.status_code == 303
    return str(made.location)


def opened(author: FlaskClient, area: str) -> str:
    """Open the form and return the version it was opened on."""
    found = re.search(r'name="base" value="(\d+)"', author.get(f"{area}/edit").text)
    assert found
    return found[1]


def save(author: FlaskClient, area: str, base: str, **fields: str) -> tuple[int, str]:
    answer = author.post(f"{area}/edit", data={"base": base} | fields)
    return answer.status_code, answer.text


def test_the_second_window_overwrites_nothing_and_shows_both_texts(
    author: FlaskClient, area: str
) -> None:
    base = opened(author, area)
    assert save(author, area, base, title="Governance", summary="First")[0] == 303
    status, text = save(author, area, base, title="Governance", summary="Second")
    assert status == 409
    assert "This area was changed at" in text
    assert "<dd>First</dd>" in text
    assert 'value="Second"' in text
    assert "Save mine" in text
    assert "First" in author.get(area).text
    mine = re.search(r'name="base" value="(\d+)"', text)
    assert mine
    assert save(author, area, mine[1], title="Governance", summary="Second")[0] == 303
    assert "Second" in author.get(area).text


def test_the_same_text_from_both_windows_is_no_conflict(author: FlaskClient, area: str) -> None:
    base = opened(author, area)
    assert save(author, area, base, title="Rules", summary="")[0] == 303
    assert save(author, area, base, title="Rules", summary="")[0] == 303


def test_moving_an_area_is_no_new_version(author: FlaskClient, area: str) -> None:
    author.post("/areas/new", data={"title": "Other"})
    base = opened(author, area)
    author.post(f"{area}/move", data={"direction": "down"})
    assert save(author, area, base, title="Governance", summary="Mine")[0] == 303


@pytest.mark.parametrize("direction", [{}, {"direction": "sideways"}])
def test_a_move_without_a_direction_is_refused_and_moves_nothing(
    author: FlaskClient, area: str, direction: dict[str, str]
) -> None:
    other = author.post("/areas/new", data={"title": "Other"}).location
    answer = author.post(f"{other}/move", data=direction)
    assert answer.status_code == 422
    assert "Nothing was moved: a direction is up or down." in answer.text
    home = author.get("/").text
    assert home.index(f'href="{area}"') < home.index(f'href="{other}"')


def test_a_refused_form_keeps_the_version_it_was_opened_on(author: FlaskClient, area: str) -> None:
    author.post("/areas/new", data={"title": "Other"})
    base = opened(author, area)
    save(author, area, base, title="Governance", summary="Theirs")
    for title in ("", "Other"):
        status, text = save(author, area, "1" if title else base, title=title, summary="Mine")
        assert status in (409, 422)
        assert 'value="Mine"' in text
    status, text = save(author, area, base, title="", summary="Mine")
    assert status == 422
    assert f'name="base" value="{base}"' in text

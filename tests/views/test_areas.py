"""The form of an area: two windows, moves, and what is refused."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import TODAY, base_of
from tests.new_pages import create_topic
from wiki.db import begin_writing, db
from wiki.journal import Signature


@pytest.fixture
def area(author: FlaskClient) -> str:
    """An area that can be edited; its address."""
    made = author.post("/areas/new", data={"title": "Governance", "summary": "Rules"})
    assert made.status_code == 303
    return str(made.location)


def opened(author: FlaskClient, area: str) -> str:
    """Open the form and return the version it was opened on."""
    found = base_of(author.get(f"{area}/edit").text)
    return found


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
    assert '<dd dir="auto"><ins>First</ins></dd>' in text
    assert 'value="Second"' in text
    assert "Save mine" in text
    assert "First" in author.get(area).text
    mine = base_of(text)
    assert save(author, area, mine, title="Governance", summary="Second")[0] == 303
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


@pytest.fixture
def crowd(app: Flask) -> None:
    """Five regions of one area, one of them private."""
    with app.app_context():
        begin_writing()
        for name in ("Alpha", "Beta", "Delta", "Gamma"):
            create_topic({"title": name, "area": "North"}, Signature(None, TODAY))
        hidden = {"title": "Hidden", "area": "North", "visibility": "private"}
        create_topic(hidden, Signature(None, TODAY))
        db.session.commit()


@pytest.mark.usefixtures("crowd")
def test_a_large_area_has_every_region_on_one_of_its_pages(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'class="pager"' not in client.get("/areas/north").text
    monkeypatch.setattr("wiki.queries.atlas.ON_A_PAGE", 3)
    first, second = (client.get(f"/areas/north?page={number}").text for number in (1, 2))
    assert re.findall(r'class="region" href="/atlas/(\w+)"', first) == [
        "alpha",
        "beta",
        "delta",
    ]
    assert re.findall(r'class="region" href="/atlas/(\w+)"', second) == ["gamma"]
    assert "4 regions, by title." in first
    assert 'href="/areas/north?page=2" rel="next"' in first
    assert "Page 2 of 2" in second
    for odd in ("99", "-1", "x", "9" * 40):
        assert client.get(f"/areas/north?page={odd}").status_code == 200


@pytest.mark.usefixtures("crowd")
def test_feeds_and_sitemap_of_many_regions_are_capped_and_the_page_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "more regions" not in client.get("/feeds?anew").text
    monkeypatch.setattr("wiki.views.home.MOST_FEEDS", 1)
    monkeypatch.setattr("wiki.views.home.MOST_ADDRESSES", 10)
    html = client.get("/feeds").text
    assert "And 3 more regions" in html
    assert "/atlas/alpha/reading.rss" in html
    assert "/atlas/beta/" not in html
    assert client.get("/sitemap.xml").text.count("<loc>") == 10


@pytest.mark.usefixtures("crowd")
def test_a_misspelt_region_among_very_many_is_still_guessed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wiki.queries.names.COMPARED", 2)
    html = client.get("/atlas/gama").text
    assert 'href="/atlas/gamma"' in html
    assert "/atlas/hidden" not in client.get("/atlas/hiden").text

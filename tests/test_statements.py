"""How many statements the main answers send to the database, however large the atlas is."""

from collections.abc import Callable

import pytest
from flask import Flask

from bench.answers import edit, sign_in
from bench.generated import make_atlas
from bench.views import counting
from wiki.sections import SECTIONS

PAGE = "/atlas/region-10"


@pytest.fixture(scope="module", params=[12, 30])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return the application over an atlas of so many regions, each a page that is in use."""
    return make_atlas(tmp_path_factory.mktemp("atlas"), request.param)


def count(ask: Callable[[], object]) -> int:
    """Return how many statements a request sends, the beginning of its transaction among them."""
    with counting() as statements:
        ask()
    return len(statements)


def test_a_visitors_page_takes_one_statement_for_each_section_and_seven_more(app: Flask) -> None:
    visitor = app.test_client()
    visitor.get(PAGE)
    assert count(lambda: visitor.get(PAGE)) <= len(SECTIONS) + 7


def test_the_beliefs_of_a_past_day_take_thirteen_statements(app: Flask) -> None:
    visitor = app.test_client()
    page = "/beliefs?at=2023-05-01"
    assert visitor.get(page).status_code == 200
    assert count(lambda: visitor.get(page)) <= 13


@pytest.mark.parametrize(("page", "most"), [("/reading", 9), ("/reading.rss", 12)])
def test_readings_take_twelve_statements_after_an_edit_elsewhere(
    app: Flask, page: str, most: int
) -> None:
    visitor, author = app.test_client(), sign_in(app)
    visitor.get(page)
    edit(author, 3, f"words before {page}")()
    assert count(lambda: visitor.get(page)) <= most


def test_saving_an_item_takes_twenty_eight_statements(app: Flask) -> None:
    author = sign_in(app)
    edit(author, 10, "the first words")()
    assert count(edit(author, 10, "other words")) <= 28

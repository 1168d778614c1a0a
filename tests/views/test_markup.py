"""What every page of an atlas keeps to in its HTML: valid times, and spaces between its words."""

import re
from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Once, signed_in
from tests.planting import plant
from wiki.views.templating import machine_time

# The forms of a datetime that pages use, of those that HTML has.
DATETIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?)?)?")
# Words of two elements with nothing between them; what only a screen reader reads stands apart.
JOINED = re.compile(
    r"[\w%)”]</(?:span|a|time)><(?:span|a|time|b)\b(?![^>]*visually-hidden)[^>]*>[\w(“]"
)
STARTS: tuple[str, ...] = (
    "/atlas/compute",
    "/",
    "/beliefs",
    "/triggers",
    "/changes",
    "/history",
    "/record",
)
STARTS += ("/reading", "/writing", "/review", "/feeds", "/jump")


def crawled(browser: FlaskClient) -> dict[str, str]:
    """Return pages that are reached from these, two of each form of address."""
    todo, pages, forms = list(STARTS), dict[str, str](), Counter[str]()
    while todo:
        address = todo.pop(0)
        form = re.sub(r"\d+", "0", re.sub(r"^/(atlas|areas|writing)/[^/]+", r"/\1/x", address))
        if forms[form] == 2 or address in pages:
            continue
        forms[form] += 1
        answer = browser.get(address)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            pages[address] = answer.text
            found = re.findall(r'href="(/[^"?#]*)"', answer.text)
            todo += [each for each in found if not each.startswith(("/static", "/sign"))]
    return pages


@pytest.fixture
def pages(app: Flask, once: Once) -> dict[str, str]:
    with app.app_context():
        once(plant)
    return crawled(signed_in(app, "Ada"))


def test_every_time_is_valid_and_no_words_are_joined(pages: dict[str, str]) -> None:
    assert len(pages) > 40
    times = 0
    for address, html in pages.items():
        for when in re.findall(r'<time datetime="([^"]*)"', html):
            assert DATETIME.fullmatch(when), (address, when)
            times += 1
        joined = JOINED.search(html)
        assert joined is None, (address, joined)
    assert times > 50


@pytest.mark.parametrize(
    ("when", "written"),
    [
        ("2026", "2026"),
        ("2026-05", "2026-05"),
        ("2026-05-01", "2026-05-01"),
        ("2026-05-01T10:00:00.123456+00:00", "2026-05-01T10:00:00+00:00"),
        ("2026-05-01T10:00Z", "2026-05-01T10:00:00+00:00"),
    ],
)
def test_a_time_is_written_as_html_takes_it(when: str, written: str) -> None:
    assert machine_time(when) == written

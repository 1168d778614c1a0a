"""The reason of a save that did something which stands in a hidden region now is told nowhere."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.test_archive import clock
from tests.views.test_opening import check, moment, on, region, show
from tests.views.test_private_days import move, row
from tests.writers import inside, newest_id, section
from wiki.journal import version
from wiki.services.collections import save_shared

REASON = "He told me that he goes"
READING = {
    "title": "On counting",
    "read_on": "2026-05-06",
    "takeaway": "Count.",
    "topics": "compute",
    "state": "published",
    "credence_1": "60",
    "credence_2": "80",
    "reason": REASON,
}


@pytest.fixture
def pages(app: Flask, author: FlaskClient) -> Iterator[list[str]]:
    """A reading moved two beliefs on 6 May, for one reason: the addresses that tell of it."""
    with inside(app), on(1) as ada:
        ada.topic("Compute")
        ada.topic("Drawer", visibility="private")
        for claim in ("It grows", "He is fired"):
            ada.add(region(), "beliefs", claim=claim, credence=Decimal(50), why="")
    with clock(moment(6)):
        assert author.post("/atlas/compute/reading", data=READING).status_code == 303
    with inside(app):
        yield [
            "/",
            "/history",
            "/changes",
            "/changes.rss",
            "/changes.json",
            "/changes/2026-05.md",
            "/b/1/history",
            "/atlas/compute",
            "/atlas/compute?since=2026-05-05",
            "/year/2026",
            f"/c/{newest_id(app)}",
        ]


def retag(day: int, slug: str) -> None:
    """Put the reading into another region alone."""
    with on(day) as ada, ada.saving() as by:
        base = version("reading", 1)
        save_shared(section("reading"), row("reading", 1), {"topics": [slug]}, by, base=base)


def telling(client: FlaskClient, pages: list[str]) -> list[str]:
    answers = {page: client.get(page) for page in pages}
    assert [page for page, answer in answers.items() if answer.status_code != 200] == []
    return [page for page, answer in answers.items() if REASON in answer.text]


@pytest.mark.parametrize(
    "hide",
    [
        lambda: move(7, "beliefs", 2, "compute", "drawer"),
        lambda: retag(7, "drawer"),
    ],
    ids=["belief", "reading"],
)
def test_a_reason_goes_with_what_went_to_a_hidden_region(
    client: FlaskClient, pages: list[str], hide: Callable[[], object]
) -> None:
    assert "/history" in telling(client, pages)
    hide()
    assert telling(client, pages) == []
    show(8, slug="drawer")
    assert "/history" in telling(client, pages)
    check()

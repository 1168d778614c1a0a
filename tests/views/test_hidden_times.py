"""No page tells when something was done that stands in a hidden region now."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.test_hidden_reasons import retag
from tests.views.test_opening import check, on, show, two_open_and_one_hidden
from tests.views.test_private_days import READING, add, blank, move
from tests.writers import inside, section
from wiki.services.collections import add_shared

PAGE = "/atlas/compute"


def written(client: FlaskClient) -> tuple[set[str], str, bool]:
    """Return when a region was altered, by its page and its citation, and whether the map says so.

    The map is asked for what changed since 4 May.
    """
    modified = set(re.findall(r'dateModified": "2026-(\d\d-\d\d)', client.get(PAGE).text))
    issued = client.get(f"{PAGE}.csl.json").get_json()[0]["issued"]["date-parts"][0]
    marked = f'href="{PAGE}"' in client.get("/map?since=2026-05-04").text
    return modified, "{1:02}-{2:02}".format(*issued), marked


@pytest.fixture
def regions(app: Flask) -> Iterator[None]:
    """Two public regions and a private one, all of 1 May."""
    with inside(app):
        with on(1) as ada:
            two_open_and_one_hidden(ada)
        yield


def believe() -> None:
    add(5, "beliefs", claim="He is fired", credence=Decimal(50))


def read() -> None:
    with on(5) as ada, ada.saving() as by:
        values = blank("reading") | READING | {"topics": ["compute"]}
        add_shared(section("reading"), values, by, once="")


def relate() -> None:
    add(5, "regions", region="Quay", kind="related", reason="Both are hot")


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize(
    ("write", "hide", "open_again"),
    [
        (believe, lambda: move(7, "beliefs", 1, "compute", "drawer"), "drawer"),
        (read, lambda: retag(7, "drawer"), "drawer"),
        (relate, lambda: show(7, "private", "quay"), "quay"),
    ],
    ids=["belief", "reading", "relation"],
)
def test_a_region_was_not_altered_by_what_is_hidden_now(
    client: FlaskClient,
    write: Callable[[], object],
    hide: Callable[[], object],
    open_again: str,
) -> None:
    write()
    assert written(client) == ({"05-05"}, "05-05", True)
    hide()
    assert written(client) == ({"05-01"}, "05-01", False)
    show(9, slug=open_again)
    modified, _, marked = written(client)
    assert modified >= {"05-05"}
    assert marked
    check()

"""SQLite prepares a statement once, and not anew for each parameter: that would take longest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from bench.answers import edit, sign_in
from bench.generated import make_atlas
from wiki.db import db

PAGES = (
    "/",
    "/?at=2023-05-01",
    "/about",
    "/areas/area-1",
    "/atlas/region-10",
    "/atlas/region-10?at=2023-05-01",
    "/atlas/region-10?since=2023-05-01",
    "/atlas/region-10.json",
    "/atlas/region-10.md",
    "/atlas/region-10/changes",
    "/atlas/region-10/changes.rss",
    "/atlas/region-10/history",
    "/atlas/region-10/links",
    "/b/95/history",
    "/beliefs",
    "/beliefs?at=2023-05-01",
    "/c/20",
    "/changes",
    "/changes.rss",
    "/changes/2023-05",
    "/deleted",
    "/feeds",
    "/history",
    "/map",
    "/map.json",
    "/reading",
    "/reading.rss",
    "/reading/inbox",
    "/reading/list",
    "/reading/25",
    "/record",
    "/review",
    "/sitemap.xml",
    "/triggers",
    "/triggers.rss",
    "/writing",
    "/writing.rss",
    "/year/2023",
)
OWN = ("/deleted", "/reading/inbox", "/review")  # the author's
AGAIN = "SELECT sql FROM sqlite_stmt WHERE reprep > 0"


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("atlas")
    return make_atlas(folder, 12)


def prepared_again(app: Flask) -> Iterator[str]:
    """Yield the statements that SQLite prepared more than once on this thread's connection."""
    with app.app_context():
        yield from db.session.connection().exec_driver_sql(AGAIN).scalars()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("signs_in", [False, True], ids=["visitor", "author"])
def test_no_page_has_a_statement_prepared_anew(atlas: Flask, page: str, signs_in: bool) -> None:
    client = sign_in(atlas) if signs_in else atlas.test_client()
    for _ in range(2):
        assert client.get(page).status_code == (401 if page in OWN and not signs_in else 200)
    assert list(prepared_again(atlas)) == []


def test_saving_an_item_has_no_statement_prepared_anew(atlas: Flask) -> None:
    author = sign_in(atlas)
    for words in ("the first words", "other words", "the last words"):
        edit(author, 10, words)()
    assert list(prepared_again(atlas)) == []

"""The day of an essay: its author's date, or else since when visitors could read it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of, set_zone
from tests.test_archive import clock
from tests.writers import Writer, check_projections, inside
from wiki.queries.topics import get_topic
from wiki.services.merge import merge_topic
from wiki.services.topics import edit_topic
from wiki.visibility import AUTHOR

ada = Writer()
JANUARY = datetime(2026, 1, 1, 12, tzinfo=UTC)
MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)
JUNE = datetime(2026, 6, 2, 12, tzinfo=UTC)


@pytest.fixture
def compute(app: Flask) -> None:
    """A region that visitors see since January."""
    with inside(app), clock(JANUARY):
        ada.topic("Compute")


def write(author: FlaskClient, title: str, at: datetime, **fields: str) -> None:
    data = {"title": title, "body": "Text.", "topics": "compute", "published_on": ""}
    with clock(at):
        answer = author.post("/writing/new", data=data | {"state": "published"} | fields)
    assert answer.status_code == 303, answer.text


def edit(author: FlaskClient, slug: str, at: datetime, /, **fields: str) -> None:
    address = f"/writing/{slug}/edit"
    with clock(at):
        base = {"base": base_of(author.get(address).text)}
        assert author.post(address, data=base | fields).status_code == 303


def days(page: str) -> list[tuple[str, str]]:
    """Return the titles in a list of essays, each with its day, "" for none."""
    rows = re.findall(r'row-essay.*?<p class="date">(.*?)</p>.*?"title"[^>]*>(.*?)</a>', page, re.S)
    return [(title, "".join(re.findall(r'datetime="(.*?)"', day))) for day, title in rows]


def test_an_essay_without_a_date_has_the_day_it_was_published_wherever_it_is_dated(
    author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    write(author, "Of May", MAY)
    edit(author, "of-may", JUNE, title="Of May", body="Other text.", topics="compute")
    page = client.get("/writing/of-may").text
    assert '<time class="dt-published" datetime="2026-05-01">1 May 2026</time>' in page
    assert '"datePublished": "2026-05-01"' in page.replace('":"', '": "')
    assert '<meta name="citation_publication_date" content="2026/05/01">' in page
    for address in ("/writing", "/atlas/compute"):
        assert days(client.get(address).text) == [("Of May", "2026-05-01")]
    cited = client.get("/e/1.csl.json").get_json()
    assert cited[0]["issued"] == {"date-parts": [[2026, 5, 1]]}
    assert client.get("/writing.json").get_json()["items"][0]["date_published"][:10] == "2026-05-01"


def test_a_date_of_the_authors_stands_in_its_place(
    author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    write(author, "Of 2019", MAY, published_on="2019")
    assert days(client.get("/writing").text) == [("Of 2019", "2019")]
    assert 'datetime="2019"' in client.get("/writing/of-2019").text


def test_essays_are_sorted_by_the_day_that_they_show(
    author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    write(author, "Undated", MAY)
    write(author, "Later", JUNE, published_on="2026-05-20")
    write(author, "Earlier", JUNE, published_on="2026-04")
    shown = [("Later", "2026-05-20"), ("Undated", "2026-05-01"), ("Earlier", "2026-04")]
    for address in ("/writing", "/atlas/compute"):
        assert days(client.get(address).text) == shown
    assert 'href="/writing/later" rel="next"' in client.get("/writing/undated").text
    assert 'href="/writing/earlier" rel="prev"' in client.get("/writing/undated").text


def test_a_draft_and_an_essay_elsewhere_have_no_day_but_their_authors(
    author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    write(author, "A draft", MAY, state="draft")
    write(author, "Elsewhere", MAY, body="", url="https://example.org/a")
    assert sorted(days(author.get("/writing").text)) == [("A draft", ""), ("Elsewhere", "")]
    assert "dt-published" not in author.get("/writing/a-draft").text


def test_a_draft_has_the_day_on_which_it_is_published(
    author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    write(author, "Of June", MAY, state="draft")
    edit(author, "of-june", JUNE, title="Of June", body="Text.", topics="compute", publish="1")
    assert days(client.get("/writing").text) == [("Of June", "2026-06-02")]


def test_an_essay_of_a_private_region_has_the_day_on_which_the_region_was_opened(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    with inside(app), clock(MAY):
        ada.topic("Hidden", visibility="private")
    write(author, "Opened", MAY, topics="Hidden")
    assert days(author.get("/writing").text) == [("Opened", "")]
    with inside(app), clock(JUNE), ada.saving() as by:
        edit_topic(get_topic("hidden", reader=AUTHOR), {"visibility": "public"}, by)
    assert days(client.get("/writing").text) == [("Opened", "2026-06-02")]


def test_the_day_is_that_of_the_sites_time_zone(
    author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    with clock(JANUARY):
        author.post("/settings", data={"site_title": "An atlas", "time_zone": "Pacific/Auckland"})
    write(author, "Late", datetime(2026, 5, 1, 20, tzinfo=UTC))
    assert days(client.get("/writing").text) == [("Late", "2026-05-02")]


def test_pages_documents_and_exports_sort_essays_by_the_same_days(
    app: Flask, author: FlaskClient, client: FlaskClient, compute: None, tmp_path: Path
) -> None:
    with clock(JANUARY):
        author.post("/settings", data={"site_title": "An atlas", "time_zone": "Pacific/Auckland"})
    write(author, "Of the second", MAY, published_on="2026-05-02")
    write(author, "Late on the first in UTC", datetime(2026, 5, 1, 20, tzinfo=UTC))
    shown = ["Late on the first in UTC", "Of the second"]
    assert [title for title, _ in days(client.get("/atlas/compute").text)] == shown
    for arguments in (["--all"], ["compute"]):
        folder = tmp_path / arguments[0]
        result = app.test_cli_runner().invoke(args=["export", *arguments, str(folder)])
        assert result.exit_code == 0, result.output
        assert in_order((folder / "compute.md").read_text(), shown)
    assert in_order(client.get("/atlas/compute.md").text, shown)
    assert in_order(author.get("/atlas/compute/document").text, shown)


def in_order(text: str, titles: list[str]) -> bool:
    """Return whether a text names each of some titles, one after the other."""
    places = [text.index(title) for title in titles]
    return places == sorted(places)


def test_a_past_page_shows_the_day_too(
    author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    write(author, "Of May", MAY)
    write(author, "Older", JUNE, published_on="2026-04-01")
    assert 'datetime="2026-05-01">1 May 2026' in client.get("/writing/of-may?at=2026-05-01").text
    past = client.get("/atlas/compute?at=2026-06-30").text
    assert days(past) == [("Of May", "2026-05-01"), ("Older", "2026-04-01")]
    (cited,) = client.get("/e/1.csl.json?at=2026-06-30").get_json()
    assert cited["issued"] == {"date-parts": [[2026, 5, 1]]}


def test_documents_and_data_have_the_authors_own_date_alone(
    author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    write(author, "Of May", MAY)
    assert "- [Of May](/writing/of-may)" in client.get("/atlas/compute.md").text
    (essay,) = client.get("/atlas/compute.json").get_json()["sections"]["writing"]
    assert not essay["published_on"]


def test_essays_are_sorted_by_the_days_that_are_shown(
    app: Flask, author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    set_zone(app, "Europe/Berlin")
    write(author, "Undated", datetime(2026, 5, 3, 22, 30, tzinfo=UTC))  # 4 May in Berlin
    write(author, "Of 3 May", JUNE, published_on="2026-05-03")
    write(author, "Of 5 May", JUNE, published_on="2026-05-05")
    shown = [("Of 5 May", "2026-05-05"), ("Undated", "2026-05-04"), ("Of 3 May", "2026-05-03")]
    for browser in (client, author):
        for address in ("/writing", "/atlas/compute", "/atlas/compute?at=2026-06-30"):
            assert days(browser.get(address).text) == shown, address
        data = browser.get("/atlas/compute.json").get_json()["sections"]["writing"]
        assert [essay["title"] for essay in data] == [title for title, _ in shown]
        page = browser.get("/writing/undated").text
        places = [page.index(f'href="/writing/{slug}"') for slug in ("of-3-may", "of-5-may")]
        assert places == sorted(places)  # first the one before it, then the one after it
    listed = client.get("/sitemap.xml").text
    order = re.findall(r"/writing/([\w-]+)<", listed)
    assert order == ["of-5-may", "undated", "of-3-may"]
    set_zone(app, "UTC")
    assert days(client.get("/writing").text)[1:] == [
        ("Of 3 May", "2026-05-03"), ("Undated", "2026-05-03"),
    ]  # fmt: skip


def leave_a_private_region(app: Flask, author: FlaskClient) -> None:
    """Write an essay in a region of January that is hidden in May, and let it go on in June."""
    with inside(app), clock(JANUARY):
        ada.topic("Drawer")
    write(author, "Bob is fired", JANUARY, topics="Drawer")
    make(app, "private", MAY)
    edit(
        author,
        "bob-is-fired",
        JUNE,
        title="On work",
        slug="on-work",
        body="Work.",
        topics="compute",
    )


def make(app: Flask, visibility: str, at: datetime) -> None:
    with inside(app), clock(at), ada.saving() as by:
        edit_topic(get_topic("drawer", reader=AUTHOR), {"visibility": visibility}, by)


def test_an_essay_that_left_a_private_region_has_no_day_and_no_address_from_there(
    app: Flask, author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    leave_a_private_region(app, author)
    assert days(client.get("/writing").text) == [("On work", "2026-06-02")]
    assert days(author.get("/writing").text) == [("On work", "2026-06-02")]
    for address in ("/writing/on-work", "/writing.json", "/e/1.csl.json", "/atlas/compute"):
        assert "2026-01-01" not in client.get(address).text, address
    (item,) = client.get("/writing.json").get_json()["items"]
    assert item["date_published"].startswith("2026-06-02")
    assert client.get("/writing/bob-is-fired").status_code == 404
    assert author.get("/writing/bob-is-fired").status_code == 301
    with inside(app):
        check_projections()
    make(app, "public", datetime(2026, 6, 3, 12, tzinfo=UTC))
    assert days(client.get("/writing").text) == [("On work", "2026-01-01")]
    assert client.get("/writing/bob-is-fired").location == "/writing/on-work"
    with inside(app):
        check_projections()


def test_an_essay_that_left_a_region_has_its_day_from_there_while_what_that_led_to_is_seen(
    app: Flask, author: FlaskClient, client: FlaskClient, compute: None
) -> None:
    with inside(app), clock(JANUARY):
        ada.topic("Former")
        ada.topic("Drawer")
    write(author, "Moved", JANUARY, topics="Former")
    edit(author, "moved", MAY, title="Moved", body="Text.", topics="compute")
    with inside(app), clock(MAY), ada.saving() as by:
        merge_topic(get_topic("former", reader=AUTHOR), "Drawer", by, publish=False)
    assert days(client.get("/writing").text) == [("Moved", "2026-01-01")]
    make(app, "private", JUNE)
    assert days(client.get("/writing").text) == [("Moved", "2026-05-01")]
    with inside(app):
        check_projections()


def test_an_essay_in_a_region_that_went_private_keeps_its_day_for_the_author(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    with inside(app), clock(JANUARY):
        ada.topic("Drawer")
    write(author, "Stays", JANUARY, topics="Drawer")
    make(app, "private", MAY)
    assert days(author.get("/writing").text) == [("Stays", "2026-01-01")]
    assert days(client.get("/writing").text) == []

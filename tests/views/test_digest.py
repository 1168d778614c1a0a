"""A month's digest, as a page and as Markdown."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.conftest import set_zone
from tests.views.changelog_reading import change, told, write
from tests.views.feed_reading import SITE
from tests.writers import Writer, inside, newest_id
from wiki.db import db
from wiki.journal import record
from wiki.queries.topics import get_topic
from wiki.sections.belief import Belief
from wiki.services.topics import edit_topic
from wiki.visibility import AUTHOR

pytestmark = pytest.mark.usefixtures("topic")
NOW = datetime.now(UTC)
THIS = f"{NOW:%Y-%m}"


def move_all(app: Flask, moment: str, since: int = 0) -> None:
    with app.app_context():
        values = {"at": f"{moment} 12:00:00.000000", "since": since}
        db.session.execute(text("UPDATE change SET at = :at WHERE id > :since"), values)
        db.session.commit()


@pytest.fixture
def written(app: Flask, author: FlaskClient) -> int:
    """In one month two regions, and a belief of each; in the next one moved. The last change."""
    move_all(app, "2024-01-15")
    begun = newest_id(app)
    write(author, "beliefs", claim="Chips *count*", credence="60")
    write(author, "beliefs", slug="elsewhere", claim="It * rains", credence="10")
    move_all(app, "2024-01-31", since=begun)
    before = newest_id(app)
    change(author, "beliefs/1", credence="72", reason="It was done_")
    move_all(app, "2024-02-29", since=before)
    return before


def test_a_month_is_told_by_region(client: FlaskClient, written: int) -> None:
    assert told(client, "/changes/2024-01") == [
        "New region. On chips",
        "Chips count added at 60%",
        "New region",
        "It * rains added at 10%",
    ]
    assert told(client, "/changes/2024-02") == ["Chips count 60% → 72%. It was done_"]


def test_a_month_is_there_as_markdown(client: FlaskClient, written: int) -> None:
    answer = client.get("/changes/2024-02.md")
    assert answer.mimetype == "text/markdown"
    assert answer.text == (
        "# An atlas of AI safety: February 2024\n"
        "\n"
        f"## [Compute]({SITE}/atlas/compute)\n"
        "\n"
        f"- [*Chips count*]({SITE}/b/1) 60% → 72%. It was done\\_ "
        f"([link]({SITE}/c/{written + 1}))\n"
    )
    january = client.get("/changes/2024-01.md").text
    assert "[*It \\* rains*]" in january
    assert january.index("Compute") < january.index("Elsewhere")


def test_months_lead_to_each_other_and_no_further(client: FlaskClient, written: int) -> None:
    january, february = client.get("/changes/2024-01").text, client.get("/changes/2024-02").text
    assert 'href="/changes/2024-02"' in january
    assert 'href="/changes/2023-12"' not in january
    assert 'href="/changes/2024-01"' in february
    assert 'href="/changes/2024-02"' in client.get("/changes").text
    assert f'href="/changes/{NOW.year + 1}' not in client.get(f"/changes/{THIS}").text


def test_a_month_without_changes_says_so(client: FlaskClient, written: int) -> None:
    assert "Nothing changed that month." in client.get("/changes/2024-03").text
    assert "Nothing changed that month." in client.get("/changes/2024-03.md").text


@pytest.mark.parametrize("tail", ["", ".md"])
@pytest.mark.parametrize(
    ("month", "status", "sentence"),
    [
        ("2024-13", 400, "such as 2026-11"),
        ("2024-1", 400, "such as 2026-11"),
        ("november", 400, "such as 2026-11"),
        ("0000-01", 400, "such as 2026-11"),
        ("2024W01", 400, "such as 2026-11"),
        ("20-2401", 400, "such as 2026-11"),
        ("\u0662\u0660\u0662\u0664-01", 400, "such as 2026-11"),
        ("9999-12", 404, "December 9999 is still to come."),
        ("2023-12", 404, "December 2023 is before this atlas began. It begins in January 2024."),
    ],
)
def test_what_is_no_month_here_is_refused_with_a_sentence(
    client: FlaskClient, written: int, month: str, status: int, sentence: str, tail: str
) -> None:
    answer = client.get(f"/changes/{month}{tail}")
    assert answer.status_code == status
    assert sentence in answer.text


def test_a_region_that_is_private_now_does_not_tell_when_the_atlas_began(
    app: Flask, client: FlaskClient, author: FlaskClient, written: int
) -> None:
    with inside(app), Writer().saving() as by:
        edit_topic(get_topic("elsewhere", reader=AUTHOR), {"visibility": "private"}, by)
    late = "UPDATE change SET at = '2024-02-10 12:00:00.000000' WHERE id IN "
    late += "(SELECT change_id FROM revision JOIN revision_topic ON revision_id = revision.id"
    late += " JOIN topic ON topic.id = revision_topic.topic_id WHERE slug = 'compute')"
    with app.app_context():
        db.session.execute(text(late))
        db.session.commit()
    assert "It begins in February 2024." in client.get("/changes/2023-12").text
    assert "It begins in January 2024." in author.get("/changes/2023-12").text


@pytest.mark.parametrize("path", ["/reading/new", "/writing/new"])
@pytest.mark.parametrize("has_region", [True, False])
def test_months_begin_with_the_first_that_visitors_read_be_it_no_region(
    app: Flask, client: FlaskClient, author: FlaskClient, path: str, has_region: bool
) -> None:
    move_all(app, "2024-03-05")
    last = newest_id(app)
    work = {"title": "On counting", "takeaway": "Count.", "body": "Count.", "publish": "1"}
    assert author.post(path, data=work).status_code == 303
    with app.app_context():
        early = "UPDATE change SET at = '2024-01-15 12:00:00.000000' WHERE id > :last"
        db.session.execute(text(early), {"last": last})
        db.session.commit()
    if not has_region:
        for slug in ("compute", "elsewhere"):
            assert author.post(f"/atlas/{slug}/delete").status_code == 303
    listed = set(
        re.findall(r'href="(/changes/[0-9-]{7}|/year/[0-9]{4})"', client.get("/changes").text)
    )
    assert {"/changes/2024-01", "/year/2024"} <= listed
    for link in listed:
        assert client.get(link).status_code == 200, link
    assert "On counting" in client.get("/changes/2024-01").text
    assert "On counting" in client.get("/changes/2024-01.md").text
    assert "It begins in January 2024." in client.get("/changes/2023-12").text
    assert client.get("/year/2023").status_code == 404
    for page in ("/", "/map", "/beliefs", "/beliefs.json"):
        assert client.get(f"{page}?at=2024-01-15").status_code == 200, page
        early_day = client.get(f"{page}?at=2024-01-14")
        assert early_day.status_code == 404
        assert "it begins on 15 January 2024" in early_day.text


def test_an_empty_atlas_has_no_months(client: FlaskClient, app: Flask) -> None:
    with app.app_context():
        db.session.execute(text("UPDATE revision SET published = 0"))
        db.session.commit()
    assert client.get(f"/changes/{THIS}").status_code == 404
    assert client.get("/changes").status_code == 200


def test_the_month_is_that_of_the_sites_time_zone(app: Flask, client: FlaskClient) -> None:
    move_all(app, "2024-01-31")
    set_zone(app, "Pacific/Kiritimati")
    assert told(client, "/changes/2024-02")[0] == "New region. On chips"
    assert client.get("/changes/2024-01").status_code == 404


def test_a_mail_says_how_much_of_a_large_change_it_leaves_out(
    app: Flask,
) -> None:
    move_all(app, "2024-01-15")
    with inside(app), Writer().saving() as by, record(by) as entry:
        for number in range(1, 15):
            entry.add(Belief(topic_id=1, claim=f"Claim {number}", position=f"{number:02}"))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    move_all(app, f"{yesterday:%Y-%m-%d}", since=newest_id(app) - 1)
    mail = app.test_cli_runner().invoke(args=["digest"]).output
    assert f"* 2 more in this change\n  {SITE}/c/{newest_id(app)}\n" in mail

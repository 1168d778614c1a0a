"""Moving a belief, a question or a trigger to another region, with its history."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Way, base_of
from tests.test_archive import clock
from tests.views.changelog_reading import told
from tests.writers import (
    Writer,
    check_journal,
    check_projections,
    count_changes,
    inside,
    newest_id,
    section,
)
from wiki.db import db
from wiki.projections import rebuild
from wiki.services.relocate import relocate_item
from wiki.services.topics import edit_topic

ada = Writer()
CLAIM = "Chips can be counted"


def moment(day: int) -> datetime:
    return datetime(2026, 5, day, 12, tzinfo=UTC)


def check(app: Flask) -> None:
    """Fail unless the journal, the rows and the projections agree, as they stand and made anew."""
    with inside(app):
        check_journal()
        check_projections()
        rebuild(db.session.connection())
        check_projections()


@pytest.fixture
def regions(app: Flask) -> None:
    """Three regions since 3 May; in Compute a belief that moved on 9 May, and another after it."""
    with inside(app):
        with clock(moment(3)):
            compute, _, secret = (ada.topic(t) for t in ("Compute", "Norms", "Secret plans"))
            with ada.saving() as by:
                edit_topic(secret, {"visibility": "private"}, by)
        with clock(moment(5)):
            item = ada.add(compute, "beliefs", claim=CLAIM, credence=Decimal(40), why="").item
            ada.add(compute, "beliefs", claim="Fabs are few", credence=None, why="")
        with clock(moment(9)):
            ada.save(compute, "beliefs", item, claim=CLAIM, credence=Decimal(70), why="")


@pytest.mark.usefixtures("regions")
def test_a_belief_moves_with_its_history_and_one_undo_brings_it_back(
    app: Flask, way: Way, client: FlaskClient
) -> None:
    page = way.browser.get("/atlas/compute").text
    assert 'aria-label="Move to another region: Chips can be counted"' in page
    form = way.get("/atlas/compute/beliefs/1/relocate").text
    answer = way.post(
        "/atlas/compute/beliefs/1/relocate", {"region": "norms", "base": base_of(form)}
    )
    assert answer.status_code == 200
    assert "Moved belief &#34;Chips can be counted&#34; to Norms. Undo available." in answer.text
    assert 'id="b-1"' not in answer.text
    assert client.get("/b/1").location == "/atlas/norms#b-1"
    assert "from 40%" in client.get("/atlas/norms").text
    assert CLAIM not in client.get("/atlas/compute").text
    for day in ("2026-05-08", "2026-05-09"):
        assert CLAIM in client.get(f"/atlas/compute?at={day}").text
        assert CLAIM not in client.get(f"/atlas/norms?at={day}").text
    assert told(client)[0] == f"Norms: {CLAIM} moved here from Compute"
    history = client.get("/b/1/history").text
    assert f"Moved belief “{CLAIM}” from Compute to Norms" in history
    assert "Added" in history
    assert CLAIM in client.get("/atlas/compute/history").text
    check(app)
    for slug, words in (("norms", "Moved here from"), ("compute", "Moved to")):
        assert words in client.get(f"/atlas/{slug}?since=2026-05-10").text
    # What was open on the old page leads to the new one, and is not lost.
    edit = way.browser.get("/atlas/compute/beliefs/1/edit")
    assert edit.location == "/atlas/norms/beliefs/1/edit"
    typed = {"claim": "Typed too late", "base": "1"}
    late = way.browser.post("/atlas/compute/beliefs/1", data=typed)
    assert late.status_code == 409
    assert "<h1>Not saved: this belief was moved to the region “Norms”" in late.text
    assert 'Go to <a href="/atlas/norms#b-1" dir="auto">Norms</a>' in late.text
    assert "Typed too late" in late.text
    assert way.browser.post(f"/c/{newest_id(app)}/undo").status_code == 303
    assert client.get("/b/1").location == "/atlas/compute#b-1"
    page = client.get("/atlas/compute").text
    assert page.index(CLAIM) < page.index("Fabs are few"), "it stands where it stood"
    check(app)


@pytest.mark.usefixtures("regions")
def test_the_form_of_a_new_belief_sent_again_says_that_it_was_moved(way: Way) -> None:
    sent = {"claim": "Sent twice", "credence": "40", "once": "a-token"}
    assert way.post("/atlas/compute/beliefs", sent).status_code in (200, 303)
    form = way.get("/atlas/compute/beliefs/3/relocate").text
    way.post("/atlas/compute/beliefs/3/relocate", {"region": "norms", "base": base_of(form)})
    for more in ("", " and typed more"):
        again = way.browser.post(
            "/atlas/compute/beliefs", data=sent | {"claim": f"Sent twice{more}"}
        )
        assert again.status_code == 409
        assert "<h1>Not saved: this belief was moved to the region “Norms”" in again.text
        assert 'Go to <a href="/atlas/norms#b-3" dir="auto">Norms</a>' in again.text
        assert f"Sent twice{more}" in again.text
        assert "deleted" not in again.text


@pytest.mark.usefixtures("regions")
def test_what_was_private_stays_so_wherever_it_goes(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    """A belief goes into a private region, moves there, and comes out into another public one."""
    moved = "Compute (a view moved lately)"
    assert moved in client.get("/map?at=2026-05-09").text
    assert "Visitors no longer see it." in move(author, "compute", "Secret plans")
    assert moved not in client.get("/map?at=2026-05-09").text
    for path in ("/b/1", "/b/1/history"):
        assert client.get(path).status_code == 404
    for path in ("/atlas/compute?at=2026-05-08", "/atlas/compute/history", "/changes", "/beliefs"):
        assert CLAIM not in client.get(path).text, path
    assert "40%" not in client.get("/record").text
    check(app)
    form = author.get("/atlas/secret-plans/beliefs/1/edit").text
    sent = {"credence": "91", "reason": "Nobody knows", "base": base_of(form)}
    assert author.post("/atlas/secret-plans/beliefs/1", data=sent).status_code == 303
    assert "Visitors can read it now." in move(author, "secret-plans", "Norms")
    check(app)
    assert "91%" in client.get("/atlas/norms").text
    pages = ["/atlas/norms", "/b/1/history", "/atlas/norms/history", "/changes", "/changes.rss"]
    pages += [f"/c/{newest_id(app)}", "/atlas/norms?since=2026-05-10", "/beliefs", "/record"]
    for path in pages:
        page = client.get(path).text
        assert "Secret" not in page, path
        assert "secret-plans" not in page, path
        assert "Nobody knows" not in page, path
    # What was said in the region that is public still, is read as it was.
    assert CLAIM in client.get("/atlas/compute?at=2026-05-08").text
    assert "from 70%" in client.get("/atlas/norms").text
    # Once that region is private, nothing is told of what was said there.
    head = author.get("/atlas/compute/edit").text
    hidden = {"title": "Compute", "visibility": "private", "base": base_of(head)}
    assert author.post("/atlas/compute/edit", data=hidden).status_code == 303
    for path in (*pages, "/beliefs?sort=moved"):
        page = client.get(path).text
        assert not re.search(r"\b[47]0%", page), path
        assert "Compute" not in page, path
    check(app)


def move(author: FlaskClient, slug: str, region: str) -> str:
    """Move the first belief from a region to another; return the page that is shown then."""
    form = author.get(f"/atlas/{slug}/beliefs/1/relocate").text
    sent = {"region": region, "base": base_of(form)}
    answer = author.post(f"/atlas/{slug}/beliefs/1/relocate", data=sent)
    assert answer.status_code == 303, answer.text
    return author.get(answer.location).text


@pytest.mark.usefixtures("regions")
def test_a_document_of_the_time_before_doubles_nothing(
    app: Flask, author: FlaskClient, client: FlaskClient, tmp_path: Path
) -> None:
    file = tmp_path / "compute.md"
    file.write_text(author.get("/atlas/compute.md").text)
    move(author, "compute", "Norms")
    found = app.test_cli_runner().invoke(args=["import", str(file)])
    assert found.exit_code == 0, found.output
    _picture, listed = client.get("/beliefs").text.split('id="list"')
    assert listed.count(CLAIM) == 1
    assert client.get("/b/1").location == "/atlas/norms#b-1"
    check(app)


@pytest.mark.usefixtures("regions")
def test_where_it_cannot_go_a_sentence_says_so_and_nothing_is_written(
    app: Flask, author: FlaskClient
) -> None:
    assert author.post("/atlas/norms/delete").status_code == 303
    with inside(app):
        compute = ada.topic("Old fields")
        item = ada.add(compute, "uncertainties", question="Why?", why_it_matters="").item
        with ada.saving() as by:
            relocate_item(section("uncertainties"), compute, item, "Compute", by)
    before = count_changes(app)
    for typed, words in (
        ("", "Name the region that it moves to."),
        ("Compute", "It is in Compute already: name another region."),
        ("Nowhere", "There is no region called “Nowhere”."),
        ("Norms", "The region “Norms” was deleted"),
    ):
        sent = {"region": typed}
        answer = author.post("/atlas/compute/beliefs/1/relocate", data=sent)
        assert answer.status_code == 422
        assert words in answer.text
        assert f'name="region" value="{typed}"' in answer.text
    assert author.post("/atlas/compute/stance/1/relocate", data=sent).status_code == 404
    assert author.post("/atlas/compute/reading/1/relocate", data=sent).status_code == 404
    assert author.post("/atlas/compute/beliefs/99/relocate", data=sent).status_code == 404
    stale = {"region": "Old fields", "base": "1"}
    assert author.post("/atlas/compute/beliefs/1/relocate", data=stale).status_code == 409
    # The region it came from is deleted meanwhile: undo would lose it.
    moved = before
    assert author.post("/atlas/old-fields/delete").status_code == 303
    undone = author.post(f"/c/{moved}/undo")
    assert undone.status_code == 409
    assert "It came from the region “Old fields”, which is deleted now" in undone.text
    assert count_changes(app) == before + 1


@pytest.mark.usefixtures("regions")
def test_a_form_from_before_the_move_is_saved_and_one_from_before_an_edit_is_not(
    author: FlaskClient,
) -> None:
    base = base_of(author.get("/atlas/compute/beliefs/1/edit").text)
    move(author, "compute", "Norms")
    typed = {"claim": "Typed before the move", "credence": "70", "base": base}
    assert author.post("/atlas/norms/beliefs/1", data=typed).status_code == 303
    move(author, "norms", "Compute")
    again = author.post("/atlas/compute/beliefs/1", data=typed | {"claim": "Typed too late"})
    assert again.status_code == 409
    assert "Typed before the move" in author.get("/atlas/compute").text


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize("verb", ["affirm", "retire", "move", "relocate"])
def test_a_verb_on_what_was_deleted_says_when(author: FlaskClient, verb: str) -> None:
    author.post("/atlas/compute/beliefs/1/delete")
    data = {"direction": "down", "region": "Norms", "outcome": "true"}
    answer = author.post(f"/atlas/compute/beliefs/1/{verb}", data=data)
    assert answer.status_code == 409
    assert re.search(r"<h1>This belief was deleted at \d\d:\d\d\.</h1>", answer.text)

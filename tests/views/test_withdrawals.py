"""A number that was withdrawn: pages say that there is none, when it went and why."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import signed_in
from tests.hidden_fields import hidden_fields, hidden_in_form
from tests.test_archive import clock
from tests.views.test_archive import moment
from tests.writers import Writer, inside, newest
from wiki.db import db
from wiki.exchange.document import parse_document
from wiki.journal import DatedCredence, Signature, record, writer
from wiki.models import Topic
from wiki.sections.belief import Belief
from wiki.services.undo import undo_change


class Diarist(Writer):
    """An author whose day is that of the clock."""

    @property
    def by(self) -> Signature:
        now = writer.utc_now  # type: ignore[attr-defined]  # the clock that tests set
        return replace(super().by, today=now().date())


ada = Diarist()
REASON = "I no longer dare a number"


@pytest.fixture
def compute(app: Flask) -> Topic:
    """A region with a belief held at 70% on 3 May, of which the number was withdrawn on 9 May."""
    with inside(app):
        with clock(moment(3)):
            topic = ada.topic("Compute")
            values = {"claim": "It rains", "credence": Decimal(70), "why": "", "range": "60-80"}
            ada.add(topic, "beliefs", **values)
        withdraw()
    return topic


def withdraw() -> None:
    with clock(moment(9)), ada.saving() as by, record(by, reason=REASON) as entry:
        entry.alter(db.session.get_one(Belief, 1), credence=None, range="")


def held(client: FlaskClient) -> list[str]:
    """Return the number above a belief's history, and the credences in its table."""
    page = client.get("/b/1/history").text
    cells = re.findall(r"<tr[^>]*>\s*<td>.*?</td>\s*<td>(.*?)</td>", page, re.S)
    above = re.findall(r'<p class="credence now">(.*?)</p>', page, re.S)
    return [" ".join(re.sub("<[^>]+>", " ", one).split()) for one in (*above, *cells)]


@pytest.mark.usefixtures("compute")
def test_the_history_ends_with_no_number_and_says_why(client: FlaskClient) -> None:
    assert held(client) == ["number withdrawn was 70%", "withdrawn", "70%"]
    assert REASON in client.get("/b/1/history").text


@pytest.mark.usefixtures("compute")
def test_a_number_for_a_past_day_or_an_undo_is_told_apart(app: Flask, client: FlaskClient) -> None:
    with inside(app):
        change = newest()
        with ada.saving() as by, record(by) as entry:
            past = DatedCredence(Decimal(20), moment(4).date())
            entry.record_point(db.session.get_one(Belief, 1), past)
        assert held(client)[:2] == ["number withdrawn was 20%", "withdrawn"]
        with ada.saving() as by:
            undo_change(change, by)
    assert "withdrawn" not in " ".join(held(client))


@pytest.mark.usefixtures("compute")
@pytest.mark.parametrize(
    ("at", "withdrawn"), [("", True), ("?at=2026-05-10", True), ("?at=2026-05-04", False)]
)
def test_data_marks_it_and_leaves_a_belief_that_never_had_a_number_unmarked(
    app: Flask, client: FlaskClient, at: str, withdrawn: bool
) -> None:
    with inside(app), clock(moment(4)):
        ada.add(db.session.get_one(Topic, 1), "beliefs", claim="Unsure", credence=None, why="")
    region = client.get(f"/atlas/compute.json{at}").json
    listed = client.get(f"/beliefs.json{at}").json
    assert region
    assert listed
    for beliefs in (region["sections"]["beliefs"], listed["beliefs"]):
        marks = {one["claim"]: (one["credence"], one["withdrawn"]) for one in beliefs}
        assert marks["It rains"] == (None if withdrawn else 70, withdrawn)
        assert at or marks["Unsure"] == (None, False)


@pytest.mark.usefixtures("compute")
def test_what_changed_since_a_day_tells_of_it(client: FlaskClient) -> None:
    page = client.get("/atlas/compute?since=2026-05-09").text
    said = " ".join(re.sub("<[^>]+>", " ", page.partition("<main")[2]).split())
    assert f"It rains 70% → withdrawn: {REASON}" in said
    assert "did not change" not in said


def test_another_range_alone_is_no_move(app: Flask, client: FlaskClient, compute: Topic) -> None:
    with inside(app):
        for day, low in ((10, ""), (11, "30-60"), (12, "")):
            with clock(moment(day)), ada.saving() as by, record(by) as entry:
                belief = db.session.get_one(Belief, 1)
                entry.alter(belief, credence=Decimal(40), range=low)
    page = client.get("/atlas/compute?since=2026-05-10").text
    said = re.findall(r'<p class="why">(.*?) <a class="meta"', page)
    assert (
        said
        == [
            f"70% → withdrawn: {REASON}",
            "no number → 40%",
            "40%, range now 30–60%",
            "40%, without a range",
        ][1:]
    )


def test_visitors_learn_nothing_of_a_number_that_they_never_saw(
    app: Flask, client: FlaskClient, author: FlaskClient
) -> None:
    with inside(app):
        with clock(moment(3) - timedelta(hours=1)):
            topic = ada.topic("Compute", visibility="private")
            ada.add(topic, "beliefs", claim="It rains", credence=Decimal(70), why="")
        with ada.saving() as by, record(by, reason=REASON) as entry:
            entry.alter(db.session.get_one(Belief, 1), credence=None)
            entry.alter(topic, visibility="public")
    assert client.get("/b/1/history").status_code == 200
    assert held(client) == []
    assert held(author) == ["number withdrawn was 70%", "withdrawn", "70%"]


def test_the_head_says_so_also_where_the_number_went_while_the_region_was_closed(
    app: Flask, client: FlaskClient, compute: Topic
) -> None:
    with inside(app):
        for day, visibility in ((10, "public"), (11, "private")):
            with clock(moment(day)), ada.saving() as by, record(by) as entry:
                entry.alter(db.session.get_one(Belief, 1), credence=Decimal(40))
                entry.alter(db.session.get_one(Topic, 1), visibility=visibility)
        with clock(moment(12)), ada.saving() as by, record(by) as entry:
            entry.alter(db.session.get_one(Belief, 1), credence=None)
        with clock(moment(13)), ada.saving() as by, record(by) as entry:
            entry.alter(db.session.get_one(Topic, 1), visibility="public")
    assert held(client)[0] == "number withdrawn was 40%"


@pytest.mark.usefixtures("compute")
def test_page_list_and_citation_say_that_the_number_was_withdrawn(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        topic = db.session.query(Topic).one()
        ada.add(topic, "beliefs", claim="It snows", credence=None, why="")
    for address in ("/atlas/compute", "/beliefs", "/print"):
        page = " ".join(re.sub("<[^>]+>", " ", client.get(address).text).split())
        assert "number withdrawn was 70%" in page, address
        assert page.count("no number yet") == 1, address
    assert "(number withdrawn)" in client.get("/b/1/cite").text
    assert "(no number yet)" in client.get("/b/2/cite").text
    then = client.get("/atlas/compute?at=2026-05-05").text
    assert "withdrawn" not in then
    then = client.get("/beliefs?at=2026-05-10").text
    assert "number withdrawn" in then
    assert "(number withdrawn)" in client.get("/b/1/cite?at=2026-05-10").text


@pytest.mark.usefixtures("compute")
def test_the_document_of_the_page_says_that_the_number_was_withdrawn(
    app: Flask, client: FlaskClient
) -> None:
    with inside(app):
        topic = db.session.query(Topic).one()
        ada.add(topic, "beliefs", claim="It snows", credence=None, why="")
    written = client.get("/atlas/compute.md").text
    assert "- It rains ~none% ^b-1\n" in written
    assert "- It snows ~XX% ^b-2\n" in written
    assert "- It rains ~70%" in client.get("/atlas/compute.md?at=2026-05-05").text
    document = parse_document(written, today=moment(20).date())
    assert [one.values["credence"] for one in document.entries("beliefs")] == [None, None]


@pytest.mark.usefixtures("compute")
def test_a_document_withdraws_a_number_by_none(app: Flask) -> None:
    author = signed_in(app, "Ada")
    with inside(app):
        topic = db.session.query(Topic).one()
        ada.add(topic, "beliefs", claim="It snows", credence=Decimal(30), why="")
    page = author.get("/atlas/compute/document").text
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.S)
    assert text
    typed = unescape(text[1])
    assert "- It rains ~none% ^b-1\n" in typed
    sent = hidden_fields(page) | {"text": typed.replace("~30%", "~none%")}
    assert author.post("/atlas/compute/document", data=sent).status_code == 303
    assert "- It snows ~none% ^b-2\n" in author.get("/atlas/compute.md").text


@pytest.mark.usefixtures("compute")
def test_the_status_line_says_so_also_when_other_words_are_saved_later(app: Flask) -> None:
    author = signed_in(app, "Ada")
    with inside(app):
        topic = db.session.query(Topic).one()
        ada.add(topic, "beliefs", claim="It snows", credence=None, why="")
    for number, words in ((1, "number withdrawn"), (2, "no number yet")):
        form = author.get(f"/atlas/compute/beliefs/{number}/edit").text
        sent = hidden_in_form(form) | {"claim": "It pours", "credence": "", "why": "So."}
        saved = author.post(
            f"/atlas/compute/beliefs/{number}", data=sent, headers={"HX-Request": "true"}
        )
        assert f"Saved. Belief {number} of 2, {words}." in saved.text


def test_a_number_of_a_past_day_alone_was_not_withdrawn(app: Flask, client: FlaskClient) -> None:
    author = signed_in(app, "Ada")
    with inside(app):
        ada.topic("Compute")
    sent = hidden_in_form(author.get("/atlas/compute/beliefs/new").text)
    sent |= {"claim": "It rains", "credence": "55", "at": "2024-03"}
    saved = author.post("/atlas/compute/beliefs", data=sent, headers={"HX-Request": "true"})
    assert "Saved. Belief 1 of 1, no number now." in saved.text
    assert held(client) == ["no number now was 55%", "55%"]
    for address in ("/atlas/compute", "/beliefs", "/print", "/b/1/cite"):
        page = " ".join(re.sub("<[^>]+>", " ", client.get(address).text).split())
        assert "no number now" in page, address
        assert "withdrawn" not in page, address
    beliefs = [client.get("/beliefs.json").get_json()["beliefs"][0]]
    beliefs += client.get("/atlas/compute.json").get_json()["sections"]["beliefs"]
    assert [(one["withdrawn"], "gone" in one) for one in beliefs] == [(False, False)] * 2
    assert "- It rains ~XX% ^b-1\n" in client.get("/atlas/compute.md").text

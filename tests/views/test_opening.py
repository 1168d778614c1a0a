"""A number written in private counts for visitors from the day on which they can read it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.test_archive import clock
from tests.views.changelog_reading import told
from tests.writers import Writer, check_journal, check_projections, inside, newest, section
from wiki.db import db
from wiki.journal import Signature, version
from wiki.models import Topic
from wiki.projections import rebuild
from wiki.queries.beliefs.points import list_points
from wiki.queries.topics import get_topic
from wiki.sections.belief import Belief
from wiki.services.items import delete_item, do_verb, save_item
from wiki.services.merge import merge_topic
from wiki.services.relocate import relocate_item
from wiki.services.restore import restore_deleted
from wiki.services.topics import edit_topic
from wiki.services.undo import undo_change
from wiki.visibility import AUTHOR, VISITOR

CLAIM = "Chips can be counted"
BELIEFS = section("beliefs")


class WriterOn(Writer):
    """An author who writes on some day of May."""

    def __init__(self, day: int) -> None:
        super().__init__()
        self.day = day

    @property
    def by(self) -> Signature:
        return replace(super().by, today=moment(self.day).date())


def moment(day: int) -> datetime:
    return datetime(2026, 5, day, 12, tzinfo=UTC)


@contextmanager
def on(day: int) -> Iterator[WriterOn]:
    with clock(moment(day)):
        yield WriterOn(day)


def two_open_and_one_hidden(ada: Writer) -> None:
    """Make three regions, of which the last is private."""
    ada.topic("Compute")
    ada.topic("Quay")
    ada.topic("Drawer", visibility="private")


def region(slug: str = "compute") -> Topic:
    return get_topic(slug, reader=AUTHOR)


def belief() -> Any:
    return db.session.get_one(Belief, 1)


def show(day: int, visibility: str = "public", slug: str = "compute") -> int:
    """Open or close a region; return the id of the change."""
    with on(day) as ada, ada.saving() as by:
        change = edit_topic(region(slug), {"visibility": visibility}, by)
        assert change
        return change.id


def hold(day: int, number: int, claim: str = CLAIM, slug: str = "compute") -> None:
    with on(day) as ada, ada.saving() as by:
        values = {"claim": claim, "credence": Decimal(number), "why": ""}
        base = version("belief", 1)
        save_item(BELIEFS, region(slug), belief(), values, by, base=base)


def act(day: int, verb: str, **said: Any) -> None:
    with on(day) as ada, ada.saving() as by:
        found = BELIEFS.verb(verb)
        assert found
        do_verb(BELIEFS, found, region(), belief(), said, by)


def relocate(day: int, into: str, slug: str = "compute") -> None:
    with on(day) as ada, ada.saving() as by:
        relocate_item(BELIEFS, region(slug), belief(), into, by)


def delete(day: int) -> None:
    with on(day) as ada, ada.saving() as by:
        delete_item(BELIEFS, region(), belief(), by)


def restore(day: int) -> None:
    with on(day) as ada, ada.saving() as by:
        restore_deleted(belief(), by)


def undo(day: int, change_id: int | None = None) -> int:
    with on(day) as ada, ada.saving() as by:
        change = newest() if change_id is None else db.session.get_one(type(newest()), change_id)
        done = undo_change(change, by)
        assert done
        return done.id


def points(*, seen_by: Any = VISITOR) -> list[tuple[int, int]]:
    """Return each number of the belief with the day of May on which it was held."""
    found = list_points([1], reader=seen_by).get(1, [])
    return [(int(one.credence), one.held_on.day) for one in found]


def check() -> None:
    """Fail unless the journal, the rows and the projections agree, as they stand and made anew."""
    check_journal()
    check_projections()
    rebuild(db.session.connection())
    check_projections()


@pytest.fixture
def drafted(app: Flask) -> Iterator[None]:
    """A private region since 1 May, with a belief held at 60% since 2 May."""
    with inside(app):
        with on(1) as ada:
            ada.topic("Compute", visibility="private")
        with on(2) as ada:
            ada.add(region(), "beliefs", claim=CLAIM, credence=Decimal(60), why="")
        yield


@pytest.mark.usefixtures("drafted")
def test_a_belief_written_in_private_is_scored_by_the_number_visitors_read(
    client: FlaskClient,
) -> None:
    show(6)
    act(12, "retire", outcome="true", on=None)
    row = client.get("/record.csv").text.splitlines()[1]
    assert row.startswith(f"Compute,{CLAIM},2026-05-06,60,")
    assert told(client)[0] == f"Compute: {CLAIM} resolved true at 60%"
    check()


@pytest.mark.parametrize("day", [None, 6, 4])
@pytest.mark.usefixtures("drafted")
def test_no_number_is_scored_that_visitors_did_not_know_before(
    client: FlaskClient, day: int | None
) -> None:
    """Resolved in private; or in public, on a day on which no visitor had read the number."""
    if day is None:
        act(5, "retire", outcome="true", on=None)
        show(6)
        assert points() == []
    else:
        show(6)
        act(12, "retire", outcome="true", on=moment(day).date())
    assert client.get("/record.json").get_json()["n"] == 0
    check()


@pytest.mark.usefixtures("drafted")
def test_a_later_edit_is_told_from_the_number_that_stood_when_the_region_opened(
    client: FlaskClient,
) -> None:
    hold(3, 50)
    hold(4, 60)
    show(6)
    assert points() == [(60, 6)]
    assert points(seen_by=AUTHOR) == [(60, 2), (50, 3), (60, 4)]
    assert told(client) == ["New region: Compute, with 1 belief"]
    assert "60%, 6 May 2026" in client.get("/b/1/history").text
    act(9, "affirm")
    assert told(client)[0] == f"Compute: {CLAIM} still 60%"
    hold(10, 60, "Chips can all be counted")
    assert told(client)[0] == "Compute: Chips can all be counted reworded"
    hold(12, 70, "Chips can all be counted")
    assert told(client)[0] == "Compute: Chips can all be counted 60% → 70%"
    assert points() == [(60, 6), (60, 9), (70, 12)]
    history = client.get("/b/1/history").text
    assert "50%, 3 May" not in history
    assert "60%, 2 May" not in history
    since = re.sub("<[^>]+>", "", client.get("/atlas/compute?since=2026-05-10").text)
    assert "60% → 70%" in since
    check()


@pytest.mark.usefixtures("drafted")
def test_the_author_has_not_reaffirmed_a_number_by_showing_it(author: FlaskClient) -> None:
    show(6)
    page = author.get("/beliefs").text
    assert "reaffirmed <time" not in page
    assert "Reaffirmed" not in author.get("/b/1/history").text
    assert points(seen_by=AUTHOR) == [(60, 2)]


@pytest.mark.usefixtures("drafted")
def test_each_opening_tells_the_number_that_stands_then_if_it_is_another(
    client: FlaskClient,
) -> None:
    show(3)
    show(4, "private")
    show(5)
    assert points() == [(60, 3)], "the same number is no news"
    show(6, "private")
    hold(7, 65)
    hold(8, 70)
    show(9)
    assert points() == [(60, 3), (70, 9)]
    hold(11, 75)
    assert told(client)[0] == f"Compute: {CLAIM} 70% → 75%"
    assert "from 60%" in client.get("/atlas/compute?at=2026-05-10").text
    assert "from 70%" in client.get("/atlas/compute").text
    assert "65%" not in client.get("/b/1/history").text
    check()


@pytest.mark.usefixtures("drafted")
def test_a_number_that_moves_on_the_day_of_opening_moved_after_it() -> None:
    show(6)
    assert points() == [(60, 6)]
    assert [one.action for one in newest().revisions] == ["edit", "show"]
    hold(6, 70)
    assert points() == [(60, 6), (70, 6)]
    check()


@pytest.mark.usefixtures("drafted")
@pytest.mark.parametrize("way", ["relocated", "merged"])
def test_a_belief_that_comes_to_an_open_region_is_known_from_that_day(
    client: FlaskClient, way: str
) -> None:
    with on(3) as ada:
        ada.topic("Norms")
    hold(4, 55)
    with on(6) as ada, ada.saving() as by:
        if way == "relocated":
            relocate_item(BELIEFS, region(), belief(), "Norms", by)
        else:
            merge_topic(region(), "Norms", by, publish=True)
    assert points() == [(55, 6)]
    assert points(seen_by=AUTHOR) == [(60, 2), (55, 4)]
    hold(12, 70, slug="norms")
    assert told(client)[0] == f"Norms: {CLAIM} 55% → 70%"
    check()


@pytest.mark.usefixtures("drafted")
def test_a_restored_belief_is_known_from_the_day_on_which_visitors_read_it() -> None:
    delete(3)
    show(4)
    assert points() == []
    restore(6)
    assert points() == [(60, 6)]
    delete(8)
    restore(9)
    assert points() == [(60, 6)], "it was known"
    check()


@pytest.mark.usefixtures("drafted")
def test_what_ended_in_private_is_known_from_the_day_on_which_it_is_held_again() -> None:
    hold(3, 70)
    act(3, "retire", outcome="dropped", on=None)
    show(4)
    assert points() == []
    act(5, "retire", outcome="", on=None)
    assert points() == [(70, 5)]
    assert points(seen_by=AUTHOR) == [(60, 2), (70, 3)]
    check()


@pytest.mark.usefixtures("drafted")
def test_what_was_opened_and_undone_is_not_known_until_that_is_undone() -> None:
    opened = show(4)
    hold(5, 70)
    undoing = undo(6, opened)
    assert points() == [(70, 5)]
    check()
    undo(8, undoing)
    assert points() == [(60, 4), (70, 5)]
    check()


@pytest.mark.usefixtures("drafted")
def test_undoing_that_a_region_became_private_shows_what_was_written_meanwhile(
    client: FlaskClient,
) -> None:
    show(3)
    closed = show(4, "private")
    hold(5, 70)
    undo(6, closed)
    assert points() == [(60, 3), (70, 6)]
    assert "from 60%" in client.get("/atlas/compute").text
    check()


@pytest.mark.usefixtures("drafted")
def test_why_a_region_was_opened_is_told_with_its_beliefs_and_without_them(
    client: FlaskClient,
) -> None:
    with on(6) as ada, ada.saving() as by:
        edit_topic(region(), {"visibility": "public"}, replace(by, reason="Ready to be read"))
    number = newest().id
    assert "Ready to be read" in client.get(f"/c/{number}").text
    delete(7)
    assert "Ready to be read" in client.get(f"/c/{number}").text


@pytest.mark.usefixtures("drafted")
def test_a_question_that_visitors_read_is_not_told_as_new_when_it_is_edited(
    client: FlaskClient,
) -> None:
    questions = section("uncertainties")
    asked = {"question": "A word that is secret?", "why_it_matters": ""}
    with on(3) as ada:
        item = ada.add(region(), "uncertainties", **asked).item
        ada.save(region(), "uncertainties", item, **asked | {"question": "How many?"})
    show(6)
    with on(9) as ada:
        ada.save(region(), questions.name, item, question="How many chips?", why_it_matters="")
    assert told(client)[0] == "Compute: How many chips? reworded"
    assert "secret" not in client.get(f"/c/{newest().id}").text
    show(10, "private")
    with on(11) as ada:
        hidden = ada.add(region(), "uncertainties", question="And now?", why_it_matters="").item
    show(12)
    with on(15) as ada:
        ada.save(region(), questions.name, hidden, question="And then?", why_it_matters="")
    assert told(client)[0] == "Compute: And then? reworded"


@pytest.mark.usefixtures("drafted")
def test_words_can_be_compared_with_those_that_came_to_an_open_region(
    client: FlaskClient,
) -> None:
    with on(3) as ada:
        ada.topic("Norms")
    relocate(6, "Norms")
    hold(9, 60, "Chips can all be counted", slug="norms")
    history = client.get("/b/1/history").text
    found = re.search(r'href="(/b/1/history\?from=\d+&amp;to=\d+)">Reworded', history)
    assert found
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.usefixtures("drafted")
def test_words_that_were_replaced_after_the_opening_are_not_told(client: FlaskClient) -> None:
    show(6)
    hold(9, 60, "Nothing to hide")
    for path in ("/b/1/history", "/changes", "/atlas/compute/history", "/atlas/compute/changes"):
        page = client.get(path)
        assert page.status_code == 200
        assert CLAIM not in page.text, path


@pytest.mark.usefixtures("drafted")
def test_a_number_that_an_undo_brings_back_from_private_days_counts_from_then_on(
    client: FlaskClient,
) -> None:
    show(3)
    show(4, "private")
    hold(4, 70)
    hold(6, 75)
    moved = newest().id
    show(7)
    assert points() == [(60, 3), (75, 7)]
    undo(8, moved)
    assert points() == [(60, 3), (75, 7), (70, 8)]
    act(12, "retire", outcome="true", on=None)
    assert (
        client.get("/record.csv").text.splitlines()[1].startswith(f"Compute,{CLAIM},2026-05-08,70,")
    )
    check()


@pytest.mark.usefixtures("drafted")
def test_so_does_one_that_comes_back_as_an_undo_is_undone() -> None:
    hold(3, 90)
    undoing = undo(4)
    show(6)
    assert points() == [(60, 6)]
    undo(8, undoing)
    assert points() == [(60, 6), (90, 8)]
    check()


@pytest.mark.usefixtures("drafted")
def test_a_number_that_stood_elsewhere_when_its_former_region_opened_is_not_told(
    client: FlaskClient,
) -> None:
    with on(3) as ada:
        ada.topic("Norms", visibility="private")
    relocate(4, "Norms")
    show(5)
    hold(6, 70, slug="norms")
    relocate(8, "Compute", slug="norms")
    assert told(client)[0] == f"Compute: {CLAIM} added at 70%"
    for page in ("/changes", "/changes.atom", f"/c/{newest().id}", "/b/1/history"):
        assert "60%" not in client.get(page).text
    check()


@pytest.mark.usefixtures("drafted")
def test_what_was_deleted_before_the_opening_is_told_when_it_is_restored(
    client: FlaskClient,
) -> None:
    delete(3)
    show(4)
    restore(6)
    assert told(client)[0] == f"Compute: {CLAIM} added at 60%"


@pytest.mark.usefixtures("drafted")
def test_numbers_that_are_shown_take_no_place_in_the_history_of_visitors(
    client: FlaskClient,
) -> None:
    with on(2) as ada:
        for number in range(120):
            ada.add(region(), "beliefs", claim=f"Claim {number}", credence=Decimal(50), why="")
    show(6)
    assert "Nothing yet." not in client.get("/history").text
    assert "/history?page=2" not in client.get("/history").text

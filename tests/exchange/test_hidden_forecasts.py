"""A file of forecasts shows visitors nothing that the author hid or took away."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from tests.writers import Writer, WriterToday, counted, newest, reread, section
from wiki.clock import Clock
from wiki.db import db
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecast_report import ForecastReport
from wiki.exchange.forecasts import ALL_COLUMNS, read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.exchange.whole.credences import write_forecasts
from wiki.journal import DatedCredence, record
from wiki.models import PRIVATE, PUBLIC, Topic
from wiki.queries.topics import list_topics
from wiki.sections.belief import Belief
from wiki.services.items import delete_item
from wiki.services.merge import merge_topic
from wiki.services.relocate import relocate_item
from wiki.services.topics import edit_topic
from wiki.services.undo import undo_change
from wiki.visibility import AUTHOR, is_public

CLOCK = Clock(datetime(2026, 11, 20, 12, tzinfo=UTC), ZoneInfo("UTC"))
HEADER = ",".join(ALL_COLUMNS[:-1])  # without `belief`
OLD = "topic,claim,at,credence\nPublic,It rains,2026-01-01,60\n"  # without `visibility`
ada = Writer()
pytestmark = pytest.mark.usefixtures("context")


def take(text: str) -> ForecastReport:
    with ada.saving() as by:
        found = read_forecasts("f.csv", text.encode(), CLOCK)[0]
        return import_forecasts("f.csv", found, by, CLOCK)


def rows(*lines: str) -> str:
    return "\n".join([HEADER, *lines, ""])


def refused(text: str) -> str:
    before = counted()
    with pytest.raises(DocumentError) as caught:
        take(text)
    assert counted() == before
    return str(caught.value)


def exported() -> str:
    return "".join(write_forecasts(list_topics(reader=AUTHOR), CLOCK))


def stated(topic: Topic, claim: str = "It rains") -> Belief:
    item: Belief = ada.add(topic, "beliefs", claim=claim, credence=Decimal(60), why="").item
    return item


def hold(belief: Belief, credence: int, day: date, held_at: str | None = None) -> None:
    with ada.saving() as by, record(by) as entry:
        entry.record_point(belief, DatedCredence(Decimal(credence), day, held_at=held_at))


def visible() -> list[str]:
    """Return the claims that visitors can see."""
    beliefs = db.session.scalars(select(Belief).where(Belief.deleted_at.is_(None)))
    return [row.claim for row in beliefs if is_public(reread(row))]


def test_an_export_says_what_is_private_and_another_atlas_keeps_it_so() -> None:
    stated(ada.topic("Plans", visibility=PRIVATE), "A secret")
    stated(ada.topic("Weather"))
    said = [line.split(",") for line in exported().splitlines()[1:]]
    assert [(cells[0], cells[7]) for cells in said] == [
        ("Plans", "private"),
        ("Weather", "public"),
    ]
    elsewhere = exported().replace("Plans", "My plans").replace("A secret", "Another secret")
    take(elsewhere)
    assert visible() == ["It rains"]


def test_numbers_said_before_a_region_was_opened_are_private_and_later_ones_are_not() -> None:
    topic = ada.topic("Plans", visibility=PRIVATE)
    belief = stated(topic)
    with ada.saving() as by:
        edit_topic(topic, {"visibility": PUBLIC}, by)
    hold(belief, 70, date(2026, 10, 5))
    said = [line.split(",") for line in exported().splitlines()[1:]]
    assert [(cells[3], cells[7]) for cells in said] == [("70%", "public"), ("60%", "private")]
    take(exported().replace("Plans", "My plans"))
    assert visible() == ["It rains"], "a new region of these numbers is private"


def test_an_export_adds_nothing_to_its_own_atlas_whatever_the_days_hold() -> None:
    topic = ada.topic("Weather")
    belief = stated(topic)
    writer = WriterToday()
    for number in (61, 62, 63):
        writer.save(topic, "beliefs", belief, credence=Decimal(number))
    hold(belief, 40, date(2025, 3, 1), held_at="2025-03")
    clock = Clock(datetime.now(UTC), ZoneInfo("UTC"))
    text = "".join(write_forecasts(list_topics(reader=AUTHOR), clock))
    assert len(text.splitlines()) == 1 + 5
    found = read_forecasts("f.csv", text.encode(), clock)[0]
    with ada.saving() as by:
        report = import_forecasts("f.csv", found, by, clock)
    assert report.added == 0


def test_a_reason_that_visitors_may_not_read_stands_in_no_public_line() -> None:
    public, private = stated(ada.topic("Rain")), stated(ada.topic("Vault", visibility=PRIVATE))
    ada_said = replace(ada.by, reason="the Okapi plan is confirmed")
    with ada.saving(), record(ada_said) as entry:
        entry.alter(public, credence=Decimal(55))
        entry.alter(private, credence=Decimal(56))
    said = {line.split(",")[3]: line for line in exported().splitlines()}
    assert "Okapi" not in said["55%"]
    assert "Okapi" in said["56%"]


def test_a_new_region_is_as_private_as_its_lines_say_and_is_named() -> None:
    report = take(
        rows(
            "Divorce plans,One,2026-01-01,60,,,,",
            "Divorce plans,Two,2026-01-01,60,,,,private",
            "Weather,It rains,2026-01-01,60,,,,public",
        )
    )
    assert visible() == ["It rains"]
    assert report.notes == [
        "The new region “Divorce plans” is private.",
        "The new region “Weather” is public.",
    ]


def test_a_title_that_may_say_that_it_is_hidden_is_taken_where_the_line_says_which() -> None:
    take(rows("Plan (private),X,2026-01-01,60,,,,Private"))
    take(rows("Views on drafts (draft),Y,2026-01-01,60,,,,public"))
    assert visible() == ["Y"]


def test_a_visibility_that_is_neither_is_refused() -> None:
    said = refused(rows("W,X,2026-01-01,60,,,,unlisted"))
    assert said == "f.csv, line 2: `visibility` is private, public or empty."


def test_a_private_line_adds_nothing_to_a_region_that_is_public_here() -> None:
    topic = ada.topic("Public")
    belief = stated(topic, "Known")
    report = take(
        rows(
            "Public,It rains,2026-01-01,60,2026-02-01,true,,private",
            "Public,Known,2026-01-01,61,2026-02-01,true,,private",
        )
    )
    assert (report.added, report.left_out) == (0, 2)
    assert report.notes == [
        "Left out: what the file has as private in the region “Public”, which is public here. Make "
        "the region private first to have it, or write public in its lines."
    ]
    assert visible() == ["Known"]
    assert belief.outcome == ""
    known = exported().replace(",public", ",private")
    report = take(known)
    assert (report.added, report.left_out, report.notes) == (0, 0, [])
    report = take(rows("Public,Known,2026-01-01,61,,,,private", "Public,Known,2026-01-02,62,,,,"))
    assert (report.added, report.left_out) == (1, 1)


def test_an_outcome_on_a_private_line_alone_is_left_out_and_named() -> None:
    ada.topic("Public")
    report = take(
        rows(
            "Public,New,2026-01-01,61,2026-02-01,true,,private",
            "Public,New,2026-01-02,62,,,,public",
        )
    )
    (belief,) = db.session.scalars(select(Belief))
    assert (belief.claim, belief.outcome) == ("New", "")
    assert (report.added, report.left_out, len(report.notes)) == (1, 1, 1)
    report = take(rows("Public,New,2026-01-02,62,2026-02-01,true,,private"))
    assert (belief.outcome, report.added, len(report.notes)) == ("", 0, 1)


def test_a_region_made_private_since_stays_so_and_is_named() -> None:
    topic = ada.topic("Public")
    stated(topic)
    text = exported()
    with ada.saving() as by:
        edit_topic(topic, {"visibility": PRIVATE}, by)
    report = take(text + "Public,More,2026-01-01,5%,,,,public,\n")
    assert report.notes == [
        "The region “Public” stays private, though the files have it public: choose Public in its "
        "form if visitors may read it."
    ]
    assert visible() == []


@pytest.mark.parametrize("text", [OLD, rows("Public,it  RAINS,2026-01-01,60,,,,public")])
def test_a_claim_that_was_moved_is_left_out_and_named(text: str) -> None:
    item = stated(ada.topic("Public"))
    ada.topic("Hidden", visibility=PRIVATE)
    with ada.saving() as by:
        relocate_item(section("beliefs"), reread(item).topic, item, "Hidden", by)
    report = take(text)
    assert (report.change, report.left_out, visible()) == (None, 1, [])
    assert report.notes[0].endswith("was moved to the region “Hidden”. Name that one in its lines.")
    assert report.sentence().endswith("0 added, 0 known already, 1 left out.")


def test_a_claim_that_was_deleted_is_left_out_and_named() -> None:
    item = stated(ada.topic("Public"))
    with ada.saving() as by:
        delete_item(section("beliefs"), reread(item).topic, item, by)
    report = take(OLD)
    assert (report.left_out, visible()) == (1, [])
    assert report.notes == [
        "Left out: “It rains” in the region “Public” was deleted. Restore it first to have its "
        "history."
    ]


def test_a_claim_that_was_deleted_before_its_region_was_merged_is_left_out() -> None:
    former, _ = ada.topic("Public"), ada.topic("Other")
    item = stated(former)
    with ada.saving() as by:
        delete_item(section("beliefs"), former, item, by)
    with ada.saving() as by:
        merge_topic(former, "Other", by, publish=False)
    assert (take(OLD).left_out, visible()) == (1, [])


def test_a_claim_that_was_reworded_is_not_made_a_second_time() -> None:
    topic = ada.topic("Public")
    item = stated(topic)
    ada.save(topic, "beliefs", item, claim="It pours")
    report = take(OLD)
    assert visible() == ["It pours"]
    assert report.notes[0].endswith("reads “It pours” now. Write it so in its lines.")


def test_an_import_that_was_undone_can_be_made_again_and_says_so() -> None:
    ada.topic("Public")
    take(OLD)
    with ada.saving() as by:
        undo_change(newest(), by)
    assert visible() == []
    report = take(OLD)
    assert (report.added, visible()) == (1, ["It rains"])
    assert report.notes == ["The belief “It rains” was undone, and is there again."]


def test_a_claim_deleted_after_an_undone_import_is_left_out_all_the_same() -> None:
    topic = ada.topic("Public")
    take(OLD)
    with ada.saving() as by:
        undo_change(newest(), by)
    take(OLD)
    alive = select(Belief).where(Belief.deleted_at.is_(None))
    item = db.session.scalars(alive).one()
    with ada.saving() as by:
        delete_item(section("beliefs"), topic, item, by)
    assert (take(OLD).left_out, visible()) == (1, [])


def test_the_command_tells_of_new_regions(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text(OLD)
    db.session.rollback()
    said = app.test_cli_runner().invoke(args=["import", "--forecasts", str(file)]).output
    assert "  The new region “Public” is public.\n" in said

"""Histories of forecasts: read as CSV and kept as one change, or not at all."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from tests.test_queries import counting
from tests.writers import Writer, counted, newest, reread
from wiki.clock import Clock
from wiki.db import db
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecast_report import ForecastReport
from wiki.exchange.forecasts import COLUMNS, Forecast, Scale, read_forecasts
from wiki.exchange.histories import import_forecasts
from wiki.journal import Change, Revision
from wiki.models import Topic
from wiki.queries.beliefs.points import list_points
from wiki.sections.belief import Belief
from wiki.services.merge import merge_topic
from wiki.services.topics import delete_topic, edit_topic
from wiki.services.undo import undo_change
from wiki.visibility import AUTHOR, is_public

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CLOCK = Clock(NOW, ZoneInfo("Pacific/Auckland"))
HEADER = ",".join(COLUMNS)
ada = Writer()
pytestmark = pytest.mark.usefixtures("context")


def written(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows]).encode() + b"\n"


def read(source: bytes) -> list[Forecast]:
    return read_forecasts("f.csv", source, CLOCK)[0]


def take(*rows: str) -> ForecastReport:
    with ada.saving() as by:
        return import_forecasts("f.csv", read(written(*rows)), by, CLOCK)


def refused(source: bytes) -> str:
    """Import what cannot be taken, and return why; nothing is written."""
    before = counted()
    with pytest.raises(DocumentError) as caught, ada.saving() as by:
        import_forecasts("f.csv", read(source), by, CLOCK)
    assert counted() == before
    return str(caught.value)


def belief(claim: str = "It rains") -> Belief:
    found: Belief = reread(db.session.scalars(select(Belief).where(Belief.claim == claim)).one())
    return found


def points(item: Belief) -> list[tuple[str, Decimal, str]]:
    found = list_points([item.id], reader=AUTHOR).get(item.id, [])
    return [(p.held_at or p.held_on.isoformat(), p.credence, p.reason) for p in found]


def test_the_last_number_is_the_beliefs_own_and_the_others_are_points() -> None:
    take(
        "Weather,It rains,2026-03-01,60,,,Clouds",
        "Weather,It rains,2025-01-01,40.5,,,",
        "Weather,It rains,2026-01-01,100,,,A forecast",
    )
    item = belief()
    assert (item.credence, item.outcome, item.topic.title) == (Decimal(60), "", "Weather")
    assert points(item) == [
        ("2025-01-01", Decimal("40.5"), ""),
        ("2026-01-01", Decimal(100), "A forecast"),
        ("2026-03-01", Decimal(60), "Clouds"),
    ]
    actions = db.session.scalars(select(Revision.action).where(Revision.kind == "belief"))
    assert sorted(actions) == ["add", "recall", "recall"]


def test_an_unknown_topic_becomes_a_public_region_with_a_place() -> None:
    take("New weather,It rains,2026-03-01,60,,,", "new-weather,It snows,2026-03-01,6,,,")
    topic = db.session.scalars(select(Topic)).one()
    assert (topic.title, topic.slug, is_public(topic)) == ("New weather", "new-weather", True)
    assert topic.x is not None


def test_a_topic_is_named_by_title_or_slug_and_a_claim_in_any_case() -> None:
    topic = ada.topic("Compute governance", visibility="private")
    kept = ada.add(topic, "beliefs", claim="Chips count", credence=None, why="Because").item
    take("compute-governance,chips  COUNT,2026-03-01,60,,,", "compute GOVERNANCE,X,2026-03-01,5,,,")
    assert (kept.credence, kept.why, kept.claim) == (Decimal(60), "Because", "Chips count")
    assert belief("X").topic_id == topic.id


def test_the_old_title_of_a_private_region_or_of_one_merged_into_it_makes_no_public_one() -> None:
    plan = ada.topic("Secret plan", visibility="private")
    merged = ada.topic("Secret thought", visibility="private")
    with ada.saving() as by:
        edit_topic(plan, {"title": "The plan"}, by)
    with ada.saving() as by:
        merge_topic(merged, "The plan", by, publish=False)
    take("secret PLAN,One,2026-03-01,60,,,", "Secret thought,Two,2026-03-01,60,,,")
    assert {belief(claim).topic_id for claim in ("One", "Two")} == {plan.id}
    assert not any(map(is_public, db.session.scalars(select(Topic))))


def test_a_topic_that_says_it_is_private_makes_no_public_region() -> None:
    said = refused(written("Weather,It rains,2026-03-01,60,,,", "Plan (private),X,2026-03-01,6,,,"))
    assert "line 3: `topic`: “Plan (private)” may be meant to be hidden" in said
    plan = ada.topic("Plan (private)", visibility="private")
    take("Plan (private),X,2026-03-01,6,,,")
    assert belief("X").topic_id == plan.id


def test_the_columns_may_stand_in_any_order_with_others_between() -> None:
    source = "Credence , AT,note,topic,reason,claim,outcome,resolved\n7,2026-01-02,?,W,,C,,\n"
    found, ignored = read_forecasts("f.csv", b"\xef\xbb\xbf" + source.encode(), CLOCK)
    assert ignored == ["note"]
    assert (found[0].credence, found[0].at, found[0].line) == (Decimal(7), date(2026, 1, 2), 2)


def test_a_file_may_say_no_more_than_what_was_held_and_when() -> None:
    (found,) = read(b"topic,claim,at,credence\nW,It rains,2026-01-02,7\n")
    assert found.credence == 7
    assert not found.resolved
    assert not found.outcome


def test_quoted_fields_hold_commas_and_lines_and_any_line_end_will_do() -> None:
    rows = ('W,"It rains,\nor ""snows""",2026-01-02,7,,,"Why, because"', "W,B,2026-13-01,7,,,")
    with pytest.raises(DocumentError, match="line 4"):
        read(written(*rows))
    found = read(b"\r\n".join(written(rows[0]).split(b"\n", 1)))
    assert found[0].claim == 'It rains, or "snows"'


def test_a_comma_before_three_digits_groups_thousands_or_is_refused_with_its_line() -> None:
    (rain,) = read(written('Rain,It rains,2026-05-01,"1 in 10,000",,,'))
    assert rain.credence == Decimal("0.01")
    said = refused(written('Rain,It rains,2026-05-01,"1,250",,,'))
    assert (
        said == "f.csv, line 2: `credence`: Is the comma in 1,250 a decimal mark? Then it is 1.25%."
    )


def test_times_are_kept_in_utc_and_their_day_is_the_sites() -> None:
    take(
        "W,It rains,2026-03-01T23:30:00+00:00,60,,,",
        "W,It rains,2026-02-01 08:00,50,,,",
        "W,It rains,2026-01-05T10:00:00.25-05:00,40,,,",
    )
    found = list_points([belief().id], reader=AUTHOR)[belief().id]
    assert [(p.held_at, p.held_on.isoformat()) for p in found] == [
        ("2026-01-05T15:00:00.250000+00:00", "2026-01-06"),
        ("2026-01-31T19:00:00+00:00", "2026-02-01"),
        ("2026-03-01T23:30:00+00:00", "2026-03-02"),
    ]


def test_a_day_comes_before_every_moment_of_it() -> None:
    take("W,It rains,2026-03-01T00:10+13:00,60,,,", "W,It rains,2026-03-01,50,,,")
    assert belief().credence == 60
    assert [point[1] for point in points(belief())] == [50, 60]


def test_a_resolved_claim_is_left_with_its_day_and_later_numbers_are_kept() -> None:
    take(
        "W,It rains,2026-01-01,60,2026-02-01,TRUE,",
        "W,It rains,2026-03-01,99,,,Seen",
        "W,It snows,2026-01-01,1,2026-02-01T00:30Z,false,",
    )
    assert (belief().outcome, belief().ended_on, belief().credence) == (
        "true",
        "2026-02-01",
        Decimal(99),
    )
    snow = belief("It snows")
    assert (snow.outcome, snow.ended_on) == ("false", "2026-02-01T13:30:00+13:00")


@pytest.mark.parametrize("resolved", ["2026-03-01,false", "2026-03-02,true"])
def test_what_the_atlas_says_of_a_resolution_is_not_changed_unseen(resolved: str) -> None:
    take("W,It rains,2026-01-01,60,2026-03-01,true,")
    said = refused(written(f"W,It rains,2026-01-02,70,{resolved},"))
    assert "line 2: The atlas says of this claim: resolved true, 1 Mar 2026." in said


def test_a_day_and_a_time_of_that_day_are_one_resolution() -> None:
    take("W,It rains,2026-01-01,60,2026-03-01T10:00+13:00,true,")
    loaded = take("W,It rains,2026-01-02,70,2026-03-01,true,")
    assert (loaded.added, belief().ended_on) == (1, "2026-03-01T10:00:00+13:00")


def test_the_report_says_that_a_belief_resolved_that_was_there() -> None:
    take("W,It rains,2026-01-01,60,,,")
    row = "W,It rains,2026-01-01,60,2026-03-01,true,"
    said = [take(row).sentence() for _ in range(2)]
    known = "1 forecast read, of 1 belief: 0 added, 1 known already"
    assert said == [f"{known}, 1 known belief resolved.", f"{known}."]


def test_the_same_file_again_adds_nothing_twice() -> None:
    rows = (
        "W,It rains,2026-01-01,60,2026-04-01,true,Why",
        "W,It rains,2026-01-01,60,,,Said twice",
        "W,It rains,2026-02-01T10:00Z,60,,,",
        "W,It rains,2026-03-01,70,,,",
    )
    first = take(*rows)
    assert (first.added, len(first.beliefs)) == (3, 1)
    assert first.sentence() == "4 forecasts read, of 1 belief: 3 added, 1 known already."
    before = counted()
    again = take(*rows)
    assert (counted(), again.change, again.added) == (before, None, 0)
    more = take(*rows, "W,It rains,2026-03-02,75,,,")
    assert (more.added, belief().credence, len(points(belief()))) == (1, Decimal(75), 4)


def test_an_older_history_leaves_todays_number_alone() -> None:
    topic = ada.topic("W")
    item = ada.add(topic, "beliefs", claim="It rains", credence=Decimal(33), why="").item
    take("W,It rains,2025-01-01,60,,,", "W,It rains,2025-02-01,70,,,")
    assert item.credence == 33
    assert [point[1] for point in points(item)] == [60, 70, 33]


def test_a_number_that_moves_takes_off_a_range_that_does_not_hold_it() -> None:
    take("W,It rains,2025-01-01,60,,,")
    ada.save(belief().topic, "beliefs", belief(), range="50-70")
    take("W,It rains,2026-11-20T11:00Z,90,,,")
    assert (belief().credence, belief().range) == (Decimal(90), "")


def test_a_number_that_moves_within_a_range_leaves_it() -> None:
    take("W,It rains,2025-01-01,60,,,")
    ada.save(belief().topic, "beliefs", belief(), range="50-70")
    take("W,It rains,2026-11-20T11:00Z,70,,,")
    assert (belief().credence, belief().range) == (Decimal(70), "50-70")


def test_one_undo_takes_all_of_it_back_and_another_gives_it_again() -> None:
    topic = ada.topic("W")
    item = ada.add(topic, "beliefs", claim="It rains", credence=None, why="").item
    take("W,It rains,2025-01-01,60,,,", "W,It rains,2025-02-01,70,,,", "V,Else,2025-01-01,5,,,")
    assert (item.credence, len(points(item))) == (70, 2)
    undo(newest())
    assert (item.credence, points(item), belief("Else").deleted_at is None) == (None, [], False)
    assert db.session.scalars(select(Topic).where(Topic.deleted_at.is_(None))).all() == [topic]
    undo(newest())
    assert (item.credence, len(points(item)), belief("Else").deleted_at) == (70, 2, None)


def undo(change: Change) -> None:
    with ada.saving() as by:
        undo_change(change, by)


def test_what_was_undone_can_be_imported_again() -> None:
    rows = ("W,It rains,2025-01-01,60,,,", "W,It rains,2025-02-01,70,,,")
    topic = ada.topic("W")
    item = ada.add(topic, "beliefs", claim="It rains", credence=None, why="").item
    take(*rows)
    undo(newest())
    assert take(*rows).added == 2
    assert [point[1] for point in points(item)] == [60, 70]


ROW = "W,It rains,2026-01-01,60,,,"
BAD = {
    "W,It rains,2026-11-22,60,,,": "line 3: `at`: 2026-11-22 is in the future.",
    "W,It rains,2026-11-20T12:01Z,60,,,": "`at`: 2026-11-20T12:01Z is in the future.",
    "W,It rains,9999-12-31T23:59-14:00,60,,,": "`at`: I cannot read",
    "W,It rains,0001-01-01,60,,,": "`at`: the year has to be 1000 or later.",
    "W,It rains,soon,60,,,": "`at`: I cannot read “soon”. Write a date or time such as",
    "W,It rains,2026-02-30,60,,,": "`at`: I cannot read “2026-02-30”.",
    "W,It rains,2026-13,60,,,": "`at`: I cannot read “2026-13”.",
    "W,It rains,2026-12,60,,,": "`at`: 2026-12 is in the future.",
    "W,It rains,,60,,,": "`at` is empty.",
    ",It rains,2026-01-01,60,,,": "`topic` is empty.",
    "W, ,2026-01-01,60,,,": "`claim` is empty.",
    "W,<a claim>,2026-01-01,60,,,": "`claim` is a placeholder",
    "W,It rains,2026-01-01,,,,": "`credence` is empty.",
    "W,It rains,2026-01-01,XX,,,": "`credence` is empty.",
    "W,It rains,2026-01-01,101,,,": "`credence`: A credence lies between 0 and 100 per cent",
    "W,It rains,2026-01-01,-1,,,": "`credence`: A credence lies between 0 and 100 per cent",
    "W,It rains,2026-01-01,likely,,,": "`credence`: Write a number from 0 to 100",
    "W,It rains,2026-01-01,nan,,,": "`credence`: Write a number from 0 to 100",
    "W,It rains,2026-01-01,33.3333333,,,": "`credence`: A credence has at most six decimal",
    "W,It rains,2026-01-01,60,2027-01-01,true,": "`resolved`: 2027-01-01 is in the future.",
    "W,It rains,2026-01-01,60,2026-02-01,yes,": "`outcome` is true, false or empty.",
    "W,It snows,2026-01-01,60,,true,": "`outcome` is given and `resolved` is not",
    "W,It snows,2026-01-01,60,2026-02-01,,": "`resolved` is given and `outcome` is not",
    "W,It rains,2026-01-01,60,,": "The first line names 7 columns, and this one has 6.",
    "W,It rains,2026-01-01,60,,,,": "The first line names 7 columns, and this one has 8.",
    'W,"It rains,2026-01-01,60,,,': "This is no line of a CSV file: unexpected end of data.",
    'W,"It" rains,2026-01-01,60,,,': "This is no line of a CSV file",
    f"W,{'x' * 2001},2026-01-01,60,,,": "`claim` is too long: 2,001 of 2,000 characters.",
    f"{'x' * 2001},C,2026-01-01,60,,,": "`topic` is too long: 2,001 of 2,000 characters.",
    "[[V]],C,2026-01-01,60,,,": "A title cannot hold [[ or ]]",
    "W,<Claim about>x,2026-01-01,60,,,": "“<Claim about>” is left over from an empty slot",
    "W,It rains,2026-01-01,60,,,Why <reason> it": "is left over from an empty slot",
    "W,It rains,20260101,60,,,": "`at`: I cannot read “20260101”.",
    "W,It rains,2026-W20-1,60,,,": "`at`: I cannot read “2026-W20-1”.",
    "W,It rains,2026-01-01,0.7\u00b2,,,": "`credence`: Write a number from 0 to 100",
    "\u200b\u2800,C,2026-01-01,60,,,": "`topic` is empty.",
    "W,\u200b,2026-01-01,60,,,": "`claim` is empty.",
    "W,&nbsp;,2026-01-01,60,,,": "`claim` is empty.",
}


@pytest.mark.parametrize("row", BAD, ids=range(len(BAD)))
def test_a_bad_line_is_named_and_nothing_is_written(row: str) -> None:
    said = refused(written(ROW, row))
    assert said.startswith("f.csv, line 3: ")
    assert BAD[row] in said


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("W,It rains,2026-01-02,60,2026-02-01,false,", "`outcome`: another line about this claim"),
        ("W,It rains,2026-01-02,60,2026-02-02,true,", "`resolved`: another line about this claim"),
    ],
)
def test_lines_that_contradict_each_other_are_refused(other: str, said: str) -> None:
    told = refused(written("W,It rains,2026-01-01,60,2026-02-01,true,", ROW, other))
    assert told.startswith("f.csv, line 4: ")
    assert said in told


FILES = {
    b"": "line 1: The file is empty.",
    b" \n\n": "line 1: The file is empty.",
    b"\xef\xbb\xbf": "line 1: The",
    written(): "line 1: There is no forecast below the names of the columns.",
    HEADER.replace(",credence", "").encode(): "line 1: The column `credence` is missing.",
    (HEADER + ",at\n").encode(): "line 1: The column `at` stands twice.",
    HEADER.replace(",", ";").encode(): "line 1: The columns are separated by semicolons: save",
    HEADER.replace(",", "\t").encode(): "line 1: The columns are separated by tabs: save",
    written(ROW, "Caf\u00e9").decode().encode("latin-1"): "line 3: The file is not UTF-8 text",
    HEADER.encode("utf-16"): "line 1: The file is text in UTF-16: save it as UTF-8.",
    b"\x00\x01\x02": "line 1: The column `topic` is missing.",
    b"x" * 200_000: "line 1: This is no line of a CSV file: field larger than",
}


@pytest.mark.parametrize("source", FILES, ids=range(len(FILES)))
def test_a_file_that_is_none_is_refused_with_a_sentence(source: bytes) -> None:
    assert refused(source).startswith(f"f.csv, {FILES[source]}")


def test_a_region_that_was_deleted_is_not_filled_behind_its_back() -> None:
    topic = ada.topic("W")
    with ada.saving() as by:
        delete_topic(topic, by)
    assert "The region “W” was deleted; /atlas/w offers to restore it." in refused(written(ROW))


def test_a_large_history_is_loaded_in_few_statements(app: Flask, tmp_path: Path) -> None:
    """2,000 lines over 20 beliefs; the benchmark takes ten times as many."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for number in range(2_000):
        day = date(2020, 1, 1) + timedelta(days=number)
        rows.writerow(["W", f"Claim {number % 20}", day, number % 101, "", "", ""])
    file = tmp_path / "many.csv"
    file.write_text(out.getvalue())
    db.session.rollback()
    with counting() as statements:
        result = app.test_cli_runner().invoke(args=["import", "--forecasts", str(file)])
    told, *notes = result.stdout.splitlines()
    assert told == "2,000 forecasts read, of 20 beliefs: 2,000 added, 0 known already."
    assert notes == ["  The new region “W” is public."]
    assert len(statements) < 200
    assert counted() == 2_000 + 1


def test_the_command_says_what_it_did_not_read(run: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text(f"{HEADER},mood\n{ROW},good\n")
    assert "  not read: mood\n" in run("import", "--forecasts", str(file))
    assert belief().credence == 60


def test_the_command_names_a_bad_line(run: Callable[..., str], tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text(f"{HEADER}\n{ROW}\nW,C,2026-01-01,160,,,\n")
    assert run("import", "--forecasts", str(file)).startswith(f"Error: {file}, line 3: `credence`")
    assert "No such file" in run("import", "--forecasts", str(tmp_path / "none.csv"))
    assert "one after the other" in run("import", "--forecasts", str(file), "page.md")
    assert counted() == 0


@pytest.fixture
def run(app: Flask) -> Callable[..., str]:
    def run_command(*words: str) -> str:
        db.session.rollback()
        return app.test_cli_runner().invoke(args=words).output

    return run_command


def bare(*numbers: str) -> bytes:
    return written(*(f"W,It rains,2026-01-0{n},{number},,," for n, number in enumerate(numbers, 1)))


@pytest.mark.parametrize(
    "numbers",
    [
        *[("0.7", "0.85"), ("1", "0.2"), ("0", "0.5"), ("~0,7",), ("1",)],
        *[
            ("about 0.7",),
            ("About 0.7",),
            ("\u22480.6", "0.7"),
            ("\u2248 0.55",),
            ("ca. 0.5",),
            ("+.7",),
        ],
    ],
)
def test_numbers_that_may_be_probabilities_are_asked_about(numbers: tuple[str, ...]) -> None:
    quoted = tuple(f'"{number}"' for number in numbers)
    said = refused(bare(*quoted))
    assert "all numbers here without % lie between 0 and 1" in said
    assert "`--scale probability`" in said
    assert "`--scale percent`" in said


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        (("0.7%", "70"), ["0.7", "70"]),
        (("0.7%", "1%"), ["0.7", "1"]),
        (("7/10", "1 in 200"), ["70", "0.5"]),
        (("0", "0"), ["0", "0"]),
    ],
)
def test_numbers_that_say_what_they_are_are_not_asked_about(
    numbers: tuple[str, ...], found: list[str]
) -> None:
    assert [row.credence for row in read(bare(*numbers))] == [Decimal(number) for number in found]


@pytest.mark.parametrize("numbers", [("0.7", "70"), ("12.5", "0.5"), ("30", ".4")])
def test_a_number_below_one_among_others_above_it_is_asked_about(numbers: tuple[str, ...]) -> None:
    said = refused(bare(*numbers))
    assert "below 1" in said
    assert "`--scale percent`" in said


@pytest.mark.parametrize(
    ("scale", "found"), [("percent", ["0.7", "1", "5"]), ("probability", ["70", "100", "5"])]
)
def test_the_scale_can_be_said(scale: Scale, found: list[str]) -> None:
    rows = read_forecasts("f.csv", bare("0.7", "1", "5%"), CLOCK, scale)[0]
    assert [row.credence for row in rows] == [Decimal(number) for number in found]


@pytest.mark.parametrize(
    "number", ["about 0.7", "\u22480.7", "\u2248 0.7", "~0.7", "circa 0.7", "~+.7"]
)
def test_the_scale_holds_for_a_number_that_says_it_is_approximate(number: str) -> None:
    rows = read_forecasts("f.csv", bare(number), CLOCK, "probability")[0]
    assert [row.credence for row in rows] == [70]
    with pytest.raises(DocumentError, match="between 0 and 1, not about 70"):
        read_forecasts("f.csv", bare("about 70"), CLOCK, "probability")


def test_a_probability_above_one_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError, match=r"line 3: .*between 0 and 1, not 70"):
        read_forecasts("f.csv", bare("0.7", "70"), CLOCK, "probability")


def test_the_command_takes_a_scale_for_forecasts_alone(
    run: Callable[..., str], tmp_path: Path
) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes(bare("0.7"))
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n## Current beliefs\n")
    assert "--scale is for forecasts" in run("import", "--scale", "percent", str(page))
    assert "between 0 and 1" in run("import", "--forecasts", str(file))
    run("import", "--forecasts", str(file), "--scale", "probability")
    assert belief().credence == 70


SECRETS = [
    ("visability", "private"),
    ("Visible to", "me"),
    ("private", "true"),
    ("isPrivate", "TRUE"),
    ("public", "no"),
    ("tags", "private"),
    ("", "private"),
    ("draft", ""),
    ("status", "draft"),
    ("status", "private"),
    ("Status", "Draft"),
    ("area", "Private"),
    ("stage", "wip"),
    ("audience", "me"),
    ("audience", "team"),
    ("readers", "none"),
    ("who may see", "nobody"),
    ("lock", "yes"),
    ("live", "no"),
    ("security", "tlp-red"),
    ("publishDate", "2031-01-01"),
    ("expires", "2027-01-01"),
]


@pytest.mark.parametrize(("column", "cell"), SECRETS)
def test_a_column_that_may_keep_a_region_private_is_refused(column: str, cell: str) -> None:
    said = refused(f"topic,claim,at,credence,{column}\nW,It rains,2026-01-01,40,{cell}\n".encode())
    assert said.startswith("f.csv, line 2: ")
    assert "Call the column `visibility`" in said


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("private", "false"),
        ("note", "so"),
        ("published", "2026-01-01"),
        ("status", "open"),
        ("title", "hidden markov models"),
        ("audience", "everyone"),
        ("lock", "no"),
        ("live", "yes"),
        ("see also", "a paper"),
        ("close date", "2031-01-01"),
    ],
)
def test_another_column_is_only_named(column: str, cell: str) -> None:
    source = f"topic,claim,at,credence,{column}\nPrivate labs,Public,2026-01-01,40,{cell}\n"
    found, ignored = read_forecasts("f.csv", source.encode(), CLOCK)
    assert (len(found), ignored) == (1, [column])


def test_a_row_that_says_who_may_see_it_may_have_a_status() -> None:
    source = b"topic,claim,at,credence,visibility,status\nW,It rains,2026-01-01,40,public,draft\n"
    found, ignored = read_forecasts("f.csv", source, CLOCK)
    assert (found[0].visibility, ignored) == ("public", ["status"])


def test_words_in_a_column_without_a_name_are_named() -> None:
    source = b"topic,claim,at,credence,,\nW,It rains,2026-01-01,40,,words\n"
    assert read_forecasts("f.csv", source, CLOCK)[1] == ["column 6"]


@pytest.mark.parametrize(
    "rows",
    [
        ("W,It rains,2026-01-01,12,,,", "W,it rains,2026-01-01,15,,,"),
        ("W,It rains,2026-01-01T10:00Z,12,,,", "w,It rains,2026-01-01T11:00+01:00,15,,,"),
    ],
)
def test_two_numbers_of_one_moment_are_refused(rows: tuple[str, str]) -> None:
    said = refused(written(*rows))
    assert said.startswith("f.csv, line 3: `credence`: for this moment 12% is known already")


def test_another_number_than_the_atlas_has_of_a_moment_is_refused() -> None:
    take("W,It rains,2026-01-01,12,,,")
    said = refused(written("W,It rains,2026-02-01,20,,,", "W,It rains,2026-01-01,77,,,"))
    assert said.startswith("f.csv, line 3: `credence`: for this moment 12% is known already")


def test_a_second_reason_for_a_point_is_named(run: Callable[..., str], tmp_path: Path) -> None:
    loaded = take("W,It rains,2026-01-01,12,,,First", "W,It rains,2026-01-01,12,,,Second")
    assert loaded.unread == ["line 3: `reason` “Second”"]
    assert points(belief()) == [("2026-01-01", Decimal(12), "First")]
    file = tmp_path / "f.csv"
    file.write_bytes(written("W,It rains,2026-01-01,12,,,Third", "W,It rains,2026-01-01,12,,,"))
    said = run("import", "--forecasts", str(file))
    assert "0 added, 2 known already" in said
    assert "line 2: `reason` “Third”" in said


@pytest.mark.parametrize("blank", [",,,,,,", " , ,,", "", ",", "\t"])
def test_rows_that_hold_nothing_are_no_error(blank: str) -> None:
    source = "\n".join([blank, HEADER, blank, ROW, blank, blank]).encode()
    assert len(read(b"\xef\xbb\xbf" + source)) == 1

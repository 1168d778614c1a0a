"""Works whose titles differ in signs are two works, and an import says that they may be one."""

import pytest
from flask import Flask

from tests.exchange.test_importing import atlas
from tests.exchange.test_one_title import TODAY, read, works
from tests.exchange.test_own_table import add_readings, stored, take, written
from wiki.db import db
from wiki.exchange.library.importing import import_works
from wiki.exchange.library.report import LibraryReport
from wiki.exchange.library.title_keys import title_key
from wiki.journal import Signature

RIS = "TY  - BOOK\nTI  - {}\nAU  - Lee, Ann\nPY  - 2020\nER  - \n"
BIB = "@book{{k, title = {{{}}}, author = {{Lee, Ann}}, year = 2020}}"
HIGHLIGHTS = "Highlight,Book Title,Book Author,URL,Highlighted at\n"
TITLES = ["C++ in depth", "C# in depth"]


def taken(app: Flask, *files: str) -> tuple[LibraryReport, dict[str, int]]:
    """Import files; return the report on the last one, and the number of quotes by title."""
    with app.app_context():
        for text in files:
            report = import_works(read(text), Signature(None, TODAY), publish=True)
        quotes = {row.title: len(row.quotes) for row in stored()}
        db.session.rollback()
    return report, quotes


def test_titles_that_differ_in_signs_are_two_works_and_the_report_says_so(app: Flask) -> None:
    report, quotes = taken(app, "".join(map(RIS.format, TITLES)))
    assert [row.outcome for row in report.rows] == ["new", "new"]
    assert list(quotes) == TITLES
    said = "“C++ in depth” has nearly the same title: they may be one work."
    assert [row.reason for row in report.rows] == ["", said]
    assert any(said in line for line in report.lines())


def test_a_title_that_differs_in_signs_from_one_in_the_atlas_is_new(app: Flask) -> None:
    report, _ = taken(app, RIS.format("Gödel"), RIS.format("Godel") + RIS.format("GÖDEL"))
    assert [row.outcome for row in report.rows] == ["new", "known"]
    assert report.rows[0].reason.startswith("“Gödel” has nearly the same title")


def test_works_that_their_year_or_author_tells_apart_are_not_said_to_be_one(app: Flask) -> None:
    other = RIS.format("C#").replace("2020", "2021")
    report, _ = taken(app, RIS.format("C++") + other)
    assert [row.reason for row in report.rows] == ["", ""]


def test_titles_of_signs_alone_are_not_nearly_the_same(app: Flask) -> None:
    report, _ = taken(app, RIS.format("???") + RIS.format("!!!"))
    assert [(row.outcome, row.reason) for row in report.rows] == [("new", "")] * 2


def test_highlights_stay_with_the_title_that_they_were_made_in(app: Flask) -> None:
    rows = "A,C++,Ann Lee,,2026-01-02\nB,C#,Ann Lee,,2026-02-02\nD,C#,Ann Lee,,2026-02-03\n"
    assert [work.title for work in works(HIGHLIGHTS + rows)] == ["C++", "C#"]
    _, quotes = taken(app, HIGHLIGHTS + rows)
    assert quotes == {"C++": 1, "C#": 2}


@pytest.mark.parametrize(
    "title",
    [
        "{C++} in {D}epth",
        "C++ in depth.",
        "c++ IN  depth",
        "C++ in\u00a0depth",
        r"{\em C++} in depth",
    ],
)
def test_braces_case_spaces_and_a_full_stop_make_no_other_work(app: Flask, title: str) -> None:
    report, quotes = taken(app, RIS.format("C++ in depth"), BIB.format(title))
    assert [row.outcome for row in report.rows] == ["changed"]  # by the citation key
    assert list(quotes) == ["C++ in depth"]


def test_quotes_and_dashes_of_any_kind_are_one_title() -> None:
    assert title_key("“Don’t” – a plea") == title_key('"Don\'t" - a plea')
    assert title_key("e\u0301tude") == title_key("Étude")
    assert title_key(r"Tom \& Jerry") == title_key("Tom & Jerry")
    assert title_key("*Nature* of code") == title_key("Nature of code")
    assert title_key("x") != title_key("— x")
    assert title_key(".") == "."


def test_the_table_of_an_atlas_makes_as_many_readings_as_it_has() -> None:
    titles = ["1984: a novel", "1984, a novel", "x", "— x", "=1+1", "'=1+1", "-x", "'-x", "@a"]
    with atlas():
        add_readings(*({"title": title} for title in titles))
        table = written()
        assert {row.outcome for row in take(table).rows} == {"known"}
    with atlas():
        assert {row.outcome for row in take(table).rows} == {"new"}
        assert [row.title for row in stored()] == titles

"""What is written into a CSV file runs in no spreadsheet, and comes back as it was."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.exchange.cells import guarded, unguarded, write_csv

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0-x", "\tx"]
FORMULAS += [
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "\u200b=1",
    "\ufeff=1",
    "\u3000\uff1d1",
    "-",
    "=",
    "+1",
    "'=1",
]
FORMULAS += ["-0.5x", "-1e5", "--1", "-½", " -1", "-1\n", "''@x", "- a list", "-\u0661"]
HARMLESS = [
    "",
    "It rains",
    "70",
    "-0.5",
    "-12",
    "1 = 1",
    "a@b",
    "a-b",
    "'quoted'",
    "2026-05-01",
    " a",
    "a; b",
    "a;'b'",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_begins_as_a_formula_is_marked_as_text(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_and_numbers_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (";=1+1", ";'=1+1"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a; @x", "a;' @x"),
        ("a;-0.5", "a;'-0.5"),
        ("=1;+2;'-3", "'=1;'+2;''-3"),
        (";;=1", ";;'=1"),
        (';"=1', ";'\"=1"),
    ],
)
def test_what_would_be_a_formula_after_a_semicolon_is_marked_there(text: str, written: str) -> None:
    assert guarded(text) == written
    assert unguarded(written) == text


def test_no_cell_that_a_semicolon_begins_is_a_formula() -> None:
    written = write_csv(["a", "b"], [["Yes", 'He said ";=1+1;"'], ["x;=2", 'a,b;"\uff1d3']])
    rows = csv.reader(io.StringIO(written, newline=""), delimiter=";")
    assert not [cell for row in rows for cell in row if cell.strip()[:1] in {"=", "\uff1d"}]


@given(st.text(st.sampled_from("'=-+@ \t\n0.5a;\uff1d")))
def test_what_was_written_is_read_again_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_numbers_of_ours_are_numbers_in_the_file() -> None:
    written = write_csv(["a", "b"], [[Decimal("-0.5"), -3], ["-0.25", "=x"]])
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows == [["a", "b"], ["-0.5", "-3"], ["-0.25", "'=x"]]

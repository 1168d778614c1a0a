"""When two titles are one name, and how titles stand in a list."""

from random import Random

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.same_names import OTHER, SAME
from tests.writers import inside
from wiki.db import db
from wiki.naming import is_seen, name_key, sort_key

IN_ORDER = [
    "10 questions",
    "a 9",
    "A 10",
    "Alignment",
    "Éclair",
    "eclairs",
    "Économie",
    "Élan",
    "eland",
    "Łódź",
    "Lodz 2",
    "Øre",
    "Oslo",
    "The map",
    "Zürich",
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_ways_to_type_one_name_are_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_name_has_something_that_can_be_seen() -> None:
    for unseen in "\u200b\u2060\u00ad\u061c\u2066\u3164\u2800\ufe0f\u0300\u2063\u00a0":
        assert not is_seen(f" {unseen} ")
        assert is_seen(f"a{unseen}")
    assert is_seen("\u2764\ufe0f")


@given(st.text(max_size=60))
def test_the_key_of_a_key_is_itself_and_no_name_is_lost(title: str) -> None:
    assert name_key(name_key(title)) == name_key(title)
    assert bool(name_key(title)) == bool(title.strip() or not title.isascii())


def test_titles_stand_as_people_sort_them() -> None:
    mixed = IN_ORDER[:]
    Random(1).shuffle(mixed)
    assert sorted(mixed, key=sort_key) == IN_ORDER


def test_titles_that_differ_in_case_alone_have_one_order() -> None:
    assert sorted(["map", "Map"], key=sort_key) == sorted(["Map", "map"], key=sort_key)


def test_the_database_sorts_and_compares_as_the_code_does(app: Flask) -> None:
    with inside(app):
        for title in [*IN_ORDER, *(one for pair in SAME + OTHER for one in pair)]:
            row = db.session.execute(text("SELECT name_key(:t), sort_key(:t)"), {"t": title}).one()
            assert tuple(row) == (name_key(title), sort_key(title))
        assert db.session.scalar(text("SELECT sort_key(NULL)")) is None

"""Titles in CSL-JSON: pairs of tags are markup, all else is text, and our own come back."""

import json
from collections.abc import Iterator
from datetime import UTC, date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.exchange.test_importing import atlas
from tests.exchange.test_own_table import add_readings, stored
from wiki.exchange.csl import write_csl
from wiki.exchange.library.importing import import_works
from wiki.exchange.library.reading import read_works
from wiki.exchange.reference import Reference
from wiki.journal import Signature
from wiki.queries.citing import words_of
from wiki.text import plain
from wiki.text.csl_text import JOINER, read_marked, write_plain

TODAY = date(2026, 11, 20)
TITLES = [
    "When to use <i> or <em>",
    "The <b> element in HTML",
    "x<sub> y",
    "H<sub>2</sub>O",
    'A &amp; B <span class="x">z</span>',
    "<i></i> and <B> </B> are empty",
    "Q&A; R&D &lt;",
]
PIECES = ["<i>", "</i>", "<B>", "</b>", '<span class="x">', "</span>", "<", "&", "&lt;", "&#38;"]


@pytest.fixture(autouse=True)
def _empty_atlas() -> Iterator[None]:
    with atlas():
        yield


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A <i>b</i> <span class='nocase'>C</span>", "A b C"),
        ("<I>x <b>y</b></I> &amp; z", "x y & z"),
        ("The <b> element", "The <b> element"),
        ("</i>turned<i>", "</i>turned<i>"),
        ("<i>one</i> <i> two", "one <i> two"),
        ("AT&T &copy 2020", "AT&T &copy 2020"),
        ("&lt;i&gt;x&lt;/i&gt;", "<i>x</i>"),
    ],
)
def test_pairs_around_something_are_markup(text: str, words: str) -> None:
    assert read_marked(text) == words


@pytest.mark.parametrize("title", TITLES[:3])
def test_a_tag_without_a_partner_is_written_as_it_is(title: str) -> None:
    assert write_plain(title) == title


@given(st.lists(st.sampled_from([*PIECES, JOINER, "i>", "x", " "]), max_size=12).map("".join))
@example(f"<{JOINER}i>x</i>")
def test_words_come_back(words: str) -> None:
    written = write_plain(words)
    assert read_marked(written) == words
    assert written.replace(JOINER, "") == words.replace(JOINER, "")


def test_many_tags_are_read_at_once() -> None:
    many = "<i>" * 100_000 + "x" + "</i>" * 100_000
    assert read_marked(many) == "x"


def test_the_atlas_that_wrote_the_titles_finds_them_again() -> None:
    add_readings(*({"title": title} for title in TITLES))
    titles = [words_of(row.title, plain) for row in stored()]
    references = [
        Reference(key=f"k-{n}", kind="document", title=title, authors=())
        for n, title in enumerate(titles)
    ]
    text = write_csl(references)
    assert all(isinstance(item["title"], str) for item in json.loads(text))
    read = read_works(text.encode(), today=TODAY, zone=UTC)
    report = import_works(read, Signature(None, TODAY))
    assert [row for row in report.rows if row.outcome == "new"] == []
    assert [words_of(work.title, plain) for work in read.works] == titles

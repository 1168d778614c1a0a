"""The table that an atlas writes of its readings, read by another atlas and by the same one."""

import csv
from datetime import UTC, date
from html import unescape
from io import StringIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.exchange.test_importing import atlas
from tests.new_pages import create_topic
from tests.writers import reread
from wiki.db import db
from wiki.exchange.library.importing import import_works
from wiki.exchange.library.reading import read_works
from wiki.exchange.library.report import LibraryReport
from wiki.exchange.reading_table import write_readings
from wiki.forms.quotes import has_words, make_quote
from wiki.journal import Signature, record
from wiki.models import DRAFT, PRIVATE, PUBLIC, PUBLISHED, Reading, Topic
from wiki.queries.citing import words_of
from wiki.sections import reading
from wiki.services import shared
from wiki.text import clean_line, clean_text, is_seen, plain, slugify
from wiki.visibility import AUTHOR

TODAY = date(2026, 11, 20)
BY = Signature(None, TODAY)
HEAD = "title,url,authors,published_on,read_on,takeaway,topics,citation_key,quotes,state\r\n"
Values = dict[str, Any]


def add_regions(*titles: str, visibility: str = PUBLIC) -> None:
    for title in titles:
        create_topic({"title": title, "visibility": visibility}, BY)


def add_readings(*rows: Values) -> None:
    with record(BY) as entry:
        for row in rows:
            shared.create(entry, reading.SECTION, None, {"state": PUBLISHED, "title": "T"} | row)
    db.session.commit()


def written() -> str:
    return write_readings(stored(), reader=AUTHOR)


def stored() -> list[Reading]:
    query = db.select(Reading).where(Reading.deleted_at.is_(None)).order_by(Reading.id)
    return [reread(row) for row in db.session.scalars(query)]


def take(text: str, *, publish: bool = True) -> LibraryReport:
    read = read_works(text.encode(), today=TODAY, zone=UTC)
    report = import_works(read, BY, publish=publish)
    db.session.commit()
    return report


def moved(*rows: Values, regions: tuple[str, ...] = ()) -> tuple[str, list[Reading]]:
    """The table of an atlas with some readings, and what another atlas has of it."""
    with atlas():
        add_regions(*dict.fromkeys(name for row in rows for name in row.get("topics", ())))
        add_readings(*rows)
        text = written()
    with atlas():
        add_regions(*regions)
        assert take(text).counts["refused"] == 0
        return text, stored()


QUOTES = [
    make_quote("One line.\n\nTwo > lines", page="12", note="Mine:\n\npage: 3"),
    make_quote("", note="public"),
    make_quote("Seen by all", public=True),
    make_quote("=1+1; @x", note="- a list"),
]


def test_quotes_and_regions_come_back_as_they_were() -> None:
    row = {"quotes": QUOTES, "topics": ["Chips", "Norms"], "takeaway": "    code\nand words"}
    text, (found,) = moved(row, regions=("Norms",))
    assert "Seen by all" in text
    assert found.quotes[1:-1] == QUOTES
    assert found.quotes[0] == make_quote("", note="    code\nand words")
    assert found.quotes[-1] == make_quote("", note="region: Chips")
    assert [topic.title for topic in reread(found).live_topics] == ["Norms"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"authors": "Ann Lee"}, {"authors": "Ann Lee; Bob Ray"}),
        ({"authors": "A. Lee"}, {"authors": "B. Lee"}),
        ({"authors": "Ann Lee"}, {"authors": ""}),
        ({"published_on": "2019-05"}, {"published_on": "2019-06"}),
        ({"published_on": "2019"}, {"published_on": ""}),
        ({"url": "https://a.example/1"}, {"url": "https://a.example/2"}),
        ({"citation_key": "a"}, {"citation_key": "b"}),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_rows_that_differ_are_two_works_and_found_again(
    one: Values, other: Values, is_turned: bool
) -> None:
    same: Values = {"title": "The report", "published_on": "2019", "authors": "Ann Lee"}
    rows = [same | one, same | other | {"quotes": [make_quote("Said")]}]
    text, found = moved(*rows)
    assert [{name: getattr(row, name) for name in one} for row in found] == [one, other]
    with atlas():
        add_readings(*rows)
        head, *lines = csv.reader(StringIO(text))
        out = StringIO()
        csv.writer(out).writerows([head, *(lines[::-1] if is_turned else lines)])
        assert take(out.getvalue()).change is None


def test_what_two_rows_of_one_work_say_differently_is_kept() -> None:
    same: Values = {"title": "Twice", "url": "https://a.example/1", "authors": "Ann Lee"}
    _, (found,) = moved(
        same | {"read_on": "2020", "takeaway": "Once"},
        same | {"read_on": "2024-05-01", "takeaway": "And again", "topics": ["Norms"]},
    )
    assert found.read_on == "2020"
    assert [quote["note"] for quote in found.quotes] == [
        "Once",
        "And again",
        "region: Norms\nread_on: 2024-05-01",
    ]


def test_the_atlas_that_wrote_the_table_takes_nothing_from_it() -> None:
    with atlas():
        add_regions("Norms")
        add_readings({"takeaway": "Words", "quotes": QUOTES, "topics": ["Norms"]})
        assert take(written()).change is None


def test_a_reading_that_only_private_regions_have_is_not_published_elsewhere() -> None:
    with atlas():
        add_regions("Open")
        add_regions("Hidden", visibility=PRIVATE)
        add_readings(
            {"title": "One", "topics": ["Hidden"]},
            {"title": "Two", "topics": ["Hidden", "Open"]},
            {"title": "Three"},
            {"title": "Four", "topics": ["Hidden"], "state": DRAFT},
        )
        text = written()
        assert take(text).change is None
    states = [row["state"] for row in csv.DictReader(StringIO(text))]
    assert states == [PRIVATE, PUBLISHED, PUBLISHED, DRAFT]
    with atlas():
        add_regions("Hidden")
        report = take(text)
        assert report.rows[0].reason == "Stays a draft: state: private."
        assert [row.state for row in stored()] == [DRAFT, PUBLISHED, PUBLISHED, DRAFT]


def test_a_quote_added_to_a_reading_is_for_the_author_alone() -> None:
    with atlas():
        add_readings({"url": "https://a.example/1"})
        text = HEAD + 'T,https://a.example/1,,,,,Norms,,"> New\npublic",published\r\n'
        assert take(text).rows[0].reason == "Adds quotes and notes."
        (found,) = stored()
        assert found.quotes == [make_quote("New"), make_quote("", note="region: Norms")]
        assert reread(found).live_topics == []


def test_columns_and_cells_that_are_not_read_are_kept_as_notes() -> None:
    head = HEAD.replace("state", "state,bears,queued").rstrip()
    text = f'{head}\r\nA,,,,,,,,"> a\nno part",secret,b-12 for,\r\nB,,,,,,,,page: 3,,,\r\n'
    with atlas():
        first, _ = take(text).rows
        assert first.reason == "Stays a draft: state: secret."
        rows = stored()
        assert rows[0].quotes == [
            make_quote("", note="> a\nno part"),
            make_quote("", note="bears: b-12 for"),
        ]
        assert rows[1].quotes == [make_quote("", note="page of a quote: 3")]
        assert [row.state for row in rows] == [DRAFT, PUBLISHED]


BARE: Values = {"title": "0", "state": PUBLISHED, "quotes": [], "topics": [], "takeaway": ""}
BARE |= dict.fromkeys(("authors", "url", "published_on", "read_on", "citation_key"), "")
LINES = st.text(max_size=30).map(clean_line)
TEXTS = st.text(st.characters() | st.sampled_from("\n >;=\"',-:"), max_size=60).map(clean_text)
A_QUOTE = st.builds(
    make_quote, TEXTS, page=LINES, note=TEXTS | st.just("public"), public=st.booleans()
).filter(has_words)
A_READING = st.fixed_dictionaries(
    {
        "title": LINES.filter(lambda title: is_seen(unescape(title))),
        "authors": LINES,
        "url": st.sampled_from(["", "https://a.example/1", "https://a.example/2?a=-1"]),
        "published_on": st.sampled_from(["", "2019", "2019-05", "2019-05-01"]),
        "read_on": st.sampled_from(["", "2020", "2020-02", "2020-02-03"]),
        "takeaway": TEXTS,
        "citation_key": st.sampled_from(["", "=a", "lee-2019"]),
        "quotes": st.lists(A_QUOTE, max_size=3),
        "state": st.sampled_from([PUBLISHED, DRAFT]),
        "topics": st.lists(st.sampled_from(["Here", "Not there", "=C++"]), unique=True),
    }
)


@example([BARE | {"takeaway": " 0"}])
@given(st.lists(A_READING, min_size=1, max_size=3))
def test_every_field_that_is_written_is_read_back(rows: list[Values]) -> None:
    made = [Reading(**row | {"topics": list(map(region, row["topics"]))}) for row in rows]
    read = read_works(write_readings(made, reader=AUTHOR).encode(), today=TODAY, zone=UTC)
    assert not read.refused
    for row, work in zip(rows, read.works, strict=True):
        for name in ("authors", "url", "published_on", "read_on", "citation_key"):
            assert getattr(work, name) == row[name]
        assert sorted(work.topics) == sorted(row["topics"])
        assert plain(work.title) == words_of(row["title"], plain)
        notes = [make_quote("", note=row["takeaway"])]
        assert work.all_quotes == [one for one in [*notes, *row["quotes"]] if has_words(one)]
        assert bool(work.hidden_reason) == (row["state"] == DRAFT)


def region(name: str) -> Topic:
    return Topic(title=name, slug=slugify(name), visibility=PUBLIC)

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wiki.dates import parse_date
from wiki.exchange.checking import checked
from wiki.exchange.document import (
    KNOWN,
    Heading,
    PageDocument,
    format_document,
    is_heading,
    parse_document,
)
from wiki.exchange.entries import DocumentEntry, read_entries, write_entry
from wiki.exchange.errors import DocumentError
from wiki.sections import SECTIONS, Section, find_section
from wiki.text import clean_line, clean_text

TODAY = date(2026, 11, 23)
MARKS = st.sampled_from(
    r"~70% ~XX% ~0,5% — —x ^b-12 ^r-3 ^n-3 ^e-1 [[x]] [[a|b]] \ \\ \~ \— \^ [ ] ( ) : :: | ' \" < > , "
    r"• * ` ! & @ { } % # ## - + 7 1984 2026-05-01 2026 no ~ null <why>. <date> a word é ü 日本 🦔 "
    r"topics: effect: why: slug: body:| Why it matters: why it matters: --- https://x.org/(a)".split()
    + [" ", "  ", " — ", " ^t-3", "Why it matters:", "\u0301", "\u00a0"]
)
LINES = st.lists(MARKS | st.text(max_size=4), min_size=1, max_size=8).map(
    lambda parts: clean_line("".join(parts))
)
ROWS = LINES | st.sampled_from(
    ["", "## Current beliefs", "\\## x", "\\\\##  y", "##", "---", "    code", "\tcode", "  - item"]
    + ["# Title", "  topics: x", "title: x", "```", "|", "> said  ", "- [[x]] — why ^n-3"]
)
PROSE = LINES | st.lists(ROWS, max_size=6).map(lambda rows: clean_text("\n".join(rows)))
DATES = st.sampled_from(["", "2019", "2026-05", "2026-05-01", "1999-12-31"])
URLS = st.sampled_from(
    ["", "https://x.org/a_(b)", "http://x.org/?q=[1]&p=~70%", "https://x.org/—", "http://x.org/^r-3"]
    + ["https://x.org/)(", "http://[::1]/", "https://x.org/|:"]
)
CREDENCES = st.none() | st.decimals(0, 100, places=6) | st.sampled_from([Decimal(0), Decimal(100)])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "body": PROSE,
    "takeaway": PROSE,
    "credence": CREDENCES.map(lambda value: "" if value is None else format(value, "f")),
    "read_on": DATES,
    "published_on": DATES,
    "url": URLS,
    "slug": st.sampled_from(["", "a-b", "2026"]),
    "kind": st.sampled_from(["related", "part of", "has part", "supports", "in tension with"]),
    "region": LINES.map(lambda title: title.replace("[[", "[").replace("]]", "]")),
}


def entry(text: str, section: str = "beliefs") -> DocumentEntry:
    (found,) = entries(text, section)
    return found


def entries(text: str, section: str = "beliefs") -> list[DocumentEntry]:
    kind = find_section(section)
    assert kind is not None
    return read_entries(kind, enumerate(text.split("\n"), 1), today=TODAY)


def page(body: str = "", head: str = "title: A page") -> PageDocument:
    return parse_document(f"---\n{head}\n---\n{body}", today=TODAY)


@st.composite
def any_entry(draw: st.DrawFn, section: Section) -> DocumentEntry:
    typed = {name: draw(FIELDS.get(name, LINES)) for name in section.fields}
    if section.kind == "essay" and typed["url"]:
        typed["body"] = ""
    if "topics" in typed:
        names = draw(st.lists(LINES, max_size=3))
        typed["topics"] = ",".join(names)
    try:
        values = checked(section, typed, line=1, today=TODAY)
    except DocumentError:
        assume(False)
        raise
    return DocumentEntry(values, draw(st.none() | st.integers(1, 999_999_999)))


@st.composite
def any_page(draw: st.DrawFn) -> PageDocument:
    sections = {}
    for section in SECTIONS:
        few = 1 if section.single else 3
        found = draw(st.lists(any_entry(section), max_size=few, unique_by=lambda e: e.item_id))
        if section.single:
            found = [DocumentEntry(e.values) for e in found if e.values["body"]]
        if found:
            sections[section.name] = found
    note = draw(PROSE)
    titles = LINES.filter(lambda text: text and "[[" not in text and "]]" not in text)
    return PageDocument(
        title=draw(titles),
        slug=draw(st.sampled_from(["", "1984", "a-b", "no"])),
        summary=draw(LINES),
        area=draw(LINES),
        status=draw(st.sampled_from(["", "Forming"])),
        reviewed_on=draw(st.none() | st.dates(date(1000, 1, 1), TODAY)),
        visibility=draw(st.sampled_from(["", "public", "private"])),
        atlas=draw(st.sampled_from(["", "1e5", "0f8fad5b-d9cb-469f-a165-70867728950e"])),
        sections=sections,
        note=note,
        front_matter=draw(st.sampled_from([{}, {"tags": "tags: [a, no, 2026-01-01]  # kept"}])),
        headings=draw(any_headings(["", *(s.name for s in SECTIONS), *["note"] * bool(note)])),
    )


@st.composite
def any_headings(draw: st.DrawFn, places: list[str]) -> list[Heading]:
    found = []
    for after in places:
        for title in draw(st.lists(LINES, max_size=1)):
            text = "\n".join(row for row in draw(PROSE).split("\n") if not is_heading(row))
            kept = text.strip("\n") if text.strip() else ""
            if title and title.rstrip("# \t").casefold() not in KNOWN and kept == kept.strip():
                found.append(Heading(after, title, kept))
    return found


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
@given(data=st.data())
def test_an_entry_is_read_as_it_was_written(section: Section, data: st.DataObject) -> None:
    if section.single:
        return
    wanted = data.draw(any_entry(section))
    rows = write_entry(section, wanted)
    assert read_entries(section, enumerate(rows, 1), today=TODAY) == [wanted]


@given(any_page())
def test_a_page_is_read_as_it_was_written(wanted: PageDocument) -> None:
    assert parse_document(format_document(wanted), today=TODAY) == wanted


@given(st.text() | st.lists(ROWS, max_size=20).map("\n".join) | st.binary())
def test_any_text_is_read_or_refused_with_a_line(source: str | bytes) -> None:
    try:
        read = parse_document(source, today=TODAY, name="a-page.md")
    except DocumentError as error:
        assert error.line >= 1
    else:
        assert parse_document(format_document(read), today=TODAY) == read

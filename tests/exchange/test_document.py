from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wiki.exchange.document import (
    OtherHeading,
    PageDocument,
    format_document,
    parse_document,
)
from wiki.exchange.document_error import DocumentError
from wiki.exchange.entries import DocumentEntry, read_entries, write_entry
from wiki.exchange.headings import KNOWN, is_heading
from wiki.exchange.privacy import speaks_of_visitors
from wiki.exchange.validation import read_values
from wiki.forms.quotes import make_quote, write_quotes
from wiki.sections import SECTIONS, find_section
from wiki.sections.base import Section
from wiki.text import clean_line, clean_text, is_seen

TODAY = date(2026, 11, 23)
NASTY = r"""
~70% ~XX% ~0,5% — – —x ^b-12 ^r-3 [[x]] [[a|b]] \ \\ \~ \— \^ [ ] ( ) : :: | ' " < > , • * ` ! & @
foo: { } % # ## - + 7 1984 2026-05-01 no ~ null <why>. <date> a word é ü 日本 🦔 topics: effect:
why: ~abc% ~\\% ~ 7 % ~10-20% ^b-zz ^zz slug: body:| why_it_matters: --- https://x.org/(a)
"""
SPACED = [" ", "  ", " — ", " - ", "Why it matters:", "\u00a0", "\u0301"]
MARKS = st.sampled_from([*NASTY.split(), *SPACED])
ENDS = st.sampled_from(["", "", "", *(f" ^{section.letter}-12" for section in SECTIONS)])
LINES = st.tuples(st.lists(MARKS | st.text(max_size=4), min_size=1, max_size=8), ENDS).map(
    lambda parts: clean_line("".join(parts[0]) + parts[1])
)
NASTY_ROWS = r"""
## Current beliefs
\## x
\\##  y
##
---
    code
  - item
# Title
  topics: x
title: x
```
|
- [[x]] — why ^n-3
"""
SEEN = LINES.map(lambda text: text if is_seen(text) else "")  # as forms and front matter read it
ROWS = LINES | st.sampled_from([*NASTY_ROWS.split("\n"), "\tcode", "> said  "])
PROSE = LINES | st.lists(ROWS, max_size=6).map(lambda rows: clean_text("\n".join(rows)))
DATES = st.sampled_from(["", "2019", "2026-05", "2026-05-01", "1999-12-31"])
ADDRESSES = """
https://x.org/a_(b) http://x.org/?q=[1]&p=~70% https://x.org/— http://x.org/^r-3 https://x.org/)(
http://[::1]/ https://x.org/|:
"""
URLS = st.sampled_from(["", *ADDRESSES.split()])
CREDENCES = st.none() | st.decimals(0, 100, places=6) | st.sampled_from([Decimal(0), Decimal(100)])
UNSAID = {"range": "", "resolves_on": "", "outcome": "", "ended_on": ""}
QUOTES = st.builds(make_quote, PROSE, page=LINES, note=PROSE, public=st.booleans())
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "state": st.sampled_from(["published", "draft"]),
    "range": st.sampled_from(["", "", "0-100"]),
    "resolves_on": DATES | st.just("2999-12"),
    "outcome": st.sampled_from(["", "dropped", "true", "false", "void"]),
    "ended_on": DATES | st.sampled_from(["2026-02-01T13:30:00+13:00"]),
    "settled": st.sampled_from(["", "narrowed", "answered", "void"]),
    "cause": st.sampled_from(["", "r-1", "r-2", "r-999999999"]),
    "belief": st.sampled_from(["", "b-1", "b-2", "b-12"]),
    "size": st.sampled_from(["", "70 to 50", "0.5 to 99.999999"]),
    "happened_on": DATES,
    "bears": st.sampled_from(["", "b-1 for", "b-1 for, b-12 against, b-13 neutral"]),
    "quotes": st.lists(QUOTES, max_size=2).map(write_quotes),
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


DEEP = [
    "    code\n    more",
    "  - a\n  - b",
    "    code",
    "\tcode\nwords",
    " |",
    "  code\n\n    more",
]


@pytest.mark.parametrize("prose", DEEP)
def test_prose_that_begins_indented_comes_back_as_far_in(prose: str) -> None:
    reading, stance = find_section("reading"), find_section("stance")
    assert reading
    assert stance
    log = read_values(reading, {"title": "A work", "takeaway": prose}, line=1, today=TODAY)
    view = read_values(stance, {"body": prose}, line=1, today=TODAY)
    assert (log["takeaway"], view["body"]) == (prose, prose)
    document = PageDocument(
        title="A page",
        sections={"stance": [DocumentEntry(view)], "reading": [DocumentEntry(log, 12)]},
        note=prose,
        headings=[],
    )
    assert parse_document(format_document(document), today=TODAY) == document


def test_a_takeaway_that_reads_as_the_mark_of_a_block_is_none() -> None:
    found = entry("- A work\n  takeaway: |\n    |2", "reading")
    section = find_section("reading")
    assert found.values["takeaway"] == "|2"
    assert section
    assert entry("\n".join(write_entry(section, found)), "reading") == found


def any_entry(section: Section) -> st.SearchStrategy[DocumentEntry]:
    """Return a strategy for entries; what a form refuses is drawn again, and not all with it."""
    return _entry_or_none(section).filter(lambda entry: entry is not None)  # type: ignore[return-value]


@st.composite
def _entry_or_none(draw: st.DrawFn, section: Section) -> DocumentEntry | None:
    typed = {name: draw(FIELDS.get(name, LINES)) for name in section.fields}
    if section.kind == "essay" and typed["url"]:
        typed["body"] = ""
    if "topics" in typed:
        names = draw(st.lists(LINES, max_size=3))
        typed["topics"] = ",".join(names)
    try:
        values = read_values(section, typed, line=1, today=TODAY)
        kept = {name: value for name, value in values.items() if isinstance(value, str)}
        read_values(section, typed | kept, line=1, today=TODAY)  # a document has what is kept
    except DocumentError:
        return None
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
    titles = SEEN.filter(lambda text: text and "[[" not in text and "]]" not in text)
    return PageDocument(
        title=draw(titles),
        slug=draw(st.sampled_from(["", "1984", "a-b", "no"])),
        short_title=draw(SEEN.filter(lambda text: len(text) <= 24)),
        summary=draw(SEEN),
        area=draw(SEEN),
        status=draw(st.sampled_from(["", "Forming"])),
        reviewed_on=draw(st.none() | st.dates(date(1000, 1, 1), TODAY)),
        review_days=draw(st.none() | st.integers(1, 3650)),
        visibility=draw(st.sampled_from(["", "public", "private"])),
        atlas=draw(st.sampled_from(["", "1e5", "0f8fad5b-d9cb-469f-a165-70867728950e"])),
        sections=sections,
        note=note,
        front_matter=draw(st.sampled_from([{}, {"tags": "tags: [a, no, 2026-01-01]  # kept"}])),
        headings=draw(any_headings(["", *(s.name for s in SECTIONS), *["note"] * bool(note)])),
    )


@st.composite
def any_headings(draw: st.DrawFn, places: list[str]) -> list[OtherHeading]:
    found = []
    for after in places:
        for title in draw(st.lists(LINES, max_size=1)):
            text = "\n".join(row for row in draw(PROSE).split("\n") if not is_heading(row))
            kept = text.strip("\n") if text.strip() else ""
            if title and title.rstrip("# \t").casefold() not in KNOWN and kept == kept.strip():
                found.append(OtherHeading(after, title, kept))
    return found


WORDS_OF = {"beliefs": ["- A claim ~70% — why"], "regions": ["- [[A region]] — related — why"]}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
@given(data=st.data())
def test_an_entry_is_read_as_it_was_written(section: Section, data: st.DataObject) -> None:
    if section.single:
        return
    wanted = data.draw(any_entry(section))
    rows = write_entry(section, wanted)
    assert read_entries(section, enumerate(rows, 1), today=TODAY) == [wanted]


@pytest.mark.parametrize(
    "words", ["~\\\\%", "~\\%", "~ \\ %", "\\~abc%", "x ~abc% — y", "~%~5%", "\uff5e%"]
)
def test_what_looks_like_a_number_is_written_so_that_it_is_none(words: str) -> None:
    kind = find_section("beliefs")
    assert kind is not None
    values = UNSAID | {"claim": words, "credence": Decimal(70), "why": words}
    rows = write_entry(kind, DocumentEntry(values))
    assert read_entries(kind, enumerate(rows, 1), today=TODAY) == [DocumentEntry(values)]


def test_what_looks_like_emphasis_around_an_entry_is_written_so_that_it_is_none() -> None:
    for name, lead, last in (("beliefs", "claim", "why"), ("regions", "region", "reason")):
        kind = find_section(name)
        assert kind is not None
        plain = read_entries(kind, enumerate(WORDS_OF[name], 1), today=TODAY)[0].values
        for first, other in (("*~70%", "*"), ("_so", "it is_."), ("**a", "b**")):
            wanted = DocumentEntry(plain | {lead: first, last: other})
            rows = write_entry(kind, wanted)
            assert read_entries(kind, enumerate(rows, 1), today=TODAY) == [wanted]


def test_a_wide_colon_within_a_value_stays_as_it_is() -> None:
    kind = find_section("uncertainties")
    assert kind is not None
    (plain,) = read_entries(kind, [(1, "- How fast?")], today=TODAY)
    wanted = DocumentEntry(plain.values | {"why_it_matters": "\uff1a so"})
    rows = write_entry(kind, wanted)
    assert read_entries(kind, enumerate(rows, 1), today=TODAY) == [wanted]


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts within a document, but for the states of its entries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_in(inner) if name != "state" else ()
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


@given(any_page())
def test_a_page_is_read_as_it_was_written(wanted: PageDocument) -> None:
    # Without `visibility`, prose that speaks of hiding is refused, and random text may do so.
    lines = (line for text in texts_in(asdict(wanted)) for line in text.split("\n"))
    assume(wanted.visibility or not any(map(speaks_of_visitors, lines)))
    assert parse_document(format_document(wanted), today=TODAY) == wanted


@given(st.text() | st.lists(ROWS, max_size=20).map("\n".join) | st.binary())
def test_any_text_is_read_or_refused_with_a_line(source: str | bytes) -> None:
    try:
        read = parse_document(source, today=TODAY, name="a-page.md")
    except DocumentError as error:
        assert error.line >= 1  # noqa: PT017  # either outcome is right
        return
    assert parse_document(format_document(read), today=TODAY) == read


HALF = Decimal("0.5")


def test_a_document_has_its_headings_and_entries_in_page_order() -> None:
    written = format_document(
        PageDocument(
            title="1984",
            reviewed_on=TODAY,
            sections={
                "regions": [DocumentEntry({"region": "A", "kind": "leans on", "reason": "b"}, 3)],
                "stance": [DocumentEntry({"body": "I think:\n\n## so"})],
                "beliefs": [
                    DocumentEntry({"claim": "c", "credence": Decimal("0.5"), "why": ""}, 7)
                ],
            },
            note="Mine.",
        )
    )
    for section in SECTIONS:
        if f"## {section.title}\n" not in PAGE:  # a kind that is added later
            written = written.replace(f"## {section.title}\n\n", "")
    assert written == PAGE


PAGE = """\
---
title: '1984'
reviewed_on: 2026-11-23
---

## Where I currently stand

I think:

\\## so

## Current beliefs

- c ~0.5% ^b-7

## Uncertainties

## What would update me

## Recent reading

## Related writing

## Related regions

- [[A]] — b
  kind: leans on ^n-3

## Private note

Mine.
"""


def test_the_id_stands_on_the_first_line_where_a_block_is_last() -> None:
    kind = find_section("reading")
    assert kind is not None
    values = read_values(kind, {"title": "T", "takeaway": "a\n\nb"}, line=1, today=TODAY)
    rows = write_entry(kind, DocumentEntry(values, 4))
    assert rows == ["- [T]() ^r-4", "  takeaway: |", "    a", "", "    b"]


@pytest.mark.parametrize(
    "text",
    [
        "- a claim ~70% — since ^b-12",
        "- a claim ~70% ^b-12\n  why: since",
        "- a claim ~70%\n  ^b-12\n  why: since",
        "* a claim\n  ~70% — since ^b-12",
        "  + a claim\n    credence: 70\n    why: since ^b-12",
        "•a claim ~70%\n\twhy: since ^b-12\n",
        "- a claim ~70% - since ^b-12",
        "- a claim ~70,0% – since ^b-12",
        "- a claim ~70% -- since ^b-12",
        "- a claim ~70%\nwhy: since ^b-12",
        "- a claim ~70%\n\n  why: |\n      since\n  ^b-12",
    ],
)
def test_an_entry_may_be_wrapped_and_marked_in_many_ways(text: str) -> None:
    found = entry(text)
    assert found.values == UNSAID | {
        "claim": "a claim",
        "credence": Decimal(70),
        "why": "since",
    }
    assert found.item_id == 12


@pytest.mark.parametrize("between", [" ", "\n  ", "\n", "\n\n"])
def test_why_it_matters_stands_in_the_question_or_on_its_own_line(between: str) -> None:
    found = entry(f"- Why?{between}Why it matters: so", "uncertainties")
    assert found.values == {
        "question": "Why?",
        "why_it_matters": "so",
        "settled": "",
        "cause": "",
    }


def test_the_id_of_another_kind_is_no_id() -> None:
    assert entry("- a claim ^q-3").item_id is None
    assert entry("- a claim ^q-3").values["claim"] == "a claim"


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("100", 100), ("0.7", "0.7"), ("99.9", "99.9")]
)
def test_a_document_may_be_certain(text: str, value: Any) -> None:
    assert entry(f"- a claim ~{text}%").values["credence"] == Decimal(value)


def test_a_number_not_yet_given_is_xx() -> None:
    assert entry("- a claim ~XX% — why").values["credence"] is None


@pytest.mark.parametrize(
    ("section", "text", "line", "reason"),
    [
        ("beliefs", "- fine\n- a claim ~200%", 2, "between 0 and 100"),
        ("beliefs", "- fine\n- a claim ~1,250%", 2, "Is the comma in 1,250 a decimal mark?"),
        ("beliefs", "- fine\n\n- ", 3, "Write the claim"),
        ("beliefs", "- ^b-3", 1, "Write the claim"),
        ("beliefs", "stray words", 1, "belongs to no entry"),
        ("beliefs", "- a\n\nstray words", 3, "belongs to no entry"),
        ("beliefs", "- a ^b-1\n- b ^b-1", 2, "^b-1 stands twice"),
        ("beliefs", "- a\n  why: b\n  why: c", 3, "stands twice"),
        ("beliefs", "- " + "a" * 2001, 1, "2,001 of 2,000"),
        ("beliefs", "- fine\n- a claim ~abc%", 2, "~70%, or ~XX% for none yet, and not ~abc%."),
        ("beliefs", "- a claim ~7O% — why", 1, "not ~7O%"),
        ("beliefs", "- a claim\n  ~70 % - why", 1, "not ~70 %"),
        ("beliefs", "- a claim ~10-20% <why>", 1, "not ~10-20%"),
        ("beliefs", "- a claim ~% ~70%", 1, "not ~%"),
        ("beliefs", "- a claim ~60% ~70%", 1, "Two numbers stand side by side"),
        ("beliefs", "- a claim ~60%, ~70% — why", 1, "Two numbers stand side by side"),
        ("beliefs", "- a claim ~XX% → ~70%", 1, "Two numbers stand side by side"),
        ("beliefs", "- a claim ~70% — ~60%", 1, "Two numbers stand side by side"),
        ("beliefs", "- a claim\n  colour: red", 2, "“colour” is no field of this belief"),
        ("beliefs", "- a claim\n  reason: since", 2, "which has claim, credence, why"),
        ("beliefs", "- a claim\n  Credence: 70", 2, "“Credence” is no field"),
        ("reading", "- [T](https://x.org)\n  read-on: 2026", 2, "“read-on” is no field"),
        ("beliefs", "- fine\n- a claim ~70% ^b-zz", 2, "^b-zz is no id: one reads ^b-12."),
        ("beliefs", "- a claim ~70%\n  why: so ^b-0", 2, "^b-0 is no id"),
        ("uncertainties", "- a claim ^q-9999999999", 1, "is no id: one reads ^q-12."),
        ("regions", "- [[A]]\n  ^zz", 2, "^zz is no id"),
        ("reading", "- 2026-02-30 [T](https://x.org)", 1, "February 2026 has 28 days."),
        ("reading", "- 2027 [T](https://x.org)", 1, "future"),
        ("reading", "- [T](javascript:x)", 1, "http"),
        ("reading", "- ", 1, "an address or a title"),
        ("writing", "- [T](https://x.org)\n  body: words", 1, "not both"),
        ("regions", "- [[A]]\n  kind: near", 1, "leans on"),
    ],
)
def test_a_bad_entry_is_named_by_its_line(section: str, text: str, line: int, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        entries(text, section)
    assert refused.value.line == line
    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("head", "line", "reason"),
    [
        ("title: a: b", 2, "quotes"),
        ("title: &a x", 2, "anchors"),
        ("title: x\nmore: [&a [1], *a]", 3, "anchors"),
        ("title: x\nmore: " + "[" * 5000, 3, "deeply"),
        ("title: x\ntitle: y", 3, "twice"),
        ("- title", 2, "key: value"),
        ("just words", 2, "key: value"),
        ("title: [x]", 2, "one line"),
        ("? [a]\n: b", 2, "one word"),
        ("title: x\n\tsummary: y", 3, "YAML"),
        ("title: x\x07", 1, "character"),
        ("status: Sure", 2, "Exploring"),
        ("visibility: secret", 2, "private"),
        ("slug: Not A Slug", 2, "address"),
        ("reviewed_on: 2026-05", 2, "whole day"),
        ("reviewed_on: 2027-01-01", 2, "future"),
        ("review_days: 0", 2, "from 1 to 3650"),
        ("review_days: 3651", 2, "from 1 to 3650"),
        ("review_days: 30.5", 2, "whole number"),
        ("review_days: soon", 2, "whole number"),
        ("short_title: " + "x" * 25, 2, "24 characters"),
        ("title: " + "x" * 2001, 2, "2,001 of 2,000"),
    ],
)
def test_bad_front_matter_is_named_by_its_line(head: str, line: int, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        page(head=head)
    assert refused.value.line == line
    assert reason in refused.value.reason


@pytest.mark.parametrize("title", ["1984", "007", "no", "2026-05-01", "1e3", "0x10", "~x", "a#b"])
def test_a_title_is_the_text_that_was_typed(title: str) -> None:
    assert page(head=f"title: {title}").title == title
    assert page(head=f"title: '{title}'").title == title
    assert parse_document(format_document(PageDocument(title)), today=TODAY).title == title


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# A title\n\n## Uncertainties", "A title"),
        ("## Uncertainties", "A file’s name"),
        ("---\nstatus: forming\n---\n\n# A title", "A title"),
        ("---\n\nA rule above, none below.", "A file’s name"),
        ("--- so it begins", "A file’s name"),
        ("---\n---\n# A title", "A title"),
    ],
)
def test_a_page_without_a_title_takes_its_heading_or_the_name_of_its_file(
    source: str, title: str
) -> None:
    assert parse_document(source, today=TODAY, name="notes/a_file’s-name.md").title == title


def test_a_page_that_nothing_names_is_refused() -> None:
    with pytest.raises(DocumentError, match="no title"):
        parse_document("## Uncertainties", today=TODAY)


@pytest.mark.parametrize("source", ["", b"", "\n", " \t\r\n", b"\n\n"])
def test_a_file_with_nothing_in_it_is_refused(source: str | bytes) -> None:
    with pytest.raises(DocumentError, match="line 1: There is nothing in this file"):
        parse_document(source, today=TODAY, name="notes/a-name.md")


@pytest.mark.parametrize(
    "url",
    [
        "https://x.org/a_(b)",
        "https://x.org/(a)(b)",
        "https://x.org/a_(b_(c))",
        "https://x.org/(a",
        "https://x.org/",
    ],
)
@pytest.mark.parametrize("rest", ["", " — see (this)", " - so", "\n  takeaway: see (this)"])
def test_a_link_by_hand_may_hold_parentheses(url: str, rest: str) -> None:
    values = entry(f"- 2026-05-01 [A title (and more)]({url}){rest}", "reading").values
    assert (values["title"], values["url"]) == ("A title (and more)", url)
    assert values["read_on"] == "2026-05-01"
    assert values["takeaway"] == rest.strip(" —-\n").removeprefix("takeaway: ")


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("- about ~10-20% of them", "about ~10-20% of them"),
        ("- about \\~abc% — so", "about ~abc%"),
        ("- a claim\n  colour\\: red", "a claim colour: red"),
        ("- a claim\n  https://x.org/", "a claim https://x.org/"),
        ("- x \\^b-zz", "x ^b-zz"),
        ("- x^y", "x^y"),
    ],
)
def test_what_only_looks_like_a_mark_is_text(text: str, claim: str) -> None:
    assert entry(text).values["claim"] == claim


def test_front_matter_that_never_ends_is_refused() -> None:
    with pytest.raises(DocumentError, match="no closing ---"):
        parse_document("---\ntitle: A page\n", today=TODAY)


@pytest.mark.parametrize(
    ("source", "line"), [(b"one\n\xff", 2), ("one\ntwo\ud800", 2), (b"\xff\xfeo\x00", 1)]
)
def test_what_is_not_utf8_is_refused(source: str | bytes, line: int) -> None:
    with pytest.raises(DocumentError) as refused:
        parse_document(source, today=TODAY, name="x")
    assert refused.value.line == line


def test_line_ends_and_byte_order_marks_of_other_systems_do_not_matter() -> None:
    source = "---\ntitle: A page\n---\n\n## Uncertainties\n\n- Why?\n"
    other = b"\xef\xbb\xbf" + source.replace("\n", "\r\n").encode()
    assert parse_document(other, today=TODAY) == parse_document(source, today=TODAY)


def test_headings_are_found_in_any_order_and_case() -> None:
    read = page("## related REGIONS ##\n- [[A|the first]] — b\n## current beliefs\n- c ~5%")
    assert read.entries("regions")[0].values == {"region": "A", "kind": "related", "reason": "b"}
    assert read.entries("beliefs")[0].values["claim"] == "c"


def test_a_heading_that_stands_twice_is_refused() -> None:
    with pytest.raises(DocumentError, match="line 6: “uncertainties” stands twice"):
        page("## Uncertainties\n- a\n## uncertainties\n- b")


def test_what_the_atlas_does_not_know_is_written_as_it_was_read() -> None:
    loose = [section.name for section in SECTIONS].index("beliefs") + 1
    source = (
        "---\ntitle: A page\nvisibility: public\n"
        "tags: [a, no, 2026-01-01]  # mine\nnested:\n  - x: 007\n---\n\n"
        "Before all.\n\n"
        + "".join(f"## {section.title}\n\n" for section in SECTIONS[:loose])
        + "## Loose ends\n\n  - [ ] one\n\n    two\n\n## More ##\n\n"
        + "".join(f"## {section.title}\n\n" for section in SECTIONS[loose:])
        + "## Private note\n\nMine.\n\n## Last\n\nwords\n"
    )
    read = parse_document(source, today=TODAY)
    assert [(heading.after, heading.title) for heading in read.headings] == [
        ("", ""),
        ("beliefs", "Loose ends"),
        ("beliefs", "More ##"),
        ("note", "Last"),
    ]
    assert format_document(read) == source


def test_unknown_front_matter_on_one_line_is_kept_too() -> None:
    read = page(head="{title: A page, tags: [a, no]}")
    assert read.front_matter == {"tags": "tags: [a, no]"}


def test_the_sentence_of_an_empty_section_is_no_entry() -> None:
    assert entries("No essays tagged with this topic yet.", "writing") == []


@pytest.mark.parametrize("start", ["# A title\n", "A title\n===\n", "\n% A title\n"])
def test_a_page_has_the_title_that_it_begins_with(start: str) -> None:
    source = f"{start}\n## Current beliefs\n\n- Alpha ~20%\n"
    page = parse_document(source, today=date(2026, 11, 23), name="file.md")
    assert (page.title, page.is_titled, page.headings) == ("A title", True, [])

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.exchange.document import PageDocument, format_document, parse_document
from wiki.exchange.document_error import DocumentError
from wiki.exchange.published import as_markdown, is_published, parse_published
from wiki.sections import SECTIONS
from wiki.text import clean_text, is_placeholder, plain

TODAY = date(2026, 11, 23)
STUB = "This page is a stub. If you want my current take, get in touch."
# As a browser copies it; the wording is ours, the form is that of a real page.
PAGE = f"""\
Norms & habits

How people behave — and what they *tolerate*.

AI Safety Strategy·Exploring·Last reviewed May 1, 2026

{STUB}

Where I currently stand

<Headline view: how I see it. 3–4 sentences.>

Current beliefs

  • <e.g. Tolerance is healthy, and load-bearing.> ~XX%<one-line why>.
  • Norms hold on snake_case and 2 * 3 ~70% — because of `habit`.

Uncertainties

  • Is there a mechanism? Why it matters: it changes the effort.
  • Is a race harmful?
    Why it matters: it changes how I think.

What would update me

  • A documented case (not just words) would push me up.

Recent reading

  • <date><title><takeaway>.
  • May 1, 2026 A work — worth it.

Related writing

No essays tagged with this topic yet.

Related regions"""


def read(text: str = PAGE) -> PageDocument:
    return parse_published(text, today=TODAY, name="norms.txt")


def values(page: PageDocument, section: str) -> list[dict[str, Any]]:
    return [{n: e.values[n] for n in e.stated} for e in page.entries(section)]


def test_a_published_page_is_told_from_a_page_document() -> None:
    assert is_published(PAGE)
    assert is_published(PAGE.encode())
    assert not is_published(format_document(read()))
    assert not is_published("## Current beliefs\n\nUncertainties")
    assert not is_published("---\ntitle: x\n---\nUncertainties")
    assert not is_published("Some other text")


def test_the_head_of_a_published_page_is_read() -> None:
    page = read()
    assert page.title == "Norms & habits"
    assert page.summary == "How people behave — and what they *tolerate*."
    assert (page.area, page.status) == ("AI Safety Strategy", "Exploring")
    assert page.reviewed_on == date(2026, 5, 1)
    assert page.headings == []


def test_the_sections_of_a_published_page_are_read() -> None:
    page = read()
    assert values(page, "stance") == [{"body": "<Headline view: how I see it. 3–4 sentences.>"}]
    first, second = page.entries("beliefs")
    assert first.values == {
        "claim": "<e.g. Tolerance is healthy, and load-bearing.>",
        "credence": None,
        "why": "<one-line why>.",
        "range": "",
        "resolves_on": "",
        "outcome": "",
        "ended_on": "",
    }
    assert second.values["claim"] == "Norms hold on snake_case and 2 * 3"
    assert second.values["credence"] == 70
    assert values(page, "uncertainties") == [
        {"question": "Is there a mechanism?", "why_it_matters": "it changes the effort."},
        {"question": "Is a race harmful?", "why_it_matters": "it changes how I think."},
    ]
    assert values(page, "triggers")[0]["observation"].endswith("would push me up.")
    assert values(page, "reading") == [
        {"title": "<title>", "takeaway": "<takeaway>."},
        {"read_on": "2026-05-01", "title": "A work", "takeaway": "worth it."},
    ]
    assert not page.entries("writing")
    assert not page.entries("regions")


def test_a_published_page_becomes_an_equal_document() -> None:
    assert parse_document(format_document(read()), today=TODAY) == read()


@pytest.mark.parametrize(
    ("meta", "found"),
    [
        ("Strategy · Forming", ("Strategy", "Forming", None)),
        ("Last reviewed May 1, 2026", ("", "", date(2026, 5, 1))),
        ("settled", ("", "Settled", None)),
        ("Strategy·Last reviewed May 1, 2026", ("Strategy", "", date(2026, 5, 1))),
        ("", ("", "", None)),
    ],
)
def test_any_part_of_the_meta_line_may_be_missing(meta: str, found: tuple[Any, ...]) -> None:
    page = read(f"A page\n\nIts summary,\nin two lines.\n\n{meta}\n\n{STUB}\n\nUncertainties\n")
    assert (page.area, page.status, page.reviewed_on) == found
    assert page.summary == "Its summary, in two lines."


def test_a_page_without_a_head_is_called_by_its_file() -> None:
    assert read("Uncertainties\n\n• Why?").title == "Norms"


def test_words_that_have_no_place_are_kept_with_the_page() -> None:
    page = read("A page\nSummary\nStrategy·Forming\nA word of thanks.\nUncertainties\n")
    assert [(h.after, h.title, h.text) for h in page.headings] == [("", "", "A word of thanks.")]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("A page\n\nUncertainties\nno bullet", 4, "belongs to no entry"),
        ("A page\nCurrent beliefs\n• a\n• b ~101%<why>", 4, "between 0 and 100"),
        ("A page\nStrategy·Sure·Last reviewed May 1, 2026\nUncertainties", 2, "no status"),
        ("A page\nStrategy·Last reviewed in May\nUncertainties", 2, "Last reviewed"),
        ("A page\nUncertainties\n• a\nuncertainties\n", 4, "stands twice"),
        ("A page\nUncertainties\n•\n", 3, "Write the question"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read(text)
    assert refused.value.line == line
    assert reason in refused.value.reason


# As Chromium copies a page that this program serves; the first line is in a narrow window alone.
SERVED = """\
Compute governance
Whether rules on chips can slow the dangerous uses.

Governance · Forming · Last reviewed November 12, 2026

Where I currently stand
Chips are the handle we happen to have.

Current beliefs
Export limits set the follower back by at least a year

~66%

Smuggling, renting and domestic production each help.

1 reading against (Jul 2026)

Uncertainties
None written yet.

Related regions
None yet.

Private note

For your eyes only.

Changes History Markdown Subscribe to the reading"""
CONTENTS = " ".join(section.title for section in SECTIONS)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SERVED, 28),
        (SERVED[: SERVED.index("Private note")], 10),
        (SERVED.replace("Where", f"{CONTENTS}\n\nWhere", 1), 30),
        (SERVED.replace("\n\nWhere", "\n\nCurrent beliefs\n\nWhere", 1)[:500], 11),
        (SERVED.replace(SERVED[SERVED.index("Export") : SERVED.index("Uncert")], ""), 20),
    ],
)
def test_the_copied_text_of_a_page_of_ours_is_refused_with_what_to_take(
    text: str, line: int
) -> None:
    with pytest.raises(DocumentError, match=r"“Markdown” at the\s+foot of the page") as refused:
        read(text)
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("plain words", "plain words"),
        ("2 * 3 * 4 and snake_case", "2 * 3 * 4 and snake_case"),
        ("really *sure*", r"really \*sure\*"),
        ("`code` and [[x]]", r"\`code\` and \[\[x]]"),
        ("<a placeholder with *stars*>.", "<a placeholder with *stars*>."),
        (r"a\*b", r"a\\*b"),
    ],
)
def test_words_get_a_backslash_only_where_they_would_be_markup(words: str, source: str) -> None:
    assert as_markdown(words) == source


@given(st.text(alphabet="ab *_`[]()~\\$!<>#-1.\n", max_size=30).map(clean_text))
def test_words_show_as_they_were(words: str) -> None:
    shown = plain(as_markdown(words)).split()
    # A fence, a table or a rule in plain text is beyond what a page of ours can hold.
    assert shown == words.split() or is_placeholder(words) or "\n" in words

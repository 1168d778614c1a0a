"""Titles that are no links, in the first line of a reading or an essay."""

import pytest

from wiki.forms.document_line import Unreadable
from wiki.sections import essay
from wiki.sections.link_head import read_link, write_link

ADDRESS = "https://a.example"


@pytest.mark.parametrize(
    ("line", "title", "rest"),
    [
        ("2001 A Space Odyssey", "2001 A Space Odyssey", ""),
        ("1984 by Orwell — t", "1984 by Orwell", "t"),
        ("1984 by Orwell - t", "1984 by Orwell", "t"),
        ("1984 (Orwell)", "1984 (Orwell)", ""),
        ("1984", "1984", ""),
        ("1984 — t", "1984", "t"),
        ("1984 - t", "1984", "t"),
        ("1984: a novel", "1984: a novel", ""),
        ("2001, A Space Odyssey", "2001, A Space Odyssey", ""),
        ("1914 - 1918", "1914 - 1918", ""),
        ("1914 – 1918 — t", "1914 – 1918", "t"),
        ("1914 – 1918 – t", "1914 – 1918", "t"),
    ],
)
def test_a_year_that_begins_a_plain_title_is_part_of_it(line: str, title: str, rest: str) -> None:
    assert read_link(line) == ("", title, "", rest)
    assert read_link(write_link("", title, "", rest)) == ("", title, "", rest)


def test_a_year_before_a_link_an_address_or_a_slot_and_a_month_are_when_it_was_read() -> None:
    assert read_link(f"2024 [T]({ADDRESS}) — t") == ("2024", "T", ADDRESS, "t")
    assert read_link("2024 [T]() — t") == ("2024", "T", "", "t")
    assert read_link(f"2024 {ADDRESS}") == ("2024", "", ADDRESS, "")
    assert read_link("2024 <title> — t") == ("2024", "<title>", "", "t")
    assert read_link("2024-05 A Space Odyssey") == ("2024-05", "A Space Odyssey", "", "")
    assert read_link("May 2024 T") == ("May 2024", "T", "", "")


@pytest.mark.parametrize("dash", ["—", "–", "-", "--", "---"])
def test_any_free_standing_dash_separates_words_from_a_title_as_from_a_link(dash: str) -> None:
    words = "good on base rates - mostly"
    assert read_link(f"T {dash} {words}") == ("", "T", "", words)
    assert read_link(f"[T]({ADDRESS}) {dash} {words}") == ("", "T", ADDRESS, words)
    assert read_link(f"2026-05-01 T {dash} {words}") == ("2026-05-01", "T", "", words)
    assert read_link(f"T {dash} 2026-05-01") == ("2026-05-01", "T", "", "")


def test_hyphens_before_a_dash_or_within_words_are_part_of_the_title() -> None:
    assert read_link("Kant - A Biography — dense") == ("", "Kant - A Biography", "", "dense")
    assert read_link(r"Kant \- A Biography - t") == ("", "Kant - A Biography", "", "t")
    assert read_link("GPT-4 at work") == ("", "GPT-4 at work", "", "")
    assert read_link("1914  -  1918 - t") == ("", "1914  -  1918", "", "t")
    assert read_link("Catch 22 - 2026-05-01") == ("2026-05-01", "Catch 22", "", "")
    assert read_link("- x") == ("", "- x", "", "")
    assert read_link("Superforecasting -") == ("", "Superforecasting -", "", "")


def test_a_hyphen_in_the_plain_title_of_an_essay_is_part_of_it() -> None:
    assert essay.read("Kant - a view")["title"] == "Kant - a view"
    assert essay.read("Kant -- a view")["title"] == "Kant -- a view"
    told = essay.read("Kant - 2026-05-01")
    assert (told["title"], told["published_on"]) == ("Kant", "2026-05-01")


@pytest.mark.parametrize("line", ["2026-05-01 - so", "May 2026 -- so"])
def test_a_day_and_words_without_a_title_are_refused_for_any_dash(line: str) -> None:
    with pytest.raises(Unreadable, match="No title stands behind the day"):
        read_link(line)


@pytest.mark.parametrize("dash", ["-", "--"])
def test_an_address_in_place_of_the_words_is_refused_for_any_dash(dash: str) -> None:
    with pytest.raises(Unreadable, match="stands in place of the words"):
        read_link(f"T {dash} {ADDRESS}")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("3 May — C title — t", ("3 May", "C title", "", "t")),
        ("3 May - C title - t", ("3 May", "C title", "", "t")),
        ("May 3: B title", ("May 3", "B title", "", "")),
        ("3 May, B title — t", ("3 May", "B title", "", "t")),
        ("May 1, 2026 — A title — t", ("May 1, 2026", "A title", "", "t")),
        ("2026-05-01 - A title - t", ("2026-05-01", "A title", "", "t")),
        ("2026-05-01, A title", ("2026-05-01", "A title", "", "")),
        ("(May 2026) A title", ("May 2026", "A title", "", "")),
        ("today: A title", ("today", "A title", "", "")),
        ("yesterday A title — t", ("yesterday", "A title", "", "t")),
        (f"3 May {ADDRESS} — t", ("3 May", "", ADDRESS, "t")),
        ("Yesterday is here — t", ("", "Yesterday is here", "", "t")),
        ("May 10,000 people agree?", ("", "May 10,000 people agree?", "", "")),
        ("Sunday 12 poems", ("", "Sunday 12 poems", "", "")),
        ("(1984) A novel", ("", "(1984) A novel", "", "")),
    ],
)
def test_a_day_before_a_plain_title_is_read_as_before_a_link(
    line: str, found: tuple[str, str, str, str]
) -> None:
    assert read_link(line) == found


@pytest.mark.parametrize(
    "line",
    [
        *("3 May Third title", "May 3 Third title", "Yesterday: a title", "3 May — Title or words"),
        *("May 1, 2026 — Title or words", "**3 May** A title", "[3 May] A title", "Mon 3 May: A"),
        *("[[2026-05-01]] A title", "2026-05-01T10:00 A title", "2026-05-01 10:00 A title"),
        *("2026-05-01–03 A title", "Sunday, May 3 A title", "today"),
        *("[[A]]", "2026-05-01 [[A]] — t", "![[A]] — t"),
    ],
)
def test_what_may_be_a_day_or_a_page_instead_of_a_title_is_refused(line: str) -> None:
    with pytest.raises(Unreadable):
        read_link(line)


def test_the_title_of_an_essay_may_stand_behind_its_day_and_a_dash() -> None:
    found = read_link("2026-05-01 — An essay", takes_words=False)
    assert found == ("2026-05-01", "An essay", "", "")

"""Works of one title, in one file and in several: which are one and which are not."""

from datetime import UTC, date

import pytest
from flask import Flask

from wiki.db import db
from wiki.exchange.library import candidates, matching
from wiki.exchange.library.candidates import Candidate
from wiki.exchange.library.importing import import_works
from wiki.exchange.library.reading import read_works
from wiki.exchange.library.work import Work, WorksRead
from wiki.journal import Signature

TODAY = date(2026, 11, 28)


def read(text: str) -> WorksRead:
    return read_works(text.encode(), today=TODAY, zone=UTC)


def outcomes_of(app: Flask, files: list[str]) -> list[str]:
    """Import files one after the other, and return what became of the rows of the last one."""
    with app.app_context():
        for text in files:
            report = import_works(read(text), Signature(None, TODAY))
        db.session.rollback()
    return [one.outcome for one in report.rows]


def works(text: str) -> list[Work]:
    return read(text).works


ROW = "@online{{{}, title = {{Weekly links}}, author = {{Lee, Ann}}, year = 2026, url = {{{}}}}}"
WEEKLY = "Highlight,Book Title,Book Author,URL,Highlighted at\n"


def test_highlights_of_one_title_at_several_addresses_are_of_several_works() -> None:
    one, other = "https://blog.example/1", "https://blog.example/2"
    rows = (
        f"A,Weekly links,Ann Lee,{one},2026-01-02\n"
        f"B,Weekly links,Ann Lee,{other},2026-02-02\n"
        "C,Weekly links,Ann Lee,,2026-03-02\n"
        f"D,Weekly links,Ann Lee,{one}?utm_source=x,2026-04-02\n"
    )
    found = works(WEEKLY + rows)
    told = [(work.url, [quote["text"] for quote in work.quotes]) for work in found]
    assert told == [(one, ["A", "D"]), (other, ["B"]), ("", ["C"])]
    assert [work.read_on for work in found] == ["2026-04-02", "2026-02-02", "2026-03-02"]


def test_highlights_with_no_address_are_of_the_only_work_of_their_title() -> None:
    rows = "A,Deep,Ann Lee,,2026-01-02\nB,Deep,Ann Lee,https://blog.example/1,2026-02-02\n"
    (work,) = works(WEEKLY + rows)
    assert work.url == "https://blog.example/1"
    assert [quote["text"] for quote in work.quotes] == ["A", "B"]


def test_books_with_other_numbers_are_other_works_and_an_article_has_its_own_address() -> None:
    head = "Highlight,Book Title,Book Author,Amazon Book ID,URL,Source URL\n"
    found = works(f"{head}A,Works,Ann Lee,B01,,\nB,Works,Ann Lee,B02,,\nC,Works,Ann Lee,B01,,\n")
    assert [[quote["text"] for quote in work.quotes] for work in found] == [["A", "C"], ["B"]]
    mine, page = "https://readwise.example/open/{}", "https://blog.example/1"
    rows = "".join(f"{n},Works,Ann Lee,,{mine.format(n)},{page}\n" for n in "AB")
    (work,) = works(head + rows)
    assert work.url == page
    assert work.details[0] == ("highlight “A”", mine.format("A"))


@pytest.mark.parametrize(
    "address",
    [
        "https://readwise.io/open/{}",
        "https://www.readwise.io/to_kindle?action=open&asin=B01&location={}",
        "https://read.readwise.io/read/{}",
        "kindle://book?action=open&asin=B01&location={}",
    ],
)
@pytest.mark.parametrize("number", ["B01", ""])
def test_the_address_of_a_highlight_is_not_that_of_its_book(address: str, number: str) -> None:
    head = "Highlight,Book Title,Book Author,Amazon Book ID,URL\n"
    rows = "".join(f"{n},Deep,Ann Lee,{number},{address.format(n)}\n" for n in (1, 2, 3))
    (work,) = works(head + rows)
    assert work.url == ""
    assert [quote["text"] for quote in work.quotes] == ["1", "2", "3"]
    told = [said for name, said in work.details if name.startswith("highlight")]
    assert told == [address.format(n) for n in (1, 2, 3)]


def test_a_highlight_without_a_title_keeps_its_own_address() -> None:
    (work,) = works(f"{WEEKLY}A,,,https://readwise.io/open/1,\n")
    assert work.url == "https://readwise.io/open/1"


def test_one_number_of_a_bookseller_makes_one_work_of_several_addresses() -> None:
    head = "Highlight,Book Title,Book Author,Amazon Book ID,URL\n"
    page = "https://shop.example/{}"
    rows = [("B01", page.format(1)), ("B01", page.format(2)), ("", page.format(2)), ("B02", "")]
    lines = "".join(
        f"{n},Deep,Ann Lee,{number},{address}\n" for n, (number, address) in enumerate(rows)
    )
    deep, other = works(head + lines)
    assert [quote["text"] for quote in deep.quotes] == ["0", "1", "2"]
    assert (deep.url, deep.addresses) == (page.format(1), [page.format(2)])
    assert deep.details.count(("url", page.format(2))) == 1
    assert [quote["text"] for quote in other.quotes] == ["3"]


def test_highlights_at_two_forms_of_one_page_are_of_one_work_that_keeps_both_addresses() -> None:
    page, paper = "https://openreview.net/forum?id=a", "https://openreview.net/pdf?id=a"
    (work,) = works(f"{WEEKLY}A,Deep,Ann Lee,{page},\nB,Deep,Ann Lee,{paper},\n")
    assert (work.url, work.addresses) == (page, [paper])
    assert [quote["text"] for quote in work.quotes] == ["A", "B"]


@pytest.mark.parametrize(
    ("addresses", "outcomes"),
    [
        (("https://blog.example/1", "https://blog.example/2"), ["new"]),
        (("https://blog.example/1", "http://www.blog.example/1/"), ["known"]),
        (("https://arxiv.org/abs/2401.00001", "https://journal.example/1"), ["known"]),
        (("https://doi.org/10.48550/a", "https://doi.org/10.48550/b"), ["known"]),
    ],
)
def test_another_page_of_the_same_site_is_another_work_in_a_later_file_too(
    app: Flask, addresses: tuple[str, str], outcomes: list[str]
) -> None:
    assert outcomes_of(app, [ROW.format("", address) for address in addresses]) == outcomes


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("openreview.net/forum?id=a", "openreview.net/pdf?id=a"),
        ("aclanthology.org/P18-1001/", "aclanthology.org/P18-1001.pdf"),
        ("www.nature.com/articles/s41586-1", "www.nature.com/articles/s41586-1.pdf"),
        ("www.youtube.com/watch?v=a", "www.youtube.com/watch?v=a&t=30s"),
        ("blog.example/2024/01/post", "blog.example/2024/01/post/index.html"),
        ("blog.example/1", "blog.example/1?share=1"),
        ("blog.example/index.php?p=1", "blog.example/?p=1&ref=top"),
        ("proceedings.example/v70/lee17a.html", "proceedings.example/v70/lee17a/lee17a.pdf"),
        ("preprints.example/10.1101/2020.1v1", "preprints.example/10.1101/2020.1v2.full.pdf"),
    ],
)
def test_another_form_of_a_page_is_the_same_work_in_a_later_file(
    app: Flask, first: str, second: str
) -> None:
    for one, other in ((first, second), (second, first)):
        rows = [ROW.format("", f"https://{address}") for address in (one, other)]
        assert outcomes_of(app, rows) == ["known"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("openreview.net/forum?id=a", "openreview.net/pdf?id=b"),
        ("www.youtube.com/watch?v=a", "www.youtube.com/watch?v=b"),
        ("blog.example/?p=1", "blog.example/?p=2"),
        ("forum.example/viewtopic.php?t=1", "forum.example/viewtopic.php?t=2"),
        ("blog.example/1.html", "blog.example/2.html"),
    ],
)
def test_other_pages_are_other_works_in_whatever_form(app: Flask, first: str, second: str) -> None:
    rows = [ROW.format("", f"https://{address}") for address in (first, second)]
    assert outcomes_of(app, rows) == ["new"]


def test_one_citation_key_makes_one_work_of_two_pages(app: Flask) -> None:
    rows = [ROW.format("lee2026", f"https://blog.example/{n}") for n in (1, 2)]
    assert outcomes_of(app, rows) == ["known"]


def test_time_to_recognise_works_of_one_title_grows_with_their_number_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[Candidate] = []
    is_alike = candidates.is_alike

    def is_alike_counted(here: Candidate, other: Candidate) -> bool:
        compared.append(other)
        return is_alike(here, other)

    monkeypatch.setattr(matching, "is_alike", is_alike_counted)
    pages = [ROW.format("", f"https://blog.example/{n}") for n in range(60)]
    assert outcomes_of(app, ["\n".join(pages[:30]), "\n".join(pages[30:])]) == ["new"] * 30
    assert len(compared) <= 60

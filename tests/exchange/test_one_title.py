"""Works of one title, in one file and in several: which are one and which are not."""

from datetime import UTC, date

import pytest
from flask import Flask

from wiki.exchange.library.importing import import_works
from wiki.exchange.library.reading import read_works
from wiki.exchange.library.work import Work, WorksRead
from wiki.journal import Signature

TODAY = date(2026, 11, 28)


def read(text: str) -> WorksRead:
    return read_works(text.encode(), today=TODAY, zone=UTC)


def works(text: str) -> list[Work]:
    return read(text).works


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
    row = "@online{{, title = {{Weekly links}}, author = {{Lee, Ann}}, year = 2026, url = {{{}}}}}"
    with app.app_context():
        for address in addresses:
            report = import_works(read(row.format(address)), Signature(None, TODAY))
    assert [one.outcome for one in report.rows] == outcomes

"""What sites answer, as recorded: HTML of several kinds, CSL-JSON and the Atom feed of arXiv."""

import json
import time
from datetime import date
from typing import Any

import pytest

from wiki.exchange.library.csl_json import read_item
from wiki.exchange.library.work import WorksRead
from wiki.fetch.allowed import is_allowed
from wiki.fetch.connection import Deadline, NotFetched, ask
from wiki.fetch.reading_answers import read_arxiv, read_csl, read_html
from wiki.fetch.work import FoundWork, make_work
from wiki.text import plain
from wiki.text.people import split_authors

TODAY = date(2026, 5, 1)
SCHOLARLY = """<!doctype html><html><head><meta charset="utf-8"><title>Site | On counting</title>
<meta name="citation_title" content="On counting &amp; chips">
<meta name="citation_author" content="Lovelace, Ada">
<meta name="citation_author" content="Hopper, Grace">
<meta name="citation_publication_date" content="2024/03/12">
<meta property="og:title" content="Not this"></head><body></body></html>"""
NEWS = """<title>Site</title><meta property="og:title" content="Shared title">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "Organization", "name": "A site"}, {"@type": ["NewsArticle"], "headline": "Zählwerk",
"author": [{"@type": "Person", "name": "Emmy Noether"}], "datePublished": "2023-05-01T10:00Z"}]}
</script>"""
BLOG = """<title>A blog</title><meta property="og:title" content="A post">
<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2022-02">"""
BARE = "<title> Only\n a <b>title</b> </title>"
DOI = b"""{"type": "article-journal", "title": "A DOI",
"author": [{"given": "Ada", "family": "Lovelace"},
{"literal": "The Team"}], "issued": {"date-parts": [[2020, 5]]}}"""
ARXIV = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2403.05812v1</id>
<published>2024-03-08T18:00:00Z</published><title>On
  progress&x;</title><author><name>Anson Ho</name></author><author><name>Tamay B</name></author>
</entry></feed>"""
ARXIV_ERROR = (
    b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Error</title></entry></feed>"""
)

NOT_PUBLIC = """127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.100.100.200 0.0.0.0
168.63.129.16 224.0.0.1 255.255.255.255 192.0.0.192 198.18.0.1 192.88.99.1 ::1 :: fe80::1 fc00::1
fd00:ec2::254 ff02::1 fec0::1 ::ffff:127.0.0.1 ::7f00:1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1::
2001:0:1::1 2001:db8::1 3fff::1 2a00::5efe:7f00:1 fe80::1%lo localhost"""


def test_pages_are_read_as_they_describe_themselves_best() -> None:
    assert read_html(SCHOLARLY.encode(), "text/html") == FoundWork(
        "On counting & chips", "Ada Lovelace; Grace Hopper", "2024-03-12"
    )
    assert read_html(NEWS.encode(), "text/html") == FoundWork(
        "Zählwerk", "Emmy Noether", "2023-05-01"
    )
    latin = NEWS.encode("latin-1")
    assert read_html(latin, "text/html; charset=iso-8859-1").title == "Zählwerk"
    assert read_html(BLOG.encode(), "text/html") == FoundWork("A post", "Jane Doe", "2022-02")
    assert read_html(BARE.encode(), "text/html").title.startswith("Only a")
    assert read_csl(DOI) == FoundWork("A DOI", "Ada Lovelace; The Team", "2020-05")
    assert read_arxiv(ARXIV) == FoundWork("On progress", "Anson Ho; Tamay B", "2024-03-08")
    assert read_arxiv(ARXIV_ERROR) == FoundWork()


@pytest.mark.parametrize(
    ("said", "authors"),
    [
        (["Lovelace, Ada"], "Ada Lovelace"),
        (["Acme, Inc."], "Acme, Inc.;"),
        (["Barnes and Noble, Inc.", "Lovelace, Ada"], "Barnes and Noble, Inc.; Ada Lovelace"),
        (["RAND Corporation, The"], "RAND Corporation, The;"),
        (["King, Martin Luther, Jr."], "Martin Luther King Jr."),
        (["de la Cruz, Juana Inés"], "Juana Inés de la Cruz"),
        (["https://example.org/ada", "Ada Lovelace", "Ada Lovelace", None], "Ada Lovelace"),
    ],
)
def test_each_author_that_a_site_names_is_one(said: list[str | None], authors: str) -> None:
    work = make_work("A title", said, "2024")
    assert work.authors == authors
    assert len(split_authors(work.authors)) == len({one for one in said if one and ":" not in one})


def test_names_and_titles_of_sites_are_read_as_those_of_imported_works_are() -> None:
    item = {
        "type": "book",
        "id": "a",
        "title": "The <i>E. coli</i> genome &amp; C*-algebras* [with](notes)",
        "author": [
            {"family": "Berg", "given": "J.", "non-dropping-particle": "van den"},
            {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
            {"literal": "Chips Co., Ltd."},
        ],
    }
    fetched, imported = read_csl(json.dumps(item).encode()), read_item(1, item, today=TODAY)
    read = WorksRead("CSL-JSON")
    read.add(imported)
    assert (fetched.title, fetched.authors) == (imported.title, imported.authors)
    assert plain(fetched.title) == "The E. coli genome & C*-algebras* [with](notes)"
    assert (
        read_csl(b'{"author": [{"name": "Acme, Inc."}], "title": ["A"]}').authors == "Acme, Inc.;"
    )
    assert read_csl(b'{"title": "<Untitled work>"}').title == "Untitled work"


def test_a_page_may_name_several_authors_in_one_place_and_have_markup_in_its_title() -> None:
    page = """<meta name="citation_title" content="&lt;i&gt;E. coli&lt;/i&gt; and us">
    <meta name="citation_authors" content="Smith, J.; Doe, A."><meta name="author" content="%s">"""
    assert read_html(page.encode(), "text/html").title == "E. coli and us"
    assert read_html(page.encode(), "text/html").authors == "J. Smith; A. Doe"
    blog = '<title>Use <i>a</i></title><meta name="author" content="Jo Smith, Jane Doe and Al Roe">'
    assert read_html(blog.encode(), "text/html").authors == "Jo Smith; Jane Doe; Al Roe"
    linked = """<script type="application/ld+json">{"@type": "Article", "headline": "Q&amp;A",
    "author": "King, Martin Luther"}</script>"""
    assert read_html(linked.encode(), "text/html") == FoundWork("Q&A", "Martin Luther King", "")


def test_no_author_of_many_is_cut_off_within_the_name() -> None:
    names = [f"Ada{'abcdefghij'[n // 10]} Byron{'abcdefghij'[n % 10]}" for n in range(100)]
    linked = json.dumps({"@type": "Article", "headline": "Q", "author": ", ".join(names)})
    for page in (
        f'<title>Q</title><meta name="author" content="{", ".join(names)}">',
        f'<script type="application/ld+json">{linked}</script>',
    ):
        *found, last = split_authors(read_html(page.encode(), "text/html").authors)
        assert last == "et al."
        assert found == names[: len(found)]


def test_hostile_answers_say_nothing_and_take_no_time() -> None:
    began = time.monotonic()
    repeated = [b"<", b"<meta ", b"<div>", b"<!--", b"&#", b"\0", b"\xff\xfe", b"<a b=c"]
    bodies = [word * (10**6 // len(word)) for word in repeated]
    nested = b"[" * 10**6
    for body in [*bodies, b"", nested, b'<script type="application/ld+json">' + nested]:
        for read in (read_csl, read_arxiv, lambda body: read_html(body, "text/html; charset=no")):
            read(body)
    for odd in (b'{"title": 7, "issued": {"date-parts": [[{}]]}, "author": [1, null]}', b"[]"):
        assert read_csl(odd) == FoundWork()
    assert time.monotonic() - began < 20


def test_a_site_is_asked_by_the_name_that_browsers_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def look_up(host: str, *_given: Any, **_named: Any) -> list[Any]:
        asked.append(host)
        return []

    monkeypatch.setattr("socket.getaddrinfo", look_up)
    for address in ("https://straße.example/", "https://münchen.example/", "https://a.example/"):
        with pytest.raises(NotFetched):
            ask(address, "*/*", Deadline(time.monotonic() + 5))
    assert asked == ["xn--strae-oqa.example", "xn--mnchen-3ya.example", "a.example"]


def test_no_address_but_of_the_public_internet_is_allowed() -> None:
    assert [address for address in NOT_PUBLIC.split() if is_allowed(address)] == []
    assert is_allowed("93.184.216.34")
    assert is_allowed("2a00:1450:4001:80e::200e")

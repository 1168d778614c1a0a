"""Citing: a sentence, BibTeX and CSL-JSON of every item and region, of today and of a past day."""

import json
import re
import time
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import set_zone
from tests.test_archive import clock
from tests.writers import Writer, inside, section
from wiki.addresses import bare_url
from wiki.db import db
from wiki.exchange.bibtex import write_bibtex
from wiki.exchange.csl import make_csl, write_csl
from wiki.exchange.highwire import make_tags
from wiki.exchange.library.reading import read_works
from wiki.exchange.reference import Reference, with_own_keys
from wiki.exchange.ris import write_ris
from wiki.queries.citing import words_of
from wiki.queries.topics import get_topic
from wiki.recorded import Recorded
from wiki.services.items import delete_item
from wiki.services.site import edit_site
from wiki.services.topics import edit_topic
from wiki.text import plain
from wiki.text.csl_text import read_marked
from wiki.text.people import Name, read_name, split_authors
from wiki.visibility import AUTHOR

ada = Writer()
DAY = "2026-05-09"
ITEMS = ["/b/1", "/q/1", "/t/1", "/r/1", "/e/1"]
TAILS = ["/cite", ".bib", ".csl.json"]
# What a reference in the schema of CSL 1.0.2 may have, as far as the program writes it.
TEXTS = {"id", "type", "title", "container-title", "section", "URL", "note", "language"}
ODD_TITLES = [
    r"100% of {A} & \B_{c} cost $5 #1 ~ ^ “x” \textbf{y} <i>z</i> a|b",
    "An open { brace, and a closed } } one",
    "Say \"so\", ``so'', --- or -- not?` !` ,, << >>",
    "Ends in a backslash \\",
    "@article{x, title = {y}}",
    "% all a comment",
    "بِسْمِ اللَّه, naïve café, 確率 ½, \U0001f5fa",
    "month = may, and others and and",
]


def moment(day: int) -> datetime:
    return datetime(2026, 5, day, 12, tzinfo=UTC)


@pytest.fixture
def compute(app: Flask) -> None:
    """A region since 3 May with one of each kind; a belief moves on 9 May; renamed on 20 May."""
    with inside(app):
        with clock(moment(3)):
            topic = ada.topic("Compute")
            ada.add(topic, "beliefs", claim="Chips *count*", credence=40, why="")
            ada.add(topic, "uncertainties", question="For how long?")
            ada.add(topic, "triggers", observation="A leak", size="40 to 80")
            reading = {"title": "On chips", "authors": "Ada Lovelace, The Chip Institute"}
            dated = {"published_on": "2024-03", "read_on": "2026-05-01", "takeaway": "They count"}
            ada.add(topic, "reading", **reading, **dated, url="https://example.org/a_b?c=50%25")
            ada.add(topic, "writing", title="An essay", body="Text", state="published")
        with clock(moment(9)):
            item = found("belief")
            ada.save(topic, "beliefs", item, claim="Chips *count*", credence=70, why="")
        with clock(moment(20)), ada.saving() as by:
            edit_topic(topic, {"title": "Compute governance"}, by, change_address=True)


def found(kind: str) -> Any:
    return db.session.get(Recorded.kinds[kind], 1)


def read_bib(text: str) -> list[dict[str, str]]:
    """Read BibTeX as bibtexparser does, with what TeX writes of every field but addresses."""
    library = parse_string(text)
    assert not library.failed_blocks, text
    addresses = [
        entry.fields_dict["url"].value for entry in library.entries if "url" in entry.fields_dict
    ]
    decoded = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    read = [
        {"key": entry.key}
        | {name: without_rest(field.value) for name, field in entry.fields_dict.items()}
        for entry in decoded.entries
    ]
    for entry, address in zip((one for one in read if "url" in one), addresses, strict=True):
        entry["url"] = address
    return read


def without_rest(value: str) -> str:
    """Return a text without the TeX that bibtexparser leaves in it."""
    accent = value.replace("\u02c6", "^")  # it takes \textasciicircum for the accent
    return re.sub(r"\$([<>|])\$", r"\1", accent)


def check_csl(items: Any) -> None:
    """Check the shape of CSL-JSON."""
    assert isinstance(items, list)
    for item in items:
        assert {"id", "type"} <= item.keys() <= TEXTS | {"author", "issued", "accessed"}
        assert item["type"] in ("webpage", "document")
        assert all(isinstance(item[name], str) and item[name] for name in TEXTS & item.keys())
        for name in item.get("author", []):
            assert name.keys() in ({"family", "given"}, {"literal"})
        for when in ("issued", "accessed"):
            if when in item:
                (parts,) = item[when]["date-parts"]
                assert item[when].keys() == {"date-parts"}
                assert 1 <= len(parts) <= 3
                assert all(type(part) is int for part in parts)


@pytest.mark.parametrize("title", ODD_TITLES)
def test_a_title_comes_back_from_both_formats_as_it_was(title: str) -> None:
    one = Reference(
        key="a",
        kind="webpage",
        title=title,
        authors=(Name(family="O'Neil & Co", given="{A}"), Name(literal="Us and Them, Inc")),
        issued="2026-05",
        note=title,
        url="https://example.org/{a}?b=50%&c=\\d #e",
    )
    bib, csl = read_bib(write_bibtex([one, one])), make_csl([one, one])
    check_csl(csl)
    assert [entry["key"] for entry in bib] == [item["id"] for item in csl] == ["a", "a-2"]
    for entry in bib:
        assert (entry["title"], entry["note"]) == (title, title)
        assert (entry["year"], entry["month"]) == ("2026", "may")
        assert entry["author"] == "O'Neil & Co, {A} and Us and Them, Inc"
        assert entry["url"] == "https://example.org/%7Ba%7D?b=50%&c=%5Cd%20#e"
    assert read_marked(csl[0]["title"]) == title


def test_names_are_taken_apart_only_where_they_are_surely_persons() -> None:
    persons = {
        "Ada Lovelace": ("Lovelace", "Ada"),
        "Lovelace, Ada": ("Lovelace", "Ada"),
        "Ludwig van Beethoven": ("van Beethoven", "Ludwig"),
        "J. R. R. Tolkien": ("Tolkien", "J. R. R."),
        "Roe, E. V.": ("Roe", "E. V."),
        "Roe, Co": ("Roe", "Co"),
        "山田 太郎": ("山田", "太郎"),
        "김, 철수": ("김", "철수"),
        "高橋 みなみ": ("高橋", "みなみ"),
        "アラン チューリング": ("チューリング", "アラン"),
        "Anne-Marie O’Hara": ("O’Hara", "Anne-Marie"),
    }
    for typed, (family, given) in persons.items():
        assert read_name(typed) == Name(family=family, given=given), typed
    jr = Name(family="King", given="Martin Luther", suffix="Jr.")
    for typed in (
        "Martin Luther King Jr.",
        "Martin Luther King, Jr.",
        "King, Jr., Martin Luther",
        "King Jr., Martin Luther",
        "King, Martin Luther, Jr.",
        "King, Martin Luther Jr.",
    ):
        assert read_name(typed) == jr, typed
        assert str(read_name(typed)) == "Martin Luther King Jr."
    assert read_name("William H. Gates III").suffix == "III"
    whole = [
        "OpenAI",
        "King, Jr.",
        "Elizabeth II",
        "UK AI Security Institute",
        "Google DeepMind",
        "Plato",
        "Us and Them",
        "Barnes and Noble, Inc.",
        "Barnes and Noble, Retail",
        "OpenAI, Inc.",
        "Chips Co., Ltd.",
        "Ring & Sohn, GmbH & Co. KG",
        "Chaos Computer Club, e.V.",
        ",",
        "",
    ]
    for typed in whole:
        assert read_name(typed) == Name(literal=typed), typed


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Ada Lovelace, Lennart Heim", ["Ada Lovelace", "Lennart Heim"]),
        ("Ada Lovelace, The Chip Institute", ["Ada Lovelace", "The Chip Institute"]),
        ("Lovelace, Ada; Heim, Lennart", ["Lovelace, Ada", "Heim, Lennart"]),
        ("Lovelace, Ada", ["Lovelace, Ada"]),
        ("van der Berg, Jan", ["van der Berg, Jan"]),
        ("Hill, Austin B.", ["Hill, Austin B."]),
        ("Smith, J., Doe, A.", ["Smith, J.", "Doe, A."]),
        ("Smith, J.R., Doe, A", ["Smith, J.R.", "Doe, A"]),
        ("OpenAI, Ada Lovelace", ["OpenAI", "Ada Lovelace"]),
        ("METR, Anthropic", ["METR", "Anthropic"]),
        ("Plato, Aristotle, Hypatia", ["Plato", "Aristotle", "Hypatia"]),
        ("Ada Lovelace and Lennart Heim", ["Ada Lovelace", "Lennart Heim"]),
        ("A. Lovelace, B. Heim, and C. Roe", ["A. Lovelace", "B. Heim", "C. Roe"]),
        ("A. Lovelace, B. Heim and C. Roe", ["A. Lovelace", "B. Heim", "C. Roe"]),
        ("Us and Them", ["Us and Them"]),
        ("Institute for Law and Order", ["Institute for Law and Order"]),
        ("Zoë O'Neil, Jr.", ["Zoë O'Neil Jr."]),
        ("Sammy Davis, Jr. and Jane Roe", ["Sammy Davis Jr.", "Jane Roe"]),
        ("John Smith, Sr., Jane Doe", ["John Smith Sr.", "Jane Doe"]),
        ("King, Jr., Martin Luther", ["King Jr., Martin Luther"]),
        ("Smith, J., Jr., Doe, A.", ["Smith, J. Jr.", "Doe, A."]),
        ("Smith, John and Doe, Jane Ann", ["Smith, John", "Doe, Jane Ann"]),
        ("Smith, John and Doe, Jane and Roe, Al", ["Smith, John", "Doe, Jane", "Roe, Al"]),
        ("METR, Anthropic and OpenAI, Apollo", ["METR", "Anthropic and OpenAI", "Apollo"]),
        ("de la Cruz, Sor Juana Inés", ["de la Cruz, Sor Juana Inés"]),
        ("van der Berg, Jan, de Vries, Ann", ["van der Berg, Jan", "de Vries, Ann"]),
        ("Ludwig van Beethoven, Ada Lovelace", ["Ludwig van Beethoven", "Ada Lovelace"]),
        ("Barnes and Noble, Inc.", ["Barnes and Noble, Inc."]),
        ("OpenAI, Inc., Ada Lovelace", ["OpenAI, Inc.", "Ada Lovelace"]),
        ("Apple, Inc. and Ada Lovelace", ["Apple, Inc.", "Ada Lovelace"]),
        ("Chips Co., Ltd., and Ada Lovelace", ["Chips Co., Ltd.", "Ada Lovelace"]),
        ("Smith, J. and Acme, Inc.", ["Smith, J.", "Acme, Inc."]),
        ("John Smith and Acme, Inc.", ["John Smith", "Acme, Inc."]),
        ("A. Roe and Barnes and Noble, Inc.", ["A. Roe", "Barnes and Noble, Inc."]),
        ("A. Roe and Al Low and Acme, Inc.", ["A. Roe", "Al Low", "Acme, Inc."]),
        ("Johnson and Johnson, Inc. and A. Roe", ["Johnson and Johnson, Inc.", "A. Roe"]),
        ("Jane Doe, Ph.D., Al Low", ["Jane Doe Ph.D.", "Al Low"]),
        ("Smith, M.D., Roe, A.", ["Smith, M.D.", "Roe, A."]),
        ("Acme, Inc., and Roe, Bob", ["Acme, Inc.", "Roe, Bob"]),
        ("Smith Co., Inc. and Roe, B. and Doe, A.", ["Smith Co., Inc.", "Roe, B.", "Doe, A."]),
        ("A. Smith, B. Jones", ["A. Smith", "B. Jones"]),
        ("毛泽东\uff1b邓小平", ["毛泽东", "邓小平"]),
        ("山田太郎、鈴木 一郎", ["山田太郎", "鈴木 一郎"]),
        ("", []),
        (" , ", []),
    ],
)
def test_a_line_of_authors_is_split_where_a_name_ends(typed: str, names: list[str]) -> None:
    assert split_authors(typed) == names


def test_an_organisation_with_and_in_its_name_stays_one_author() -> None:
    names = ("Simon and Schuster", "Barnes and Noble, Inc.", "Ada Lovelace")
    one = Reference(key="a", kind="book", title="Why", authors=tuple(map(read_name, names)))
    bib = write_bibtex([one])
    assert "{Simon and Schuster} and {Barnes and Noble, Inc.} and Lovelace, Ada" in bib
    (work,) = read_works(bib.encode(), today=date(2026, 5, 1), zone=UTC).works
    assert split_authors(work.authors) == list(names)
    (again,) = read_works(write_csl([one]).encode(), today=date(2026, 5, 1), zone=UTC).works
    assert again.authors == work.authors
    odd = Reference(key="a", kind="book", title="Why", authors=(Name("Us and Them", "A"),))
    assert "author = {{Us and Them}, A}" in write_bibtex([odd])


def test_the_suffix_of_a_name_stands_in_each_format_where_it_is_read_again() -> None:
    king = read_name("Martin Luther King Jr.")
    one = Reference(key="a", kind="book", title="Why", authors=(king,))
    assert "author = {King, Jr., Martin Luther}" in write_bibtex([one])
    assert "AU  - King, Martin Luther, Jr." in write_ris([one])
    (item,) = make_csl([one])
    assert item["author"] == [{"family": "King", "given": "Martin Luther", "suffix": "Jr."}]
    assert ("citation_author", "King, Martin Luther Jr.") in make_tags(one)


@pytest.mark.parametrize(
    "typed", ["Doe, Jane, Ph.D.;", "Doe, Jane, Esq.;", "A. Roe; Chips, LLC", "山田 太郎; 김, 철수"]
)
def test_names_come_back_from_every_format_as_they_went_out(typed: str) -> None:
    names = tuple(map(read_name, split_authors(typed)))
    one = Reference(key="a", kind="book", title="Why", authors=names)
    for written in (write_bibtex([one]), write_ris([one]), write_csl([one])):
        (work,) = read_works(written.encode(), today=date(2026, 5, 1), zone=UTC).works
        assert tuple(map(read_name, split_authors(work.authors))) == names


def test_signs_that_tex_joins_come_back_from_bibtex_as_they_went_out() -> None:
    title = "``x'' `y ?` !` a -- b --- c ,, ^ ` ~ 'z'"
    bib = write_bibtex([Reference(key="a", kind="book", title=title, authors=())])
    (work,) = read_works(bib.encode(), today=date(2026, 5, 1), zone=UTC).works
    assert words_of(work.title, plain) == title
    (others,) = read_bib(bib)
    assert "‘" not in others["title"]


def test_keys_of_a_bibliography_differ_as_bibtex_compares_them() -> None:
    keys = ["smith2020", "smith 2020", "Smith2020", "smith{2020}-2", "a", "A"]
    listed = [Reference(key=key, kind="book", title="Why", authors=()) for key in keys]
    bib = re.findall(r"@misc\{(.*),", write_bibtex(listed))
    csl = [item["id"] for item in make_csl(listed)]
    for written in (bib, csl):
        assert len({key.lower() for key in written}) == len(keys)
    assert bib == ["smith2020", "smith2020-2", "Smith2020-3", "smith2020-2-2", "a", "A-2"]


def test_many_works_with_one_key_are_told_apart_in_time() -> None:
    listed = [Reference(key="a", kind="book", title="Why", authors=())] * 20_000
    began = time.process_time()
    keys = [reference.key for reference in with_own_keys(listed)]
    assert keys[:2] == ["a", "a-2"]
    assert len(set(keys)) == len(keys)
    assert time.process_time() - began < 5


def test_the_address_in_bibtex_is_in_ascii_and_known_again() -> None:
    url = "https://müller.example/ä"
    (bib,) = read_bib(
        write_bibtex([Reference(key="a", kind="webpage", title="A", authors=(), url=url)])
    )
    assert bib["url"] == "https://xn--mller-kva.example/%C3%A4"
    assert bare_url(bib["url"]) == bare_url(url)


@pytest.mark.usefixtures("compute")
class TestCiting:
    def test_an_item_is_cited_as_it_stands_and_as_it_stood(
        self, app: Flask, client: FlaskClient
    ) -> None:
        with inside(app), ada.saving() as by:
            edit_site({"author_name": "Ada Lovelace", "licence": "CC BY 4.0"}, by)
        sentence = copied(client.get(f"/b/1/cite?at={DAY}").text)
        assert sentence == (
            "Ada Lovelace, “Chips count” (~70%), in “Compute”, An atlas of AI safety, "
            "as of 9 May 2026, http://localhost/b/1?at=2026-05-09."
        )
        assert "(~40%)" in copied(client.get("/b/1/cite?at=2026-05-08").text)
        assert "in “Compute governance”" in copied(client.get("/b/1/cite").text)
        (bib,) = read_bib(client.get(f"/b/1.bib?at={DAY}").text)
        assert bib == {
            "key": "lovelace-b-1-2026-05-09",
            "author": "Lovelace, Ada",
            "title": "Chips count",
            "year": "2026",
            "month": "may",
            "date": "2026-05-09",
            "howpublished": "An atlas of AI safety",
            "note": "in “Compute”, ~70%, as of 9 May 2026",
            "copyright": "CC BY 4.0",
            "language": "en",
            "url": "http://localhost/b/1?at=2026-05-09",
            "urldate": "2026-05-09",
        }
        answer = client.get(f"/b/1.csl.json?at={DAY}")
        assert answer.mimetype == "application/vnd.citationstyles.csl+json"
        (csl,) = json.loads(answer.data)
        assert csl["author"] == [{"family": "Lovelace", "given": "Ada"}]
        assert csl["issued"] == csl["accessed"] == {"date-parts": [[2026, 5, 9]]}
        assert csl["note"] == "~70%, as of 9 May 2026, licence: CC BY 4.0"
        assert csl["URL"] == "http://localhost/b/1?at=2026-05-09"
        page = client.get("/b/1?at=2026-05-09")
        assert page.location == "/atlas/compute?at=2026-05-09#b-1"

    def test_a_reading_is_cited_as_the_work_and_the_notes_beside_it(
        self, client: FlaskClient
    ) -> None:
        page = client.get(f"/r/1/cite?at={DAY}").text
        assert copied(page) == (
            "Ada Lovelace, The Chip Institute, “On chips”, March 2024, "
            "https://example.org/a_b?c=50%25."
        )
        assert "“Notes on ‘On chips’”, An atlas of AI safety, as of 9 May 2026" in unescape(page)
        (bib,) = read_bib(client.get("/r/1.bib").text)
        assert bib["author"] == "Lovelace, Ada and The Chip Institute"
        assert (bib["year"], bib["month"], "date" in bib) == ("2024", "mar", False)
        assert (bib["url"], bib["urldate"]) == ("https://example.org/a_b?c=50%25", "2026-05-01")
        (csl,) = json.loads(client.get("/r/1.csl.json").data)
        assert csl["issued"] == {"date-parts": [[2024, 3]]}
        assert csl["author"][1] == {"literal": "The Chip Institute"}

    def test_every_kind_has_a_citation_in_every_form_and_a_link_to_it(
        self, client: FlaskClient
    ) -> None:
        """Without the author's name the title of the site stands in its place, whole."""
        topic = client.get(f"/atlas/compute-governance?at={DAY}").text
        for item in ITEMS:
            assert f'<a href="{item}?at={DAY}">Permalink</a>' in topic
            assert f'<a href="{item}/cite?at={DAY}">Cite</a>' in topic
            assert f'<a href="{item}/cite">Cite</a>' in client.get(f"{item}/history").text
        for path in [*ITEMS, "/atlas/compute-governance"]:
            page = client.get(f"{path}/cite")
            assert page.headers["X-Robots-Tag"] == "noindex"
            assert f">http://localhost{path}</a>" in page.text
            (bib,) = read_bib(client.get(f"{path}.bib").text)
            csl = json.loads(client.get(f"{path}.csl.json").data)
            check_csl(csl)
            assert bib["title"] == csl[0]["title"]
            if path != "/r/1":
                assert csl[0]["author"] == [{"literal": "An atlas of AI safety"}]
            assert unescape(page.text).count(bib["key"]) == 2
        assert "(would take a belief from 40% to 80%)" in copied(client.get("/t/1/cite").text)

    def test_old_addresses_lead_on_and_unknown_ones_do_not(self, client: FlaskClient) -> None:
        for tail in TAILS:
            old = client.get(f"/atlas/compute{tail}?at={DAY}")
            assert (old.status_code, old.location) == (
                301,
                f"/atlas/compute-governance{tail}?at={DAY}",
            )
            for path in ("/b/2", "/s/1", "/n/1", "/atlas/nowhere"):
                assert client.get(path + tail).status_code == 404
            assert client.get(f"/b/1{tail}?at=2026-05-02").status_code == 404
            assert "3 May 2026" in client.get(f"/r/1{tail}?at=2026-05-02").text
            assert client.get(f"/e/1{tail}?at=2026-13").status_code == 400
        past = client.get(f"/atlas/compute-governance.bib?at={DAY}").text
        assert "title = {{Compute}}" in past
        assert f"url = {{http://localhost/atlas/compute-governance?at={DAY}}}" in past

    def test_what_visitors_may_not_see_they_cannot_cite(
        self, app: Flask, client: FlaskClient, author: FlaskClient
    ) -> None:
        with inside(app):
            topic = get_topic("compute-governance", reader=AUTHOR)
            ada.add(topic, "beliefs", claim="<claim>", credence=None, why="")
            ada.add(topic, "writing", title="Unready", body="Text", state="draft")
            with ada.saving() as by:
                delete_item(section("uncertainties"), topic, found("uncertainty"), by)
            hidden = ada.topic("Hidden", visibility="private")
            ada.add(hidden, "beliefs", claim="Secret", credence=50, why="")
        paths = ["/b/2", "/e/2", "/q/1", "/atlas/hidden", "/b/3"]
        for tail in [f"{one}{at}" for one in TAILS for at in ("", f"?at={DAY}")]:
            for path in paths:
                assert client.get(path + tail).status_code == 404, path + tail
        for path in ("/b/2", "/q/1"):
            assert author.get(f"{path}/cite").status_code == 404
        for path in ("/e/2", "/b/3", "/atlas/hidden"):
            assert "Visitors cannot see this" in author.get(f"{path}/cite").text

    def test_zotero_finds_what_it_saves(self, app: Flask, client: FlaskClient) -> None:
        assert tags(client.get(f"/atlas/compute-governance?at={DAY}").text) == [
            ("citation_title", "Compute"),
            ("citation_author", "An atlas of AI safety,"),
            ("citation_publication_date", "2026/05/09"),
            ("z:itemType", "webpage"),
        ]
        assert tags(client.get("/reading/1").text) == [
            ("citation_title", "On chips"),
            ("citation_author", "Lovelace, Ada"),
            ("citation_author", "The Chip Institute,"),
            ("citation_publication_date", "2024/03"),
            ("citation_public_url", "https://example.org/a_b?c=50%25"),
            ("z:itemType", "webpage"),
        ]
        with inside(app), ada.saving() as by:
            edit_site({"author_name": "Ada Lovelace"}, by)
        assert tags(client.get("/writing/an-essay").text)[:2] == [
            ("citation_title", "An essay"),
            ("citation_author", "Lovelace, Ada"),
        ]

    def test_a_past_page_is_a_memento_of_the_present_one(
        self, app: Flask, client: FlaskClient
    ) -> None:
        paths = ["/", "/map", "/beliefs", "/beliefs.json", "/atlas/compute-governance"]
        paths += ["/atlas/compute-governance.md", "/reading/1", "/writing/an-essay", "/b/1/cite"]
        for path in paths:
            answer = client.get(f"{path}?at={DAY}")
            assert answer.headers["Memento-Datetime"] == "Sat, 09 May 2026 23:59:59 GMT", path
            assert answer.headers["Link"] == f'<http://localhost{path}>; rel="original"'
            now = client.get(path).headers
            assert "Memento-Datetime" not in now
        kept = client.get(f"/beliefs?at={DAY}&sort=region&area=").headers["Link"]
        assert kept == '<http://localhost/beliefs?sort=region&area=>; rel="original"'
        set_zone(app, "America/New_York")
        answer = client.get(f"/atlas/compute-governance?at={DAY}")
        assert answer.headers["Memento-Datetime"] == "Sun, 10 May 2026 03:59:59 GMT"
        while_it_lasts = client.get("/?at=" + datetime.now(UTC).date().isoformat())
        if while_it_lasts.status_code == 200:
            said = datetime.strptime(
                while_it_lasts.headers["Memento-Datetime"], "%a, %d %b %Y %H:%M:%S %Z"
            )
            assert said <= datetime.now(UTC).replace(tzinfo=None)

    def test_a_reading_and_an_essay_can_be_read_as_they_were(self, client: FlaskClient) -> None:
        for permanent, path in (("/r/1", "/reading/1"), ("/e/1", "/writing/an-essay")):
            assert client.get(f"{permanent}?at={DAY}").location == f"{path}?at={DAY}"
            page = client.get(f"{path}?at={DAY}").text
            assert "As it stood at the end of" in page
            assert f'href="/atlas/compute?at={DAY}"' in page
            assert client.get(f"{path}?at=2026-05-02").status_code == 404


def copied(page: str) -> str:
    """Return the sentence of a page to copy."""
    found = re.search(r'<h2[^>]*id="sentence">.*?<p class="copied"[^>]*>(.*?)</p>', page, re.S)
    assert found
    return unescape(found[1])


def tags(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<meta name="((?:citation_|z:)\w+)" content="([^"]*)">', page)
    return [(name, unescape(content)) for name, content in found]

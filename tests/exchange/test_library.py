"""Files of other programs that list works, as they are and as they are damaged."""

import csv
import gzip
import json
import time
from contextlib import suppress
from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from wiki.exchange.library.importing import import_works
from wiki.exchange.library.matching import KnownWorks
from wiki.exchange.library.reading import looks_like_works, read_works
from wiki.exchange.library.tex import plain_tex
from wiki.exchange.library.work import UnreadableFile, Work, WorksRead
from wiki.journal import Signature

TODAY = date(2026, 11, 20)

BIB = r"""
% people write to us@example.org {or not}
@string{press = "Harbour " # {Press}}
@COMMENT{a note that is no entry, @book{x, title={No}}}
@book{hill-1987, author = {Hill, {\'E}dith and von Berg, Otto and {The Tide Office} and others},
  title = "{{\TeX}} and ``the sea'' --- 100\% {\o}re", publisher = press, month = 3, year = 1987,
  note = {Borrowed twice}, annote = "Too long"}
@inproceedings{garc, author={Garc{\'\i}a M{\'a}rquez, Gabriel}, title={On $x^2$},
  crossref=conf date = {2019-05-02/2019-05-04}, url={https://example.org/a\_b}, doi={10.1000/AB}}
@proceedings{conf, title={The Conference}, editor={Only Editor}, year={forthcoming}}
@article{, title={Keyless \acro{DVI} $<$ \LaTeX{}}, year={2011},
  eprint={2403.05812v2}, archiveprefix={arXiv}}
@misc{nothing, note={only a note}}
"""


def read(text: str | bytes) -> WorksRead:
    data = text if isinstance(text, bytes) else text.encode()
    return read_works(data, today=TODAY, zone=UTC)


def works(text: str | bytes) -> list[Work]:
    return read(text).works


def notes(work: Work) -> list[str]:
    return [quote["note"] for quote in work.all_quotes]


def test_names_with_a_particle_are_read_as_biblatex_writes_them() -> None:
    names = (
        "family=Gogh, given=Vincent, prefix=van, useprefix=true and Roe, Ana and "
        "given={Mar{\\'i}a}, family={Cruz Low}, prefix=de la and family=Poe, given=Ed, suffix=Jr. "
        "and family=, given=Odd"
    )
    (work,) = works(f"@book{{a, title={{T}}, author={{{names}}}}}")
    assert work.authors == (
        "Vincent van Gogh; Ana Roe; de la Cruz Low, María; Ed Poe Jr.; family=, given=Odd"
    )


def test_bibtex_is_read_with_abbreviations_crossref_and_tex() -> None:
    found = read(BIB)
    assert found.form == "BibTeX"
    hill, garcia, conference, keyless = found.works
    assert hill.title == "TeX and “the sea” — 100% øre"
    assert hill.authors == "Édith Hill; Otto von Berg; The Tide Office; et al."
    assert (hill.published_on, hill.citation_key, hill.line) == ("1987-03", "hill-1987", 5)
    assert notes(hill) == ["Borrowed twice", "Too long", "type: book\npublisher: Harbour Press"]
    assert not any(quote["public"] for quote in hill.all_quotes)
    assert (garcia.title, garcia.authors) == ("On $x^2$", "García Márquez, Gabriel;")
    assert garcia.url == "https://example.org/a_b"
    assert garcia.published_on == "2019-05-02"
    assert ("booktitle", "The Conference") in garcia.details
    assert ("doi", "10.1000/AB") in garcia.details
    assert (conference.authors, conference.published_on) == ("Only Editor", "")
    assert keyless.title == "Keyless DVI < LaTeX"
    assert ("year", "forthcoming") in conference.details
    assert keyless.url == "https://arxiv.org/abs/2403.05812"
    (refused,) = found.refused
    assert (refused.label, refused.line) == ("nothing", 13)
    assert refused.reason == "It has neither a title nor a web address."


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"{\tt\char`\\let} and {\tt \char'134 end}", r"\let and \end"),
        (r'\char 65\char"42 C\char999999\char7', "ABC"),
        (r"H{\`a}n Th\^e\llap{\raise 0.5ex\hbox{\'{\relax}}}", "Hàn Thế"),
        (
            r"Nguy{\~{\^e}}n, Nguy\~{\^e}n, Nguy\~{\^{e}}n, {\~{{\^e}}}n",
            "Nguyễn, Nguyễn, Nguyễn, ễn",
        ),
        (r"Tr{\`{\^a}}n, Tr\`{\^{a}}n, Tr\`{â}n, \`\^an", "Trần, Trần, Trần, ần"),
        (r"\'{\^{a}}, \'{\^A}, \d{\^o}, \^{\d o}, \d{\u{a}}", "ấ, Ấ, ộ, ộ, ặ"),
        (r"\'{\ohorn}, \h{\^o}, \`{\uhorn}ng, H\h{a}o", "ớ, ổ, ừng, Hảo"),
        (r"\'{\o}, \'{\ae}, \'{\aa}, {\'\AE}x", "ǿ, ǽ, ǻ, Ǽx"),
        (r"\={\i}, \v{\j}, {\"\i}, \={\"u}", "ī, ǰ, ï, ǖ"),
        (r"the \'\TeX{} of \'{\unknown}", "the 'TeX of 'unknown"),
        (r"PC\kern 2pt\TeX\dash {Live}", "PCTeX–Live"),
        (r"$\Omega$-Babel, $\varepsilon$ and $\lambda$", "Ω-Babel, ε and λ"),
        (r"$\{$Meta$\}$Font $<$ 2", "{Meta}Font < 2"),
        (r"$\alpha + \beta$ for \$5, $\unknown$ too", r"$\alpha + \beta$ for $5, $\unknown$ too"),
        (r"\char, \raise, and $\alpha", "char, raise, and $alpha"),
    ],
)
def test_tex_becomes_the_characters_that_it_sets(tex: str, words: str) -> None:
    assert plain_tex(tex) == words


def test_names_with_two_accents_on_a_letter_are_turned_round_as_others() -> None:
    names = r"Nguy{\~{\^e}}n, Th{\'a}i and Nguy\~{\^e}n, An and Tr{\`{\^a}}n, B"
    (work,) = works(f"@book{{a, title = {{A}}, author = {{{names}}}}}")
    assert work.authors == "Thái Nguyễn; An Nguyễn; B Trần"


def test_ris_is_read_with_its_dates_names_and_lines_that_go_on() -> None:
    ris = (
        "\ufeffTY  - JOUR\r\nAU  - Marsh B. K.\r\nA1  - Stone, Ida\r\nTI  - A title that\r\n"
        "goes on\r\nDA  - 2019///\r\nPY  - 2019\r\nDO  - https://doi.org/10.1000/9\r\nUR  - \r\n"
        "N1  - One line\r\nN1  - and another\r\nY2  - 2020/02/03/\r\nER  -\r\n\r\n"
        "TY  -\r\nER  -\r\n"
        "TY  - BOOK\r\nBT  - A book\r\nPY  - 10 15\r\nER  - \r\n"
    )
    found = read(ris)
    one, book = found.works
    assert one.title == "A title that goes on"
    assert one.authors == "B. K. Marsh; Ida Stone"
    assert (one.published_on, one.read_on) == ("2019", "2020-02-03")
    assert one.url == "https://doi.org/10.1000/9"
    assert notes(one)[0] == "One line\nand another"
    assert (book.title, book.published_on) == ("A book", "")
    assert ("year", "10 15") in book.details
    assert [(row.line, row.label) for row in found.refused] == [(15, "")]


@pytest.mark.parametrize(
    ("typed", "url", "others"),
    [
        ("https://x.example/a b", "https://x.example/a%20b", []),
        (
            "https://x.example/a b https://y.example/c",
            "https://x.example/a%20b",
            ["https://y.example/c"],
        ),
        (
            "https://x.example/a\nhttps://y.example/c",
            "https://x.example/a",
            ["https://y.example/c"],
        ),
    ],
)
@pytest.mark.parametrize("tag", ["UR", "L1"])
def test_a_space_in_an_address_of_ris_is_part_of_it(
    tag: str, typed: str, url: str, others: list[str]
) -> None:
    (work,) = works(f"TY  - ELEC\nTI  - A work\n{tag}  - {typed}\nER  - \n")
    assert (work.url, work.addresses) == (url, others)


def test_csl_json_bookmarks_and_tables_are_read() -> None:
    item = {
        "id": "sun2020",
        "type": "book",
        "title": "The <i>Sun</i>",
        "author": [{"family": "Berg", "non-dropping-particle": "van den", "given": "Anna"}],
        "issued": {"date-parts": [[2020, "3"]]},
        "note": "Kept",
    }
    (sun,) = works(json.dumps([item], indent=1))
    assert (sun.title, sun.authors, sun.line) == ("The Sun", "Anna van den Berg", 2)
    assert (sun.published_on, sun.citation_key) == ("2020-03", "sun2020")
    assert notes(sun) == ["Kept", "type: book"]
    marks = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<DL><p><DT><H3>Garden &amp; home</H3><DL><p>
<DT><A HREF="https://example.org/p?a=1&amp;b=2" ADD_DATE="1616337559000000" PRIVATE="1"
  TAGS="x,y">Peas > beans</A><DD>Said so
<DT><A HREF="javascript:alert(1)" ADD_DATE="never">Bad</A>
<DT><A HREF="javascript:alert(2)"></A>
<DT><A HREF="https://example.org/untitled"></A></DL></DL>"""
    found = read(marks)
    peas, bad, untitled = found.works
    assert (peas.title, peas.url) == ("Peas > beans", "https://example.org/p?a=1&b=2")
    assert (peas.read_on, peas.hidden_reason) == ("2021-03-21", "private: 1")
    assert notes(peas) == ["Said so", "tags: x,y\nfolder: Garden & home\nprivate: 1"]
    assert (bad.title, bad.url, bad.hidden_reason) == ("Bad", "", "href: javascript:")
    assert untitled.title == untitled.url == "https://example.org/untitled"
    assert found.refused[0].reason.endswith("“javascript:alert(2)” is no web address.")
    readwise = (
        "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,"
        'Highlighted at,Document tags\n"Two\nlines",Deep,Ana Roe,,mine,,,page,12,2022-01-05,\n'
        "More,Deep,Ana Roe,B0,,,,location,90,2022-01-06,\n"
    )
    (deep,) = works(readwise)
    assert (deep.authors, deep.read_on) == ("Ana Roe", "2022-01-06")
    told = [(quote["text"], quote["page"], quote["note"]) for quote in deep.quotes]
    assert told == [("Two\nlines", "12", "mine"), ("More", "location 90", "")]
    zotero = (
        '"Key","Item Type","Publication Year","Author","Title","DOI","Url","Date","Date Added",'
        '"Extra","Notes"\n"K1","book","2001","Roe, Ana; Low, Ed","Wide","","","2001-05","2022",'
        '"Citation Key: roe2001","<p>So &amp; so</p>"\n'
    )
    (wide,) = works(zotero)
    assert (wide.authors, wide.published_on) == ("Ana Roe; Ed Low", "2001-05")
    assert (wide.citation_key, notes(wide)[0]) == ("roe2001", "So & so")
    goodreads = (
        "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,Year Published,Date Read,"
        'Exclusive Shelf,My Review\n1,Low,Ed Low,"Low, Ed",Ana Roe,"=""0141026162""",1999,'
        "2020/01/02,read,Good<br/>book\n"
    )
    (low,) = works(goodreads)
    assert (low.authors, low.read_on) == ("Ed Low; Ana Roe", "2020-01-02")
    assert notes(low)[0] == "Good\nbook"
    assert ("isbn", "0141026162") in low.details


CSL = '[{"id": "a", "type": "book", "title": "A", %s}]'
GOODREADS = "Book Id,Title,Author,Exclusive Shelf,Date Read\n1,Low,Ed Low,read,{}\n"
ZOTERO = "Key,Item Type,Title,Date Added,Date,Access Date\nK1,book,Low,2022,{},{}\n"


@pytest.mark.parametrize(
    ("text", "dates", "kept"),
    [
        ("@book{a, title={A}, date={2021-13-01}}", ("2021", ""), "date: 2021-13-01"),
        ("@book{a, title={A}, date={2019-00-00}}", ("2019", ""), "date: 2019-00-00"),
        ("@book{a, title={A}, date={2019-5-3}}", ("2019-05-03", ""), ""),
        ("@book{a, title={A}, urldate={2024-02-30}}", ("", "2024-02"), "urldate: 2024-02-30"),
        ("TY  - BOOK\nTI  - A\nPY  - 2019/02/30/\nER  -\n", ("2019-02", ""), "year: 2019/02/30/"),
        (
            "TY  - BOOK\nTI  - A\nY2  - 2019/02/30/\nER  -\n",
            ("", "2019-02"),
            "access date: 2019/02/30/",
        ),
        (GOODREADS.format("06/05/2024"), ("", "2024"), "date read: 06/05/2024"),
        (GOODREADS.format("2024/02/30"), ("", "2024-02"), "date read: 2024/02/30"),
        (GOODREADS.format("2024/05/06"), ("", "2024-05-06"), ""),
        (GOODREADS.format("2030/05/06"), ("", ""), "date read: 2030/05/06"),
        (ZOTERO.format("2001-13", "2024-02-30 10:00:00"), ("2001", "2024-02"), "date: 2001-13"),
        (
            ZOTERO.format("2001", "2024-02-30 10:00:00"),
            ("2001", "2024-02"),
            "access date: 2024-02-30",
        ),
        (ZOTERO.format("2001", "2024-02-03 10:00:00"), ("2001", "2024-02-03"), ""),
        (
            CSL % '"accessed": {"date-parts": [[2024, 13, 1]]}',
            ("", "2024"),
            "access date: 2024-13-01",
        ),
        (
            CSL % '"issued": {"date-parts": [[2019], [2020]]}',
            ("2019", ""),
            "date: 2019/2020",
        ),
        (CSL % '"issued": {"date-parts": [[2017]], "season": 2}', ("2017", ""), "date, season: 2"),
        (CSL % '"issued": {"circa": true, "raw": "2017"}', ("2017", ""), "date, circa: true"),
        (CSL % '"issued": {"date-parts": [[2017, 5]], "circa": false}', ("2017-05", ""), ""),
        (CSL % '"issued": {"date-parts": [[2017, 5]], "raw": "2017-05"}', ("2017-05", ""), ""),
        (
            CSL % '"issued": {"date-parts": [[2017]], "literal": "Spring 2017"}',
            ("2017", ""),
            "date, literal: Spring 2017",
        ),
        (
            CSL % '"accessed": {"date-parts": [[2024, 5, 6]], "season": "x"}',
            ("", "2024-05-06"),
            "access date, season: x",
        ),
        (
            CSL % '"original-date": {"date-parts": [[1900]], "circa": true}',
            ("", ""),
            "original-date: 1900; circa: true",
        ),
        (CSL % '"issued": {"season": 2}', ("", ""), "date, season: 2"),
        (CSL % '"issued": {"date-parts": "2017-05"}', ("", ""), "date, date-parts: 2017-05"),
        ("@book{a, title={A}, year={2017}, month={spring}}", ("2017", ""), "spring"),
        ("@book{a, title={A}, date={2017~}}", ("2017", ""), "date: 2017~"),
        ("@book{a, title={A}, date={2017~/2018}}", ("2017", ""), "date: 2017~/2018"),
        ("@book{a, title={A}, year={2017~}}", ("2017", ""), "year: 2017~"),
        ("@book{a, title={A}, date={3~May~2017}}", ("2017-05-03", ""), "date: 3 May 2017"),
        ("@book{a, title={A}, date={2017-22}}", ("2017", ""), "date: 2017-22"),
        ("TY  - BOOK\nTI  - A\nPY  - 2017///Spring\nER  -\n", ("2017", ""), "2017///Spring"),
    ],
)
def test_a_date_that_is_not_read_whole_is_kept_as_it_was_written(
    text: str, dates: tuple[str, str], kept: str
) -> None:
    (work,) = works(text)
    assert (work.published_on, work.read_on) == dates
    said = "\n".join(notes(work))
    assert kept in said
    assert kept or "date" not in said.replace("date added", "")


READWISE_ROW = "Highlight,Book Title,Book Author,Highlighted at\nSo,A,B,{}\n"
BOOKMARK = '<!DOCTYPE NETSCAPE-Bookmark-file-1><DT><A HREF="https://x.org" ADD_DATE="{}">A</A>'
ZOTERO_ROW = "Key,Item Type,Title,Date Added,Access Date\nK,book,A,,{}\n"
GOODREADS_ROW = "Book Id,Title,Author,Exclusive Shelf,Date Read\n1,A,B,read,{}\n"
OUR_ROW = "title,url,authors,read_on,takeaway,citation_key\nA,,,{},,\n"
LINKDING = '[{{"url": "https://x.org", "date_added": "{}", "shared": true, "tag_names": []}}]'
WITH_MOMENTS = [READWISE_ROW, BOOKMARK, ZOTERO_ROW, GOODREADS_ROW, OUR_ROW, LINKDING]


@pytest.mark.parametrize("row", WITH_MOMENTS)
@pytest.mark.parametrize(
    ("said", "zone", "day"),
    [
        ("2024-03-01T03:30:00Z", "America/Los_Angeles", "2024-02-29"),
        ("2024-03-01 03:30:00+00:00", "America/Los_Angeles", "2024-02-29"),
        ("2024-03-01 03:30:00 UTC", "America/Los_Angeles", "2024-02-29"),
        ("2024-03-05 23:30:00-05:00", "UTC", "2024-03-06"),
        ("2024-03-01 03:30:00", "America/Los_Angeles", "2024-03-01"),
        ("2024-03-01", "America/Los_Angeles", "2024-03-01"),
    ],
)
def test_a_moment_is_a_day_in_the_time_zone_of_the_site(
    row: str, said: str, zone: str, day: str
) -> None:
    found = read_works(row.format(said).encode(), today=TODAY, zone=ZoneInfo(zone))
    assert [work.read_on for work in found.works] == [day]


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ('<A ADD_DATE="1616337559">Lost</A>', "Lost"),
        ("<A>Lost</A>", "Lost"),
        ('<A HREF="" ID="7">Lost</A>', "Lost"),
        ('<A HREF="http:///x">Lost</A>', "Lost"),
        ('<A NAME="top">Contents</A>', ""),
    ],
)
def test_a_bookmark_without_an_address_is_named_in_the_report(
    app: Flask, link: str, title: str
) -> None:
    found = read(f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DT>{link}\n<DT>{bookmark('')}")
    said = [f"  line 2 new ({title}): It has no web address."] if title else []
    with app.app_context():
        _, *rows = import_works(found, Signature(None, TODAY)).lines()
    assert (rows, found.works[-1].title) == (said, "Work")


RIS_ROW = "TY  - BOOK\nTI  - A\nY2  - {}\nER  -\n"
BIB_ROW = "@book{{a, title={{A}}, urldate={{{}}}}}"


@pytest.mark.parametrize("row", [*WITH_MOMENTS, RIS_ROW, BIB_ROW])
@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("10/18/2026", "2026-10-18"),
        ("18/10/2026", "2026-10-18"),
        ("18.10.2026", "2026-10-18"),
        ("5-5-2026", "2026-05-05"),
        ("10/11/2026", "2026"),
        ("2/30/2026", "2026"),
    ],
)
def test_a_date_that_can_be_read_one_way_only_is_read(row: str, said: str, day: str) -> None:
    (work,) = works(row.format(said))
    assert work.read_on == day
    kept = [note for note in notes(work) if said in note]
    assert len(kept) == (day == "2026")
    assert work.ambiguous_dates == ([said] if said == "10/11/2026" else [])


def test_a_date_with_two_readings_is_named_in_the_report(app: Flask) -> None:
    with app.app_context():
        found = read(OUR_ROW.format("10/11/2026"))
        report = import_works(found, Signature(None, TODAY))
    assert list(report.lines())[1:] == [
        "  line 2 new (A): 10/11/2026 may be two days: a note has it."
    ]


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ("Kahneman, Daniel", "Daniel Kahneman"),
        ("van den Berg, Anna", "Anna van den Berg"),
        ("Daniel Kahneman, Amos Tversky", "Daniel Kahneman; Amos Tversky"),
        ("Kahneman, Daniel and Tversky, Amos", "Daniel Kahneman; Amos Tversky"),
        ("Ana Roe, Ed Low, and Jo Poe", "Ana Roe; Ed Low; Jo Poe"),
        ("Martin Luther King, Jr.", "Martin Luther King Jr."),
        ("King, Jr., Martin Luther", "Martin Luther King Jr."),
        ("King, Martin Luther", "Martin Luther King"),
        ("Jane Doe, M.D., Al Low, Ph.D.", "Jane Doe M.D.; Al Low Ph.D."),
        ("A. Roe and Barnes and Noble, Inc.", "A. Roe; Barnes and Noble, Inc."),
        ("Strunk, William, and E. B. White", "William Strunk; E. B. White"),
        ("Strunk, William and E. B. White", "William Strunk; E. B. White"),
        ("Jane Doe, Ph.D. and Al Low, M.D.", "Jane Doe Ph.D.; Al Low M.D."),
        ("and Jane Doe", "Jane Doe"),
        ("Simon and Schuster", "Simon and Schuster"),
        ("Plato", "Plato"),
        ("Barnes and Noble, Inc.", "Barnes and Noble, Inc.;"),
        ("Apple, Inc., Tim Cook and Noble Books, LLC", "Apple, Inc.; Tim Cook; Noble Books, LLC"),
    ],
)
def test_a_comma_in_an_author_of_readwise_may_stand_within_a_name(
    author: str, authors: str
) -> None:
    (work,) = works(f'Highlight,Book Title,Book Author\nWords,Deep,"{author}"\n')
    assert work.authors == authors


def test_tags_colour_and_place_of_a_highlight_are_kept() -> None:
    (work,) = works(
        "Highlight,Book Title,Book Author,Tags,Color,Location Type,Location\n"
        '"Two\nlines",Deep,Ana Roe,"private,keyword",yellow,time_offset,90\n'
        "More,Deep,Ana Roe,,blue,page,2\n"
        "Last,Deep,Ana Roe,,,page,3\n"
    )
    assert [quote["page"] for quote in work.quotes] == ["time_offset 90", "2", "3"]
    assert notes(work)[-1] == (
        "highlight “Two lines”: tags private,keyword; color yellow\nhighlight “More”: color blue"
    )


def test_an_address_within_the_words_of_a_field_ends_where_it_would_in_prose() -> None:
    (one,) = works("@misc{k, title = {A}, howpublished = {Online (https://e.org/a_(b)).}}")
    assert one.url == "https://e.org/a_(b)"


@pytest.mark.parametrize(
    "text",
    [
        CSL % '"author": [{"family": "Müller", "given": "Jan", "suffix": "Jr."}]',
        "@book{a, title={A}, author={Müller, Jr., Jan}}",
        "@book{a, title={A}, author={Jan Müller, Jr.}}",
        "TY  - BOOK\nTI  - A\nAU  - Müller, Jan, Jr.\nER  - \n",
    ],
)
def test_the_suffix_of_a_name_stands_behind_it(text: str) -> None:
    (work,) = works(text)
    assert work.authors == "Jan Müller Jr."


def test_an_author_in_csl_may_be_a_text() -> None:
    (work,) = works(CSL % '"author": "Jane Roe"')
    assert work.authors == "Jane Roe"


def test_a_doi_that_is_percent_encoded_is_not_encoded_again() -> None:
    (work,) = works("@article{a, title={A}, doi={10.1002/(SICI)1097%3C1::AID%3E3}}")
    assert work.url == "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3"


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>One</p><p>two</p>", "One\ntwo"),
        ("One<ul><li>a</li><li>b</li></ul>two", "One\na\nb\ntwo"),
        ("<h1>One</h1>two<br><br/>three<BR />four", "One\ntwo\n\nthree\nfour"),
        ("<table><tr><td>a</td><td>b</td></tr></table>c", "a\nb\nc"),
        ("<b>o</b>ne <i>two</i>, <span>thr</span>ee", "one two, three"),
    ],
)
def test_blocks_of_html_in_a_note_end_lines_and_other_tags_part_no_word(
    html: str, lines: str
) -> None:
    head = "Book Id,Title,Author,Exclusive Shelf,My Review"
    (book,) = works(f'{head}\n1,Low,Ed Low,read,"{html}"\n')
    assert notes(book)[0] == lines
    if "<li>" in html:  # which begins another bookmark
        return
    marks = f'<DT><A HREF="https://e.org/" ADD_DATE="1616337559">{html}</A><DD>{html}\n<DT>'
    (page,) = works(f"<!DOCTYPE NETSCAPE-Bookmark-file-1><DL>{marks}</DL>")
    assert page.title == " ".join(lines.split())
    assert notes(page)[0].split() == lines.split()


@pytest.mark.parametrize(
    "said",
    [
        "0",
        "0001-01-01T00:00:00Z",
        "-0001-11-30",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "1970-01-01T00:00:00Z",
    ],
)
def test_what_programs_write_for_no_day_is_neither_a_day_nor_a_note(said: str) -> None:
    (one,) = works(f'<!DOCTYPE NETSCAPE-Bookmark-file-1><a href="https://a.org" add_date="{said}">')
    listed = {"url": "https://a.org", "date_added": said, "tag_names": []}
    (other,) = works(json.dumps([listed]))
    for work in (one, other):
        assert (work.read_on, notes(work)) == ("", [])


def bookmark(attributes: str) -> str:
    return f"""<DT><A HREF="https://example.org/1" ADD_DATE="1616337559" {attributes}>Work</A>"""


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        (bookmark("PRIVATE"), "private"),
        (bookmark('PRIVATE="1"'), "private: 1"),
        (bookmark('SHARED="no"'), "shared: no"),
        (bookmark('PUBLIC="0"'), "public: 0"),
        (bookmark('STATUS="draft"'), "status: draft"),
        (bookmark('TAGS="garden,private"'), "tags: garden,private"),
        (
            f'<DT><H3 PRIVATE="1">Garden</H3><DL>{bookmark("")}</DL>',
            "in the folder Garden (private: 1)",
        ),
        (f"<H3>Private</H3><DL><H3>Peas</H3><DL>{bookmark('')}</DL></DL>", "in the folder Private"),
        (f"<H3>_drafts</H3><DL>{bookmark('')}</DL>", "in the folder _drafts"),
        (f"<H3>My private links</H3><DL>{bookmark('')}</DL>", "in the folder My private links"),
        (f"<H3>Hidden Markov models</H3><DL>{bookmark('')}</DL>", ""),
        (f"<H3>Private</H3><DL></DL>{bookmark('')}", ""),
        (bookmark('PRIVATE="0" PUBLIC="1" SHARED="yes" TAGS="garden" LAST_CHARSET="UTF-8"'), ""),
    ],
)
def test_a_bookmark_says_in_many_ways_that_it_is_private(marks: str, said: str) -> None:
    head = "<!DOCTYPE NETSCAPE-Bookmark-file-1><H1>Bookmarks</H1><DL><p>"
    (work,) = works(f"{head}{marks}</DL>")
    assert work.hidden_reason == said


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gbk", "cp1251", "koi8-r", "cp1252"])
def test_encodings_and_packing_are_recognised(encoding: str) -> None:
    words = {"gbk": "测试期刊", "cp1252": "Über Größe"}.get(encoding, "Методы вычисления")
    data = f"@book{{k, title = {{{words}}}, year = 2001}}\r\n".encode(encoding)
    assert [work.title for work in works(data)] == [words]
    assert [work.title for work in works(gzip.compress(data))] == [words]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("<?xml version='1.0'?><opml version='2.0'><body/></opml>", "list of feeds (OPML)"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><html><p>&a;</p></html>", "no file of bookmarks"),
        ("@book{k, title = {Never ends", "line 1 does not end"),
        ("@book{k, title = {A}, {b} }", "line 1 is damaged"),
        ("TY  - JOUR\nTI  - Cut short\n", "does not end with “ER  -”"),
        ('[{"title": "Cut', "no whole JSON"),
        ("[" * 100_000, "no bibliography in CSL-JSON"),
        ('Highlight,Book Title,Book Author\n"open', "The table is damaged in line"),
        (b"\x00\x01\x02", "no text"),
        (gzip.compress(b"0" * 50_000_000, mtime=0), "may have 16 MiB"),
        (gzip.compress(b"@book{k, title={A}}", mtime=0)[:-9], "cannot be unpacked"),
        ("plain words", "none of the formats"),
        ("topic,claim,at,credence\nA,B,2026-01-01,40\n", "flask import --forecasts"),
        ("topic;claim;at;credence\nA;B;2026-01-01;40\n", "a CSV of forecasts"),
        ("# A note\n\nIt has words.", "put it into a zip"),
        ("It has a [[link]].", "put it into a zip"),
        ('{"format": 1, "atlas": "5f2c", "zone": "UTC"}\n{"id": 1}\n', "import the whole export"),
        ("", "holds no work"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_one_sentence(
    data: str | bytes, said: str
) -> None:
    with pytest.raises(UnreadableFile, match=said.replace("(", r"\(").replace(")", r"\)")):
        read(data)


def test_markdown_is_left_to_those_who_read_pages_and_notes() -> None:
    entry = "\n@book{k, title = {A}}\n"
    assert looks_like_works(f"This file was made by a program.\nEncoding: UTF8\n{entry}".encode())
    assert looks_like_works(b"A list of citations\n\nTY  - BOOK\nTI  - A\nER  - \n")
    for text in (
        f"# Citing\n{entry}",
        f"---\ntitle: A\n---\n{entry}",
        "Words on <opml>.",
        "[a](b)",
        "[[A region]] and more",
        '{\n "title": "A note of Hugo",\n "url": "/a"\n}\n\nWords.',
    ):
        assert not looks_like_works(text.encode())


def test_hostile_files_take_no_longer_than_others_of_their_size() -> None:
    many = 8_000
    begun = time.process_time()
    for data in (
        "@a{" * many,
        "@a{" + " " * many + "(",
        "@a{b," + "title={xxxx}," * many + "}",
        "@a{b,year={1}}" + "@a{c,crossref=b}" * 20_000,
        "TY  - A\nAB  - x\n" + "more\n" * 200_000 + "ER  - \n",
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><DT><A HREF='x'>" + "<i>word " * 200_000,
        "@a{b,title={" + "{" * many,
        '@a{b,title="' + '"#"' * many,
        "@a{b,author={" + "{ and" * many + "}" * many + "}}",
        "@a{b,title={" + "\\'" * many + "}}",
        '@string{a="xxxx"}' + "@string{a=a#a#a#a}" * 40,
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + '<a href="' * many,
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>" + "<!--" * many,
        "TY  - A\n" * many,
        "[" + '{"title":"",' * many,
    ):
        with suppress(UnreadableFile):
            read(data)
    assert time.process_time() - begun < 5


def test_thousands_of_rows_of_one_title_are_told_apart_at_once(app: Flask) -> None:
    begun = time.process_time()
    for told in ("key", "pages", "nothing"):
        rows = [Work(number, title="Editorial", published_on="2001") for number in range(6_000)]
        for row in rows:
            row.citation_key = f"k{row.line}" if told == "key" else ""
            row.details = [("pages", str(row.line))] if told == "pages" else []
        with app.app_context():
            known = KnownWorks()
            new = {known.match(row)[0] for row in rows}
        assert len(new) == (1 if told == "nothing" else len(rows))
    assert time.process_time() - begun < 4


@pytest.mark.parametrize("title", ["\u200b", "&nbsp;"])
def test_a_title_that_shows_nothing_is_none(title: str) -> None:
    (work,) = works(f"TY  - WEB\nTI  - {title}\nUR  - https://a.example/\nER  - \n")
    assert work.title == "https://a.example/"


@pytest.mark.parametrize("before", ["\n", "\r\n \r\n"])
def test_a_table_may_begin_with_blank_lines(before: str) -> None:
    (work,) = works(f"{before}{OUR_ROW.format('2026-05-01')}")
    assert (work.title, work.read_on) == ("A", "2026-05-01")


@pytest.mark.parametrize("ending", ["A,B\n", 'A,"open\n'])
def test_a_table_of_works_changes_nothing_for_other_tables(ending: str) -> None:
    usual = csv.field_size_limit()
    with suppress(UnreadableFile):
        read(f"Highlight,Book Title,Book Author\n{ending}")
    assert csv.field_size_limit() == usual

"""Files as careless users have them: values of another type, UTF-16, days in place of words."""

import csv
from datetime import UTC, date, datetime
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from wiki.clock import Clock
from wiki.exchange.document import parse_document
from wiki.exchange.document_error import DocumentError
from wiki.exchange.forecasts import read_forecasts
from wiki.exchange.library.reading import read_works
from wiki.exchange.library.tables import LONGEST_CELL
from wiki.exchange.library.work import UnreadableFile
from wiki.exchange.notes.head import NoteHead, read_head
from wiki.forms.document_line import Unreadable
from wiki.sections.link_head import read_link

TODAY = date(2026, 11, 28)
CLOCK = Clock(datetime(2026, 11, 28, tzinfo=UTC), ZoneInfo("UTC"))
TABLE = "Highlight,Book Title,Book Author\n"


def head_of(*lines: str) -> NoteHead:
    return read_head(lines, 2, today=TODAY)


def refused(text: str | bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        parse_document(text, today=TODAY, name="page.md")
    return caught.value.reason


@pytest.mark.parametrize("answer", ["false", "true", "No", "on"])
@pytest.mark.parametrize("key", ["slug", "summary", "area", "description", "aliases"])
def test_an_answer_in_a_note_is_no_word(key: str, answer: str) -> None:
    head = head_of(f"{key}: {answer}", "status: Forming")
    assert head.known == {"status": "Forming"}
    assert (head.described, head.aliases) == ("", [])
    assert not head.is_public
    quoted = head_of(f"{key}: '{answer}x'")
    assert quoted.known or quoted.described or quoted.aliases or key == "slug"


def test_a_number_or_a_list_in_a_note_is_read_as_what_it_can_be() -> None:
    assert head_of("title: Yes").known == {"title": "Yes"}
    head = head_of("title: 1984", "aliases: [1984, Orwell]", "summary: [a, b]", "slug: 7")
    assert head.known == {"title": "1984", "slug": "7"}
    assert head.aliases == ["1984", "Orwell"]
    assert head.unknown["imported_summary"] == "imported_summary: [a, b]"


@pytest.mark.parametrize("key", ["slug", "summary", "area"])
def test_an_answer_in_a_page_is_refused_unless_it_is_in_quotes(key: str) -> None:
    page = f"---\n{key}: {{}}\nvisibility: public\n---\n\n## Current beliefs\n\n- A ~70%\n"
    assert refused(page.format("no")) == f"{key} takes words: put “no” in quotes if it is one."
    assert getattr(parse_document(page.format("'no'"), today=TODAY, name="a.md"), key) == "no"


@pytest.mark.parametrize(
    "line", ["permalink: false", "output: no", "sitemap: false", "render: never", "outputs: off"]
)
def test_a_page_that_its_site_does_not_write_stays_hidden(line: str) -> None:
    assert head_of(line).hidden_reason == line
    said = refused(f"---\ntitle: A\n{line}\n---\n\n## Current beliefs\n\n- A ~70%\n")
    assert "from visitors" in said
    assert not head_of("permalink: /a/", "sitemap: true").hidden_reason


@pytest.mark.parametrize("word", ["nein", "non", "nope", "нет", "gar nicht", "about", "nein."])
def test_a_word_in_place_of_an_address_may_mean_that_there_is_no_page(word: str) -> None:
    line = f"permalink: {word}"
    head = head_of(line)
    assert (head.hidden_reason or head.unsure_reason) == line
    said = refused(f"---\ntitle: A\n{line}\n---\n\n## Current beliefs\n\n- A ~70%\n")
    assert said.startswith(f"“{line}” may be meant to keep this page from visitors")
    for address in ("/about", "about/", "my-note", "notes.html", "2026", "true"):
        assert not head_of(f"permalink: {address}").unsure_reason


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("words", ["Chips count", "Чипы и право", "筹码 计数"])
def test_a_page_in_utf_16_is_refused_as_such(encoding: str, words: str) -> None:
    page = f"---\ntitle: {words}\n---\n\n## Current beliefs\n\n- {words} ~70%\n".encode(encoding)
    assert refused(page) == "This is text in UTF-16: save it as UTF-8."
    if encoding != "utf-16":
        table = f"topic,belief,credence,date\n{words},x,70%,2026-05-01\n".encode(encoding)
        with pytest.raises(DocumentError, match="UTF-16"):
            read_forecasts("a.csv", table, CLOCK)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_a_table_of_works_in_utf_16_is_read(encoding: str) -> None:
    data = f"{TABLE}Words,Чипы,Ada\n".encode(encoding)
    (work,) = read_works(data, today=TODAY, zone=UTC).works
    assert work.title == "Чипы"


def test_other_files_with_zero_bytes_are_no_text() -> None:
    for data in (b"\x89PNG\r\n\0\0\0\rIHDR\0\0", b"a\0\0b", b"ab\0c\1\0"):
        assert refused(data) == "This is not text."


@pytest.mark.parametrize("line", ["2026-05-01", "1 May 2026", "2026-05", "May 2026 — Great"])
def test_a_reading_that_is_only_a_day_is_refused(line: str) -> None:
    with pytest.raises(Unreadable, match="No title stands behind the day"):
        read_link(line)


@pytest.mark.parametrize("day", ["01.05.2026", "2026/05/01", "5/1/2026"])
def test_a_day_that_is_not_read_does_not_become_a_part_of_the_title(day: str) -> None:
    for line in (f"{day} T — so", f"{day}: T", day):
        with pytest.raises(Unreadable, match=f"“{day}” is not read as a date"):
            read_link(line)
    assert read_link("1.2.3 of it")[1] == "1.2.3 of it"


def test_a_day_behind_a_work_is_its_day_and_a_year_may_be_a_title() -> None:
    address = "https://a.example"
    assert read_link(f"[T]({address}) — 2026-05-01") == ("2026-05-01", "T", address, "")
    assert read_link("T — 1 May 2026") == ("1 May 2026", "T", "", "")
    both = f"2026-05-01 [T]({address}) — 2026-05-02"
    assert read_link(both) == ("2026-05-01", "T", address, "2026-05-02")
    assert read_link("2026-05-01: T — so") == ("2026-05-01", "T", "", "so")
    assert read_link("1984: a novel") == ("", "1984: a novel", "", "")
    assert read_link("1984 — a novel") == ("", "1984", "", "a novel")


def test_tables_that_are_read_at_once_leave_the_limit_of_cells_as_it_was() -> None:
    usual = csv.field_size_limit()
    data = f"{TABLE}{'x' * (usual + 1)},A,B\n".encode()
    read: list[str] = []

    def read_one() -> None:
        read.extend(work.title for work in read_works(data, today=TODAY, zone=UTC).works)

    threads = [Thread(target=read_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read == ["A"] * 8
    assert csv.field_size_limit() == usual


def test_of_a_cell_that_is_too_long_it_is_said() -> None:
    data = f"{TABLE}x,A,B\n{'x' * (LONGEST_CELL + 1)},A,B\n".encode()
    with pytest.raises(UnreadableFile, match="A cell of the row in line 3 has more than 4,194,304"):
        read_works(data, today=TODAY, zone=UTC)

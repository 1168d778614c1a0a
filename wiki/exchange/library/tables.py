"""Works from tables: the CSV files of Readwise, Zotero and Goodreads, and our own.

A table is recognised by the names of its columns, in any order. Between its columns stand commas,
or what a spreadsheet writes in their place: semicolons or tabs. `="0141026162"`, which keeps a
spreadsheet from reading a number, is read as what it encloses.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from html import unescape
from io import StringIO
from threading import Lock

from wiki.exchange.library.atlas_table import fill_ours
from wiki.exchange.library.bibtex import bare_doi
from wiki.exchange.library.highlights import merge_rows
from wiki.exchange.library.html_breaks import without_tags
from wiki.exchange.library.row_dates import set_published_on, set_read_on
from wiki.exchange.library.work import (
    RefusedRow,
    UnreadableFile,
    Work,
    WorksRead,
    first_filled,
    refuse_too_many,
)
from wiki.forms.fields import LINE
from wiki.text import counted
from wiki.text.name_lists import split_people, write_authors

LONGEST_CELL = 2**22  # characters
_LIMIT = Lock()
SEPARATORS = ",;\t"
Row = Mapping[str, str]
_FORMULA = re.compile(r'="([^"]*)"')
_KEY = re.compile(r"^\s*citation key:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
# Addresses of single highlights: rows of the same book differ in them.
_OF_HIGHLIGHT = re.compile(
    r"kindle:|https?://(?:www\.)?readwise\.io/(?:open|to_kindle)\b"
    r"|https?://read\.readwise\.io/read/",
    re.IGNORECASE,
)

_TO_READ = ("to-read", "currently-reading")  # shelves of Goodreads


@dataclass(frozen=True)
class Table:
    """A kind of table: its name, the columns by which it is recognised, and how a row is read.

    `taken` are the columns that a reading has; the others are kept as details.
    """

    form: str
    columns: frozenset[str]
    taken: frozenset[str]
    fill: Callable[[Work, Row, date, tzinfo], None]


def find_table(first_line: str) -> Table | None:
    """Return the kind of table that has the columns of this first line, None for no known kind."""
    names = _column_names(first_line, _separator(first_line))
    return next((table for table in TABLES if table.columns <= names), None)


def _column_names(first_line: str, separator: str) -> frozenset[str]:
    parts = first_line.split(separator)
    return frozenset(name.strip(" \"'\ufeff\r").lower() for name in parts)


def _separator(first_line: str) -> str:
    """Return the sign that stands between the columns: the one that parts the line most often."""
    return max(SEPARATORS, key=first_line.count)


def read_table(table: Table, text: str, *, today: date, zone: tzinfo) -> WorksRead:
    """Return the works of a table; rows with highlights of one work become one work.

    Raises UnreadableFile.
    """
    refuse_too_many(10 * text.count("\n"))
    read = WorksRead(table.form)
    works = []
    for line, row in _rows(text, read, str if table is OURS else _cell):
        work = Work(line)
        table.fill(work, row, today, zone)
        for name, value in row.items():
            if name not in table.taken:
                work.add_detail(name, value)
        works.append(work)
    for work in merge_rows(works) if table is READWISE else works:
        read.add(work)
    return read


def _rows(text: str, read: WorksRead, read_cell: Callable[[str], str]) -> Iterator[tuple[int, Row]]:
    """Yield each row with the number of its line. Raises UnreadableFile.

    In our own table a text begins with the spaces that it has, which may be those of code.
    """
    filled = (one for one in _parsed(text) if any(cell.strip() for cell in one[1]))
    names = [name.strip().lower() for name in next(filled)[1]]
    for begun, cells in filled:
        if len(cells) > len(names):
            columns = counted(len(names), "column")
            reason = f"It has {len(cells)} cells, and the table has {columns}."
            read.refused.append(RefusedRow.called(begun, cells[0], reason))
            continue
        yield begun, dict(zip(names, map(read_cell, cells), strict=False))


def _parsed(text: str) -> list[tuple[int, list[str]]]:
    """Return the cells of each row, with the number of its first line. Raises UnreadableFile.

    How long a cell may be, Python knows for the whole process only: it is told so while one table
    is parsed, and by one thread at a time.
    """
    separator = _separator(text.lstrip().partition("\n")[0])
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, line = [], 1
    with _LIMIT:
        usual = csv.field_size_limit(LONGEST_CELL)
        try:
            for cells in reader:
                rows.append((line, cells))
                line = reader.line_num + 1
        except csv.Error as error:
            raise UnreadableFile(_damage(error, line, reader.line_num)) from error
        finally:
            csv.field_size_limit(usual)
    return rows


def _damage(error: csv.Error, begun: int, line: int) -> str:
    """Return the sentence on a row that cannot be parsed; it begins in the line `begun`."""
    if "larger than field limit" in str(error):
        return f"A cell of the row in line {begun:,} has more than {LONGEST_CELL:,} characters."
    return (
        f"The table is damaged in line {line:,}: a quotation mark is missing, or the file was cut "
        "short."
    )


def _cell(cell: str) -> str:
    match = _FORMULA.fullmatch(cell.strip())
    return match[1] if match else cell.strip()


def _fill_readwise(work: Work, row: Row, today: date, zone: tzinfo) -> None:
    work.title = row.get("book title", "")
    text = first_filled(row, "book author", "author")
    names = split_people(text)
    work.authors = write_authors(names, LINE)
    if len(names) > 1 and not all(" " in name for name in names):  # the commas may be within names
        work.add_detail("author", text)
    addresses = [row.get(name, "") for name in ("source url", "book url", "url")]
    of_work = [text for text in addresses if not (work.title and _OF_HIGHLIGHT.match(text))]
    address = next(filter(None, of_work), "")
    work.add_address(address)
    location, kind = row.get("location", ""), row.get("location type", "").lower()
    page = location if kind in ("page", "") else f"{kind} {location}"
    highlight = row.get("highlight", "")
    work.add_note(highlight, page=page if location else "", note=row.get("note", ""))
    marks = [f"{name} {text}" for name in ("tags", "color") if (text := row.get(name, ""))]
    marks += [text for text in addresses if text not in ("", address)]
    work.add_detail(f"highlight “{' '.join(highlight.split())[:60]}”", "; ".join(marks))
    set_read_on(work, row, "highlighted at", today, zone)


def _fill_zotero(work: Work, row: Row, today: date, zone: tzinfo) -> None:
    work.title = row.get("title", "")
    people = first_filled(row, "author", "editor")
    work.authors = write_authors([name.strip() for name in people.split(";")], LINE)
    work.add_address(row.get("url", ""))
    if doi := row.get("doi", ""):
        work.add_address(doi if doi.lower().startswith("http") else f"doi:{bare_doi(doi)}", "doi")
    set_published_on(work, first_filled(row, "date", "publication year"), today)
    set_read_on(work, row, "access date", today, zone)
    key = _KEY.search(row.get("extra", ""))
    work.citation_key = row.get("citation key", "") or (key[1] if key else "")
    for note in re.split(r"</div>; |(?<=</p>); (?=<)", row.get("notes", "")):
        work.add_note("", note=_plain_html(note))


def _fill_goodreads(work: Work, row: Row, today: date, zone: tzinfo) -> None:
    work.title = row.get("title", "")
    others = row.get("additional authors", "").split(",")
    names = [row.get("author l-f", "") or row.get("author", ""), *others]
    work.authors = write_authors([name.strip() for name in names if name.strip()], LINE)
    set_published_on(work, first_filled(row, "original publication year", "year published"), today)
    set_read_on(work, row, "date read", today, zone)
    for name in ("my review", "private notes"):
        work.add_note("", note=_plain_html(row.get(name, "")))
    shelf = row.get("exclusive shelf", "")
    if shelf in _TO_READ:
        work.mark_unread(shelf)
    elif shelf not in ("read", ""):  # the reader's own, such as `abandoned`
        work.hidden_reason = f"exclusive shelf: {shelf}"


def _plain_html(text: str) -> str:
    """Return the words of a note in HTML."""
    return unescape(without_tags(text)).strip() if "<" in text else text


def _named(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split(","))


READWISE = Table(
    "Readwise",
    _named("highlight, book title, book author"),
    _named(
        "highlight, book title, book author, note, url, source url, book url, location,"
        "location type, highlighted at, color, tags"
    ),
    _fill_readwise,
)
ZOTERO = Table(
    "Zotero",
    _named("key, item type, title, date added"),
    _named("title, author, url, doi, date, access date, notes, citation key, publication year"),
    _fill_zotero,
)
GOODREADS = Table(
    "Goodreads",
    _named("book id, title, author, exclusive shelf"),
    _named(
        "title, author, author l-f, additional authors, original publication year, date read,"
        "my review, private notes"
    ),
    _fill_goodreads,
)
OURS = Table(
    "an atlas",
    _named("title, url, authors, read_on, takeaway, citation_key"),
    _named(
        "title, url, authors, published_on, read_on, citation_key, takeaway, topics, state, quotes,"
        "queued"
    ),
    fill_ours,
)
TABLES = (READWISE, ZOTERO, GOODREADS, OURS)

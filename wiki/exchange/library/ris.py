"""Works from RIS, as databases, publishers, Zotero and EndNote write it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from wiki.addresses import IDENTIFIER
from wiki.exchange.library.bibtex import bare_doi
from wiki.exchange.library.moments import read_moment, says_more
from wiki.exchange.library.work import (
    UnreadableFile,
    Work,
    WorksRead,
    refuse_too_many,
)
from wiki.forms.fields import LINE
from wiki.text.name_lists import write_authors
from wiki.text.people import is_suffix

_TAG = re.compile(r"[ \ufeff]{0,3}([A-Z][A-Z0-9])  ?-(?: (.*)|\s*$)", re.DOTALL)
# What no record may lose: a line that looks like a field, and stands in none.
_FIELD = re.compile(r"[ \ufeff]{0,3}[A-Za-z][A-Za-z0-9]  ?-(?: |\s*$)")
_TITLES = ("TI", "T1", "CT", "BT", "ST", "T3")
_AUTHORS = ("AU", "A1")
_OTHERS = ("A2", "ED", "A3", "A4")
_DATES = ("DA", "PY", "Y1")
_NOTES = ("N1", "RN")
# A field may hold several addresses: on lines of their own, or with a space before the next one.
_BETWEEN_ADDRESSES = re.compile(rf"\n|\s+(?=<?https?://|{IDENTIFIER.pattern})", re.IGNORECASE)
_LINKS = ("UR", "L1", "L2", "L3", "LK")
_TAKEN = {"TI", "T1", "AU", "A1", "UR", "L1", "L2", "LK", "L3", "DO", "ID", "Y2", "N1", "RN"}
_INITIALS = re.compile(r"(?<=\w) (?:[^\W\d_]\.[ -]?){1,6}$")
# What the tags mean, where a reader of the details would not guess it.
_NAMES = {
    "TY": "type", "AB": "abstract", "N2": "abstract", "KW": "keywords", "JO": "journal",
    "JF": "journal", "T2": "in", "J2": "journal, short", "JA": "journal, short", "VL": "volume",
    "IS": "issue", "SP": "first page", "EP": "last page", "PB": "publisher", "CY": "place",
    "SN": "ISSN or ISBN", "LA": "language", "ET": "edition", "AN": "accession number",
    "AD": "author's address", "DB": "database", "DP": "database provider", "A2": "editor",
    "ED": "editor", "C1": "custom 1", "DA": "date", "PY": "year", "Y1": "year", "DO": "doi",
}  # fmt: skip


@dataclass
class Record:
    """One record: its line, and its values by tag, in order; `lines` are those of each value."""

    line: int
    lines: dict[str, list[list[str]]] = field(default_factory=dict)

    @cached_property
    def fields(self) -> dict[str, list[str]]:
        """Return the values by tag, once all lines are read."""
        return {tag: ["\n".join(lines) for lines in values] for tag, values in self.lines.items()}

    def first(self, *tags: str) -> str:
        """Return the first value of any of these tags that is not empty, "" for none."""
        values = (value for tag in tags for value in self.fields.get(tag, ()) if value)
        return next(values, "")


def read_ris(text: str, *, today: date) -> WorksRead:
    """Return the works in the text of a RIS file. Raises UnreadableFile."""
    refuse_too_many(text.count("\n"))
    read = WorksRead("RIS")
    for record in _records(text):
        read.add(_work(record, today))
    return read


def _records(text: str) -> Iterator[Record]:
    """Yield the records. Raises UnreadableFile for a field of none, and where the last is cut."""
    record: Record | None = None
    last: list[str] = []
    for line_number, line in enumerate(text.split("\n"), 1):
        match = _TAG.match(line)
        tag, value = (match[1], (match[2] or "").strip()) if match else ("", line.strip())
        if tag == "TY":
            if record:  # a program forgot to end it
                yield record
            record = Record(line_number)
        if record is None:
            if tag != "ER" and _FIELD.match(line):
                raise UnreadableFile(
                    f"Line {line_number:,} belongs to no record: a record begins with “TY  -”."
                )
            continue
        if tag == "ER":
            yield record
            record, last = None, []
        elif tag:
            last = [value]
            record.lines.setdefault(tag, []).append(last)
        elif value and last:
            last.append(value)
    if record:
        raise UnreadableFile(
            f"The record that begins in line {record.line:,} does not end with “ER  -”: the file "
            "may have been cut short."
        )


def _work(record: Record, today: date) -> Work:
    work = Work(record.line, citation_key=record.first("ID"))
    work.title = record.first(*_TITLES)
    names = [name for tag in _AUTHORS for name in record.fields.get(tag, ()) if name]
    names = names or [name for tag in _OTHERS for name in record.fields.get(tag, ()) if name]
    work.authors = write_authors([_name(name) for name in dict.fromkeys(names)], LINE)
    if work.authors.endswith("; et al."):
        work.add_detail("authors", "; ".join(names))
    _add_addresses(work, record)
    _set_dates(work, record, today)
    for tag in _NOTES:
        if notes := [value for value in record.fields.get(tag, ()) if value]:
            work.add_note("", note="\n".join(notes))
    for tag, values in record.fields.items():
        if tag not in (*_TAKEN, *_DATES) and not (tag in _TITLES and values == [work.title]):
            work.add_detail(_NAMES.get(tag, tag), "; ".join(filter(None, dict.fromkeys(values))))
    for title in (value for tag in ("TI", "T1") for value in record.fields.get(tag, ())):
        if title != work.title:
            work.add_detail("other title", title)
    return work


def _add_addresses(work: Work, record: Record) -> None:
    for typed in _addresses(record, "UR"):
        work.add_address(typed)
    for doi in record.fields.get("DO", ()):
        is_link = doi.lower().startswith("http")
        work.add_address(doi if is_link or not doi else f"doi:{bare_doi(doi)}", "doi")
    for typed in _addresses(record, *_LINKS[1:]):
        work.add_address(typed, "link")


def _addresses(record: Record, *tags: str) -> Iterator[str]:
    """Yield the addresses in fields with these tags; a space within one is part of it."""
    for value in (value for tag in tags for value in record.fields.get(tag, ())):
        yield from filter(None, _BETWEEN_ADDRESSES.split(value))


def _set_dates(work: Work, record: Record, today: date) -> None:
    """Take the most exact of the dates that agree on the year; the others are kept as details."""
    dates = [(tag, value) for tag in _DATES for value in record.fields.get(tag, ()) if value]
    read = [(tag, value, read_moment(value, today=today)) for tag, value in dates]
    year = next((iso[:4] for tag, _, iso in read if iso and tag != "DA"), "")
    agreeing = [iso for _, _, iso in read if iso and iso[:4] == (year or iso[:4])]
    work.published_on = max(agreeing, key=len, default="")
    for tag, value, iso in read:
        if not work.published_on.startswith(iso) or says_more(value, iso):
            work.add_date(_NAMES[tag], value)
    visited = record.first("Y2")
    work.read_on = read_moment(visited, today=today)
    if visited and says_more(visited, work.read_on):
        work.add_date("access date", visited)


def _name(written: str) -> str:
    """Return a name as `Lovelace, Ada`; databases write `Lovelace A.` as well."""
    name = written.strip().rstrip(",")
    if "," not in name and (initials := _INITIALS.search(name)):
        return f"{name[: initials.start()]}, {initials[0].strip()}"
    parts = [part.strip() for part in name.split(",")]
    has_suffix = len(parts) == 3 and is_suffix(parts[2])
    return f"{parts[0]}, {parts[1]} {parts[2]}" if has_suffix else name

"""Forecasts as CSV: one credence a line, read with every line held to the same rules."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

from wiki.clock import Clock
from wiki.credence import CredenceError, parse_credence
from wiki.exchange.cells import unguarded
from wiki.exchange.document_error import DocumentError, blamed
from wiki.forms.fields import LINE
from wiki.text import clean_line, is_placeholder

NEEDED = ("topic", "claim", "at", "credence")
COLUMNS = (*NEEDED, "resolved", "outcome", "reason")
NAMED = ", ".join(f"`{name}`" for name in COLUMNS)
OUTCOMES = ("true", "false")
LONGEST = {"topic": 200, "claim": LINE, "reason": LINE}  # characters; a topic is an address too
FIRST_YEAR = 1000
A_DATE = "Write a date or time such as 2026-05-01 or 2026-05-01T14:30+02:00."


@dataclass(frozen=True)
class Forecast:
    """One line: a credence in per cent, and what it says became of the claim.

    `at` and `resolved` are dates, or moments in UTC.
    """

    line: int
    topic: str
    claim: str
    at: date | datetime
    credence: Decimal
    resolved: date | datetime | None
    outcome: str
    reason: str


def read_forecasts(file: str, source: bytes, clock: Clock) -> tuple[list[Forecast], list[str]]:
    """Return the lines of a file, and the columns it has beyond those that are read.

    Raises DocumentError naming the file and the line.
    """
    with blamed(file):
        rows = _rows(_text(source))
        line, names = next(rows, (1, []))
        ignored = _check_header(line, names)
        found = [_forecast(line, _cells(line, names, row), clock) for line, row in rows if row]
        if not found:
            raise DocumentError(line, "There is no forecast below the names of the columns.")
        return found, ignored


def _text(source: bytes) -> str:
    if not source.strip():
        raise DocumentError(1, f"The file is empty. Its first line names the columns: {NAMED}.")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise DocumentError(line, "The file is not UTF-8 text: save it as such.") from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Return each row with the line it begins on."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise DocumentError(line, f"This is no line of a CSV file: {error}.") from error


def _check_header(line: int, names: list[str]) -> list[str]:
    """Bring the names of the columns to their plain form; return those that are not read."""
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and mark in names[0].strip():
            reason = f"The columns are separated by {word}: save the file with commas."
            raise DocumentError(line, reason)
    names[:] = [" ".join(name.split()).lower() for name in names]
    for name in COLUMNS:
        if names.count(name) > 1 or (name in NEEDED and name not in names):
            wrong = "stands twice" if name in names else "is missing"
            reason = f"The column `{name}` {wrong}. The first line names the columns: {NAMED}."
            raise DocumentError(line, reason)
    return [name for name in names if name and name not in COLUMNS]


def _cells(line: int, names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    if len(row) != len(names):
        reason = f"The first line names {len(names)} columns, and this one has {len(row)}."
        raise DocumentError(line, reason)
    given = {name: clean_line(unguarded(cell)) for name, cell in zip(names, row, strict=True)}
    return dict.fromkeys(COLUMNS, "") | given


def _forecast(line: int, cells: dict[str, str], clock: Clock) -> Forecast:
    for name in NEEDED:
        if not cells[name]:
            raise DocumentError(line, f"`{name}` is empty.")
    for name, limit in LONGEST.items():
        if len(cells[name]) > limit:
            long = f"{len(cells[name]):,} of {limit:,} characters"
            raise DocumentError(line, f"`{name}` is too long: {long}.")
    if is_placeholder(cells["claim"]):
        raise DocumentError(line, "`claim` is a placeholder: write what is claimed.")
    outcome = cells["outcome"].lower()
    if outcome not in ("", *OUTCOMES):
        raise DocumentError(line, "`outcome` is true, false or empty.")
    return Forecast(
        line=line,
        topic=cells["topic"],
        claim=cells["claim"],
        at=_moment(line, "at", cells["at"], clock),
        credence=_credence(line, cells["credence"]),
        resolved=_moment(line, "resolved", cells["resolved"], clock) if cells["resolved"] else None,
        outcome=outcome,
        reason=cells["reason"],
    )


def _credence(line: int, text: str) -> Decimal:
    try:
        number = parse_credence(text, confirmed=True)
    except CredenceError as error:
        raise DocumentError(line, f"`credence`: {error.message}") from error
    if number is None:
        raise DocumentError(line, "`credence` is empty.")
    return number


def _moment(line: int, name: str, text: str, clock: Clock) -> date | datetime:
    """Read a date, or a time in UTC; one without an offset is in the site's time zone."""
    try:
        read = _read(text, clock)
    except (ValueError, OverflowError) as error:
        raise DocumentError(line, f"`{name}`: I cannot read “{text[:40]}”. {A_DATE}") from error
    if read.year < FIRST_YEAR:
        raise DocumentError(line, f"`{name}`: the year has to be {FIRST_YEAR} or later.")
    if clock.is_ahead(read):
        raise DocumentError(line, f"`{name}`: {text[:40]} is in the future.")
    return read


def _read(text: str, clock: Clock) -> date | datetime:
    try:
        return date.fromisoformat(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or clock.zone).astimezone(UTC)

"""Reading forecasts from CSV: one credence a line; all lines follow the same rules."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from io import StringIO
from typing import Literal, get_args

from wiki.clock import Clock
from wiki.credence import CredenceError, bare_number, format_credence, parse_credence
from wiki.exchange.cells import unguarded
from wiki.exchange.decoding import utf16_without_mark
from wiki.exchange.document_error import DocumentError, blamed
from wiki.exchange.forecast_columns import NEEDED
from wiki.exchange.forecast_dates import MONTH_OR_YEAR, read_date
from wiki.exchange.keys import VISIBILITY
from wiki.exchange.leftovers import refuse_slot_part
from wiki.exchange.privacy import hides
from wiki.exchange.unknown_keys import asks_for_privacy
from wiki.forms.fields import LINE
from wiki.models import PRIVATE, PUBLIC
from wiki.text import clean_line, counted, is_placeholder, is_seen, leftover_slot, visible

Scale = Literal["", "percent", "probability"]
SCALES: tuple[str, ...] = get_args(Scale)[1:]
COLUMNS = (*NEEDED, "resolved", "outcome", "reason")
ALL_COLUMNS = (*COLUMNS, VISIBILITY, "belief")
NO_NUMBER = "none"  # in `credence`: from then on the author gave none
NAMED = ", ".join(f"`{name}`" for name in ALL_COLUMNS)
OUTCOMES = ("true", "false")
# In characters, as forms take them.
LONGEST = {"topic": LINE, "claim": LINE, "reason": LINE, "belief": 200}


@dataclass(frozen=True)
class Forecast:
    """One line: a credence in per cent, and the outcome of its claim.

    `credence` is None where the author withdrew the number. `at` and `resolved` are dates, or
    moments in UTC; `coarse_at` is the month or year (ISO) of which `at` is the first day, "" where
    the day is known. `visibility` says who may see the line, "" where it does not. Lines with
    different words in `belief` are of different beliefs, though the claim may be the same.
    """

    line: int
    topic: str
    claim: str
    at: date | datetime
    credence: Decimal | None
    resolved: date | datetime | None
    outcome: str
    reason: str
    visibility: str
    coarse_at: str = ""
    belief: str = ""

    @property
    def held_at(self) -> str:
        """Return when the credence was held as text: a moment in UTC, a day, a month or a year."""
        return self.coarse_at or self.at.isoformat()


def read_forecasts(
    file: str, source: bytes, clock: Clock, scale: Scale = "", *, as_is: bool = False
) -> tuple[list[Forecast], list[str]]:
    """Return the lines of a file and the names of columns that are not read.

    `scale` says what a bare number means: `percent`, or `probability` from 0 to 1. Without it,
    a file whose bare numbers all lie between 0 and 1 is refused. Text with part of an unfilled slot
    is refused unless `as_is`. Raises DocumentError with file and line.
    """
    with blamed(file):
        rows = _rows(_text(source))
        line, names = next(rows, (1, []))
        written = list(names)
        ignored = _check_header(line, names)
        lines = []
        for line_number, row in rows:
            lines.append((line_number, _cells(line_number, names, row)))
            _refuse_hiding(line_number, written, row, clock.today)
        if not lines and not set(ALL_COLUMNS) <= set(names):  # an export may have none
            raise DocumentError(line, "There is no forecast below the names of the columns.")
        forecasts = [_forecast(line, cells, clock, scale, as_is=as_is) for line, cells in lines]
        if not scale:
            _ask_for_scale(lines)
        filled = {name for _, cells in lines for name, cell in cells.items() if cell}
        return forecasts, [
            name for name in ignored if name in filled or name in map(_plain, written)
        ]


def _text(source: bytes) -> str:
    if not source.strip():
        raise DocumentError(1, f"The file is empty. Its first line names the columns: {NAMED}.")
    if utf16_without_mark(source):
        raise DocumentError(1, "The file is text in UTF-16: save it as UTF-8.")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise DocumentError(line, "The file is not UTF-8 text: save it as such.") from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, with the number of its first line. Raises DocumentError."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):  # Excel ends a file with rows of commas
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise DocumentError(line, f"This is no line of a CSV file: {error}.") from error


def _check_header(line: int, names: list[str]) -> list[str]:
    """Bring column names to their normal form; return those that are not read."""
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and mark in names[0].strip():
            reason = f"The columns are separated by {word}: save the file with commas."
            raise DocumentError(line, reason)
    names[:] = [_plain(name) or f"column {index}" for index, name in enumerate(names, 1)]
    for name in ALL_COLUMNS:
        if names.count(name) > 1 or (name in NEEDED and name not in names):
            wrong = "stands twice" if name in names else "is missing"
            reason = f"The column `{name}` {wrong}. The first line names the columns: {NAMED}."
            raise DocumentError(line, reason)
    return [name for name in names if name not in ALL_COLUMNS]


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()


def _cells(line: int, names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    if len(row) != len(names):
        columns = counted(len(names), "column")
        reason = f"The first line names {columns}, and this one has {len(row)}."
        raise DocumentError(line, reason)
    cells = {name: clean_line(unguarded(cell)) for name, cell in zip(names, row, strict=True)}
    # As in a form, what shows nothing says nothing.
    seen = {name: text for name, text in cells.items() if is_seen(unescape(text))}
    return dict.fromkeys((*ALL_COLUMNS, *names), "") | seen


def _refuse_hiding(line: int, names: Sequence[str], row: Sequence[str], today: date) -> None:
    """Refuse a cell that may be meant to keep a region from visitors: a new one is public.

    A row that says `visibility` may have what is unclear. Raises DocumentError.
    """
    cells = [(name, cell, _plain(name)) for name, cell in zip(names, row, strict=True)]
    says = any(plain == VISIBILITY and is_seen(cell) for _, cell, plain in cells)
    for name, cell in ((name, cell) for name, cell, plain in cells if plain not in ALL_COLUMNS):
        if hides(name, cell) or (not says and asks_for_privacy(name, cell, today)):
            cut = visible(f"{name}: {cell}").strip()[:60]
            raise DocumentError(
                line,
                f"“{cut}” may be meant to keep the region from visitors, and is not read: a new "
                f"region would be public. Call the column `{VISIBILITY}`, and write {PRIVATE} or "
                f"{PUBLIC} in it.",
            )


def _ask_for_scale(lines: Sequence[tuple[int, dict[str, str]]]) -> None:
    """Refuse bare numbers that may be probabilities or small percentages.

    Where one lies below 1 and another above it, somebody may have changed from one scale to the
    other. 0 is the same on both.
    """
    bare = [(line, bare_number(cells["credence"])) for line, cells in lines]
    numbers = [(line, number) for line, number in bare if number]
    shares = [(line, number) for line, number in numbers if number < 1]
    if numbers and all(number <= 1 for _, number in numbers):
        line, number = numbers[0]
        raise DocumentError(
            line,
            "`credence`: all numbers here without % lie between 0 and 1. Say what they are with "
            f"`--scale probability`, which reads {number:f} as {_percent(number)}%, or with "
            f"`--scale percent`, which reads it as {number:f}%.",
        )
    if shares:
        line, number = shares[0]
        raise DocumentError(
            line,
            f"`credence`: {number:f} lies below 1 and other numbers here above it. Write "
            f"{number:f}% or {_percent(number)}%, or say `--scale percent`, which reads every "
            "number as a per cent.",
        )


def _percent(share: Decimal) -> str:
    return format_credence(share.scaleb(2))


def _forecast(
    line: int, cells: dict[str, str], clock: Clock, scale: Scale, *, as_is: bool
) -> Forecast:
    for name in NEEDED:
        if not cells[name]:
            raise DocumentError(line, f"`{name}` is empty.")
    for name, limit in LONGEST.items():
        if len(cells[name]) > limit:
            long = f"{len(cells[name]):,} of {limit:,} characters"
            raise DocumentError(line, f"`{name}` is too long: {long}.")
    if is_placeholder(cells["claim"]):
        raise DocumentError(line, "`claim` is a placeholder: write what is claimed.")
    for name in () if as_is else ("claim", "reason"):
        refuse_slot_part(leftover_slot(cells[name]), line)
    outcome = cells["outcome"].lower()
    if outcome not in ("", *OUTCOMES):
        raise DocumentError(line, "`outcome` is true, false or empty.")
    visibility = cells[VISIBILITY].lower()
    if visibility not in ("", PRIVATE, PUBLIC):
        raise DocumentError(line, f"`{VISIBILITY}` is {PRIVATE}, {PUBLIC} or empty.")
    ended = cells["resolved"]
    resolved = read_date(line, "resolved", ended, clock) if ended else None
    return Forecast(
        line=line,
        topic=cells["topic"],
        claim=cells["claim"],
        at=read_date(line, "at", cells["at"], clock, coarse=True),
        credence=_credence(line, cells["credence"], scale),
        resolved=resolved,
        outcome=outcome,
        reason=cells["reason"],
        visibility=visibility,
        coarse_at=cells["at"] if MONTH_OR_YEAR.fullmatch(cells["at"]) else "",
        belief=cells["belief"],
    )


def _credence(line: int, text: str, scale: Scale) -> Decimal | None:
    if text.lower() == NO_NUMBER:
        return None
    share = bare_number(text) if scale == "probability" else None
    if share is not None and share > 1:
        raise DocumentError(line, f"`credence`: a probability lies between 0 and 1, not {text}.")
    text = text if share is None else f"{_percent(share)}%"
    try:
        credence = parse_credence(text, confirmed=True)
    except CredenceError as error:
        raise DocumentError(line, f"`credence`: {error.message}") from error
    if credence is None:
        raise DocumentError(line, "`credence` is empty.")
    return credence

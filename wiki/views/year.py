"""A year at a glance, on a page that prints on two sheets."""

import re

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from wiki.charts.slope import HEIGHT, LEADER, draw_slopes
from wiki.queries.beginning import begins_on
from wiki.queries.year import Year, read_year
from wiki.views.access import current_reader
from wiki.views.context import site, today
from wiki.views.query_values import refusal

bp = Blueprint("year", __name__)
DIGITS = re.compile(r"[0-9]{4}", re.ASCII)
FIRST = 1900  # no atlas tells of an earlier year
DRAWN = 16  # most lines of the slope chart: the largest moves
TALLEST = 60  # pixels of the month with most readings


@bp.get("/year/<year>")
def show(year: str) -> ResponseReturnValue:
    """Show a year at a glance; 404 for a year without anything, 400 for a malformed one."""
    if not DIGITS.fullmatch(year):
        return refusal(400, "A year is written as four digits, such as 2026.")
    if int(year) < FIRST:
        return refusal(404, f"There is nothing of {year} in this atlas.")
    if int(year) > today().year:
        return refusal(404, f"{year} is still to come.")
    year_data = read_year(int(year), reader=current_reader(), zone=site().time_zone)
    if year_data.is_empty and not _has_begun(year_data.year):
        return refusal(404, f"There is nothing of {year} in this atlas.")
    moves = year_data.moves[:DRAWN]
    chart = draw_slopes([(move.before, move.after) for move in moves])
    return render_template(
        "year/show.html",
        year=year_data,
        chart=chart,
        drawn=list(zip(moves, chart.slopes, strict=True)),
        height=HEIGHT,
        leader=LEADER,
        months=_months(year_data),
        tallest=TALLEST,
        is_over=year_data.year < today().year,
    )


def _has_begun(year: int) -> bool:
    """Return whether the atlas had begun by a year: the changelog may lead to such a year."""
    first = begins_on(site().time_zone, reader=current_reader())
    return year == today().year or (first is not None and first.year <= year)


def _months(year: Year) -> list[tuple[str, int, int]]:
    """Return for each month its ISO name, how many readings it has, and its height in pixels."""
    most = max(year.read) or 1
    return [
        (f"{year.year}-{month:02}", count, round(count / most * TALLEST))
        for month, count in enumerate(year.read, 1)
    ]

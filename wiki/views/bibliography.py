"""The reading log as a bibliography: BibTeX, RIS, CSL-JSON and a table (CSV).

Visitors get every public reading, with a takeaway or without; the signed-in author gets drafts,
too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from wiki.errors import Invalid, NotFound
from wiki.exchange.bibtex import write_bibtex
from wiki.exchange.csl import write_csl
from wiki.exchange.reading_table import write_readings
from wiki.exchange.reference import Reference, refer_to_work
from wiki.exchange.ris import write_ris
from wiki.models import Reading
from wiki.queries.plain_words import words_for
from wiki.queries.reading_filter import conditions_of
from wiki.queries.readings import list_readings
from wiki.text import ReadWords
from wiki.views.access import current_reader
from wiki.views.archive import unlisted
from wiki.views.context import site
from wiki.views.json_page import absolute
from wiki.views.query_values import answering
from wiki.views.reading_requests import query_filter

bp = Blueprint("bibliography", __name__)
# The formats by the endings of their addresses, with the names that people know them by.
NAMES = {"bib": "BibTeX", "ris": "RIS", "csl.json": "CSL-JSON", "csv": "CSV"}
TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv; charset=utf-8",
}
WRITERS: dict[str, Callable[[Sequence[Reference]], str]] = {
    "bib": write_bibtex,
    "ris": write_ris,
    "csl.json": write_csl,
}


def export_links(filters: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses of the exports by name of format; `filters` are the log's filters."""
    chosen: dict[str, Any] = dict(filters)
    return {
        name: url_for("bibliography.export", form=form, **chosen) for form, name in NAMES.items()
    }


@bp.get(f"/reading.<any({', '.join(repr(form) for form in NAMES)}):form>")
@answering
def export(form: str) -> ResponseReturnValue:
    """Return the readings that match the filters of the log, in the format `form`.

    Raises NotFound for a region that the reader does not see.
    """
    reader = current_reader()
    try:
        conditions = conditions_of(query_filter(), reader=reader)
    except Invalid as error:
        if error.field == "topic":
            raise NotFound from error
        raise
    found = list_readings(reader=reader, conditions=conditions)
    if form == "csv":
        text = write_readings(found, reader=reader)
    else:
        text = WRITERS[form](_references(found, words_for(reader)))
    answer = Response(text, content_type=TYPES[form])
    answer.headers["Content-Disposition"] = f'inline; filename="reading.{form}"'
    return unlisted(answer)


def _references(readings: Iterable[Reading], read: ReadWords) -> list[Reference]:
    works = (refer_to_work(one, site(), absolute=absolute, read=read) for one in readings)
    return [replace(work, note="") for work in works]

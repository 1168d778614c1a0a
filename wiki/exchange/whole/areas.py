"""Merging the areas of an export into an atlas: adding them in order, or updating them."""

from collections.abc import Iterable

from wiki.exchange.document_error import blamed
from wiki.exchange.report import ImportReport
from wiki.exchange.undone import restore_undone
from wiki.exchange.whole.companions import Part
from wiki.journal import Entry
from wiki.models import Area
from wiki.queries.addresses import find_holder
from wiki.queries.areas import find_area
from wiki.services.areas import make_area


def write_areas(entry: Entry, report: ImportReport, areas: Iterable[Part]) -> None:
    """Add or update areas within a change; new ones come last. Raises DocumentError.

    An area that exists gets the title of the export and keeps its address and its place. An area
    that was deleted only by undoing comes back in the same way.
    """
    for part in areas:
        with blamed(part.file, part.line):
            _write(entry, report, part)


def _write(entry: Entry, report: ImportReport, part: Part) -> None:
    title, slug, summary = (part.values[name] for name in ("title", "slug", "summary"))
    area: Area | None = find_area(title) or find_holder("area", slug)
    if area is None or area.deleted_at:
        area = restore_undone(entry, "area", title, slug)
    if area is None:
        new_area = make_area(entry, title, summary, slug)
        if slug and new_area.slug != slug:
            report.note_address("area", title, f"/areas/{new_area.slug}", stated=f"/areas/{slug}")
        return
    report.mark_seen("area", area.id)
    values = {"title": title, "summary": summary or area.summary}
    if any(getattr(area, name) != value for name, value in values.items()):
        entry.alter(area, **values)

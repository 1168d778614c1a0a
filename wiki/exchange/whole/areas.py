"""Merging the areas of an export into an atlas: adding them in order, or updating them."""

from collections.abc import Iterable

from wiki.exchange.document_error import blamed
from wiki.exchange.prose_links import ProseLinks
from wiki.exchange.report import ImportReport
from wiki.exchange.undone import restore_undone
from wiki.exchange.whole.companions import Companions, Part
from wiki.journal import Entry
from wiki.models import Area
from wiki.queries.addresses import find_holder
from wiki.queries.areas import find_area
from wiki.services.areas import make_area


def write_areas(entry: Entry, report: ImportReport, areas: Iterable[Part]) -> list[Area]:
    """Add or update areas within a change, and return them in order; new ones come last.

    Raises DocumentError.

    An area that exists gets the title of the export and keeps its address and its place. An area
    that was deleted only by undoing comes back in the same way.
    """
    written = []
    for part in areas:
        with blamed(part.file, part.line):
            written.append(_write(entry, report, part))
    return written


def remember_areas(prose: ProseLinks, companions: Companions, areas: Iterable[Area]) -> None:
    """Remember the addresses that the areas of an export got here, for the links to them."""
    for part, area in zip(companions.areas, areas, strict=True):
        prose.remember_slug(companions.atlas, part.values["slug"], area)


def _write(entry: Entry, report: ImportReport, part: Part) -> Area:
    title, slug, summary = (part.values[name] for name in ("title", "slug", "summary"))
    area: Area | None = find_area(title) or find_holder("area", slug)
    if area is None or area.deleted_at:
        area = restore_undone(entry, "area", title, slug)
    if area is None:
        new_area = make_area(entry, title, summary, slug)
        if slug and new_area.slug != slug:
            report.note_address("area", title, f"/areas/{new_area.slug}", stated=f"/areas/{slug}")
        return new_area
    report.mark_seen("area", area.id)
    values = {"title": title, "summary": summary or area.summary}
    if any(getattr(area, name) != value for name, value in values.items()):
        entry.alter(area, **values)
    return area

"""Links in the texts of documents, led to what the import made of the items they name.

`[[b-12]]` and `/b/12` name an item of the atlas that a document came from, `/atlas/compute` a
region of it, `/areas/sea` an area and `/writing/tides` an essay. In this atlas, others may have
these names, or nothing has them.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from wiki.anchors import Anchor
from wiki.exchange.report import ImportReport
from wiki.journal import Entry
from wiki.queries.atlas import atlas_id
from wiki.queries.names import AT
from wiki.recorded import Recorded
from wiki.text import rename_links, rewrite_item_links

# Maps an anchor in documents, with the atlas (or file) they are from, to the anchor it has here.
NewAnchors = dict[tuple[str, str], str]
CHANGE = "/c/"  # the address of a change; no document has any


class _Source(NamedTuple):
    """A text that a document gave a row: from which atlas ("" where none is named), and where."""

    row: Recorded
    text: str
    atlas: str
    file: str
    line: int


class ProseLinks:
    """Changes the links in texts of documents within a change, once all items are there.

    `new_anchors` has, for items of the documents, the anchors that they have here. `new_addresses`
    has, for regions, areas and essays with another address here, that address, by atlas and by the
    address there.
    """

    def __init__(self, entry: Entry, report: ImportReport) -> None:
        self.new_anchors: NewAnchors = {}
        self.new_addresses: dict[tuple[str, str], str] = {}
        self._entry, self._report, self._home = entry, report, atlas_id()
        self._sources: dict[tuple[str, int, str], _Source] = {}

    def remember(
        self, row: Recorded, texts: Iterable[object], atlas: str, file: str, line: int
    ) -> None:
        """Remember texts that a document gave a row, for `update_links` to change their links."""
        for text in texts:
            if isinstance(text, str) and text:
                self._sources[row.__kind__, row.id, text] = _Source(row, text, atlas, file, line)

    def remember_slug(self, atlas: str, stated: object, row: Any) -> None:
        """Remember where a row is here that had the slug `stated` in an atlas, if it had one.

        In this atlas a former address leads on, and its links stay.
        """
        if stated and stated != row.slug and atlas != self._home:
            root = f"/{row.__root__}/"
            self.new_addresses[atlas, f"{root}{stated}"] = f"{root}{row.slug}"

    def update_links(self) -> None:
        """Change the links in the remembered texts, in those fields of a row that still have them.

        A link from another atlas to what no document has becomes its words, and is reported.
        """
        for source in self._sources.values():
            names = list(filter(None, source.row.__searched__))
            mine = [name for name in names if getattr(source.row, name) == source.text]
            if not mine:
                continue
            text, removed = rewrite_item_links(source.text, partial(self._new_target, source))
            if self.new_addresses and AT in text:
                text = rename_links(text, partial(self._new_address, source))
            if text != source.text:
                self._entry.alter(source.row, **dict.fromkeys(mine, text))
            for named in removed:
                self._report.note_unlinked(source.file, source.line, named)

    def _new_address(self, source: _Source, typed: str) -> str | None:
        """Return the address that a link is to name here, None where it stays."""
        return self.new_addresses.get((source.atlas, typed))

    def _new_target(self, source: _Source, named: str) -> str | None:
        """Return what to write in a link, "" to leave only its words, None to keep it."""
        if address := self._new_address(source, named):
            return address
        is_address = named.startswith("/")
        anchor = Anchor.parse(named[1:].replace("/", "-") if is_address else named)
        is_foreign = source.atlas not in ("", self._home)
        if anchor is None:
            return "" if is_foreign and named.startswith(CHANGE) else None
        here = self.new_anchors.get((source.atlas or source.file, str(anchor)))
        if here is None:
            return "" if is_foreign else None
        if here == str(anchor):
            return None
        return "/" + here.replace("-", "/") if is_address else here

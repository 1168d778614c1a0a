"""Links in the texts of documents, led to the items that the import made of what they name.

`[[b-12]]` and `/b/12` name an item of the atlas that a document came from. In this atlas, other
items may have these names.
"""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from wiki.anchors import Anchor
from wiki.exchange.report import ImportReport
from wiki.journal import Entry
from wiki.queries.atlas import atlas_id
from wiki.recorded import Recorded
from wiki.text import rewrite_item_links

# Maps an anchor in documents, with the atlas (or file) they are from, to the anchor it has here.
Became = dict[tuple[str, str], str]
CHANGE = "/c/"  # the address of a change; no document has any


class _Said(NamedTuple):
    """A text that a document gave a row: from which atlas ("" where none is named), and where."""

    row: Recorded
    text: str
    atlas: str
    file: str
    line: int


class ProseLinks:
    """Changes the links in texts of documents within a change, once all items are there.

    `became` has, for items of the documents, the anchors that they have here.
    """

    def __init__(self, entry: Entry, report: ImportReport) -> None:
        self.became: Became = {}
        self._entry, self._report, self._home = entry, report, atlas_id()
        self._said: dict[tuple[str, int, str], _Said] = {}

    def keep(
        self, row: Recorded, texts: Iterable[object], atlas: str, file: str, line: int
    ) -> None:
        """Remember texts that a document gave a row, so that `settle` can change their links."""
        for text in texts:
            if isinstance(text, str) and text:
                self._said[row.__kind__, row.id, text] = _Said(row, text, atlas, file, line)

    def settle(self) -> None:
        """Change the links in the remembered texts, in those fields of a row that still have them.

        A link from another atlas to what no document has becomes its words, and is reported.
        """
        for said in self._said.values():
            names = list(filter(None, said.row.__searched__))
            mine = [name for name in names if getattr(said.row, name) == said.text]
            if not mine:
                continue
            text, gone = rewrite_item_links(said.text, partial(self._goal, said))
            if text != said.text:
                self._entry.alter(said.row, **dict.fromkeys(mine, text))
            for named in gone:
                self._report.note_unlinked(said.file, said.line, named)

    def _goal(self, said: _Said, named: str) -> str | None:
        """Return what to write in a link, "" to leave only its words, None to keep it."""
        is_address = named.startswith("/")
        anchor = Anchor.parse(named[1:].replace("/", "-") if is_address else named)
        is_foreign = said.atlas not in ("", self._home)
        if anchor is None:
            return "" if is_foreign and named.startswith(CHANGE) else None
        here = self.became.get((said.atlas or said.file, str(anchor)))
        if here is None:
            return "" if is_foreign else None
        if here == str(anchor):
            return None
        return "/" + here.replace("-", "/") if is_address else here

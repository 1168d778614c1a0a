"""Restoring an atlas from an export: its journal, and the pictures that texts name."""

from dataclasses import dataclass

from wiki.exchange.journal.header import JOURNAL
from wiki.exchange.journal.restoring import Progress, Restored, restore_journal
from wiki.exchange.whole.files import named_pictures
from wiki.exchange.whole.source import ExportSource
from wiki.media.headers import FIRST_BYTES, read_size
from wiki.media.names import name_for
from wiki.media.shelf import Shelf
from wiki.text import counted


@dataclass(frozen=True)
class RestoredAtlas:
    """What was restored: the journal, how many pictures, and how many pictures are missing."""

    journal: Restored
    pictures: int
    missing: int

    def lines(self, zone: str) -> list[str]:
        """Return a sentence for each thing that the author has to know about the restored atlas.

        `zone` is the name of this site's time zone, which can be another than in the export.
        """
        journal = self.journal
        lines = [
            f"Restored {counted(journal.changes, 'change')} of {counted(journal.items, 'item')}"
            + (f" and {counted(self.pictures, 'picture')}." if self.pictures else ".")
        ]
        if self.missing:
            verbs = "is named and was" if self.missing == 1 else "are named and were"
            lines.append(f"{counted(self.missing, 'picture')} {verbs} not in the export.")
        if journal.without_password:
            names = ", ".join(journal.without_password)
            lines.append(f"Passwords are in no export: set new ones for {names}.")
        if zone != journal.header.zone:
            lines.append(
                f"Its days began in {journal.header.zone}, and here they begin in {zone}: set "
                "WIKI_TIME_ZONE, or choose the time zone in the settings."
            )
        return lines


def restore_atlas(
    source: ExportSource, shelf: Shelf | None, *, name: str, progress: Progress | None = None
) -> RestoredAtlas:
    """Restore the atlas of an export in an empty one; `name` is that of its folder or zip.

    The pictures are on the shelf afterwards, if one is given; the caller commits the rest. Raises
    DocumentError, FolderError and OSError; the caller then rolls back.
    """
    with source.journal() as file:
        restored = restore_journal(file, f"{name}/{JOURNAL}", progress=progress)
    stored = missing = 0
    for picture in named_pictures():
        data = source.picture(picture)
        if data is not None and is_picture(picture, data):
            stored += 1
            if shelf:
                shelf.add(picture, data, source.words(picture))
        elif shelf is None or shelf.read(picture) is None:
            missing += 1
    return RestoredAtlas(restored, stored, missing)


def is_picture(name: str, data: bytes) -> bool:
    """Return whether a file is the picture of this name, whole and unchanged."""
    ending = name.rpartition(".")[2]
    return name_for(data, ending) == name and read_size(data[:FIRST_BYTES]) is not None

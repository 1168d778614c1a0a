"""Recognising a backup or an export of an atlas, where a folder of notes is expected."""

import re

from wiki.backups.reading import NEEDED
from wiki.exchange import front_matter
from wiki.exchange.decoding import decode
from wiki.exchange.document_error import blamed
from wiki.exchange.notes.files import Folder, FolderError
from wiki.exchange.whole.files import LIST

HOW = "read it on the server, with `flask import --pages`."
AN_EXPORT = f"It is an export of an atlas whose journal is missing: {HOW}"
AN_ESSAY = f"“{{}}” in it is an essay of an export of an atlas, and no note: if all of it is, {HOW}"
A_BACKUP = "It is a backup of an atlas: put it back on the server, with `flask restore`."
_LIST = re.compile(rb'\s{0,9}\{\s{0,9}"format"\s{0,9}:\s{0,9}\d{1,9}\s{0,9},\s{0,9}"atlas"')
_ESSAY = re.compile(r"essay:\s{0,9}[\"']?e-\d{1,19}[\"']?\s{0,9}")


def refuse_backup(folder: Folder) -> None:
    """Raise FolderError for a folder that is a backup of an atlas and has no notes."""
    if not folder.notes and folder.others.keys() >= NEEDED:
        raise FolderError(A_BACKUP)


def refuse_export(folder: Folder) -> None:
    """Raise FolderError for a folder that is an export of an atlas, or has an essay of one.

    As notes, essays would become regions, and areas and readings would be left out. Raises
    DocumentError where a file is no text.
    """
    if (first := folder.others.get(LIST)) and _LIST.match(first(200)):
        raise FolderError(AN_EXPORT)
    for path, data in folder.notes.items():
        if b"essay:" in data and _is_essay(path, data):
            raise FolderError(AN_ESSAY.format(path))


def _is_essay(path: str, data: bytes) -> bool:
    with blamed(path):
        lines = decode(data).split("\n")
        inside = front_matter.find(lines) or range(0)
    return any(_ESSAY.fullmatch(lines[index]) for index in inside)

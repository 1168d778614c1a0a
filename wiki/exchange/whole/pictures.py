"""Importing the pictures of a merged export that its texts name, with their descriptions."""

from wiki.exchange.notes.files import Folder
from wiki.exchange.whole.companions import Companions
from wiki.exchange.whole.files import MEDIA
from wiki.exchange.whole.restoring import is_picture
from wiki.exchange.whole.source import read_words
from wiki.media.encoding import MOST_BYTES
from wiki.media.names import names_in
from wiki.media.shelf import WORDS, AddedPictures


def add_named(folder: Folder, companions: Companions, pictures: AddedPictures) -> None:
    """Add the pictures that texts of an export name, and the words that describe each."""
    texts = [data.decode(errors="replace") for data in folder.notes.values()]
    takeaways = [part.values.get("takeaway") for part in companions.readings]
    for name in sorted(names_in([*texts, *takeaways])):
        data = _read(folder, name)
        if len(data) <= MOST_BYTES and is_picture(name, data):
            pictures.keep(name, data, read_words(_read(folder, name + WORDS)))


def _read(folder: Folder, name: str) -> bytes:
    """Return the bytes of a picture's file, with a limit above MOST_BYTES; b"" for no file."""
    read = folder.others.get(MEDIA + name)
    return read(MOST_BYTES + 1) if read else b""

"""The words of safe HTML, without its markup."""

from html.parser import HTMLParser
from urllib.parse import unquote

from wiki.text.markers import Resolver, named_by, no_words
from wiki.text.sanitiser import BLOCKS

# In plain text a reference to a note is `[1]`, and the links back from notes are left out.
_NOTE_WORDS = {"note:ref": "[{}]", "note:back": ""}


class _Words(HTMLParser):
    """Collects the text of safe HTML."""

    def __init__(self, resolve: Resolver) -> None:
        super().__init__()
        self.resolve = resolve
        self.parts: list[str] = []
        self.shape = "{}"
        self.typed = ""
        self.begins_note = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS - {"li", "dd"} and not self.begins_note:
            self.parts.append("\n\n")
        marker = str(dict(attrs).get("href"))
        self.shape = _NOTE_WORDS.get(marker.partition("-")[0], "{}")
        self.typed = unquote(marker[5:]) if marker.startswith("wiki:") else ""
        self.begins_note = marker.startswith("note:at-")
        if self.begins_note:
            self.parts.append(f"[{marker.removeprefix('note:at-')}] ")

    def handle_data(self, data: str) -> None:
        words = named_by(self.typed, data, self.resolve) if self.typed else data
        self.parts.append(self.shape.format(words))
        self.shape, self.typed = "{}", ""
        self.begins_note = False


def words_of(html: str, resolve: Resolver = no_words) -> str:
    """Return the text of safe HTML, with an empty line before each block but items of lists."""
    words = _Words(resolve)
    words.feed(html)
    words.close()
    return "".join(words.parts)

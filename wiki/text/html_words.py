"""The words of safe HTML, without its markup."""

from html.parser import HTMLParser

from wiki.text.sanitiser import BLOCKS

# In plain text a reference to a note is `[1]`, and the links back from notes are left out.
_NOTE_WORDS = {"note:ref": "[{}]", "note:back": ""}


class _Words(HTMLParser):
    """Collects the text of safe HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.shape = "{}"
        self.begins_note = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS - {"li", "dd"} and not self.begins_note:
            self.parts.append("\n\n")
        marker = str(dict(attrs).get("href"))
        self.shape = _NOTE_WORDS.get(marker.partition("-")[0], "{}")
        self.begins_note = marker.startswith("note:at-")
        if self.begins_note:
            self.parts.append(f"[{marker.removeprefix('note:at-')}] ")

    def handle_data(self, data: str) -> None:
        self.parts.append(self.shape.format(data))
        self.shape = "{}"
        self.begins_note = False


def words_of(html: str) -> str:
    """Return the text of safe HTML, with an empty line before each block but items of lists."""
    words = _Words()
    words.feed(html)
    words.close()
    return "".join(words.parts)

"""The forms of a page, as a browser sends them when nobody has typed anything."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

Pairs = list[tuple[str, str]]


@dataclass
class SentForm:
    """A posted form: its address, what is sent, and the names not sent as it stands."""

    address: str
    pairs: Pairs = field(default_factory=list)
    unsent: set[str] = field(default_factory=set)

    @property
    def names(self) -> list[str]:
        """Return the names of all its fields."""
        return sorted({name for name, _ in self.pairs} | self.unsent)

    def without(self, name: str) -> Pairs:
        return [pair for pair in self.pairs if pair[0] != name]


class _Reader(HTMLParser):
    """Collects the posted forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self._form: SentForm | None = None
        self._textarea: str | None = None
        self._text = ""
        self._select: tuple[str, Pairs] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form" and said.get("method") == "post":
            self._form = SentForm(said["action"].partition("#")[0])
            self.forms.append(self._form)
        if self._form is None:
            return
        name = said.get("name", "")
        if tag == "button" and name:
            self._form.unsent.add(name)
        elif tag == "input" and name and said.get("type") != "button":
            ticked = said.get("type") not in ("checkbox", "radio") or "checked" in said
            if ticked:
                self._form.pairs.append((name, said.get("value", "")))
            else:
                self._form.unsent.add(name)
        elif tag == "textarea":
            self._textarea, self._text = name, ""
        elif tag == "select":
            self._select = (name, [])
        elif tag == "option" and self._select:
            known = self._select[1]
            if not known or "selected" in said:
                known[:] = [(self._select[0], said.get("value", ""))]

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if self._form is None:
            return
        if tag == "textarea" and self._textarea:
            self._form.pairs.append((self._textarea, self._text.removeprefix("\n")))
        elif tag == "select" and self._select:
            self._form.pairs += self._select[1]
            self._select = None


def read_forms(pages: Iterable[str]) -> list[SentForm]:
    """Return the posted forms of some pages, one of each address and set of fields."""
    found: dict[tuple[str, tuple[str, ...]], SentForm] = {}
    for page in pages:
        reader = _Reader()
        reader.feed(page)
        for form in reader.forms:
            found.setdefault((form.address, tuple(form.names)), form)
    return list(found.values())

"""BibTeX as text: its entries, with abbreviations (`@string`) and crossref resolved.

Everything is read once from left to right: hostile files take no longer than others of their size.
What stands between entries is no part of them, as for BibTeX itself.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from wiki.exchange.library.work import UnreadableFile, refuse_too_many_works

MOST_PARTS = 100_000  # characters that abbreviations may make of one value
MOST_TAKEN = 30_000_000  # characters that abbreviations and parents may add to one file
_BEGIN = re.compile(r"@[ \t]*(?P<kind>[A-Za-z][A-Za-z0-9_-]{0,60})\s{0,100}(?P<open>[{(])")
_SPACE = re.compile(r"\s*")
_KEY = re.compile(r"[^,={}()\"\n]*")
_NAME = re.compile(r"\s*(?P<name>[^\s=,{}()\"#%'@]+)\s*=\s*")
_WORD = re.compile(r"[^\s=,{}()\"#%]+")
_BRACES = re.compile(r"[{}]")
_QUOTED = re.compile(r"[{}\"]")
# Fields that an entry does not inherit from its parent, as they name the parent itself.
_OWN = frozenset(
    [
        "title",
        "subtitle",
        "url",
        "doi",
        "eprint",
        "isbn",
        "crossref",
        "abstract",
        "keywords",
        "note",
        "annote",
        "annotation",
        "file",
        "key",
        "xref",
        "ids",
        "urldate",
        "related",
    ]
)


@dataclass
class BibtexEntry:
    """An entry: its type and key, its fields by their names in small letters, and its line."""

    kind: str
    key: str
    line: int
    fields: dict[str, str] = field(default_factory=dict)


class Source:
    """Reads the entries of one BibTeX file. Raises UnreadableFile where the file is damaged."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [match.end() for match in re.finditer("\n", text)]
        self._strings: dict[str, str] = {}
        self._taken = 0

    def entries(self) -> list[BibtexEntry]:
        """Return the entries, in order; each has the fields that it takes from its parent."""
        entries: list[BibtexEntry] = []
        for entry in self._read():
            entries.append(entry)
            refuse_too_many_works(len(entries))
        parents = {entry.key.lower(): entry for entry in reversed(entries) if entry.key}
        for entry in entries:
            parent = parents.get(entry.fields.get("crossref", "").strip().lower())
            if parent and parent is not entry:
                inherited = {n: v for n, v in parent.fields.items() if n not in _OWN}
                if title := parent.fields.get("title"):
                    inherited.setdefault("booktitle", title)
                self._count(sum(len(n) + len(v) for n, v in inherited.items()))
                entry.fields = inherited | entry.fields
        return entries

    def _read(self) -> Iterator[BibtexEntry]:
        index = 0
        while begun := _BEGIN.search(self._text, index):
            kind, line = begun["kind"].lower(), self._line(begun.start())
            closing = "}" if begun["open"] == "{" else ")"
            index = begun.end()
            if kind == "comment":
                index = self._past_comment(index)
            elif kind == "preamble":
                _, index = self._value(index, line)
            elif kind == "string":
                fields, index = self._fields(index, closing, line)
                self._strings |= fields
            else:
                entry = BibtexEntry(kind, "", line)
                entry.key, end, index = self._key(index)
                if end != "}":
                    entry.fields, index = self._fields(index, closing, line)
                yield entry

    def _key(self, index: int) -> tuple[str, str, int]:
        """Return the key, the comma or brace that ends it, and the index after that.

        Where there is no key, it and the sign are "", and the index is the given one.
        """
        match = _KEY.match(self._text, self._past_space(index))
        end = self._past_space(match.end()) if match else index
        sign = self._text[end : end + 1]
        if match is None or sign not in (",", "}"):
            return "", "", index
        return match[0].rstrip(), sign, end + 1

    def _fields(self, index: int, closing: str, line: int) -> tuple[dict[str, str], int]:
        """Return the fields from an index to the end of their entry, and the index after that."""
        fields: dict[str, dict[str, None]] = {}  # the values by name, each once
        while True:
            index = self._past_space(index)
            sign = self._text[index : index + 1]
            if sign == closing:
                return {n: "; ".join(filter(None, vs)) for n, vs in fields.items()}, index + 1
            if sign == ",":
                index += 1
                continue
            named = _NAME.match(self._text, index)
            if not named:
                raise self._damaged(line, index)
            value, index = self._value(named.end(), line)
            fields.setdefault(named["name"].lower(), {})[value] = None

    def _value(self, index: int, line: int) -> tuple[str, int]:
        """Return the value at an index, joined of its parts, and the index after it."""
        parts: list[str] = []
        while True:
            index = self._past_space(index)
            part, index = self._part(index, line)
            parts.append(part)
            after = self._past_space(index)
            if self._text[after : after + 1] != "#":
                break
            index = after + 1
        value = "".join(parts)
        if len(parts) > 1 and len(value) > MOST_PARTS:
            raise UnreadableFile(f"A value of the entry in line {line:,} is too long to be read.")
        return value, index

    def _part(self, index: int, line: int) -> tuple[str, int]:
        sign = self._text[index : index + 1]
        if sign == "{":
            end = self._closing(index + 1, line)
            return self._text[index + 1 : end], end + 1
        if sign == '"':
            end = self._quote_end(index + 1, line)
            return self._text[index + 1 : end], end + 1
        word = _WORD.match(self._text, index)
        if word is None:
            raise self._damaged(line, index)
        meant = self._strings.get(word[0].lower(), word[0])
        self._count(len(meant) - len(word[0]))
        return meant, word.end()

    def _count(self, characters: int) -> None:
        """Count characters that abbreviations and parents repeat.

        Raises UnreadableFile for more than MOST_TAKEN in one file.
        """
        self._taken += max(characters, 0)
        if self._taken > MOST_TAKEN:
            raise UnreadableFile("Its abbreviations or crossrefs repeat too much: divide it.")

    def _closing(self, index: int, line: int) -> int:
        """Return the index of the brace that closes the one opened just before an index."""
        depth = 1
        for brace in _BRACES.finditer(self._text, index):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                return brace.start()
        raise self._endless(line)

    def _quote_end(self, index: int, line: int) -> int:
        """Return the index of the quote that ends a value; one within braces does not."""
        depth = 0
        for sign in _QUOTED.finditer(self._text, index):
            start = sign.start()
            if sign[0] == '"':
                escaped = (
                    self._text[start - 1] == "\\" and self._text[start + 1 : start + 2].isalpha()
                )
                if depth == 0 and not escaped:
                    return start
            else:
                depth += 1 if sign[0] == "{" else -1
                if depth < 0:
                    break
        raise self._endless(line)

    def _past_comment(self, index: int) -> int:
        """Return the index after a comment: after its closing brace, else after its line."""
        depth = 1
        for brace in _BRACES.finditer(self._text, index):
            depth += 1 if brace[0] == "{" else -1
            if depth == 0:
                return brace.end()
        end = self._text.find("\n", index)
        return end if end >= 0 else len(self._text)

    def _past_space(self, index: int) -> int:
        space = _SPACE.match(self._text, index)
        return space.end() if space else index

    def _line(self, index: int) -> int:
        return bisect_right(self._lines, index) + 1

    def _damaged(self, line: int, index: int) -> UnreadableFile:
        if index >= len(self._text):
            return self._endless(line)
        excerpt = self._text[index : index + 30].split("\n")[0]
        return UnreadableFile(
            f"The entry that begins in line {line:,} is damaged: in line {self._line(index):,}, at "
            f"“{excerpt}”, the name of a field and = are expected."
        )

    def _endless(self, line: int) -> UnreadableFile:
        return UnreadableFile(
            f"The entry that begins in line {line:,} does not end: a brace or a quotation mark is "
            "missing, or the file was cut short."
        )

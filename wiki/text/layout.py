"""Block layout: rewrites blocks for Python-Markdown where it differs from CommonMark."""

import re
from collections import deque
from typing import ClassVar, NamedTuple

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX
from markupsafe import escape

from wiki.text import block_marks as marks
from wiki.text.links import link_address
from wiki.text.table_head import is_table_head
from wiki.text.tex import take_block

DEEPEST = 12  # levels of nested lists and quotations


class TooMuchError(Exception):
    """The text would take too long to render."""


class Blocks(Preprocessor):
    """Rewrites blocks for Python-Markdown where CommonMark reads them otherwise."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines as Python-Markdown has to see them."""
        return _Layout(self.md, 0).read(lines)


APART = f"{STX}apart{ETX}"  # a paragraph between two blocks, which is taken out again
_HELD = ("note", "definition")
# What follows a mark for fenced code: it has to be alone in its paragraph.
_GAP = ("", "")


class _Item(NamedTuple):
    """An open list item: the columns of its text and mark, its kind, its index in `out`."""

    column: int
    kind: str
    start: int
    mark: int = 0


class _Layout:
    """One pass over the lines of a text or of a quotation.

    Lists may be indented by two spaces, below numbers too. Lists and tables may follow a paragraph
    at once, fenced code may be in lists and quotations, and a heading needs a space.
    """

    STEP: ClassVar[str] = "    "

    def __init__(self, md: Markdown, depth: int) -> None:
        self.md = md
        self.depth = depth
        self.out: list[str] = []
        self.lists: list[_Item] = []
        self.code = False
        self.term = False  # whether the line before may be the term of a definition

    def read(self, lines: list[str]) -> list[str]:
        waiting = deque(lines)
        while waiting:
            if self.depth + len(self.lists) > DEEPEST:
                raise TooMuchError
            self._line(waiting)
        return self.out

    def _line(self, waiting: deque[str]) -> None:
        line = waiting.popleft()
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        item = marks.item(text) or self._empty_item(text, indent)
        term, self.term = self.term, False
        if not text:
            self.code = False
            if not self._is_held or self._running:
                self.out.append("")
        elif self._is_code(indent):
            self._code(text, indent)
        elif match := marks.NOTE.match(text):
            self._hold(text, match, indent, "note")
        elif (match := marks.DEFINITION.match(text)) and self._is_definition(indent, term):
            self._hold(text, match, indent, "definition")
        elif text.startswith("$$") and (formula := take_block(text, waiting)):
            self._close(indent)
            self._alone(formula)
        elif item:
            self._item(item, text, indent, waiting)
        elif text.startswith(">"):
            self._quotation(text, indent, waiting)
        elif marks.FENCE.match(text):
            self._close(indent)
            self._alone(self._fence(text, indent, waiting))
        else:
            if self._running and is_table_head(text, waiting):
                self._close(indent)
                self.out.append("")
            self._text(text, indent)

    @property
    def _running(self) -> bool:
        """Whether the line before is one that this line may continue."""
        return bool(self.out and self.out[-1])

    @property
    def _is_held(self) -> bool:
        """Whether a note or definition is open: a second blank line would end it."""
        return any(item.kind in _HELD for item in self.lists)

    def _is_code(self, indent: int) -> bool:
        columns = [item.column for item in self.lists if item.column <= indent]
        return indent - (columns[-1] if columns else 0) >= 4 and (self.code or not self._running)

    def _code(self, text: str, indent: int) -> None:
        self._close(indent)
        column = self.lists[-1].column if self.lists else 0
        self._emit(" " * (indent - column) + text)
        self.code = True

    def _text(self, text: str, indent: int) -> None:
        heading, rule = marks.HEADING.match(text), marks.RULE.match(text)
        if heading or rule or not self._running or self.code:
            closed = self._close(indent)
            if rule and (closed or self._ends_block()) and self._running:
                self.out.append("")
        if not self._running and self._refers(text):
            return
        self.term = not heading and not rule
        self._emit(marks.as_words(text))

    def _ends_block(self) -> bool:
        """Whether the line before is no paragraph, which a rule would make a heading."""
        last = self.out[-1].lstrip() if self.out else ""
        return last.startswith(">") or bool(marks.RULE.match(last))

    def _is_definition(self, indent: int, has_term: bool) -> bool:
        """Whether a line that begins with a colon stands below its term or another definition."""
        inner = [item for item in self.lists if item.column > indent]
        return has_term or bool(inner and inner[0].kind == "definition")

    def _hold(self, text: str, mark: re.Match[str], indent: int, kind: str) -> None:
        """Open a note or a definition; what belongs to it is indented below."""
        closed = self._close(indent)
        if closed and self._running and kind == "note":
            self.out.append("")
        opened = _Item(indent + (4 if kind == "note" else mark.end()), kind, len(self.out))
        self._emit(mark[0].rstrip() + " " + marks.as_words(text[mark.end() :]))
        self.lists.append(opened)

    def _item(self, item: re.Match[str], text: str, indent: int, waiting: deque[str]) -> None:
        mark, space = item.groups()
        kind = "ordered" if mark[0].isdigit() else "bullets"
        closed = self._close(self._nested(kind, indent))
        if self._running and not closed and kind == "ordered" and mark[:-1] != "1":
            return self._emit(f"{mark[:-1]}\\{text[len(mark) - 1 :]}")
        if self._running and self._apart(closed, kind):
            self.out.append("")
        rest = text[item.end() :]
        column = indent + len(mark) + min(len(space) or 1, 4)
        opened = _Item(column, kind, len(self.out), indent)
        fenced = marks.FENCE.match(rest)
        words = self._fence(rest, opened.column, waiting) if fenced else marks.as_words(rest)
        # A hyphen alone would make a heading of the line above.
        written = (mark if rest else mark.replace("-", "*")).replace(")", ".")
        self._emit(f"{written} {words}", *(_GAP if fenced else ()))
        self.lists.append(opened)
        return None

    def _nested(self, kind: str, indent: int) -> int:
        """Return the column at which an item belongs: two spaces nest a bullet below a number."""
        if kind == "bullets":
            for item in reversed(self.lists):
                if item.kind == "ordered" and item.mark + 2 <= indent < item.column:
                    return item.column
        return indent

    def _empty_item(self, text: str, indent: int) -> re.Match[str] | None:
        """Return the match of a list mark without words that continues a list, or None."""
        return marks.EMPTY.match(text) if any(item.column > indent for item in self.lists) else None

    def _apart(self, closed: _Item | None, kind: str) -> bool:
        """Whether an item needs a blank line before it that CommonMark does not ask for."""
        before = closed or (self.lists[-1] if self.lists else None)
        if before is None or before.kind in _HELD or (closed and closed.kind != kind):
            return True
        return "" in self.out[before.start :]

    def _quotation(self, text: str, indent: int, waiting: deque[str]) -> None:
        self._close(indent)
        self._part_quotations()
        quoted = [text]
        while waiting and waiting[0].lstrip(" ").startswith(">"):
            quoted.append(waiting.popleft().lstrip(" "))
        inner = _Layout(self.md, self.depth + len(self.lists) + 1)
        if self.lists and self._running:
            self.out.append("")
        lines = inner.read([line[1:].removeprefix(" ") for line in quoted])
        self._emit(*(f"> {line}" for line in lines))

    def _part_quotations(self) -> None:
        """Keep a quotation apart from one before a blank line, which Markdown would join."""
        if not self.lists and self.out and not self.out[-1]:
            last = next((line for line in reversed(self.out) if line), "")
            if last.startswith(">"):
                self.out += [APART, ""]

    def _fence(self, opening: str, indent: int, waiting: deque[str]) -> str:
        """Store fenced code as HTML, and return the placeholder that stands for it."""
        match = marks.FENCE.match(opening)
        assert match is not None
        body: list[str] = []
        while waiting:
            line = waiting.popleft()
            closing = line.strip()
            if closing.startswith(match[1]) and not closing.strip(match[1][0]):
                break
            body.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        code = "\n".join(body).rstrip("\n") + "\n"
        language = match[2].strip("{}.").lower()
        named = f' class="language-{language}"' if marks.LANGUAGE.fullmatch(language) else ""
        return self.md.htmlStash.store(f"<pre><code{named}>{escape(code)}</code></pre>")

    def _refers(self, text: str) -> bool:
        match = marks.REFERENCE.match(text)
        if match is None or link_address(marks.target_of(match)) is None:
            return False
        label, target = match[1].strip().lower(), (marks.target_of(match), match[3])
        return self.md.references.setdefault(label, target) == target

    def _close(self, indent: int) -> _Item | None:
        """Close the list items whose text starts right of a column; return the outermost."""
        self.code = False
        closed = None
        while self.lists and indent < self.lists[-1].column:
            closed = self.lists.pop()
        return closed

    def _alone(self, mark: str) -> None:
        """Write the placeholder of code or a formula as a paragraph of its own."""
        if self._running:
            self.out.append("")
        self._emit(mark, *(_GAP[:1] if self._is_held else _GAP))

    def _emit(self, *lines: str) -> None:
        margin = self.STEP * len(self.lists)
        self.out.extend(margin + line if line else "" for line in lines)

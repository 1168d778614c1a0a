"""What pieces of a text are when it is read: part of a link's address, words, code, or nothing.

Whether a piece of text is code is never guessed: the text is read once with a probe in the place of
each piece, and where a probe comes out says what the piece is.
"""

from collections.abc import Sequence
from enum import Enum, auto
from html.parser import HTMLParser

from wiki.text.probes import Probes, Span
from wiki.text.rendering import stored


class Role(Enum):
    """What a piece of text is as shown; `CODE` includes formulas, `UNSEEN` is not shown."""

    LINK = auto()
    WORDS = auto()
    CODE = auto()
    UNSEEN = auto()


def roles_of(source: str, spans: Sequence[Span], *, as_blocks: bool = False) -> list[Role]:
    """Return the role of each span (start, end) of a text; spans are in order.

    If a span appears several times in the rendered text, in different roles, it is a link before it
    is words, and words before it is code. A text of one line is read as a line, not as a block,
    unless `as_blocks` is true.
    """
    probes = Probes(source)
    parser = _Roles(probes)
    parser.feed(stored(probes.put_for(spans), as_blocks=as_blocks))
    parser.close()
    seen = parser.seen
    return [
        next((role for role in Role if (index, role) in seen), Role.UNSEEN)
        for index in range(len(spans))
    ]


class _Roles(HTMLParser):
    """Finds probes in safe HTML."""

    def __init__(self, probes: Probes) -> None:
        super().__init__()
        self.seen: set[tuple[int, Role]] = set()
        self._probes = probes
        self._code = 0
        self._is_formula = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag == "code"
        if tag == "a":
            address = dict(attrs).get("href") or ""
            self._is_formula = address.startswith("tex:")
            self._mark_seen(address, Role.CODE if self._is_formula else Role.LINK)

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"
        self._is_formula = self._is_formula and tag != "a"

    def handle_data(self, data: str) -> None:
        self._mark_seen(data, Role.CODE if self._code or self._is_formula else Role.WORDS)

    def _mark_seen(self, text: str, role: Role) -> None:
        self.seen |= {(number, role) for number in self._probes.numbers_in(text)}

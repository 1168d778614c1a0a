"""Quotes from a work: the field for them, and how a document writes them.

Each is a dict of `text`, `page`, `note` and `public`. In a document a quote is a few lines, each
of which says what it is, and an empty line stands between two of them:

    > The words of the work,
    > on as many lines as they have.
    page: 12
    note: What I thought of it.
    public
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from wiki.forms.fields import LineField, TooLong
from wiki.text import clean_line, clean_text, is_seen, quoted
from wiki.text.rendering import LONGEST

Quote = dict[str, Any]
TEXTS = ("text", "page", "note")
LONGEST_PAGE = 200  # characters of a page, such as "pp. 12-14" or "chapter 3"
MOST_BOXES = 100  # quotes that a form has boxes for; more are written as lines
PUBLIC = "public"
PAGE_ALONE = "A page has to have words or a note beside it. Write them, or empty the page {}."
BOXES = ["boxes"]  # what a field that was sent as boxes has in place of what was typed
HOW = "A line of a quote begins with “>”, “page:” or “note:”, or it is the word “public”."

_SENT = re.compile(r"-([0-9]{1,5})-(text|page|note|public)", re.ASCII)


def make_quote(text: str, *, page: str = "", note: str = "", public: bool = False) -> Quote:
    """Return a quote with cleaned texts; it is for the author alone unless it is `public`."""
    return {
        "text": _seen(clean_text(text)),
        "page": _seen(clean_line(page)),
        "note": _seen(clean_text(note)),
        "public": public,
    }


def write_quotes(quotes: Iterable[Mapping[str, Any]]) -> str:
    """Return quotes as the lines of a document."""
    return "\n\n".join("\n".join(_lines(quote)) for quote in quotes)


def read_quotes(text: str) -> list[Quote]:
    """Return the quotes in some lines of a document. Raises ValueError for a line of no quote."""
    quotes: list[Quote] = []
    for part in re.split(r"\n[ \t]*\n", clean_text(text)):
        parts: dict[str, list[str]] = {name: [] for name in TEXTS}
        public = False
        for line in part.split("\n"):
            name, words = _read_line(line)
            public = public or name == PUBLIC
            if name in parts:
                parts[name].append(words)
        texts = {name: "\n".join(lines) for name, lines in parts.items()}
        quotes.append(make_quote(**texts, public=public))
    return [quote for quote in quotes if has_words(quote) or quote["page"]]


def has_words(quote: Mapping[str, Any]) -> bool:
    """Return whether a quote has a text of the work or a note of the author."""
    return bool(quote["text"] or quote["note"])


class QuotesField(LineField):
    """Quotes: a list, sent as `quotes-0-text`, `quotes-0-page` and so on, or as lines.

    A form that sends none of these fields leaves the quotes as they are; a quote whose text and
    note were emptied is removed, with its page. A page that was typed without them is refused.
    """

    data: Any
    _sent: list[Quote]

    def process_data(self, value: Any) -> None:
        """Take the item's list of quotes; any other value counts as none."""
        self.data = list(value) if isinstance(value, list) else []

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Read the quotes from the boxes that were sent, or else from lines."""
        self._sent = []
        super().process(formdata, *args, **kwargs)
        rows: dict[int, dict[str, str]] = {}
        for name in formdata or ():
            if str(name).startswith(self.name) and (match := _SENT.fullmatch(name, len(self.name))):
                rows.setdefault(int(match[1]), {})[match[2]] = formdata.getlist(name)[0]
        if rows:
            self.raw_data = BOXES
            emptied = {index for index, quote in enumerate(self.data) if has_words(quote)}
            sent = {index: _read_boxes(rows[index]) for index in sorted(rows)}
            if list(sent) == list(range(len(sent))):
                self._sent = list(sent.values())
            self.data = [
                quote
                for index, quote in sent.items()
                if has_words(quote) or (quote["page"] and index not in emptied)
            ]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the quotes from lines. Raises ValueError."""
        if valuelist:
            self.data = read_quotes(str(valuelist[0]))

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse a quote with a text that is too long, and one with a page alone."""
        for quote in self.data:
            if not has_words(quote):
                raise ValidationError(PAGE_ALONE.format(quoted(quote["page"])))
            for name, most in (("text", LONGEST), ("note", LONGEST), ("page", LONGEST_PAGE)):
                if len(quote[name]) > most:
                    self.too_long = True
                    raise TooLong(f"Too long: {len(quote[name]):,} of {most:,} characters.")

    @property
    def boxes(self) -> list[Quote]:
        """Return the quotes for which the form shows boxes, the last of them empty.

        A form that is shown again has each in the box in which it was typed, emptied ones too:
        scripts and drafts know a box by its number.
        """
        quotes = self._sent or self.data
        is_ended = bool(quotes) and not any(quotes[-1].values())
        return quotes if is_ended else [*quotes, make_quote("")]

    @property
    def as_lines(self) -> bool:
        """Return whether the form shows lines: too many quotes for boxes, or refused lines."""
        return len(self.data) > MOST_BOXES or bool(self.errors and self.raw_data != BOXES)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data and self.errors else write_quotes(self.data)


def _lines(quote: Mapping[str, Any]) -> Iterable[str]:
    if quote["text"]:
        yield from (f"> {line}" if line else ">" for line in quote["text"].split("\n"))
    if quote["page"]:
        yield f"page: {quote['page']}"
    if quote["note"]:
        yield from (f"note: {line}" if line else "note:" for line in quote["note"].split("\n"))
    if quote[PUBLIC]:
        yield PUBLIC


def _read_line(line: str) -> tuple[str, str]:
    """Return which part of a quote a line is ("" for an empty line), and its words.

    Raises ValueError for any other line.
    """
    if line.startswith(">"):
        return "text", line[1:].removeprefix(" ")
    if line.strip().lower() == PUBLIC:
        return PUBLIC, ""
    name, colon, words = line.partition(":")
    if colon and name.strip().lower() in ("page", "note"):
        return name.strip().lower(), words.removeprefix(" ")
    if not line.strip():
        return "", ""
    raise ValueError(f"“{line[:60]}” is no part of a quote. {HOW}")


def _read_boxes(row: Mapping[str, str]) -> Quote:
    texts = {name: row.get(name, "") for name in TEXTS}
    return make_quote(**texts, public=PUBLIC in row)


def _seen(text: str) -> str:
    return text if is_seen(text) else ""

"""Fields of other programs, or in another spelling, among the words of an entry.

`Range: 60-80`, `**range:** 60-80`, `range = 60-80`, `resolves on: 2027`, the properties of Logseq
(`id:: 64a1`) and of Dataview (`[created:: 2024-01-01]`) would become public words of the entry, so
they are refused.
"""

import re

from wiki.exchange.document_error import DocumentError
from wiki.exchange.unknown_keys import HARMLESS
from wiki.exchange.validation import defaults
from wiki.forms.document_line import INLINE_FIELD, unescaped_indexes
from wiki.sections import SECTIONS
from wiki.sections.base import Section

_MARK = r"[*_`\"']{0,3}"
_FIELD = re.compile(
    rf":?{_MARK}(?P<name>[^\W\d][\w-]*(?: [\w-]+){{0,2}}){_MARK}\s?"
    rf"(?P<sign>::(?={_MARK}(?:\s|$))|:(?={_MARK}(?:\s|$))|\uff1a|=)"
)
_INLINE = re.compile(INLINE_FIELD)


def refuse_stray_field(section: Section, text: str, line: int, *, is_prose: bool) -> None:
    """Raise DocumentError for a line below an entry that may give a field which it has not.

    A line of `is_prose` begins a paragraph, and may begin with several words and a colon.
    """
    match = _FIELD.match(text)
    if match is None:
        return
    name, sign = match["name"], match["sign"]
    words, compact = len(name.split()), _compact(name)
    is_known = compact in HARMLESS or any(compact in map(_compact, defaults(s)) for s in SECTIONS)
    if is_known or (words == 1 and sign != "=") or (words == 2 and sign == ":" and not is_prose):
        if dict(section.labels).get(_field(section, compact), "").startswith(name):
            return  # `**Why it matters:**`, which the head reads
        raise _no_field(section, name, line)


def refuse_inline_field(section: Section, text: str, line: int) -> None:
    """Raise DocumentError for a field in brackets within a line, as Dataview reads them."""
    for index in unescaped_indexes(text, "[("):
        if match := _INLINE.match(text, index):
            raise _no_field(section, match["field"], line)


def _no_field(section: Section, name: str, line: int) -> DocumentError:
    if field := _field(section, _compact(name)):
        return DocumentError(line, f"“{name}” is no field: write it as `{field}: …`.")
    fields = ", ".join(section.fields)
    return DocumentError(
        line,
        f"“{name}” is no field of this {section.noun}, which has {fields}: "
        f"where it is no field write {name}\\:, or join it to the line above.",
    )


def _field(section: Section, compact: str) -> str:
    """Return the field of a section that a name means in whatever spelling, or ""."""
    return next((name for name in section.fields if _compact(name) == compact), "")


def _compact(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()

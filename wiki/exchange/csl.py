"""CSL-JSON: references for citation processors, Zotero and pandoc."""

import json
import re
from collections.abc import Iterable
from typing import Any

from wiki.exchange.reference import Reference, date_parts, with_own_keys
from wiki.text.csl_text import write_plain
from wiki.text.people import Name

Item = dict[str, Any]
# A date that is spread over lines; no text matches, as line ends in a text of JSON are escaped.
_DATE = re.compile(r"\[\n\s*\[[\n 0-9,]*\]\s*\]")


def write_csl(references: Iterable[Reference]) -> str:
    """Return the text of a CSL-JSON file with references, in their order.

    It is indented, and letters are not escaped, so that people can read it, too. Two references
    with the same key get one each: see `with_own_keys`.
    """
    text = json.dumps(make_csl(references), ensure_ascii=False, indent=2)
    return _DATE.sub(lambda date: "".join(date[0].split()), text) + "\n"


def make_csl(references: Iterable[Reference]) -> list[Item]:
    """Return references as the items of a CSL-JSON file."""
    return [_item(reference) for reference in with_own_keys(references)]


def _item(reference: Reference) -> Item:
    licence = f"licence: {reference.licence}" if reference.licence else ""
    fields = {
        "title": write_plain(reference.title),
        "author": [_name(name) for name in reference.authors],
        "container-title": write_plain(reference.container),
        "section": write_plain(reference.section),
        "issued": _date(reference.issued),
        "accessed": _date(reference.accessed),
        "URL": reference.url,
        "DOI": reference.doi,
        "note": ", ".join(filter(None, [reference.notes, licence])),
        "language": reference.language,
    }
    filled = {name: value for name, value in fields.items() if value}
    return {"id": reference.key, "type": reference.kind} | filled


def _name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    suffix = {"suffix": name.suffix} if name.suffix else {}
    return {"family": name.family, "given": name.given} | suffix


def _date(iso: str) -> dict[str, Any] | None:
    return {"date-parts": [date_parts(iso)]} if iso else None

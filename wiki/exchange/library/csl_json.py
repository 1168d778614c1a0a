"""Works from CSL-JSON, as Zotero, pandoc and citation processors write it."""

import json
from datetime import date
from typing import Any

from wiki.exchange.library.bibtex import bare_doi
from wiki.exchange.library.moments import read_moment, says_more
from wiki.exchange.library.work import Work
from wiki.forms.fields import LINE
from wiki.text.csl_text import read_csl_name, read_marked
from wiki.text.name_lists import write_authors

_NOTES = ("note", "annote", "annotation")
_TAKEN = {"title", "URL", "url", "DOI", "author", "issued", "accessed", "citation-key", *_NOTES}


def is_csl(item: Any) -> bool:
    """Return whether a value of JSON is an item of CSL-JSON: it has a type and an id."""
    return isinstance(item, dict) and isinstance(item.get("type"), str) and "id" in item


def read_item(line: int, item: dict[str, Any], *, today: date) -> Work:
    """Return the work that an item of CSL-JSON describes, which begins on this line of its file."""
    work = Work(line, citation_key=_text(item.get("citation-key")) or _text(item.get("id")))
    work.title = read_marked(_text(item.get("title")))
    people = item.get("author") or item.get("editor") or ()
    names = [_name(one) for one in (people if isinstance(people, list | tuple) else [people])]
    work.authors = write_authors([name for name in names if name], LINE)
    work.add_address(_text(item.get("URL")))
    work.add_address(_text(item.get("url")))
    if doi := _text(item.get("DOI")):
        work.add_address(doi if doi.lower().startswith("http") else f"doi:{bare_doi(doi)}", "doi")
    for name, words in (("issued", "date"), ("accessed", "access date")):
        text = _date(item.get(name))
        iso = read_moment(text, today=today)
        if name == "issued":
            work.published_on = iso
        else:
            work.read_on = iso
        if text and says_more(text, iso):
            work.add_date(words, text)
        for more, value in _date_extras(item.get(name)):
            if says_more(value, iso):
                work.add_detail(f"{words}, {more}", value)
    for name in _NOTES:
        work.add_note("", note=_text(item.get(name)))
    for name, value in item.items():
        if name not in _TAKEN and not (name == "id" and _text(value) == work.citation_key):
            work.add_detail(name, _one_line(value))
    return work


def _text(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value).strip() if isinstance(value, str) or is_number else ""


def _name(value: Any) -> str:
    """Return a CSL name as `Lovelace, Ada`; a text, or an organisation's name, stays whole."""
    return read_csl_name(value) if isinstance(value, dict) else _text(value)


def _date(value: Any) -> str:
    """Return a date of CSL as text, `2019-05-03`; that of a range is two, `2019/2020`."""
    if not isinstance(value, dict):
        return _text(value)
    parts: Any = value.get("date-parts")
    if _has_days(parts):
        days = ([_text(part) for part in day[:3]] for day in parts if isinstance(day, list))
        return "/".join("-".join(part.zfill(2) for part in day if part) for day in days)
    return _text(value.get("raw")) or _text(value.get("literal"))


def _has_days(parts: Any) -> bool:
    """Return whether the parts of a date name at least a year."""
    return isinstance(parts, list) and bool(parts and isinstance(parts[0], list) and parts[0])


def _date_extras(value: Any) -> list[tuple[str, str]]:
    """Return the (name, text) pairs of a CSL date besides its days: a season, that it is vague."""
    if not isinstance(value, dict):
        return []
    read = "date-parts" if _has_days(value.get("date-parts")) else "raw"
    if read not in value or not value[read]:
        read = "literal"
    extras = {name: _one_line(part) for name, part in value.items() if part and name != read}
    return [(name, part) for name, part in extras.items() if any(map(str.isalnum, part))]


def _one_line(value: Any) -> str:
    """Return any value of JSON as one line."""
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return "; ".join(filter(None, map(_name, value))) or json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict) and (text := _date(value)):
        return "; ".join([text, *(f"{name}: {more}" for name, more in _date_extras(value))])
    is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if is_plain else json.dumps(value, ensure_ascii=False)

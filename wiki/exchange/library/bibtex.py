"""Works from BibTeX, also as biblatex, JabRef and Zotero write it."""

import re
from collections.abc import Iterable
from datetime import date

from wiki.dates import MONTHS
from wiki.exchange.library.bibtex_source import BibtexEntry, Source
from wiki.exchange.library.moments import read_moment, says_more
from wiki.exchange.library.tex import plain_address, plain_tex, plain_tex_lines
from wiki.exchange.library.work import (
    Work,
    WorksRead,
    first_filled,
    refuse_too_many,
)
from wiki.forms.fields import LINE
from wiki.text.bare import without_sentence
from wiki.text.name_lists import MOST_NAMES, write_authors
from wiki.text.people import is_suffix

_NOTES = ("note", "annote", "annotation", "comment", "review")
_DATES = ("date", "year", "month", "day")
_VAGUE = re.compile(r"(?<=\d)~(?=\s{0,9}(?:/|$))")
_VERBATIM = frozenset({"url", "doi", "eprint", "file", "pdf", "howpublished"})
# What a reading has from a field: all others are kept as details.
_TAKEN = frozenset({"title", "subtitle", "author", "url", "doi", "urldate", *_NOTES, *_DATES})
_BRACES = re.compile(r"[{}]")
_LINK = re.compile(r"https?://[^\s{}<>]+", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:arxiv: ?)?(\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[a-z-]{2,20})?/\d{7})(?:v\d+)?", re.I
)
_MONTH_WORDS = re.compile(r"[0-9]+|[^\W\d_]+")  # `jan`, and a day, as in `jan 5`
# Numbers that BibTeX has behind a name, in any case.
_NUMBER = re.compile(r"[ivx]{2,4}\.?", re.IGNORECASE)
_NAME_KEY = re.compile(r"(?:family|given|prefix|suffix|useprefix|id|hash)(?:-i)?")


def read_bibtex(text: str, *, today: date) -> WorksRead:
    """Return the works in the text of a BibTeX file. Raises UnreadableFile."""
    refuse_too_many(text.count("\\") + text.count("{"))
    for sign in ",=":
        refuse_too_many(text.count(sign))
    read = WorksRead("BibTeX")
    for entry in Source(text).entries():
        read.add(_work(entry, today))
    return read


def split_names(value: str) -> list[str]:
    """Return the names in a field of BibTeX, joined by `and` there, as `Lovelace, Ada` or whole.

    A name within braces stays whole.
    """
    names: list[str] = []
    depth = start = 0
    for sign in re.finditer(r"[{}]|\s+and(?=\s)\s+", f" {value} ", re.IGNORECASE):
        if sign[0] in "{}":
            depth += 1 if sign[0] == "{" else -1
        elif depth <= 0:
            names.append(value[max(start - 1, 0) : max(sign.start() - 1, 0)])
            start = sign.end()
            if len(names) > MOST_NAMES:
                break
    names.append(value[max(start - 1, 0) :])
    return [name for name in map(_name, names) if name]


def _work(entry: BibtexEntry, today: date) -> Work:
    fields = entry.fields
    work = Work(entry.line, citation_key=entry.key)
    title = ": ".join(filter(None, (_plain(fields, "title"), _plain(fields, "subtitle"))))
    work.title = title or _plain(fields, "booktitle") or _plain(fields, "maintitle")
    people = first_filled(fields, "author", "editor")
    names = split_names(people)
    work.authors = write_authors(names, LINE)
    if work.authors.endswith("; et al.") and names[-1] != "et al.":
        work.add_detail("authors", "; ".join(names))
    _add_addresses(work, fields)
    _set_dates(work, fields, today)
    for name in _NOTES:
        work.add_note("", note=plain_tex_lines(fields.get(name, "")))
    work.add_detail("type", entry.kind)
    for name, value in fields.items():
        if name not in _TAKEN:
            work.add_detail(name, value if name in _VERBATIM else plain_tex(value))
    return work


def _add_addresses(work: Work, fields: dict[str, str]) -> None:
    work.add_address(plain_address(fields.get("url", "")))
    if doi := plain_address(fields.get("doi", "")).strip():
        work.add_address(doi if doi.lower().startswith("http") else f"doi:{bare_doi(doi)}", "doi")
    kind = first_filled(fields, "archiveprefix", "eprinttype").lower()
    if (arxiv := _ARXIV.fullmatch(fields.get("eprint", "").strip())) and kind in ("arxiv", ""):
        work.addresses.append(f"https://arxiv.org/abs/{arxiv[1]}")
        work.url = work.url or work.addresses[-1]
    link = _LINK.search(plain_address(fields.get("howpublished", "")))
    if link and not work.url:
        work.add_address(without_sentence(link[0]))


def _set_dates(work: Work, fields: dict[str, str], today: date) -> None:
    """Set the date of publication, and the day of reading from that of the last visit."""
    text = _date_text(first_filled(fields, "date"))
    if not text:
        year, month, day = (
            _date_text(first_filled(fields, name)) for name in ("year", "month", "day")
        )
        text = " ".join(filter(None, (day, _month(month), year)))
    work.published_on = read_moment(text, today=today)
    if fields.get("date") and says_more(text, work.published_on):
        work.add_date("date", text)
    for name in ("year", "month", "day"):
        value = _date_text(fields.get(name, ""))
        if value and (fields.get("date") or not _is_same(name, value, work.published_on)):
            work.add_detail(name, value)
    visited = _date_text(fields.get("urldate", ""))
    work.read_on = read_moment(visited, today=today)
    if visited and says_more(visited, work.read_on):
        work.add_date("urldate", visited)


def _date_text(written: str) -> str:
    """Return the text of a field with a date.

    In TeX `~` is a space. It is kept where it stands behind a number, as in `2017~`: for biblatex,
    that date is approximate.
    """
    return "~".join(map(plain_tex, _VAGUE.split(written)))


def _is_same(name: str, value: str, iso: str) -> bool:
    """Return whether an ISO date says the same as the field of a year, month or day."""
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    match name:
        case "year":
            return value == year
        case "month":
            words = _MONTH_WORDS.findall(_month(value).lower())
            days = [word.lstrip("0") for word in words if word.isdigit()]
            names = [word[:3] for word in words if not word.isdigit()]
            named = [MONTHS[int(month) - 1].lower()[:3]] if month else []
            return bool(month) and names == named and days in ([], [day.lstrip("0")])
        case _:
            return bool(day) and value.lstrip("0") == day.lstrip("0")


def _month(value: str) -> str:
    """Return the name of a month; `6` is June, and what is no number stays as it is."""
    text = value.strip()
    is_number = text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= len(MONTHS)
    return MONTHS[int(text) - 1] if is_number else text


def bare_doi(doi: str) -> str:
    """Return a DOI without a prefix such as `doi:`."""
    return re.sub(r"^\s*(?:doi:?)?\s*", "", doi, flags=re.IGNORECASE)


def _plain(fields: dict[str, str], name: str) -> str:
    return plain_tex(fields.get(name, ""))


def _name(written: str) -> str:
    """Return a name as `Lovelace, Ada`; an organisation's or a single word stays whole."""
    name = written.strip()
    if name.lower() == "others":
        return "et al."
    if name.startswith("{") and name.endswith("}") and _is_whole(name):
        return plain_tex(name)
    parts = _keyed_parts(name) or [plain_tex(part) for part in _split_commas(name)]
    if len(parts) == 3 and (is_suffix(parts[1]) or _NUMBER.fullmatch(parts[1])):
        return f"{parts[0]}, {parts[2]} {parts[1]}"
    return ", ".join(filter(None, parts))


def _keyed_parts(name: str) -> list[str]:
    """Return the family's name, the suffix and the given name of a name with keys, or [].

    biblatex has names with a particle as `family=Gogh, given=Vincent, prefix=van`, in any order.
    """
    pairs = [part.partition("=") for part in _split_commas(name)]
    keys = {key.strip().lower(): plain_tex(value) for key, _, value in pairs}
    if not keys.get("family") or not all(_NAME_KEY.fullmatch(key) for key in keys):
        return []
    family = " ".join(filter(None, (keys.get("prefix"), keys["family"])))
    given = [keys.get("given", "")]
    return [family, keys["suffix"], *given] if keys.get("suffix") else [family, *given]


def _is_whole(name: str) -> bool:
    """Return whether the brace that a name begins with is closed by the one that it ends with."""
    depth = 0
    for brace in _BRACES.finditer(name):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end() == len(name)
    return False


def _split_commas(name: str) -> Iterable[str]:
    """Yield the parts of a name between commas that stand in no braces."""
    depth = start = 0
    for sign in re.finditer(r"[{},]", name):
        if sign[0] == ",":
            if depth <= 0:
                yield name[start : sign.start()]
                start = sign.end()
        else:
            depth += 1 if sign[0] == "{" else -1
    yield name[start:]

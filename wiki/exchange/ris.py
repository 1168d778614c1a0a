"""RIS: references for EndNote, Zotero, Mendeley and databases."""

from collections.abc import Iterable, Iterator

from wiki.exchange.reference import Reference, with_own_keys
from wiki.text import clean_line
from wiki.text.people import Name

WEB, OTHER = "ELEC", "GEN"


def write_ris(references: Iterable[Reference]) -> str:
    """Return references as a `.ris` file in UTF-8; its lines end as the format asks for."""
    return "".join(_record(reference) for reference in with_own_keys(references))


def _record(reference: Reference) -> str:
    lines = [f"{tag}  - {clean_line(value)}" for tag, value in _fields(reference) if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", WEB if reference.url else OTHER
    yield "ID", reference.key
    yield "TI", reference.title
    for name in reference.authors:
        yield "AU", _name(name)
    yield "PY", reference.issued[:4]
    yield "DA", _date(reference.issued)
    yield "T2", reference.container
    yield "DO", reference.doi
    yield "UR", reference.url
    yield "Y2", _date(reference.accessed)
    yield "N1", reference.notes
    yield "LA", reference.language


def _name(name: Name) -> str:
    return name.literal or ", ".join(filter(None, (name.family, name.given, name.suffix)))


def _date(iso: str) -> str:
    """Return a date as `2019/05/03`; what is not known of it stays empty between the slashes."""
    parts = iso.split("-") if iso else []
    return "/".join([*parts, *[""] * (3 - len(parts))]) + "/" if parts else ""

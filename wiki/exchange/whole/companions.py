"""What an export holds beside the pages of regions: areas, essays, and readings of no region.

It is read and checked here by the same rules as what is typed into a form.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from wiki.anchors import Anchor
from wiki.exchange import front_matter
from wiki.exchange.decoding import decode
from wiki.exchange.document_error import DocumentError, blamed
from wiki.exchange.notes.files import LARGEST, MEBIBYTE, Folder
from wiki.exchange.plain_yaml import NULL, compose, refuse_lost_words
from wiki.exchange.validation import read_values, text_of
from wiki.exchange.whole.files import AREAS, ESSAYS, LIST, READING
from wiki.forms.document_line import Values
from wiki.models import Reading
from wiki.sections import essay, reading
from wiki.sections.base import Section
from wiki.text import clean_line, clean_text, is_seen

UNREADABLE = "This is not the list that an export has here, as JSON."
MOST_OF_AREAS = 2 * MEBIBYTE  # YAML is slow to read
AREA_FIELDS = ("slug", "title", "summary")
ESSAY_FIELDS = {"essay", "title", "slug", "published_on", "url", "state"}
READING_FIELDS = {"id", *Reading.__fields__, *Reading.__links__}


@dataclass(frozen=True)
class Part:
    """One area, essay or reading: its file and line, and the values of the fields that are given.

    `item_id` is its id in the atlas that was exported, 0 where none is given. `topics` are the
    titles of the regions that an essay is tagged with.
    """

    file: str
    line: int
    values: Values
    item_id: int = 0
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Companions:
    """All areas, essays and readings of an export, and the id of its atlas ("" if not known)."""

    atlas: str
    areas: list[Part]
    essays: list[Part]
    readings: list[Part]


def read_companions(folder: Folder, *, today: date) -> Companions:
    """Read the areas, essays and readings of an export. Raises DocumentError."""
    essays = [
        _read_essay(path, data, today)
        for path, data in sorted(folder.notes.items())
        if _is_essay(path, data)
    ]
    files = _read_json(folder, LIST)
    atlas = files.get("atlas") if isinstance(files, dict) else ""
    return Companions(
        str(atlas or ""), list(_read_areas(folder)), essays, list(_read_readings(folder, today))
    )


def _is_essay(path: str, data: bytes) -> bool:
    """Return whether a file is an essay as an export writes them. Raises DocumentError."""
    if not path.startswith(ESSAYS) or not data.strip():
        return False
    with blamed(path):
        lines = decode(data).split("\n")
        inside = front_matter.find(lines)
        return inside is not None and any(lines[index].startswith("essay:") for index in inside)


def _read_essay(path: str, data: bytes, today: date) -> Part:
    with blamed(path):
        lines = decode(data).split("\n")
        inside = front_matter.find(lines) or range(0)
        first = inside.start + 1
        pairs = front_matter.read_pairs("\n".join(lines[inside.start : inside.stop]), first)
        typed = {"body": clean_text("\n".join(lines[inside.stop + 1 :]))}
        topics: tuple[str, ...] = ()
        for key, value in pairs:
            line = key.start_mark.line + first
            is_words = key.value in ("title", "topics")
            refuse_lost_words(str(key.value), value, first, words=is_words)
            if key.value == "topics":
                topics = _listed(value, line)
            elif key.value in ESSAY_FIELDS:
                typed[key.value] = _scalar(key.value, value, line)
            else:
                raise DocumentError(line, f"“{key.value}” is no key of an essay.")
        anchor = typed.pop("essay")
        return _part(essay.SECTION, path, typed, today, anchor=anchor, topics=topics)


def _read_readings(folder: Folder, today: date) -> Iterator[Part]:
    rows = _read_json(folder, READING)
    if rows is not None and not isinstance(rows, list):
        raise DocumentError(1, UNREADABLE, file=READING)
    for row in rows or ():
        if not isinstance(row, dict):
            raise DocumentError(1, UNREADABLE, file=READING)
        with blamed(READING):
            try:
                yield _read_reading(row, today)
            except DocumentError as error:
                raise DocumentError(1, f"{row.get('id')}: {error.reason}") from error


def _read_reading(row: Mapping[str, Any], today: date) -> Part:
    """Read one reading; the anchors in `bears` are those of the atlas that was exported."""
    if unknown := sorted(row.keys() - READING_FIELDS):
        raise DocumentError(1, f"“{unknown[0]}” is no field of a reading.")
    left_out = ("id", "queued")
    typed = {name: _text_in(name, row[name]) for name in sorted(row.keys() - set(left_out))}
    part = _part(reading.SECTION, READING, typed, today, anchor=str(row.get("id")))
    part.values["queued"] = row.get("queued") is not None
    return part


def _text_in(name: str, value: Any) -> str:
    """Return a value of a reading as it would be typed. Raises DocumentError for an invalid one."""
    try:
        return text_of(value)
    except (AttributeError, KeyError, TypeError) as error:
        raise DocumentError(1, f"`{name}` is not as an export writes it.") from error


def _read_areas(folder: Folder) -> Iterator[Part]:
    written = _text(folder, AREAS)
    with blamed(AREAS):
        node = compose(written, 1, "This file")
        for row in node.value if isinstance(node, yaml.SequenceNode) else ():
            line = row.start_mark.line + 1
            if not isinstance(row, yaml.MappingNode):
                raise DocumentError(line, "An area has a slug, a title and a summary.")
            for key, value in row.value:
                refuse_lost_words(str(key.value), value, 1, words=str(key.value) in AREA_FIELDS)
            values = {
                str(key.value): front_matter.text_checked(
                    str(key.value), _scalar(str(key.value), value, line), line
                )
                for key, value in row.value
            }
            if not values.get("title"):
                raise DocumentError(line, "This area has no title.")
            yield Part(AREAS, line, {name: values.get(name, "") for name in AREA_FIELDS})


def _part(
    section: Section,
    file: str,
    typed: Mapping[str, str],
    today: date,
    *,
    anchor: str,
    topics: tuple[str, ...] = (),
) -> Part:
    """Return a part with those values of its form that were typed. Raises DocumentError."""
    values = read_values(section, typed, line=1, today=today)
    stated = {name: value for name, value in values.items() if name in typed}
    named = Anchor.parse(anchor)
    is_ours = named is not None and named.kind == section.kind
    return Part(file, 1, stated, named.id if named and is_ours else 0, topics)


def _scalar(name: str, value: yaml.Node, line: int) -> str:
    if not isinstance(value, yaml.ScalarNode):
        raise DocumentError(line, f"{name} takes one line of text.")
    text = "" if value.tag == NULL else clean_line(value.value)
    return text if is_seen(text) else ""


def _listed(value: yaml.Node, line: int) -> tuple[str, ...]:
    if not isinstance(value, yaml.SequenceNode):
        raise DocumentError(line, "topics is a list of the titles of regions.")
    return tuple(_scalar("topics", one, line) for one in value.value)


def _read_json(folder: Folder, name: str) -> Any:
    written = _text(folder, name)
    try:
        return json.loads(written) if written.strip() else None
    except (ValueError, RecursionError) as error:
        raise DocumentError(1, UNREADABLE, file=name) from error


def _text(folder: Folder, name: str) -> str:
    """Return the text of a list of an export, "" if there is none. Raises DocumentError."""
    most = MOST_OF_AREAS if name == AREAS else LARGEST
    data = folder.others[name](most + 1) if name in folder.others else b""
    if len(data) > most:
        raise DocumentError(1, f"This list has more than {most // MEBIBYTE} MiB.", file=name)
    with blamed(name):
        return decode(data) if data.strip() else ""

"""All files of an export, one after the other: documents, lists, pictures and the journal.

The same atlas always gives the same names and bytes, in the same order.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from wiki.anchors import Anchor
from wiki.clock import Clock
from wiki.db import db
from wiki.exchange.exporting import export_topic
from wiki.exchange.journal.header import JOURNAL, read_header
from wiki.exchange.journal.writing import journal_text
from wiki.exchange.whole.credences import write_forecasts
from wiki.exchange.whole.essays import write_essay
from wiki.media.names import names_in
from wiki.media.shelf import WORDS, Shelf
from wiki.models import Area, Essay, NextVersion, Reading
from wiki.projections.pictures import PictureUse
from wiki.queries.atlas import atlas_id
from wiki.queries.sources import source_for
from wiki.queries.topics import list_topics
from wiki.related import select_whole
from wiki.visibility import AUTHOR

LIST = "files.json"
AREAS, FORECASTS, READING = "areas.yaml", "forecasts.csv", "reading.json"
LISTS = (AREAS, FORECASTS, READING, JOURNAL)
MEDIA, ESSAYS = "media/", "essays/"
FORMAT = 1
PIECE = 2**16  # bytes that are handed on together
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class AtlasFile:
    """A file of an export: its path, with `/` between the parts, and its bytes in pieces."""

    name: str
    pieces: Iterable[bytes]


def atlas_files(
    shelf: Shelf,
    clock: Clock,
    progress: Progress | None = None,
    lost: dict[str, str] | None = None,
) -> Iterator[AtlasFile]:
    """Yield every file of an export of this atlas; each has to be read before the next.

    The last one lists the names of all. `progress` is called with the number of files done and
    their total. A picture that cannot be read is left out, and added to `lost`: why, by its name.
    """
    topics, pictures = list_topics(reader=AUTHOR), named_pictures()
    essays = _all(Essay)
    total = len(topics) + len(essays) + len(pictures) + len(LISTS)
    names: list[str] = []
    lost = {} if lost is None else lost
    for file in _files(topics, essays, pictures, shelf, clock, lost):
        names.append(file.name)
        yield file
        if progress:
            progress(min(len(names), total), total)
    yield _file(LIST, _json({"format": FORMAT, "atlas": atlas_id(), "files": sorted(names)}))


def is_list(content: dict[str, Any]) -> bool:
    """Return whether the content of a `files.json` is the list of an export of this atlas.

    Other programs have files of this name, too, with names of files in them.
    """
    return type(content.get("format")) is int and content.get("atlas") == atlas_id()


def named_pictures() -> list[str]:
    """Return the names of the pictures that any version of a text uses, published or not."""
    names = set(db.session.scalars(select(PictureUse.name).distinct()))
    for typed in db.session.scalars(select(NextVersion.typed)):
        names |= names_in(typed)
    return sorted(names)


def _files(
    topics: Sequence[Any],
    essays: Sequence[Any],
    pictures: Sequence[str],
    shelf: Shelf,
    clock: Clock,
    lost: dict[str, str],
) -> Iterator[AtlasFile]:
    source = source_for(AUTHOR, clock.zone)
    for topic in sorted(topics, key=lambda topic: topic.slug):
        yield _file(f"{topic.slug}.md", export_topic(topic, source))
    yield _file(AREAS, _areas())
    for essay in sorted(essays, key=lambda essay: essay.slug):
        yield _file(f"{ESSAYS}{essay.slug}.md", write_essay(essay))
    yield AtlasFile(FORECASTS, _encoded(write_forecasts(topics, clock)))
    yield _file(
        "reading.json", _json([_reading(row) for row in _all(Reading) if not row.live_topics])
    )
    for name in pictures:
        try:
            data, words = shelf.get(name), shelf.words(name)
        except OSError as error:
            lost[name] = error.strerror or str(error)
            continue
        yield AtlasFile(MEDIA + name, [data])
        if words:
            yield _file(f"{MEDIA}{name}{WORDS}", words)
    yield AtlasFile(JOURNAL, _encoded(journal_text(read_header(clock.zone.key))))


def _file(name: str, text: str) -> AtlasFile:
    return AtlasFile(name, [text.encode()])


def _encoded(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield texts as UTF-8, joined into pieces of about `PIECE` bytes."""
    waiting, size = [], 0
    for text in texts:
        waiting.append(text.encode())
        size += len(waiting[-1])
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _areas() -> str:
    """Return the areas in the author's order, as YAML; a text in JSON's quotes is one of YAML."""
    lines = ["# The areas of the atlas, in order."]
    alive = select(Area).where(Area.deleted_at.is_(None))
    for area in db.session.scalars(alive.order_by(Area.position, Area.id)):
        lines.append(f"- slug: {area.slug}")
        lines += [
            f"  {n}: {json.dumps(getattr(area, n), ensure_ascii=False)}"
            for n in ("title", "summary")
        ]
    return "\n".join(lines) + "\n"


def _all(model: Any) -> Sequence[Any]:
    rows = select_whole(model).where(model.deleted_at.is_(None)).order_by(model.id)
    return db.session.scalars(rows).all()


def _reading(row: Reading) -> dict[str, Any]:
    return {"id": str(Anchor.of(row))} | {n: v for n, v in row.snapshot().items() if n != "topics"}

"""A wiki's notes made into an atlas: their titles, what they say first, and the links between them.

The notes are no part of the project. Where they do not lie beside it, nothing is read.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.conftest import TODAY
from tests.new_pages import create_topic
from wiki.journal import Signature, record
from wiki.models import Relation, Topic
from wiki.sections.stance import Stance
from wiki.services.places import lay_out_anew

NOTES = Path(__file__).parents[3] / "shared" / "data" / "arbital-alignment-199"
LINK = re.compile(r"\[\[([^\]|#]+)")
STATUSES = {"Start": "Exploring", "Work in progress": "Forming", "C-Class": "Settled"}
AREAS = 6


@dataclass(frozen=True)
class Note:
    """A note as its file holds it; `parents` are the titles of what it is part of."""

    title: str
    summary: str
    status: str
    parents: list[str]
    text: str


def read_notes(folder: Path = NOTES) -> dict[str, Note]:
    """Return the notes by title, none where there is no such folder."""
    notes = map(_read, sorted(folder.glob("*.md")))
    return {note.title: note for note in notes}


def _read(path: Path) -> Note:
    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    said = yaml.safe_load(head)
    return Note(
        said["title"],
        str(said.get("description") or "")[:280],
        str(said.get("status")),
        LINK.findall(" ".join(said.get("parents") or [])),
        text.strip(),
    )


def make_atlas(notes: dict[str, Note]) -> None:
    """Make a region of every note: in the area of what it is part of, with its links as roads."""
    by = Signature(None, TODAY)
    wholes = {title: _whole(note, notes) for title, note in notes.items()}
    areas = {whole for whole, _ in Counter(wholes.values()).most_common(AREAS)}
    topics: dict[str, Topic] = {}
    for title, note in notes.items():
        said = {"title": title, "summary": note.summary, "status": STATUSES.get(note.status, "")}
        area = wholes[title] if wholes[title] in areas else ""
        topics[title] = create_topic(said | {"area": area}, by)
    known: set[frozenset[str]] = set()
    with record(by) as entry:
        for title, note in notes.items():
            if note.status != "Stub":
                body = note.text.partition("\n\n")[0]
                entry.add(Stance(topic_id=topics[title].id, body=body))
            linked = dict.fromkeys(LINK.findall(note.text), "related")
            for other, kind in (linked | dict.fromkeys(note.parents, "part of")).items():
                pair = frozenset((title, other))
                if other in notes and len(pair) == 2 and pair not in known:
                    known.add(pair)
                    ends = {"topic_id": topics[title].id, "region_id": topics[other].id}
                    entry.add(Relation(**ends, kind=kind))
    lay_out_anew(by)  # as an import does, which knows all roads before it gives places


def _whole(note: Note, notes: dict[str, Note]) -> str:
    """Return what a note is part of, just below the uppermost."""
    chain = [note.title]
    while (above := [title for title in notes[chain[-1]].parents if title in notes]) and (
        above[0] not in chain
    ):
        chain.append(above[0])
    return chain[-2] if len(chain) > 1 else chain[0]

"""The folder of the data is one that somebody names: what else is in it stays."""

import os
from pathlib import Path

from wiki.cards.folder import CardFolder
from wiki.exchange.notes.waiting import WaitingFiles


def made(folder: Path, *names: str) -> None:
    """Make files, and a folder, of long ago."""
    (folder / "older").mkdir(parents=True)
    for name in names:
        (folder / name).write_text("Mine.")
        os.utime(folder / name, (1000, 1000))
    os.utime(folder / "older", (1000, 1000))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_that_waits_makes_room_among_its_own_alone(tmp_path: Path) -> None:
    mine = {"thesis.txt", "photos.zip", "a.done", ".film.part", "older"}
    digest = "a" * 64
    made(tmp_path, *mine - {"older"}, f"{digest}.zip", f"{digest}.done", ".abcdefgh.part")
    waiting = WaitingFiles(tmp_path)
    kept = {f"{waiting.keep(content)}.zip" for content in (b"1", b"2", b"3", b"4", b"5")}
    left = names(tmp_path)
    assert mine <= left
    assert left - mine <= kept
    assert len(left - mine) == 4


def test_only_cards_are_removed_from_the_folder_of_cards(tmp_path: Path) -> None:
    mine = {"holiday.png", "region.png", "b-1.png", "summer-2024.png", "older"}
    made(tmp_path, *mine - {"older"})
    cards = CardFolder(tmp_path)
    for name in ("b-1-0a", "b-1-0b", "atlas-0a", "region-12-0123456789abcdef"):
        cards.save(name, b"A card.")
    assert names(tmp_path) - mine == {
        *("b-1-0b.png", "atlas-0a.png", "region-12-0123456789abcdef.png")
    }
    assert cards.clear() == []
    assert names(tmp_path) == mine

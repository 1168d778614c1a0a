"""The folder of pictures on the disk."""

import os
import stat
from pathlib import Path

import pytest

from tests.pictures import drawing
from wiki.media.encoding_process import encode_in_process
from wiki.media.shelf import Shelf

NAME, DATA = encode_in_process(drawing())


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "new" / "media")


def test_a_picture_is_kept_for_its_owner_with_its_words(shelf: Shelf) -> None:
    before = os.umask(0)
    try:
        shelf.keep(NAME, DATA, "A red square")
    finally:
        os.umask(before)
    assert shelf.read(NAME) == DATA
    assert shelf.words(NAME) == "A red square"
    assert shelf.size(NAME) == (30, 20)
    assert shelf.names() == [NAME]
    assert {stat.S_IMODE(file.stat().st_mode) for file in shelf.folder.iterdir()} == {0o600}


def test_words_are_replaced_by_others_and_not_by_none(shelf: Shelf) -> None:
    for words in ("One", "", "Two", ""):
        shelf.keep(NAME, DATA, words)
    assert shelf.words(NAME) == "Two"


def test_a_file_that_was_damaged_is_written_again(shelf: Shelf) -> None:
    shelf.keep(NAME, DATA)
    (shelf.folder / NAME).write_bytes(b"half")
    shelf.keep(NAME, DATA)
    assert shelf.read(NAME) == DATA


def test_nothing_is_left_of_a_picture_that_could_not_be_written(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_paths: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no"):
        shelf.keep(NAME, DATA, "Words")
    assert list(shelf.folder.iterdir()) == []


def test_a_removed_picture_is_gone_with_its_words(shelf: Shelf) -> None:
    shelf.keep(NAME, DATA, "Words")
    shelf.remove(NAME)
    shelf.remove(NAME)
    assert (shelf.read(NAME), shelf.words(NAME), shelf.size(NAME)) == (None, "", None)
    assert list(shelf.folder.iterdir()) == []


def test_no_other_file_is_read_listed_or_removed(shelf: Shelf) -> None:
    shelf.keep(NAME, DATA)
    other = shelf.folder.parent / "atlas.sqlite"
    other.write_bytes(b"secret")
    (shelf.folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert shelf.read("../atlas.sqlite") is None
    shelf.remove("../atlas.sqlite")
    assert other.exists()
    assert shelf.names() == [NAME]


def test_a_folder_that_is_not_there_has_no_pictures(shelf: Shelf) -> None:
    assert shelf.names() == []
    assert shelf.read(NAME) is None

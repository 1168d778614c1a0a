"""Anchors: the short names of items, such as `b-12`."""

import pytest

from wiki.anchors import Anchor
from wiki.sections import SECTIONS, Section


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.kind)
def test_an_anchor_is_read_as_it_is_written(section: Section) -> None:
    anchor = Anchor(section.kind, 12)
    assert str(anchor) == section.anchor(12) == f"{section.letter}-12"
    assert Anchor.parse(str(anchor)) == anchor


def test_every_kind_has_a_letter_of_its_own() -> None:
    letters = [section.letter for section in SECTIONS]
    assert all(len(letter) == 1 for letter in letters)
    assert len(set(letters)) == len(SECTIONS)


@pytest.mark.parametrize(
    "text",
    ["", "b", "b-", "b-0", "b-012", "b-1234567890123456789", "B-12", "z-12", " b-12", "b-12\n"],
)
def test_other_text_is_no_anchor(text: str) -> None:
    assert Anchor.parse(text) is None
    with pytest.raises(ValueError, match="is no anchor"):
        Anchor.parse_known(text)

"""Two texts compared word by word: nothing is lost, and no text takes long."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.text.word_diff import Side, compare

TEXTS = st.lists(st.sampled_from(["a", "b ", "long ", "short ", "\n\n", " ", "é.", "<b>"])).map(
    "".join
)


def marked(side: Side) -> str:
    return "".join(piece.text if piece.same else f"[{piece.text}]" for piece in side)


@given(TEXTS, TEXTS)
def test_the_pieces_of_each_side_are_the_whole_text(before: str, after: str) -> None:
    sides = compare(before, after)
    assert ["".join(piece.text for piece in side) for side in sides] == [before, after]
    same = [" ".join(p.text for p in side if p.same).split() for side in sides]
    assert same[0] == same[1]


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert all(piece.same for side in compare(text, text) for piece in side)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("A long view.", "A short view.", ("A [long ]view.", "A [short ]view.")),
        ("One two", "One two three", ("One two", "One two [three]")),
        ("", "New", ("", "[New]")),
        (
            "日本語の文章。次です。",
            "日本語の長い文章。次です。",
            ("日本語の文章。次です。", "日本語の[長い]文章。次です。"),
        ),
        ("約3%の増加だ", "約5%の増加だ", ("約[3%]の増加だ", "約[5%]の増加だ")),
        ("Old", "", ("[Old]", "")),
        ("", "", ("", "")),
    ],
)
def test_words_are_told_apart(before: str, after: str, expected: tuple[str, str]) -> None:
    assert tuple(marked(side) for side in compare(before, after)) == expected


@pytest.mark.parametrize("words", [2, 30, 110, 500, 100_000])
@pytest.mark.parametrize("end", [" ", "\n"])
def test_no_text_takes_long(words: int, end: str) -> None:
    dice = Random(words)
    one, other = (end.join(str(dice.randrange(words)) for _ in range(20_000)) for _ in range(2))
    begun = time.process_time()
    compare(one, other)
    assert time.process_time() - begun < 2


def test_of_a_long_text_the_lines_that_stay_are_known() -> None:
    dice = Random(1)
    lines = [" ".join(str(dice.randrange(999)) for _ in range(40)) for _ in range(200)]
    changed = ["first", *lines[1:-1], "last"]
    one, other = compare("\n".join(lines), "\n".join(changed))
    assert sum(piece.same for piece in other) == 1
    assert marked(one).startswith(f"[{lines[0]}")

"""Footnotes and addresses of two texts that are put together: each keeps its own."""

import re

import pytest

from wiki.text import plain, render, with_own_labels
from wiki.text.fences import closed

NOTED = "Beta[^1] says.\n\n[^1]: Source"
LONG = "[x] " * 1_100  # more brackets than are read as Markdown


@pytest.mark.parametrize(
    ("text", "beside", "joined"),
    [
        (NOTED, NOTED, "Beta[^1-2] says.\n\n[^1-2]: Source"),
        (NOTED, "Alpha[^2].\n\n[^2]: Other", NOTED),
        (NOTED, "[^1] [^1-2]", "Beta[^1-3] says.\n\n[^1-3]: Source"),
        ("A[^a b].\n\n[^a b]: S", "[^a b]: S", "A[^a b-2].\n\n[^a b-2]: S"),
        ("> A[^1].\n>\n> [^1]: S", NOTED, "> A[^1-2].\n>\n> [^1-2]: S"),
        ("A[^N].\n\n[^n]: S", "B[^N]", "A[^n-2].\n\n[^n-2]: S"),
        (
            "A[^N] B[^n].\n\n[^n]: S\n\n[^N]: T",
            "[^n]: U",
            "A[^N-2] B[^n-2].\n\n[^n-2]: S\n\n[^N-2]: T",
        ),
        ("As [^N] says", "A[^n].\n\n[^n]: S", "As \\[^N] says"),
        # A label in code, in a formula or in an address is none, whatever notes there are.
        ("`[^1]+`", NOTED, "`[^1]+`"),
        ("``[^1]` ``[^1]\n\n[^1]: S", NOTED, "``[^1]` ``[^1-2]\n\n[^1-2]: S"),
        (
            "A[^1]\n\n```\n[^1]: S\n```\n\n[^1]: S",
            NOTED,
            "A[^1-2]\n\n```\n[^1]: S\n```\n\n[^1-2]: S",
        ),
        ("A[^1]\n\n    s/[^1]//\n\n[^1]: S", NOTED, "A[^1-2]\n\n    s/[^1]//\n\n[^1-2]: S"),
        ("$x[^1]$ and [w](/x?[^1])", NOTED, "$x[^1]$ and [w](/x?[^1])"),
        # Without a note it is words, and stays so below a text that has such a note.
        ("As [^1] says", "`[^1]`", "As [^1] says"),
        ("As [^1] says", NOTED, "As \\[^1] says"),
        ("As \\[^1] says", NOTED, "As \\[^1] says"),
        # A text that is shown as it was typed may be shortened later.
        (LONG + NOTED, NOTED, LONG + "Beta[^1-2] says.\n\n[^1-2]: Source"),
    ],
)
def test_only_notes_and_references_to_them_get_other_labels(
    text: str, beside: str, joined: str
) -> None:
    assert with_own_labels(text, beside) == joined


def test_words_that_look_like_a_label_read_the_same_below_a_text_with_such_a_note() -> None:
    both = f"{NOTED}\n\n{with_own_labels('The class [^1] of `[^1]`', NOTED)}"
    assert "The class [^1] of [^1]" in plain(both)


PAPER = "See [paper][1], [1] and [Foo][].\n\n[1]: https://a.example/\n[foo]: https://a.example/foo"


def addresses(text: str) -> list[str]:
    return re.findall(r'href="(http[^"]*)"', render(text, resolve=lambda title: None))


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        (
            'Two [studies][1], [1] and [1][].\n\n[1]: https://b.example/ "t"',
            'Two [studies][1-2], [1][1-2] and [1][1-2].\n\n[1-2]: https://b.example/ "t"',
        ),
        ("[FOO]\n\n> [foo]: https://b.example/", "[FOO][foo-2]\n\n> [foo-2]: https://b.example/"),
        ("See [1]: it\n\n[1]: https://b.example/", "See [1][1-2]: it\n\n[1-2]: https://b.example/"),
        (
            "a[^n][1]\n\n[^n]: b\n\n[1]: https://b.example/",
            "a[^n][1][1-2]\n\n[^n]: b\n\n[1-2]: https://b.example/",
        ),
        # What is no link by itself is none below a text that has such an address.
        ("As [1] says, `[1]` and [a][foo]", "As \\[1] says, `[1]` and [a]\\[foo]"),
        ("[1](https://b.example/) and [[1]]", "[1](https://b.example/) and [[1]]"),
        ("[2]\n\n[2]: https://b.example/", "[2]\n\n[2]: https://b.example/"),
    ],
)
def test_each_link_leads_where_it_led_before_the_texts_were_put_together(
    text: str, joined: str
) -> None:
    assert with_own_labels(text, PAPER) == joined
    assert addresses(f"{PAPER}\n\n{joined}") == addresses(PAPER) + addresses(text)


def test_words_of_the_first_text_are_no_links_by_an_address_of_the_other() -> None:
    assert addresses(
        "As [1].\n\n" + with_own_labels("[a][1]\n\n[1]: https://b.example/", "As [1].")
    ) == ["https://b.example/"]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("a\n\n```py\nb", "\n```"),
        ("- a\n  ~~~~\n  b", "\n~~~~"),
        ("a\n\n```\nb\n```", ""),
        ("a\n\n    ```\n    b", ""),
        ("> ```\n> b", ""),
    ],
)
def test_code_that_is_open_at_the_end_of_a_text_is_closed(text: str, mark: str) -> None:
    assert closed(text) == text + mark
    assert "<p>End</p>" in render(f"{closed(text)}\n\nEnd", resolve=lambda title: None)

"""Links to items that are led elsewhere: how they are written, and what is none."""

import pytest

from wiki.text import rewrite_item_links

GOALS = {"b-1": "b-12", "/b/1": "/b/12", "b-9": "", "/b/9": "", "r-5": "r-5"}


@pytest.mark.parametrize(
    ("source", "led"),
    [
        ("[[b-1]], ![[ b-1 ]] and [[b-1|it]]", "[[b-12]], ![[ b-12 ]] and [[b-12|it]]"),
        (
            "[it](/b/1) [it]( </b/1> 'T') [it](/b/1?at=2026#x)",
            "[it](/b/12) [it]( </b/12> 'T') [it](/b/12?at=2026#x)",
        ),
        ("[it][g] and [g]\n\n[g]: /b/1", "[it][g] and [g]\n\n[g]: /b/12"),
        (
            "| a | b |\n|---|---|\n| [[b-1\\|it]] | x |",
            "| a | b |\n|---|---|\n| [[b-12\\|it]] | x |",
        ),
        # Another item, another site, a region called B-1, and no link at all.
        ("[[b-10]] [it](/b/10) [it](https://x.org/b/1) [[B-1]]", None),
        ("b-1, /b/1, \\[[b-1]\\], [[r-5]], [[b-1#part]]", None),
        # Code and formulas stay.
        ("`[[b-1]]` ``[it](/b/1) ` `` and $[[b-1]]$", None),
        ("```\n[[b-1]]\n[g]: /b/1\n```\n\n    [[b-1]]", None),
        ("`[[b-1]]` [[b-1]] `[[b-9]]`", "`[[b-1]]` [[b-12]] `[[b-9]]`"),
        # What goes leaves its words.
        ("[[b-9]], [[b-9|it]], [*it*](/b/9 'T') and `[[b-9]]`", "b-9, it, *it* and `[[b-9]]`"),
        ("[it][g] and [[b-1]]\n\n[g]: /b/9", "it and [[b-12]]"),
        # Too long to be read as Markdown, which still links regions and items.
        ("[x] " * 1_100 + "[[b-1]]", "[x] " * 1_100 + "[[b-12]]"),
    ],
)
def test_links_are_led_anew_and_nothing_else_changes(source: str, led: str | None) -> None:
    assert rewrite_item_links(source, GOALS.get)[0] == (source if led is None else led)


def test_what_became_words_is_told_once_for_each_link() -> None:
    assert rewrite_item_links("[[b-9]] `[[b-9]]` [it](/b/9) [[b-1]]", GOALS.get)[1] == [
        "b-9",
        "/b/9",
    ]

"""Places of a text that name a region without a link: which is found, and how it becomes one."""

import pytest

from wiki.text import find_mention

CODE = "\n\n".join(f"```\nimport compute  # {number}\n```" for number in range(60))


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        (f"{CODE}\n\nOn compute.", f"{CODE}\n\nOn [[compute]]."),
        (
            "`compute` and [compute](/atlas/x) and compute",
            "`compute` and [compute](/atlas/x) and [[compute]]",
        ),
        ("See https://a.example/compute, compute", "See https://a.example/compute, [[compute]]"),
        ("zq0z compute", "zq0z [[compute]]"),
        ("$compute$ and **Compute**", "$compute$ and **[[Compute]]**"),
        ("[^1]: A compute.\n\nOn[^1] compute", "[^1]: A [[compute]].\n\nOn[^1] compute"),
        (CODE, None),
        ("    compute", None),
        ("[[compute]]", None),
        ("[[Chips|compute]]", None),
        ("See [compute][c].\n\n[c]: https://a.example/compute", None),
    ],
)
def test_the_first_mention_that_is_neither_code_nor_a_link_is_found(
    text: str, linked: str | None
) -> None:
    found = find_mention(text + "\n\nEnd.", "Compute")
    assert (found and found[0]) == (linked and linked + "\n\nEnd.")


@pytest.mark.parametrize(
    ("title", "text", "linked"),
    [
        (
            "What's next",
            "Then \u201cwhat\u2019s next\u201d.",
            "Then \u201c[[what\u2019s next]]\u201d.",
        ),
        ("What\u2019s next", "Then what's\nnext.", "Then [[what's\nnext]]."),
        ("1984\u20132000", "In 1984-2000.", "In [[1984-2000]]."),
        ("Stra\u00dfe", "Die STRASSE dort.", "Die [[STRASSE]] dort."),
        ("Caf\u00e9", "At cafe\u0301 one.", "At [[cafe\u0301]] one."),
        ("Software", "The soft\u00adware.", "The [[soft\u00adware]]."),
        (
            "\ud55c\uad6d",
            "\u1112\u1161\u11ab\u1100\u116e\u11a8.",
            "[[\u1112\u1161\u11ab\u1100\u116e\u11a8]].",
        ),
        ("Net TV", "A\uff0f\uff4eet\u00a0TV.", "A\uff0f[[\uff4eet\u00a0TV]]."),
        ("Foo", "Foo\u0301 and foot, fo\u00f6.", None),
        ("Co op", "Co\n\nop, a/co op, [co op].", None),
    ],
)
def test_a_mention_is_found_in_every_spelling_of_the_name(
    title: str, text: str, linked: str | None
) -> None:
    found = find_mention(text + "\n\nEnd.", title)
    assert (found and found[0]) == (linked and linked + "\n\nEnd.")

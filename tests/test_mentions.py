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

"""On paper nothing scrolls: long code, wide tables and long formulas are printed whole."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import unbroken
from tests.browser.conftest import Atlas, Contexts, serve, sign_in
from tests.browser.test_layout import NOW, OPEN_ALL
from tests.browser.test_pages import PAGES, visit

PAPER = 718  # pixels between the margins of A4
CODE = " + ".join(f"value_{number}" for number in range(14))
LONG = "| " + " | ".join(["https://example.org/" + "unbreakable" * 9] * 4) + " |\n"
MATRIX = " \\\\ ".join(
    [" & ".join(f"a_{{{row},{column}}}" for column in range(24)) for row in (1, 2)]
)
SUM = " + ".join(f"a_{{{number}}} x^{{{number}}}" for number in range(40))
COLUMNS = "".join(f"| Unbreakable{number} " for number in range(12)) + "|\n"
WIDE = f"""Words before.

```
{CODE}
```

{COLUMNS}{"|---" * 12}|
{COLUMNS}

| Day | What |
|---|---|
| 2026-05-01 | {"Something happened that is told in many words. " * 4} |

{LONG}{"|---" * 4}|
{LONG}

$$ {SUM} = 0 $$

$$ \\begin{{pmatrix}} {MATRIX} \\end{{pmatrix}} $$

And ${SUM} = 0$ in a line, with `{CODE}`.

- In a list, too:

    ```
    {CODE}
    ```
"""
# What of a text reaches beyond its own box, or beyond the paper.
CUT = f"""() => [...document.querySelectorAll(
    ":is(.prose, .takeaway) :is(pre, code, table, math, math *)")]
  .filter((each) => each.checkVisibility())
  .filter((each) => (getComputedStyle(each).overflowX !== "visible"
      && each.scrollWidth > each.clientWidth + 1)
    || each.getBoundingClientRect().right > {PAPER} + 1)
  .map((each) => `${{each.tagName}} ${{each.textContent.trim().slice(0, 60)}}`)"""
# Text that another text lies on: columns beside each other.
CLEAR = """() => [...document.querySelectorAll(".prose pre, .prose table, .prose math[display]")]
  .filter((each) => {
    const { left, right } = each.getBoundingClientRect();
    const { left: from, right: to } = each.closest(".prose").getBoundingClientRect();
    return left < from - 1 || right > to + 1;
  }).length"""


@pytest.fixture(scope="module")
def wide(empty_instance: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Atlas]:
    """An atlas whose texts have no place to break, and one region with all that is wide."""
    for atlas in serve(empty_instance, tmp_path_factory.mktemp("wide")):
        unbroken.write(atlas.app)
        yield atlas


def test_code_tables_and_formulas_are_printed_whole(wide: Atlas, contexts: Contexts) -> None:
    paper: dict[str, Any] = {"viewport": {"width": PAPER, "height": 1000}}
    author = sign_in(contexts(base_url=wide.address), wide)
    for address, fields in (
        ("/atlas/new", {"title": "Wide"}),
        ("/atlas/wide/stance", {"body": WIDE}),
        ("/atlas/wide/reading", {"title": "A work", "takeaway": WIDE, "topics": "Wide"}),
        ("/writing/new", {"title": "Wide essay", "body": WIDE, "topics": "Wide", "publish": "1"}),
    ):
        assert author.request.post(address, form=dict(fields)).ok, address
    page = contexts(base_url=wide.address, **paper).new_page()
    page.emulate_media(media="print")
    own = ["/atlas/wide", "/writing/wide-essay", "/reading", "/print"]
    for there in visit(page, own + PAGES, NOW | unbroken.PLACES):
        page.evaluate(OPEN_ALL)
        assert page.evaluate(CUT) == [], there
        assert page.evaluate(CLEAR) == 0, there
    page.goto("/writing/wide-essay")
    day = page.get_by_role("cell", name="2026-05-01").bounding_box()
    assert day
    assert day["width"] > 70  # a short word beside a long text is not broken

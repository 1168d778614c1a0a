"""Prose as a browser lays it out."""

from html import unescape

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Atlas
from tests.browser.keyboard import Keyboard

TABLE = "| alpha beta | gamma delta | epsilon |\n|:--|:-:|--:|\n| a | b | c |"


def test_cells_of_a_table_stand_as_the_table_says(author: Page, region: str) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.press("e")
    keys.find("textbox", "Where I currently stand").fill(TABLE)
    keys.press("Control+Enter")
    cells = author.locator("#stance td")
    expect(cells).to_have_count(3)
    said = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell).textAlign)")
    assert said == ["left", "center", "right"]


LONG = r"""A claim[^1] and $x^2$, ~~old~~, and again[^1].

So $a+b+c+d+e+f+g+h+i+j+k+l+m+n+o+p+q+r+s+t+u+v+w+x+y+z+a+b+c+d+e+f+g+h+i+j+k+l$ holds.

$$
\sum_{i=1}^{n} a_i b_i c_i d_i e_i f_i g_i h_i + \sum_{i=1}^{n} a_i b_i c_i d_i e_i f_i g_i h_i + z
$$

- [ ] to do
- [x] done

Term
: What it means

```python
line = "a very long line of code that does not fit on a phone and has to scroll in its own box"
```

> هذا اقتباس بالعربية

$\text{<img src=x onerror=document.title='run'>}$ and $\href{javascript:alert(1)}{y}$

[^1]: The note.
"""


def write(author: Page, region: str, text: str) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.press("e")
    keys.find("textbox", "Where I currently stand").fill(text)
    keys.press("Control+Enter")
    expect(author.locator("#stance textarea")).to_have_count(0)


def test_a_long_text_fits_every_page_and_scrolls_in_its_own_boxes(
    author: Page, visitor: Page, region: str
) -> None:
    write(author, region, LONG)
    for width, scheme in ((1100, "light"), (320, "dark")):
        visitor.set_viewport_size({"width": width, "height": 800})
        visitor.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        visitor.goto(f"/atlas/{region}")
        assert visitor.evaluate("document.documentElement.scrollWidth") <= width
        assert not Axe().run(visitor).response["violations"]
    for wide in (
        "#stance math[display=block]",
        "#stance math[tabindex]:not([display])",
        "#stance pre",
    ):
        box = visitor.locator(wide)
        assert box.evaluate("it => it.scrollWidth > it.clientWidth")
        assert box.evaluate("it => { it.scrollLeft = 50; return it.scrollLeft }") > 0
    arabic = visitor.locator("#stance blockquote p")
    edges = arabic.evaluate(
        "it => { const words = document.createRange(); words.selectNodeContents(it);"
        " return [words.getBoundingClientRect().right, it.getBoundingClientRect().right] }"
    )
    assert abs(edges[0] - edges[1]) < 2
    link = visitor.locator("main .meta a").first  # to the area, within words of ours
    assert link.evaluate("it => getComputedStyle(it).unicodeBidi") == "plaintext"


def test_a_note_is_reached_and_left_by_keyboard(author: Page, visitor: Page, region: str) -> None:
    write(author, region, LONG)
    visitor.goto(f"/atlas/{region}")
    reference = visitor.locator("[role=doc-noteref][aria-label='Note 1']").nth(1)
    reference.focus()
    visitor.keyboard.press("Enter")
    expect(visitor.locator("li:target")).to_contain_text("The note.")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Tab")
    back = visitor.locator("[aria-label='Back to the text, note 1, place 2']")
    expect(back).to_be_focused()
    visitor.keyboard.press("Enter")
    expect(visitor.locator("[role=doc-noteref]:target")).to_have_count(1)
    assert visitor.url.endswith("-ref-1-2")


def test_no_formula_runs_a_script_and_only_the_author_sees_what_was_not_read(
    author: Page, visitor: Page, region: str
) -> None:
    write(author, region, LONG)
    visitor.goto(f"/atlas/{region}")
    expect(visitor.locator("#stance img")).to_have_count(0)
    expect(visitor.locator("#stance math [href]")).to_have_count(0)
    expect(visitor.locator("#stance")).to_contain_text("<img src=x onerror=")
    expect(visitor.locator("#stance .unread-formula")).to_have_count(0)
    expect(author.locator("#stance .unread-formula")).to_have_count(1)
    assert visitor.title() != "run"


ARABIC = "نص عربي"
CODE = f"""`f(x) == y[0];` {ARABIC} `f(x) == y[0];`

- {ARABIC} `f(x) == y[0];`

```
f(x) == y[0];
```
"""
# Where each code begins and ends: its first sign is its leftmost, and a block stands at the left.
CODES = """all => all.map((each) => {
  const text = each.firstChild, range = document.createRange();
  const at = (place) => {
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    return range.getBoundingClientRect();
  };
  const { left } = each.parentElement.getBoundingClientRect();
  const inBlock = each.parentElement.tagName === "PRE";
  return at(0).left < at(5).left && at(5).left < at(12).left
    && (!inBlock || at(0).left - left < 30);
})"""


def test_code_stands_from_left_to_right_in_a_text_from_right_to_left(
    author: Page, visitor: Page, region: str, atlas: Atlas
) -> None:
    keys = Keyboard(author)
    keys.go(f"/atlas/{region}")
    keys.press("e")
    keys.find("textbox", "Where I currently stand").fill(CODE)
    keys.push("button", "Preview")
    shown = author.locator(".preview code")
    expect(shown).to_have_count(4)
    assert shown.evaluate_all(CODES) == [True] * 4
    keys.find("textbox", "Where I currently stand").press("Control+Enter")
    expect(author.locator("#stance textarea")).to_have_count(0)
    visitor.goto(f"/atlas/{region}")
    prose = visitor.locator("#stance .prose")
    assert prose.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert prose.locator("code").evaluate_all(CODES) == [True] * 4
    # What is made of the text for other programs says so itself.
    essay = {"title": f"Code of {region}", "body": CODE, "topics": region, "publish": "1"}
    assert author.request.post("/writing/new", form=dict(essay)).ok
    feed = unescape(atlas.text("/writing.atom"))
    assert feed.count('<code dir="ltr">f(x) == y[0];') == 4

"""What stances and essays may have beside the Markdown that every field has."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from wiki.text import absolute, plain, render, render_line


def shown(source: str, ids: str = "s-1") -> str:
    return str(render(source, resolve=lambda title: None, ids=ids))


def tight(source: str) -> str:
    return shown(source).replace("\n", "")


class Anchors(HTMLParser):
    """The ids in a piece of HTML, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [str(values["id"])] if "id" in values else []
        self.targets += [str(values["href"])] if "href" in values else []


NOTES = "A[^b] B[^a] C[^b]\n\n[^a]: First *a*.\n[^b]: Then\n\n    ```py\n    x\n    ```\n\nEnd"


def test_notes_are_numbered_as_the_text_refers_to_them_and_lead_back() -> None:
    html = shown(NOTES)
    anchors = Anchors(html)
    assert anchors.ids == ["s-1-ref-1-1", "s-1-ref-2-1", "s-1-ref-1-2", "s-1-note-1", "s-1-note-2"]
    assert {target[1:] for target in anchors.targets} == set(anchors.ids)
    assert (
        '<a id="s-1-ref-1-1" href="#s-1-note-1" role="doc-noteref" aria-label="Note 1">1</a>'
        in (html)
    )
    assert (
        'href="#s-1-ref-1-2" role="doc-backlink" aria-label="Back to the text, note 1, place 2"'
        in (html)
    )
    assert "<p>End</p>" in html
    notes = html.partition('<ol class="notes" aria-label="Notes">')[2]
    assert '<pre><code class="language-py">x\n</code></pre>' in notes
    assert "First <em>a</em>." in notes


def test_a_note_is_found_whatever_the_case_of_its_label_but_its_own_comes_first() -> None:
    html = shown("A[^Label] B[^É] C[^label]\n\n[^label]: Note.\n\n[^é]: Other.")
    assert Anchors(html).ids[:3] == ["s-1-ref-1-1", "s-1-ref-2-1", "s-1-ref-1-2"]
    assert "[^" not in html
    both = "A[^A] B[^a]\n\n[^a]: Small.\n\n[^A]: Large."
    assert plain(both) == "A[1] B[2]\n\n[1] Large.\n\n[2] Small."


def test_the_notes_of_several_texts_on_one_page_do_not_collide() -> None:
    page = shown(NOTES, "s-1") + shown(NOTES, "r-1") + shown(NOTES, "") + shown(NOTES + "!", "")
    assert max(Counter(Anchors(page).ids).values()) == 1


@pytest.mark.parametrize(
    "source",
    [
        "x[^1]\n\n[^1]: names itself [^1], and again [^1]",
        "[^1]: only itself [^1]",
        "[^1]: a [^2]\n[^2]: b [^1]",
        "x[^1]\n\n[^1]: a\n[^1]: b",
        "x[^1] y[^2]\n\n[^1]: a [^2]\n\n    [^2]: b",
        "> x[^1]\n>\n> [^1]: a\n\n- y[^2]\n\n  [^2]: b",
        "x[^1]\n\n[^1]:",
        "x[^1]\n\n[^1]: ```\n    y\n    ```",
    ],
)
def test_a_note_that_names_itself_or_another_leads_everywhere_it_says(source: str) -> None:
    anchors = Anchors(shown(source))
    assert max(Counter(anchors.ids).values(), default=1) == 1
    assert {target[1:] for target in anchors.targets} <= set(anchors.ids)


def test_a_note_that_nothing_refers_to_stays_and_leads_nowhere() -> None:
    html = shown("x [^2]\n\n[^1]: kept")
    assert "x [^2]" in html
    assert "kept</p>" in html
    assert Anchors(html).targets == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x[^1]\n\n[^1]: One.\n\n[^1]: Two.", "x[1]\n\n[1] One.\n\nTwo."),
        ("x[^1]\n\n[^1]: One.\n[^1]: Two.", "x[1]\n\n[1] One.\n\nTwo."),
        ("x[^1]\n\n[^1]: One.\n\n> [^1]: Two.", "x[1]\n\n[1] One.\n\nTwo."),
        ("x[^1]\n\n[^1]: One.\n\n    [^1]: Two.", "x[1]\n\n[1] One.\n\nTwo."),
        ("x[^1] y[^2]\n\n[^1]: One.\n\n    [^2]: Two.", "x[1] y[2]\n\n[1] One.\n\n[2] Two."),
        (
            "x[^1]\n\n[^1]: One.\n\n    [^2]: Two.\n\n    More of one.",
            "x[1]\n\n[1] One.\n\nMore of one.\n\n[2] Two.",
        ),
        ("x[^1]\n\n[^1]: One.\n\n    - [^2]: Two.", "x[1]\n\n[1] One.\n\n[2] Two."),
        ("x[^1]\n\n[^1]: a\n\n    [^2]: b\n\n        [^3]: c", "x[1]\n\n[1] a\n\n[2] b\n\n[3] c"),
    ],
)
def test_of_two_notes_with_one_label_and_of_nested_ones_each_is_shown(
    source: str, words: str
) -> None:
    assert plain(source) == words


def test_an_empty_note_leads_back_too() -> None:
    assert 'href="#s-1-ref-1-1"' in shown("x[^1]\n\n[^1]:")


def test_a_note_may_begin_with_an_address() -> None:
    assert 'href="https://a.example/"' in shown("x[^1]\n\n[^1]: https://a.example/")


def test_no_text_sets_an_id() -> None:
    source = '<li id="x"> {#y} [a](#z "id=\\"w\\"")\n\n# Head {#v}\n\n<li><a href="note:at-1"></a>'
    assert Anchors(shown(source)).ids == []


def test_plain_text_says_which_note_is_which() -> None:
    assert plain("A[^b] B\n\n[^b]: Then *c*\n\nEnd") == "A[1] B\n\nEnd\n\n[1] Then c"


def test_in_a_feed_notes_lead_to_the_permanent_page_of_the_entry() -> None:
    html = absolute(shown("A[^1]\n\n[^1]: b", "r-7"), "https://a.example/r/7")
    assert Anchors(html).targets == [
        "https://a.example/r/7#r-7-note-1",
        "https://a.example/r/7#r-7-ref-1-1",
    ]


BOX = '<span class="task-box" role="img" aria-label="{}">{}</span> '
TODO, DONE = BOX.format("to do", "☐"), BOX.format("done", "☑")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("- [ ] a\n- [x] *b*", f"<ul><li>{TODO}a</li><li>{DONE}<em>b</em></li></ul>"),
        ("1. [X] a", f"<ol><li>{DONE}a</li></ol>"),
        ("- [ ] a\n\n- b", f"<ul><li><p>{TODO}a</p></li><li><p>b</p></li></ul>"),
        ("- [ ]\n- [y] a\n- [ ]b", "<ul><li>[ ]</li><li>[y] a</li><li>[ ]b</li></ul>"),
        ("[ ] a", "<p>[ ] a</p>"),
        ("- `[ ]` a", "<ul><li><code>[ ]</code> a</li></ul>"),
    ],
)
def test_a_task_has_a_box(source: str, html: str) -> None:
    assert tight(source) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Term\n: a *b*\n: c", "<dl><dt>Term</dt><dd>a <em>b</em></dd><dd>c</dd></dl>"),
        (
            "A\n:   b\n\n    c\n\n    - d\n\nE\n:   f",
            "<dl><dt>A</dt><dd><p>b</p><p>c</p><ul><li>d</li></ul></dd><dt>E</dt><dd>f</dd></dl>",
        ),
        (": a", "<p>: a</p>"),
        ("a\n\n: b\n\nc", "<p>a</p><p>: b</p><p>c</p>"),
        ("# a\n: b", "<h3>a</h3><p>: b</p>"),
        ("- a\n: b", "<ul><li>a    : b</li></ul>"),
        ("a:\n:b", "<p>a::b</p>"),
    ],
)
def test_a_term_has_definitions(source: str, html: str) -> None:
    assert re.sub(r"(</?dd>)\s+", r"\1", tight(source)) == html


def test_strikethrough_leaves_a_credence_alone() -> None:
    assert shown("~~a~~ ~70% and ~80%, ~XX%") == "<p><del>a</del> ~70% and ~80%, ~XX%</p>"


def test_a_field_of_one_line_has_none_of_the_blocks() -> None:
    for source in ("a[^1]", "[^1]: a", "- [ ] a", "```py", "A : b", ": b"):
        assert str(render_line(source, resolve=lambda title: None)) == source


def test_code_that_may_be_too_wide_for_a_phone_can_be_scrolled_by_keyboard() -> None:
    assert tight("```\nshort\n```") == "<pre><code>short</code></pre>"
    wide = "x" * 40
    assert tight(f"```py\na\n{wide}\n```").startswith(
        '<pre tabindex="0"><code class="language-py">'
    )
    assert 'tabindex="0"' in shown("$$" + "x + " * 10 + "y$$")
    assert 'tabindex="0"' in shown("Within a line $" + "x + " * 10 + "y$")
    assert 'tabindex="0"' not in shown("$$x$$ and $y$")


def test_a_table_that_may_be_too_wide_for_a_phone_can_be_scrolled_by_keyboard() -> None:
    focusable = {
        f"| a | b |\n|---|---|\n| **{'x' * 40}** | y |": True,
        "| a | b |\n|---|---|\n| see https://example.com/a-rather-long-page | y |": True,
        f"|{' word |' * 8}\n|{'---|' * 8}\n|{' 1234 |' * 8}": True,
        f"| a | b |\n|---|---|\n| {'words wrap ' * 9} | **these** [do](/about) too |": False,
    }
    for source, is_focusable in focusable.items():
        assert ('<table tabindex="0">' in shown(source)) is is_focusable, source
    assert '<table dir="auto" tabindex="0">' in shown(
        f"| שלום | b |\n|---|---|\n| {'x' * 40} | y |"
    )

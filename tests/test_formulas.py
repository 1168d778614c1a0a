import re
import time
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wiki.text import absolute, formulas, plain, render, render_line


def shown(source: str, *, for_author: bool = False) -> str:
    return str(render(source, resolve=lambda title: None, for_author=for_author))


def line(source: str, *, for_author: bool = False) -> str:
    return str(render_line(source, resolve=lambda title: None, for_author=for_author))


def math(html: str) -> ElementTree.Element:
    """Return the only formula in a piece of HTML; it is well-formed and of listed parts."""
    found = re.findall(r"<math.*?</math>", html, re.DOTALL)
    assert len(found) == 1
    tree = ElementTree.fromstring(found[0])
    for node in tree.iter():
        assert node.tag in formulas.TOKENS | formulas.LAYOUT
        if node.tag != "math":
            assert set(node.attrib) <= set(formulas.ATTRIBUTES)
    assert set(tree.attrib) <= {"display", "data-tex", "tabindex"}
    return tree


def test_a_formula_within_a_line_is_mathml() -> None:
    tree = math(shown(r"So $\frac{a_1}{b^2}$ it is."))
    assert tree.get("display") is None
    assert [node.tag for node in tree.iter()][:3] == ["math", "mrow", "mfrac"]
    assert "".join(tree.itertext()) == "a1b2"


@pytest.mark.parametrize(
    "source",
    [
        r"$$\sum_{i=1}^n i$$",
        "$$ \\sum_{i=1}^n i $$",
        "$$\n\\sum_{i=1}^n\ni\n$$",
        "> $$\n> \\sum_{i=1}^n i\n> $$",
        "- a\n\n  $$\n  \\sum_{i=1}^n i\n  $$",
        "text $$\\sum_{i=1}^n i$$ text",
        "[^1]\n\n[^1]: a\n\n    $$\n    \\sum_{i=1}^n i\n    $$",
    ],
)
def test_a_formula_between_two_dollars_stands_alone(source: str) -> None:
    tree = math(shown(source))
    assert tree.get("display") == "block"
    assert "".join(tree.itertext()) == "∑i=1ni"


def test_no_line_of_a_formula_is_read_as_markdown() -> None:
    html = shown("text\n$$\na\n- b\n+ c_1 * d * e\n= f\n# g\n$$\nmore")
    assert "".join(math(html).itertext()) == "a−b+c1*d*e=f#g"
    assert re.sub("<math.*</math>", "M", html, flags=re.DOTALL).split("\n") == [
        "<p>text</p>",
        "<p>M</p>",
        "<p>more</p>",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $10",
        "$5-$10, ($5) or ($10)",
        "between US$5 and AU$10",
        "$5 and 10 $ more",
        "$5M, or about 6M in 2020$, it said",
        "\\$x\\$",
        "a$x$b",
        "$ x $",
        "$$",
        "$$$$",
        "$$ $$",
        "$x",
        "$$x$",
    ],
)
def test_money_stays_money(source: str) -> None:
    words = source.replace("\\", "")
    assert shown(source) == f"<p>{words}</p>"
    assert line(source) == words


def test_dollars_in_code_and_links_stay() -> None:
    assert shown("`$x$`\n\n    $x$") == ("<p><code>$x$</code></p>\n<pre><code>$x$\n</code></pre>")
    assert shown("```\n$$\nx\n$$\n```") == "<pre><code>$$\nx\n$$\n</code></pre>"
    assert line("[a $x$ b](/y)") == '<a href="/y">a $x$ b</a>'
    assert line("[a](/y?$x$)") == '<a href="/y?$x$">a</a>'
    assert line('[a](/y "$x$")') == '<a href="/y" title="$x$">a</a>'
    assert line("[costs $b](/x), [c$](/y)") == '<a href="/x">costs $b</a>, <a href="/y">c$</a>'
    assert "math" not in line("[[Cost in $]] and [[x$]] [[a $x$]] [[b|$x$]] https://c.example/$x$")


def test_a_field_of_one_line_has_formulas_within_the_line_only() -> None:
    assert math(line("At $p > 0.5$ it holds")).get("display") is None
    assert line("$$x_a * y_b * z$$") == "$$x_a * y_b * z$$"


@pytest.mark.parametrize(
    "tex",
    [
        r"\unknown{x}",
        r"\text{<img src=x onerror=alert(1)>}",
        r"\text{<b>x</b>}",
        r"\text{<mi>x</mi>}",
        r"\frac{a}",
        "a & b",
        "x^",
        r"\newcommand{\a}{xx} \a",
        r"\def\a{xx} \a",
        "{" * 500 + "}" * 500,
        "{" * 5_000 + "}" * 5_000,
        r"\sqrt{" * 300 + "x" + "}" * 300,
        "x+" * 1_001 + "x",
    ],
)
def test_what_cannot_be_read_is_shown_as_typed_and_marked_for_the_author_alone(tex: str) -> None:
    escaped = tex.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    start = time.process_time()
    assert shown(f"a ${tex}$ b") == f"<p>a ${escaped}$ b</p>"
    assert time.process_time() - start < 1
    marked = shown(f"a ${tex}$ b", for_author=True)
    assert f'<span class="unread-formula">${escaped}$<small> (not understood' in marked
    assert 'class="unread-formula"' in line(f"a ${tex}$ b", for_author=True)


def test_addresses_styles_and_classes_are_left_out() -> None:
    source = r"$\href{javascript:alert(1)}{x} \style{color:red}{y} \class{a}{z} \color{red} w$"
    tree = math(shown(source))
    assert "".join(tree.itertext()) == "xyzw"
    # As typed it stands in an attribute of ours, and nowhere else.
    assert "javascript" not in shown(source).replace(str(tree.get("data-tex")), "")


def test_a_length_that_would_cover_the_page_is_left_out() -> None:
    tree = math(shown(r"$a \hspace{9999em} b \hspace{2em} c$"))
    assert [node.get("width") for node in tree.iter("mspace")] == [None, "2em"]


def test_feeds_and_plain_text_have_the_tex() -> None:
    source = 'If $a < b$:\n\n$$\n\\frac{"a"}{b}\n$$\n\nand $\\foo$'
    html = absolute(shown(source, for_author=True), "https://a.example/")
    assert html == (
        "<p>If $a &lt; b$:</p>\n<p>$$&#10;\\frac{&quot;a&quot;}{b}&#10;$$</p>\n<p>and $\\foo$</p>"
    )
    assert plain(source) == 'If $a < b$:\n\n$$\n\\frac{"a"}{b}\n$$\n\nand $\\foo$'


COMMANDS = r"""\frac \sqrt \text{ \mathbf{ \left( \right) \begin{matrix} \end{matrix} \\ \href{ \sum
\int \limits \color{ \style{ \class{ \hspace{ \rule{ \operatorname{ \not \newcommand \verb| \boxed{
\overbrace{ \binom \stackrel \tag{ \unicode"""
TEX = st.lists(
    st.sampled_from(
        [
            *"abxyz019+-=<>&'\"^_{}[]()|,. \n#%~é∑<",
            *COMMANDS.split(),
            *("<img ", "</math>", "<script>", "onclick=", "javascript:", "&#1;", "]]>", "<!--"),
        ]
    ),
    max_size=40,
).map("".join)


@given(TEX | st.text(max_size=100))
@settings(max_examples=600, deadline=None)
def test_no_formula_brings_an_element_or_attribute_that_is_not_listed(tex: str) -> None:
    for typed in (f"${tex}$", f"$${tex}$$"):
        made = formulas._mathml(typed)
        if made:
            math(made)
        for for_author in (False, True):
            assert str(formulas.math_or_typed(typed, for_author=for_author))


@given(TEX)
@settings(max_examples=200, deadline=None)
def test_a_feed_never_has_mathml(tex: str) -> None:
    html = absolute(shown(f"a ${tex}$ b\n\n$$\n{tex}\n$$", for_author=True), "https://a.example/")
    assert "<math" not in html
    assert "unread-formula" not in html


@pytest.mark.parametrize(
    "answer",
    [
        "<math><script>alert(1)</script></math>",
        "<math><mrow><a href='javascript:alert(1)'/></mrow></math>",
        "<math><annotation-xml encoding='text/html'/></math>",
        "<math><semantics><mi>x</mi></semantics></math>",
        "<math><maction actiontype='toggle'><mi>x</mi></maction></math>",
        "<math><mglyph src='//evil.example'/></math>",
        "<math><mi>x</mi>words</math>",
        "<math>words</math>",
        "<math><mi>x<mi>y</mi></mi></math>",
        "<math><mfrac><mi>x</mi></mfrac></math>",
        "<svg xmlns='http://www.w3.org/2000/svg'><mi>x</mi></svg>",
        "<math xmlns='http://www.w3.org/1999/xhtml'><mi>x</mi></math>",
        "<!DOCTYPE math [<!ENTITY a 'b'>]><math><script>&a;</script></math>",
        "<math><mi>x</math>",
        "",
    ],
)
def test_whatever_the_converter_answers_only_listed_elements_come_out(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    formulas._mathml.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(formulas, "_converted", lambda tex, is_block: answer)
        assert shown("$answer$") == "<p>$answer$</p>"
    formulas._mathml.cache_clear()


def test_whatever_the_converter_answers_only_listed_attributes_come_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = (
        '<math onclick="a"><mi href="b" style="c" class="d" id="e" mathvariant="normal">x</mi>'
        '<mo stretchy="maybe" form="prefix" xlink:href="f" xmlns:xlink="g">+</mo></math>'
    )
    formulas._mathml.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(formulas, "_converted", lambda tex, is_block: answer)
        html = shown("$answer$")
    formulas._mathml.cache_clear()
    assert html == (
        '<p><math data-tex="$answer$"><mi mathvariant="normal">x</mi>'
        '<mo form="prefix">+</mo></math></p>'
    )


def test_so_many_formulas_that_they_take_long_are_shown_as_typed() -> None:
    html = shown("\n\n".join(f"${'x' * 1_000}+{number}$" for number in range(30)))
    assert html.count("<math") == 19
    assert "x+29$</p>" in html

"""Pictures as a text shows them."""

import pytest

from wiki.text import absolute, pictures_without_words, plain, render, render_line

PICTURE = f"{'0' * 32}.webp"
AT = f"/media/{PICTURE}"
AS_HTML = 'width="30" height="20" loading="lazy" decoding="async">'


def pictured(source: str) -> str:
    """Return a text as HTML in an atlas that has one picture."""
    sizes = {PICTURE: (30, 20)}
    return str(render(source, resolve=lambda _: None, measure=sizes.get))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (f"![A square]({AT})", f'<img src="{AT}" alt="A square" {AS_HTML}'),
        (f"![]({AT})", f'<img src="{AT}" alt="" {AS_HTML}'),
        (f'![a]({AT} "B & c")', f'<img src="{AT}" alt="a" title="B &amp; c" {AS_HTML}'),
        (f'![<b> & "c"]({AT})', f'<img src="{AT}" alt="&lt;b&gt; &amp; &#34;c&#34;" {AS_HTML}'),
        (f"![a *b* \\] c]({AT})", f'<img src="{AT}" alt="a *b* ] c" {AS_HTML}'),
        (f"*![a]({AT})*", f'<em><img src="{AT}" alt="a" {AS_HTML}</em>'),
        (f"[![a]({AT})](/c)", '<a href="/c">a</a>'),
        (f"![a](/media/{'1' * 32}.webp)", "a"),
        (f"![a]({AT}?x)", f'<a href="{AT}?x">a</a>'),
        (f"![a](https://b.example{AT})", f'<a href="https://b.example{AT}" rel="noopener">a</a>'),
        (f"![a](media:{PICTURE})", "a"),
        (f"[a](media:{PICTURE})", f"[a](media:{PICTURE})"),
        (f"[a]({AT})", f'<a href="{AT}">a</a>'),
        (f"`![a]({AT})`", f"<code>![a]({AT})</code>"),
    ],
)
def test_a_picture_of_the_atlas_is_shown_and_no_other(source: str, html: str) -> None:
    assert pictured(source) == f"<p>{html}</p>"


def test_a_picture_in_a_list_a_table_and_by_reference_is_shown() -> None:
    table = f"| ![a]({AT}) | b |\n|--|--|\n| c | d |"
    for source in (f"- ![a]({AT})", table, f"![a][1]\n\n[1]: {AT}"):
        assert f'<img src="{AT}" alt="a"' in pictured(source)


def test_a_line_shows_a_picture_as_its_description() -> None:
    line = render_line(f"Look: ![a & b]({AT})", resolve=lambda _: None)
    assert line == "Look: a &amp; b"


def test_the_plain_text_of_a_picture_is_its_description() -> None:
    assert plain(f"Look:\n\n![A square]({AT})") == "Look:\n\nA square"


def test_pictures_without_a_description_are_counted() -> None:
    text = f"![]({AT}) ![a]({AT})\n\n![ ]({AT}) ![](https://b.example/c.png)"
    assert pictures_without_words(text) == 2


def test_a_feed_has_the_full_address_of_a_picture() -> None:
    html = absolute(pictured(f"![a]({AT})"), "https://h.example")
    assert f'src="https://h.example{AT}"' in html

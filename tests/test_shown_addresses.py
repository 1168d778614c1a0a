"""Links whose words are their address are marked, so that paper does not say it twice."""

import pytest
from markupsafe import Markup

from wiki.text import absolute, mark_addresses, render_line


def line(source: str) -> str:
    html: Markup = render_line(source, resolve=lambda title: "/atlas/x")
    return str(mark_addresses(html))


@pytest.mark.parametrize(
    "source",
    [
        "https://x.org/a_b?c=1&d=<2>",
        "<http://x.org>",
        "[x.org](https://x.org)",
        "[x.org](https://x.org/)",
        "[https://x.org/](https://x.org/)",
        "[x.org/a/](https://x.org/a)",
    ],
)
def test_words_that_are_the_address_are_marked(source: str) -> None:
    assert 'rel="noopener" class="address">' in line(source)


@pytest.mark.parametrize(
    "source",
    ["[words](https://x.org)", "[x.org](https://y.org)", "[x.org/b](https://x.org/a)", "[[X]]"],
)
def test_other_words_are_not(source: str) -> None:
    assert "class" not in line(source)


def test_feeds_have_no_such_mark() -> None:
    html = absolute(line("https://x.org"), "https://site.org/")
    assert str(html) == '<a href="https://x.org" rel="noopener">https://x.org</a>'


def test_long_texts_are_marked_in_no_time() -> None:
    html = Markup(f'<a href="https://{"/" * 50_000}x" rel="noopener">y</a>')
    assert mark_addresses(html * 20) == html * 20

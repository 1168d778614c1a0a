"""Addresses typed in prose: links that say what was typed, to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.text import plain, render, render_line
from wiki.text.rendering import stored
from wiki.text.shared_address import split_shared
from wiki.text.unlinking import unlink


def nowhere(title: str) -> None:
    """Lead no title anywhere."""


def line(source: str) -> str:
    return str(render_line(source, resolve={"T": "/atlas/t"}.get))


def link(address: str, href: str = "") -> str:
    told = address.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<a href="{href or told}" rel="noopener">{told}</a>'


DUNDER = "https://x.org/__init__.py"
SICI = "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"


@pytest.mark.parametrize(
    "address",
    [
        DUNDER,
        "http://x.org",
        "https://x.org/__a__",
        "https://x.org/a_b_c*d*e~f~g",
        "https://x.org/~~a~~/~ann",
        "https://x.org/?a=1&copy=2&section=3",
        "https://x.org/?a=$1&b=$2",
        "https://x.org/a_(b)_[c]",
        "https://[::1]:8000/a",
        "https://x.org/a'b!c:d,e;f",
        "https://münchen.example/ä",
        "https://user@x.org:8000/#b-12",
    ],
)
def test_a_bare_address_is_a_link_and_never_altered(address: str) -> None:
    assert line(address) == link(address)
    assert line(f"See {address}, then *b*.") == f"See {link(address)}, then <em>b</em>."
    assert line(f"({address})") == f"({link(address)})"
    assert line(f"<{address}>") == link(address)
    assert line(f"[{address}]({address})") == link(address)
    assert line(f"[a]({address})") == link(address).partition(">")[0] + ">a</a>"
    assert line(f"“{address}”; {address}") == f"“{link(address)}”; {link(address)}"
    for source in (address, f"See {address}.", f"*{address}*", f"<{address}>", f"- {address}\n- b"):
        assert address in plain(source)


def test_an_address_that_is_no_link_is_left_as_it_was_typed() -> None:
    for address in (
        "www.example.org/__init__.py",
        "example.org/__a__/~~b~~",
        "ftp://h/__x__",
        "doi:10.1000/__x__",
        "10.1000/__x__",
        "file:///a/__b__",
    ):
        assert line(f"See {address}, then *b*.") == f"See {address}, then <em>b</em>."
        assert line(f"*{address}*") == f"<em>{address}</em>"
        assert address in plain(f"- {address}\n- b")
    assert line("and/or *b*, e.g. *x.org*") == "and/or <em>b</em>, e.g. <em>x.org</em>"
    noted = render("https://x.org/a[^1]\n\n[^1]: A note.", resolve=nowhere)
    assert 'href="https://x.org/a"' in noted
    assert "note 1" in noted
    assert "[^1]" not in noted


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (f"*{DUNDER}*", f"<em>{link(DUNDER)}</em>"),
        (f"**{DUNDER}**", f"<strong>{link(DUNDER)}</strong>"),
        (f"_{DUNDER}_", f"<em>{link(DUNDER)}</em>"),
        (f"~~{DUNDER}~~", f"<del>{link(DUNDER)}</del>"),
        ("**https://x.org/__a__**", f"<strong>{link('https://x.org/__a__')}</strong>"),
        (f"{DUNDER} and {DUNDER}", f"{link(DUNDER)} and {link(DUNDER)}"),
        (f"(see {DUNDER}).", f"(see {link(DUNDER)})."),
        ("https://x.org/a_(b)?", f"{link('https://x.org/a_(b)')}?"),
        ("https://x.org/a)b", f"{link('https://x.org/a')})b"),
        ("https://x.org/a\\_b", link("https://x.org/a_b")),
        ("HTTPS://x.org/a", link("HTTPS://x.org/a", "https://x.org/a")),
        (f"{SICI}.", f"{link(SICI, SICI.replace('<', '%3C').replace('>', '%3E'))}."),
        ("https://x.org/<b>", f"{link('https://x.org/')}&lt;b&gt;"),
        ('https://x.org/"a"', f'{link("https://x.org/")}"a"'),
        ("見https://x.org/a。次", f"見{link('https://x.org/a')}。次"),
        ("[[T|https://x.org/_a_]]", '<a href="/atlas/t">https://x.org/_a_</a>'),
        (f"[see {DUNDER}](/b)", f'<a href="/b">see {DUNDER}</a>'),
        (f"![{DUNDER}](/b.png)", f'<a href="/b.png">{DUNDER}</a>'),
        (f'[a](/b "{DUNDER}")', f'<a href="/b" title="{DUNDER}">a</a>'),
        (
            "[a](https://x.org/?b=1&section=2)",
            '<a href="https://x.org/?b=1&amp;section=2" rel="noopener">a</a>',
        ),
    ],
)
def test_what_stands_around_an_address_is_read_as_ever(source: str, html: str) -> None:
    assert line(source) == html


@pytest.mark.parametrize(
    "source",
    ["http://", "https:// a", "xhttps://x.org", "https://x.org:99999/__a__"],
)
def test_what_is_no_address_is_no_link(source: str) -> None:
    assert "href" not in line(source) or "x.org" not in line(source).partition(">")[0]
    assert plain(source) == source


@pytest.mark.parametrize("end", ["_", "__", "*", "**", "~", "/__init__", "/_", "?a=_", "_b_"])
def test_marks_of_emphasis_that_nothing_opened_are_of_the_address(end: str) -> None:
    address = f"https://x.org/a{end}"
    assert line(address) == link(address)
    assert line(f"See {address}, then.") == f"See {link(address)}, then."
    assert line(f"*So* and _so_: {address}") == f"<em>So</em> and <em>so</em>: {link(address)}"
    assert line(f"2 * 3, a_b_c, {address} and {address}").count(link(address)) == 2


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("_https://x.org/a_(b)_c_", f"<em>{link('https://x.org/a_(b)_c')}</em>"),
        ("*https://x.org/a*b*", f"<em>{link('https://x.org/a*b')}</em>"),
        ("_see https://x.org/a_b_", f"<em>see {link('https://x.org/a_b')}</em>"),
        ("__https://x.org/__a____", f"<strong>{link('https://x.org/__a__')}</strong>"),
        ("**see _https://x.org/a_**", f"<strong>see <em>{link('https://x.org/a')}</em></strong>"),
        ("*a* (*https://x.org/b*)", f"<em>a</em> (<em>{link('https://x.org/b')}</em>)"),
        ("*https://x.org/a.*", f"<em>{link('https://x.org/a')}.</em>"),
        ("\\*https://x.org/a*", f"*{link('https://x.org/a*')}"),
    ],
)
def test_marks_of_emphasis_that_were_opened_before_an_address_end_there(
    source: str, html: str
) -> None:
    assert line(source) == html


@pytest.mark.parametrize(
    "address", ["https://x.org/a\\b", "https://x.org/a\\_b", "https://x.org/\\"]
)
def test_a_backslash_in_angle_brackets_is_of_the_address(address: str) -> None:
    href = address.replace("\\", "%5C")
    assert line(f"<{address}>") == link(address, href)
    assert address in plain(f"<{address}>")


def test_behind_the_words_of_a_link_a_backslash_only_keeps_a_mark() -> None:
    for source in ("[t](<https://x.org/a\\b\\_c>)", "[t]( <https://x.org/a\\b\\_c>)"):
        assert line(source) == '<a href="https://x.org/a%5Cb_c" rel="noopener">t</a>'


@pytest.mark.parametrize(
    "source",
    [
        "[t](<https://x.org/a\\>b>)",
        "[t]( <https://x.org/a\\>b> )",
        "[t]\n\n[t]: <https://x.org/a\\>b>",
    ],
)
def test_an_angle_bracket_after_a_backslash_ends_no_address(source: str) -> None:
    assert '<a href="https://x.org/a%3Eb" rel="noopener">t</a>' in stored(source)
    two = line("[t](<https://x.org/a\\\\>), [u](<https://x.org/b>)")
    assert [part.partition('"')[0] for part in two.split('href="')[1:]] == [
        "https://x.org/a%5C",
        "https://x.org/b",
    ]
    assert unlink("[t](</atlas/a#b\\>c>)", lambda typed: typed.startswith("/atlas/a")) == "t"


@pytest.mark.parametrize(
    ("typed", "address", "title"),
    [
        ('https://x.org/?q="exact"', "https://x.org/?q=%22exact%22", ""),
        ('https://x.org/?q="a b" "Title"', "https://x.org/?q=%22a%20b%22", "Title"),
        ("https://x.org/o'neil'x 'it'", "https://x.org/o'neil'x", "it"),
        ('https://x.org/a  "Ti"tle"', "https://x.org/a", "Ti&quot;tle"),
        ("https://x.org/a\\)b", "https://x.org/a)b", ""),
        ("https://x.org/a\\(b", "https://x.org/a(b", ""),
        ("https://x.org/a_\\(b\\)", "https://x.org/a_(b)", ""),
        ("https://x.org/`a`", "https://x.org/%60a%60", ""),
        ('doi:10.1000/a"b"', "https://doi.org/10.1000/a%22b%22", ""),
        ('/atlas/t "Title"', "/atlas/t", "Title"),
    ],
)
def test_behind_the_words_of_a_link_no_sign_of_the_address_is_lost(
    typed: str, address: str, title: str
) -> None:
    rest = ' rel="noopener"' if address.startswith("http") else ""
    shown = f' title="{title}"' if title else ""
    assert line(f"see [words]({typed}) here").replace(rest, "") == (
        f'see <a href="{address}"{shown}>words</a> here'
    )


@pytest.mark.parametrize("mark", [".", "!", ",", ")"])
def test_a_backslash_before_the_mark_that_ends_a_sentence_is_not_of_the_address(mark: str) -> None:
    shown = "https://x.org/a)" if mark == ")" else "https://x.org/a"
    end = "" if mark == ")" else mark
    assert line(f"see https://x.org/a\\{mark}") == f"see {link(shown)}{end}"


def test_code_keeps_its_addresses_as_code() -> None:
    html = render(f"`{DUNDER}`\n\n    {DUNDER}\n\n```\n{DUNDER}\n```\n", resolve=nowhere)
    assert "href" not in html
    assert html.count(DUNDER) == 3


def test_an_address_is_a_link_in_every_block() -> None:
    source = f"# {DUNDER}\n\n- {DUNDER}\n\n> {DUNDER}\n\n| a | b |\n|---|---|\n| {DUNDER} | c |\n"
    html = str(render(source, resolve=nowhere))
    assert html.count(link(DUNDER)) == 4
    assert f"<td>{link(DUNDER)}</td>" in html


@given(st.text('htps:/x.org_*~()[]<>|\\`"$& a\n', max_size=40).map("https://x".__add__))
def test_any_text_after_an_address_keeps_it_whole_and_safe(source: str) -> None:
    html = str(render(source, resolve=nowhere))
    assert "<script" not in html
    assert "https://x" in plain(source)


A = "https://example.org/a"


@pytest.mark.parametrize(
    ("text", "before"),
    [
        (A, ""),
        (f"Read this \u202a{A}\u202c\u200b \u2060", "Read this"),
        (f"({A})", ""),
        (f"\u2039{A}\u203a", ""),
        (f"<{A}>", ""),
        (f"“{A}”", ""),
        (f"»{A}«", ""),
        (f"{A}!", ""),
        (f"*{A}*", ""),
        (f"**{A}**", ""),
        (f"_{A}_.", ""),
        (f"'{A}'", ""),
        (f"Look: {A}.", "Look:"),
        (f"“Title” ({A}).", "“Title”"),
        (f"A (b) c [{A}]!", "A (b) c"),
        (f"Two: {A}/b and {A}?", f"Two: {A}/b and"),
        (f"标题{A}。", "标题"),
    ],
)
def test_a_shared_address_ends_where_it_would_in_prose(text: str, before: str) -> None:
    assert split_shared(text) == (A, before)
    assert f'href="{A}"' in line(text)


@pytest.mark.parametrize(
    "address",
    ["https://en.wikipedia.org/wiki/X_(y)", "https://x.org/__init__", "https://x.org/a*", DUNDER],
)
def test_marks_of_a_shared_address_itself_stay(address: str) -> None:
    for text in (address, f"<{address}>", f"({address})", f"({address}).", f"{address},"):
        assert split_shared(text) == (address, "")
    assert split_shared(f"See {SICI}") == (SICI, "See")


@pytest.mark.parametrize("text", [f"{A} and more", f"({A}) 5", "No address.", f"{A} 🎉", ""])
def test_an_address_that_more_follows_is_a_part_of_the_text(text: str) -> None:
    assert split_shared(text) == ("", text)

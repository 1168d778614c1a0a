"""Web addresses: how they are read, and when two of them are of the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, literal, select

from wiki.addresses import (
    AddressError,
    ascii_address,
    bare_url,
    doi_of,
    read_address,
    stored_address,
)
from wiki.queries.duplicates import may_be_same

SICI = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"
KEPT_SICI = SICI.replace("<", "%3C").replace(">", "%3E")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "https://a.example/b?c#d",
        "HTTPS://a:8000/",
        "https://münchen.example/ä",
        "https://a.example/(b)_[c]*~d~?e={f}&g=100%",
        "https://user@a.example/__init__.py",
        "https://[::1]:8000/",
    ],
)
def test_an_address_is_kept_as_it_was_typed(url: str) -> None:
    assert read_address(url) == url


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"https://doi.org/{SICI}", f"https://doi.org/{KEPT_SICI}"),
        (f"doi:{SICI}", f"https://doi.org/{KEPT_SICI}"),
        (f"DOI: {SICI}", f"https://doi.org/{KEPT_SICI}"),
        (SICI, f"https://doi.org/{KEPT_SICI}"),
        (KEPT_SICI, f"https://doi.org/{KEPT_SICI}"),  # what is encoded is not encoded again
        (f"doi:{KEPT_SICI}", f"https://doi.org/{KEPT_SICI}"),
        # In some DOIs a number sign is the last sign, and begins no fragment.
        (f"doi:{SICI[:-1]}#", f"https://doi.org/{KEPT_SICI[:-1]}%23"),
        (f"https://doi.org/{SICI[:-1]}#", f"https://doi.org/{KEPT_SICI[:-1]}%23"),
        (f"https://dx.doi.org/{KEPT_SICI[:-1]}%23", f"https://dx.doi.org/{KEPT_SICI[:-1]}%23"),
        ("10.1000/ABC%3cx>", "https://doi.org/10.1000/ABC%3cx%3E"),
        ("doi:10.1000%2Fabc", "https://doi.org/10.1000/abc"),
        ("10.1000/5% more", "https://doi.org/10.1000/5%25%20more"),
        ("DOI 10.1000/abc", "https://doi.org/10.1000/abc"),
        ("DOI: https://doi.org/10.1000/abc", "https://doi.org/10.1000/abc"),  # as ACM writes it
        ("URL: https://a.example/b", "https://a.example/b"),
        ("url <https://a.example/b>", "https://a.example/b"),
        ("doi:<https://doi.org/10.1000/abc>", "https://doi.org/10.1000/abc"),
        ("arXiv:2403.05812v2", "https://arxiv.org/abs/2403.05812v2"),
        ("arXiv:2403.05812v3 [cs.AI]", "https://arxiv.org/abs/2403.05812v3"),
        ("https://a.example/my paper.pdf", "https://a.example/my%20paper.pdf"),
        ('https://a.example/?q="a b"', "https://a.example/?q=%22a%20b%22"),
        ("https://a.example/a\\b`c", "https://a.example/a%5Cb%60c"),
        ("<https://a.example/b>", "https://a.example/b"),
        ("https://a.example/%E4%20", "https://a.example/%E4%20"),
        ("https://m%C3%BCnchen.ex%61mple/%C3%A4", "https://münchen.example/%C3%A4"),
        ("https://a%E4b%2Fc%3A80.example/", "https://a%E4b%2Fc%3A80.example/"),
    ],
)
def test_what_an_address_may_not_hold_is_percent_encoded(typed: str, kept: str) -> None:
    assert read_address(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://a.example/b\u200b", "https://a.example/b"),
        ("https://a.example/b\u00ad \u2060", "https://a.example/b"),
        ("\u202ahttps://a.example/b\u202c", "https://a.example/b"),
        ("\ufeff \u200ehttps://a.example\u200d", "https://a.example"),
        ("\u200bdoi:10.1000/abc\u200b", "https://doi.org/10.1000/abc"),
        ("\u2066arXiv:2403.05812\u2069", "https://arxiv.org/abs/2403.05812"),
        ("https://a.ex\u00adample\u200b/b", "https://a.example/b"),
        ("https://a.example/b\u200bc\u00add", "https://a.example/b%E2%80%8Bc%C2%ADd"),
        (
            "https://a.example/\u0645\u06cc\u200c\u0634",
            "https://a.example/\u0645\u06cc%E2%80%8C\u0634",
        ),
    ],
)
def test_what_nobody_sees_is_left_out_around_an_address_and_encoded_within(
    typed: str, kept: str
) -> None:
    assert read_address(typed) == kept


@pytest.mark.parametrize(
    ("url", "ascii_only"),
    [
        (
            "https://münchen.example/ä?ö#%C3%A4",
            "https://xn--mnchen-3ya.example/%C3%A4?%C3%B6#%C3%A4",
        ),
        ("https://ä:b@MÜNCHEN.example:8000", "https://%C3%A4:b@xn--mnchen-3ya.example:8000"),
        ("https://straße\u3002example/", "https://xn--strae-oqa.example/"),
        ("HTTPS://A.example/{b}", "HTTPS://A.example/%7Bb%7D"),
        ("https://[::1]:8000/", "https://[::1]:8000/"),
    ],
)
def test_an_address_in_ascii_has_its_site_in_punycode(url: str, ascii_only: str) -> None:
    assert ascii_address(url) == ascii_only
    assert bare_url(ascii_only) == bare_url(url)


SCHEME = "An address begins with http:// or https://."
SITE = "After http:// or https:// comes the name of a site, such as example.org."
NAME = "The name of a site holds no space, and no signs but dots and hyphens."
DOTS = "In the name of a site something stands before each dot."
PORT = "The port in an address is a number from 1 to 65535."
ENDING = "The name of a site has an ending, such as .org, behind its last dot."
NUMBERS = "A site that is named by numbers has four of them, each up to 255."
BEGINNINGS = "An address has one beginning, http:// or https://, and this one has a second."
PASSWORD = "A password stands before the @ of this address, for all to read: leave it out."
TWO = "There is room for one address, and here are two."


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", SCHEME),
        ("a.example", SCHEME),
        ("/a", SCHEME),
        ("ftp://a.example", SCHEME),
        ("mailto:a@b", SCHEME),
        ("javascript:alert(1)", SCHEME),
        ("JaVaScRiPt://a.example/%0aalert(1)", SCHEME),
        ("data:text/html,http://a.example", SCHEME),
        ("http:/a.example", SCHEME),
        ("<Address>", SCHEME),
        ("seen at https://a.example", SCHEME),
        ("http://", SITE),
        ("https:///a", SITE),
        ("https://?q", SITE),
        ("https://:80/", SITE),
        ("http://[", SITE),
        ("http://a b/c", NAME),
        ('https://a"b.example', NAME),
        ("https://a.example\\@b.example/", NAME),
        ("https://<script>.example", NAME),
        ("https://a.example,/x", NAME),
        ("https://ann:secret@a.example/", PASSWORD),
        ("https://:secret@a.example/", PASSWORD),
        ("<https://ann:secret@a.example>", PASSWORD),
        ("https://a.example;/x", NAME),
        ("https://a.example,b.example/", NAME),
        ("https://(a.example)/", NAME),
        ("https://a..example/", DOTS),
        ("https://.example/", DOTS),
        ("https://./", DOTS),
        ("https://a\u3002.example/", DOTS),
        ("http://a:x/", PORT),
        ("http://a:0/", PORT),
        ("http://a:65536/", PORT),
        ("https://ftp://a.example", BEGINNINGS),
        ("https://www.https://a.example", BEGINNINGS),
        ("https://mailto:ada@a.example", BEGINNINGS),
        ("https://https://", SITE),
        ("https://https://a,b", NAME),
        ("https://a.example https://b.example", TWO),
        ("https://a.example/x https://b.example/y", TWO),
        ("https://a.example/x, https://b.example/y", TWO),
        ("https://a.example/x <https://b.example/y>", TWO),
        ("https://www.example", ENDING),
        ("https://www.", ENDING),
        ("https://a.example.o", ENDING),
        ("https://1.2.3", NUMBERS),
        ("https://2026.05.01/a", NUMBERS),
        ("https://999.1.1.1/", NUMBERS),
        ("https://a.example、", NAME),
        ("https://a.example“/", NAME),
        ("https://a…example/", DOTS),
    ],
)
def test_what_is_no_address_is_refused_for_the_right_reason(typed: str, reason: str) -> None:
    with pytest.raises(AddressError) as caught:
        read_address(typed)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    "typed",
    [
        "https://https://a.example/b",
        "http://https://a.example/b",
        "https://https//a.example/b",
        "https://https:a.example/b",
        "https://https:/a.example/b",
        "https://HTTPS:///a.example/b",
        "https://http://https://a.example/b",
        "<https://https://a.example/b>",
    ],
)
def test_of_a_beginning_typed_twice_the_second_counts(typed: str) -> None:
    assert read_address(typed).lower() == "https://a.example/b"
    assert bare_url(typed) == "a.example/b"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://doi.org/10.7777/dot.", "https://doi.org/10.7777/dot"),
        ("doi:10.7777/dot.", "https://doi.org/10.7777/dot"),
        ("10.7777/dot ;", "https://doi.org/10.7777/dot"),
        ("https://hdl.handle.net/10.7777/dot.", "https://hdl.handle.net/10.7777/dot"),
        ("arXiv:2403.05812.", "https://arxiv.org/abs/2403.05812"),
        ("https://a.example/b,", "https://a.example/b"),
        ("<https://a.example/b>; ", "https://a.example/b"),
        ("https://a.example/Apple_Inc.", "https://a.example/Apple_Inc."),  # part of the address
        ("https://a.example/?of=;", "https://a.example/?of=;"),
        ("https://a.example/wiki/;", "https://a.example/wiki/;"),
    ],
)
def test_what_ended_the_list_that_an_address_is_from_is_no_part_of_it(
    typed: str, kept: str
) -> None:
    assert read_address(typed) == kept


@pytest.mark.parametrize(
    "address",
    [
        "https://localhost:8000/",
        "https://a/",
        "https://www.de/",
        "https://192.0.2.1/",
        "https://[::1]:8000/",
        "https://a.example./",
        "https://l·l.cat/",
        "https://i❤.ws/",
        "https://web.archive.org/web/2026/https://a.example/",
        "https://a.example/?to=https://b.example",
    ],
)
def test_a_name_that_a_site_can_have_stays_as_it_was_typed(address: str) -> None:
    assert read_address(address) == address


@given(st.text(max_size=60) | st.text("htps:/<>%\\[]@?#.ax0 ", max_size=30).map("http://".__add__))
def test_any_text_is_an_address_or_refused_and_what_is_kept_is_read_again(typed: str) -> None:
    bare_url(typed)
    try:
        kept = read_address(typed)
    except AddressError:
        return
    assert read_address(kept) == kept
    assert not set(kept) & set(' <>"\\`\n\t')
    assert bare_url(kept) == bare_url(typed)


@pytest.mark.parametrize(
    "group",
    [
        [
            "https://arxiv.org/abs/2403.05812",
            "http://arxiv.org/abs/2403.05812",
            "https://arxiv.org/abs/2403.05812v3",
            "https://arxiv.org/abs/2403.05812/",
            "https://ARXIV.org:443/abs/2403.05812?utm_source=feed&utm_medium=rss",
            "https://arxiv.org/abs/2403.05812?context=cs",
            "https://arxiv.org/abs/2403.05812#S2",
            "https://arxiv.org/pdf/2403.05812",
            "https://arxiv.org/pdf/2403.05812v2.pdf",
            "https://arxiv.org/html/2403.05812v1",
            "https://export.arxiv.org/abs/2403.05812",
            "https://doi.org/10.48550/arXiv.2403.05812",
            "arXiv:2403.05812",
        ],
        [
            "https://doi.org/10.7777/dot",
            "https://doi.org/10.7777/dot.",
            "https://doi.org/10.7777/dot.;",
            "https://hdl.handle.net/10.7777/DOT",
            "https://hdl.handle.net/10.7777/dot,",
            "http://dx.doi.org/10.7777/dot.",
            "doi:10.7777/dot.",
            "10.7777/dot,",
        ],
        [
            "https://arxiv.org/abs/2403.05812",
            "https://arxiv.org/abs/2403.05812.",
            "arXiv:2403.05812.",
        ],
        [
            "https://a.example/Apple_Inc",
            "https://a.example/Apple_Inc.",
            "https://a.example/Apple_Inc;",
        ],
        ["https://a.example", "https://a.example,", "https://a.example."],
        ["https://arxiv.org/abs/cs/0112017", "https://arxiv.org/pdf/cs/0112017v1"],
        [
            "arXiv:math/0309136",
            "https://arxiv.org/abs/math.GT/0309136v1",
            "https://arxiv.org/pdf/math.gt/0309136.pdf",
            "https://doi.org/10.48550/arXiv.math/0309136",
            "https://doi.org/10.48550/arXiv.math.GT/0309136v2",
        ],
        ["arXiv:cs/0101001", "https://arxiv.org/abs/cs.LG/0101001"],
        ["arXiv:cond-mat/0001001", "https://arxiv.org/abs/cond-mat.mtrl-sci/0001001"],
        [
            f"https://doi.org/{SICI}",
            f"http://dx.doi.org/{SICI.lower()}",
            f"https://www.doi.org/{KEPT_SICI}",
            f"https://doi.org/{KEPT_SICI.replace('(', '%28').replace('/', '%2F')}",
            f"doi:{SICI}",
            f"doi:{KEPT_SICI}",
            f"https://doi.org/doi:{KEPT_SICI}",
            SICI,
        ],
        [
            "https://a.example/~ann/caf%C3%A9",
            "https://a.example/%7Eann/café",
            "https://a.example/%7eann/caf%c3%a9/",
            "http://www.a.example:80/~ann/cafe\u0301",
            "https://a.example/~ann/cafe%CC%81",
            "https://a.example/../~ann/x/../y/./../caf%C3%A9",
            "HTTPS://A.EXAMPLE./~ann/café#part",
        ],
        [
            "https://münchen.example/",
            "https://xn--mnchen-3ya.example",
            "https://MÜNCHEN.example/",
            "https://m%C3%BCnchen.example/",
            "https://mu%CC%88nchen%2Eexample",
            "https://münchen\u3002example/",
        ],
        ["https://straße.example", "https://xn--strae-oqa.example"],
        [
            "https://a.example/?q=a+b&n=1",
            "https://a.example?q=a%20b&n=1&fbclid=IwAR0",
            "https://a.example/?UTM_Source=x&gclid=1&q=a b&&n=1",
        ],
        ["https://a.example/my paper.pdf", "https://a.example/my%20paper.pdf"],
    ],
)
def test_a_page_has_one_address_however_it_is_written(group: list[str]) -> None:
    assert len({bare_url(url) for url in group}) == 1
    with create_engine("sqlite://").connect() as database:  # which is asked only for some of them
        for url in group:
            condition = may_be_same(literal(read_address(url)), bare_url(group[0]))
            assert database.scalar(select(condition)), url
        other = may_be_same(literal("https://other.org/x"), bare_url(group[0]))
        assert not database.scalar(select(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://arxiv.org/abs/2403.05812", "https://arxiv.org/abs/2403.0581"),
        ("https://arxiv.org/abs/2403.05812", "https://arxiv.org:8443/abs/2403.05812"),
        ("arXiv:math/0309136", "arXiv:hep-th/0309136"),
        ("arXiv:math/0309136", "arXiv:math/0309137"),
        ("https://arxiv.org/list/cs.AI/2403", "https://arxiv.org/list/cs.AI/2404"),
        ("https://a.example/v2", "https://a.example/v3"),
        ("https://a.example/A", "https://a.example/a"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/?a=1%26b", "https://a.example/?a=1&b"),
        ("https://a.example/?a=1", "https://a.example/?a=2"),
        ("https://a.example/#/one", "https://a.example/#/two"),
        ("https://a.example:8000/", "https://a.example/"),
        ("https://doi.org/10.1000/1", "https://doi.org/10.1000/2"),
        ("https://hdl.handle.net/10.1000/1", "https://hdl.handle.net/10.1000/2"),
        ("https://hdl.handle.net/2027/1", "https://doi.org/2027/1"),
        ("https://a.example/v1.2", "https://a.example/v12"),
        ("https://a.example/caf%E9", "https://a.example/café"),
    ],
)
def test_another_address_is_another_page(one: str, other: str) -> None:
    assert bare_url(one) != bare_url(other)


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://doi.org/10.7777/Dot", "10.7777/Dot"),
        ("https://doi.org/10.7777/Dot.", "10.7777/Dot"),
        ("http://dx.doi.org/10.7777/a%3Cb", "10.7777/a<b"),
        ("https://www.doi.org/doi:10.7777/Dot", "10.7777/Dot"),
        ("https://hdl.handle.net/10.7777/Dot", "10.7777/Dot"),
        ("https://hdl.handle.net/2027/Dot", ""),
        ("https://a.example/10.7777/Dot", ""),
        ("", ""),
    ],
)
def test_the_doi_of_an_address_is_known_at_each_resolver(address: str, doi: str) -> None:
    assert doi_of(address) == doi


def test_what_is_no_address_is_only_itself() -> None:
    assert bare_url("https://[::1") == "https://[::1"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example/",
        "https://ftp://a.example",
        "https://a.example/x%20https://b",
        "https://ann:secret@a.example/",
    ],
)
def test_an_address_that_an_earlier_version_stored_is_one_still(address: str) -> None:
    assert stored_address(address) == address
    assert bare_url(address) != address

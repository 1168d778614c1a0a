"""Names: what stands in [[…]] leads to the region meant, or to none."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.writers import Writer, inside
from wiki.queries.names import find_topic
from wiki.queries.resolvers import lazy_resolver, resolver
from wiki.text import Region, Resolver, names_among
from wiki.visibility import AUTHOR

pytestmark = pytest.mark.usefixtures("context")
ada = Writer()
NAMES = [
    ("C++", "c"),
    ("-1", "1"),
    ("Compute", "compute"),
    ("Open weights", "weights"),
    ("TCP/IP", "tcp-ip"),
    ("IP", "ip"),
    ("A|B", "a-b"),
    ("F# notes", "f-notes"),
    ("R#1", "r-1"),
    ("R", "r"),
    ("2,5", "2-5"),
    ("1,", "one"),
]


def resolver_among(names: list[tuple[str, str]], *, tail: str = "") -> Resolver:
    regions = [Region(number, *name) for number, name in enumerate(names)]
    return lazy_resolver(lambda: names_among(regions), tail=tail)


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with inside(app):
        yield


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("C++", "/atlas/c"),
        ("c++", "/atlas/c"),
        ("C#", None),
        ("C", None),
        ("c", None),
        ("C#beliefs", None),
        ("1", None),
        ("-1", "/atlas/1"),
        ("−1", "/atlas/1"),
        ("COMPUTE", "/atlas/compute"),
        ("compute!", None),
        ("Open weights", "/atlas/weights"),
        ("weights", "/atlas/weights"),
        ("Weights", None),
        ("open-weights", None),
        ("Compute#Current beliefs", "/atlas/compute#beliefs"),
        ("compute#BELIEFS", "/atlas/compute#beliefs"),
        ("Compute#What would update me", "/atlas/compute#triggers"),
        ("Compute#Related regions", "/atlas/compute#regions"),
        ("Compute#Somewhere", "/atlas/compute"),
        ("Compute#^4f2a", "/atlas/compute"),
        ("Compute#", None),
        ("Compute# of late", None),
        ("#beliefs", None),
        ("notes/Compute", "/atlas/compute"),
        ("a/b/compute.md", "/atlas/compute"),
        ("Compute.md", "/atlas/compute"),
        ("notes/Compute.md#reading", "/atlas/compute#reading"),
        ("notes/", None),
        (".md", None),
        ("TCP/IP", "/atlas/tcp-ip"),
        ("F# notes", "/atlas/f-notes"),
        ("F# notes#stance", "/atlas/f-notes#stance"),
        ("R#1", "/atlas/r-1"),
        ("R#2", "/atlas/r"),
        ("A|B", "/atlas/a-b"),
        ("notes/Compute|x/Compute", None),
        ("/atlas/compute", "/atlas/compute"),
        ("/atlas/nowhere", None),
        ("", None),
        ("#" * 500, None),
    ],
)
def test_a_link_leads_to_the_region_it_names_or_to_none(typed: str, address: str | None) -> None:
    assert resolver_among(NAMES)(typed) == address


def test_an_anchor_follows_the_day_of_a_past_page() -> None:
    resolve = resolver_among(NAMES, tail="?at=2026-05-01")
    assert resolve("Compute#beliefs") == "/atlas/compute?at=2026-05-01#beliefs"


def test_what_is_typed_in_a_field_and_in_a_link_names_the_same_region() -> None:
    for title in ("C++", "-1", "What’s next", "Coordination!", "Éthique", "हिन्दी"):
        ada.topic(title)
    resolve = resolver(reader=AUTHOR)
    for typed in ("C++", "c", "C#", "1", "-1", "What's next", "whats-next", "coordination"):
        found, address = find_topic(typed), resolve(typed)
        assert address == (f"/atlas/{found.slug}" if found else None), typed
    assert find_topic("ethique") is find_topic("éthique") is not None
    assert find_topic("c") is find_topic("1") is find_topic("coordination") is None


def test_a_region_whose_title_holds_a_comma_can_stand_in_a_list() -> None:
    topic = ada.topic("+, C")
    assert topic.name_in_list == "c"
    assert find_topic("c") is topic

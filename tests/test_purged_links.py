"""Links to what was removed for good leave their words, and nothing of where they led."""

from pathlib import Path
from time import process_time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from tests.test_purging import files_with
from tests.writers import Writer, check_projections, inside
from wiki.db import db
from wiki.models import Reading
from wiki.services.merge import merge_topic
from wiki.text import unlink

# What leads to the region, which was “Quagga hunt” at /atlas/quagga-hunt and is “Quagga plans”
# now, to its belief, and to an essay at /writing/quagga-essay; and what is left.
LINKS = [
    ("[[Quagga plans|w]]", "w"),
    ("[[quagga PLANS]]", "(removed)"),
    ("[[Quagga hunt|then]]", "then"),
    ("[[quagga-hunt]]", "(removed)"),
    ("![[notes/Quagga plans.md#Part|file]]", "file"),
    ("[[/atlas/quagga-hunt|at]]", "at"),
    ("[my *own* [way]](/atlas/quagga-hunt)", "my *own* [way]"),
    (r"[a \] b](/atlas/quagga-hunt/beliefs)", r"a \] b"),
    ('[s](</atlas/quagga-hunt?at=2026-01-01> "Quagga")', "s"),
    ("[p](/atlas/quagga-hunt.md#b-1)", "p"),
    ("![d](/atlas/quagga-hunt)", "d"),
    ("[abs](http://localhost/atlas/quagga-hunt)", "abs"),
    ("<http://localhost/atlas/quagga-hunt>", "(removed)"),
    (
        "(http://localhost/atlas/quagga-hunt#b-1), as http://localhost/b/1!",
        "((removed)), as (removed)!",
    ),
    (r"no link \](/atlas/quagga-hunt)", r"no link \]"),
    ("(http://localhost/atlas/quagga-hunt)", "((removed))"),
    ("http://localhost/atlas/quagga-hunt", "(removed)"),
    ("[on this page](#b-1)", "on this page"),
    ("[claim](/b/1), [[b-1]], [its past](/b/1/history)", "claim, (removed), its past"),
    ("[essay](/writing/quagga-essay), [it](/e/1), [[e-1|i]]", "essay, it, i"),
    ("[reading](/reading/1), [r](/r/1)", "reading, r"),
    ("[area](/areas/quagga-bay)", "area"),
    ("[up](../atlas/quagga-hunt), [top](atlas/quagga-hunt#b-1)", "up, top"),
    ("[up](../b/1), [area](./../areas/quagga-bay)", "up, area"),
]
STAY = (
    "[[Compute]] [c](/atlas/compute#beliefs) [[b-2|other]] [o](/b/2) [n](/b/12) "
    "[web](https://example.org/b/1) [more](/atlas/quaggas) [list](/reading) [q] (x)"
)


def test_links_to_what_was_purged_leave_their_words_everywhere(
    app: Flask, instance: Path, author: FlaskClient, topic: str
) -> None:
    page = author.post("/atlas/new", data={"title": "Quagga hunt", "area": "Quagga bay"}).location
    named = {"title": "Quagga plans", "base": base_of(author.get(f"{page}/edit").text)}
    assert author.post(f"{page}/edit", data=named).status_code == 303
    author.post(f"{page}/beliefs", data={"claim": "Quagga", "credence": "40"})
    author.post(f"{page}/beliefs", data={"claim": "Quagga", "credence": "41"})
    essay = {"title": "Quagga essay", "body": "x", "publish": "1"}
    assert author.post("/writing/new", data=essay).status_code == 303
    read = {"title": "Quagga read", "takeaway": "x"}
    assert author.post("/reading/new", data=read).status_code == 303
    typed = ". ".join(link for link, _ in LINKS) + ". See [the *one*][Plan] and [plan] too."
    typed += "\n\n[plan]: /atlas/quagga-hunt\n[web]: https://example.org/"
    body = f"{typed}\n\nStays."
    stance = {"body": body.replace("[plan]:", "Before.\n\n[plan]:")}
    assert author.post("/atlas/compute/stance", data=stance).status_code == 303
    number = {"claim": "Stays", "credence": "50", "once": "stays"}
    assert author.post("/atlas/compute/beliefs", data=number).status_code == 303
    moved = {"credence": "60", "reason": "After [[Quagga plans|them]] and [[quagga-hunt]]"}
    moved |= {"claim": "Stays", "base": base_of(author.get("/atlas/compute/beliefs/3/edit").text)}
    assert author.post("/atlas/compute/beliefs/3", data=moved).status_code == 303
    later = stance | {"body": f"{body} Again.", "base": base_of(_form(author)), "keep": "next"}
    assert author.post("/atlas/compute/stance/1", data=later).status_code == 303
    assert len(files_with(instance, b"uagga")) > 0
    names = ("region:quagga-hunt", "e-1", "r-1", "area:quagga-bay", "--yes")
    done = app.test_cli_runner().invoke(args=["purge", *names])
    assert done.exit_code == 0, done.output
    words = ". ".join(left for _, left in LINKS) + ". See the *one* and plan too."
    shown = author.get("/atlas/compute.json").get_json()["sections"]["stance"]["body"]
    assert shown.split("\n\n")[0] == words
    assert "[plan]" not in shown
    assert "[web]: https://example.org/" in shown
    assert shown.endswith("Stays.")
    assert "After them and (removed)" in author.get("/b/3/history").text
    assert files_with(instance, b"uagga") == []
    with app.app_context():
        check_projections()
    assert app.test_cli_runner().invoke(args=["check"]).exit_code == 0


def _form(author: FlaskClient) -> str:
    return author.get("/atlas/compute/stance/1/edit").text


def test_links_to_other_things_stay_as_they_are(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    page = author.post("/atlas/new", data={"title": "Bay"}).location
    named = {"title": "Gulf", "base": base_of(author.get(f"{page}/edit").text)}
    assert author.post(f"{page}/edit", data=named).status_code == 303
    assert author.post("/atlas/new", data={"title": "Bay", "slug": "bay-2"}).status_code == 303
    author.post(f"{page}/beliefs", data={"claim": "One", "credence": "40"})
    author.post("/atlas/compute/beliefs", data={"claim": "Two", "credence": "40"})
    body = f"{STAY} [[Bay|another]] [[Gulf|it]]"
    assert author.post("/atlas/compute/stance", data={"body": body}).status_code == 303
    done = app.test_cli_runner().invoke(args=["purge", "region:bay", "--yes"])
    assert done.exit_code == 0, done.output
    shown = author.get("/atlas/compute.json").get_json()["sections"]["stance"]["body"]
    assert shown == f"{STAY} [[Bay|another]] it"


@pytest.mark.parametrize("address", ["/atlas/bay", "http://localhost/atlas/bay"])
def test_what_begins_with_the_address_of_a_region_stays_but_for_that(
    app: Flask, author: FlaskClient, topic: str, address: str
) -> None:
    author.post("/atlas/new", data={"title": "Bay"})
    body = f"{address} was a page of mine.\n\nAll else stays."
    assert author.post("/atlas/compute/stance", data={"body": body}).status_code == 303
    done = app.test_cli_runner().invoke(args=["purge", "region:bay", "--yes"])
    assert done.exit_code == 0, done.output
    shown = author.get("/atlas/compute.json").get_json()["sections"]["stance"]["body"]
    assert shown.endswith("was a page of mine.\n\nAll else stays.")
    assert "localhost" not in shown


# Texts in which an address of the region that is removed is no link by itself, and what is left.
TEXTS = [
    ("/atlas/bay was here. More.", "/atlas/bay was here. More."),
    ("http://localhost/atlas/bay is a page.\n\nMore.", "(removed) is a page.\n\nMore."),
    ("http://localhost/atlas/bay。次の文", "(removed)。次の文"),
    (
        "So.[^1]\n\n[^1]: http://localhost/atlas/bay says more.",
        "So.[^1]\n\n[^1]: (removed) says more.",
    ),
    ("|a|`http://localhost/atlas/bay`|b|", "|a|`(removed)`|b|"),
    ("[Note]: /atlas/bay and more words", "[Note]: /atlas/bay and more words"),
    ("See [it][r].\n\n[r]:\n  /atlas/bay\n  (Bay)\nMore.", "See it.\n\nMore."),
]


@pytest.mark.parametrize(("body", "left"), TEXTS)
def test_the_words_beside_an_address_stay(
    app: Flask, author: FlaskClient, topic: str, body: str, left: str
) -> None:
    assert author.post("/atlas/new", data={"title": "Bay"}).status_code == 303
    assert author.post("/atlas/compute/stance", data={"body": body}).status_code == 303
    done = app.test_cli_runner().invoke(args=["purge", "region:bay", "--yes"])
    assert done.exit_code == 0, done.output
    assert author.get("/atlas/compute.json").get_json()["sections"]["stance"]["body"] == left


def test_a_title_that_was_an_address_is_not_empty(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    assert author.post("/atlas/new", data={"title": "Bay"}).status_code == 303
    address = "http://localhost/atlas/bay"
    page = author.post("/atlas/new", data={"title": address}).location
    read = {"title": address, "url": address, "takeaway": "x"}
    assert author.post("/reading/new", data=read).status_code == 303
    done = app.test_cli_runner().invoke(args=["purge", "region:bay", "--yes"])
    assert done.exit_code == 0, done.output
    assert author.get(f"{page}.json").get_json()["title"] == "(removed)"
    with app.app_context():
        row = db.session.get_one(Reading, 1)
        assert (row.title, row.url) == ("(removed)", "")
    for shown in ("/", "/map", "/reading", "/changes"):
        assert client.get(shown).status_code == 200


@pytest.mark.parametrize("name", ["bay", "sea"])
def test_the_links_to_a_region_that_was_merged_go_with_it_or_with_the_one_it_is_in(
    app: Flask, author: FlaskClient, topic: str, name: str
) -> None:
    ada = Writer()
    with inside(app):
        bay, _ = ada.topic("Bay"), ada.topic("Sea")
        with ada.saving() as by:
            merge_topic(bay, "Sea", by, publish=False)
    body = "[[Bay|one]], [two](/atlas/bay), [[Sea|three]], [four](/atlas/sea)"
    assert author.post("/atlas/compute/stance", data={"body": body}).status_code == 303
    done = app.test_cli_runner().invoke(args=["purge", f"region:{name}", "--yes"])
    assert done.exit_code == 0, done.output
    shown = author.get("/atlas/compute.json").get_json()["sections"]["stance"]["body"]
    stays = "[[Sea|three]], [four](/atlas/sea)" if name == "bay" else "three, four"
    assert shown == f"one, two, {stays}"


def test_the_links_to_an_area_that_was_merged_go_with_the_one_it_is_in(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    for title in ("Old", "Fresh"):
        author.post("/areas/new", data={"title": title})
    assert author.post("/areas/old/merge", data={"into": "Fresh"}).status_code == 303
    body = "[one](/areas/old), [two](/areas/fresh)"
    assert author.post("/atlas/compute/stance", data={"body": body}).status_code == 303
    done = app.test_cli_runner().invoke(args=["purge", "area:fresh", "--yes"])
    assert done.exit_code == 0, done.output
    assert author.get("/atlas/compute.json").get_json()["sections"]["stance"]["body"] == "one, two"


@pytest.mark.parametrize("text", ["x](/a)" * 8_000, "[" * 8_000 + "](/a)" * 8_000])
def test_brackets_that_never_began_are_taken_out_in_time(text: str) -> None:
    begun = process_time()
    assert "/a" not in unlink(text, lambda typed: True)
    assert process_time() - begun < 10  # it was more than 40 seconds


@pytest.mark.parametrize("text", ["[" * 100_000, "](/a" * 25_000, "[a](/b" * 20_000, "[[" * 50_000])
def test_a_long_text_is_read_in_time(text: str) -> None:
    assert unlink(text, lambda typed: False) == text


@pytest.mark.parametrize("text", ["](/b/1)", "[a](/b/1)", "[[a](/b/1)", "[a](/b/1) ]"])
def test_many_links_that_go_are_taken_out_in_time(text: str) -> None:
    assert "/b/1" not in unlink(text * 10_000, lambda typed: True)

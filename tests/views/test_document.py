"""A region's page edited as one text, its document."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import TODAY
from tests.writers import Writer, count_changes, inside
from wiki.exchange.importing import read_page
from wiki.exchange.omissions import find_omissions
from wiki.queries.topics import get_topic
from wiki.visibility import AUTHOR

ADDRESS = "/atlas/chips/document"


def opened(browser: FlaskClient) -> dict[str, str]:
    """Return what the form has, as a browser would send it."""
    page = browser.get(ADDRESS).text
    text = re.search(r"<textarea[^>]*>\n(.*)</textarea>", page, re.DOTALL)
    base = re.search(r'name="base" value="([0-9a-f]+)"', page)
    assert text
    assert base
    return {"text": unescape(text[1]).replace("\n", "\r\n"), "base": base[1]}


def test_a_page_is_edited_whole_as_its_document(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    ada = Writer()
    with inside(app):
        page = ada.topic("Chips")
        claims = [f"Claim {letter}" for letter in "ABC"]
        made = [ada.add(page, "beliefs", claim=said, credence=None, why="") for said in claims]
        ada.add(page, "stance", body="It depends.")
        names = [one.item.id for one in made]
    assert client.get(ADDRESS).status_code == 401
    before = count_changes(app)
    form = opened(author)
    assert author.post(ADDRESS, data=form).status_code == 303
    assert count_changes(app) == before  # the text as it was changes nothing

    lines = form["text"].split("\r\n")
    a, b, c = (next(line for line in lines if f"^b-{number}" in line) for number in names)
    swapped = form["text"].replace(a, "@@").replace(b, a).replace("@@", b)
    edited = swapped.replace(f"{c}\r\n", "- Claim D\r\n").replace("It depends.", "It does not.")
    answer = author.post(ADDRESS, data=form | {"text": edited}, follow_redirects=True)
    assert "Left out of the text, and kept: Current beliefs: Claim C." in answer.text
    assert count_changes(app) == before + 1
    shown = client.get("/atlas/chips").text
    places = [shown.index(f"Claim {letter}") for letter in "BACD"]
    assert places == sorted(places)
    assert "It does not." in shown

    stale = author.post(ADDRESS, data=form)
    assert stale.status_code == 409
    assert "changed in another window" in stale.text
    assert "It does not." in stale.text
    again = opened(author)
    loose = again["text"].replace("## Current beliefs", "## Current beliefs\r\n\r\nLoose words")
    wrong = again | {"text": loose}
    answer = author.post(ADDRESS, data=wrong)
    assert answer.status_code == 422
    assert "Loose words" in answer.text
    assert "Error:" in answer.text
    elsewhere = again | {"text": again["text"].replace("slug: chips", "slug: compute")}
    assert "another region" in author.post(ADDRESS, data=elsewhere).text
    assert author.post(ADDRESS, data={}).status_code == 409
    assert count_changes(app) == before + 1

    shorter = re.sub(r"- Claim [CD][^\r]*\r\n|It does not\.", "", again["text"])
    answer = author.post(
        ADDRESS, data=again | {"text": shorter, "delete_missing": "y"}, follow_redirects=True
    )
    assert "Left out" not in answer.text
    assert count_changes(app) == before + 2
    shown = client.get("/atlas/chips").text
    assert "Claim C" not in shown
    assert "It does not" not in shown
    assert "Claim A" in shown
    undo = re.search(r'action="(/c/\d+/undo)"', answer.text)
    assert undo
    author.post(undo[1])
    assert "Claim C" in client.get("/atlas/chips").text


PARTS = """---
title: Chips
short_title: Ch
summary: About chips
status: Forming
area: Hardware
review_days: 30
reviewed_on: 2026-01-02
visibility: private
tags: [a, b]
---

Before all.

## Where I currently stand

It depends.

## Extra part

My extra words.

## Private note

For me alone.
"""
LEFT_OUT = (
    *("Header: short_title", "Header: summary", "Header: status", "Header: reviewed_on"),
    *("Header: review_days", "Header: area", "Header: tags"),
    *("Part: words before the headings", "Part: Extra part", "Private note: For me alone."),
    "Where I currently stand: It depends.",
)


@pytest.mark.parametrize("is_emptied", [False, True])
def test_all_that_a_text_leaves_out_is_named_or_deleted(
    app: Flask, author: FlaskClient, tmp_path: Path, is_emptied: bool
) -> None:
    (tmp_path / "chips.md").write_text(PARTS)
    done = app.test_cli_runner().invoke(args=["import", str(tmp_path / "chips.md")])
    assert done.exit_code == 0, done.output
    form = opened(author)
    for part in ("Before all.", "My extra words.", "For me alone.", "review_days: 30"):
        assert part in form["text"]
    head = {"title": "Chips", "summary": "", "short_title": "", "area": ""}
    if not is_emptied:
        head = {"title": "Chips"}
    bare = "\n".join(
        ["---", *(f"{name}: {said}" for name, said in head.items()), "---", "## Current beliefs\n"]
    )
    answer = author.post(ADDRESS, data=form | {"text": bare}, follow_redirects=True)
    assert "Nothing was changed. Left out of the text, and kept: " in answer.text
    assert f"and {len(LEFT_OUT) + 1 - 5} more" in answer.text  # `visibility` as well
    assert opened(author) == form
    with inside(app):
        topic = get_topic("chips", reader=AUTHOR)
        page = read_page("", bare, today=TODAY)
        named = [": ".join(one) for one in find_omissions(topic, page)]
        assert {*named} == {*LEFT_OUT[:-2], "Header: visibility"}
    sent = form | {"text": bare, "delete_missing": "y"}
    answer = author.post(ADDRESS, data=sent, follow_redirects=True)
    assert "Saved the page. Left out of the text, and kept: Header: visibility." in answer.text
    now = opened(author)["text"].split("\r\n---")[0].split("\r\n")
    names = [line.partition(":")[0] for line in now]
    assert names == ["---", "title", "slug", "visibility", "atlas"]
    for part in ("Before", "xtra", "For me", "depends"):
        assert part not in opened(author)["text"]
    undo = re.search(r'action="(/c/\d+/undo)"', answer.text)
    assert undo
    assert author.post(undo[1]).status_code == 303
    assert opened(author)["text"] == form["text"]
    short = {"text": form["text"].partition("## Private note")[0]}
    answer = author.post(ADDRESS, data=opened(author) | short, follow_redirects=True)
    assert "and kept: Private note: For me alone.<" in answer.text


def test_new_entries_stand_where_they_are_typed(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    ada = Writer()
    with inside(app):
        page = ada.topic("Chips")
        for letter in "ABC":
            ada.add(page, "beliefs", claim=f"Claim {letter}", credence=None, why="")
    form = opened(author)
    a, b, c = (line for line in form["text"].split("\r\n") if line.startswith("- Claim"))
    typed = ["- Claim P", "- Claim Q", b, "- Claim R", c, a, "- Claim S", "- Claim T"]
    kept, new = "\r\n".join([a, b, c]), "\r\n".join(typed)
    for _ in range(2):
        text = form["text"].replace(kept, new)
        assert author.post(ADDRESS, data=form | {"text": text}).status_code == 303
        shown = re.findall(r"Claim ([A-Z])</", client.get("/atlas/chips").text)
        assert shown == list("PQBRCAST")
        form = opened(author)
        lines = [line for line in form["text"].split("\r\n") if line.startswith("- Claim")]
        assert len(lines) == 8
        kept = new = "\r\n".join(lines)
    left = [line for line in lines if "Claim C" not in line and "Claim A" not in line]
    text = form["text"].replace(kept, "\r\n".join(["- Claim O", *left]))
    assert author.post(ADDRESS, data=form | {"text": text}).status_code == 303
    shown = re.findall(r"Claim ([A-Z])</", client.get("/atlas/chips").text)
    assert [letter for letter in shown if letter not in "AC"] == list("OPQBRST")
    assert {*"AC"} < {*shown}


def test_a_work_of_private_regions_alone_is_not_opened_by_the_text_of_a_public_page(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    ada = Writer()
    with inside(app):
        ada.topic("Chips")
        ada.add(ada.topic("Diary", visibility="private"), "reading", title="Kept to myself")
    form = opened(author)
    text = form["text"].replace("## Recent reading", "## Recent reading\r\n\r\n- Kept to myself")
    answer = author.post(ADDRESS, data=form | {"text": text}, follow_redirects=True)
    assert "The reading “Kept to myself” stays hidden from visitors" in unescape(answer.text)
    assert "Kept to myself" not in client.get("/atlas/chips").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("belief: b-99999", "b-99999"),
        ("cause: r-999999", "r-999999"),
        ("size: 0.7 to 0.5", "Is that 0.7% to 0.5% or 70% to 50%?"),
        ("size: from 0.7 to 0.5", "Is that 0.7% to 0.5% or 70% to 50%?"),
    ],
)
def test_an_unknown_id_and_a_move_of_bare_fractions_are_refused_with_the_line(
    app: Flask, author: FlaskClient, topic: str, wrong: str, said: str
) -> None:
    with inside(app):
        Writer().topic("Chips")
    form = opened(author)
    heading = "## What would update me\r\n"
    added = f"{heading}- A slide\r\n  happened_on: 2026-05-01\r\n  {wrong}\r\n"
    head = form["text"].partition("\r\n## ")[0]
    before = count_changes(app)
    answer = author.post(ADDRESS, data=form | {"text": f"{head}\r\n\r\n{added}"})
    assert answer.status_code == 422
    sentence = re.search(r"Line \d+: [^<]+", unescape(answer.text))
    assert sentence
    assert said in sentence[0]
    assert count_changes(app) == before


def test_an_author_opens_a_region_in_its_text(
    app: Flask, author: FlaskClient, client: FlaskClient
) -> None:
    with inside(app):
        Writer().topic("Chips", visibility="private")
    form = opened(author)
    form["text"] = form["text"].replace("visibility: private", "visibility: public")
    assert author.post(ADDRESS, data=form).status_code == 303
    assert client.get("/atlas/chips").status_code == 200


def test_a_text_without_its_title_renames_no_region(
    app: Flask, author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    with inside(app):
        Writer().topic("What chips cost", slug="costs")
    address = "/atlas/costs/document"
    page = author.get(address).text
    base = re.search(r'name="base" value="([0-9a-f]+)"', page)
    assert base
    assert "title: What chips cost\n" in unescape(page)
    text = "---\nslug: costs\nsummary: Words.\n---\n\n## Uncertainties\n"
    assert author.post(address, data={"text": text, "base": base[1]}).status_code == 303
    shown = client.get("/atlas/costs").text
    assert "<h1" in shown
    assert "What chips cost</h1>" in shown
    assert "Words." in shown

"""What the tests of the changelog share: what an author does, and what readers then find."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.conftest import base_of
from wiki.db import db

CLAIM = {"claim": "Chips can be *counted*", "why": ""}


def later(app: Flask, minutes: int = 60) -> None:
    """Let all that was written become older, so that what follows is another group."""
    with app.app_context():
        db.session.execute(
            text(f"UPDATE change SET at = datetime(at, '-{minutes} minutes') || '.000000'")
        )
        db.session.commit()


def let_settle(app: Flask) -> None:
    """Let the first day of every region be over, so that each change is told by itself."""
    later(app, 2 * 24 * 60)


def write(author: FlaskClient, section: str, slug: str = "compute", **fields: str) -> None:
    answer = author.post(f"/atlas/{slug}/{section}", data=fields)
    assert answer.status_code == 303, answer.text


def change(author: FlaskClient, place: str, slug: str = "compute", **fields: str) -> None:
    """Save an item's form with other values."""
    form = author.get(f"/atlas/{slug}/{place}/edit").text
    base = base_of(form)
    answer = author.post(f"/atlas/{slug}/{place}", data={"base": base} | fields)
    assert answer.status_code == 303, answer.text


def head(author: FlaskClient, slug: str = "compute", **fields: str) -> None:
    form = author.get(f"/atlas/{slug}/edit").text
    base = base_of(form)
    answer = author.post(f"/atlas/{slug}/edit", data={"base": base} | fields)
    assert answer.status_code == 303, answer.text


def press(author: FlaskClient, place: str, slug: str = "compute", **fields: str) -> None:
    answer = author.post(f"/atlas/{slug}/{place}", data=fields)
    assert answer.status_code == 303, answer.text


def undo(author: FlaskClient, number: int) -> None:
    assert author.post(f"/c/{number}/undo").status_code == 303


def told(client: FlaskClient, path: str = "/changes") -> list[str]:
    """Return the sentences of a page, as words."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    page = answer.text.partition("<main")[2].partition("</main>")[0]
    if '<ol class="lines' in page:
        return list(by_region(page))
    lists = "".join(
        re.findall(r'<(?:ol|ul) class="(?:history|rows)[^"]*">.*?</(?:ol|ul)>', page, re.S)
    )
    return [
        words(found)
        for found in re.findall(
            r"<p>(.*?)</p>|<li class=\"(?:row(?: told)?|told)\">(.*?)</li>", lists, re.S
        )
    ]


def by_region(page: str) -> Iterator[str]:
    """Yield the sentences of a list by day and region, each with its region before it."""
    for part in re.split(r'(?=<h4 class="of">|<ol class="lines apart">)', page):
        heading = re.search(r'<h4 class="of">(.*?)</h4>', part)
        lead = f"{words(heading[1])}: " if heading else ""
        for found in re.findall(r"<li class=\"told\">\s*<p>(.*?)</p>", part, re.S):
            said = found.replace('<span class="gap"> </span>', " ")
            said = re.sub(r'<(a|span) class="meta move".*?</\1>', "", said).strip()
            # Below a heading a sentence of ours begins with a capital letter.
            ours = lead and (">Stance " in said or not said.startswith(("<em>", "<a")))
            yield lead + (words(said)[:1].lower() + words(said)[1:] if ours else words(said))


def words(found: Any) -> str:
    inner = "".join(found)
    inner = re.sub(r'<a class="meta".*?</a>', "", inner)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", inner)).split())

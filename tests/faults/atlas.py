"""The atlas that faults happen to: made once, copied for each trial, and judged afterwards."""

import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from bench.generated import make_atlas
from tests.faults.apart import apart
from tests.faults.outcome import Found
from wiki import create_app
from wiki.cli.checking import check_all
from wiki.db import begin_writing, db
from wiki.services.authors import make_author

REGIONS = 6
STAMP = re.compile(r"Stamp ([0-9a-z]+-[0-9]+)\b")
QUIET = {"WIKI_DEMO": "0", "WIKI_DAILY_BACKUPS": "0"}
# A belief of each of two regions, one for each writing client.
PLACES = ("/atlas/region-1/beliefs/1", "/atlas/region-2/beliefs/11")


@cache
def template() -> Path:
    """Return the folder of an atlas to be copied, and the cookie of its author beside it."""
    folder = Path(tempfile.mkdtemp(prefix="atlas-faults-"))
    (folder / "cookie").write_text(apart(_make, folder))
    return folder


def _make(folder: Path) -> str:
    app = make_atlas(folder, REGIONS)
    client = sign_in(app)
    with app.app_context():
        begin_writing()
        # A region that got no relation has an empty change, which the program never writes.
        empty = "DELETE FROM change WHERE id NOT IN (SELECT change_id FROM revision)"
        db.session.execute(text(empty))
        db.session.commit()
        db.engine.dispose()
    cookie = client.get_cookie("atlas")
    assert cookie
    return cookie.value


def sign_in(app: Flask) -> FlaskClient:
    """Return the browser of a new author."""
    with app.app_context():
        begin_writing()
        number = make_author("Ada").id
        db.session.commit()
        token = app.extensions["atlas.gate"].open_session(number)
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = token
        session.permanent = True
    return browser


@contextmanager
def copied() -> Iterator[Path]:
    """Give a copy of the atlas in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="atlas-fault-") as name:
        folder = Path(name) / "instance"
        shutil.copytree(template(), folder)
        yield folder


def remove_template() -> None:
    """Remove the folder that was made for copying."""
    if template.cache_info().currsize:
        shutil.rmtree(template(), ignore_errors=True)


def open_app(folder: Path) -> Flask:
    """Return the application over a folder."""
    return create_app(folder, QUIET)


def author_of(app: Flask, folder: Path) -> FlaskClient:
    """Return the browser of the author who is signed in, with the cookie that was kept."""
    browser = app.test_client()
    browser.set_cookie("atlas", (folder / "cookie").read_text(), domain="127.0.0.1")
    return browser


def save(browser: FlaskClient, place: str, stamp: str) -> int:
    """Save a belief whose claim and reason bear a stamp; return the status of the answer."""
    at = {"base_url": "http://127.0.0.1:8000"}
    form = browser.get(f"{place}/edit", **at).text
    base = form.partition('name="base" value="')[2].partition('"')[0]
    return browser.post(place, data=fields(base, stamp), **at).status_code


def fields(base: str, stamp: str) -> dict[str, str]:
    """Return the fields of a belief that bears a stamp twice."""
    claim = f"Stamp {stamp} of what is claimed"
    return {"base": base, "claim": claim, "credence": "40", "why": f"Stamp {stamp} of the reason"}


def judge(folder: Path, acknowledged: Collection[str] = ()) -> Found:
    """Say which acknowledged stamps are gone from the journal, and what does not fit together."""
    found: Found = apart(_judge, folder, acknowledged)
    return found


def _judge(folder: Path, acknowledged: Collection[str]) -> Found:
    try:
        with open_app(folder).app_context():
            torn = [line for is_right, line in check_all() if not is_right]
            db.session.remove()
            db.engine.dispose()
        kept, halves = stamps_in(folder / "atlas.sqlite")
    except Exception as error:  # noqa: BLE001  # what cannot be opened is torn, whatever it says
        return Found(len(acknowledged), len(acknowledged), [f"cannot be opened: {error}"])
    lost = len(set(acknowledged) - kept)
    return Found(len(acknowledged), lost, torn + halves)


def stamps_in(database: Path) -> tuple[set[str], list[str]]:
    """Return the stamps that the journal has, and those of which it has one half only."""
    with closing(sqlite3.connect(database)) as connection:
        saved = connection.execute("SELECT after FROM revision WHERE after LIKE '%Stamp %'")
        states: list[Any] = [json.loads(state) for (state,) in saved]
    kept, halves = set(), []
    for state in states:
        found = STAMP.findall(str(state))
        kept |= set(found)
        if len(set(found)) != 1:
            halves.append(f"half a save: {sorted(set(found))}")
    return kept, halves

"""An atlas with something of everything in it, put back as it was after each request."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.conftest import SAMPLES, TODAY
from tests.hostile import PICTURES, Ask
from tests.new_pages import create_topic
from tests.pictures import drawing
from wiki import sections
from wiki.db import begin_writing, db
from wiki.journal import Signature, version
from wiki.models import Topic
from wiki.queries.areas import get_area
from wiki.queries.topics import find_note
from wiki.sections import SECTIONS
from wiki.sections.belief import Belief
from wiki.services.areas import edit_area
from wiki.services.authors import make_author
from wiki.services.collections import add_shared
from wiki.services.items import add_item, save_item
from wiki.services.site import edit_site, save_about
from wiki.services.topics import delete_topic, edit_topic, save_note
from wiki.site_rows import ONLY
from wiki.visibility import AUTHOR

PICTURE = drawing()  # in the atlas again before each request


class Kept:
    """A database file with a copy of it as it was at first."""

    def __init__(self, file: Path) -> None:
        self.file, self.copy = file, file.with_suffix(".kept")
        self.watch = sqlite3.connect(file)
        with closing(sqlite3.connect(self.copy)) as copy:
            self.watch.backup(copy)
        self.version = self._version()

    def has_changed(self) -> bool:
        """Return whether anybody has written since the last look."""
        before, self.version = self.version, self._version()
        return before != self.version

    def put_back(self) -> None:
        with closing(sqlite3.connect(self.copy)) as copy:
            copy.backup(self.watch)
        self.version = self._version()

    def _version(self) -> int:
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])


class Site:
    """An app over an atlas that is put back as it was after every request that changed it."""

    def __init__(self, app: Flask, instance: Path) -> None:
        self.app, self.writes = app, 0
        with app.app_context():
            gate, author = app.extensions["atlas.gate"], fill()
            token = gate.open_session(author)
            gate.open_session(author, browser="Firefox on Linux")
            db.engine.dispose()
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"] = token
        self.cookie = browser.get_cookie("atlas")
        self.atlas, self.gate = Kept(instance / "atlas.sqlite"), Kept(instance / "gate.sqlite")

    def browser(self, *, author: bool) -> FlaskClient:
        client = self.app.test_client()
        if author:
            assert self.cookie
            client.set_cookie("atlas", self.cookie.value)
        return client

    def ask(self, ask: Ask, *, author: bool, cookie: str = "") -> TestResponse:
        """Send a request; fail on a server error, and on a write that should not have been."""
        self.app.extensions["atlas.pictures"].keep(PICTURES[0], PICTURE)
        options = ask.options() | ({"headers": ask.headers | {"Cookie": cookie}} if cookie else {})
        answer = self.browser(author=author).open(**options)
        if self.gate.has_changed():
            self.gate.put_back()
        changed = self.atlas.has_changed()
        if changed:
            self.writes += 1
            self.atlas.put_back()
        assert answer.status_code < 500, (ask, answer.text)
        may_write = author and ask.method == "POST" and answer.status_code in (200, 303)
        assert may_write or not changed, (ask, answer.status_code)
        return answer


def fill() -> int:
    """Fill an atlas with something of every kind, in every state; return its author's id."""
    begin_writing()
    author = make_author("Ada").id
    by = Signature(author, TODAY)
    create_topic({"title": "Elsewhere", "summary": "See [[Old]]."}, by)
    topic = create_topic({"title": "Compute", "area": "Governance"}, by)
    for section in SECTIONS:
        for number, sample in enumerate(SAMPLES[section.name]):
            if not number or not (section.single or section.owner == "pair"):
                form = section.form(MultiDict(sample), today=TODAY)
                assert form.validate()
                add_item(section, topic, form.values, by)
    drafts: list[dict[str, Any]] = [{}, {"takeaway": "Said"}, {"queued": 1}]  # for the inbox too
    for values in drafts:
        captured = {"title": "Captured", "state": "draft"} | values
        add_shared(sections.reading.SECTION, captured, by, once="")
    elsewhere = {"title": "Elsewhere", "url": "https://example.org/e", "state": "draft"}
    add_shared(sections.essay.SECTION, elsewhere, by, once="")
    save_note(topic, "A note", by, base=0)
    hidden = {"title": "Hidden", "visibility": "private", "summary": "Newer things"}
    create_topic(hidden, by)
    delete_topic(create_topic({"title": "Gone"}, by), by)
    edit_topic(create_topic({"title": "Old"}, by), {"title": "Newer"}, by, change_address=True)
    create_topic({"title": "\U0001f5fa"}, by)
    _edit(topic, by)
    db.session.commit()
    return author


def _edit(topic: Topic, by: Signature) -> None:
    """Give an item, a header, an area, a note and what is of the site an earlier version each."""
    belief = db.session.get_one(Belief, 1)
    base = version("belief", belief.id)
    save_item(sections.belief.SECTION, topic, belief, {"why": "Newer"}, by, base=base)
    edit_topic(topic, {"summary": "Newer"}, by)
    edit_area(get_area("governance", reader=AUTHOR), {"title": "Governance", "summary": "New"}, by)
    note = find_note(topic)
    assert note
    save_note(topic, "A newer note", by, base=version("note", note.id))
    for title in ("Older", "Newer"):
        edit_site({"site_title": title}, by)
        save_about(title, by, base=version("about", ONLY))

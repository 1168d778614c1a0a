"""Everything out, and everything in again: with its journal an atlas is the same elsewhere."""

import io
import json
import re
import shutil
import sqlite3
import stat
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from html import unescape
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, upgrade
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.conftest import ENVIRON, signed_in
from tests.exchange.made import Make, made_in, refused, run
from tests.planting import plant
from tests.test_interleavings import Crowd
from tests.writers import Writer, check_projections, inside, newest
from wiki.db import Base, db
from wiki.projections import PROJECTIONS

DERIVED = {projection.table for projection in PROJECTIONS} | {"commit_effect", "map_version"}
EACH, MOST = 1, 24  # addresses: of one form, and in all
NAME, NUMBER = re.compile(r"/(atlas|areas|writing)/[a-z0-9-]+"), re.compile("[0-9]+")
VALUE = re.compile("=[^&]*")
OTHERWISE = ("/static", "/export.", "/settings/sessions")  # no answers of the atlas itself
MARGIN = 3  # seconds between the moment of a deletion and that of its change
FURTHER = ["/map", "/changes", "/history", "/reading", "/search?q=the", "/map.svg", "/beliefs.json"]
FURTHER += ["/record.csv", "/changes.atom", "/sitemap.xml", "/titles.json"]
TITLE = "An atlas of AI safety"


@pytest.fixture
def make(empty_instance: Path, tmp_path: Path) -> Iterator[Make]:
    with made_in(tmp_path, empty_instance) as make:
        yield make


@pytest.fixture(scope="module")
def planted(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return an atlas with everything in it that can be done in one."""
    with made_in(tmp_path_factory.mktemp("planted"), empty_instance) as make:
        app = make("planted")
        with inside(app):
            plant()
        run(app, "purge", "b-2", "e-1", "r-1", "open-once", "--yes")
        yield app


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by path."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def content(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Return all facts of an atlas by table: neither what follows from them nor what is secret."""
    found = {}
    with inside(app):
        for table in Base.metadata.sorted_tables:
            if table.name not in DERIVED:
                rows = db.session.execute(table.select().order_by(*table.primary_key)).mappings()
                found[table.name] = [dict(row) for row in rows]
        found["ids"] = [
            dict(row)
            for row in db.session.execute(
                text("SELECT * FROM sqlite_sequence WHERE name != 'author' ORDER BY name")
            ).mappings()
        ]
    for row in found["author"]:
        del row["password_hash"]
    for row in found["change"]:
        del row["once"]
    return found


def same(one: Flask, other: Flask) -> None:
    """Fail unless two atlases hold the same; a deletion is as late as its change, to a moment."""
    ours, theirs = content(one), content(other)
    assert ours.keys() == theirs.keys()
    for table, rows in ours.items():
        assert len(rows) == len(theirs[table]), table
        for row, their in zip(rows, theirs[table], strict=True):
            gone, too = row.pop("deleted_at", None), their.pop("deleted_at", None)
            assert (gone is None) == (too is None), (table, row)
            assert row == their, table
            assert gone is None or abs((gone - too).total_seconds()) < MARGIN
    with inside(other):
        check_projections()


def crawl(browser: FlaskClient) -> dict[str, tuple[int, bytes]]:
    """Return the answers at the addresses that are found from the first page on.

    Of those that differ in a name, a number or a day only, the first few are asked. To compare all
    answers, raise the two limits.
    """
    waiting, asked = ["/", *FURTHER], Counter[str]()
    found: dict[str, tuple[int, bytes]] = {}
    while waiting and len(found) < MOST:
        address = waiting.pop(0)
        form = VALUE.sub("=", NUMBER.sub("1", NAME.sub("/page", address)))
        if address in found or asked[form] == EACH or address.startswith(OTHERWISE):
            continue
        asked[form] += 1
        answer = browser.get(address)
        body = re.sub(rb'name="once" value="[^"]*"|\?v=[0-9a-f]+', b"", answer.data)
        found[address] = answer.status_code, body
        if answer.mimetype in ("text/html", "text/xml", "application/xml"):
            links = re.findall(r'(?:href|src|action)="(/[^"#]*)', answer.text)
            waiting += [unescape(link) for link in links]
        elif answer.location:
            waiting.append(answer.location.removeprefix(ENVIRON["WIKI_BASE_URL"]))
    return found


def test_the_demo_answers_the_same_at_every_address(make: Make, tmp_path: Path) -> None:
    one, other = make("one"), make("other")
    run(one, "demo")
    said = run(one, "export", "--all", tmp_path / "out")
    assert "and the journal" in said
    run(other, "import", tmp_path / "out")
    same(one, other)
    visits = [crawl(app.test_client()) for app in (one, other)]
    assert len(visits[0]) == MOST
    assert visits[0] == visits[1]
    edits = [crawl(signed_in(app, "Ada")) for app in (one, other)]
    assert edits[0] == edits[1]


def test_all_that_was_ever_done_comes_back(make: Make, planted: Flask, tmp_path: Path) -> None:
    one, other = planted, make("other")
    run(one, "export", "--all", tmp_path / "out")
    run(other, "import", tmp_path / "out")
    same(one, other)
    run(other, "export", "--all", tmp_path / "again")
    files = {
        path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()
    }
    assert files == {
        path.name: path.read_bytes() for path in (tmp_path / "again").rglob("*") if path.is_file()
    }


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(seed=st.integers(0, 10_000))
def test_an_atlas_is_the_same_after_any_edits(
    empty_instance: Path, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("edited")
    with made_in(folder, empty_instance) as make:
        one, other = make("one"), make("other")
        run(one, "demo")
        with inside(one):
            crowd = Crowd(Random(seed))
            for _ in range(20):
                crowd.step()
        run(one, "export", "--all", folder / "out")
        run(other, "import", folder / "out")
        same(one, other)


def test_an_export_is_private_whole_and_leaves_alone_what_is_not_its_own(
    planted: Flask, tmp_path: Path
) -> None:
    one, out = planted, tmp_path / "out"
    run(one, "export", "--all", out)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*")}
    assert modes == {0o600, 0o700}
    written = json.loads((out / "files.json").read_text())
    listed = written["files"]
    assert {*listed, "files.json"} == files_in(out).keys()
    first = json.loads((out / "journal.jsonl").read_text().partition("\n")[0])
    assert (first["format"], first["zone"]) == (1, "UTC")
    assert [author["name"] for author in first["authors"]] == ["Ada"]
    text = (out / "journal.jsonl").read_text()
    assert '"once"' not in text
    assert "scrypt" not in text

    (out / "mine.md").write_text("Mine.")
    (out / "gone.md").write_text("Of an earlier export.")
    (out / "essays" / "mine.txt").write_text("Mine.")
    (tmp_path / "outside.md").write_text("Outside.")
    names = [*listed, "gone.md", "../outside.md", str(tmp_path / "outside.md")]
    (out / "files.json").write_text(json.dumps(written | {"files": names}))
    run(one, "export", "--all", out)
    assert not (out / "gone.md").exists()
    assert {"mine.md", "essays/mine.txt"} <= files_in(out).keys()
    assert (tmp_path / "outside.md").exists()
    assert not list(tmp_path.glob(".out*"))
    shutil.rmtree(out / "essays")
    (out / "essays").symlink_to(tmp_path)
    assert "is a link to somewhere else" in refused(one, "export", "--all", out)


def test_what_is_no_whole_journal_is_refused_with_its_line_and_nothing_is_written(
    make: Make, planted: Flask, tmp_path: Path
) -> None:
    one, other, out = planted, make("other"), tmp_path / "out"
    run(one, "export", "--all", out)
    lines = (out / "journal.jsonl").read_text().splitlines(keepends=True)
    for number, words, changed in DAMAGED:
        (out / "journal.jsonl").write_text("".join(changed(lines)))
        said = refused(other, "import", out)
        assert f"journal.jsonl, line {number}: " in said, (words, said)
        assert words in said
    (out / "journal.jsonl").write_bytes(b"\xff\xfe" + "".join(lines).encode())
    assert "line 1: This is not UTF-8 text." in refused(other, "import", out)
    with (out / "journal.jsonl").open("wb") as zeros:
        zeros.truncate(10 * 2**30)  # sparse: it takes no room
    begun = time.process_time()
    assert "journal.jsonl, line 1: " in refused(other, "import", out)
    assert time.process_time() - begun < 5
    (out / "journal.jsonl").unlink()
    (out / "journal.jsonl").symlink_to(tmp_path / "elsewhere.jsonl")
    assert "is a link" in refused(other, "import", out)
    (out / "journal.jsonl").unlink()
    (out / "journal.jsonl").write_text("".join(lines))
    for name, words in HOSTILE.items():
        path = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the file that is there twice
            archive.write(out / "journal.jsonl", "journal.jsonl")
            hostile(archive, name)
        assert words in refused(other, "import", path)
    assert content(other) == content(make("untouched")) | {"atlas": content(other)["atlas"]}
    run(other, "import", out)
    assert "not empty" in refused(other, "import", out)


def altered(line: int, *, of: str = "", **values: Any) -> Callable[[list[str]], list[str]]:
    """Return a function that gives values in one line of a journal others; None takes one out.

    With `of`, the values are those of the first revision, or of its state.
    """

    def change(lines: list[str]) -> list[str]:
        said = json.loads(lines[line - 1])
        where = said if not of else said["revisions"][0]
        where = where if of != "after" else where["after"]
        was = where.copy()
        where.clear()
        where |= values | was | values  # new names come first, as the revisions have to be last
        return [*lines[: line - 1], json.dumps(said) + "\n", *lines[line:]]

    return change


# The line that is named, words of the sentence, and what was done to the lines.
DAMAGED: list[tuple[int, str, Callable[[list[str]], list[str]]]] = [
    (1, "nothing in this file", lambda lines: []),
    (1, "newer version", altered(1, format=2)),
    (1, "`colour` is no field of the first line", altered(1, colour="red")),
    (1, "Two authors", altered(1, authors=[{"id": 1, "name": "Ada"}, {"id": 2, "name": "ADA"}])),
    (4, "cut off: 2 of", lambda lines: lines[:3]),
    (3, "cut off or damaged", lambda lines: [*lines[:2], lines[2][:60]]),
    (3, "more behind the object", lambda lines: [*lines[:2], lines[2].strip() + "{}\n"]),
    (3, "out of order", lambda lines: [lines[0], lines[2], lines[1], *lines[3:]]),
    (3, "`colour` is no field of a change", altered(3, colour="red")),
    (3, "`colour` is no field of a revision", altered(3, of="revision", colour="red")),
    (3, "`colour` is no field of a", altered(3, of="after", colour="red")),
    (3, "`id` of a change cannot be", altered(3, id="3")),
    (3, "`previous_id` is not the last", altered(3, of="revision", previous_id=1)),
    (3, "`action` of a revision cannot be", altered(3, of="revision", action="conjure")),
    (3, "`slug` of a topic cannot be", altered(3, of="after", slug="../../etc")),
    (3, "`title` of a topic is missing", altered(3, of="after", title=None)),
    (3, "`visibility` of a topic cannot be", altered(3, of="after", visibility="perhaps")),
    (3, "The area with the id 99 is named here", altered(3, of="after", area_id=99)),
    (3, "is no number", lambda lines: [*lines[:2], '{"id": 1e999, "revisions": []}\n']),
    (3, "cut off or damaged", lambda lines: [*lines[:2], '{"id": {"a": ' + "[" * 100_000]),
    (3, "stands twice", lambda lines: [*lines[:2], '{"id": 2, "id": 3, "revisions": []}\n']),
]
HOSTILE = {
    "up": "leads out of it",
    "link": "is a link",
    "twice": "have the name",
}


def hostile(archive: zipfile.ZipFile, name: str) -> None:
    """Put into a zip what is in no export."""
    if name == "up":
        archive.writestr("../above.md", "Above")
    elif name == "twice":
        archive.writestr("journal.jsonl", "{}")
    else:
        entry = zipfile.ZipInfo("media/link.webp")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")


def test_an_author_restores_an_export_in_the_browser(
    make: Make, planted: Flask, tmp_path: Path
) -> None:
    visitor, ada = planted.test_client(), signed_in(planted, "Ada")
    page = visitor.get("/export")
    assert (page.status_code, "/export.zip" in page.text) == (200, False)
    assert "beliefs.json" in page.text
    assert visitor.get("/export.zip").status_code == 404
    assert 'href="/export.zip"' in ada.get("/export").text
    answer = ada.get("/export.zip")
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    run(planted, "export", "--all", tmp_path / "out")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        unpacked = {name: archive.read(name) for name in archive.namelist()}
    assert unpacked == files_in(tmp_path / "out")

    other = make("other")
    grace = signed_in(other, "Grace")

    def send(data: bytes) -> Any:
        return grace.post("/import", data={"file": (io.BytesIO(data), "out.zip")})

    asked = send(answer.data)
    assert "Restore this atlas?" in asked.text
    assert 'name="title"' not in asked.text
    digest = re.findall('name="digest" value="([0-9a-f]+)"', asked.text)[0]
    empty = content(other)
    broken = send(answer.data.replace(b"PK", b"KP"))
    assert (broken.status_code, content(other)) == (422, empty)
    done = grace.post("/import", data={"digest": digest}, follow_redirects=True)
    assert "Restored" in done.text
    assert "set new ones for Ada" in done.text
    with inside(other):
        Writer("Grace").topic("Written since")

    asked = send(answer.data)
    assert "takes the place of everything" in asked.text
    for typed in ("", "Another title"):
        refused = grace.post("/import", data={"digest": digest, "title": typed})
        assert refused.status_code == 422
        assert "Type the title" in refused.text
    assert grace.get("/atlas/written-since").status_code == 200
    assert not (tmp_path / "other" / "backups").exists()
    with inside(other):
        last = newest().id
    done = grace.post("/import", data={"digest": digest, "title": TITLE}, follow_redirects=True)
    assert "A copy of what was here is in backups/before-restore-" in done.text
    assert grace.get("/atlas/written-since").status_code == 404
    (copy,) = (tmp_path / "other" / "backups").glob("*.sqlite")
    with closing(sqlite3.connect(copy)) as database:
        query = "SELECT count(*) FROM topic WHERE slug = 'written-since'"
        assert database.execute(query).fetchone() == (1,)
    with inside(other):  # of one atlas, no id is given twice
        Writer("Grace").topic("Written later")
        assert newest().id > last


def test_an_atlas_of_an_earlier_version_comes_back(make: Make, tmp_path: Path) -> None:
    for version in ("0001", "0014", "0024"):  # of the last two, as they were numbered for a while
        one, other = make(f"one-{version}"), make(f"other-{version}")
        with inside(one):
            ada = Writer()
            page = ada.topic("Compute", area="Governance")
            claim = ada.add(page, "beliefs", claim="It grows", credence=Decimal(70)).item
            ada.save(page, "beliefs", claim, claim="It grows fast")
            ada.add(page, "reading", title="Counting", takeaway="Told", topics=[])
            ada.add(page, "regions", region="Chips", kind="related", reason="", create=True)
            go_back_to(version)
            forget_newer_fields()
            upgrade()
        run(one, "export", "--all", tmp_path / version)
        run(other, "import", tmp_path / version)
        same(one, other)


def go_back_to(version: str) -> None:
    """Change the tables to those of an earlier version, by the number that it had then."""
    db.session.remove()
    db.engine.dispose()  # its connections remember the tables as they are
    if version == "0014":
        downgrade(revision="0013")
        db.session.execute(text("CREATE TABLE text_link (kind, item_id)"))
        db.session.execute(text("CREATE TABLE topic_name (name, topic_id)"))
    elif version == "0024":
        downgrade(revision="0020")
        db.session.execute(text("ALTER TABLE topic ADD short_title TEXT DEFAULT '' NOT NULL"))
    else:
        downgrade(revision=version)
    db.session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": version})
    db.session.commit()


def forget_newer_fields() -> None:
    """Let the states of the journal have no field for which the tables have no column."""
    for kind in ("area", "topic", "belief", "reading", "relation"):
        columns = {row[1] for row in db.session.execute(text(f"PRAGMA table_info({kind})"))}
        known = columns | {"topic", "topics", "position"}
        query = text("SELECT id, after FROM revision WHERE kind = :kind AND after IS NOT NULL")
        for number, after in db.session.execute(query, {"kind": kind}).all():
            state = {name: said for name, said in json.loads(after).items() if name in known}
            put = text("UPDATE revision SET after = :after WHERE id = :id")
            db.session.execute(put, {"after": json.dumps(state), "id": number})
    db.session.commit()

"""Beginning an atlas of one's own in place of the demo, and bringing the demo back."""

import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from tests.compiled_once import share_compiled
from tests.conftest import ENVIRON, TODAY, signed_in
from tests.disks import full_disk, read_only
from wiki import create_app
from wiki.clock import Clock
from wiki.db import Base, begin_writing, db, utc_now
from wiki.demo import fill_all
from wiki.journal import Signature
from wiki.models import Atlas
from wiki.services.site import edit_site

ROOT = Path(__file__).parents[2]
START: dict[str, Any] = {"site_title": "Climate policy", "area": "Carbon", "title": "Carbon prices"}
EMPTIED = ("/reading.rss", "/changes.rss", "/triggers.rss", "/sitemap.xml", "/map.json")


@pytest.fixture(scope="module")
def filled(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo, as the first start of the server leaves it, to be copied."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    shutil.copytree(empty_instance, folder)
    made = create_app(folder, ENVIRON)
    share_compiled(made)
    with made.app_context():
        begin_writing()
        fill_all(Signature(None, TODAY), Clock(utc_now(), ZoneInfo("UTC")))
        db.session.commit()
        db.engine.dispose()
    return folder


@pytest.fixture
def demo(filled: Path, tmp_path: Path) -> Iterator[Flask]:
    shutil.copytree(filled, tmp_path / "demo")
    made = create_app(tmp_path / "demo", ENVIRON)
    made.testing = True
    share_compiled(made)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def ada(demo: Flask) -> FlaskClient:
    return signed_in(demo, "Ada")


@pytest.fixture
def visitor(demo: Flask) -> FlaskClient:
    return demo.test_client()


def opened(browser: FlaskClient) -> dict[str, str]:
    """Open the form, and return the fields that it carries."""
    page = browser.get("/start").text
    return {"replaces": re.findall('name="replaces" value="([^"]+)"', page)[0]}


def base(browser: FlaskClient, address: str) -> str:
    """Return the version that the form at an address was opened on."""
    return str(re.findall('name="base" value="([^"]+)"', browser.get(address).text)[0])


def begin(browser: FlaskClient, **typed: Any) -> Any:
    return browser.post("/start", data=opened(browser) | START | typed)


def backups(app: Flask) -> list[Path]:
    return sorted((Path(app.instance_path) / "backups").glob("*"))


def atlas_of(app: Flask) -> Any:
    with app.app_context():
        row = db.session.execute(select(Atlas.id, Atlas.is_demo)).one()
        db.session.remove()
    return row


def test_only_an_author_of_the_demo_finds_the_button(
    ada: FlaskClient, visitor: FlaskClient
) -> None:
    for address in ("/", "/atlas/timelines", "/beliefs"):
        assert "This is a demo." in ada.get(address).text
        assert "demo" not in visitor.get(address).text.partition("<main")[0]
    assert visitor.get("/start").status_code == 401
    assert visitor.post("/start", data=START).status_code == 401
    assert visitor.post("/start/demo").status_code == 401


def test_an_atlas_that_is_no_demo_cannot_be_emptied(author: FlaskClient, topic: str) -> None:
    assert "This is a demo" not in author.get("/").text
    assert author.get("/start").status_code == 404
    answer = author.post("/start", data=START)
    assert answer.status_code == 404
    assert "Carbon prices" in answer.text  # what was typed comes back
    assert author.post("/start/demo").status_code == 404
    assert author.get(f"/atlas/{topic}").status_code == 200


def test_starting_empties_everything_and_opens_the_first_stance(
    demo: Flask, ada: FlaskClient, visitor: FlaskClient
) -> None:
    was = atlas_of(demo)
    before = {address: visitor.get(address) for address in ("/", *EMPTIED)}
    answer = begin(ada)
    assert (answer.status_code, answer.location) == (
        303,
        "/atlas/carbon-prices/stance/new?field=body",
    )
    page = ada.get(answer.location).text
    assert '<textarea id="new-stance-body"' in page
    assert "This is your atlas now." in page
    assert "This is a demo" not in page
    now = atlas_of(demo)
    assert (was.is_demo, now.is_demo, was.id == now.id) == (True, False, False)
    for address, old in before.items():
        new = visitor.get(address, headers={"If-None-Match": old.headers["ETag"]})
        assert new.status_code == 200
        assert "Compute governance" not in new.text
        assert "Interpretability" not in new.text
    assert visitor.get("/atlas/timelines").status_code == 404
    assert "Carbon prices" in visitor.get("/map.svg").text


def test_nothing_is_left_in_any_table_and_ids_begin_again(demo: Flask, ada: FlaskClient) -> None:
    begin(ada, area="", title="")
    with demo.app_context():
        kept = {
            "atlas",
            "author",
            "commit_effect",
            "list_total",
            "map_version",
            "site",
            "change",
            "revision",
        }
        for table in Base.metadata.sorted_tables:
            rows = db.session.execute(select(table)).all()
            assert bool(rows) == (table.name in kept), table.name
        db.session.remove()
    assert ada.post("/atlas/new", data={"title": "First"}).status_code == 303
    assert ada.get("/c/2").status_code == 200
    with demo.app_context():
        assert db.session.scalar(text("SELECT id FROM topic")) == 1
        db.session.remove()
    checked = demo.test_cli_runner().invoke(args=["check"])
    assert checked.exit_code == 0, checked.output


def test_the_demo_is_copied_first_for_its_owner_alone(demo: Flask, ada: FlaskClient) -> None:
    ada.post("/atlas/timelines/edit", data={"title": "My timelines"})
    begin(ada)
    (copy,) = backups(demo)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    with closing(sqlite3.connect(copy)) as database:
        titles = {title for (title,) in database.execute("SELECT title FROM topic")}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "Compute governance" in titles
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


def test_the_first_region_can_wait(ada: FlaskClient) -> None:
    answer = begin(ada, title="", area="  ")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "New region" in ada.get("/").text


def test_a_second_press_is_answered_like_the_first(demo: Flask, ada: FlaskClient) -> None:
    sent = opened(ada) | START
    first, second = ada.post("/start", data=sent), ada.post("/start", data=sent)
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert len(backups(demo)) == 1
    other = ada.post("/start", data=sent | {"title": "Something else"})
    assert other.status_code == 404
    assert "Something else" in other.text


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"site_title": "   "}, 422, "Give your atlas a title."),
        ({"title": "[[x]]"}, 422, "A title cannot hold [[ or ]]"),
        ({"title": "x" * 2001}, 413, "Too long: 2,001 of 2,000 characters."),
        ({"site_title": "x" * 2001}, 413, "Too long: 2,001 of 2,000 characters."),
        ({"site_title": "x" * 201}, 422, "It has to be text of at most 200 characters."),
        ({"password": "short"}, 422, "A password has at least 8 characters."),
        ({"password": "x" * 1001}, 422, "A password has at most 1,000 characters."),
        ({"author_name": "x" * 101}, 422, "A name has from 1 to 100 characters."),
        ({"author_name": "Ben"}, 422, "There is an author called Ben already."),
    ],
)
def test_what_cannot_be_used_is_refused_and_empties_nothing(
    demo: Flask, ada: FlaskClient, typed: dict[str, str], status: int, sentence: str
) -> None:
    signed_in(demo, "Ben")
    was = atlas_of(demo)
    answer = begin(ada, **typed)
    assert (answer.status_code, sentence in answer.text) == (status, True)
    assert "Carbon prices" in answer.text or "title" in typed
    assert typed.get("password", "no password") not in answer.text
    assert atlas_of(demo) == was
    assert ada.get("/atlas/timelines").status_code == 200
    assert backups(demo) == []


def test_long_titles_and_emoji_make_an_atlas(ada: FlaskClient) -> None:
    long = "Carbon " * 285
    answer = begin(ada, site_title=long[:200], title=long, area="🌍")
    assert answer.status_code == 303
    assert ada.get(answer.location).status_code == 200
    assert ada.get("/").status_code == 200


@pytest.mark.parametrize("title", ["New", "Beliefs", "Edit", "🌍", "C#", "Éthique & droit"])
def test_any_title_makes_a_first_region(ada: FlaskClient, title: str) -> None:
    answer = begin(ada, title=title)
    assert answer.status_code == 303
    assert ada.get(answer.location).status_code == 200
    assert ada.get("/map.json").get_json()["nodes"][0]["title"] == title


def test_a_form_that_does_not_say_which_atlas_is_to_go_empties_nothing(ada: FlaskClient) -> None:
    empty, said = (
        {"replaces": ""},
        {"site_title": "Saved on the demo", "base": base(ada, "/settings")},
    )
    assert ada.post("/settings", data=said).status_code == 303  # what the form begins with
    assert ada.post("/start").status_code == 400
    for sent in (START, START | empty):
        assert ada.post("/start", data=sent).status_code == 409
    assert ada.get("/atlas/timelines").status_code == 200
    begin(ada)
    for sent in ({}, empty):
        assert ada.post("/start/demo", data=sent).status_code == 409
    assert ada.get("/atlas/carbon-prices").status_code == 200


def test_a_button_of_an_earlier_start_empties_nothing(demo: Flask, ada: FlaskClient) -> None:
    begin(ada)
    first = {"replaces": atlas_of(demo).id}
    assert ada.post("/start/demo", data=first).status_code == 303
    begin(ada, title="Second")
    assert ada.post("/start/demo", data=first).status_code == 409
    assert ada.get("/atlas/second").status_code == 200


def test_name_and_password_sign_in_afterwards(demo: Flask, ada: FlaskClient) -> None:
    begin(ada, author_name="Grace Hopper", password="a long password")
    ada.post("/sign-out")
    answer = ada.post("/sign-in", data={"name": "Grace Hopper", "password": "a long password"})
    assert answer.status_code == 303
    assert ada.get("/atlas/carbon-prices/edit").status_code == 200


def test_a_password_that_is_there_already_stays(demo: Flask, ada: FlaskClient) -> None:
    demo.test_cli_runner().invoke(args=["author", "Ada"], input="the first one\n")
    ada = signed_in(demo, "Ada")
    assert 'type="password"' not in ada.get("/start").text
    assert begin(ada, password="another one").status_code == 422
    assert begin(ada).status_code == 303
    signing = {"name": "Ada", "password": "the first one"}
    assert ada.post("/sign-out").status_code == 303
    assert ada.post("/sign-in", data=signing).status_code == 303
    assert ada.get("/atlas/new").status_code == 200


def test_a_form_that_was_opened_on_the_demo_writes_nothing(demo: Flask, ada: FlaskClient) -> None:
    page = ada.get("/atlas/timelines/beliefs/new").text
    fields = dict(re.findall(r'type="hidden" name="(atlas|once)" value="([^"]+)"', page))
    assert begin(ada, title="Timelines").status_code == 303
    sent = fields | {"claim": "Kept text", "credence": "70"}
    answer = ada.post("/atlas/timelines/beliefs", data=sent)
    assert answer.status_code == 409
    assert "another took its place" in answer.text
    assert "Kept text" in answer.text
    assert ada.post("/c/1/undo", data={"atlas": fields["atlas"]}).status_code == 409
    data = ada.get("/atlas/timelines.json").get_json()
    assert data["sections"]["beliefs"] == []


def test_the_demo_can_be_brought_back_until_something_is_saved(
    demo: Flask, ada: FlaskClient
) -> None:
    page = ada.get(begin(ada).location).text
    own = atlas_of(demo)
    assert "Bring the demo back" in page
    sent = {"replaces": own.id}
    answer = ada.post("/start/demo", data=sent)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "This is a demo." in ada.get("/").text
    assert ada.get("/atlas/timelines").status_code == 200
    assert ada.get("/atlas/carbon-prices").status_code == 404
    assert ada.post("/start/demo", data=sent).status_code == 303  # a second press
    assert len(backups(demo)) == 2
    assert begin(ada).status_code == 303
    saved = ada.post("/atlas/carbon-prices/stance", data={"body": "Prices work."})
    assert saved.status_code == 303
    assert "Bring the demo back" not in ada.get("/").text
    assert ada.post("/start/demo").status_code == 404
    assert "Prices work." in ada.get("/atlas/carbon-prices").text


def test_on_a_full_disk_nothing_is_emptied(demo: Flask, ada: FlaskClient) -> None:
    was, sent = atlas_of(demo), opened(ada) | START
    with full_disk():
        answer = ada.post("/start", data=sent)
    assert answer.status_code in (503, 507)
    assert "disk of the atlas" in answer.text
    assert "Carbon prices" in answer.text
    assert atlas_of(demo) == was
    assert backups(demo) == []
    assert ada.get("/atlas/timelines").status_code == 200


def test_where_no_copy_can_be_made_nothing_is_emptied(demo: Flask, ada: FlaskClient) -> None:
    folder, sent = Path(demo.instance_path) / "backups", opened(ada) | START
    folder.mkdir()
    with read_only(folder):
        answer = ada.post("/start", data=sent)
    assert answer.status_code == 503
    assert ada.get("/atlas/timelines").status_code == 200
    folder.rmdir()
    folder.write_text("no folder")
    assert ada.post("/start", data=sent).status_code == 503
    assert ada.get("/atlas/timelines").status_code == 200


def test_the_demo_is_still_one_after_it_was_edited(ada: FlaskClient) -> None:
    ada.post("/atlas/new", data={"title": "Mine"})
    assert "This is a demo." in ada.get("/").text


def test_an_atlas_of_an_earlier_version_is_no_demo(demo: Flask, ada: FlaskClient) -> None:
    with demo.app_context():
        downgrade(revision="0008")
        upgrade()
        db.session.remove()
    assert ada.get("/atlas/timelines").status_code == 200
    assert "This is a demo." not in ada.get("/").text
    assert ada.post("/start", data=START).status_code == 404


@pytest.fixture
def with_area(app: Flask, author: FlaskClient) -> Flask:
    author.post("/areas/new", data={"title": "My area"})
    return app


def test_the_demo_beside_something_of_ones_own_is_no_demo(
    with_area: Flask, author: FlaskClient
) -> None:
    assert with_area.test_cli_runner().invoke(args=["demo"]).exit_code == 0
    assert author.get("/atlas/timelines").status_code == 200
    assert "This is a demo." not in author.get("/").text
    assert author.get("/start").status_code == 404


def test_another_worker_notices(demo: Flask, ada: FlaskClient, visitor: FlaskClient) -> None:
    other = create_app(Path(demo.instance_path), ENVIRON)
    reader = other.test_client()
    for address in ("/", "/map.svg", "/atlas/timelines"):
        assert reader.get(address).status_code == 200
    begin(ada, title="Carbon prices")
    for address in ("/", "/map.svg", "/map", "/changes"):
        page = reader.get(address).text
        assert "Compute governance" not in page
    assert reader.get("/atlas/timelines").status_code == 404
    with other.app_context():
        db.engine.dispose()


def test_what_was_typed_is_the_sites(ada: FlaskClient, visitor: FlaskClient) -> None:
    form = begin(ada, site_summary="What works, and what does not.", author_name="Grace Hopper")
    assert form.status_code == 303
    page = visitor.get("/").text
    assert "Climate policy" in page
    assert "An atlas of AI safety" not in page


def test_settings_and_about_that_were_saved_on_the_demo_stay(
    demo: Flask, ada: FlaskClient, visitor: FlaskClient
) -> None:
    with demo.app_context():
        begin_writing()
        edit_site({"licence": "CC BY 4.0", "site_title": "Mine"}, Signature(None, TODAY))
        db.session.commit()
        db.session.remove()
    sent = {"base": base(ada, "/about/edit"), "body": "I am Ada."}
    assert ada.post("/about/edit", data=sent).status_code == 303
    assert 'value="Mine"' in ada.get("/start").text
    begin(ada)
    assert "I am Ada." in visitor.get("/about").text
    assert "CC BY 4.0" in visitor.get("/map.svg").text
    assert "Climate policy" in visitor.get("/").text


def test_who_writes_the_demo_is_not_who_writes_an_atlas_in_its_place(
    ada: FlaskClient, visitor: FlaskClient
) -> None:
    pages = ("/", "/about", "/atlas/timelines", "/map.svg")
    assert all("Mara Lindqvist" in visitor.get(page).text for page in pages)
    assert "Mara Lindqvist is invented" in visitor.get("/about").text
    assert "Mara" not in ada.get("/start").text.partition("<main")[2].partition("<footer")[0]
    begin(ada)
    for page in ("/", "/about", "/atlas/carbon-prices", "/map.svg"):
        assert "Mara" not in visitor.get(page).text
    assert "How to read it" in visitor.get("/about").text


def test_what_the_operator_set_is_not_asked_for(demo: Flask) -> None:
    environ = ENVIRON | {"WIKI_SITE_TITLE": "The operator’s"}
    app = create_app(Path(demo.instance_path), environ)
    ada = signed_in(app, "Ada")
    assert 'name="site_title"' not in ada.get("/start").text
    assert begin(ada, site_title="").status_code == 303
    assert "The operator’s" in app.test_client().get("/").text
    with app.app_context():
        db.engine.dispose()


def test_two_presses_at_once_start_one_atlas(demo: Flask, ada: FlaskClient) -> None:
    sent = opened(ada) | START
    others = [signed_in(demo, "Ada") for _ in range(4)]
    with ThreadPoolExecutor(len(others)) as pool:
        answers = list(pool.map(lambda one: one.post("/start", data=sent), others))
    assert [answer.status_code for answer in answers] == [303] * len(others)
    assert len(backups(demo)) == 1
    assert len(ada.get("/map.json").get_json()["nodes"]) == 1


KILLED = """
import os, sys
from pathlib import Path
from wiki import create_app
from wiki.services.start import Backup
from tests.conftest import ENVIRON, signed_in
from tests.views.test_start import START, opened

Backup.make = lambda backup: os.kill(os.getpid(), 9)
browser = signed_in(create_app(Path(sys.argv[1]), ENVIRON), "Ada")
browser.post("/start", data=opened(browser) | START)
"""


def test_a_server_that_is_killed_in_the_middle_leaves_the_demo(demo: Flask) -> None:
    was = atlas_of(demo)
    words = [sys.executable, "-c", KILLED, demo.instance_path]
    assert subprocess.run(words, check=False, cwd=ROOT).returncode == -signal.SIGKILL
    assert atlas_of(demo) == was
    assert demo.test_client().get("/atlas/timelines").status_code == 200


# Forms that write nothing into an atlas, or that name the one they replace; and the one that gives
# back whatever was sent.
WITHOUT = {"/sign-in", "/sign-out", "/start", "/start/demo", "{{ address }}"}


def test_every_form_of_the_author_carries_the_atlas() -> None:
    lacking, once = [], '{% set carried %}{% include "_this_atlas.html" %}{% endset %}'
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        # Several forms of a template may carry what it rendered once.
        carries = ['{% include "_this_atlas.html" %}', *(["{{ carried }}"] if once in text else [])]
        for form in re.findall(r"<form\b.*?</form>", text, re.S):
            posts = 'method="post"' in form or "hx_form(" in form
            address = re.search(r'action="([^"]*)"', form)
            exempt = (address and address[1] in WITHOUT) or path.parent.name == "sign_in"
            if posts and not exempt and not any(one in form for one in carries):
                lacking.append((path.name, form[:80]))
    assert lacking == []

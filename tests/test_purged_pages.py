"""What About and the settings said before is removed for good; what they say now stays."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import ENVIRON, base_of
from tests.pictures import add_picture, drawing
from tests.test_purging import WORD, files_with
from tests.writers import check_projections
from wiki import create_app
from wiki.db import highest_id
from wiki.storage.copies import copy_database

Run = Callable[..., Result]
FORMS = {"about": ("/about/edit", "body"), "settings": ("/settings", "author_name")}
PAGES = ["/", "/about", "/about/history", "/about/edit", "/settings", "/settings/history"]
PAGES += ["/history", "/changes", "/changes.rss", "/feeds", "/search?q=qua", "/deleted", "/media"]


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=words)


def save(author: FlaskClient, page: str, text: str) -> None:
    address, field = FORMS[page]
    base = base_of(author.get(address).text)
    assert author.post(address, data={field: text, "base": base}).status_code == 303


def shown(author: FlaskClient, page: str) -> str:
    return author.get(FORMS[page][0]).text


def purge(author: FlaskClient, page: str) -> None:
    name = f"page:{page}"
    answer = author.post("/purge", data={"anchor": name, "confirm": name, "backups": "y"})
    assert answer.status_code == 303, answer.text


def check(app: Flask, run: Run) -> None:
    """Fail unless the journal, the rows and the projections agree, also made anew."""
    with app.app_context():
        check_projections()
    for command in ("check", "rebuild", "check"):
        done = run(command)
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize("page", FORMS)
def test_a_private_word_that_was_saved_over_is_in_no_file_and_no_answer(
    app: Flask, instance: Path, author: FlaskClient, client: FlaskClient, run: Run, page: str
) -> None:
    for text in (f"The {WORD}", f"Also {WORD}", "Stays"):
        save(author, page, text)
    backup = copy_database(instance / "atlas.sqlite", instance / "backups", "before")
    assert f'href="/purge?anchor=page:{page}"' in author.get(f"/{page}").text
    asked = author.get(f"/purge?anchor=page:{page}").text
    assert f"Page: {page.capitalize()}, its former texts: what it says now stays" in asked
    assert "2 versions in all" in asked
    assert files_with(instance, WORD.encode())
    purge(author, page)
    assert files_with(instance, WORD.encode()) == []
    assert not backup.exists()
    assert "Stays" in shown(author, page)
    with app.app_context():
        changes = range(1, highest_id("change") + 1)
    for path in [*PAGES, *(f"/c/{number}" for number in changes)]:
        for reader in (author, client):
            answer = reader.get(path)
            assert answer.status_code < 500, path
            assert WORD not in answer.text, path
    check(app, run)


@pytest.mark.parametrize("page", FORMS)
def test_no_change_brings_a_removed_text_back_and_the_page_is_edited_on(
    app: Flask, author: FlaskClient, run: Run, page: str
) -> None:
    for text in (WORD, "Stays"):
        save(author, page, text)
    purge(author, page)
    with app.app_context():
        changes = range(1, highest_id("change") + 1)
    for number in changes:
        assert author.post(f"/c/{number}/undo").status_code == 410
    history = author.get(f"/{page}/history").text
    assert history.count("for good") == len(changes)
    assert history.count("current version") == 1
    assert 'name="version"' not in history  # nothing to restore
    for pair in ("from=1&to=3", "from=3&to=1", "from=1&to=2"):
        assert WORD not in author.get(f"/{page}/history?{pair}").text
    restored = author.post(f"/{page}/history/restore", data={"version": "1", "base": "3"})
    assert restored.status_code in (404, 410)
    save(author, page, "Written on")
    with app.app_context():
        last = highest_id("change")
    assert "Written on" in shown(author, page)
    assert 'name="version"' in author.get(f"/{page}/history").text
    assert author.post(f"/c/{last}/undo").status_code == 303
    assert "Written on" not in shown(author, page)
    assert "Stays" in shown(author, page)
    check(app, run)


@pytest.mark.parametrize("page", FORMS)
def test_a_second_private_word_is_removed_like_the_first(
    app: Flask, instance: Path, author: FlaskClient, run: Run, page: str
) -> None:
    nothing = author.get(f"/purge?anchor=page:{page}")
    assert nothing.status_code == 422
    assert "There is nothing called" in nothing.text
    save(author, page, "First")
    for _ in range(2):
        nothing = author.get(f"/purge?anchor=page:{page}")
        assert nothing.status_code == 422
        assert f"no former text of “page:{page}”" in nothing.text
        save(author, page, WORD)
        save(author, page, "Stays")
        purge(author, page)
        assert files_with(instance, WORD.encode()) == []
    check(app, run)


@pytest.mark.parametrize("page", FORMS)
def test_what_was_undone_to_nothing_leaves_an_empty_page_that_can_be_written(
    app: Flask, instance: Path, author: FlaskClient, run: Run, page: str
) -> None:
    save(author, page, WORD)
    assert author.post("/c/1/undo").status_code == 303
    back = author.post("/deleted", data={"anchor": f"page:{page}"})
    assert back.status_code == 303
    assert WORD in shown(author, page)
    assert author.post("/c/3/undo").status_code == 303
    assert files_with(instance, WORD.encode())
    purge(author, page)
    assert files_with(instance, WORD.encode()) == []
    check(app, run)
    save(author, page, "Anew")
    assert "Anew" in shown(author, page)
    check(app, run)


@pytest.mark.parametrize("page", FORMS)
def test_an_export_of_the_whole_atlas_comes_back_after_it(
    app: Flask, tmp_path: Path, empty_instance: Path, author: FlaskClient, run: Run, page: str
) -> None:
    for text in (WORD, "Stays"):
        save(author, page, text)
    purge(author, page)
    out = tmp_path / "out"
    assert run("export", "--all", str(out)).exit_code == 0
    assert files_with(out, WORD.encode()) == []
    shutil.copytree(empty_instance, tmp_path / "other")
    other = create_app(tmp_path / "other", ENVIRON)
    back = other.test_cli_runner().invoke(args=["import", str(out)])
    assert back.exit_code == 0, back.output
    check(other, lambda *words: other.test_cli_runner().invoke(args=words))
    again = tmp_path / "again"
    assert other.test_cli_runner().invoke(args=["export", "--all", str(again)]).exit_code == 0
    assert (again / "journal.jsonl").read_bytes() == (out / "journal.jsonl").read_bytes()


def test_a_journal_in_which_another_purged_item_has_a_state_is_refused(
    tmp_path: Path, empty_instance: Path, author: FlaskClient, topic: str, run: Run
) -> None:
    out = tmp_path / "out"
    assert run("export", "--all", str(out)).exit_code == 0
    lines = (out / "journal.jsonl").read_text().splitlines()
    change = json.loads(lines[1])
    change["revisions"][-1]["action"] = "purged"
    (out / "journal.jsonl").write_text("\n".join([lines[0], json.dumps(change), *lines[2:]]) + "\n")
    other = create_app(empty_instance, ENVIRON)
    refused = other.test_cli_runner().invoke(args=["import", str(out)])
    assert refused.exit_code == 1
    assert "that was purged has no state" in refused.output


def test_pictures_go_that_only_the_former_text_showed(
    instance: Path, author: FlaskClient, client: FlaskClient
) -> None:
    gone, stays = add_picture(author), add_picture(author, drawing("tan"))
    save(author, "about", f"![one]({gone}) ![two]({stays})")
    save(author, "about", f"![two]({stays})")
    purge(author, "about")
    assert files_with(instance, gone.rpartition("/")[2].encode()) == []
    assert client.get(gone).status_code == 404
    assert client.get(stays).status_code == 200


def test_a_backup_made_after_it_is_not_said_to_hold_it(
    instance: Path, author: FlaskClient, run: Run
) -> None:
    for text in (WORD, "Stays"):
        save(author, "about", text)
    before = copy_database(instance / "atlas.sqlite", instance / "backups", "before")
    assert run("purge", "page:about", "--yes").exit_code == 0
    after = copy_database(instance / "atlas.sqlite", instance / "backups", "after")
    found = run("purge", "--finish").output
    assert f"{before}: still holds it" in found
    assert str(after) not in found


def test_a_region_called_about_is_removed_by_its_own_name(
    author: FlaskClient, client: FlaskClient
) -> None:
    author.post("/atlas/new", data={"title": "About", "once": "a"})
    save(author, "about", "One")
    save(author, "about", "Two")
    asked = author.get("/purge?anchor=about").text
    assert "Region: About" in asked
    assert "Page:" not in asked

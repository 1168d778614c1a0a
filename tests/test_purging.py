"""What was removed for good is in no file and no answer, and everything else is as it was."""

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import ENVIRON, base_of
from tests.pictures import add_picture, drawing
from tests.writers import check_projections
from wiki import create_app
from wiki.db import db, highest_id
from wiki.storage.copies import copy_database

WORD = "quagga"  # of what is purged, in every field
PLACES = ["/", "/atlas/compute", "/atlas/compute.md", "/atlas/compute.json", "/history", "/changes"]
PLACES += ["/atlas/compute/history", "/search?q=qua", "/map.json", "/reading", "/changes.rss"]
PLACES += ["/b/1/history", "/triggers", "/deleted", "/review", "/media", "/reading.json", "/record"]


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    return lambda *words: app.test_cli_runner().invoke(args=words)


def files_with(folder: Path, words: bytes) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(folder)) for path in found if words in path.read_bytes())


def write(author: FlaskClient) -> str:
    """Write a belief full of the word, and what names it; return the name of its picture."""
    sent = {"file": (io.BytesIO(drawing()), "a.png"), "alt": f"{WORD} drawn"}
    answer = author.post("/media", data=sent, headers={"HX-Request": "true"})
    shown, page = answer.text.strip(), "/atlas/compute"
    author.post(f"{page}/beliefs", data={"claim": f"{WORD} {shown}", "credence": "71.25"})
    base = re.findall(r'name="base" value="(\d+)"', author.get(f"{page}/beliefs/1/edit").text)[0]
    moved = {"claim": f"{WORD} {shown} again", "credence": "20", "reason": WORD, "base": base}
    assert author.post(f"{page}/beliefs/1", data=moved).status_code == 303
    author.post(f"{page}/beliefs", data={"claim": "Stays", "credence": "60"})
    author.post(f"{page}/triggers", data={"observation": "Seen", "belief": "b-1"})
    author.post(f"{page}/stance", data={"body": "Read [[b-1|the first]] and [[b-1]]."})
    read = {"title": "Read", "takeaway": "Said", "bears_1": "for", "bears_2": "against"}
    read |= {"quotes": "> A line"}
    assert author.post(f"{page}/reading", data=read).status_code == 303
    return shown.rpartition("/")[2].rstrip(")")


def test_what_was_purged_is_in_no_file_and_no_answer(
    app: Flask, instance: Path, author: FlaskClient, topic: str, run: Callable[..., Result]
) -> None:
    picture, visitor = write(author), app.test_client()
    backup = copy_database(instance / "atlas.sqlite", instance / "backups", "before")
    shutil.copy(backup, instance / "backups" / "damaged.sqlite")
    (instance / "backups" / "damaged.sqlite").write_bytes(b"SQLite format 3\0 no more")
    assert WORD in author.get("/atlas/compute").text
    app.extensions["atlas.cards"].save("b-1-0", WORD.encode())  # a sharing card of the belief
    dry = run("purge", "b-1")
    assert f"belief: {WORD}" in dry.output
    assert f"picture: {picture}" in dry.output
    assert "before.sqlite: still holds it" in dry.output
    assert "damaged.sqlite: cannot be read" in dry.output
    assert "1 other text" in dry.output
    assert "Nothing was changed" in dry.output
    assert WORD in visitor.get("/atlas/compute").text
    done = run("purge", "b-1", "--yes", "--backups")
    assert (done.exit_code, "2 items" in done.output) == (0, False), done.output
    assert files_with(instance, WORD.encode()) == []
    assert files_with(instance, picture.encode()) == []
    assert (backup.exists(), (instance / "backups" / "damaged.sqlite").exists()) == (False, True)
    assert not list((instance / "media").glob("*"))
    with app.app_context():
        changes = range(1, highest_id("change") + 1)
        check_projections()
    for path in [*PLACES, *(f"/c/{number}" for number in changes)]:
        for reader in (visitor, author):
            answer = reader.get(path)
            assert answer.status_code < 500, path
            assert WORD not in answer.text, path
    page = author.get("/atlas/compute.json").get_json()["sections"]
    assert page["stance"]["body"] == "Read the first and (removed)."
    assert page["triggers"][0]["belief"] in (None, "")
    assert page["reading"][0]["bears"] == {"b-2": "against"}
    assert [one["claim"] for one in page["beliefs"]] == ["Stays"]
    told = [number for number in changes if "for good" in author.get(f"/c/{number}").text]
    assert len(told) == 3
    for number in told:
        answer = author.post(f"/c/{number}/undo")
        assert (answer.status_code, "cannot be undone" in answer.text) == (410, True)
    assert author.post("/atlas/compute/beliefs/1/restore").status_code == 410
    assert run("check").exit_code == 0
    assert "removed for good already" in run("purge", "b-1").output


def test_an_item_beside_finish_is_not_said_to_be_gone(
    author: FlaskClient, topic: str, run: Callable[..., Result]
) -> None:
    write(author)
    for words in (["b-1"], ["b-1", "--yes"], ["--yes"]):
        result = run("purge", "--finish", *words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "--finish removes no items" in result.stderr
    assert WORD in author.get("/b/1", follow_redirects=True).text
    assert "Nothing of what was removed" in run("purge", "--finish").stdout


def test_what_an_interrupted_purge_left_in_backups_is_found_to_be_deleted(
    instance: Path,
    author: FlaskClient,
    topic: str,
    run: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(author)
    (kept := instance / "backups").mkdir(exist_ok=True)
    file, later = kept / "own.zip", kept / "later.zip"
    assert run("backup", str(file)).exit_code == 0
    with monkeypatch.context() as broken:
        broken.setattr("wiki.cli.purge.clear_files", interrupt)
        assert run("purge", "b-1", "--yes", "--backups").exit_code == 1
    assert run("backup", str(later)).exit_code == 0
    assert f"backup {file}: still holds it\n" in run("purge", "--finish").stdout
    assert f"backup {file}: deleted\n" in run("purge", "--finish", "--backups").stdout
    assert (file.exists(), later.exists()) == (False, True)
    assert "backup" not in run("purge", "--finish").stdout


@pytest.mark.parametrize("where", ["cli", "views"])
def test_pictures_that_an_interrupted_purge_left_are_removed_later(
    app: Flask,
    instance: Path,
    author: FlaskClient,
    topic: str,
    run: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    gone, unused = write(author), add_picture(author, drawing("tan"))
    with monkeypatch.context() as broken:
        broken.setattr(f"wiki.{where}.purge.clear_files", interrupt)
        if where == "cli":
            assert run("purge", "b-1", "--yes").exit_code == 1
        else:
            with pytest.raises(KeyboardInterrupt):
                author.post("/purge", data={"anchor": "b-1", "confirm": "b-1"})
    assert (instance / "media" / gone).exists()
    done = run("purge", "--finish")
    assert (done.exit_code, "Nothing of what was removed is left" in done.stdout) == (0, True)
    left = {path.name for path in (instance / "media").iterdir()}
    assert left == {unused.rpartition("/")[2]}


def test_a_picture_that_is_added_again_after_an_interrupted_purge_is_kept(
    author: FlaskClient, topic: str, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = write(author)
    interrupt_purge(run, monkeypatch, "wiki.cli.purge.clear_files")
    assert add_picture(author, drawing()) == f"/media/{picture}"
    assert run("purge", "--finish").exit_code == 0
    assert author.get(f"/media/{picture}").status_code == 200


def test_a_picture_is_kept_where_a_purge_was_taken_back_or_it_is_shown_again(
    app: Flask,
    instance: Path,
    author: FlaskClient,
    topic: str,
    run: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = write(author)
    interrupt_purge(run, monkeypatch, "wiki.services.purge.purge_items")
    assert run("purge", "--finish").exit_code == 0
    assert author.get(f"/media/{picture}").status_code == 200
    interrupt_purge(run, monkeypatch, "wiki.cli.purge.clear_files")
    again = {"claim": f"Drawn ![](/media/{picture})", "credence": "30"}
    assert author.post("/atlas/compute/beliefs", data=again).status_code == 303
    assert run("purge", "--finish").exit_code == 0
    assert author.get(f"/media/{picture}").status_code == 200


def interrupt(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt


def interrupt_purge(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """Purge the first belief, and interrupt that where it calls the function of this name."""
    with monkeypatch.context() as broken:
        broken.setattr(at, interrupt)
        assert run("purge", "b-1", "--yes").exit_code == 1


def test_what_came_to_it_since_it_was_looked_at_is_shown_before_it_goes(
    app: Flask, author: FlaskClient, topic: str
) -> None:
    asked = {"anchor": "elsewhere", "confirm": "elsewhere"}
    mark = r'name="going" value="(\w+)"'
    shown = re.findall(mark, author.get("/purge?anchor=elsewhere").text)
    belief = {"claim": "Written in another window", "credence": "40"}
    assert author.post("/atlas/elsewhere/beliefs", data=belief).status_code == 303
    again = author.post("/purge", data=asked | {"going": shown[0]})
    assert (again.status_code, "Nothing was removed" in again.text) == (409, True)
    assert "Belief: Written in another window" in again.text
    assert author.get("/atlas/elsewhere").status_code == 200
    going = re.findall(mark, again.text)
    assert author.post("/purge", data=asked | {"going": going[0]}).status_code == 303
    assert author.get("/atlas/elsewhere").status_code == 404


def test_a_region_is_removed_in_the_browser_once_its_slug_is_typed(
    app: Flask, tmp_path: Path, empty_instance: Path, author: FlaskClient, topic: str
) -> None:
    visitor, instance = app.test_client(), tmp_path / "instance"
    for title in (f"{WORD} bay", "Bay"):
        author.post("/atlas/new", data={"title": title, "summary": f"On {title}"})
    essay = {"title": f"{WORD} bay", "body": "Stays", "slug": "bay", "topics": "compute"}
    assert author.post("/writing/new", data=essay | {"title": "Bay"}).status_code == 303
    page = f"/atlas/{WORD}-bay"
    for path, data in {
        "beliefs": {"claim": WORD, "credence": "40"},
        "regions": {"region": "Compute", "kind": "related", "reason": WORD},
        "reading": {"title": "Read there", "takeaway": "Said"},
    }.items():
        assert author.post(f"{page}/{path}", data=data).status_code == 303
    author.post(f"{page}/beliefs/1/delete")
    author.post(f"{page}/delete")
    assert visitor.post("/purge", data={"anchor": f"{WORD}-bay"}).status_code == 401
    twice = author.get("/purge?anchor=bay")
    assert (twice.status_code, "region:bay or essay:bay" in twice.text) == (422, True)
    nothing = author.get("/purge?anchor=b-99")
    assert (nothing.status_code, "nothing called" in nothing.text) == (422, True)
    assert f"/purge?anchor=region%3A{WORD}-bay" in author.get("/deleted").text
    asked = author.get(f"/purge?anchor=region:{WORD}-bay").text
    for noun in ("Region", "Belief", "Relation"):
        assert f'<li dir="auto">{noun}: ' in asked
    typed = {"anchor": f"region:{WORD}-bay", "confirm": "bay"}
    refused = author.post("/purge", data=typed)
    assert (refused.status_code, "Nothing was removed" in refused.text) == (422, True)
    assert files_with(instance, WORD.encode())
    done = author.post("/purge", data=typed | {"confirm": f"region:{WORD}-bay"})
    assert (done.status_code, done.location) == (303, "/deleted")
    assert "Removed for good." in author.get("/deleted").text
    assert files_with(instance, WORD.encode()) == []
    for path in ["/", "/reading", "/history", "/map", "/deleted", "/atlas/compute", "/areas/none"]:
        assert (WORD in author.get(path).text, WORD in visitor.get(path).text) == (False, False), (
            path
        )
    assert author.get("/atlas/bay").status_code == 200
    assert visitor.get("/r/1").status_code == 404  # it stood on that page alone
    with app.app_context():
        check_projections()
    run, out = app.test_cli_runner().invoke, tmp_path / "out"
    assert run(args=["export", "--all", str(out)]).exit_code == 0
    assert files_with(out, WORD.encode()) == []
    shutil.copytree(empty_instance, tmp_path / "other")
    other = create_app(tmp_path / "other", ENVIRON)
    other.testing = True
    back = other.test_cli_runner().invoke(args=["import", str(out)])
    assert back.exit_code == 0, back.output
    again = other.test_client()
    for path in ["/atlas/bay.json", "/atlas/compute.json", "/history", "/changes.json"]:
        assert again.get(path).text == visitor.get(path).text, path
    with other.app_context():
        check_projections()
        db.engine.dispose()


def test_what_the_disk_refuses_to_delete_is_named_and_all_else_is_gone(
    instance: Path, author: FlaskClient, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = write(author)
    backup = copy_database(instance / "atlas.sqlite", instance / "backups", "before")
    asked = author.get("/purge?anchor=b-1").text
    assert ("before.sqlite" in asked, 'name="backups"' in asked) == (False, True)
    assert "before.sqlite" in author.get("/purge?anchor=b-1&look=y").text

    def refuse(path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as disk:
        disk.setattr(Path, "unlink", refuse)
        sent = {"anchor": "b-1", "confirm": "b-1", "backups": "y"}
        assert author.post("/purge", data=sent).status_code == 303
    told = author.get("/deleted").text
    assert "Removed for good. These files could not be deleted" in told
    assert (f"{picture}.txt" in told, "before.sqlite" in told) == (True, True)
    assert files_with(instance, WORD.encode()) == [
        str(backup.relative_to(instance)),
        f"media/{picture}.txt",
    ]


@pytest.mark.parametrize("title", [f"{WORD} bay", f"{WORD}, Bay"])
@pytest.mark.parametrize("is_discarded", [False, True])
@pytest.mark.parametrize("is_deleted", [False, True])
def test_the_name_of_a_region_that_was_purged_is_in_no_next_version(
    instance: Path,
    author: FlaskClient,
    topic: str,
    run: Callable[..., Result],
    title: str,
    is_discarded: bool,
    is_deleted: bool,
) -> None:
    page = author.post("/atlas/new", data={"title": f"Once {WORD}"}).location
    named = {"title": title, "base": base_of(author.get(f"{page}/edit").text)}
    assert author.post(f"{page}/edit", data=named).status_code == 303
    essay = {"title": "On chips", "body": "Words", "topics": f"Compute, {title}", "publish": "1"}
    assert author.post("/writing/new", data=essay).status_code == 303
    form = "/writing/on-chips/edit"
    base = base_of(author.get(form).text)
    typed = f"Compute, {title.upper()}, Once {WORD}, {page}, {page.removeprefix('/atlas/')}"
    draft = essay | {"body": "Other words", "topics": typed, "base": base, "keep": "next"}
    del draft["publish"]
    assert author.post(form, data=draft).status_code == 303
    if is_discarded:
        assert author.post("/next/essay/1/discard", data={"next_version": "1"}).status_code == 303
    if is_deleted:
        assert author.post(f"{page}/delete").status_code == 303
    done = run("purge", f"region:{page.removeprefix('/atlas/')}", "--yes")
    assert done.exit_code == 0, done.output
    assert files_with(instance, WORD.encode()) == []
    assert files_with(instance, WORD.upper().encode()) == []
    if is_discarded:
        assert author.post("/next/essay/1/restore").status_code == 303
    opened = author.get(f"{form}?next=1").text
    assert 'name="topics" value="Compute"' in opened or 'value="Compute" name="topics"' in opened
    number = re.findall(r'name="next_version" value="(\d+)"', opened)[0]
    sent = {"title": "On chips", "body": "Other words", "topics": "Compute", "publish": "1"}
    sent |= {"base": base_of(opened), "next_version": number}
    assert author.post(form, data=sent).status_code == 303
    assert "Other words" in author.get("/writing/on-chips").text


def test_a_name_that_another_region_has_by_now_stays_in_a_next_version(
    author: FlaskClient, topic: str, run: Callable[..., Result]
) -> None:
    page = author.post("/atlas/new", data={"title": "Bay"}).location
    named = {"title": "Gulf", "base": base_of(author.get(f"{page}/edit").text)}
    assert author.post(f"{page}/edit", data=named).status_code == 303
    assert author.post("/atlas/new", data={"title": "Bay", "slug": "bay-2"}).status_code == 303
    essay = {"title": "On chips", "body": "Words", "topics": "Compute", "publish": "1"}
    assert author.post("/writing/new", data=essay).status_code == 303
    form = "/writing/on-chips/edit"
    draft = {"title": "On chips", "body": "Words", "topics": "Bay, Gulf", "keep": "next"}
    draft["base"] = base_of(author.get(form).text)
    assert author.post(form, data=draft).status_code == 303
    assert run("purge", f"region:{page.removeprefix('/atlas/')}", "--yes").exit_code == 0
    opened = author.get(f"{form}?next=1").text
    assert 'value="Bay"' in opened
    assert "Gulf" not in opened

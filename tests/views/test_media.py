"""Pictures over HTTP: adding, showing, who may see them, and taking them away."""

import errno
import os
import stat
import time
from io import BytesIO
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bench.views import counting
from tests.conftest import base_of
from tests.pictures import add_picture, drawing, photograph, send_picture
from wiki.media import encoding_process
from wiki.media.shelf import Shelf
from wiki.storage import FULL
from wiki.views.bodies import MEBIBYTE
from wiki.views.media import BUSY


def write_stance(author: FlaskClient, slug: str, body: str) -> None:
    """Save a text under "Where I currently stand", whatever stood there before."""
    page = author.get(f"/atlas/{slug}/stance").text
    address = f"/atlas/{slug}/stance"
    if "/stance/1/edit" in page:
        address += "/1"
        form = author.get(f"{address}/edit").text
        base = form.partition('name="base" value="')[2].partition('"')[0]
        answer = author.post(address, data={"body": body, "base": base})
    else:
        answer = author.post(address, data={"body": body})
    assert answer.status_code == 303, answer.text


def hide(author: FlaskClient, slug: str, visibility: str = "private") -> None:
    """Make a region private, or public again."""
    form = author.get(f"/atlas/{slug}/edit").text
    base = form.partition('name="base" value="')[2].partition('"')[0]
    sent = {"title": "Compute", "visibility": visibility, "base": base}
    assert author.post(f"/atlas/{slug}/edit", data=sent).status_code == 303


@pytest.fixture
def folder(instance: Path) -> Path:
    return instance / "media"


def test_a_plain_form_leads_to_the_list_which_has_the_line_to_copy(author: FlaskClient) -> None:
    answer = send_picture(author, drawing(), script=False, alt='A [red] "square"')
    assert (answer.status_code, answer.location) == (303, "/media")
    page = author.get("/media").text
    assert "Added. Copy its line below into your text." in page
    assert 'value="![A \\[red\\] &#34;square&#34;](/media/' in page
    assert "Not used" in page


def test_a_script_gets_the_address_and_the_markdown(author: FlaskClient) -> None:
    answer = send_picture(author, drawing(), alt="A square")
    assert answer.status_code == 201
    assert answer.mimetype == "text/markdown"
    assert answer.text == f"![A square]({answer.location})"
    assert author.get(answer.location).status_code == 200


def test_a_plain_form_asks_what_the_picture_shows_unless_it_is_decoration(
    author: FlaskClient, folder: Path
) -> None:
    answer = send_picture(author, drawing(), script=False)
    assert answer.status_code == 422
    assert "Say what the picture shows, or tick “only decoration”." in answer.text
    assert not folder.exists()
    assert send_picture(author, drawing(), script=False, decorative="y").status_code == 303
    assert "![](/media/" in author.get("/media").text


def test_a_visitor_can_neither_add_nor_list_nor_remove(
    client: FlaskClient, author: FlaskClient, folder: Path
) -> None:
    assert send_picture(client, drawing()).status_code == 401
    assert not folder.exists()
    address = add_picture(author)
    for path in ("/media", "/media/new"):
        assert client.get(path).status_code == 401
    assert client.post(f"{address}/delete").status_code == 401
    assert author.get(address).status_code == 200


def test_the_same_picture_is_kept_once_for_its_owner_alone(
    author: FlaskClient, folder: Path
) -> None:
    assert add_picture(author) == add_picture(author)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


LOST = {
    "missing": "No such file or directory",
    "damaged": "it is damaged",
    "dangling": "it is a link that leads nowhere",
    "folder": "it is a folder and no file",
}


def lose(file: Path, how: str) -> None:
    """Make a picture one that cannot be read, in one of the ways of LOST."""
    file.unlink()
    if how == "damaged":
        file.write_bytes(b"x")
    elif how == "dangling":
        file.symlink_to("nowhere")
    elif how == "folder":
        file.mkdir()


@pytest.mark.parametrize("how", LOST)
@pytest.mark.parametrize("words", [["--all"], ["chips"]])
def test_an_export_names_the_pictures_that_it_lacks_and_fails(
    app: Flask, author: FlaskClient, folder: Path, tmp_path: Path, how: str, words: list[str]
) -> None:
    author.post("/atlas/new", data={"title": "Chips", "once": "c"})
    names = [add_picture(author, drawing(colour)).rpartition("/")[2] for colour in ("red", "blue")]
    text = " ".join(f"![A square](/media/{name})" for name in names)
    write_stance(author, "chips", text)
    run = app.test_cli_runner().invoke
    out = tmp_path / "out"
    assert run(args=["export", *words, str(out)]).exit_code == 0
    lose(folder / names[0], how)
    result = run(args=["export", *words, str(out)])
    assert result.exit_code == 1
    place = "which is shown at /atlas/chips#stance"
    assert f"Left out: {folder / names[0]}, {place}: {LOST[how]}." in result.stderr
    assert names[1] not in result.stderr
    assert (out / "chips.md").exists()
    kept = {file.name for file in (out / "media").iterdir()}
    assert {*names} <= kept, "what an earlier export had stays"
    told = author.get("/export").text
    assert "<b>1 picture</b> that your texts show cannot be read" in told
    assert names[0] in told


def test_a_picture_that_earlier_versions_alone_have_may_be_removed(
    app: Flask, author: FlaskClient, topic: str, folder: Path, tmp_path: Path
) -> None:
    name = add_picture(author).rpartition("/")[2]
    write_stance(author, topic, f"![A square](/media/{name})")
    write_stance(author, topic, "None.")
    author.post(f"/media/{name}/delete")
    assert not (folder / name).exists()
    result = app.test_cli_runner().invoke(args=["export", "--all", str(tmp_path / "out")])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "cannot be read" not in author.get("/export").text
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


# Who may see one.


def test_a_visitor_gets_a_picture_once_a_public_text_shows_it(
    client: FlaskClient, author: FlaskClient, topic: str, noise: None
) -> None:
    address = add_picture(author, alt="A square")
    assert client.get(address).status_code == 404
    write_stance(author, topic, f"Look: ![A square]({address})")
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get(f"/atlas/{topic}").headers["Cross-Origin-Resource-Policy"] == "same-origin"
    image = f'<img src="{address}" alt="A square" width="30" height="20" loading="lazy"'
    assert image in client.get(f"/atlas/{topic}").text


def test_a_picture_of_a_private_region_is_404_for_visitors(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    address = add_picture(author)
    hide(author, topic)
    write_stance(author, topic, f"![A square]({address})")
    assert client.get(address).status_code == 404
    assert author.get(address).status_code == 200
    assert author.get(address).headers["Cross-Origin-Resource-Policy"] == "same-origin"
    hide(author, topic, "public")
    assert client.get(address).status_code == 200
    hide(author, topic)
    assert client.get(address).status_code == 404


def test_what_was_public_is_never_taken_from_a_cache_unasked(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    address = add_picture(author)
    write_stance(author, topic, f"![A square]({address})")
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "public, no-cache"
    again = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(address, headers=again).status_code == 304
    hide(author, topic)
    assert client.get(address, headers=again).status_code == 404
    assert author.get(address).headers["Cache-Control"] == "private, no-cache"


def test_a_picture_of_a_draft_a_note_or_a_deleted_item_is_404_for_visitors(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    in_draft, in_note, in_deleted = (
        add_picture(author, drawing(colour)) for colour in ("red", "green", "blue")
    )
    essay = {"title": "One", "body": f"![x]({in_draft})", "topics": topic, "state": "draft"}
    assert author.post("/writing/new", data=essay).status_code == 303
    note = {"body": f"![x]({in_note})"}
    assert author.post(f"/atlas/{topic}/note", data=note).status_code == 303
    reading = {"title": "Two", "takeaway": f"![x]({in_deleted})", "topics": topic}
    assert author.post("/reading/new", data=reading).status_code == 303
    assert [client.get(one).status_code for one in (in_draft, in_note, in_deleted)] == [
        404,
        404,
        200,
    ]
    assert author.post(f"/atlas/{topic}/reading/1/delete").status_code == 303
    assert client.get(in_deleted).status_code == 404
    form = author.get("/writing/one/edit").text
    base = form.partition('name="base" value="')[2].partition('"')[0]
    published = essay | {"publish": "1", "base": base}
    assert author.post("/writing/one/edit", data=published).status_code == 303
    assert client.get(in_draft).status_code == 200


def test_a_past_version_that_was_private_keeps_its_picture_to_itself(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    address = add_picture(author)
    hide(author, topic)
    write_stance(author, topic, f"![A square]({address})")
    write_stance(author, topic, "Other words.")
    hide(author, topic, "public")
    assert "Other words." in client.get(f"/atlas/{topic}").text
    assert client.get(address).status_code == 404


def test_a_past_version_that_visitors_read_keeps_its_picture(
    app: Flask, client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    address = add_picture(author)
    write_stance(author, topic, f"![A square]({address})")
    write_stance(author, topic, "Other words.")
    assert client.get(address).status_code == 200
    assert "Only in earlier versions" in author.get("/media").text
    checked = app.test_cli_runner().invoke(args=["check"])
    assert "picture_use: 1 rows, as the journal has it" in checked.stdout


def test_former_texts_are_asked_for_a_picture_only_where_no_text_shows_it_now(
    author: FlaskClient, client: FlaskClient, topic: str
) -> None:
    address = add_picture(author)

    def asked() -> list[str]:
        with counting() as statements:
            assert client.get(address).status_code == 200
        return [one for one in statements if "picture_use" in one]

    write_stance(author, topic, f"![A drawing]({address})")
    [uses] = asked()
    assert "revision" not in uses.replace("revision_id", "")
    write_stance(author, topic, "Without it")
    _, former = asked()
    assert former.startswith("SELECT EXISTS"), "the texts themselves need not be read"


def test_a_past_version_in_a_region_that_went_private_keeps_its_picture_to_itself(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    address = add_picture(author)
    author.post("/atlas/new", data={"title": "Noise"})
    sent = {"title": "One", "published_on": "", "state": "published"}
    for place, text, topics in (
        ("new", "Words.", "noise"),
        ("one/edit", f"![A square]({address})", topic),
        ("one/edit", "Words again.", "noise"),
    ):
        base = base_of(author.get(f"/writing/{place}").text) if place != "new" else ""
        fields = sent | {"body": text, "topics": topics, "base": base, "slug": "one"}
        assert author.post(f"/writing/{place}", data=fields).status_code == 303
    assert client.get(address).status_code == 200
    hide(author, topic)
    assert "Words again." in client.get("/writing/one").text
    assert client.get(address).status_code == 404


# Taking one away.


def test_a_picture_in_a_quote_that_only_the_author_sees_is_404_for_visitors(
    author: FlaskClient, client: FlaskClient, folder: Path
) -> None:
    address = add_picture(author)
    reading = {
        "title": "A work",
        "takeaway": "It holds.",
        "once": "quoting",
        "quotes-0-text": f"![A drawing]({address})",
    }
    assert author.post("/reading/new", data=reading).status_code == 303
    assert client.get("/reading/1").status_code == 200
    assert author.get(address).status_code == 200
    assert client.get(address).status_code == 404
    form = {"base": base_of(author.get("/reading/1/edit").text), "quotes-0-public": "y"}
    assert author.post("/reading/1/edit", data=reading | form).status_code == 303
    assert client.get(address).status_code == 200


# Taking one away.


def test_a_picture_in_use_stays_and_an_unused_one_is_removed_on_request(
    author: FlaskClient, topic: str, folder: Path
) -> None:
    address = add_picture(author, alt="A square")
    write_stance(author, topic, f"![A square]({address})")
    assert f'In <a href="/atlas/{topic}#stance">Compute</a>' in author.get("/media").text
    answer = author.post(f"{address}/delete")
    assert answer.status_code == 409
    assert "This picture is in use, so it stays" in answer.text
    write_stance(author, topic, "Other words.")
    assert author.post(f"{address}/delete").status_code == 303
    assert list(folder.iterdir()) == []
    assert author.get(address).status_code == 404
    assert author.post(f"{address}/delete").status_code == 404


def test_a_title_is_told_as_it_is_typed_where_a_picture_is_used(author: FlaskClient) -> None:
    author.post("/atlas/new", data={"title": "C*-algebras, *-rings"})
    write_stance(author, "c-algebras-rings", f"![A square]({add_picture(author, alt='A square')})")
    assert ">C*-algebras, *-rings</a>" in author.get("/media").text


def test_a_picture_that_is_gone_is_shown_by_its_words(
    client: FlaskClient, author: FlaskClient, topic: str, folder: Path
) -> None:
    address = add_picture(author)
    write_stance(author, topic, f"Look: ![A square]({address})")
    (folder / address.rpartition("/")[2]).unlink()
    page = client.get(f"/atlas/{topic}").text
    assert "<p>Look: A square</p>" in page
    assert client.get(address).status_code == 404


def test_an_export_has_the_pictures_of_its_pages(
    app: Flask, author: FlaskClient, topic: str, tmp_path: Path
) -> None:
    address, _other = add_picture(author), add_picture(author, drawing("green"))
    write_stance(author, topic, f"![A square]({address})")
    out = tmp_path / "out"
    assert app.test_cli_runner().invoke(args=["export", "--all", str(out)]).exit_code == 0
    (file,) = (out / "media").iterdir()
    assert file.name == address.rpartition("/")[2]
    assert file.read_bytes() == author.get(address).data
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_author_is_told_of_a_picture_without_words(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    address = add_picture(author)
    write_stance(author, topic, f"![]({address}) ![Words]({address})")
    told = "1 picture without a description"
    assert told in author.get(f"/atlas/{topic}").text
    assert told not in client.get(f"/atlas/{topic}").text


# Bad input: one sentence, and nothing is written.


REFUSED = {
    "nothing": (b"", "Choose a picture to add."),
    "html": (b"<!doctype html><script>alert(1)</script>", "This file is no picture"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG drawings cannot be added"),
    "cut": (photograph(600, 400)[:-3000], "This picture is damaged or incomplete"),
    "pixels": (drawing(size=(8000, 5001)), "more than 40 million pixels"),
}


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("data", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_is_refused_in_a_sentence(
    author: FlaskClient, folder: Path, data: bytes, sentence: str, script: bool
) -> None:
    begun = time.perf_counter()
    answer = send_picture(author, data, "photo.png", script=script, alt="Words")
    assert time.perf_counter() - begun < 2
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not folder.exists()
    if script:
        assert answer.mimetype == "text/plain"
        assert answer.text.count("\n") == 1
    else:
        assert 'value="Words"' in answer.text


def test_a_form_without_a_file_is_refused(author: FlaskClient) -> None:
    answer = author.post("/media", data={"alt": "Words"})
    assert answer.status_code == 422
    assert "Choose a picture to add." in answer.text


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("megabytes", [11, 60])
def test_a_large_photograph_is_refused_in_a_sentence(
    author: FlaskClient, folder: Path, megabytes: int, script: bool
) -> None:
    answer = send_picture(author, b"\xff\xd8" + bytes(megabytes * MEBIBYTE), script=script, alt="x")
    assert answer.status_code == 413
    assert "A picture may have 10 MB, and this one has more" in answer.text
    assert not folder.exists()


def test_words_that_are_too_long_are_refused(author: FlaskClient, folder: Path) -> None:
    answer = send_picture(author, drawing(), alt="x" * 2001)
    assert answer.status_code == 422
    assert answer.text == "Too long: 2,001 of 2,000 characters.\n"
    assert not folder.exists()


def test_other_forms_stay_at_two_megabytes(author: FlaskClient, topic: str) -> None:
    answer = send_picture(author, bytes(3 * MEBIBYTE), to=f"/atlas/{topic}/stance")
    assert answer.status_code == 413


@pytest.mark.parametrize("script", [True, False])
def test_a_full_disk_is_one_sentence(
    author: FlaskClient, monkeypatch: pytest.MonkeyPatch, folder: Path, script: bool
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    answer = send_picture(author, drawing(), script=script, alt="x")
    assert answer.status_code == 503
    assert FULL in answer.text
    assert list(folder.iterdir()) == []


def test_somebody_is_asked_to_wait_while_many_pictures_are_being_read(
    author: FlaskClient, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setattr(encoding_process, "_places", BoundedSemaphore(1))
    with encoding_process._places:
        answer = send_picture(author, drawing())
        assert (answer.status_code, answer.text) == (503, f"{BUSY}\n")
        assert not folder.exists()
    assert send_picture(author, drawing()).status_code == 201


def test_a_failure_that_is_no_trouble_of_the_disk_is_raised(
    author: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise OSError("something else")

    monkeypatch.setattr(Shelf, "keep", fail)
    with pytest.raises(OSError, match="something else"):
        send_picture(author, drawing())


@pytest.mark.parametrize(
    "address",
    ["/media/x.png", "/media/../atlas.sqlite", f"/media/{'0' * 32}.svg", f"/media/{'0' * 32}.webp"],
)
def test_an_address_of_no_picture_is_404(
    client: FlaskClient, author: FlaskClient, address: str
) -> None:
    assert client.get(address).status_code == 404
    assert author.get(address).status_code == 404


def test_an_upload_from_another_site_is_refused(author: FlaskClient, folder: Path) -> None:
    data = {"file": (BytesIO(drawing()), "a.png"), "alt": "x"}
    answer = author.post("/media", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not folder.exists()


def test_a_feed_shows_a_picture_by_its_full_address(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    address = add_picture(author)
    reading = {"title": "Two", "takeaway": f"See\n\n![A square]({address})", "topics": topic}
    assert author.post("/reading/new", data=reading).status_code == 303
    feed = client.get("/reading.json").get_json()
    assert f'src="http://localhost{address}"' in feed["items"][0]["content_html"]


def test_a_visitor_gets_what_a_work_on_the_reading_list_shows(
    client: FlaskClient, author: FlaskClient, topic: str
) -> None:
    address, other = add_picture(author), add_picture(author, drawing("blue"))
    quotes = {"quotes-0-text": f"![]({other})", "quotes-0-public": "y"}
    sent = {"title": "On counting", "topics": "Compute", "takeaway": f"![A square]({address})"}
    sent |= quotes | {"later": "1", "once": "a"}
    assert author.post("/reading/new", data=sent).status_code == 303
    assert client.get(address).status_code == 404
    author.post("/reading/list", data={"reading": "1", "do": "show"})
    assert f'src="{address}"' in client.get("/reading/list").text
    assert client.get(address).status_code == 200
    assert client.get(other).status_code == 404
    hide(author, topic)
    assert client.get(address).status_code == 404
    hide(author, topic, "public")
    assert client.get(address).status_code == 200
    author.post("/reading/list", data={"reading": "1", "do": "hide"})
    assert client.get(address).status_code == 404

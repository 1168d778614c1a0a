"""`flask freeze`: the public site as files, as the server answers but for what needs it."""

import json
import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import base_of
from wiki.frozen.files import file_for
from wiki.frozen.html_page import HtmlPage
from wiki.frozen.site import needs_server

LEFT_OUT = ("/sign-in", "/import", "/healthz", "/review", "/settings")


def freeze(app: Flask, folder: Path, *more: str) -> str:
    done = app.test_cli_runner().invoke(args=["freeze", str(folder), *more])
    assert done.exit_code == 0, done.output
    return done.stdout


def write(author: FlaskClient, address: str, **values: str) -> None:
    assert author.post(address, data=values).status_code == 303


def edit(author: FlaskClient, slug: str, **values: str) -> None:
    at = f"/atlas/{slug}/edit"
    write(author, at, base=base_of(author.get(at).text), **values)


@pytest.fixture
def written(author: FlaskClient, topic: str, noise: None) -> None:
    """A region with a former name and a link to an unwritten one, and one that is private."""
    at = f"/atlas/{topic}"
    write(author, f"{at}/stance", body="See [[Not begun yet]] and [[Elsewhere]].")
    write(author, f"{at}/beliefs", claim="Chips can be counted", credence="60")
    write(author, "/atlas/new", title="Hidden", summary="A secret", visibility="private")
    edit(author, "elsewhere", title="Renamed", visibility="public", change_address="y")
    write(author, "/writing/new", title="Essay", slug="first", body="Words", publish="y")
    base = base_of(author.get("/writing/first/edit").text)
    write(
        author,
        "/writing/first/edit",
        title="Essay",
        slug="second",
        body="Words",
        base=base,
        publish="y",
    )
    for title in ("Old area", "New area"):
        write(author, "/areas/new", title=title)
    edit(author, topic, title="Compute", area="Old area")
    write(author, "/areas/old-area/merge", into="New area")


def test_each_file_is_what_the_server_answers_without_what_needs_it(
    app: Flask, client: FlaskClient, written: None, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "CNAME").write_text("atlas.example.org")
    said = freeze(app, site)
    assert "Every link leads somewhere." in said
    assert not any((site / address[1:]).exists() for address in LEFT_OUT)

    for address in ("/", "/about", "/beliefs", "/map", "/atlas/compute", "/atlas/not-begun-yet"):
        answer = client.get(address, headers={"Accept": "text/html"})
        page = (site / file_for(address, "text/html")).read_text()
        assert page == HtmlPage(answer.text).without(needs_server)
        assert "<form" not in page.replace('<form class="quick-search" action="/search"', "")
        assert 'href="?' not in page
    for address in ("/atlas/compute.json", "/atlas/compute.md", "/reading.rss", "/map.svg"):
        assert (site / address[1:]).read_bytes() == client.get(address).data
    assert b".row" in (site / "static/css/page.css").read_bytes()
    assert list((site / "cards").glob("*.png"))
    assert (site / "404.html").read_bytes() == client.get("/not-there").data

    for moved, to in (
        ("atlas/elsewhere", "/atlas/renamed"),
        ("writing/first", "/writing/second"),
        ("areas/old-area", "/areas/new-area"),
    ):
        page = (site / moved / "index.html").read_text()
        assert f'content="0; url={to}"' in page
    everything = b"".join(path.read_bytes() for path in site.rglob("*") if path.is_file())
    assert b"Hidden" not in everything
    assert b"secret" not in everything
    assert oct((site / "index.html").stat().st_mode)[-3:] == "644"

    again = freeze(app, site)
    assert ": 0 changed, 0 removed." in again


def test_everybody_can_read_the_site_whatever_the_umask(
    app: Flask, written: None, tmp_path: Path
) -> None:
    (own := tmp_path / "own").mkdir(mode=0o750)
    before = os.umask(0o077)
    try:
        freeze(app, own / "site")
    finally:
        os.umask(before)
    site = own / "site"
    assert {path.stat().st_mode & 0o777 for path in site.rglob("*") if path.is_dir()} == {0o755}
    assert {path.stat().st_mode & 0o777 for path in site.rglob("*") if path.is_file()} == {0o644}
    assert site.stat().st_mode & 0o777 == 0o755
    assert own.stat().st_mode & 0o777 == 0o750, "a folder that was there stays as it is"


def test_what_is_gone_is_removed_and_what_is_not_ours_stays(
    app: Flask, author: FlaskClient, topic: str, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    freeze(app, site, "--base", "https://atlas.example.org")
    assert "https://atlas.example.org/atlas/compute" in (site / "sitemap.xml").read_text()
    entries = json.loads((site / "search-index.json").read_text())
    found = [entry["at"] for entry in entries]
    assert found == sorted(found), "the same site gives the same bytes, in any process"
    assert "chips" in next(e for e in entries if e["at"] == "/atlas/compute")["words"].split()
    (site / "CNAME").write_text("atlas.example.org")
    edit(author, "compute", title="Compute", visibility="private")
    freeze(app, site)
    assert not (site / "atlas/compute").exists()
    assert "Compute" not in (site / "sitemap.xml").read_text()
    assert (site / "CNAME").read_text() == "atlas.example.org"


def test_an_address_that_is_none_is_refused_with_a_sentence(app: Flask, tmp_path: Path) -> None:
    for base in ("atlas.example.org", "https://example.org/atlas", "ftp://example.org"):
        done = app.test_cli_runner().invoke(args=["freeze", str(tmp_path / "site"), "--base", base])
        assert done.exit_code != 0
        assert "--base" in done.output
    (tmp_path / "file").write_text("words")
    done = app.test_cli_runner().invoke(args=["freeze", str(tmp_path / "file" / "below")])
    assert done.exit_code == 1
    assert "cannot be written" in done.output


ZOOM = '<a id="map-closer" href="/map?box=1">A</a>'


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ('<p><a href="/a">A</a> · <a href="?page=2">B</a></p>', '<p><a href="/a">A</a></p>'),
        ('<p><a href="?page=2">B</a> · <a href="/a">A</a></p>', '<p><a href="/a">A</a></p>'),
        ('<main><nav><a href="?x=1">B</a> </nav>C</main>', "<main>C</main>"),
        ("<ul><li>A</li><li><form>B</form></ul>", "<ul><li>A</li></ul>"),
        ('<details><summary>S</summary><form action="/a">B</form></details>', ""),
        ('<p>A &amp; <img src="/i?x=1"><br>B</p>', '<p>A &amp; <img src="/i?x=1"><br>B</p>'),
        (
            "<p>A\u2028B\x85C\x0cD</p>\n<p>E <form>F</form></p>",
            "<p>A\u2028B\x85C\x0cD</p>\n<p>E </p>",
        ),
        ('<p>A <label><input form="f" name="n"> B</label></p>', "<p>A </p>"),
        (ZOOM, ZOOM),
        ('<form action="/search">A</form>', '<form action="/search">A</form>'),
        ('<a href="https://example.org/?a=1">A</a>', '<a href="https://example.org/?a=1">A</a>'),
    ],
)
def test_what_needs_a_server_is_cut_out_with_what_held_nothing_else(page: str, left: str) -> None:
    assert HtmlPage(page).without(needs_server) == left

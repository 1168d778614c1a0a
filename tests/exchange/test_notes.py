"""Folders of notes become regions, by the command."""

import io
import os
import re
import shutil
import stat
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from tests.browser.arbital import NOTES
from tests.pictures import drawing
from tests.writers import count_changes, reread
from wiki.exchange.notes import files
from wiki.models import Topic
from wiki.queries.items import find_single
from wiki.queries.names import find_topic
from wiki.queries.topics import list_topics
from wiki.sections import find_section
from wiki.visibility import AUTHOR

VAULT = Path(__file__).parent / "vault"
TITLES = ["2026-05-01", "Chip exports", "Law/Customs law", "Tariffs and quotas"]
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    def run_command(*words: object) -> Result:
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return run_command


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A copy of the folder of notes."""
    return Path(shutil.copytree(VAULT, tmp_path / "vault"))


def said(result: Result) -> str:
    """Return what a command printed that did what it should."""
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(result: Result) -> str:
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    return result.stderr


def stance(title: str) -> str:
    section, topic = find_section("stance"), find_topic(title)
    assert section
    assert topic
    return str(find_single(section, topic).body)


def topics() -> dict[str, Topic]:
    return {topic.title: reread(topic) for topic in list_topics(reader=AUTHOR)}


def seen(app: Flask) -> dict[str, str]:
    """Return the visibility of each region by its title."""
    with app.app_context():
        return {title: topic.visibility for title, topic in topics().items()}


def test_a_folder_becomes_regions_whose_links_lead_to_each_other(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    tried = said(run("import", "--dry-run", VAULT))
    assert seen(app) == {}
    told = said(run("import", VAULT))
    assert tried == f"{told}This was a dry run: nothing was written.\n"
    assert told.splitlines() == [
        "4 notes, 4 new regions: 1 public, 3 private.",
        "15 links, of which 2 lead to 1 page not written yet (2 spellings):",
        "  Nobody wrote this / nobody wrote this (2)",
        "Public:",
        "  Tariffs and quotas",
        "Private all the same, because of what the note, its file or its folder says:",
        "  Trade/exports.md: draft: true",
        "4 links of public notes to what visitors cannot see, left as typed (in Markdown, the "
        "words alone):",
        "  Trade/tariffs.md (4)",
        "Pictures and other files, left out:",
        "  chart.png, in Trade/tariffs.md",
    ]
    with app.app_context():
        found = topics()
        assert sorted(found) == TITLES
        tariffs, law = found["Tariffs and quotas"], found["Law/Customs law"]
        assert (tariffs.summary, tariffs.status) == ("What states charge at the border.", "")
        assert tariffs.shown_area
        assert tariffs.shown_area.title == "Trade"
        assert law.shown_area is None
        assert tariffs.extra
        assert tariffs.extra["front_matter"]["imported_status"] == "imported_status: seedling"
        body = stance("Tariffs and quotas")
        assert body.startswith("A duty changes prices, see [[Chip exports]] and [[exports#Lic")
        assert "![chart.png](<chart.png>)\n\n![[Chip exports]]" in body
        assert "| [[exports\\|exporters]] | [[Nobody wrote this]] |" in body
        assert "`[[customs]]` in code" in body
        assert stance("Chip exports") == (
            "[[Tariffs and quotas|customs]] are low here; [[Tariffs and quotas|Trade/tariffs]] and "
            "[[Tariffs and quotas|duties]] say why. [[nobody wrote this]]\n\n"
            "[[Law/Customs law|A law]], [the web](https://example.org/a.md) and "
            "`[code](tariffs.md)`.\n\n"
            "%%note: ask Ben%% [summary: none yet] $x^2$"
        )
        assert "[[2026-05-01|May 1st, 2026]]" in stance("Law/Customs law")
        assert "#[[Law/Customs law|Ledgers]]" in stance("Law/Customs law")
        assert stance("2026-05-01") == "- [[Law/Customs law|Ledgers]] today"
    said(run("check"))
    said(run("export", "--all", tmp_path / "out"))
    exported = (tmp_path / "out" / "tariffs-and-quotas.md").read_text()
    assert "aliases: [Import duties, customs]\n" in exported
    assert "created: 2024-03-01 # a Friday\n" in exported
    assert "alias: Ledgers\n" in (tmp_path / "out" / "law-customs-law.md").read_text()
    again = said(run("import", "--pages", tmp_path / "out"))
    assert again.startswith("4 pages read: 0 added, 0 updated, ")


def test_importing_again_adds_only_what_is_new(app: Flask, run: Run, vault: Path) -> None:
    said(run("import", vault))
    changes = count_changes(app)
    assert "  Trade/exports.md: Chip exports\n" in said(run("import", vault))
    assert count_changes(app) == changes
    (vault / "new.md").write_text("[[customs]]")
    assert said(run("import", vault)).startswith("5 notes, 1 new region: 0 public, 1 private.")
    with app.app_context():
        assert sorted(topics()) == [*TITLES, "new"]
        assert stance("new") == "[[Tariffs and quotas|customs]]"


# What notes say of who may read them; what each becomes if imported alone, and with --public.
SAYING = [
    ("Words.", "private", "public"),
    ("---\npublish: true\n---\n", "public", "public"),
    ("---\nvisibility: public\n---\n", "public", "public"),
    ("---\npublish: true\ndraft: true\n---\n", "private", "private"),
    ("---\npublish: false\n---\n", "private", "private"),
    ("---\npublish:\n---\n", "private", "private"),
    ("---\nvisibility: private\n---\n", "private", "private"),
    ("---\nvisibility: team\n---\n", "private", "private"),
    ("---\nPublish: [true, false]\n---\n", "private", "private"),
    ("---\nprivate: true\n---\n", "private", "private"),
    ("---\ntags: [private, law]\n---\n", "private", "private"),
    ("---\nstatus: draft\n---\n", "private", "private"),
    ("---\nstatus: wip\n---\n", "private", "private"),
    ("---\nstatus: in progress\n---\n", "private", "private"),
    ("---\nStatus: geparkt\n---\n", "private", "private"),
    ("---\nstatus: 🚧\n---\n", "private", "private"),
    ("---\ntype: [essay, todo]\n---\n", "private", "private"),
    ("---\ntags: [wip, law]\n---\n", "private", "private"),
    ("---\nstatus: Forming\ntype: literature note\n---\n", "private", "public"),
    ("---\nstatus: evergreen\ntype: ''\n---\n", "private", "public"),
    ("---\npublish: true\nstatus: wip\ntype: rezept\n---\n", "public", "public"),
    ("---\npublish: true\nstatus: Entwurf\n---\n", "private", "private"),
    ("---\ntags: [Geheim]\n---\n", "private", "private"),
    ("---\ncategory: brouillon\n---\n", "private", "private"),
    ("+++\nstatus = 'unlisted soon'\n+++\nWords.", "private", "private"),
    ('{"type": "wip"}\n\nWords.', "private", "private"),
    ("---\ndraft: false\n---\n", "private", "public"),
    ("---\naudience: me\n---\n", "private", "private"),
    ("---\npublish: true\naudience: nobody else\n---\n", "public", "public"),
    ("---\npublish: true\naudience: only me\n---\n", "private", "private"),
    ("---\nrobots: noindex\n---\n", "private", "private"),
    ("---\npublish: true\nrobots: noindex\n---\n", "private", "private"),
    ("---\nvertraulich: ja\n---\n", "private", "private"),
    ("---\nsitemap: false\n---\n", "private", "private"),
    ("---\nbuild:\n  list: never\n---\n", "private", "private"),
    ("---\nsearch: {exclude: true}\n---\n", "private", "private"),
    ("---\nexclude: true\n---\n", "private", "private"),
    ("---\npassword: abc\npublish: true\n---\n", "private", "private"),
    ("---\npublishDate: 2130-01-01\n---\n", "private", "private"),
    ("---\npublish: true\npublishDate: 2130-01-01\n---\n", "private", "private"),
    ("---\npublish: true\ndate: 2130-01-01\n---\n", "private", "private"),
    ("---\npublish: true\nscheduled: 2130-01-01\n---\n", "private", "private"),
    ("---\npublish: true\npublishDate: 21300101\n---\n", "private", "private"),
    ("---\npublish: true\nexpiryDate: 2020-01-01\n---\n", "private", "private"),
    ("---\npublish: true\nexpired: false\n---\n", "public", "public"),
    ('{"title": "N", "draft": true}\n\nWords.', "private", "private"),
    ('\n{"date": "2025-01-01", "tags": ["law", "private"]}\nWords.', "private", "private"),
    ('{"publishDate": "2130-01-01"} Words.', "private", "private"),
    ('{"build": {"list": "never"}}\n\nWords.', "private", "private"),
    ('{"audience": "me", "x": null}\n\nWords.', "private", "private"),
    ('{"draft": true,}\n\nWords.', "private", "private"),
    ('{"title": "N", "draft": false}\n\nWords.', "private", "public"),
    ('{"a": ' * 5000 + "1" + "}" * 5000, "private", "private"),
    ("{{query all}} and {words}", "private", "public"),
    ("+++\ntitle = 'N'\ndraft = true\n+++\nWords.", "private", "private"),
    ("+++\npublishDate = 2130-01-01\n+++\nWords.", "private", "private"),
    ("+++\ndate = 2025-01-01\n[build]\nlist = 'never'\n+++\nWords.", "private", "private"),
    ("+++\ntitle = N\n+++\nWords.", "private", "private"),
    ("+++\ntitle = 'N'\ndraft = false\ndate = 2025-01-01\n+++\nWords.", "private", "public"),
    ("---\ndate: 2026-01-01\n---\n", "private", "public"),
    ("---\naliases: [Hidden Markov models]\nrating: 5\n---\n", "private", "public"),
    ("---\narea: Private\n---\n", "private", "private"),
    ("---\narea: Internal combustion\n---\n", "private", "public"),
    ("Words.\n# N (draft)", "private", "private"),
    ("Words.\n\n#private\n", "private", "private"),
    ("Words.\n\n## Uncertainties\n\n- Ann?\n\n## Private note\n\nAnn", "private", "private"),
    ("---\npublish: true\n---\nWords.\n\n##  *private notes*:\n\nAnn", "private", "private"),
    ("---\npublish: true\n---\nWords. %%Who said so?%%", "public", "public"),
    ("---\npublish: true\n---\nWords.\n\n[//]: # (Who says so?)", "public", "public"),
    ("#+FILETAGS: :plan:private:\nWords.", "private", "private"),
    ("Words.\n\nTags: plan, private", "private", "private"),
    ("Words.\n\nTags: plan, private law", "private", "public"),
    ("---\npublish: true\n---\nWords. {>>Who says so?<<}", "public", "public"),
]


def test_a_note_is_public_only_where_author_and_note_agree(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    expected = {}
    for letter, options, column in (("A", [], 1), ("B", ["--public"], 2)):
        folder = tmp_path / letter
        folder.mkdir()
        for number, row in enumerate(SAYING):
            (folder / f"{letter}{number}.md").write_text(row[0])
            expected[f"{letter}{number}"] = row[column]
        *_, after = said(run("import", *options, folder)).partition("that visitors can read:")
        listed = "".join(re.findall(r"\A(?:\n  .*)*", after))
        for number, (note, *_) in enumerate(SAYING):
            assert (f"{letter}{number}.md" in listed) == ("Who sa" in note), note
    found = seen(app)
    wrong = {name: found.get(name) for name in expected if found.get(name) != expected[name]}
    assert not wrong


@pytest.mark.parametrize(
    ("path", "note", "visibility"),
    [
        ("q3 (private).md", "", "private"),
        ("q4.draft.md", "", "private"),
        ("Private/q5.md", "", "private"),
        ("Garden/_drafts/q6.md", "", "private"),
        ("q7.md", "# Plans (draft)\n", "private"),
        ("q8.md", "---\ntitle: Plans (private)\n---\n", "private"),
        ("Garden/Geheim/q9.md", "", "private"),
        ("wip/q10.md", "", "private"),
        ("Templates/q12.md", "", "private"),
        ("Garden/99 - _templates/q13.md", "", "private"),
        ("Note templates/q14.md", "", "private"),
        ("Templates of living cells/q15.md", "", "public"),
        ("q16.md", "Plans (draft)\n=====\n", "private"),
        ("q11 (work in progress).md", "", "private"),
        ("Progress/In the making.md", "", "public"),
        ("Hidden layers/Internal combustion.md", "# How to publish\n", "public"),
    ],
)
def test_names_of_files_folders_and_titles_keep_a_note_private(
    app: Flask, run: Run, tmp_path: Path, path: str, note: str, visibility: str
) -> None:
    file = tmp_path / "notes" / path
    file.parent.mkdir(parents=True)
    file.write_text(f"{note}Words.", encoding="utf-8")
    told = said(run("import", "--public", file.parents[len(Path(path).parts) - 1]))
    assert list(seen(app).values()) == [visibility]
    assert ("Private all the same" in told) == (visibility == "private")


@pytest.mark.parametrize(
    "text", ["# A title\n\nWords.", "A title\n=======\n\nWords.", "% A title\nWords."]
)
def test_a_note_has_the_title_that_it_begins_with(
    app: Flask, run: Run, tmp_path: Path, text: str
) -> None:
    (tmp_path / "file.md").write_text(text)
    said(run("import", tmp_path))
    with app.app_context():
        assert list(topics()) == ["A title"]
        assert stance("A title") == "Words."


def test_titles_that_notes_share_are_told_apart_and_the_area_can_be_named(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    for path in ("One/index.md", "Two/index.md", "Two/deep/index.md", ".obsidian/x.md"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("# Index\n\n[[Two/index]]\n")
    (tmp_path / "Two" / "ours.md").write_text("---\natlas: 1\ntitle: Ours\n---\n")
    told = said(run("import", "--area", "Notes", tmp_path))
    assert told.startswith("4 pages read: ")
    with app.app_context():
        found = topics()
        assert sorted(found) == ["One/index", "Ours", "Two/deep/index", "Two/index"]
        areas = {title: one.shown_area and one.shown_area.title for title, one in found.items()}
        assert areas == dict.fromkeys(found, "Notes") | {"Ours": None}
        assert stance("One/index") == "# Index\n\n[[Two/index]]"


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060 \u200b"])
def test_what_shows_nothing_is_no_text_and_no_area(
    app: Flask, run: Run, tmp_path: Path, unseen: str
) -> None:
    (tmp_path / unseen).mkdir()
    (tmp_path / unseen / "One.md").write_text(f"&nbsp;{unseen}\n")
    head = f"area: '{unseen}'\nsummary: '{unseen}'"
    (tmp_path / "Two.md").write_text(f"---\ntitle: '{unseen}'\n{head}\n---\nText.\n")
    (tmp_path / "Three.md").write_text(f"---\natlas: 1\ntitle: Three\n{head}\n---\n")
    said(run("import", tmp_path))
    with app.app_context():
        found = topics()
        assert sorted(found) == ["One", "Three", "Two"]
        assert {(topic.area, topic.summary) for topic in found.values()} == {(None, "")}
        section = find_section("stance")
        assert section
        assert find_single(section, found["One"]) is None


def zipped(path: Path, members: dict[str, str], *, link: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
        if link:
            member = zipfile.ZipInfo(link)
            member.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(member, "/etc/passwd")
    return path


def test_a_zip_is_read_as_the_folder_in_it(app: Flask, run: Run, tmp_path: Path) -> None:
    members = {f"vault/{file.relative_to(VAULT)}": file.read_text() for file in VAULT.rglob("*.*")}
    members |= {"__MACOSX/vault/._x.md": "no", "vault/.trash/old.md": "no"}
    told = said(run("import", zipped(tmp_path / "vault.zip", members, link="vault/link.md")))
    assert "  link.md\n" in told
    assert sorted(seen(app)) == TITLES
    with app.app_context():
        area = topics()["Chip exports"].shown_area
        assert area
        assert area.title == "Trade"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_notes_with_one_name_none_is_dropped(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        for text in ("One.", "Two."):
            archive.writestr("vault/a.md", text)
    zipped(tmp_path / "slashes.zip", {"b/a.md": "One.", "b\\a.md": "Two."})
    for name, shown in (("twice.zip", "vault/a.md"), ("slashes.zip", "b/a.md")):
        assert f"Two files in it have the name “{shown}”" in refused(run("import", tmp_path / name))


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        (
            {"What's next.md": "# One", "What’s next.md": "# Two"},
            "[[One|What's next]] [[Two|What’s next]] [[One|x]] [[Two|y]]",
        ),
        (
            {"What's next.md": "One.", "In/What’s next.md": "Two."},
            "[[What's next]] [[In/What’s next|What’s next]] [[What's next|x]] [[In/What’s next|y]]",
        ),
        (
            {
                "a.md": "---\naliases: [What's next]\n---\n",
                "b.md": "---\naliases: [What’s next]\n---\n",
            },
            "[[a|What's next]] [[b|What’s next]] [[a|x]] [[b|y]]",
        ),
        ({"What's next.md": "One.", "What’s next.md": "Two."}, ""),
    ],
)
def test_a_link_leads_to_the_note_that_is_spelt_as_it_is(
    app: Flask, run: Run, tmp_path: Path, notes: dict[str, str], told: str
) -> None:
    there = "In/" if "In/What’s next.md" in notes else ""
    links = f"[[What's next]] [[What’s next]] [x](<What's next.md>) [y](<{there}What’s next.md>)"
    path = zipped(tmp_path / "notes.zip", {**notes, "links.md": links})
    if not told:
        assert (
            "“What’s next” stands in What's next.md too, and capitals, kinds of quotes"
            in refused(run("import", path))
        )
        return
    said(run("import", path))
    with app.app_context():
        assert stance("links") == told


def test_names_of_notes_write_no_control_characters(run: Run, tmp_path: Path) -> None:
    notes = {"a\x1b]0;title\x07\nb\x9b.md": "![](c\x1b.png) [[D]]"}
    told = said(run("import", zipped(tmp_path / "names.zip", notes), "--dry-run"))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", told)


def test_what_cannot_be_imported_is_one_sentence_and_writes_nothing(
    app: Flask, run: Run, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 10_000)
    (tmp_path / "none.zip").write_text("no zip")
    (tmp_path / "empty").mkdir()
    broken = io.BytesIO((zipped(tmp_path / "ok.zip", {"a.md": "words " * 99})).read_bytes())
    broken.seek(45)
    broken.write(b"\xff" * 8)
    (tmp_path / "broken.zip").write_bytes(broken.getvalue())
    for path, words in [
        (tmp_path / "none.zip", "no zip that can be read"),
        (tmp_path / "broken.zip", "no zip that can be read"),
        (zipped(tmp_path / "out.zip", {"../a.md": ""}), "leads out of it"),
        (zipped(tmp_path / "root.zip", {"/etc/a.md": ""}), "leads out of it"),
        (zipped(tmp_path / "win.zip", {"C:\\a.md": ""}), "leads out of it"),
        (zipped(tmp_path / "bomb.zip", {"a.md": "0" * 10_001}), "MiB: import it in parts"),
        (zipped(tmp_path / "j.zip", {"journal.jsonl": "", "a.md": ""}), "journal.jsonl, line 1"),
        (tmp_path / "empty", "no file in Markdown"),
    ]:
        sentence = refused(run("import", path))
        assert words in sentence
        assert sentence.count("\n") == 1
    assert "by itself" in refused(run("import", vault, tmp_path / "empty"))
    monkeypatch.undo()
    for text, words in [
        ("---\ntitle: [\n---\n", "bad.md, line 2: The front matter is not plain YAML"),
        ("x" * 120_001, "bad.md, line 1: Too long for a region: 120,001 of 120,000"),
        ("caf\udce9", "bad.md, line 1: This is not UTF-8"),
        ("---\ntitle: Alike\n---\n", "“Trade/Alike” stands in Trade/bad.md too, and capitals"),
        ("---\ntitle: Ours\ntitle: Mine\n---\n", "bad.md, line 3: “title” stands twice."),
    ]:
        (vault / "Trade" / "tariffs.md").write_text("---\ntitle: Alike\n---\n")
        (vault / "Trade" / "bad.md").write_text(text, errors="surrogateescape")
        assert words in refused(run("import", vault))
    odd = tmp_path / "odd"
    odd.mkdir()
    for name in (b"caf\xe9.md", b"caf\xe9.png"):
        Path(os.fsdecode(bytes(odd) + b"/" + name)).write_text("## Uncertainties\n")
    assert "“caf?.md” is not UTF-8: rename the file" in refused(run("import", odd))
    assert "not UTF-8: rename it, or write" in refused(run("import", *odd.glob("*.md")))
    assert seen(app) == {}


@pytest.mark.skipif(not NOTES.is_dir(), reason="the notes do not lie beside the project")
def test_199_real_notes_come_in_with_every_link(app: Flask, run: Run, author: FlaskClient) -> None:
    began = time.process_time()
    told = said(run("import", NOTES)).splitlines()
    assert time.process_time() - began < 20, "seconds"
    assert told[:2] == [
        "199 notes, 199 new regions: 0 public, 199 private.",
        "2,585 links, of which 525 lead to 343 pages not written yet (351 spellings):",
    ]
    pages = [line for line in told if line.startswith("  ")]
    assert sum(int(line.rpartition("(")[2].removesuffix(")")) for line in pages) == 525
    assert sum(len(line.split(" / ")) for line in pages) == 351
    checked = said(run("check")).splitlines()
    assert not [line for line in checked if "differ" in line]
    with app.app_context():
        slugs = [topic.slug for topic in list_topics(reader=AUTHOR)]
    assert {author.get(f"/atlas/{slug}").status_code for slug in slugs} == {200}


def test_pictures_that_notes_show_come_along(app: Flask, run: Run, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "img").mkdir(parents=True)
    (vault / "img" / "plan.png").write_bytes(drawing())
    (vault / "img" / "unused.png").write_bytes(drawing())
    (vault / "fake.jpg").write_bytes(b"<html>")
    shown = "![[plan.png|300]] ![A plan](img/plan.png) ![](fake.jpg) ![](https://example.org/a.png)"
    (vault / "Trade.md").write_text(shown)
    tried = said(run("import", "--dry-run", vault))
    assert not (Path(app.instance_path) / "media").exists()
    told = said(run("import", vault))
    assert tried == f"{told}This was a dry run: nothing was written.\n"
    assert "1 picture taken along." in told.splitlines()
    assert "  fake.jpg, in Trade.md" in told.splitlines()
    assert "  img/unused.png" in told.splitlines()
    [kept] = (Path(app.instance_path) / "media").glob("*.webp")
    with app.app_context():
        assert stance("Trade") == (
            f"![plan.png](/media/{kept.name}) ![A plan](/media/{kept.name}) ![](fake.jpg) "
            "![](https://example.org/a.png)"
        )


def test_an_import_that_fails_leaves_no_picture(app: Flask, run: Run, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "plan.png").write_bytes(drawing())
    (vault / "A.md").write_text("![](plan.png)")
    (vault / "B.md").write_text("x" * 120_001)
    assert "Too long for a region" in refused(run("import", vault))
    assert not list((Path(app.instance_path) / "media").glob("*"))


def test_a_link_to_a_note_that_is_called_like_an_item_leads_to_the_note(
    app: Flask, run: Run, tmp_path: Path, topic: str
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "b-1.md").write_text("A bomber.", encoding="utf-8")
    (folder / "Planes.md").write_text("See [[b-1]] and [[b-1|this]].", encoding="utf-8")
    said(run("import", folder))
    with app.app_context():
        assert stance("Planes") == "See [[B-1|b-1]] and [[B-1|this]]."
    assert said(run("check"))


def test_links_between_notes_whose_titles_have_brackets_lead_there(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    notes = {
        "A [b] c.md": "[[#Part]]",
        "short.md": "---\ntitle: Long [or short] words\n---\nSo.",
        "Links.md": "[[A [b] c]], [[short]], [far](short.md), ![[plan [1].png]]",
    }
    (tmp_path / "vault").mkdir()
    for name, text in notes.items():
        (tmp_path / "vault" / name).write_text(text)
    told = said(run("import", tmp_path / "vault"))
    assert "4 links, none of them to a page that is not written yet." in told
    assert "  plan [1].png, in Links.md" in told
    with app.app_context():
        assert stance("A [b] c") == "[[A [b] c#Part|Part]]"
        assert stance("Links") == (
            "[[A [b] c]], [[Long [or short] words|short]], [[Long [or short] words|far]], "
            "![plan 1.png](<plan [1].png>)"
        )

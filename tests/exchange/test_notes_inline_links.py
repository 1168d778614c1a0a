"""Links and pictures of notes as Markdown has them, with titles and by reference."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pictures import drawing


def imported(app: Flask, folder: Path, body: str) -> list[str]:
    """Import a folder of a few notes and pictures, the first of them with this body."""
    (folder / "sub").mkdir(parents=True)
    (folder / "Trade.md").write_text(body)
    (folder / "one.md").write_text("# Chip exports")
    (folder / "Issue #1.md").write_text("An issue")
    (folder / "sub" / "plan (2).markdown").write_text("# A plan")
    (folder / "chart.png").write_bytes(drawing())
    (folder / "chart (2).png").write_bytes(drawing())
    result = app.test_cli_runner().invoke(args=["import", str(folder)])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('[x](one.md "tip")', "[[Chip exports|x]]"),
        ("[x](one.md 'tip')", "[[Chip exports|x]]"),
        ("[x](one.md (tip))", "[[Chip exports|x]]"),
        ('[x](<one.md> "a (tip)")', "[[Chip exports|x]]"),
        ('[x](one.md#Licences "tip")', "[[Chip exports#Licences|x]]"),
        ("[two\nlines](one.md)", "[[Chip exports|two\nlines]]"),
        ("[x](sub/plan (2).markdown)", "[[A plan|x]]"),
        ("[x](<sub/plan (2).markdown>)", "[[A plan|x]]"),
        ("[x](sub/plan%20%282%29.markdown)", "[[A plan|x]]"),
        ("[x](Issue%20%231.md)", "[[Issue #1|x]]"),
        ("[x](Issue%20%231.md#Licences)", "[[Issue #1#Licences|x]]"),
        ("[x](<Issue #1.md>)", "[[Issue #1|x]]"),
        ("[x][r]\n\n[r]: <Issue #1.md>", "[[Issue #1|x]]"),
        ("[x][r] end\n\n[r]: one.md", "[[Chip exports|x]] end"),
        ("[x][R]\n\n[r]: <one.md#Licences> 'tip'", "[[Chip exports#Licences|x]]"),
        ("[r][]\n\n[r]: one.md", "[[Chip exports|r]]"),
        ("Of [r].\n\n[r]: one.md\n\nMore.", "Of [[Chip exports|r]].\n\n\nMore."),
        ("[a][r] [b][s]\n\n[r]: one.md\n[s]: one.md", "[[Chip exports|a]] [[Chip exports|b]]"),
    ],
)
def test_a_link_to_a_note_is_read_in_every_form(
    app: Flask, author: FlaskClient, tmp_path: Path, typed: str, kept: str
) -> None:
    lines = imported(app, tmp_path / "v", f"Words.\n\n{typed}\n")
    count = kept.count("[[")
    links = f"{count} link{'s' * (count > 1)}, none of them to a page that is not written yet."
    assert links in lines
    assert f"Words.\n\n{kept}\n\n## " in author.get("/atlas/trade.md").text


@pytest.mark.parametrize(
    "typed",
    [
        '`[x](one.md "tip")`',
        "```\n[x][r]\n\n[r]: one.md\n```",
        "[x][r]\n\n[r]: https://example.org/one.md",
        "[x](https://example.org/one.md 'tip')",
        "- [x] done\n\n[x]: one.md",
        "Words[^1]\n\n[^1]: one.md",
        "[r]: one.md",
        '![A](https://example.org/chart.png "Fig. 1")',
        "![A](https://example.org/chart.png)",
    ],
)
def test_what_is_no_link_to_a_note_stays_as_it_was_typed(
    app: Flask, author: FlaskClient, tmp_path: Path, typed: str
) -> None:
    imported(app, tmp_path / "v", f"Words.\n\n{typed}\n")
    assert f"Words.\n\n{typed}\n\n## " in author.get("/atlas/trade.md").text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('![A chart](chart.png "Fig. 1")', '![A chart](AT "Fig. 1")'),
        ("![A chart](<chart.png> 'Fig. 1')", "![A chart](AT 'Fig. 1')"),
        ("![A chart](chart.png (Fig. 1))", "![A chart](AT (Fig. 1))"),
        ("![A chart](chart (2).png)", "![A chart](AT)"),
        ('![A chart][c]\n\n[c]: chart.png "Fig. 1"', '![A chart](AT "Fig. 1")'),
        ("| a |\n| --- |\n| ![[chart.png\\|300]] |", "| a |\n| --- |\n| ![chart.png](AT) |"),
        ("[![A](chart.png)](https://a.org)", "[![A](AT)](https://a.org)"),
        ("![[chart.png|A chart|200]]", "![A chart](AT)"),
        ("![[chart.png|A chart|200x100]]", "![A chart](AT)"),
        ("![[chart.png||200]]", "![chart.png](AT)"),
        ("![[chart.png|In 2020 | 2021 grew]]", "![In 2020 | 2021 grew](AT)"),
        ("![A chart|200](chart.png)", "![A chart](AT)"),
        ("![|100](chart.png)", "![](AT)"),
        ("![2020](chart.png)", "![2020](AT)"),
        ("![A chart|200][c]\n\n[c]: chart.png", "![A chart](AT)"),
        ("| a |\n| --- |\n| ![[chart.png\\|A\\|300]] |", "| a |\n| --- |\n| ![A](AT) |"),
        (
            "![A|9](b.svg) ![B|9x9](https://a.org/b.png) ![C](chart.png)",
            "![A](<b.svg>) ![B](<https://a.org/b.png>) ![C](AT)",
        ),
    ],
)
def test_a_picture_comes_along_in_every_form(
    app: Flask, author: FlaskClient, tmp_path: Path, typed: str, kept: str
) -> None:
    lines = imported(app, tmp_path / "v", f"Words.\n\n{typed}\n")
    assert "1 picture taken along." in lines
    text = author.get("/atlas/trade.md").text
    assert f"Words.\n\n{kept}\n\n## " in re.sub(r"/media/[0-9a-f]+\.webp", "AT", text)


def test_pictures_in_code_stay_code(app: Flask, author: FlaskClient, tmp_path: Path) -> None:
    lines = imported(app, tmp_path / "v", "Words.\n\n`![A](chart.png)`\n")
    assert not any("taken along" in line for line in lines)
    assert "`![A](chart.png)`\n\n## " in author.get("/atlas/trade.md").text

"""Files beside notes that are none of the author's: not imported, and named in the report."""

import zipfile
from pathlib import Path

import pytest
from flask import Flask

from wiki.queries.topics import list_topics
from wiki.visibility import AUTHOR

SHOWN = "---\npublish: true\n---\n"
OLD = "public:: true\ntitle:: Plans\n\n- What I took back."
FILES = {
    "pages/Plans.md": "title:: Plans\n\n- What I say now.",
    "logseq/custom.css": "",
    "logseq/bak/pages/Plans/2024-02-01T10_10_10.000Z.Desktop.md": OLD,
    "logseq/version-files/local/pages/Plans/2024-02-01.md": OLD,
    "logseq/Notes on it.md": SHOWN,
    "bak/Kept.md": SHOWN,
    ".trash/Thrown away.md": SHOWN,
    ".obsidian/app.json": "{}",
    ".stversions/pages/Plans~20240201-101010.md": OLD,
    ".DS_Store": "",
    ".hidden.md": SHOWN,
    "@eaDir/Index.md": SHOWN,
    "pages/Plans.sync-conflict-20240201-101010-ABCDEFG.md": OLD,
    "pages/Plans~20240201-101010.md": OLD,
    "Ben (Ben's conflicted copy 2024-02-01).md": SHOWN,
    "Ben (Conflicted copy phone 202402011010).md": SHOWN,
    "Ben (a friend).md": "Words.",
    "Ben.md~": SHOWN,
    "#Ben.md#": SHOWN,
    "A conflicted copy.md": "How to mend one.",
}
TITLES = ["A conflicted copy", "Ben (a friend)", "Kept", "Notes on it", "Plans"]
LEFT_OUT = [
    ".hidden.md",
    ".obsidian/",
    ".stversions/",
    ".trash/",
    "@eaDir/",
    "Ben (Ben's conflicted copy 2024-02-01).md",
    "Ben (Conflicted copy phone 202402011010).md",
    "logseq/bak/",
    "logseq/version-files/",
    "pages/Plans.sync-conflict-20240201-101010-ABCDEFG.md",
    "pages/Plans~20240201-101010.md",
]


@pytest.mark.parametrize("wrapper", [None, "", "My graph/"])
def test_older_copies_and_what_other_programs_keep_are_no_notes(
    app: Flask, tmp_path: Path, wrapper: str | None
) -> None:
    folder, packed = tmp_path / "graph", tmp_path / "graph.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in FILES.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
            archive.writestr(f"{wrapper or ''}{name}", text)
    path = folder if wrapper is None else packed
    result = app.test_cli_runner().invoke(args=["import", "--public", str(path)])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    with app.app_context():
        assert sorted(topic.title for topic in list_topics(reader=AUTHOR)) == TITLES
    others = lines.index("Pictures and other files, left out:")
    assert lines[others + 1 : others + 4] == ["  #Ben.md#", "  Ben.md~", "  logseq/custom.css"]
    assert lines[others + 4] == "Copies, and what other programs keep there, left out:"
    assert lines[others + 5 :] == [f"  {path}" for path in LEFT_OUT]

"""`make migration` writes a migration that follows the newest one."""

import re
import subprocess
import sys
from pathlib import Path

from tests.served import copy_parts

PARTS = ("Makefile", "pyproject.toml", "app.py", "wiki", "templates", "static")
FIELD = "    title: Mapped[str]"
NEW = "    audited: Mapped[str] = mapped_column(default='')\n"
ENVIRONMENT = Path(sys.prefix)


def test_a_migration_gets_the_number_after_the_newest_and_leads_on_from_it(tmp_path: Path) -> None:
    copy_parts(PARTS, tmp_path)
    models = tmp_path / "wiki" / "models" / "topic.py"
    before, field, after = models.read_text().partition(FIELD)
    assert field
    models.write_text(before + NEW + field + after)
    versions = tmp_path / "wiki" / "migrations" / "versions"
    known = {file.name for file in versions.glob("*.py")}
    newest = int(max(known)[:4])
    # The environment of the tests is taken for the one it needs. Ruff, which formats what was
    # written, may be missing there, so how the command ends is not looked at.
    given = ("-o", f"{ENVIRONMENT}/.check", f"VENV={ENVIRONMENT}", "NAME=audits of topics")
    command = ["make", "--silent", *given, "migration"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    written = {file.name for file in versions.glob("*.py")} - known
    assert written == {f"{newest + 1:04d}_audits_of_topics.py"}, made.stderr
    text = (versions / written.pop()).read_text()
    numbers = rf"revision = .{newest + 1:04d}.\ndown_revision = .{newest:04d}."
    assert re.search(numbers, text)
    assert "audited" in text

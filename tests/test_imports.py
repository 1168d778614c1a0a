"""What a worker imports: nothing that only commands need."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["alembic", "granian", "wiki.demo", "wiki.exchange.importing"])
def test_a_worker_does_not_import_what_only_commands_need(module: str) -> None:
    asked = f"import sys, wiki; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0

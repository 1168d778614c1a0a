"""What a worker imports: nothing that only commands need."""

import subprocess
import sys

import pytest

MODULES = "import sys, wiki.application; print(*sys.modules)"


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """Return the names of all modules that are there once the application is imported."""
    asked = subprocess.run(
        [sys.executable, "-c", MODULES], check=True, capture_output=True, text=True
    )
    return set(asked.stdout.split())


@pytest.mark.parametrize(
    "module",
    ["alembic", "granian", "numpy", "shapely", "PIL", "wiki.demo", "wiki.exchange.importing"],
)
def test_a_worker_does_not_import_what_only_commands_and_drawings_need(
    module: str, imported: set[str]
) -> None:
    assert "wiki.views.topics" in imported
    assert module not in imported

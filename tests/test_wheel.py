"""The wheel: built from the checkout, installed alone, and run from an empty folder."""

import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests import operating
from tests.served import copy_parts, free_port

ROOT = Path(__file__).parent.parent
SECONDS = 60
PARTS = ("pyproject.toml", "README.md", "LICENSE", "requirements", "wiki", "templates", "static")


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Return what a command prints; one that fails fails the test with all it said."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new virtual environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    copy_parts(PARTS, source)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, source)
    # With our own pip, and compiling only what is imported: a third of the time.
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    pip = (sys.executable, "-m", "pip", "--python", folder / "venv" / "bin" / "python")
    install = (*pip, "install", "--quiet", "--no-compile")
    run(*install, "--require-hashes", "-r", ROOT / "requirements" / "runtime.txt")
    run(*install, "--no-deps", "--no-index", next(folder.glob("atlas_wiki-*.whl")))
    return folder / "venv"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, as a user whose home is empty too and who has set nothing."""
    for name in [name for name in os.environ if name.startswith(("WIKI_", "XDG_", "PYTHON"))]:
        monkeypatch.delenv(name)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    port = free_port()
    monkeypatch.setenv("WIKI_PORT", str(port))
    return f"http://127.0.0.1:{port}"


@pytest.fixture
def served(environment: Path, outside: Path, address: str) -> Iterator[str]:
    """Serve with the bare command `atlas`; return the address."""
    log = (outside / "log").open("w")
    server = subprocess.Popen([environment / "bin" / "atlas"], stdout=log, stderr=log)
    try:
        wait_for(address)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(SECONDS)
        log.close()


def wait_for(address: str) -> None:
    until = time.monotonic() + SECONDS
    while True:
        try:
            urlopen(f"{address}/healthz", timeout=5).close()
        except URLError:
            assert time.monotonic() < until, "It never answered."
            time.sleep(0.1)
        else:
            return


def installed(environment: Path) -> dict[Path, float]:
    """Return every file of the installed package, with when it was last written."""
    package = next(environment.glob("lib/python*/site-packages/wiki"))
    return {file: file.stat().st_mtime for file in package.rglob("*") if file.is_file()}


def test_every_package_is_in_the_wheel() -> None:
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {file.parent for file in (ROOT / "wiki").rglob("*.py")}
    found = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert set(setup["packages"]) == found | {"wiki.templates", "wiki.static"}


def test_the_installed_program_serves_the_demo_and_writes_only_into_its_data_folder(
    environment: Path, outside: Path, served: str
) -> None:
    before = installed(environment)
    for page in ("/", "/map", "/atlas/compute-governance", "/reading.rss"):
        assert urlopen(f"{served}{page}").status == 200
    page = urlopen(f"{served}/").read().decode()
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert b"font" in urlopen(f"{served}{style}").read()
    assert installed(environment) == before
    assert not list((outside / "work").iterdir())
    data = outside / "home" / ".local" / "share" / "atlas-wiki"
    assert (data / "atlas.sqlite").is_file()


def test_the_installed_program_carries_the_commands_and_takes_a_data_folder(
    environment: Path, outside: Path
) -> None:
    atlas, data = environment / "bin" / "atlas", outside / "elsewhere"
    run(atlas, "--data", data, "db", "upgrade")
    run(atlas, "--data", data, "demo")
    run(atlas, "--data", "../elsewhere", "export", "--all", "pages")
    assert (outside / "work" / "pages" / "timelines.md").is_file()
    assert not (outside / "home" / ".local").exists()


def test_the_installed_program_shows_its_commands(environment: Path, outside: Path) -> None:
    said = run(environment / "bin" / "atlas", "--help")
    for command in ("author", "export", "import", "serve", "sign-in-link"):
        assert f"\n  {command} " in said


def test_the_commands_of_the_document_on_operating_lead_to_an_atlas_with_https(
    environment: Path, tmp_path: Path
) -> None:
    if reason := operating.missing():
        pytest.skip(reason)
    python = run("/usr/bin/python3", "-c", "import sys; print(*sys.version_info[:2])").split()
    if python != [str(part) for part in sys.version_info[:2]]:
        pytest.skip("Debian's Python is of another version than the one that runs the tests")
    packages = next(environment.glob("lib/python*/site-packages"))
    said = operating.run(tmp_path, environment.parent, packages)
    exposure = re.search(r"exposure level for atlas.service: ([0-9.]+)", said)
    assert exposure
    assert float(exposure[1]) < 3
    assert "atlas.service:" not in said.replace(exposure[0], ""), "systemd finds fault with it"
    assert re.search(r"^https://atlas\.example\.org/sign-in/\S+$", said, re.MULTILINE)
    assert len(re.findall("(?i)^strict-transport-security: ", said, re.MULTILINE)) == 2
    assert 'atlas_requests_total{method="GET",status="200"}' in said
    assert "\nowner: atlas 600\n" in said
    assert re.search(r"^rights: 0+ 0+ 1 $", said, re.MULTILINE)
    written = dict(re.findall(r"^in (/\S*): (.+)$", said, re.MULTILINE))
    assert written.pop("/var/lib/atlas") == "written"
    assert len(written) == 5
    assert set(written.values()) == {"Read-only file system"}
    log = said.partition("\nlog:\n")[2]
    assert "/sign-in/" not in log
    assert re.search(r"Z 200 HEAD / \d+ B [0-9.]+ ms (?:hit|miss)", log)

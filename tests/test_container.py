"""The image: what its files name is there, and it runs where a container runtime can be had."""

import re
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

import pytest
import yaml

from tests.served import SECONDS, free_port

ROOT = Path(__file__).parent.parent
IMAGE = (ROOT / "Containerfile").read_text(encoding="utf-8")
BASE = re.findall(r"^ARG BASE=(\S+)$", IMAGE, re.MULTILINE)[0]
TAG = "atlas-of-the-tests"


def said(*command: str) -> str | None:
    """Return what a command prints, None where it fails."""
    with suppress(OSError):
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        return done.stdout if done.returncode == 0 else None
    return None


@pytest.fixture
def runtime() -> str:
    """Return the program that runs containers here; the base image is not fetched for a test."""
    for program in filter(shutil.which, ("podman", "docker")):
        has_base = said(program, "image", "inspect", BASE) is not None
        if has_base and said(program, "run", "--rm", BASE, "true") is not None:
            return program
    pytest.skip(f"nothing here runs containers of {BASE}")


@pytest.fixture
def container(runtime: str) -> Iterator[tuple[str, int]]:
    """Build the image and run it as the document says; return the runtime and the port."""
    port = free_port()
    assert said(runtime, "build", "--tag", TAG, "--file", "Containerfile", ".") is not None
    options = ["--read-only", "--tmpfs", "/tmp", "--cap-drop", "all"]
    options += ["--security-opt", "no-new-privileges"]
    options += ["--publish", f"127.0.0.1:{port}:8000", "--volume", f"{TAG}:/data"]
    options += ["--env", f"WIKI_BASE_URL=http://127.0.0.1:{port}"]
    assert said(runtime, "run", "--detach", "--name", TAG, *options, TAG) is not None
    try:
        yield runtime, port
    finally:
        said(runtime, "rm", "--force", TAG)
        said(runtime, "volume", "rm", TAG)


def test_the_image_serves_the_atlas_from_its_volume_and_not_as_root(
    container: tuple[str, int],
) -> None:
    runtime, port = container
    deadline = time.monotonic() + SECONDS
    while True:
        with suppress(URLError, ConnectionError):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                assert answer.status == 200
            break
        assert time.monotonic() < deadline, said(runtime, "logs", TAG)
        time.sleep(0.2)
    assert (said(runtime, "exec", TAG, "id", "-u") or "").strip() == "10001"
    assert "atlas.sqlite" in (said(runtime, "exec", TAG, "ls", "/data") or "")


def test_the_files_for_containers_name_what_is_there_and_agree() -> None:
    taken = {
        name
        for line in re.findall(r"^COPY (?!--)(.+) \S+$", IMAGE, re.MULTILINE)
        for name in line.split()
    }
    assert all((ROOT / name).exists() for name in taken)
    allowed = re.findall(r"^!(.+)$", (ROOT / ".containerignore").read_text(), re.MULTILINE)
    assert {name.split("/")[0] for name in taken} == set(allowed)
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    atlas = compose["services"]["atlas"]
    assert atlas["build"]["dockerfile"] == "Containerfile"
    assert atlas["volumes"] == [f"{name}:/data" for name in compose["volumes"]]
    assert (atlas["read_only"], atlas["cap_drop"]) == (True, ["ALL"])
    assert all(port.startswith("127.0.0.1:") for port in atlas["ports"])
    assert re.search(r"^USER 10001:10001$", IMAGE, re.MULTILINE)
    assert re.search(r"^VOLUME /data$", IMAGE, re.MULTILINE)

"""The fetcher reaches the public internet and nothing else: tried in a network of its own."""

import json
import shutil
import subprocess
import sys

import pytest

ALONE = ["unshare", "--net", "--map-root-user"]


def can_be_alone() -> bool:
    if not shutil.which("unshare") or not shutil.which("ip"):
        return False
    return subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_be_alone(), reason="no network namespaces here")
def test_nothing_but_the_public_internet_is_ever_connected_to() -> None:
    run = [*ALONE, sys.executable, "-m", "tests.fetch.canaries"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["connected"] == []
    assert said["found"] == "[][]"
    assert (said["feeds"], said["large_feed"]) == ("[]", "None")
    assert said["feed"] == "b'<title>The public page</title>'"
    for name in ("page", "page_6", "turning", "large", "three"):
        assert "The public page" in said[name], name
    assert said["four"] == said["slow"] == "None"
    assert said["seconds"] == "True"

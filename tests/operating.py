"""Runs the commands of docs/operate.md, in order, on a copy of this system that nobody else sees.

The copy is an overlay over `/` in namespaces of its own: processes, mounts and a network without a
way out. What systemd would do is done by stand-ins, and the atlas runs with the user, the read-only
system and the missing rights that its unit asks for, but for the filter of system calls.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "operate.md"
NOT_TESTED = "# not tested"
STAND_INS = (
    "systemctl enable --now atlas",
    "systemctl start atlas",
    "systemctl stop atlas",
    "systemctl reload caddy",
    "systemctl reload nginx",
    "systemctl enable --now litestream",
)
NEEDED = (
    "unshare",
    "chroot",
    "setpriv",
    "runuser",
    "systemd-analyze",
    "nginx",
    "caddy",
    "openssl",
    "curl",
)
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

WITH_LITESTREAM = shutil.which("litestream", path=PATH) is not None


def missing() -> str:
    """Return what keeps this machine from running the commands, "" if it can."""
    if os.geteuid() != 0:
        return "only root may make namespaces with an overlay"
    wanting = [name for name in NEEDED if shutil.which(name, path=PATH) is None]
    if wanting:
        return f"there is no {' and no '.join(wanting)}"
    if subprocess.run(["unshare", "-mnpf", "true"], check=False, capture_output=True).returncode:
        return "this system makes no namespaces"
    return ""


def blocks() -> list[str]:
    """Return the blocks of commands of the document."""
    return re.findall(r"^```sh\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)


def script(*, with_litestream: bool = WITH_LITESTREAM) -> str:
    """Return the commands of the document that can be run, and stand-ins for some others.

    The drill of Litestream needs that program.
    """
    here = [block for block in blocks() if "litestream restore" not in block or with_litestream]
    return "\n".join(line for block in here for line in _runnable(block))


def _runnable(block: str) -> Iterator[str]:
    for line in block.splitlines():
        command, mark, _ = line.partition(NOT_TESTED)
        if not mark:
            yield line
        elif command.strip() in STAND_INS:
            yield f"stand_in {command}"


def _part(name: str) -> str:
    return (ROOT / "tests" / "on_a_server" / f"{name}.sh").read_text(encoding="utf-8")


def run(folder: Path, wheel: Path, dependencies: Path) -> str:
    """Run the commands, and return all that they say; one that fails raises AssertionError."""
    parts = [_part("before"), script(), _part("after")]
    done = subprocess.run(
        [
            "unshare",
            "--mount",
            "--net",
            "--pid",
            "--fork",
            "--kill-child",
            "bash",
            "-c",
            _part("namespace"),
            "bash",
            folder,
            wheel,
            dependencies,
            "\n".join(parts),
        ],
        env={"PATH": PATH},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
    return done.stdout + done.stderr

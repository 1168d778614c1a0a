"""Encoding a picture in a separate process.

Decoding may take seconds and several hundred megabytes, and its libraries are written in C. In the
server it would block every reader; in a separate process, its memory is freed afterwards, and a
file made to crash a decoder ends a process that nobody else uses.
"""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore, Lock

from wiki.errors import Invalid
from wiki.media.names import ENDINGS, name_for

PROGRAM = Path(__file__).with_name("encoding.py")
PATIENCE_SECONDS = 60
MOST_WAITING = 4
UNREADABLE = "This picture cannot be read: open it, save it again, then add it."

_one_at_a_time = Lock()  # in each worker
_places = BoundedSemaphore(MOST_WAITING)  # the other threads go on to serve readers


class Busy(Exception):
    """As many pictures as may wait for encoding are waiting already."""


def encode_in_process(data: bytes) -> tuple[str, bytes]:
    """Return the name and the content of the file to store for an uploaded picture.

    Raises Invalid, for the field `file`, where it is no picture or too large; raises Busy.
    """
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        with _one_at_a_time:
            ending, content = _run(data)
    finally:
        _places.release()
    if ending in ENDINGS:
        return name_for(content, ending), content
    raise Invalid("file", content.decode(errors="replace") or UNREADABLE)


def _run(data: bytes) -> tuple[str, bytes]:
    """Return the file ending and content that the program prints, or a refusal and its sentence."""
    # -P: the folder of the program is no place to import from.
    command = [sys.executable, "-P", str(PROGRAM)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=PATIENCE_SECONDS, check=True
        )
    except subprocess.SubprocessError:
        return "", b""
    except OSError:  # no process can be started: memory or processes are short
        raise Busy from None
    ending, _, content = done.stdout.partition(b"\n")
    return ending.decode(errors="replace"), content

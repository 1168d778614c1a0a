"""The secret key that sessions are signed with, made once and stored in a file."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from wiki.storage import PRIVATE_FILE
from wiki.storage.regular_files import read_regular


def new_key() -> str:
    """Return a new random key, as 64 hexadecimal digits."""
    return secrets.token_hex(32)


def stored_key(path: Path) -> str:
    """Return the key stored in a file; the first worker makes it.

    Raises OSError where the file can neither be read nor made, and UnicodeDecodeError where it
    holds no text.
    """
    if not os.path.lexists(path):
        _keep_new(path)
    return read_regular(path).decode().strip()


def _keep_new(path: Path) -> None:
    """Write a new key under another name, then link it, so that nobody reads half a key."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-key-")
    try:
        os.fchmod(handle, PRIVATE_FILE)  # whatever the umask
        with open(handle, "w", encoding="utf-8") as file:
            file.write(new_key() + "\n")
        # Where another worker was first, its key is the key.
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        os.unlink(name)

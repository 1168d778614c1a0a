"""Templates compiled once and kept in a file each, so that the next start need not compile them.

What is read back is executed. So a file counts only if it was signed with the atlas's secret key
and nobody else can write it; anything else is compiled anew. It depends on the versions of Python
and Jinja and on every module of this program: filters of constants are computed on compiling.
"""

import hmac
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import jinja2
from flask import Flask
from jinja2.bccache import Bucket

from wiki.config import Settings
from wiki.installation import PACKAGE
from wiki.storage import make_private_folder
from wiki.storage.whole_files import write_whole

FOLDER = "compiled-templates"  # in the data folder
SIGNATURE_BYTES = sha256().digest_size


def init_app(app: Flask, settings: Settings) -> None:
    """Store the compiled templates of an app in a folder of the atlas's data."""
    folder = settings.instance / FOLDER
    app.jinja_env.bytecode_cache = CompiledTemplates(folder, settings.secret_key)


class CompiledTemplates(jinja2.BytecodeCache):
    """The folder of compiled templates; no method raises OSError."""

    def __init__(self, folder: Path, secret_key: str) -> None:
        self._folder = folder
        self._key = f"compiled templates {secret_key}".encode()
        self._program = identify_program(PACKAGE)

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the name of the file for a template: each template has one file."""
        return sha256(name.encode()).hexdigest()

    def get_source_checksum(self, source: str) -> str:
        """Return a digest of a template's text and of the program that compiles it."""
        return sha256(f"{self._program} {source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template from its file, if this atlas and this program wrote it."""
        content = _read_own(self._folder / bucket.key)
        signature, code = content[:SIGNATURE_BYTES], content[SIGNATURE_BYTES:]
        if hmac.compare_digest(signature, self._sign(bucket.key, code)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template to its file, in place of an earlier one."""
        code = bucket.bytecode_to_string()
        with suppress(OSError):
            self._folder.parent.stat()  # the data folder itself is not made again
            make_private_folder(self._folder)
            write_whole(self._folder / bucket.key, [self._sign(bucket.key, code), code])

    def _sign(self, name: str, code: bytes) -> bytes:
        return hmac.digest(self._key, name.encode() + code, sha256)


def identify_program(package: Path) -> str:
    """Return a digest of the versions of Python and Jinja and of this program's modules.

    Modules are told apart as Python does it for its own compiled files: by size and time.
    """
    parts = [sys.version, jinja2.__version__, *sorted(_modules(package))]
    return sha256("\n".join(parts).encode()).hexdigest()


def _modules(folder: Path | str) -> Iterator[str]:
    """Yield the path, size and time of every module in a folder and those in it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _modules(entry.path)
            elif entry.name.endswith(".py"):
                status = entry.stat()
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"


def _read_own(path: Path) -> bytes:
    """Return the content of a file, b"" if there is none or another user could have written it."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe is not waited for
    with suppress(OSError), open(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid():
            return b"" if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) else file.read()
    return b""

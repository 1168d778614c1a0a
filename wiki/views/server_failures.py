"""Failures of the disk or the database: the sentence to show, and advice on typed text."""

import errno
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from wiki.storage import CLOSED, SENTENCES, Unavailable, sentence_for
from wiki.storage.regular_files import NotRegular


@dataclass(frozen=True)
class ServerFailure:
    """A failure of the server: a sentence, advice on typed text, and the status.

    `retry_after` is in seconds, 0 where waiting does not help.
    """

    sentence: str
    advice: str = "Your text is kept below: press Save again."
    status: int = 503
    retry_after: int = 2


UNKNOWN = ServerFailure(
    "Something went wrong on the server.",
    "Your text is kept below: where the page does not have it yet, press Save again.",
    status=500,
    retry_after=0,
)
# Errors of the operating system, as the SQLite errors they correspond to.
ERRNOS = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EROFS: sqlite3.SQLITE_READONLY,
    errno.EACCES: sqlite3.SQLITE_READONLY,
    errno.EPERM: sqlite3.SQLITE_READONLY,
    errno.EIO: sqlite3.SQLITE_IOERR,
    # Something else has the name of a file or folder, or too many files are open.
    **dict.fromkeys(
        (errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.EMFILE, errno.ENFILE),
        sqlite3.SQLITE_CANTOPEN,
    ),
}


def find_failure(error: BaseException) -> ServerFailure | None:
    """Return the failure behind an error, None where it is not one of disk or database."""
    for one in _chain(error):
        if isinstance(one, Unavailable):
            return ServerFailure(str(one))
        if sentence := sentence_for(one):
            return ServerFailure(sentence)
        if isinstance(one, NotRegular | FileExistsError):
            return ServerFailure(CLOSED)
        if isinstance(one, OSError) and one.errno in ERRNOS:
            return ServerFailure(SENTENCES[ERRNOS[one.errno]])
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and its causes, the outermost first."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = getattr(one, "orig", None) or one.__cause__ or one.__context__

"""The `-wal` file, in which SQLite stores the latest changes until they are in the database.

SQLite writes them into whatever database is beside the file. After a crash that is right; after a
backup was copied over the database, it undoes or damages the backup. For the format see
https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
"""

import struct
from contextlib import closing
from pathlib import Path

from wiki.storage import open_unchanging

HEADER, FRAME_HEADER = struct.Struct(">4I2I2I"), struct.Struct(">2I2I2I")
MAGIC = (0x377F0682, 0x377F0683)
# Putting changes into the database follows writing them at once, unless the disk is very slow.
SECONDS = 0.5


def is_left_over(path: Path, wal: Path) -> bool:
    """Return whether a `-wal` file is left over from an earlier database in the same place.

    That is so if the database was changed later and lacks the first page stored in the `-wal`:
    SQLite itself begins with that page when it changes the database. Raises sqlite3.Error.
    """
    if not wal.is_file() or _changed(path) <= _changed(wal) + SECONDS:
        return False
    page = first_page(wal.read_bytes())
    if page is None:
        return False
    page_number, content = page
    with closing(open_unchanging(path)) as database:
        image = database.serialize()
    start = (page_number - 1) * len(content)
    return image[start : start + len(content)] != content


def first_page(wal: bytes) -> tuple[int, bytes] | None:
    """Return number and content of the page with the lowest number in a `-wal`, as last committed.

    None is returned if it has no committed page.
    """
    if len(wal) < HEADER.size:
        return None
    magic, _format, size, _count, *salts = HEADER.unpack_from(wal)[:6]
    if magic not in MAGIC:
        return None
    committed: dict[int, bytes] = {}
    written: dict[int, bytes] = {}
    step = FRAME_HEADER.size + size
    for start in range(HEADER.size, len(wal) - step + 1, step):
        page_number, pages, *frame_salts = FRAME_HEADER.unpack_from(wal, start)[:4]
        if frame_salts != salts:  # what stands from here on was put into the database long ago
            break
        written[page_number] = wal[start + FRAME_HEADER.size : start + step]
        if pages:  # the last one of a commit
            committed |= written
            written = {}
    return min(committed.items(), default=None)


def _changed(path: Path) -> float:
    """Return when a file was last changed, renamed or replaced, in seconds."""
    status = path.stat()
    return max(status.st_mtime, status.st_ctime)

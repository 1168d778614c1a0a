"""Where the database is: the address that `WIKI_DATABASE_URL` gives."""

from pathlib import Path
from urllib.parse import unquote

from wiki.config.variables import SETTINGS_FILE, ConfigError, Variables

DATABASE, GATE, GATE_ENDING = "atlas.sqlite", "gate.sqlite", "-gate"
KEY, SQLITE = "secret-key", "sqlite:///"
BACKUPS = "backups"
MEDIA, CARDS = "media", "cards"
# The names of other files and folders of the atlas, and endings of those beside a database.
TAKEN = frozenset({GATE, KEY, SETTINGS_FILE, BACKUPS, MEDIA, CARDS})
TAKEN_ENDINGS = (GATE_ENDING, "-wal", "-shm", "-journal")
EXAMPLE = "one such as sqlite:////srv/atlas.sqlite"


def read_database_url(known: Variables, instance: Path) -> str:
    """Return the address of the database, an SQLite file. Raises ConfigError."""
    url = known.line("WIKI_DATABASE_URL", f"{SQLITE}{_escaped(instance / DATABASE)}")
    path = file_of(url)
    named = url.startswith(SQLITE) and path not in ("", ":memory:") and not path.startswith("file:")
    file = instance / path
    real = file.resolve()  # a link to a file that is still to be made is fine
    if not named or not real.parent.is_dir() or (real.exists() and not real.is_file()):
        raise _wrong(known, url, "the address of an SQLite file in a folder that exists")
    name = real.name
    if name in TAKEN or name.endswith(TAKEN_ENDINGS):
        raise _wrong(known, url, "the address of a file whose name no other file of the atlas has")
    return url


def file_of(url: str) -> str:
    """Return the path in an SQLite URL, relative to the data folder, as SQLAlchemy reads it."""
    return unquote(url.removeprefix(SQLITE).partition("?")[0])


def _escaped(path: Path) -> str:
    """Return a path without the signs that mean something else in a URL."""
    return str(path).replace("%", "%25").replace("?", "%3F")


def _wrong(known: Variables, url: str, wanted: str) -> ConfigError:
    return known.wrong("WIKI_DATABASE_URL", url, wanted, EXAMPLE)

"""Where commands may write: not over the atlas itself, and nothing private among public files."""

import itertools
import os
from pathlib import Path

import click

from wiki.backups.own_copies import BESIDE
from wiki.cli.context import settings
from wiki.config import Settings
from wiki.config.database import DATABASE, GATE, KEY
from wiki.config.variables import SETTINGS_FILE
from wiki.exchange.front_matter import FENCE
from wiki.exchange.journal.header import JOURNAL
from wiki.exchange.whole.files import LIST as EXPORTED
from wiki.frozen.files import LIST as FROZEN
from wiki.queries.atlas import atlas_id
from wiki.storage import sibling_path
from wiki.storage.given_files import without_waiting
from wiki.storage.listed_files import begun_name

OURS = "atlas: "  # the key by which a page document names the atlas that wrote it
MOST_LINES = 1_000  # lines of a front matter that are looked at
OF_AN_ATLAS = (DATABASE, GATE, KEY)


def check_file(file: Path, *, is_private: bool = True) -> None:
    """Raise ClickException for a file of the atlas itself, and for a private one in a frozen site.

    A file counts as the atlas's own under any path: by a link or by another name of it, too.
    """
    config, real = settings(), _real(file)
    if any(_is_same(real, own) for own in _files(config)) or _is_within(real, _folders(config)):
        raise click.ClickException(
            f"{file} belongs to the atlas itself. Name another file. Nothing was changed."
        )
    if is_private:
        _check_private(file, real)


def check_private_folder(folder: Path) -> None:
    """Raise ClickException for a folder into which private files must not be written.

    Such are folders of an atlas, and those in a frozen site.
    """
    real = _real(folder)
    _check_foreign(folder, real)
    _check_private(folder, real)


def check_page(file: Path) -> None:
    """Raise ClickException if a file exists that is no page document of this atlas.

    A link is replaced, so it is no obstacle.
    """
    if file.is_file() and not file.is_symlink() and not _is_page(file, atlas_id()):
        raise click.ClickException(
            f"{file} is there, and no export of this atlas made it. Name a new folder. "
            "Nothing was changed."
        )


def check_public_folder(folder: Path) -> None:
    """Raise ClickException for a folder into which a public site must not be written.

    Such is one with private files in it: an export, whole or begun, or pages of one; or one that
    holds an atlas at any depth.
    """
    config, real = settings(), _real(folder)
    _check_foreign(folder, real)
    pages = (path.name for path in sorted(real.glob("*.md")) if _is_page(path))
    for name in (EXPORTED, begun_name(EXPORTED), JOURNAL, *pages):
        if os.path.exists(real / name):
            raise click.ClickException(
                f"{folder} has the file {name} of an export, which is private. Name a new folder."
            )
    for data in _data(config):
        if _is_within(data, {real}):
            raise click.ClickException(
                f"{folder} has the atlas in it, in {data}, which is private. Name a new folder."
            )


def _check_foreign(folder: Path, real: Path) -> None:
    """Raise ClickException if a folder is that of an atlas: of this one or of another."""
    config = settings()
    for name in OF_AN_ATLAS:
        if os.path.exists(real / name):
            raise click.ClickException(
                f"{folder} is the folder of an atlas: {name} is in it. Name a new folder."
            )
    if real in _data(config) or _is_within(real, _folders(config)):
        raise click.ClickException(
            f"{folder} belongs to the atlas itself. Name a new folder. Nothing was changed."
        )


def _is_page(path: Path, atlas: str = "") -> bool:
    """Return whether a file begins as the document of a region that an atlas wrote.

    `atlas` is the id of the only one that counts, "" for any.
    """
    ours = f"{OURS}{atlas}"
    try:
        with open(path, encoding="utf-8", opener=without_waiting) as file:
            if file.readline().rstrip() != FENCE:
                return False
            head = itertools.takewhile(lambda line: line.rstrip() != FENCE, file)
            return any(line.startswith(ours) for line in itertools.islice(head, MOST_LINES))
    except (OSError, UnicodeDecodeError):
        return False


def _check_private(path: Path, real: Path) -> None:
    """Raise ClickException for a path in a frozen site, which everybody can read."""
    for folder in (real, *real.parents):
        if os.path.isfile(folder / FROZEN):
            raise click.ClickException(
                f"{path} is in {folder}, where `flask freeze` wrote the public site, and what this "
                "command writes is private. Name another folder."
            )


def _files(config: Settings) -> set[Path]:
    """Return the paths of all files of the atlas and its settings, existing or not."""
    databases = (config.database_path, config.gate_path)
    own = {sibling_path(path, ending) for path in databases for ending in ("", *BESIDE)}
    return own | {_real(config.instance / name) for name in (KEY, SETTINGS_FILE)}


def _folders(config: Settings) -> set[Path]:
    """Return the folders that the program fills by itself, except that of its backups."""
    return {_real(path) for path in (config.media_path, config.cards_path)}


def _data(config: Settings) -> set[Path]:
    """Return the folders that hold the atlas and its backups."""
    folders = (config.instance, config.database_path.parent, config.backups_path)
    return {_real(path) for path in folders}


def _real(path: Path) -> Path:
    """Return a path with symbolic links resolved; it need not exist."""
    return Path(os.path.realpath(path))


def _is_within(path: Path, folders: set[Path]) -> bool:
    """Return whether a path is one of some folders or in one of them."""
    return not folders.isdisjoint((path, *path.parents))


def _is_same(path: Path, own: Path) -> bool:
    """Return whether two paths are of the same file, which may have several names."""
    try:
        return path == own or path.samefile(own)
    except OSError:  # one of them is not there
        return False

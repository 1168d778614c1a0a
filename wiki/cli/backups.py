"""The commands `backup` and `restore`."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError

from wiki.backups import Unusable
from wiki.backups.reading import Contents
from wiki.backups.restoring import InUse
from wiki.backups.restoring import restore as put_back
from wiki.backups.writing import AtlasPaths, write_backup
from wiki.cli.context import NO_TABLES, gate, pictures, progress, settings
from wiki.cli.database import check_database, check_replaceable
from wiki.cli.path_types import FilePath
from wiki.cli.targets import check_file
from wiki.db import db
from wiki.queries.pictures import Uses, find_missing
from wiki.storage import Unavailable, sentence_for
from wiki.storage.schema import has_tables
from wiki.text import counted


def atlas_paths() -> AtlasPaths:
    """Return the paths of the database and the pictures, from which a backup is made."""
    config = settings()
    return AtlasPaths(database=config.database_path, media=config.media_path)


@click.command()
@click.argument("file", type=FilePath())
@with_appcontext
def backup(file: Path) -> None:
    """Write the whole atlas into FILE: the database and the pictures, as a zip.

    The server can go on meanwhile. The file is read again and checked before it takes its name; an
    earlier backup of that name is replaced, and no other file is. It holds everything, private
    notes too, and its owner alone can read it. Settings in `settings.toml` and the secret key are
    not in it. A picture that is damaged is left out and named, and so is one that is missing.

    \b
    Examples:
      flask backup atlas.zip
      flask backup /mnt/backups/atlas-$(date +%F).zip
    """
    config = settings()
    check_database(config.database_path)
    if not config.database_path.exists():
        raise click.ClickException(f"There is no atlas yet: {config.database_path} is missing.")
    check_file(file)
    try:
        if not has_tables(config.database_path):
            raise click.ClickException(f"No backup was made. {NO_TABLES}")
        check_writable(file)
        with progress("Writing the backup") as report:
            contents = write_backup(atlas_paths(), file, report)
    except (OSError, sqlite3.Error, Unusable) as error:
        raise click.ClickException(f"No backup was made: {_reason(error)}") from error
    click.echo(f"Wrote {file}: {describe_contents(contents)}")
    for name in contents.damaged:
        sentence = f"Left out, as it is damaged: {config.media_path / name}"
        click.echo(f"{sentence}. Take it from an earlier backup.", err=True)
    for name, uses in _missing_pictures().items():
        sentence = f"Missing: {config.media_path / name}, which is shown at {uses.addresses}"
        click.echo(f"{sentence}. Take it from an earlier backup.", err=True)


def _missing_pictures() -> Mapping[str, Uses]:
    """Return, by file name, pictures whose files are missing, with where they are shown.

    It is empty for a database of another version of the program, whose tables may lack columns.
    """
    try:
        return find_missing(pictures().names())
    except DatabaseError:
        return {}
    finally:
        db.session.rollback()
        db.engine.dispose()  # an open connection would keep a restore out


@click.command()
@click.argument("file", type=FilePath())
@with_appcontext
def restore(file: Path) -> None:
    """Put a backup in the place of this atlas: what `backup` wrote, or a copy from `backups/`.

    A damaged file, or one of a later version, is refused before anything is changed, and so is
    every file while the server runs. What was there is copied into `backups/` first. Pictures are
    added and none is removed; everybody has to sign in again, and programs need new tokens.

    \b
    Examples:
      flask restore atlas.zip
      flask restore instance/backups/daily-2026-11-28.sqlite
    """
    config = settings()
    if not file.is_file():
        raise click.ClickException(f"There is no file {file}. Nothing was changed.")
    check_replaceable(config.database_path)
    try:
        with progress("Restoring"):
            restored = put_back(file, atlas_paths(), config.backups_path, datetime.now())
    except InUse as error:
        raise click.ClickException(
            f"Another program has {config.database_path} open: stop the server first. "
            "Nothing was changed."
        ) from error
    except (OSError, sqlite3.Error, Unusable, Unavailable) as error:
        raise click.ClickException(f"Nothing was restored: {_reason(error)}") from error
    click.echo(f"Restored {file}: {describe_contents(restored.contents)}")
    if restored.copy:
        click.echo(f"What was there before is in {restored.copy}")
    _end_sessions()


def describe_contents(contents: Contents) -> str:
    """Return in words how many regions, changes and pictures a backup has."""
    counts = [
        counted(contents.regions, "region"),
        counted(contents.changes, "change"),
        counted(contents.pictures, "picture"),
    ]
    return ", ".join(counts)


def check_writable(file: Path) -> None:
    """Raise OSError, which names the file, if its folder accepts no new files."""
    try:
        with TemporaryFile(dir=file.parent):
            pass
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


def _end_sessions() -> None:
    """Sign everybody out, programs too: the authors of the backup may be others."""
    try:
        gate().close_all()
    except Unavailable as error:
        click.echo(f"The sessions could not be ended ({error}): remove {error.path}.", err=True)


def _reason(error: Exception) -> str:
    """Return a sentence that says what went wrong."""
    if isinstance(error, sqlite3.Error | DatabaseError):
        return sentence_for(error) or f"{error}."
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'}: {error.strerror or error}."
    return str(error)

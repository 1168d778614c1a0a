"""Importing a folder or a zip: of notes, of page documents, or an export of a whole atlas."""

from collections.abc import Sequence
from pathlib import Path

import click

from wiki.cli.context import (
    keeping_objects,
    progress,
    settings,
    signature,
    site,
    today,
    trying,
    writing,
)
from wiki.cli.import_files import DRY, say
from wiki.exchange.document_error import DocumentError
from wiki.exchange.notes.files import FolderError, read_folder
from wiki.exchange.notes.importing import FolderOptions, import_folder
from wiki.exchange.whole.restoring import restore_atlas
from wiki.exchange.whole.source import ExportSource, find_export
from wiki.forms.fields import LINE
from wiki.media.shelf import Shelf
from wiki.services.start import has_journal
from wiki.text import clean_line, is_seen

NOT_EMPTY = (
    "This atlas is not empty, and an export with a journal is restored into an empty one only. "
    "Read its documents with --pages, or restore it in the browser at /import, which keeps a copy "
    "of what is here."
)


def take_folder(files: Sequence[str], options: FolderOptions, *, dry_run: bool) -> None:
    """Bring a folder or a zip into the atlas, and say what that did, or would do."""
    if len(files) > 1:
        raise click.ClickException("Import a folder or a zip by itself, and files by themselves.")
    during = trying if dry_run else writing
    try:
        with keeping_objects(), progress("Importing") as tell:
            folder, day = read_folder(Path(files[0])), today()
            with during():
                shelf = None if dry_run else Shelf(settings().media_path)
                report = import_folder(
                    folder, signature(), options, today=day, shelf=shelf, progress=tell
                )
    except FolderError as error:
        raise click.ClickException(f"{files[0]} cannot be imported. {error}") from error
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error} Nothing was written.") from error
    if report.pages:
        say(report.documents)
    for line in report.lines():
        click.echo(line)
    if dry_run:
        click.echo(DRY)


def export_at(file: str) -> ExportSource | None:
    """Return the export that a folder or zip is, None for others; a bad zip ends the command."""
    try:
        return find_export(Path(file))
    except (FolderError, OSError) as error:
        raise click.ClickException(f"{file} cannot be imported. {error}") from error


def take_export(export: ExportSource, file: str, *, dry_run: bool) -> None:
    """Restore the atlas of an export into an empty one, and say what came back."""
    during = trying if dry_run else writing
    try:
        with progress("Restoring") as tell, during():
            if has_journal():
                raise click.ClickException(NOT_EMPTY)
            shelf = None if dry_run else Shelf(settings().media_path)
            restored = restore_atlas(export, shelf, name=file.rstrip("/"), progress=tell)
    except (DocumentError, FolderError, OSError) as error:
        raise click.ClickException(f"{error} Nothing was written.") from error
    for line in restored.lines(site().time_zone.key):
        click.echo(line)
    if dry_run:
        click.echo(DRY)


def area_named(typed: str | None) -> str:
    """Return the area that `--area` names, "" without it; a useless name ends the command."""
    name = clean_line(typed or "")
    if typed is not None and (not is_seen(name) or len(name) > LINE):
        raise click.ClickException(f"The name of an area has from 1 to {LINE:,} characters.")
    return name

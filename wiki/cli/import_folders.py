"""Importing a folder or a zip: of notes and page documents, or an export, restored or merged."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from wiki.cli.context import (
    pictures,
    progress,
    signature,
    site,
    today,
    without_garbage_collection,
    writing,
)
from wiki.cli.import_files import print_report
from wiki.exchange.document_error import DocumentError
from wiki.exchange.importing import Progress
from wiki.exchange.notes.files import Folder, FolderError, read_folder
from wiki.exchange.notes.importing import FolderOptions, import_folder
from wiki.exchange.whole.merging import merge_export
from wiki.exchange.whole.restoring import restore_atlas
from wiki.exchange.whole.source import ExportSource, find_export
from wiki.forms.fields import LINE
from wiki.media.shelf import Shelf
from wiki.queries.atlas import has_journal
from wiki.text import clean_line, is_seen

NOT_EMPTY = (
    "This atlas is not empty, and an export with a journal is restored into an empty one only. "
    "Read its documents with --pages, or restore it in the browser at /import, which keeps a copy "
    "of what is here."
)


def load_folder(path: str, options: FolderOptions, *, dry_run: bool) -> None:
    """Import a folder or a zip of notes, and print the report; a dry run writes nothing."""
    with _importing(path, dry_run=dry_run) as opened:
        report = import_folder(
            opened.folder,
            signature(),
            options,
            today=opened.day,
            shelf=opened.shelf,
            progress=opened.progress,
        )
    if report.pages:
        print_report(report.documents)
    for line in report.lines():
        click.echo(line)


def load_merged(path: str, *, as_is: bool, dry_run: bool) -> None:
    """Merge an export into the atlas, and print the report; a dry run writes nothing."""
    with _importing(path, dry_run=dry_run) as opened:
        report = merge_export(
            opened.folder,
            signature(),
            today=opened.day,
            shelf=opened.shelf,
            as_is=as_is,
            progress=opened.progress,
        )
    print_report(report)


@dataclass(frozen=True)
class _FolderImport:
    """A folder that is being imported; `shelf` is None where nothing is to be written."""

    folder: Folder
    day: date
    shelf: Shelf | None
    progress: Progress | None


@contextmanager
def _importing(path: str, *, dry_run: bool) -> Iterator[_FolderImport]:
    """Read a folder or zip and begin to write; an error within ends the command with a sentence."""
    try:
        with without_garbage_collection(), progress("Importing") as on_step:
            folder, day = read_folder(Path(path)), today()
            with writing(dry_run=dry_run):
                shelf = None if dry_run else pictures()
                yield _FolderImport(folder, day, shelf, on_step)
    except FolderError as error:
        raise click.ClickException(f"{path} cannot be imported. {error}") from error
    except DocumentError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error} Nothing was written.") from error


def export_at(file: str) -> ExportSource | None:
    """Return the export in a folder or zip, None for no export; a bad zip ends the command."""
    try:
        return find_export(Path(file))
    except (FolderError, OSError) as error:
        raise click.ClickException(f"{file} cannot be imported. {error}") from error


def load_export(export: ExportSource, file: str, *, dry_run: bool) -> None:
    """Restore the atlas of an export into an empty one, and print what was restored."""
    try:
        with progress("Restoring") as on_step, writing(dry_run=dry_run):
            if has_journal():
                raise click.ClickException(NOT_EMPTY)
            shelf = None if dry_run else pictures()
            restored = restore_atlas(export, shelf, name=file.rstrip("/"), progress=on_step)
    except (DocumentError, FolderError, OSError) as error:
        raise click.ClickException(f"{error} Nothing was written.") from error
    for line in restored.lines(site().time_zone.key):
        click.echo(line)


def area_named(typed: str | None) -> str:
    """Return the name of the area in `--area`, "" without it; a bad name ends the command."""
    name = clean_line(typed or "")
    if typed is not None and (not is_seen(name) or len(name) > LINE):
        raise click.ClickException(f"The name of an area has from 1 to {LINE:,} characters.")
    return name

"""The command that imports: files, folders, and histories of credences."""

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from wiki.cli.context import reading, today
from wiki.cli.import_choices import ImportChoices, Imported
from wiki.cli.import_files import load_files, load_forecasts
from wiki.cli.import_folders import (
    area_named,
    export_at,
    load_export,
    load_folder,
    load_merged,
)
from wiki.cli.path_types import FilePath
from wiki.exchange.forecasts import SCALES
from wiki.exchange.notes.files import is_folder
from wiki.exchange.notes.importing import FolderOptions

HELP = """\
Read page documents, the plain text of published pages, or works that you read, into the atlas.

What is there already is brought up to date; what a file lacks is reported and kept. What is
hidden from visitors stays so, and is named. All files are one change: if one of them is wrong,
nothing is imported.

In place of files it takes one folder, or a zip of one: of notes in Markdown, as Obsidian,
Quartz and Logseq keep them, or of page documents with the key `atlas`. A note becomes a region,
private unless it says `publish: true`; one whose title a region has already is left out.

An export of a whole atlas (`flask export --all`, or its zip) is restored as it was, with its
history, into an empty atlas. With --pages its journal is left aside, and all else is merged into
any atlas: pages, essays, readings, areas and pictures.

A bibliography (BibTeX, RIS, CSL-JSON), bookmarks as HTML, or the CSV of Readwise, Zotero or
Goodreads becomes readings, as drafts unless --publish is given. Its content says which it is.
Highlights and notes come along, for you alone. A work that is a reading already stays one.
The feed of your own blog (RSS, Atom, JSON Feed) becomes essays that lead to it, in the same way.
Its address may be given in place of a file where WIKI_FETCH is 1.

\b
A CSV file of forecasts has the columns, in any order:
  topic,claim,at,credence,resolved,outcome,reason,visibility

\b
Examples:
  flask import coordination.md
  flask import pages/*.md
  flask import --dry-run vault/
  flask import --area Notes vault.zip
  flask import backup/
  flask import --pages backup/
  flask import library.bib
  flask import --publish highlights.csv
  flask import feed.xml
  flask import --forecasts forecasts.csv
  flask import --forecasts forecasts.csv --scale probability
"""

DRY = "This was a dry run: nothing was written."
ONE_FOLDER = "Import a folder or a zip by itself, and files by themselves."


@click.command("import", help=HELP)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "--forecasts",
    metavar="FILE",
    type=FilePath(),
    help="Read a history of credences as CSV instead.",
)
@click.option(
    "--scale",
    type=click.Choice(SCALES),
    help="What a number in the CSV means: per cent, or a probability from 0 to 1.",
)
@click.option("--as-is", is_flag=True, help="Take text that still holds part of an empty slot.")
@click.option("--public", is_flag=True, help="Of a folder: make its notes public, not private.")
@click.option("--area", metavar="NAME", help="Of a folder: the area for notes that name none.")
@click.option("--pages", is_flag=True, help="Of an export: merge it, without its journal.")
@click.option("--publish", is_flag=True, help="Of works and essays: publish them, not as drafts.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done, and write nothing.")
@with_appcontext
def import_(files: tuple[str, ...], forecasts: Path | None, **options: Any) -> None:
    """Import what the arguments name; the command's help (HELP) explains them."""
    choices = ImportChoices(**options)
    with reading():
        today()  # a database without tables ends the command here, with a sentence
    if forecasts is not None:
        if files:
            raise click.ClickException("Import forecasts and pages one after the other.")
        load_forecasts(str(forecasts), choices)
    elif not files or not all(map(str.strip, files)):  # "" would be the working folder
        raise click.ClickException("Name the files to import, such as pages/*.md.")
    elif not any(is_folder(Path(file)) for file in files):
        load_files(files, choices)
    elif len(files) > 1:
        raise click.ClickException(ONE_FOLDER)
    else:
        _load_folder(files[0], choices)
    if choices.dry_run:
        click.echo(DRY)


def _load_folder(folder: str, choices: ImportChoices) -> None:
    """Merge or restore a folder or zip that is an export; import any other one as notes."""
    if choices.pages:
        choices.refuse_unfit(Imported.MERGED)
        load_merged(folder, as_is=choices.as_is, dry_run=choices.dry_run)
    elif export := export_at(folder):
        choices.refuse_unfit(Imported.EXPORT)
        load_export(export, folder, dry_run=choices.dry_run)
    else:
        choices.refuse_unfit(Imported.NOTES)
        options = FolderOptions(choices.public, area_named(choices.area), choices.as_is)
        load_folder(folder, options, dry_run=choices.dry_run)

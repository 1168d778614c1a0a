"""The command that removes items for good."""

from collections.abc import Mapping, Sequence

import click
from flask import current_app
from flask.cli import with_appcontext

from wiki.backups.purged_items import Holding, find_holding
from wiki.cards.folder import CardFolder
from wiki.cli.context import pictures, progress, reading, settings, signature, writing
from wiki.queries.atlas import atlas_id
from wiki.queries.purged import list_purged
from wiki.queries.purging import PurgePlan, plan_purge
from wiki.services.purge import ClearedFiles, clear_files
from wiki.services.purge import purge as purge_planned
from wiki.text import counted


@click.command()
@click.argument("anchors", metavar="ANCHOR...", nargs=-1)
@click.option("--yes", is_flag=True, help="Do it; without this, what would go is only printed.")
@click.option("--backups", is_flag=True, help="Delete the backups too that still hold it.")
@click.option(
    "--finish",
    is_flag=True,
    help="Only clear the files of what was removed, and look for it in backups.",
)
@with_appcontext
def purge(anchors: tuple[str, ...], *, yes: bool, backups: bool, finish: bool) -> None:
    """Remove items for good: out of the journal, the search and the files.

    ANCHOR is the short name of an item (b-12, e-3, r-7), or the slug of a region or an essay,
    `region:` or `essay:` before it where both exist. `note:` before that of a region is its private
    note alone. `page:about` and `page:settings` are what these pages said before: what they say now
    stays. A region goes with everything on its page but readings and essays, and with the
    regions that were merged into it. There is no way back.

    \b
    Examples:
      flask purge b-12
      flask purge region:compute --yes --backups
    """
    if finish:
        if anchors or yes:
            raise click.ClickException(
                "--finish removes no items, so it is given without any: remove them first, with "
                "their names and --yes. Nothing was changed."
            )
        _finish(backups=backups)
        return
    if not yes:
        with reading(), progress("Reading"):
            plan = plan_purge(anchors)
            held = list(find_holding(settings().backups_path, atlas_id(), plan.removed))
        _print(plan, held)
        click.echo("Nothing was changed: run it again with --yes.")
        return
    with writing(), progress("Removing"):
        plan, atlas = plan_purge(anchors), atlas_id()
        purge_planned(plan, signature(), pictures(), settings().base_url)
    cleared = _clear(atlas, plan.removed, plan.pictures, backups=backups)
    _print(plan, cleared.backups, done=True, backups=backups)
    if cleared.remaining:
        raise click.ClickException(cleared.remaining)


def _finish(*, backups: bool) -> None:
    """Clear the files of what was removed before, and name the backups that still hold it."""
    with reading():
        removed, atlas = list_purged(), atlas_id()
    cleared = _clear(atlas, removed, backups=backups)
    if not cleared.remaining:
        click.echo("Nothing of what was removed is left in the files of the atlas.")
    _print_held(cleared.backups, backups=backups)
    if cleared.remaining:
        raise click.ClickException(cleared.remaining)


def _clear(
    atlas: str,
    removed: Mapping[tuple[str, int], int],
    picture_names: Sequence[str] = (),
    *,
    backups: bool,
) -> ClearedFiles:
    """Take what was removed out of all files; with `backups`, delete those that still hold it."""
    cards: CardFolder = current_app.extensions["atlas.cards"]
    found = find_holding(settings().backups_path, atlas, removed)
    with reading(), progress("Writing the database anew and searching the backups"):
        return clear_files(pictures(), cards, found, pictures=picture_names, delete_backups=backups)


def _print(
    plan: PurgePlan, held: list[Holding], *, done: bool = False, backups: bool = False
) -> None:
    click.echo("Removed for good:" if done else "This would be removed for good:")
    if not done:
        for item in plan.items:
            click.echo(f"  {item.noun}: {item.label}")
    click.echo(f"  {counted(len(plan.items), 'item')}, {counted(plan.revisions, 'version')}")
    for name in plan.pictures:
        click.echo(f"  picture: {name}")
    if plan.linking:
        others = counted(plan.linking, "other text")
        click.echo(f"{others} linked to it: the links are gone, their own words stay.")
    _print_held(held, backups=backups)


def _print_held(held: list[Holding], *, backups: bool) -> None:
    for copy in held:
        did = "still holds it" if copy.path.exists() or not backups else "deleted"
        unread = "cannot be read: see for yourself whether it holds it"
        click.echo(f"backup {copy.path}: {did if copy.is_readable else unread}")
    if held and not backups:
        click.echo("With --backups, those that hold it are deleted too.")

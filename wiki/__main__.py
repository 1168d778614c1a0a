"""The program `atlas`, also `python -m wiki`: the commands without `flask --app app`."""

import os
from pathlib import Path

import click
from flask.cli import ScriptInfo

from wiki import create_app
from wiki.cli import Commands
from wiki.cli.paths import FolderPath


@click.group(commands=Commands(), invoke_without_command=True)
@click.option(
    "--data",
    type=FolderPath(),
    help="The folder that holds the atlas; it is made if missing.",
)
@click.pass_context
def atlas(context: click.Context, data: Path | None) -> None:
    """Serve the atlas, or do what COMMAND says.

    \b
    Examples:
      atlas
      atlas --data ~/my-atlas serve
      atlas import pages/*.md
    """
    if data is not None:
        os.environ["WIKI_DATA"] = str(data.absolute())  # the server's workers read it as well
    context.obj = ScriptInfo(create_app=create_app)
    if context.invoked_subcommand is None:
        context.invoke(Commands()["serve"])


if __name__ == "__main__":
    atlas(prog_name="atlas")

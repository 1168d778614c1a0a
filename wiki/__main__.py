"""The program `atlas`, also `python -m wiki`: the commands without `flask --app app`."""

import os
from importlib import import_module
from pathlib import Path

import click

from wiki import create_app
from wiki.cli import Commands, fork_server
from wiki.cli.path_types import FolderPath


class Program(click.Group):
    """The commands; to serve, the fork server is started before anything else is imported."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the words name, and the words that follow its name."""
        if args[0] == "serve":
            start_early()
        return super().resolve_command(ctx, args)


def start_early() -> None:
    """Start the fork server, and import the application while that process does the same."""
    fork_server.start()
    import_module("wiki.application")


@click.group(cls=Program, commands=Commands(), invoke_without_command=True)
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
    if context.invoked_subcommand is None:
        start_early()
    from flask.cli import ScriptInfo  # after the above, as it takes a while

    context.obj = ScriptInfo(create_app=create_app)
    if context.invoked_subcommand is None:
        context.invoke(Commands()["serve"])


if __name__ == "__main__":
    atlas(prog_name="atlas")

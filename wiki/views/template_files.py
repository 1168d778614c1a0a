"""Knowing which templates exist, listed once: a kind may have none for a part of its section.

A page asks for several that do not exist, and Jinja would look for each on the disk, every time.
"""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from jinja2 import Environment, FileSystemLoader, TemplateNotFound

from wiki.installation import TEMPLATES


def init_app(app: Flask) -> None:
    """Load an app's templates by `TemplateFiles`; not in debug mode, where files come and go."""
    if not app.debug:
        app.jinja_env.loader = TemplateFiles(TEMPLATES)


class TemplateFiles(FileSystemLoader):
    """Loads the templates that were in a folder at the start."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._names = frozenset(self.list_templates())

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template's text and file. Raises TemplateNotFound."""
        if template not in self._names:
            raise TemplateNotFound(template)
        return super().get_source(environment, template)

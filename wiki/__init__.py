"""Atlas: a lightweight wiki for one author's changing views on a field.

Importing the package imports nothing else: the program starts another process first, and both then
import the application at the same time.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(instance: Path | None = None, environ: dict[str, str] | None = None) -> "Flask":
    """Return the Flask app for a folder of data, by default the one that WIKI_DATA names.

    `environ` has the WIKI_* variables, by default those of the process. The database is opened by
    the first request and not made here. Raises ConfigError where a variable has a wrong value.
    """
    from wiki import application

    return application.create_app(instance, environ)

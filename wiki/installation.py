"""Where the program's own files are, and where its data is by default.

In a checkout, templates and static files are beside the package; in an installation they are inside
it, and nothing is ever written there.
"""

from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent
MIGRATIONS = PACKAGE / "migrations"
IS_CHECKOUT = (CHECKOUT / "app.py").is_file() and (CHECKOUT / "templates").is_dir()
TEMPLATES = (CHECKOUT if IS_CHECKOUT else PACKAGE) / "templates"
STATIC = (CHECKOUT if IS_CHECKOUT else PACKAGE) / "static"


def data_folder(environ: Mapping[str, str]) -> Path:
    """Return the absolute path of the folder with the database, the gate and the secret key.

    It is WIKI_DATA if that is set, else `instance/` in a checkout, else the user's data folder.
    """
    named = environ.get("WIKI_DATA", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    return CHECKOUT / "instance" if IS_CHECKOUT else user_data_path("atlas-wiki", appauthor=False)


def known_versions() -> set[str]:
    """Return the versions of the schema that this program has migrations for."""
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")}

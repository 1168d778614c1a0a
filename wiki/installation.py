"""Where the program's own files lie, and where its data lies unless somebody names a folder.

In a checkout, templates and static files stand beside the package; in an installed one they stand
inside it, and nothing may be written there.
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
    """Return the folder of the database, the keys and the sessions, as an absolute path.

    It is WIKI_DATA where that is set, else `instance/` in a checkout, else a folder of the user's.
    """
    named = environ.get("WIKI_DATA", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    return CHECKOUT / "instance" if IS_CHECKOUT else user_data_path("atlas-wiki", appauthor=False)

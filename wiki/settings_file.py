"""Reading `settings.toml` in the data folder: one text for each setting that it names."""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from wiki.storage.regular_files import read_regular

WANTED = "text, a whole number such as 20, or a list of texts"


class SettingsFileError(ValueError):
    """The file cannot be used; the text is the sentence to show."""


def read_file(path: Path, allowed: Collection[str]) -> dict[str, str]:
    """Return the settings in a file by their names, as texts; {} where there is no file.

    A list becomes one line for each of its values. `allowed` are the allowed names. Raises
    SettingsFileError.
    """
    values = _parsed(path)
    for name, value in values.items():
        if name not in allowed:
            names = ", ".join(sorted(allowed))
            raise SettingsFileError(f"{path}: {name} is no setting. There are {names}.")
        if not _is_plain(value):
            raise SettingsFileError(f"{path}: {name} has to be {WANTED}.")
    return {name: _text(value) for name, value in values.items()}


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_regular(path).decode("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsFileError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SettingsFileError(f"{path} is not UTF-8 text: save it as such.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsFileError(f"{path} is not TOML: {error}.") from None


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, str | int) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)

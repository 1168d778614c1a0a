"""The values of WIKI_* variables and of lines of `settings.toml`, and where each was set."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from wiki.settings_file import SettingsFileError, read_file

SETTINGS_FILE = "settings.toml"


class ConfigError(SystemExit):
    """A wrong value of a setting; the text is the sentence that ends the program."""


@dataclass(frozen=True)
class Variables:
    """The values of variables by name, and the lines of `settings.toml` that set some of them.

    `lines` has, by variable, the place to name in an error, for values that come from the file.
    """

    values: Mapping[str, str]
    lines: Mapping[str, str]

    def source(self, name: str) -> str:
        """Return where a value was set: the name of the variable, or the line of the file."""
        return self.lines.get(name, name)

    def wrong(self, name: str, value: str, wanted: str, example: str) -> ConfigError:
        """Return the error about a value that cannot be used; it says what is `wanted` instead."""
        masked = re.sub(r"//[^/@]*@", "//…@", value)  # Never print a password in a URL.
        advice = f": write {example}" if example else ""
        return ConfigError(f"{self.source(name)} has to be {wanted}, and {masked} is not{advice}.")

    def line(self, name: str, default: str = "") -> str:
        """Return a value as one line of text; an empty one counts as not set."""
        value = " ".join(self.values.get(name, "").split())
        if not value.isprintable():
            example = "words such as An atlas of my field"
            raise self.wrong(name, ascii(value), "plain text in UTF-8", example)
        return value or default


def read_variables(environ: Mapping[str, str], instance: Path, names: Collection[str]) -> Variables:
    """Return the variables that are set; for the others, their values in `settings.toml`.

    `names` are the variables that can be in the file. Raises ConfigError.
    """
    try:
        settings = read_file(instance / SETTINGS_FILE, {name[5:].lower() for name in names})
    except SettingsFileError as error:
        raise ConfigError(str(error)) from None
    named = {f"WIKI_{key.upper()}": (key, value) for key, value in settings.items()}
    lines = {name: pair for name, pair in named.items() if not environ.get(name, "").strip()}
    return Variables(
        {**environ, **{name: value for name, (_key, value) in lines.items()}},
        {name: f"{key} in {SETTINGS_FILE}" for name, (key, _value) in lines.items()},
    )

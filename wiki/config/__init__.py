"""What the operator sets: WIKI_* environment variables, and `settings.toml` in the data folder.

The file has the same names in lower case, without `wiki_`; a variable comes before a line of the
file. A wrong value stops the program with a sentence that names the variable or the line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from wiki.config.database import (
    BACKUPS,
    CARDS,
    DATABASE,
    GATE,
    GATE_ENDING,
    KEY,
    MEDIA,
    file_of,
    read_database_url,
)
from wiki.config.network import (
    Network,
    read_base_url,
    read_host,
    read_metrics_port,
    read_port,
    read_trusted_proxies,
)
from wiki.config.variables import ConfigError, Variables, read_variables
from wiki.site import NAMES, OperatorSetting
from wiki.site.values import UnreadableSetting, read_value
from wiki.storage import make_private_folder
from wiki.storage.secret_key import new_key, stored_key

SHORTEST_SECRET = 16
LOG_FORMS = ("none", "text", "json")
SWITCHED_OFF = {
    "WIKI_DEMO": "0 to begin with an empty atlas",
    "WIKI_FETCH": "0 to ask no other site for titles",
}
# Those that can stand in the file, too; WIKI_DATA names the folder of that file.
VARIABLES = (
    "WIKI_DATABASE_URL",
    "WIKI_SECRET_KEY",
    "WIKI_BASE_URL",
    "WIKI_DEMO",
    "WIKI_TRUSTED_PROXIES",
    "WIKI_HOST",
    "WIKI_PORT",
    "WIKI_PAGE_CACHE",
    "WIKI_LOG",
    "WIKI_METRICS_PORT",
    "WIKI_DAILY_BACKUPS",
    "WIKI_FETCH",
    *(f"WIKI_{name.upper()}" for name in NAMES),
)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the operator set, read once at the start; `docs/operate.md` explains each name.

    `instance` is the data folder. `site_settings` has those of the site's own settings that the
    operator set, by name: the author's values for them do not count. `page_cache` is the size of
    each worker's, in megabytes, 0 for none. `log` is one of LOG_FORMS. `metrics_port` is a port of
    the loopback interface, 0 for no metrics. `daily_backups` is the number of daily copies that the
    server keeps, 0 to make none.
    """

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    base_url: str = "http://127.0.0.1:8000"
    site_settings: Mapping[str, OperatorSetting] = field(default_factory=dict)
    trusted_proxies: tuple[Network, ...] = ()
    demo: bool = True
    host: str = "127.0.0.1"
    port: int = 8000
    page_cache: int = 20
    log: str = "none"
    metrics_port: int = 0
    daily_backups: int = 7
    fetch: bool = False

    @property
    def database_path(self) -> Path:
        """Return the path of the database file."""
        return self.instance / file_of(self.database_url)

    @property
    def gate_path(self) -> Path:
        """Return the path of the file with sessions and sign-in attempts."""
        return self._beside(GATE, GATE_ENDING)

    @property
    def media_path(self) -> Path:
        """Return the path of the folder of pictures."""
        return self._beside(MEDIA, f"-{MEDIA}")

    @property
    def backups_path(self) -> Path:
        """Return the path of the folder for backups that the program makes by itself."""
        return self.instance / BACKUPS

    @property
    def cards_path(self) -> Path:
        """Return the path of the folder of sharing cards, a cache."""
        return self._beside(CARDS, f"-{CARDS}")

    def _beside(self, name: str, ending: str) -> Path:
        """Return the path of a file or folder that belongs to this database, beside it."""
        database = self.database_path.resolve()
        return database.with_name(name if database.name == DATABASE else database.name + ending)

    @property
    def is_https(self) -> bool:
        """Return whether browsers reach the site by HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """Return the base URL: scheme, host and port as browsers send them in `Origin`."""
        return self.base_url

    @property
    def cookie_name(self) -> str:
        """Return the name of the session cookie; browsers bind a `__Host-` cookie to this host."""
        return self._with_port("__Host-atlas" if self.is_https else "atlas")

    @property
    def device_cookie_name(self) -> str:
        """Return the name of the cookie by which a browser is recognised at its next sign-in.

        It cannot be a `__Host-` cookie: browsers send those to every path.
        """
        return self._with_port("__Secure-atlas-device" if self.is_https else "atlas-device")

    def _with_port(self, cookie: str) -> str:
        """Return the name of a cookie: browsers send those of one host to all its ports.

        So that another atlas there replaces none of them, it has the port, unless that is usual.
        """
        port = urlsplit(self.base_url).port
        return f"{cookie}-{port}" if port not in (None, Settings.port) else cookie


def read(environ: Mapping[str, str], instance: Path) -> Settings:
    """Return the settings; make the data folder, and a secret key in it, if they are missing.

    Raises ConfigError.
    """
    instance = _made(instance)
    variables = read_variables(environ, instance, VARIABLES)
    host = read_host(variables, default=Settings.host)
    port = read_port(variables, default=Settings.port)
    return Settings(
        instance=instance,
        database_url=read_database_url(variables, instance),
        secret_key=_secret_key(variables, instance),
        base_url=read_base_url(variables, host, port),
        site_settings=_site_settings(variables),
        trusted_proxies=read_trusted_proxies(variables),
        demo=_switch(variables, "WIKI_DEMO", default=Settings.demo),
        host=host,
        port=port,
        log=_log(variables),
        metrics_port=read_metrics_port(variables, port),
        page_cache=_number(variables, "WIKI_PAGE_CACHE", "megabytes for each worker", "20"),
        daily_backups=_number(variables, "WIKI_DAILY_BACKUPS", "days", "7"),
        fetch=_switch(variables, "WIKI_FETCH", default=Settings.fetch),
    )


def _site_settings(variables: Variables) -> dict[str, OperatorSetting]:
    """Return the site's own settings that the operator set, by name. Raises ConfigError."""
    site_settings = {}
    for name in NAMES:
        variable = f"WIKI_{name.upper()}"
        typed = variables.line(variable)
        try:
            value = read_value(name, typed)
        except UnreadableSetting as error:
            example = error.example and f"one such as {error.example}"
            raise variables.wrong(variable, typed, error.wanted, example) from None
        if value:
            site_settings[name] = OperatorSetting(value, variables.source(variable))
    return site_settings


def _made(instance: Path) -> Path:
    try:
        make_private_folder(instance)  # it contains private notes
    except OSError as error:
        raise ConfigError(f"The folder {instance} cannot be made: {error.strerror}.") from None
    return instance.absolute()


def _secret_key(variables: Variables, instance: Path) -> str:
    typed = variables.values.get("WIKI_SECRET_KEY", "").strip()
    key = typed or _stored_key(instance / KEY)
    if len(key) < SHORTEST_SECRET or not key.isprintable():
        where = "" if typed else f", kept in {instance / KEY},"
        raise ConfigError(
            f"{variables.source('WIKI_SECRET_KEY')}{where} has to be at least {SHORTEST_SECRET} "
            f"letters and digits that nobody can guess: take some such as {new_key()}."
        )
    return key


def _stored_key(path: Path) -> str:
    """Return the secret key in a file of the data folder, made if missing. Raises ConfigError."""
    try:
        return stored_key(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ConfigError(
            f"WIKI_SECRET_KEY is not set and none can be kept in {path} ({reason}): "
            f"set one such as {new_key()}."
        ) from None


def _number(variables: Variables, name: str, of_what: str, example: str) -> int:
    """Return the number in a variable, where 0 means none; `example` is the default."""
    typed = variables.line(name, example)
    if not re.fullmatch("[0-9]{1,5}", typed):
        wanted = f"a number of {of_what}"
        raise variables.wrong(name, typed, wanted, f"one such as {example}, or 0 for none")
    return int(typed)


def _log(variables: Variables) -> str:
    typed = variables.line("WIKI_LOG", Settings.log)
    if typed not in LOG_FORMS:
        wanted = "one of none, text and json"
        raise variables.wrong("WIKI_LOG", typed, wanted, "one such as text")
    return typed


def _switch(variables: Variables, name: str, *, default: bool) -> bool:
    """Return whether a variable is "1". Raises ConfigError unless it is "1" or "0"."""
    value = variables.line(name, str(int(default)))
    if value not in ("0", "1"):
        raise variables.wrong(name, value, "1 or 0", SWITCHED_OFF[name])
    return value == "1"

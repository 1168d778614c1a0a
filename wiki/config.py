"""Settings: defaults, and the WIKI_* environment variables that change them.

A wrong value stops the program with a sentence that names the variable.
"""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wiki.storage import PRIVATE_FILE, make_private_folder

Network = IPv4Network | IPv6Network

SHORTEST_SECRET = 16
UTC = ZoneInfo("UTC")
DATABASE, GATE, GATE_ENDING = "atlas.sqlite", "gate.sqlite", "-gate"
PORTS = {"http": 80, "https": 443}
# The address for browsers on this machine, if the server listens on every address.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
STUB_NOTICE = (
    "This territory is marked on the map, and my views on it are not written here yet. "
    "What stands below shows where they will go."
)

_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PAGE = re.compile(r"https?://[^\s/?#@]+([/?#]\S*)?")
_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


class ConfigError(SystemExit):
    """A wrong value of a setting; the text is the sentence that ends the program."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of an installation."""

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    base_url: str = "http://127.0.0.1:8000"
    site_title: str = "An atlas of AI safety"
    author_name: str = "The author"
    contact: str = ""
    stub_notice: str = STUB_NOTICE
    licence: str = ""
    time_zone: ZoneInfo = UTC
    trusted_proxies: tuple[Network, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def database_path(self) -> Path:
        """Return the path of the database."""
        return self.instance / _file_of(self.database_url)

    @property
    def gate_path(self) -> Path:
        """Return the path of the gate (sessions and sign-in attempts), beside its database.

        Each database in a folder has a gate of its own.
        """
        database = self.database_path.resolve()
        own = database.name == DATABASE
        return database.with_name(GATE if own else f"{database.name}{GATE_ENDING}")

    @property
    def is_https(self) -> bool:
        """Return whether browsers reach the site by HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def origin(self) -> str:
        """Return scheme, host and port as browsers send them in `Origin`."""
        return self.base_url

    @property
    def cookie_name(self) -> str:
        """Return the name of the session cookie; browsers bind a `__Host-` cookie to this host."""
        return "__Host-atlas" if self.is_https else "atlas"

    @property
    def device_cookie_name(self) -> str:
        """Return the name of the cookie by which a browser is recognised at its next sign-in.

        It cannot be a `__Host-` cookie: browsers send those to every path.
        """
        return "__Secure-atlas-device" if self.is_https else "atlas-device"

    def contact_link(self, subject: str) -> str:
        """Return the link of "get in touch" with this subject, "" where there is none."""
        if not self.contact:
            return ""
        mail = _MAIL.fullmatch(self.contact)
        address = f"mailto:{quote(self.contact, safe='@')}" if mail else self.contact
        before, mark, fragment = address.partition("#")
        joint = "&" if "?" in before else "?"
        return f"{before}{joint}subject={quote(subject, safe='')}{mark}{fragment}"


def read(environ: Mapping[str, str], instance: Path) -> Settings:
    """Read the settings. The data folder is made, and a secret key is kept in it.

    Raises ConfigError.
    """
    instance, host, port = _made(instance), _host(environ), _port(environ)
    return Settings(
        instance=instance,
        database_url=_database_url(environ, instance),
        secret_key=_secret_key(environ, instance),
        base_url=_base_url(environ, host, port),
        site_title=_line(environ, "WIKI_SITE_TITLE", Settings.site_title),
        author_name=_line(environ, "WIKI_AUTHOR_NAME", Settings.author_name),
        contact=_contact(environ),
        stub_notice=_line(environ, "WIKI_STUB_NOTICE", STUB_NOTICE),
        licence=_line(environ, "WIKI_LICENCE"),
        time_zone=_time_zone(environ),
        trusted_proxies=_trusted_proxies(environ),
        host=host,
        port=port,
    )


def _wrong(name: str, value: str, wanted: str, example: str) -> ConfigError:
    shown = re.sub(r"//[^/@]*@", "//…@", value)  # Never print a password that stands in a URL.
    return ConfigError(f"{name} has to be {wanted}, and {shown} is not: write {example}.")


def _line(environ: Mapping[str, str], name: str, default: str = "") -> str:
    """Return a variable as one line of text; an empty one counts as not set."""
    value = " ".join(environ.get(name, "").split())
    if not value.isprintable():
        raise _wrong(
            name, ascii(value), "plain text in UTF-8", "words such as An atlas of my field"
        )
    return value or default


def _made(instance: Path) -> Path:
    try:
        make_private_folder(instance)  # it contains private notes
    except OSError as error:
        raise ConfigError(f"The folder {instance} cannot be made: {error.strerror}.") from None
    return instance.absolute()


def _database_url(environ: Mapping[str, str], instance: Path) -> str:
    url = _line(environ, "WIKI_DATABASE_URL", f"sqlite:///{instance}/{DATABASE}")
    path, example = _file_of(url), "one such as sqlite:////srv/atlas.sqlite"
    named = path not in (url.partition("?")[0], "", ":memory:") and not path.startswith("file:")
    if not named or not (instance / path).parent.is_dir() or (instance / path).is_dir():
        wanted = "the address of an SQLite file in a folder that exists"
        raise _wrong("WIKI_DATABASE_URL", url, wanted, example)
    name = (instance / path).resolve().name
    if name == GATE or name.endswith(GATE_ENDING):
        wanted = "the address of a file whose name is not that of a file of sign-in sessions"
        raise _wrong("WIKI_DATABASE_URL", url, wanted, example)
    return url


def _file_of(url: str) -> str:
    """Return the path in an SQLite URL, relative to the data folder."""
    return url.removeprefix("sqlite:///").partition("?")[0]


def _secret_key(environ: Mapping[str, str], instance: Path) -> str:
    given = environ.get("WIKI_SECRET_KEY", "").strip()
    key = given or _kept_key(instance / "secret-key")
    if len(key) < SHORTEST_SECRET or not key.isprintable():
        place = "" if given else f", kept in {instance / 'secret-key'},"
        raise ConfigError(
            f"WIKI_SECRET_KEY{place} has to be at least {SHORTEST_SECRET} letters and digits that "
            f"nobody can guess: take some such as {secrets.token_hex(32)}."
        )
    return key


def _kept_key(path: Path) -> str:
    """Return the key stored in the data folder; the first worker makes it."""
    try:
        if not path.exists():
            _keep_key(path)
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ConfigError(
            f"WIKI_SECRET_KEY is not set and none can be kept in {path} ({reason}): "
            f"set one such as {secrets.token_hex(32)}."
        ) from None


def _keep_key(path: Path) -> None:
    """Write a new key under another name, then link it, so that nobody reads half a key."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-key-")
    try:
        os.fchmod(handle, PRIVATE_FILE)  # whatever the umask
        with open(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32) + "\n")
        # Where another worker was first, its key is the key.
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        os.unlink(name)


def _host(environ: Mapping[str, str]) -> str:
    host = _line(environ, "WIKI_HOST", Settings.host)
    try:
        return str(ip_address("127.0.0.1" if host == "localhost" else host.strip("[]")))
    except ValueError:
        example = "one such as 127.0.0.1, or 0.0.0.0 for every network of this machine"
        raise _wrong("WIKI_HOST", host, "an address to listen on", example) from None


def _port(environ: Mapping[str, str]) -> int:
    port = _line(environ, "WIKI_PORT", str(Settings.port))
    if not re.fullmatch("[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise _wrong("WIKI_PORT", port, "a number from 1 to 65535", "one such as 8000")
    return int(port)


def _base_url(environ: Mapping[str, str], host: str, port: int) -> str:
    here = EVERYWHERE.get(host, host)
    default = f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"
    typed = _line(environ, "WIKI_BASE_URL", default)
    url = _origin(typed)
    if url is None:
        wanted = "http:// or https:// and a host, with nothing after it"
        raise _wrong("WIKI_BASE_URL", typed, wanted, "one such as https://atlas.example.org")
    return url


def _origin(url: str) -> str | None:
    """Return the origin (scheme, host, port) of a site's address, None where it is not one."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = f"[{ip_address(host)}]" if ":" in host else host.encode("idna").decode()
    except ValueError:
        return None
    named = host.startswith("[") or _HOST_NAME.fullmatch(host)
    rest = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in PORTS or not named or rest or port == 0:
        return None
    shown = "" if port in (None, PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def _contact(environ: Mapping[str, str]) -> str:
    contact = _line(environ, "WIKI_CONTACT").removeprefix("mailto:")
    if contact and not _MAIL.fullmatch(contact) and not _PAGE.fullmatch(contact):
        example = "one such as author@example.org or https://example.org/contact"
        raise _wrong("WIKI_CONTACT", contact, "a mail address or the address of a page", example)
    return contact


def _time_zone(environ: Mapping[str, str]) -> ZoneInfo:
    name = _line(environ, "WIKI_TIME_ZONE", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        example = "one such as Europe/Paris or UTC"
        raise _wrong("WIKI_TIME_ZONE", name, "the name of a time zone", example) from None


def _trusted_proxies(environ: Mapping[str, str]) -> tuple[Network, ...]:
    names = _line(environ, "WIKI_TRUSTED_PROXIES").replace(",", " ").split()
    return tuple(_network(name) for name in names)


def _network(name: str) -> Network:
    try:
        return ip_network(name, strict=False)
    except ValueError:
        wanted = "a list of addresses and networks"
        example = "some such as 127.0.0.1, 10.0.0.0/8"
        raise _wrong("WIKI_TRUSTED_PROXIES", name, wanted, example) from None

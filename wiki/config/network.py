"""Where the server listens, by which address browsers reach it, and which proxies it trusts."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from wiki.addresses import ascii_site
from wiki.config.variables import Variables

Network = IPv4Network | IPv6Network

PORTS = {"http": 80, "https": 443}
# The address for browsers on this machine, if the server listens on every address.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}

_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


def read_host(variables: Variables, *, default: str) -> str:
    """Return the IP address to listen on, from WIKI_HOST. Raises ConfigError."""
    host = variables.line("WIKI_HOST", default)
    try:
        return str(ip_address("127.0.0.1" if host == "localhost" else host.strip("[]")))
    except ValueError:
        example = "one such as 127.0.0.1, or 0.0.0.0 for every network of this machine"
        raise variables.wrong("WIKI_HOST", host, "an address to listen on", example) from None


def read_port(variables: Variables, *, default: int) -> int:
    """Return the port to listen on, from WIKI_PORT. Raises ConfigError."""
    port = variables.line("WIKI_PORT", str(default))
    if not re.fullmatch("[0-9]{1,5}", port) or not 1 <= int(port) <= 65535:
        raise variables.wrong("WIKI_PORT", port, "a number from 1 to 65535", "one such as 8000")
    return int(port)


def read_metrics_port(variables: Variables, port: int) -> int:
    """Return the port for metrics, 0 for none. Raises ConfigError, also for the site's port."""
    typed = variables.line("WIKI_METRICS_PORT", "0")
    if not re.fullmatch("[0-9]{1,5}", typed) or int(typed) > 65535 or int(typed) == port:
        wanted = f"a port from 1 to 65535 other than {port}, or 0 for no metrics"
        raise variables.wrong("WIKI_METRICS_PORT", typed, wanted, "one such as 9110")
    return int(typed)


def read_base_url(variables: Variables, host: str, port: int) -> str:
    """Return the origin (scheme, host, port) by which browsers reach the site.

    It is read from WIKI_BASE_URL, or made of `host` and `port`. Raises ConfigError.
    """
    here = EVERYWHERE.get(host, host)
    default = f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"
    name = "WIKI_BASE_URL"
    typed = variables.line(name, default)
    if (url := _origin(typed)) is None:
        wanted = "http:// or https:// and a host, with nothing after it"
        raise variables.wrong(name, typed, wanted, "one such as https://atlas.example.org")
    return url


def _origin(url: str) -> str | None:
    """Return the origin (scheme, host, port) of a site's address, None where it is not one."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = f"[{ip_address(host)}]" if ":" in host else ascii_site(host)
    except ValueError:
        return None
    named = host.startswith("[") or _HOST_NAME.fullmatch(host)
    rest = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in PORTS or not named or rest or port == 0:
        return None
    port_part = "" if port in (None, PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{port_part}"


def read_trusted_proxies(variables: Variables) -> tuple[Network, ...]:
    """Return the networks whose `X-Forwarded-…` headers are trusted. Raises ConfigError."""
    names = variables.line("WIKI_TRUSTED_PROXIES").replace(",", " ").split()
    return tuple(_network(variables, name) for name in names)


def _network(variables: Variables, name: str) -> Network:
    try:
        return ip_network(name, strict=False)
    except ValueError:
        wanted = "a list of addresses and networks"
        example = "some such as 127.0.0.1, 10.0.0.0/8"
        raise variables.wrong("WIKI_TRUSTED_PROXIES", name, wanted, example) from None

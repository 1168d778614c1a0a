"""Hashes, which the gate stores in place of tokens, names and addresses."""

from hashlib import sha256
from ipaddress import ip_address, ip_network


def hashed(value: str) -> str:
    """Return the hash of a token."""
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def account_key(name: str) -> str:
    """Return the key of an account name, in any case."""
    return hashed(" ".join(name.split()).casefold())


def address_key(address: str) -> str:
    """Return the key of an IP address; for IPv6, of its /64 network."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return hashed(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return hashed(str(ip_network((ip, 32 if ip.version == 4 else 64), strict=False)))

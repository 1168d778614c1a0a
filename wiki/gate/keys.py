"""Hashes, which the gate stores in place of tokens, names and addresses."""

from hashlib import sha256
from ipaddress import ip_address, ip_network

from wiki.naming import LONGEST, name_key


def hashed(value: str) -> str:
    """Return the SHA-256 hash of a text such as a token, in hexadecimal."""
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def account_key(name: str) -> str:
    """Return the key of an account name, the same for all spellings that find the account."""
    return hashed(name_key(name[:LONGEST]))


def address_key(address: str) -> str:
    """Return the key of an IP address; for IPv6, of its /64 network."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return hashed(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return hashed(str(ip_network((ip, 32 if ip.version == 4 else 64), strict=False)))

"""What the gate keeps in place of tokens, names and addresses: hashes of them."""

from hashlib import sha256
from ipaddress import ip_address, ip_network


def hashed(value: str) -> str:
    """Return the hash of a token."""
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def account_key(name: str) -> str:
    """Return the key of an account: names are told apart without regard to case."""
    return hashed(" ".join(name.split()).casefold())


def address_key(address: str) -> str:
    """Return the key of an address; whoever has one of IPv6 has the 2**64 beside it as well."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return hashed(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return hashed(str(ip_network((ip, 32 if ip.version == 4 else 64), strict=False)))

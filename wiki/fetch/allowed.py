"""Which IP addresses the fetcher may connect to: those of the public internet, and no others.

The lists are our own: what `ipaddress` calls global includes addresses that reach this machine or
its network, as those of NAT64 and 6to4 do.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

FORBIDDEN_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by carriers; metadata of Alibaba
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # metadata of Azure
            "169.254.0.0/16",  # link-local; metadata of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocols; metadata of Oracle
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and the broadcast address
        ),
    )
)
# Only this is given out for the public internet. Loopback, mapped and compatible IPv4, NAT64,
# private, link-local, site-local and multicast addresses are all outside of it.
PUBLIC_6 = ip_network("2000::/3")
FORBIDDEN_6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocols: Teredo, ORCHID, benchmarks
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address within
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
ISATAP = {0x00005EFE, 0x02005EFE}  # the middle of an address that has an IPv4 address at its end


def is_allowed(address: str) -> bool:
    """Return whether the fetcher may connect to an IP address, given as text."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in FORBIDDEN_4)
    return _is_allowed_6(ip)


def _is_allowed_6(ip: IPv6Address) -> bool:
    if ip.scope_id or ip not in PUBLIC_6 or (int(ip) >> 32) & 0xFFFFFFFF in ISATAP:
        return False
    return not any(ip in network for network in FORBIDDEN_6)

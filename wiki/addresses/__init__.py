"""Web addresses: reading one as it was typed, and recognising a page by any of its addresses."""

from wiki.addresses.comparing import bare_url, doi_of
from wiki.addresses.reading import (
    AROUND,
    IDENTIFIER,
    IN_ADDRESSES,
    ascii_address,
    read_address,
    stored_address,
)
from wiki.addresses.sites import NO_SCHEME, PASSWORD, AddressError, ascii_site

__all__ = [
    "AROUND",
    "IDENTIFIER",
    "IN_ADDRESSES",
    "NO_SCHEME",
    "PASSWORD",
    "AddressError",
    "ascii_address",
    "ascii_site",
    "bare_url",
    "doi_of",
    "read_address",
    "stored_address",
]

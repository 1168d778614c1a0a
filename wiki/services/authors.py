"""The authors, who may edit, and their passwords. Neither is in the journal."""

import hmac
import secrets
import unicodedata
from hashlib import scrypt

from wiki.db import db
from wiki.errors import Invalid
from wiki.models import Author
from wiki.queries.authors import LONGEST_NAME, authors_called, find_author, list_authors
from wiki.text import clean_line, is_seen

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 1000
# Cost, block size and parallelism of scrypt (RFC 7914): some 32 MiB and a tenth of a second.
COST, BLOCK, PARALLEL = 2**15, 8, 1
SALT_BYTES, KEY_BYTES = 16, 32


def make_author(name: str) -> Author:
    """Add an author without a password.

    Raises Invalid for an unusable name or one that is taken.
    """
    name = _free_name(name)
    author = Author(name=name)
    db.session.add(author)
    db.session.flush()
    return author


def rename(author: Author, name: str) -> None:
    """Change an author's name, which is typed for signing in.

    Raises Invalid for an unusable name or one that is taken.
    """
    author.name = _free_name(name, own=author)


def _free_name(name: str, own: Author | None = None) -> str:
    name = clean_line(name)
    if not is_seen(name) or len(name) > LONGEST_NAME:
        raise Invalid("name", f"A name has from 1 to {LONGEST_NAME} characters.")
    is_same = own is not None and own.name == name
    if not is_same and any(author is not own for author in authors_called(name)):
        raise Invalid("name", f"There is an author called {name} already.")
    return name


def main_author(name: str) -> Author:
    """Return the author of this name, else the oldest author, else a new one of this name."""
    authors = list_authors()
    return find_author(name) or (authors[0] if authors else make_author(name))


def set_password(author: Author, password: str) -> None:
    """Set an author's password. Raises Invalid where it is too short or too long."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("password", f"A password has at least {SHORTEST_PASSWORD} characters.")
    if len(password) > LONGEST_PASSWORD:
        raise Invalid("password", f"A password has at most {LONGEST_PASSWORD:,} characters.")
    salt = secrets.token_bytes(SALT_BYTES)
    key = _derive(password, salt, COST, BLOCK, PARALLEL)
    author.password_hash = f"scrypt${COST}${BLOCK}${PARALLEL}${salt.hex()}${key.hex()}"


def check_password(author: Author | None, password: str) -> bool:
    """Return whether this is the author's password.

    For an unknown author (None), or one without a password, it returns False after the same time.
    """
    if len(password) > LONGEST_PASSWORD:
        return False
    if author is None or not author.password_hash:
        _derive(password, bytes(SALT_BYTES), COST, BLOCK, PARALLEL)
        return False
    _scheme, cost, block, parallel, salt, key = author.password_hash.split("$")
    tried = _derive(password, bytes.fromhex(salt), int(cost), int(block), int(parallel))
    return hmac.compare_digest(tried, bytes.fromhex(key))


def _derive(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    """Return the scrypt key of a password; Unicode forms of one text give the same key."""
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    memory = 128 * block * (cost + parallel + 2)
    return scrypt(typed, salt=salt, n=cost, r=block, p=parallel, maxmem=memory, dklen=KEY_BYTES)

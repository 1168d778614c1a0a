"""Tokens with which programs add drafts in an author's name, in the file of the gate.

A token is shown once, when it is made; the file keeps its hash. It ends when the author
revokes it. Where the file cannot be read or written, every method raises `Unavailable`.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wiki.gate.file import has_tokens, reading, writing
from wiki.gate.keys import hashed

MOST_TOKENS = 20  # of one author
TOKEN_NAME = 16  # letters of the hash of a token


@dataclass(frozen=True)
class Token:
    """A token of an author: its name, when it was made and when it was last used.

    `key` stands for it in forms: a part of the token's hash, which grants no access. Moments are in
    seconds since 1970; `used_at` is None for a token that was never used.
    """

    key: str
    name: str
    at: float
    used_at: float | None


class TokenBook:
    """The tokens of all authors, in the file of the gate."""

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self.path = path
        self._now = now

    def make(self, author_id: int, name: str) -> str | None:
        """Return a new token with this name, None where the author has MOST_TOKENS already."""
        token = secrets.token_urlsafe(32)
        with writing(self.path) as gate:
            mine = "SELECT count(*) FROM token WHERE author_id = ?"
            if gate.execute(mine, (author_id,)).fetchone()[0] >= MOST_TOKENS:
                return None
            values = (hashed(token), author_id, name, self._now())
            gate.execute(
                "INSERT INTO token (token, author_id, name, at) VALUES (?, ?, ?, ?)", values
            )
        return token

    def list_of(self, author_id: int) -> list[Token]:
        """Return an author's tokens, the newest first."""
        with reading(self.path) as gate:
            if gate is None or not has_tokens(gate):
                return []
            query = "SELECT token, name, at, used_at FROM token WHERE author_id = ?"
            rows = gate.execute(f"{query} ORDER BY at DESC, rowid DESC", (author_id,)).fetchall()
        return [Token(token[:TOKEN_NAME], *others) for token, *others in rows]

    def revoke(self, author_id: int, key: str) -> bool:
        """Revoke the token of an author with this `key`; return whether there was one."""
        query = "DELETE FROM token WHERE author_id = ? AND substr(token, 1, ?) = ?"
        with writing(self.path) as gate:
            return gate.execute(query, (author_id, TOKEN_NAME, key)).rowcount > 0

    def find_author(self, token: str) -> int | None:
        """Return the id of the author who made a token, None where there is no such token.

        This does not mark it as used.
        """
        with reading(self.path) as gate:
            if gate is None or not has_tokens(gate):
                return None
            query = "SELECT author_id FROM token WHERE token = ?"
            row = gate.execute(query, (hashed(token),)).fetchone()
        return row[0] if row else None

    def mark_used(self, token: str) -> None:
        """Store that a token was used at this moment."""
        with writing(self.path) as gate:
            query = "UPDATE token SET used_at = ? WHERE token = ?"
            gate.execute(query, (self._now(), hashed(token)))

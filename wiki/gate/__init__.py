"""The gate: sessions, one-time sign-in links, and failed attempts to sign in.

These change without an edit, so they are in a file of their own beside the atlas, which every
worker opens. Tokens, names and addresses are stored as hashes. Where the file cannot be read or
written, every method raises `wiki.storage.Unavailable`.
"""

import math
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wiki.gate.file import has_browsers, reading, writing
from wiki.gate.keys import account_key, address_key, hashed

MINUTE = 60
SESSION_SECONDS = 90 * 24 * 60 * MINUTE
DEVICE_SECONDS = 365 * 24 * 60 * MINUTE
LINK_SECONDS = 15 * MINUTE
WINDOW_SECONDS = 15 * MINUTE
ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 20
DEVICE_FAILURES = 5
SESSION_NAME = 16  # letters of the hash of a token
AGES = {
    "session": SESSION_SECONDS,
    "link": LINK_SECONDS,
    "device": DEVICE_SECONDS,
    "attempt": WINDOW_SECONDS,
}
# The SQL condition that a row is still valid. A row that is too far in the future has expired, too:
# it was written when the clock was wrong, and would otherwise stay valid until then.
IN_FORCE = "at > ? AND at < ?"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """An attempt at a password: the name typed, the author it belongs to, the client's address.

    `device` is the token of a browser that has signed in before, `session` that of an open session,
    "" for none.
    """

    account: str
    address: str
    author_id: int | None = None
    device: str = ""
    session: str = ""


@dataclass(frozen=True)
class Session:
    """A session of an author: when it began (seconds since 1970), and in which browser.

    `name` stands for it in forms: a part of the hash of its token, with which nobody can sign in.
    `is_own` says that it is the session of the request.
    """

    name: str
    at: float
    browser: str
    is_own: bool


class Gate:
    """Sessions, one-time links, devices and failed attempts, shared by all workers and threads."""

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self.path = path
        self._now = now

    def open_session(self, author_id: int, *, browser: str = "") -> str:
        """Begin a session of an author, for 90 days, and return its token.

        `browser` describes in words the browser in which it is.
        """
        with self._writing() as gate:
            token = _add(gate, "session", author_id, self._now())
            named = "UPDATE session SET browser = ? WHERE token = ?"
            gate.execute(named, (browser, hashed(token)))
        return token

    def list_sessions(self, author_id: int, *, own: str) -> list[Session]:
        """Return an author's sessions, newest first; `own` is the present one's token."""
        with reading(self.path) as gate:
            if gate is None:
                return []
            browser = "browser" if has_browsers(gate) else "''"
            query = f"SELECT token, at, {browser} FROM session WHERE author_id = ? AND {IN_FORCE}"
            values = (author_id, *self._term("session"))
            rows = gate.execute(f"{query} ORDER BY at DESC", values)
            return [
                Session(token[:SESSION_NAME], at, browser, token == hashed(own))
                for token, at, browser in rows
            ]

    def close_other(self, author_id: int, name: str, *, own: str) -> bool:
        """End the session of an author with this name, but not the one with the token `own`.

        Returns whether there was such a session.
        """
        query = "DELETE FROM session WHERE author_id = ? AND substr(token, 1, ?) = ? AND token != ?"
        with self._writing() as gate:
            values = (author_id, SESSION_NAME, name, hashed(own))
            return gate.execute(query, values).rowcount > 0

    def close_others(self, author_id: int, *, own: str) -> int:
        """End all sessions of an author but the one with the token `own`, and all links.

        No browser is recognised any longer at its next sign-in. Returns how many sessions ended.
        """
        with self._writing() as gate:
            for table in ("link", "device"):
                gate.execute(f"DELETE FROM {table} WHERE author_id = ?", (author_id,))
            query = "DELETE FROM session WHERE author_id = ? AND token != ?"
            return gate.execute(query, (author_id, hashed(own))).rowcount

    def find_session(self, token: str) -> int | None:
        """Return the id of the author of the session with this token; None where it ended."""
        return self._find("session", token)

    def close_session(self, token: str) -> None:
        """End the session with this token."""
        with self._writing() as gate:
            gate.execute("DELETE FROM session WHERE token = ?", (hashed(token),))

    def close_sessions(self, author_id: int) -> None:
        """End all sessions, sign-in links and recognised browsers of an author."""
        with self._writing() as gate:
            for table in ("session", "link", "device"):
                gate.execute(f"DELETE FROM {table} WHERE author_id = ?", (author_id,))

    def close_all(self) -> None:
        """End all sessions, links, recognised browsers and program tokens of everybody."""
        with self._writing() as gate:
            for table in ("session", "link", "device", "token"):
                gate.execute(f"DELETE FROM {table}")

    def make_link(self, author_id: int) -> str:
        """Return the token of a link that signs an author in once, within 15 minutes."""
        return self._add("link", author_id)

    def find_link(self, token: str) -> int | None:
        """Return the id of the author of a link that is not used up yet, or None; do not use it."""
        return self._find("link", token)

    def use_link(self, token: str) -> int | None:
        """Use up a sign-in link; return its author's id, None where it was used or is too old."""
        with self._writing() as gate:
            query = "DELETE FROM link WHERE token = ? RETURNING author_id"
            row = gate.execute(query, (hashed(token),)).fetchone()
        return row[0] if row else None

    def remember_device(self, author_id: int, *, before: str = "") -> str:
        """Return a new token for the browser in which an author has just signed in.

        The token that the browser had `before` becomes invalid.
        """
        with self._writing() as gate:
            gate.execute("DELETE FROM device WHERE token = ?", (hashed(before),))
            return _add(gate, "device", author_id, self._now())

    def count_attempt(self, attempt: Attempt) -> int:
        """Return the seconds to wait, or count an attempt as failed and return 0.

        Both happen in one step, so that simultaneous attempts are all counted. The caller calls
        `forget_attempt` if the attempt then succeeds.
        """
        with self._writing() as gate:
            account, address = _keys(gate, attempt)
            seconds = self._wait(gate, account, address)
            if not seconds:
                values = (account, address, self._now())
                gate.execute("INSERT INTO attempt (account, address, at) VALUES (?, ?, ?)", values)
            return seconds

    def forget_attempt(self, attempt: Attempt) -> None:
        """Delete an attempt that succeeded; earlier failures stop counting for its account.

        These failures still count for the network address they came from: otherwise somebody with
        an account could sign in again and again while guessing the passwords of others.
        """
        with self._writing() as gate:
            account, address = _keys(gate, attempt)
            newest = "SELECT max(id) FROM attempt WHERE account = ? AND address = ?"
            gate.execute(f"DELETE FROM attempt WHERE id = ({newest})", (account, address))
            gate.execute("UPDATE attempt SET account = '' WHERE account = ?", (account,))

    def _wait(self, gate: sqlite3.Connection, account: str, address: str) -> int:
        limits = {("account", account): ACCOUNT_FAILURES, ("address", address): ADDRESS_FAILURES}
        if not address:
            limits = {("account", account): DEVICE_FAILURES}
        start = self._now() - WINDOW_SECONDS
        waits = [0]
        for (column, key), limit in limits.items():
            query = f"SELECT at FROM attempt WHERE {column} = ? AND at > ? ORDER BY at DESC LIMIT ?"
            times = [at for (at,) in gate.execute(query, (key, start, limit))]
            if len(times) == limit:
                waits.append(max(1, math.ceil(times[-1] - start)))
        return max(waits)

    def _add(self, table: str, author_id: int) -> str:
        with self._writing() as gate:
            return _add(gate, table, author_id, self._now())

    def _find(self, table: str, token: str) -> int | None:
        query = f"SELECT author_id FROM {table} WHERE token = ? AND {IN_FORCE}"
        with reading(self.path) as gate:
            if gate is None:
                return None
            row = gate.execute(query, (hashed(token), *self._term(table))).fetchone()
        return row[0] if row else None

    def _term(self, table: str) -> tuple[float, float]:
        """Return the earliest and the latest time of rows in a table that are still valid."""
        return self._now() - AGES[table], self._now() + AGES[table]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Open the gate's file as its only writer, and delete expired rows."""
        with writing(self.path) as gate:
            for table in AGES:
                gate.execute(f"DELETE FROM {table} WHERE NOT ({IN_FORCE})", self._term(table))
            yield gate


def _add(gate: sqlite3.Connection, table: str, author_id: int, at: float) -> str:
    token = secrets.token_urlsafe(32)
    values = (hashed(token), author_id, at)
    gate.execute(f"INSERT INTO {table} (token, author_id, at) VALUES (?, ?, ?)", values)
    return token


def _keys(gate: sqlite3.Connection, attempt: Attempt) -> tuple[str, str]:
    """Return the keys an attempt counts against: account and address, or a known browser alone.

    A browser is known by its device token or its open session, and only for the author who signed
    in with it, so that it does not help anybody to guess another author's password.
    """
    for table, token in (("device", attempt.device), ("session", attempt.session)):
        query = f"SELECT author_id FROM {table} WHERE token = ?"
        row = gate.execute(query, (hashed(token),)).fetchone()
        if row and row[0] == attempt.author_id:
            return hashed(token), ""
    return account_key(attempt.account), address_key(attempt.address)

"""The gate: who is signed in, one-time sign-in links, and how often signing in failed.

All of it changes without an edit, so it lives in a file of its own beside the atlas, which every
worker opens. Tokens, names and addresses are kept as hashes only.
"""

import math
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from ipaddress import ip_address, ip_network
from pathlib import Path

MINUTE = 60
SESSION_SECONDS = 90 * 24 * 60 * MINUTE
LINK_SECONDS = 15 * MINUTE
WINDOW_SECONDS = 15 * MINUTE
ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 20
BUSY_SECONDS = 2.0

TABLES = """
CREATE TABLE IF NOT EXISTS session (
    token TEXT PRIMARY KEY, author_id INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS link (
    token TEXT PRIMARY KEY, author_id INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS attempt (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, address TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS attempt_at ON attempt (at);
"""


class Gate:
    """Sessions, one-time links and failed attempts, shared by all workers. Safe in threads."""

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now

    def open_session(self, author_id: int) -> str:
        """Sign an author in for 90 days; return the token that says so."""
        with self._writing() as gate:
            return _add(gate, "session", author_id, self._now())

    def find_session(self, token: str) -> int | None:
        """Return the author whose session this is, None where it ended or never was."""
        return self._find("session", token, SESSION_SECONDS)

    def close_session(self, token: str) -> None:
        """End one session."""
        with self._writing() as gate:
            gate.execute("DELETE FROM session WHERE token = ?", (_hash(token),))

    def close_sessions(self, author_id: int) -> None:
        """End all of an author's sessions, and their sign-in links not used yet."""
        with self._writing() as gate:
            gate.execute("DELETE FROM session WHERE author_id = ?", (author_id,))
            gate.execute("DELETE FROM link WHERE author_id = ?", (author_id,))

    def make_link(self, author_id: int) -> str:
        """Return the token of a link that signs an author in once, within 15 minutes."""
        with self._writing() as gate:
            return _add(gate, "link", author_id, self._now())

    def is_good(self, token: str) -> bool:
        """Return whether a link can still be used. Looking does not spend it."""
        return self._find("link", token, LINK_SECONDS) is not None

    def spend_link(self, token: str) -> int | None:
        """Use a link up; return its author, None where it was used or is too old."""
        with self._writing() as gate:
            query = "DELETE FROM link WHERE token = ? RETURNING author_id"
            row = gate.execute(query, (_hash(token),)).fetchone()
        return row[0] if row else None

    def count_attempt(self, account: str, address: str) -> int:
        """Return the seconds to wait, or count an attempt as failed and return 0.

        Looking and counting are one step, so that attempts made at once are all counted. Whoever
        then turns out to be right calls `take_back`.
        """
        with self._writing() as gate:
            seconds = self._wait(gate, account, address)
            if not seconds:
                values = (_account(account), _address(address), self._now())
                gate.execute("INSERT INTO attempt (account, address, at) VALUES (?, ?, ?)", values)
            return seconds

    def take_back(self, account: str, address: str) -> None:
        """Forget this attempt, which succeeded, and the account's failures.

        Its failures still count against the address they came from: whoever has an account of
        their own must not be able to go on guessing at others.
        """
        with self._writing() as gate:
            key = _account(account)
            newest = "SELECT max(id) FROM attempt WHERE account = ? AND address = ?"
            gate.execute(f"DELETE FROM attempt WHERE id = ({newest})", (key, _address(address)))
            gate.execute("UPDATE attempt SET account = '' WHERE account = ?", (key,))

    def _wait(self, gate: sqlite3.Connection, account: str, address: str) -> int:
        limits = {
            ("account", _account(account)): ACCOUNT_FAILURES,
            ("address", _address(address)): ADDRESS_FAILURES,
        }
        start = self._now() - WINDOW_SECONDS
        waits = [0]
        for (column, key), limit in limits.items():
            query = f"SELECT at FROM attempt WHERE {column} = ? AND at > ? ORDER BY at DESC LIMIT ?"
            times = [at for (at,) in gate.execute(query, (key, start, limit))]
            if len(times) == limit:
                waits.append(max(1, math.ceil(times[-1] - start)))
        return max(waits)

    def _find(self, table: str, token: str, seconds: float) -> int | None:
        query = f"SELECT author_id FROM {table} WHERE token = ? AND at > ?"
        with self._connected() as gate:
            row = gate.execute(query, (_hash(token), self._now() - seconds)).fetchone()
        return row[0] if row else None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Open the file as its only writer, and drop what is too old to matter."""
        with self._connected() as gate:
            gate.execute("BEGIN IMMEDIATE")
            try:
                self._purge(gate)
                yield gate
            except BaseException:
                gate.execute("ROLLBACK")
                raise
            gate.execute("COMMIT")

    def _purge(self, gate: sqlite3.Connection) -> None:
        ages = {"session": SESSION_SECONDS, "link": LINK_SECONDS, "attempt": WINDOW_SECONDS}
        for table, seconds in ages.items():
            gate.execute(f"DELETE FROM {table} WHERE at <= ?", (self._now() - seconds,))

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """Open the file, made on first use for its owner's eyes only."""
        if not self._path.exists():
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        gate = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            if gate.execute("PRAGMA user_version").fetchone() == (0,):
                gate.execute("PRAGMA journal_mode = WAL")
                gate.executescript(f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = 1; COMMIT;")
            yield gate
        finally:
            gate.close()


def _add(gate: sqlite3.Connection, table: str, author_id: int, at: float) -> str:
    token = secrets.token_urlsafe(32)
    gate.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", (_hash(token), author_id, at))
    return token


def _hash(value: str) -> str:
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _account(name: str) -> str:
    """Return the key of an account: names are told apart without regard to case."""
    return _hash(" ".join(name.split()).casefold())


def _address(address: str) -> str:
    """Return the key of an address; whoever has one of IPv6 has the 2**64 beside it as well."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return _hash(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return _hash(str(ip_network((ip, 32 if ip.version == 4 else 64), strict=False)))

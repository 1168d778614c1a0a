"""The database: declarative base, column types, naming convention and SQLite set-up."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from sqlite3 import SQLITE_READONLY, OperationalError
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    MetaData,
    String,
    event,
    func,
    literal_column,
    text,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from wiki.instance_states import make_room
from wiki.naming import name_key, sort_key, unaccented
from wiki.slots import is_placeholder
from wiki.storage import ReadOnly, code_of, file_id, open_sqlite
from wiki.storage.checkpoints import checkpoint, is_due

BUSY_MILLISECONDS = 5000
CONNECTIONS = 32  # in each process: one for each thread
MILLIONTHS = 10**6
LARGEST = 2**63 - 1  # the largest number that SQLite holds
WRITING = "wiki_writing"
WORD = re.compile("[a-z_ ]*")


make_room()


class Base(DeclarativeBase):
    """Every table of the atlas, with constraint names that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class Word(String):
    """A column of a few fixed words, such as the name of a kind, or nothing.

    A word that a column is compared with stands in the statement itself. As a parameter, where an
    index is limited to one word, SQLite would look at its value to find out whether the index can
    be used, and prepare the statement anew each time: that took longer than to answer it.
    """

    class comparator_factory(String.Comparator[str]):  # noqa: N801 (SQLAlchemy's name)
        """Comparisons with a column of this type."""

        def operate(self, op: Any, *other: Any, **options: Any) -> ColumnElement[Any]:
            """Return a comparison in which words of ours are text of SQL, not parameters."""
            return super().operate(op, *map(_as_sql, other), **options)


def _as_sql(value: Any) -> Any:
    """Return a word, or several, as text of SQL; anything else is returned as it is."""
    if isinstance(value, str) and WORD.fullmatch(value):
        return literal_column(f"'{value}'", String)
    if isinstance(value, list | tuple | set | frozenset) and value:
        return [_as_sql(one) for one in sorted(value, key=str)]
    return value


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite itself returns naive ones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a moment for the database: in UTC, without time zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a moment from the database with UTC as its time zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class Percent(TypeDecorator[Decimal]):
    """A credence in per cent, stored as whole millionths of a per cent, never as a float."""

    impl = BigInteger
    cache_ok = True

    @property
    def python_type(self) -> type[Decimal]:
        """Return the type that a row's attribute has."""
        return Decimal

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Return a credence for the database: per cent times a million."""
        return None if value is None else int(value * MILLIONTHS)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Return a credence from the database in per cent, as an exact decimal."""
        return None if value is None else Decimal(value) / MILLIONTHS


def utc_now() -> datetime:
    """Return this moment, aware and in UTC."""
    return datetime.now(UTC)


def to_json(value: Any) -> Any:
    """Return a column's value for the journal: dates as ISO text, decimals as exact text."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def highest_id(table: str) -> int:
    """Return the highest id that a row of a table ever had, 0 for none; ids are not reused."""
    query = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    return db.session.scalar(query, {"table": table}) or 0


def begin_writing() -> None:
    """Begin this session's transaction with SQLite's write lock.

    A transaction that reads first and writes later can fail in SQLite whatever the timeout, so
    a request that may write takes the lock before it reads anything.
    """
    db.session.connection(execution_options={WRITING: True})


def is_writing() -> bool:
    """Return whether this session's transaction holds the write lock."""
    return bool(db.session.connection().get_execution_options().get(WRITING, False))


@event.listens_for(Engine, "do_connect")
def _open(dialect: Dialect, record: Any, names: list[Any], options: dict[str, Any]) -> Any:
    """Open an SQLite file: readable by its owner alone, and readable on a full disk."""
    if dialect.name != "sqlite" or names[0] == ":memory:":
        return None  # SQLAlchemy opens it by itself
    path = record.info["path"] = Path(names[0])
    opened = open_sqlite(path, **options)
    record.info["file"] = file_id(path)
    return opened


@event.listens_for(Engine, "checkout")
def _use_once(connection: Any, record: Any, _proxy: Any) -> None:
    """Open the file again where it has been replaced, or could not be written for one request."""
    path = record.info.get("path")
    if path is not None and record.info["file"] != file_id(path):
        raise DisconnectionError
    if isinstance(connection, ReadOnly) and record.info.setdefault("used", False):
        raise DisconnectionError
    record.info["used"] = True


@event.listens_for(Engine, "connect")
def _set_pragmas(connection: Any, _record: Any) -> None:
    """Set the pragmas of a new SQLite connection, which apply to that connection only."""
    if not isinstance(connection, SQLiteConnection):
        return
    connection.isolation_level = None  # the driver sends no BEGIN of its own: see _begin
    _set_wal(connection)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's lower() knows A to Z only, and titles such as Éthique exist.
    functions: dict[str, Callable[[str], str | bool]] = {
        "lower": str.lower,
        "is_placeholder": is_placeholder,
        "name_key": name_key,
        "sort_key": sort_key,
        "unaccented": unaccented,
    }
    for name, function in functions.items():
        connection.create_function(name, 1, _of_text(function), deterministic=True)


def holds(column: Any, text: str) -> ColumnElement[bool]:
    """Return an SQL condition: that a column has this text in it. LIKE takes no long ones."""
    return func.instr(column, text) > 0


def _set_wal(connection: SQLiteConnection) -> None:
    """Switch the database to WAL mode, in which readers and a writer do not block each other.

    A file that cannot be written stays as it is.
    """
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except OperationalError as error:
        if code_of(error) != SQLITE_READONLY:
            raise


def _of_text(
    function: Callable[[str], str | bool],
) -> Callable[[str | None], str | bool | None]:
    """Return a function of a text as an SQL function; it returns NULL for NULL."""
    return lambda value: None if value is None else function(value)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin a transaction: with the write lock for writers, with a snapshot for readers.

    Raises Unavailable for a writer where the file cannot be written.
    """
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(WRITING, False)
        opened = connection.connection.dbapi_connection
        if writing and isinstance(opened, ReadOnly):
            raise opened.trouble
        connection.info[WRITING] = writing
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@event.listens_for(Engine, "checkin")
def _empty_wal(_connection: Any, record: Any) -> None:
    """After a write, empty a large `-wal`: SQLite does not do it by itself here."""
    path = record.info.get("path")
    if record.info.pop(WRITING, False) and path is not None and is_due(path):
        checkpoint(path)

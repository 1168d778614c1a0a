"""How Alembic reaches the database: through the application, with foreign keys off.

Batch mode rebuilds a table by dropping it, and on SQLite that would delete every row that refers to
it; so foreign keys are off for the migration and checked as a whole afterwards.

At the end of any migration, the projections are rebuilt from the journal.
"""

import warnings
from pathlib import Path
from typing import Any

from alembic import context
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from wiki.projections import PROJECTIONS, rebuild
from wiki.projections.map_version import MapVersion
from wiki.projections.search import INDEXES
from wiki.storage import make_private
from wiki.storage.schema import VERSION, numbered_today

extension = current_app.extensions["migrate"]
metadata = extension.db.metadata


def run() -> None:
    """Run the migrations in one transaction, on a connection opened for them.

    Raises RuntimeError where rows would be left that refer to missing ones.
    """
    make_private(Path(extension.db.engine.url.database))
    engine = create_engine(extension.db.engine.url, poolclass=NullPool)
    with engine.connect() as connection:
        foreign_keys(connection, on=False)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            # SQLite takes changes of tables back as well, which Alembic does not expect of it.
            transactional_ddl=True,
            transaction_per_migration=False,
            render_item=render_type,
            include_name=is_ours,
            process_revision_directives=skip_when_empty if writes_migration() else None,
        )
        with context.begin_transaction():
            migrate(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(
                    f"The migration would leave rows without their parents: {broken}"
                )


def migrate(connection: Connection) -> None:
    """Run the migrations; if the tables are then the newest ones, rebuild the projections."""
    number_version(connection)
    before = context.get_context().get_current_heads()
    with warnings.catch_warnings():
        # An index over an expression cannot be read from SQLite, so it is not compared.
        warnings.filterwarnings("ignore", ".*expression-based index")
        context.run_migrations()
    after = context.get_context().get_current_heads()
    newest = ScriptDirectory.from_config(context.config).get_heads()
    if after != before and list(after) == newest:
        remake_tables(connection)
        rebuild(connection)


def remake_tables(connection: Connection) -> None:
    """Make tables of projections anew that are not as the models say, and indexes that are missing.

    While 0006 and 0025 were developed, they made less. What they make holds no fact of its own and
    is filled next; a table that a full-text index follows has always been the same.
    """
    there = inspect(connection)
    for table in (MapVersion.__table__, *(one.model.__table__ for one in PROJECTIONS)):
        found = there.get_columns(table.name) if there.has_table(table.name) else ()
        if {column["name"] for column in found} != set(table.columns.keys()):
            table.drop(connection, checkfirst=True)
            table.create(connection)
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
    for table in metadata.tables.values():
        for index in table.indexes:
            if index.name not in names:
                index.create(connection)


def number_version(connection: Connection) -> None:
    """Replace an old number of the database's version by the number it has today."""
    tables = inspect(connection).get_table_names()
    for version in context.get_context().get_current_heads():
        today = numbered_today(version, tables)
        connection.exec_driver_sql(f"UPDATE {VERSION} SET version_num = ?", (today,))


def foreign_keys(connection: Connection, *, on: bool) -> None:
    """Switch the check of foreign keys on or off; SQLite allows it only outside transactions."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def render_type(kind: str, thing: Any, _autogen: Any) -> Any:
    """Return the source text of one of our column types as the type it is stored in; else False.

    So migrations never import the models.
    """
    if kind == "type" and isinstance(thing, TypeDecorator):
        return f"sa.{type(thing.impl_instance).__name__}()"
    return False


def writes_migration() -> bool:
    """Return whether the command writes a migration, which `check` does not."""
    return getattr(context.config.cmd_opts, "autogenerate", False)


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Return whether a table is one of the models', and not one of SQLite's full-text indexes.

    Those are made and dropped with the indexes, by the migrations that say so.
    """
    return kind != "table" or not (name or "").startswith(INDEXES)


def skip_when_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Empty `directives`, so that no migration is written, if models and tables agree."""
    if directives and directives[0].upgrade_ops.is_empty():
        directives[:] = []


run()

"""Reading rows together with their related rows, which are not meant to be read one by one.

Using a related row that was not read with its row is an error in the tests: see
`wiki/unread_rows.py`. What a row cannot be without are the relationships in its `__related__`: its
state is made of them, or they decide who sees it, such as the topics of a reading. The functions
here read a row with these.
"""

from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import MANYTOONE, joinedload, object_session, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.interfaces import ORMOption

from wiki.db import db
from wiki.recorded import Recorded

Row = TypeVar("Row", bound=Recorded)


def related_options(model: type[Recorded]) -> tuple[ORMOption, ...]:
    """Return the options with which a query for rows of a model reads their related rows, too."""
    relationships = sa_inspect(model).relationships
    return tuple(
        (joinedload if relationships[name].direction is MANYTOONE else selectinload)(
            relationships[name].class_attribute
        )
        for name in model.__related__
    )


def state_options(model: type[Recorded]) -> tuple[ORMOption, ...]:
    """Return the options with which a query reads the related rows that make a row's state."""
    relationships = sa_inspect(model).relationships
    lists = (relationships[name] for name in model.__related__)
    return tuple(
        selectinload(one.class_attribute) for one in lists if one.direction is not MANYTOONE
    )


def select_whole(model: type[Row]) -> Select[Row]:
    """Return a query for all rows of a model, with their related rows."""
    return select(model).options(*related_options(model))


def find_row(model: type[Row], row_id: int | None) -> Row | None:
    """Return the row with this id and its related rows, also a deleted one; None for no such id."""
    row = db.session.get(model, row_id or 0, options=related_options(model))
    if row is not None:
        load_related(row)
    return row


def load_related(row: Recorded, *more: str) -> None:
    """Read those related rows of a row that were not read with it, or before the last commit.

    `more` are names of relationships that are to be read besides.
    """
    state, session = sa_inspect(row), object_session(row)
    missing = state.unloaded.intersection((*row.__related__, *more)) if state.persistent else ()
    if not missing or session is None:
        return
    for name in missing:
        relationship = state.mapper.relationships[name]
        if relationship.direction is MANYTOONE:  # from memory, where the session has it
            (column,) = relationship.local_columns
            key = getattr(row, state.mapper.get_property_by_column(column).key)
            owner = None if key is None else session.get(relationship.mapper.class_, key)
            set_committed_value(row, name, owner)
        else:
            session.refresh(row, [name])


def reread_owners(row: Recorded) -> None:
    """Read again the rows that a row refers to, after its foreign keys changed."""
    state = sa_inspect(row)
    owners = [one.key for one in state.mapper.relationships if one.direction is MANYTOONE]
    if owners and (session := object_session(row)):
        session.expire(row, owners)
        load_related(row)


def get_row(model: type[Row], row_id: int) -> Row:
    """Return the row with this id, and its related rows. Raises LookupError for no such id."""
    row = find_row(model, row_id)
    if row is None:
        raise LookupError(f"There is no {model.__kind__} {row_id}.")
    return row

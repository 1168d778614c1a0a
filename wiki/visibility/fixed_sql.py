"""Conditions that are the same in every statement, put together once and kept as text of SQL.

Many questions ask them: to put them together anew for each costs more than to answer them.
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal_column
from sqlalchemy.dialects.sqlite import dialect


def fixed(expression: Any) -> ColumnElement[bool]:
    """Return an expression or a query as one text of SQL, in brackets, with its values in it.

    The tables that it is about must be in the statement under their own names.
    """
    # Several of these may stand in one statement, one within another: their own names of tables
    # are those of SQLAlchemy, which count from 1 in each. SQL takes the innermost.
    compiled = expression.compile(dialect=dialect(), compile_kwargs={"literal_binds": True})
    return literal_column(f"({compiled})", Boolean)

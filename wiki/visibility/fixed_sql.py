"""Conditions that are the same in every statement, compiled once to SQL text.

Many queries have them: composing them anew for each takes longer than running the query.
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal_column
from sqlalchemy.dialects.sqlite import dialect


def fixed(expression: Any) -> ColumnElement[bool]:
    """Return an expression or a query compiled to SQL text, in brackets, with its values in it.

    The tables that it refers to must be in the statement under their own names.
    """
    # Several of these may stand in one statement, one within another: their own names of tables
    # are those of SQLAlchemy, which count from 1 in each. SQL takes the innermost.
    compiled = expression.compile(dialect=dialect(), compile_kwargs={"literal_binds": True})
    return literal_column(f"({compiled})", Boolean)

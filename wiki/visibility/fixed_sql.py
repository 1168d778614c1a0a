"""Conditions that are the same in every statement, compiled once to SQL text.

Many queries have them: composing them anew for each takes longer than running the query.
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal_column
from sqlalchemy.dialects.sqlite import dialect


def fixed(expression: Any) -> ColumnElement[bool]:
    """Return a condition or a subquery compiled to SQL text, in brackets, with its values in it.

    The values stay what they are now: pass nothing that a person typed or that a request changes.
    A statement that uses it must have the tables that it refers to under their own names.
    """
    # Several of these may stand in one statement, one within another: their own names of tables
    # are those of SQLAlchemy, which count from 1 in each. SQL takes the innermost.
    compiled = expression.compile(dialect=dialect(), compile_kwargs={"literal_binds": True})
    return literal_column(f"({compiled})", Boolean)

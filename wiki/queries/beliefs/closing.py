"""The number that a belief had when it ended, and those that were given another one later."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from wiki.credence import format_credence
from wiki.db import db
from wiki.journal import Revision
from wiki.queries.beliefs.alterations import alterations
from wiki.visibility import Reader, knows_of


def find_moved_after(beliefs: Iterable[Any], *, reader: Reader) -> dict[int, Decimal]:
    """Return by id the number with which those beliefs ended that have another one by now."""
    ended = {row.id: row.credence for row in beliefs if row.outcome}
    return {
        belief_id: number
        for belief_id, number in read_closing_numbers(ended, reader=reader).items()
        if number is not None and number != ended[belief_id]
    }


def told_closing(belief: Any, *, reader: Reader) -> str:
    """Return with which number a belief ended, as words behind its outcome; "" if it has it still.

    They begin with a space: ` at 70%`.
    """
    number = find_moved_after([belief], reader=reader).get(belief.id)
    return "" if number is None else f" at {format_credence(number)}%"


def read_closing_numbers(ids: Collection[int], *, reader: Reader) -> dict[int, Decimal | None]:
    """Return by id which number each belief had when it last got an outcome.

    A number that was given after that is not what it ended with. What ended in secret is left out.
    """
    if not ids:
        return {}
    query: Any = (
        alterations(ids, "outcome")
        .add_columns(Revision.after["credence"].as_string())
        .where(Revision.after["outcome"].as_string() != "")
        .where(knows_of(reader=reader, kind="belief"))
    )
    return {
        belief_id: None if number is None else Decimal(number)
        for belief_id, number in db.session.execute(query)
    }

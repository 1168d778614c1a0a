"""The credence that a belief had when it ended (got an outcome), if it has another one now."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import Select

from wiki.credence import format_credence
from wiki.db import db
from wiki.journal import Revision
from wiki.queries.beliefs.alterations import alterations
from wiki.visibility import Reader, knows_of, once_per_reader


def find_moved_after(beliefs: Iterable[Any], *, reader: Reader) -> dict[int, Decimal]:
    """Return, by belief id, the credence at the end of those beliefs that have another one now."""
    ended = {row.id: row.credence for row in beliefs if row.outcome}
    return {
        belief_id: credence
        for belief_id, credence in read_closing_numbers(ended, reader=reader).items()
        if credence is not None and credence != ended[belief_id]
    }


def format_closing(belief: Any, *, reader: Reader) -> str:
    """Return a belief's credence when it ended, to append to its outcome, such as ` at 70%`.

    It is "" where the belief has not ended, or has the same credence still.
    """
    credence = find_moved_after([belief], reader=reader).get(belief.id)
    return "" if credence is None else f" at {format_credence(credence)}%"


def read_closing_numbers(ids: Collection[int], *, reader: Reader) -> dict[int, Decimal | None]:
    """Return, by belief id, the credence that each belief had when it last got an outcome.

    The credence is None where it had none. Beliefs whose end the reader may not know are left out.
    """
    if not ids:
        return {}
    found = db.session.execute(_endings(reader=reader), {"belief_ids": list(ids)})
    return {
        belief_id: None if credence is None else Decimal(credence) for belief_id, credence in found
    }


@once_per_reader
def _endings(*, reader: Reader) -> Select[Any]:
    """Return the query for the credences of `belief_ids` when they got their outcomes."""
    return (
        alterations("outcome")
        .add_columns(Revision.after["credence"].as_string())
        .where(Revision.after["outcome"].as_string() != "")
        .where(knows_of(reader=reader, kind="belief"))
    )

"""Writing the journal as a file: text that is made piece by piece, and never held as a whole."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from wiki.actions import PURGED
from wiki.db import db, to_json
from wiki.exchange.journal.header import FORMAT, Header
from wiki.journal.purge import left_columns
from wiki.journal_tables import Change, Revision, revision_topic
from wiki.recorded import Recorded

AT_A_TIME = 200  # rows that are read together
CHANGE = ("id", "at", "author_id", "reason", "cause_kind", "cause_id", "minor", "undoes_id")
POINT = ("credence", "low", "high", "held_on", "held_at", "reason")
REVISION = ("id", "kind", "item_id", "action", "previous_id", "published", *POINT)


def journal_text(header: Header) -> Iterator[str]:
    """Yield the text of the journal in pieces: the header, then a change a line.

    Of a change, its revisions come last. A value that says nothing (no reason, no cause) is left
    out. The same atlas always gives the same text.
    """
    yield _json(_header(header)) + "\n"
    left = _left()
    revisions = groupby(_revisions(), key=lambda row: row["change_id"])
    change_id, mine = next(revisions, (None, iter(())))
    for change in _rows(select(*(getattr(Change, name) for name in CHANGE)).order_by(Change.id)):
        yield _json(_change(change))[:-1] + ', "revisions": ['
        if change["id"] == change_id:
            for index, revision in enumerate(mine):
                yield (", " if index else "") + _json(_revision(revision, left))
            change_id, mine = next(revisions, (None, iter(())))
        yield "]}\n"


def _header(header: Header) -> dict[str, Any]:
    authors = [{"id": author_id, "name": name} for author_id, name in header.authors.items()]
    fields = {"format": FORMAT, "atlas": header.atlas, "zone": header.zone, "authors": authors}
    fields["changes"] = header.changes
    more = {
        "is_demo": header.is_demo,
        "replaced": header.replaced,
        "begun_with": header.begun_with,
        "next_versions": [_values(row) for row in header.next_versions],
    }
    return fields | {name: value for name, value in more.items() if value}


def _change(row: Mapping[str, Any]) -> dict[str, Any]:
    always = ("id", "at")
    return {n: v for n, v in _values(row).items() if n in always or v not in (None, "", False)}


def _revision(row: Mapping[str, Any], left: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    values = {name: value for name, value in _values(row).items() if value is not None}
    del values["change_id"]
    values |= {"after": row["after"], "topics": json.loads(row["topics"])}
    return values | ({"left": left[row["id"]]} if row["id"] in left else {})


def _left() -> dict[int, dict[str, Any]]:
    """Return what is left of each row that was purged, by the id of its last revision."""
    purged = select(Revision.kind, Revision.item_id, func.max(Revision.id))
    emptied = [kind for kind, model in Recorded.kinds.items() if not model.__stays__]
    purged = purged.where(Revision.action == PURGED, Revision.kind.in_(emptied))
    purged = purged.group_by(Revision.kind, Revision.item_id)
    left_by_revision = {}
    for kind, item_id, last in db.session.execute(purged).all():
        model: Any = Recorded.kinds[kind]
        columns = [model.__table__.c[name] for name in left_columns(model)]
        row = db.session.execute(select(*columns).where(model.id == item_id)).mappings().first()
        values = _values(dict(row or {}))
        left_by_revision[last] = {name: value for name, value in values.items() if name != "id"}
    return left_by_revision


def _revisions() -> Iterator[Mapping[str, Any]]:
    mine = (
        select(revision_topic.c.topic_id)
        .where(revision_topic.c.revision_id == Revision.id)
        .order_by(revision_topic.c.topic_id)
        .correlate(Revision)
        .subquery()
    )
    topics = select(func.json_group_array(mine.c.topic_id)).scalar_subquery().label("topics")
    columns = [getattr(Revision, name) for name in (*REVISION, "change_id", "after")]
    return _rows(select(*columns, topics).order_by(Revision.change_id, Revision.id))


def _rows(query: Any) -> Iterator[Mapping[str, Any]]:
    rows: Any = db.session.execute(query.execution_options(yield_per=AT_A_TIME)).mappings()
    yield from rows


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items() if name not in ("after", "topics")}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return to_json(value) if isinstance(value, date | Decimal) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, check_circular=False)

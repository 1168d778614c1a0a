"""Replacing an atlas that is not empty by an export, after making a copy of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from wiki.db import db
from wiki.exchange.whole.restoring import RestoredAtlas, restore_atlas
from wiki.exchange.whole.source import ExportSource
from wiki.media.shelf import Shelf
from wiki.queries.atlas import atlas_id
from wiki.services.start import Backup, empty_atlas


def replace_atlas(
    source: ExportSource, shelf: Shelf, backup: Backup, *, name: str
) -> tuple[RestoredAtlas, Path]:
    """Replace this atlas by that of an export; return what was restored, and the copy's path.

    If it is the same atlas at an earlier time, no id that it gave since is given again: what was
    cached or noted under an id must not come to mean something else. Raises what `restore_atlas`
    raises, and Unavailable where no copy can be made; the caller rolls back, and no copy is left.
    """
    former, highest = atlas_id(), _highest_ids()
    copy = backup.make()
    with _removed_on_failure(copy):
        empty_atlas()
        restored = restore_atlas(source, shelf, name=name)
        if restored.journal.header.atlas == former:
            _reserve_ids(highest)
    return restored, copy


@contextmanager
def _removed_on_failure(copy: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def _highest_ids() -> list[dict[str, object]]:
    rows = db.session.execute(text("SELECT name, seq FROM sqlite_sequence")).mappings()
    return [dict(row) for row in rows]


def _reserve_ids(highest: list[dict[str, object]]) -> None:
    for row in highest:
        query = text("UPDATE sqlite_sequence SET seq = max(seq, :seq) WHERE name = :name")
        db.session.execute(query, row)

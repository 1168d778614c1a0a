"""One change on its own page: what it did, its cause, and the changes in the same edit groups."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, not_, select

from wiki.actions import REVIEWED, SHOW
from wiki.db import db
from wiki.errors import NotFound
from wiki.journal import Change, Revision
from wiki.queries.beginning import KINDS
from wiki.queries.causes import find_cause
from wiki.queries.changelog.edit_groups import SILENT, find_grouped_changes
from wiki.queries.changelog.edits import read_edits
from wiki.queries.changelog.named_rows import NamedRows
from wiki.queries.changelog.sentences import Sentence, describe_group, in_order
from wiki.queries.changelog.setups import Key
from wiki.queries.plain_words import words_for, words_if_filled
from wiki.queries.readable_changes import MOST, first_revisions, readable_changes
from wiki.queries.revision_sentences import describe_revision, is_undone, preload_items
from wiki.sections.edit_group import Edit, EditGroup, filled
from wiki.sections.news import Words
from wiki.visibility import VISITOR, Reader, is_hidden_edit, is_open, partly_hidden_ids


@dataclass(frozen=True)
class OneChange:
    """One change as a reader may see it.

    `sentences` are those of the changelog, `others` plain sentences on what else it did; `more`
    says that there may be further ones. `reason` and `cause` are empty where a sentence has them
    already. `group` are the ids of changes in the same edit groups, `undone` those of changes that
    undo it, and `undoes` that of the change that it undoes, as far as the reader may see them.
    `is_undone` says whether it is undone now.
    """

    change: Change
    sentences: tuple[Sentence, ...]
    others: tuple[str, ...]
    more: bool
    reason: str
    cause: Words | None
    group: tuple[int, ...]
    undone: tuple[int, ...]
    undoes: int | None
    is_undone: bool


def read_one_change(change: Change, *, reader: Reader) -> OneChange:
    """Return what a change did, as its page shows it.

    Raises NotFound where the reader sees nothing.
    """
    revisions = first_revisions([change.id], reader=reader)
    _loaded = preload_items(revisions)
    seen = [revision for revision in revisions if reader.sees_private or is_open(revision)]
    if not seen:
        raise NotFound
    described = _views(seen, reader=reader)
    others = [
        describe_revision(revision, reader=reader, alone=True)
        for revision in seen
        if (revision.kind, revision.item_id) not in described
    ]
    sentences = in_order(described.values())
    is_whole = reader.sees_private or _is_all(change, len(seen))
    return OneChange(
        change,
        tuple(sentences),
        tuple(dict.fromkeys(others)),
        len(seen) == MOST,
        _extra_reason(change, sentences, others, reader=reader) if is_whole else "",
        _extra_cause(change, sentences, reader=reader),
        _grouped_with(change, reader=reader),
        *_undoings(change, reader=reader),
        is_undone(change),
    )


def _grouped_with(change: Change, *, reader: Reader) -> tuple[int, ...]:
    """Return the ids of the readable changes in the same edit groups as a change, in order."""
    return tuple(
        sorted(readable_changes(find_grouped_changes(change, reader=reader), reader=reader))
    )


def _undoings(change: Change, *, reader: Reader) -> tuple[tuple[int, ...], int | None]:
    """Return the ids of readable changes that undo a change, and of the one that it undoes."""
    query = select(Change.id).where(Change.undoes_id == change.id).order_by(Change.id)
    undone = db.session.scalars(query).all()
    undoes = [change.undoes_id] if change.undoes_id else []
    seen = readable_changes([*undone, *undoes], reader=reader)
    return tuple(one for one in undone if one in seen), next((i for i in undoes if i in seen), None)


def _is_all(change: Change, seen: int) -> bool:
    """Return whether visitors, who see this number of a change's revisions, see all that it did."""
    # Showing does nothing else, and an edit of what they do not see is nothing to them.
    done = (Revision.change_id == change.id, Revision.action != SHOW, not_(is_hidden_edit()))
    query = select(func.count()).select_from(Revision).where(*done)
    return seen in (MOST, db.session.scalar(query)) and not partly_hidden_ids(
        [change.id], reader=VISITOR
    )


def _views(revisions: Sequence[Revision], *, reader: Reader) -> dict[Key, Sentence]:
    """Return, by kind and id, the changelog's sentences for revised items; some have none."""
    ids = [one.id for one in revisions if one.kind in KINDS and one.action not in SILENT]
    edits: dict[Key, list[Edit]] = defaultdict(list)
    for edit in read_edits(ids, reader=reader).values():
        edits[edit.row.kind, edit.row.item_id].append(edit)
    groups = [EditGroup(*key, tuple(item_edits)) for key, item_edits in edits.items()]
    named = NamedRows(groups, reader=reader)
    described = {(one.kind, one.item_id): describe_group(one, named) for one in groups}
    return {key: sentence for key, sentence in described.items() if sentence}


def _extra_reason(
    change: Change, sentences: Sequence[Sentence], others: Sequence[str], *, reader: Reader
) -> str:
    """Return the reason in plain words; "" for a placeholder, or where a sentence shows it.

    A sentence shows it after its words, as one of several reasons, or as its words. Where it has
    the same words by chance, that does not count.
    """
    read = words_for(reader)
    reason, filled_reason = words_if_filled(read)(change.reason), filled(change.reason, read)
    words = {part.text for one in sentences for part in one.words}
    is_shown = filled_reason in words or any(filled_reason in one.reason for one in sentences)
    return "" if is_shown or change.reason in (REVIEWED, *others) else reason


def _extra_cause(change: Change, sentences: Sequence[Sentence], *, reader: Reader) -> Words | None:
    cause = find_cause(change, reader=reader)
    if cause is None:
        return None
    words = Words(cause.label, f"/{cause.key.replace('-', '/')}")
    links = {part.link for one in sentences for part in one.words}
    return None if words.link in links else words

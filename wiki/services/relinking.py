"""Changing links in texts: to a region that was renamed, and in place of a mention of a region."""

from collections import defaultdict
from dataclasses import replace

from wiki.anchors import Anchor
from wiki.db import db
from wiki.errors import Conflict
from wiki.journal import Change, Signature, record
from wiki.models import Topic
from wiki.projections.links import TextLink
from wiki.projections.names import keys_of, read_names
from wiki.projections.search import searched_models
from wiki.queries.former_links import select_former
from wiki.queries.mentions import mention_in
from wiki.queries.rows_by_anchor import find_rows
from wiki.text import Names, Region, link_meanings, link_to, rename_links
from wiki.text.region_names import AT
from wiki.visibility import AUTHOR, is_undeleted

MOST = 300  # texts that are written in one change
READ = 600_000  # characters of them, so that nobody who saves meanwhile has to wait long

MOVED_ON = "This text was changed meanwhile, and names the region no more without a link."


def update_links(topic: Topic, by: Signature) -> Change | None:
    """Replace former names of a region by its present title in all links to it.

    Each text is changed once, in one minor change, which is returned (None for no text). Of very
    many or very long texts only the first are changed: call it again. Texts that visitors may read
    keep the former name of a region that they may not see.
    """
    columns = (TextLink.kind, TextLink.item_id, TextLink.field, TextLink.typed)
    query = select_former(topic, *columns)
    fields: dict[tuple[str, int], set[str]] = defaultdict(set)
    typed = set()
    for kind, item_id, field, each in db.session.execute(query.order_by(TextLink.item_id)):
        if (kind, item_id) in fields or len(fields) < MOST:
            fields[kind, item_id].add(field)
            typed.add(each)
    rename = _Renaming(topic, typed)
    items = find_rows(fields)
    read = 0
    with record(replace(by, minor=True)) as entry:
        for key, names in fields.items():
            if read > READ:
                break
            texts = {name: getattr(items[key], name) for name in sorted(names)}
            read += sum(map(len, texts.values()))
            entry.relink(items[key], **{n: rename_links(t, rename) for n, t in texts.items()})
    return entry.change


class _Renaming:
    """A function from the text of a link to its new text; None where the link stays as it is.

    Links that name a region by a former title or slug get the present one.
    """

    def __init__(self, topic: Topic, typed: set[str]) -> None:
        self._region = Region(topic.id, topic.title, topic.slug)
        self._typed = typed | {each.partition("|")[0].strip() for each in typed}
        names = {name for each in typed for name in _names(each)}
        among = {key for name in names for key in keys_of(name)}
        self._names: Names = read_names(reader=AUTHOR, among=among)

    def __call__(self, typed: str) -> str | None:
        if Anchor.parse(typed) and typed not in self._typed:
            return None  # it names an item
        for name, part in link_meanings(typed):
            region = self._names.find(name)
            if region and region.id == self._region.id and self._names.is_former(name):
                is_address = name.startswith(AT)
                return f"{AT}{self._region.slug}" if is_address else link_to(self._region, part)
            if region:
                return None
        return None


def _names(typed: str) -> set[str]:
    title = typed.partition("|")[0].strip()
    return {name for each in (typed, title) for name, _ in link_meanings(each)}


def link_mention(topic: Topic, kind: str, item_id: int, by: Signature) -> Change | None:
    """Make the first mention of a region in an item a link. Raises Conflict where there is none."""
    rows = find_rows([(kind, item_id)]) if kind in searched_models() else {}
    item = rows.get((kind, item_id))
    if item is None or not is_undeleted(item) or not (mention := mention_in(item, topic.title)):
        raise Conflict(MOVED_ON)
    field, text, _ = mention
    with record(replace(by, minor=True)) as entry:
        entry.relink(item, **{field: text})
    return entry.change

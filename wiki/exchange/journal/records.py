"""Reading a journal file line by line; each line is checked by itself and against those before.

A fault raises DocumentError with the line. Nothing here writes.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from wiki.actions import PURGED, State
from wiki.anchors import Anchor
from wiki.exchange.document_error import DocumentError
from wiki.exchange.journal import fields
from wiki.exchange.journal.authors import stored_name
from wiki.exchange.journal.header import FORMAT, Header
from wiki.exchange.journal.lines import AUTHOR, CHANGE, HEADER, NOT_COLUMNS, REVISION, WAITING
from wiki.exchange.journal.scanning import JsonLines
from wiki.exchange.journal.typed import wrong_in
from wiki.exchange.journal.values import Check, is_count
from wiki.recorded import Recorded

NEWER = "This journal was written by a newer version of the atlas: import it with that one."
Item = tuple[str, int]
Row = dict[str, Any]


class JournalReader:
    """The lines of a journal file: first `header`, then changes with their revisions.

    After reading, by item: `last` has the id of its last revision, `states` that of its last one
    with a state, `ended` the moment at which it was deleted, if it is, and `left` what a purge left
    of its row.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._lines = JsonLines(file)
        self._objects = self._lines.objects()
        self.header = self._read_header()
        self.last: dict[Item, int] = {}
        self.states: dict[Item, int] = {}
        self.ended: dict[Item, datetime] = {}
        self.left: dict[Item, Row] = {}
        self._named: dict[Item, int] = {}  # the first line on which an item is named
        self._changes, self._last_id = 0, 0
        self._change: Row = {"id": 0, "at": datetime.min.replace(tzinfo=UTC)}

    @property
    def line(self) -> int:
        """Return the number of the line that is being read."""
        return self._lines.line

    def changes(self) -> Iterator[tuple[Row, Iterator[tuple[Row, list[int]]]]]:
        """Yield each change with its revisions, and each revision with the ids of topics it alters.

        The revisions have to be read before the next change. Raises DocumentError.
        """
        for members in self._objects:
            if self._changes == self.header.changes:
                raise self._lines.refuse("The first line counts fewer changes than there are.")
            self._changes += 1
            values: Row = {}
            revisions: Iterator[Any] | None = None
            for name, value in members:
                if name == "revisions" and isinstance(value, Iterator):
                    self._begin(values)
                    revisions = value
                    yield self._change, self._revisions(value)
                elif revisions is not None:
                    raise self._lines.refuse("The revisions of a change have to come last.")
                elif isinstance(value, Iterator):
                    raise self._lines.refuse(f"`{name[:60]}` of a change cannot be a list.")
                else:
                    values[name] = value
            if revisions is None:
                raise self._lines.refuse("This change has no `revisions`.")
        if self._changes < self.header.changes:
            raise self._lines.refuse(
                f"The journal is cut off: {self._changes:,} of {self.header.changes:,} changes are "
                "there."
            )
        self._check_named()

    def refuse(self, item: Item, reason: str) -> DocumentError:
        """Return an error about an item, at the first line that names it."""
        return DocumentError(self._named.get(item, self.line), reason)

    def _read_header(self) -> Header:
        members = next(self._objects, None)
        if members is None:
            raise self._lines.refuse("There is nothing in this file.")
        values: Row = {}
        for name, value in members:
            values[name] = list(value) if isinstance(value, Iterator) else value
            if name == "format" and is_count(value) and value > FORMAT:
                raise self._lines.refuse(NEWER)
        read = self._checked(values, HEADER, "the first line")
        if read["format"] != FORMAT:
            raise self._lines.refuse(NEWER)
        del read["format"]
        authors = [self._checked(one, AUTHOR, "an author") for one in read.pop("authors")]
        names = {one["id"]: one["name"] for one in authors}
        if len(set(map(stored_name, names.values()))) < len(authors):
            raise self._lines.refuse("Two authors have one name or one id.")
        waiting = [self._next_version(one) for one in read.pop("next_versions", ())]
        numbers = [(one["kind"], one["item_id"], one["number"]) for one in waiting]
        still_open = [(o["kind"], o["item_id"]) for o in waiting if not o["is_discarded"]]
        if len({*numbers}) < len(numbers) or len({*still_open}) < len(still_open):
            raise self._lines.refuse("An item has two open next versions, or two with one number.")
        return Header(**read, authors=names, next_versions=waiting)

    def _next_version(self, content: Any) -> Row:
        row = self._checked(content, WAITING, "a next version")
        name = wrong_in(row["kind"], row["typed"])
        if name is not None:
            value = str(row["typed"][name])[:60]
            raise self._lines.refuse(f"`{name[:60]}` of a next version cannot be {value!r}.")
        return row

    def _begin(self, values: Row) -> None:
        change = self._checked(values, CHANGE, "a change")
        change["at"] = datetime.fromisoformat(change["at"]).astimezone(UTC)
        if change["id"] <= self._change["id"] or change["at"] < self._change["at"]:
            raise self._lines.refuse("This change is out of order: the one before it is later.")
        if (change.get("cause_kind") is None) != (change.get("cause_id") is None):
            raise self._lines.refuse("A cause has a kind and an id.")
        if change.get("cause_kind"):
            self._mark_named((change["cause_kind"], change["cause_id"]))
        if change.get("author_id") is not None and change["author_id"] not in self.header.authors:
            raise self._lines.refuse("The first line names no author with this `author_id`.")
        if (change.get("undoes_id") or 0) >= change["id"]:
            raise self._lines.refuse("A change can only undo one before it.")
        blank = dict.fromkeys(name.rstrip("!") for name in CHANGE) | {"reason": "", "minor": False}
        self._change = blank | {n: v for n, v in change.items() if v is not None}

    def _revisions(self, revisions: Iterator[Any]) -> Iterator[tuple[Row, list[int]]]:
        for content in revisions:
            yield self._revision(content)

    def _revision(self, content: Any) -> tuple[Row, list[int]]:
        row = self._checked(content, REVISION, "a revision")
        item, revision_id, after = (row["kind"], row["item_id"]), row["id"], row["after"]
        if revision_id <= self._last_id:
            raise self._lines.refuse("This revision is out of order: the one before it is later.")
        if row.get("previous_id") != self.last.get(item):
            raise self._lines.refuse("`previous_id` is not the last revision of this item.")
        self._named.setdefault(item, self.line)
        self._last_id = self.last[item] = revision_id
        if after is None:
            self.ended[item] = self._change["at"]
            self._remember_left(item, row)
        else:
            self._check_state(item, after)
            if row["action"] == PURGED:
                self._forget_left(item)
            self.states[item] = revision_id
            self.ended.pop(item, None)
            if after.get("merged_into"):
                self.ended[item] = self._change["at"]
        topics = row.pop("topics")
        row.pop("left", None)
        for topic_id in topics:
            self._mark_named(("topic", topic_id))
        blank = dict.fromkeys(name.rstrip("!") for name in REVISION if name not in NOT_COLUMNS)
        values = {name: _value(name, value) for name, value in row.items()}
        return blank | values | {"change_id": self._change["id"]}, topics

    def _remember_left(self, item: Item, row: Row) -> None:
        """Remember what a purge left of an item, as the last revision that purged it says."""
        self.left.pop(item, None)
        if row["action"] != PURGED:
            if row.get("left") is not None:
                raise self._lines.refuse("Only of what was purged something can be `left`.")
            return
        self.states.pop(item, None)
        try:
            left = fields.check_left(item[0], row.get("left") or {})
        except fields.BadValue as error:
            if row.get("left") is None:  # a later revision says it
                self.left[item] = {}
                return
            raise self._lines.refuse(f"{error}.") from error
        self.left[item] = left
        for other in named_by(item[0], left):
            self._mark_named(other)

    def _forget_left(self, item: Item) -> None:
        """Let an item be as the purge of its former states says. Only rows that stay have that."""
        if not Recorded.kinds[item[0]].__stays__:
            raise self._lines.refuse(f"A {item[0]} that was purged has no state.")
        self.left.pop(item, None)

    def _check_state(self, item: Item, state: State) -> None:
        try:
            fields.check_state(item[0], state)
        except fields.BadValue as error:
            raise self._lines.refuse(f"{error}.") from error
        for other in named_by(item[0], state):
            self._mark_named(other)

    def _mark_named(self, item: Item) -> None:
        self._named.setdefault(item, self.line)

    def _check_named(self) -> None:
        """Refuse a journal in which something refers to an item that never was."""
        for (kind, item_id), line in self._named.items():
            if (kind, item_id) not in self.last:
                reason = f"The {kind} with the id {item_id} is named here and never added."
                raise DocumentError(line, reason)

    def _checked(self, content: Any, checks: Mapping[str, Check], what: str) -> Row:
        """Return the object `content` with its names and values checked; `what` names it in errors.

        Raises DocumentError.
        """
        if not isinstance(content, dict):
            raise self._lines.refuse(f"This is not {what} of a journal.")
        for name, value in content.items():
            check = checks.get(f"{name}!") or checks.get(name)
            if check is None:
                raise self._lines.refuse(f"`{name[:60]}` is no field of {what}.")
            if not (value is None and name in checks) and not check(value):
                raise self._lines.refuse(f"`{name}` of {what} cannot be {str(value)[:60]!r}.")
        for name in checks:
            if name.endswith("!") and name[:-1] not in content:
                raise self._lines.refuse(f"`{name[:-1]}` of {what} is missing.")
        return dict(content)


def named_by(kind: str, state: State) -> Collection[Item]:
    """Return the items that a state refers to, and without which its row cannot exist."""
    items: list[Item] = []
    for name in ("topic", "topic_id", "region_id"):
        if name in state:
            items.append(("topic", state[name]))
    if state.get("area_id"):
        items.append(("area", state["area_id"]))
    if state.get("merged_into"):
        items.append((kind, state["merged_into"]))
    items += [("topic", topic_id) for topic_id in state.get("topics") or ()]
    for anchor in state.get("bears") or ():
        items.append(("belief", Anchor.parse_known(anchor).id))
    return items


def _value(name: str, value: Any) -> Any:
    """Return a value from a journal in the type of its column: a date or a Decimal where needed."""
    if value is None or name not in ("credence", "low", "high", "held_on"):
        return value
    return date.fromisoformat(value) if name == "held_on" else Decimal(value)

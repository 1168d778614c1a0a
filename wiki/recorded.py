"""The base class of every row that an author can edit: a permanent id, a kind and a state."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from sqlalchemy import ColumnElement, Index, and_, false, or_
from sqlalchemy import inspect as sa_inspect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from wiki.db import UtcDateTime, to_json


class Recorded:
    """A row whose changes go through the journal.

    `__kind__` is its name in the journal, `__fields__` are the columns that make its state.
    `__searched__` are the fields whose words a search looks at: first the one that names the item,
    "" for none. Of these, `__plain__` hold words and no Markdown, and `__titles__` names or titles,
    in which the name of a region is no mention of it. `__homes__` names the column with the id of
    the topic on whose page a field is shown, by the field, or by "" for all; it is empty for rows
    without such a page. `__anchors__` are the columns that hold the anchor of another item,
    `__addresses__` those that hold web addresses, one a line. `__cause__` are the words before an
    item because of which a credence moved, such as “after reading”; it is "" for kinds that are no
    cause. `__root__` is what the addresses of items' own pages begin with, such as “writing”, with
    the slug or the number behind it; it is "" for kinds without pages. Items of a `__confined__`
    kind stand on the pages of their regions alone: other pages show one only if it links to them,
    an item of theirs names it or has it as a cause, or on a map. `__related__` names relationships
    without which a row is of no use: its state is made of them, or they decide who sees it
    (`wiki/related.py` reads rows with them). Of a row that `__stays__`, a purge removes former
    states and leaves the present one. `kinds` maps each kind to its class, `letters` the letter
    that begins anchors to its kind.
    """

    __kind__: ClassVar[str]
    __fields__: ClassVar[tuple[str, ...]]
    __searched__: ClassVar[tuple[str, ...]] = ()
    __plain__: ClassVar[tuple[str, ...]] = ()
    __titles__: ClassVar[tuple[str, ...]] = ()
    __homes__: ClassVar[dict[str, str]] = {}
    __anchors__: ClassVar[tuple[str, ...]] = ()
    __addresses__: ClassVar[tuple[str, ...]] = ()
    __cause__: ClassVar[str] = ""
    __root__: ClassVar[str] = ""
    __confined__: ClassVar[bool] = False
    __stays__: ClassVar[bool] = False
    __related__: ClassVar[tuple[str, ...]] = ()
    __lead__: ClassVar[str] = ""  # the field that names an item; not filled, it is a placeholder
    __letter__: ClassVar[str] = ""  # begins the anchors of items (`b-12`), "" for kinds without
    letters: ClassVar[dict[str, str]] = {}
    kinds: ClassVar[dict[str, type[Self]]] = {}

    id: Mapped[int] = mapped_column(primary_key=True)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register a kind's class by its kind and its letter, and index its deleted rows."""
        super().__init_subclass__(**kwargs)
        if "__table__" in cls.__dict__:  # an index of the deleted rows, which are few
            deleted: Any = cls.__dict__["__table__"].c.deleted_at
            name = f"ix_{deleted.table.name}_deleted_at"
            Index(name, deleted, sqlite_where=deleted.is_not(None))
        if "__kind__" in cls.__dict__:
            Recorded.kinds[cls.__kind__] = cls
            if cls.__letter__:
                Recorded.letters[cls.__letter__] = cls.__kind__

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Use AUTOINCREMENT, so that SQLite never gives an id a second time."""
        return ({"sqlite_autoincrement": True},)

    def snapshot(self) -> dict[str, Any]:
        """Return the row's state: its fields by name, as JSON values that the journal stores."""
        return {name: to_json(getattr(self, name)) for name in self.__fields__}

    def journal_state(self) -> dict[str, Any] | None:
        """Return the row's state for the journal: its fields, or None if it is deleted."""
        return self.snapshot() if self.deleted_at is None else None

    def restore(self, state: dict[str, Any]) -> None:
        """Set the row's fields from a state of the journal.

        Fields that it lacks keep their value.
        """
        columns = sa_inspect(type(self)).columns
        for name in self.__fields__:
            if name in state:
                value = from_json(state[name], columns[name].type.python_type)
                setattr(self, name, _default(columns[name]) if value is None else value)

    @classmethod
    def markdown_fields(cls) -> list[str]:
        """Return the names of the searched fields that are Markdown and may have links."""
        return [name for name in cls.__searched__ if name and name not in cls.__plain__]

    @classmethod
    def without_anchors(cls, state: dict[str, Any], removed: Collection[str]) -> dict[str, Any]:
        """Return a state in which fields with an anchor of `removed` are emptied."""
        return state | {name: "" for name in cls.__anchors__ if state.get(name) in removed}

    @classmethod
    def cause_kinds(cls) -> list[str]:
        """Return the kinds of items because of which a credence can move, in alphabetical order."""
        return sorted(kind for kind, model in Recorded.kinds.items() if model.__cause__)

    @classmethod
    def has_slug(cls) -> bool:
        """Return whether rows of this kind have a slug, by which addresses name them."""
        return "slug" in cls.__fields__

    @classmethod
    def roots(cls, *, slugged: bool) -> dict[str, str]:
        """Return kinds with pages, by `__root__`: those of items with a slug, or the others."""
        found = {model.__root__: kind for kind, model in Recorded.kinds.items() if model.__root__}
        return {
            root: kind for root, kind in found.items() if Recorded.kinds[kind].has_slug() == slugged
        }

    def topic_ids(self) -> set[int]:
        """Return the ids of the topics on whose pages this row is shown."""
        return set()


def is_among(table: Any, keys: Collection[tuple[str, int]]) -> ColumnElement[bool]:
    """Return an SQL condition: that a row of a table refers to one of some items.

    The table refers to items by `kind` and `item_id`; `keys` are pairs of both.
    """
    ids: dict[str, list[int]] = {}
    for kind, item_id in keys:
        ids.setdefault(kind, []).append(item_id)
    # Kind by kind: given pairs, SQLite looks up the kind alone, and reads all rows of that.
    mine = (and_(table.kind == kind, table.item_id.in_(item_ids)) for kind, item_ids in ids.items())
    return or_(false(), *mine)


def _default(column: Any) -> Any:
    """Return the value for a column that a state lacks: its default, or None."""
    return None if column.nullable or column.default is None else column.default.arg


def from_json(value: Any, python_type: type) -> Any:
    """Return a JSON value of a state as the Python type of its column, such as Decimal."""
    if value is not None and python_type is Decimal:
        return Decimal(value)
    if value is not None and python_type is date:
        return date.fromisoformat(value)
    return value

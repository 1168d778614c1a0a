"""An item's states compared: where two differ, and what doing so is called."""

from typing import Any

State = dict[str, Any]
ADD, EDIT, DELETE, RESTORE, MOVE, REVIEW = "add", "edit", "delete", "restore", "move", "review"
# What is said of an item without altering it: a belief still held, a number held in the past, and
# taking such a point back or giving it again.
AFFIRM, RECALL, WITHDRAW, RENEW = "affirm", "recall", "withdraw", "renew"
POINTS = {AFFIRM, RECALL, WITHDRAW, RENEW}
# Moving, reviewing and affirming say nothing new, so they make no version and no conflict.
QUIET = {"position": MOVE, "x": MOVE, "y": MOVE, "reviewed_on": REVIEW}
NO_VERSION = {*QUIET.values(), *POINTS}
BLANK: tuple[Any, ...] = ("", [], {})


def differing(before: State, after: State) -> set[str]:
    """Return the names under which two states differ.

    A missing value is its default: an older state may lack what came later.
    """
    names = before.keys() | after.keys()
    return {name for name in names if _value(before, name) != _value(after, name)}


def same(before: State | None, after: State | None) -> bool:
    """Return whether two states say the same; that of a deleted item is None."""
    if before is None or after is None:
        return before is after
    return not differing(before, after)


def action_between(before: State | None, after: State | None, *, known: bool) -> str:
    """Name what was done to an item, given its states and whether it was known at all."""
    if after is None:
        return DELETE
    if before is None:
        return RESTORE if known else ADD
    names = differing(before, after)
    actions = {QUIET.get(name, EDIT) for name in names}
    return actions.pop() if len(actions) == 1 else EDIT


def _value(state: State, name: str) -> Any:
    value = state.get(name)
    return None if value in BLANK else value

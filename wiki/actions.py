"""The actions of revisions, and the comparison of two states of an item."""

from typing import Any

State = dict[str, Any]
ADD, EDIT, DELETE, RESTORE, MOVE, REVIEW = "add", "edit", "delete", "restore", "move", "review"
REVIEWED = "Reviewed, no change"  # the reason of every review, and its sentence
# Actions that leave the item's fields as they are: a credence reaffirmed or backdated, such a point
# withdrawn by undo, and withdrawing it undone; and a credence that visitors see from then on.
AFFIRM, RECALL, WITHDRAW, RENEW, SHOW = "affirm", "recall", "withdraw", "renew", "show"
POINTS = {AFFIRM, RECALL, WITHDRAW, RENEW, SHOW}
# An item that went to another topic's page, with its history.
RELOCATE = "relocate"
# A topic that was merged into another one.
MERGE = "merge"
# Links in some texts were rewritten, and nothing else changed.
RELINK = "relink"
# An item that was removed from the journal for good; its revision holds nothing else any more. Of a
# row that stays, the revision of the purge itself holds what is left: its present state.
PURGED = "purged"
# Moving, reviewing, reaffirming and relinking leave the content as it is: they make no version, no
# conflict.
QUIET = {"position": MOVE, "x": MOVE, "y": MOVE, "reviewed_on": REVIEW}
NO_VERSION = {*QUIET.values(), *POINTS, RELINK}
BLANK: tuple[Any, ...] = ("", [], {})
# The values of fields that a state lacks, where these are not blank.
DEFAULTS: State = {"state": "published"}


def differing(before: State, after: State) -> set[str]:
    """Return the names of the fields that differ in two states.

    A missing field counts as empty, because an older state may lack fields that were added
    later.
    """
    names = before.keys() | after.keys()
    return {name for name in names if _value(before, name) != _value(after, name)}


def same(before: State | None, after: State | None) -> bool:
    """Return whether two states are equal; None stands for the state of a deleted item."""
    if before is None or after is None:
        return before is after
    return not differing(before, after)


def action_between(before: State | None, after: State | None, *, existed: bool) -> str:
    """Return the action (such as `edit`) that leads from one state of an item to another.

    None stands for a deleted item, or one that did not exist. `existed` says whether the item had a
    revision before: then coming back is a restore, else an add.
    """
    if after is None:
        return DELETE
    if before is None:
        return RESTORE if existed else ADD
    names = differing(before, after)
    if "topic" in names:
        return RELOCATE
    if after.get("merged_into") and "merged_into" in names:
        return MERGE
    if "merged_into" in names:
        return RESTORE
    if names == {"queued"} and before.get("queued") and after.get("queued"):
        return MOVE
    actions = {QUIET.get(name, EDIT) for name in names}
    return actions.pop() if len(actions) == 1 else EDIT


def _value(state: State, name: str) -> Any:
    value = state.get(name)
    return None if value in BLANK or value == DEFAULTS.get(name) else value

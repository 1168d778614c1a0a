"""The changelog's words for a belief: how its credence moved, how it ended, and why."""

from collections.abc import Sequence
from decimal import Decimal

from wiki.actions import AFFIRM, RECALL, State, differing
from wiki.credence import format_credence
from wiki.credence_pairs import bounds
from wiki.dates import as_known, format_date
from wiki.sections.belief_verbs import OUTCOMES
from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words, percent


def tell(belief: ItemChange) -> Parts:
    """Return the words for what happened to a belief, [] where it is no news."""
    after = belief.after
    if after is None:
        return belief.removed()
    if belief.before is None:
        if after.get("outcome"):
            return [belief.quoted(after), Words(_ended_at_first(belief, after))]
        first = belief.brought_back or _first_number(after.get("credence"))
        return [belief.quoted(after), Words(first), *_recalled(belief, ";")]
    said, name = _moves(belief, after), belief.quoted(after)
    if said:
        return [name, *_strong(belief, said), *_recalled(belief, ";"), *belief.because()]
    recalled = _recalled(belief, ":")
    if recalled:
        return [name, *recalled, *belief.because()]
    if {"claim", "why"} & belief.net.keys():
        return [name, Words(" reworded", strong=True), *belief.because()]
    return []


def _moves(belief: ItemChange, after: State) -> list[str]:
    """Return texts for the changes of outcome, credence and range, such as `55% → 70%`."""
    net, number, said = belief.net, after.get("credence"), []
    if "outcome" in net:
        said.append(_outcome(_ending(belief, after)))
    if "credence" in net:
        said.append(f"{percent(net['credence'][0])} → {percent(number)}")
    elif "outcome" not in net and any(s.row.action == AFFIRM for s in belief.group.edits):
        said.append(f"still {percent(number)}")
    if "range" in net and after.get("range"):
        low, high = bounds(after["range"])
        said.append(f"range {format_credence(low or Decimal())} to {percent(high)}")
    return said


def _strong(belief: ItemChange, said: Sequence[str]) -> Parts:
    """Return these texts as words; a move at the beginning gets its two credences."""
    first, *rest = said
    before, number = belief.net.get("credence", (None, None))
    move = None
    if number is not None and first.startswith(percent(before)):
        move = (None if before is None else Decimal(before), Decimal(number))
    others = [Words(f", {', '.join(rest)}", strong=True)] if rest else []
    return [Words(f" {first}", strong=True, move=move), *others]


def _first_number(number: str | None) -> str:
    return f" added at {percent(number)}" if number is not None else " added, no number yet"


def _ending(belief: ItemChange, after: State) -> State:
    """Return the state in which a belief got its present outcome, with its credence then."""
    for edit in reversed(belief.group.edits):
        if edit.after and "outcome" in differing(edit.before or {}, edit.after):
            return edit.after
    return after


def _outcome(state: State) -> str:
    outcome = state.get("outcome")
    if not outcome:
        return "held again"
    number = state.get("credence")
    at = f" at {percent(number)}" if number is not None else ""
    return f"{OUTCOMES[outcome].lower()}{at}"


def _recalled(belief: ItemChange, mark: str) -> Parts:
    """Return the words for backdated numbers that were added, after the mark (: or ;)."""
    earlier = _earlier(belief)
    held = "" if earlier.endswith("added") else "I held "
    return [Words(f"{mark} {held}{earlier}")] if earlier else []


def _earlier(belief: ItemChange, *, longest: int = len("2026-05-01")) -> str:
    """Return the one backdated number with its day, or how many were added; "" for none.

    `longest` cuts the date: 7 characters leave the month.
    """
    points = [edit.row for edit in belief.group.edits if edit.row.action == RECALL]
    if len(points) == 1:
        known = as_known(points[0].held_on, points[0].held_at)[:longest]
        day = f"{'on' if len(known) == len('2026-05-01') else 'in'} {format_date(known)}"
        return f"{format_credence(points[0].credence)}% {day}"
    return f"{len(points)} earlier numbers added" if points else ""


def _ended_at_first(belief: ItemChange, after: State) -> str:
    """Return the words for a belief added with its outcome: ` resolved true; I held 92%`."""
    number = _ending(belief, after).get("credence")
    earlier = _earlier(belief, longest=len("2026-05"))
    held = f"; I held {percent(number)}" if number is not None else ""
    aside = f" ({earlier})" if earlier else ""
    return f"{belief.brought_back} {OUTCOMES[after['outcome']].lower()}{held}{aside}"


NEWS = ChangelogRules(tell=tell, order=1, of_mind=True, with_reason=True)

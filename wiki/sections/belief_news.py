"""The changelog's words for a belief: how its credence moved, how it ended, and why."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from wiki.actions import AFFIRM, RECALL, State, differing
from wiki.credence import format_credence
from wiki.credence_pairs import bounds
from wiki.dates import format_date, stated_date
from wiki.sections.belief_verbs import OUTCOMES
from wiki.sections.news import ChangelogRules, ItemChange, Parts, Words, percent

# What is said of a belief without a number: it never had one, it was taken off, or the belief has
# numbers of past days alone, which were added later.
NO_NUMBER, WITHDRAWN, NONE_NOW = "no number yet", "number withdrawn", "no number now"


def without_number(values: Mapping[str, Any]) -> str:
    """Return what is said of a belief without a number: `gone` says it of one that had one."""
    return str(values.get("gone") or NO_NUMBER)


def describe_change(belief: ItemChange) -> Parts:
    """Return the words for what happened to a belief, [] where it is no news."""
    after = belief.after
    if after is None:
        return belief.removed()
    if belief.before is None:
        if after.get("outcome") and not belief.came_back_with("outcome"):
            return [belief.quoted(after), Words(_ended_at_first(belief, after))]
        first = belief.restored_words or _first_number(after.get("credence"))
        return [belief.quoted(after), Words(first), *_recalled(belief, ";")]
    moves, others, name = _moves(belief, after), _others(belief, after), belief.quoted(after)
    if moves:
        told = [*_strong(belief, [*moves, *others]), *_recalled(belief, ";")]
        return [name, *told, *belief.cause_words()]
    also = [Words(f" {', '.join(others)}", strong=True)] if others else []
    if told := [*also, *_recalled(belief, ";" if also else ":")]:
        return [name, *told, *belief.cause_words()]
    return []


def _others(belief: ItemChange, after: State) -> list[str]:
    """Return texts for what changed beside credence, range and outcome."""
    net, texts = belief.net, []
    if {"claim", "why"} & net.keys():
        texts.append("reworded")
    if "resolves_on" in net:
        day = after.get("resolves_on")
        texts.append(f"to resolve by {format_date(day)}" if day else "without a day to resolve by")
    if "ended_on" in net and "outcome" not in net and (day := after.get("ended_on")):
        texts.append(f"ended on {format_date(day[:10])}")
    return texts


def _moves(belief: ItemChange, after: State) -> list[str]:
    """Return texts for the changes of outcome, credence and range, such as `55% → 70%`."""
    net, credence, texts = belief.net, after.get("credence"), []
    if "outcome" in net:
        texts.append(_outcome(_ending(belief, after)))
    if "credence" in net:
        texts.append(f"{percent(net['credence'][0])} → {_percent_now(credence)}")
    elif "outcome" not in net and any(s.row.action == AFFIRM for s in belief.group.edits):
        texts.append(f"still {percent(credence)}")
    if "range" in net and after.get("range"):
        low, high = bounds(after["range"])
        texts.append(f"range {format_credence(low or Decimal())} to {percent(high)}")
    elif "range" in net and not texts:  # one that a move has left behind goes without a word
        texts.append("without a range")
    return texts


def _strong(belief: ItemChange, texts: Sequence[str]) -> Parts:
    """Return these texts as words; a move at the beginning gets its two credences."""
    first, *rest = texts
    before, credence = belief.net.get("credence", (None, None))
    move = None
    if credence is not None and first.startswith(percent(before)):
        move = (None if before is None else Decimal(before), Decimal(credence))
    others = [Words(f", {', '.join(rest)}", strong=True)] if rest else []
    return [Words(f" {first}", strong=True, move=move), *others]


def _percent_now(credence: str | None) -> str:
    return "withdrawn" if credence is None else percent(credence)


def _first_number(credence: str | None) -> str:
    return f" added at {percent(credence)}" if credence is not None else f" added, {NO_NUMBER}"


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
    credence = state.get("credence")
    at = f" at {percent(credence)}" if credence is not None else ""
    return f"{OUTCOMES[outcome].lower()}{at}"


def _recalled(belief: ItemChange, mark: str) -> Parts:
    """Return the words for backdated numbers that were added, after the mark (: or ;)."""
    earlier = _earlier(belief)
    verb = "" if earlier.endswith("added") else "I held "
    return [Words(f"{mark} {verb}{earlier}")] if earlier else []


def _earlier(belief: ItemChange, *, longest: int = len("2026-05-01")) -> str:
    """Return the one backdated number with its day, or how many were added; "" for none.

    `longest` cuts the date: 7 characters leave the month.
    """
    points = [edit.row for edit in belief.group.edits if edit.row.action == RECALL]
    if len(points) == 1:
        stated = stated_date(points[0].held_on, points[0].held_at)[:longest]
        day = f"{'on' if len(stated) == len('2026-05-01') else 'in'} {format_date(stated)}"
        return f"{format_credence(points[0].credence)}% {day}"
    return f"{len(points):,} earlier numbers added" if points else ""


def _ended_at_first(belief: ItemChange, after: State) -> str:
    """Return the words for a belief added with its outcome: ` resolved true; I held 92%`."""
    credence = _ending(belief, after).get("credence")
    earlier = _earlier(belief, longest=len("2026-05"))
    former = f"; I held {percent(credence)}" if credence is not None else ""
    aside = f" ({earlier})" if earlier else ""
    return f"{belief.restored_words} {OUTCOMES[after['outcome']].lower()}{former}{aside}"


NEWS = ChangelogRules(describe_change=describe_change, order=1, of_mind=True, with_reason=True)

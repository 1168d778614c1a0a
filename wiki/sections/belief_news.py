"""How a belief is told in the changelog: its number's way, how it ended, why."""

from decimal import Decimal

from wiki.actions import AFFIRM, RECALL, State
from wiki.credence import bounds, format_credence
from wiki.dates import as_known, format_date
from wiki.sections.belief_verbs import OUTCOMES
from wiki.sections.news import Happening, News, Parts, Words, percent


def tell(belief: Happening) -> Parts:
    """Return the words for what happened to a belief, none where it is no news."""
    after = belief.after
    if after is None:
        return belief.removed()
    if belief.before is None:
        ended = f", {OUTCOMES[after['outcome']].lower()}" if after.get("outcome") else ""
        first = belief.brought_back or _first_number(after.get("credence"))
        return [belief.quoted(after), Words(first + ended), *_recalled(belief, ";")]
    said, name = _moves(belief, after), belief.quoted(after)
    if said:
        words = Words(f" {', '.join(said)}", strong=True)
        return [name, words, *_recalled(belief, ";"), *belief.because()]
    recalled = _recalled(belief, ":")
    if recalled:
        return [name, *recalled, *belief.because()]
    if {"claim", "why"} & belief.net.keys():
        return [name, Words(" reworded", strong=True), *belief.because()]
    return []


def _moves(belief: Happening, after: State) -> list[str]:
    """Return what the number, the range and the outcome did."""
    net, number, said = belief.net, after.get("credence"), []
    if "outcome" in net:
        said.append(_outcome(after))
    if "credence" in net:
        said.append(f"{percent(net['credence'][0])} → {percent(number)}")
    elif "outcome" not in net and any(s.row.action == AFFIRM for s in belief.sitting.steps):
        said.append(f"still {percent(number)}")
    if "range" in net and after.get("range"):
        low, high = bounds(after["range"])
        said.append(f"range {format_credence(low or Decimal())} to {percent(high)}")
    return said


def _first_number(number: str | None) -> str:
    return f" added at {percent(number)}" if number is not None else " added, no number yet"


def _outcome(state: State) -> str:
    outcome = state.get("outcome")
    if not outcome:
        return "held again"
    number = state.get("credence")
    at = f" at {percent(number)}" if number is not None else ""
    return f"{OUTCOMES[outcome].lower()}{at}"


def _recalled(belief: Happening, mark: str) -> Parts:
    """Say which numbers of the past were noted, after a mark."""
    points = [step.row for step in belief.sitting.steps if step.row.action == RECALL]
    if len(points) == 1:
        known = as_known(points[0].held_on, points[0].held_at)
        day = f"{'on' if len(known) == len('2026-05-01') else 'in'} {format_date(known)}"
        return [Words(f"{mark} {format_credence(points[0].credence)}% {day}, noted now")]
    return [Words(f"{mark} {len(points)} numbers of the past noted")] if points else []


NEWS = News(tell=tell, order=1, of_mind=True, with_reason=True)

"""What a sitting did to an item of each kind, in words; none where it is no news."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wiki.actions import AFFIRM, RECALL, RESTORE, State
from wiki.credence import bounds, format_credence
from wiki.dates import as_known, format_date
from wiki.queries.changelog.cast import Cast, Words, topics_of
from wiki.queries.changelog.sittings import Sitting
from wiki.sections import find_kind
from wiki.sections.belief_verbs import OUTCOMES
from wiki.sections.uncertainty import STATES
from wiki.text import is_placeholder, plain, plain_if_filled

LONGEST = 300  # characters of one text in a sentence
VERBS = {
    "related": "related to",
    "part of": "part of",
    "leans on": "leans on",
    "in tension with": "in tension with",
}
Parts = list[Words]


def _belief(sitting: Sitting, cast: Cast) -> Parts:
    before, after, net = _ends(sitting)
    recalled = _recalled(sitting, ":")
    if after is None:
        return _gone(sitting, before, cast)
    number, said = after.get("credence"), []
    if before is None:
        first = _back(sitting) or _number_at_first(number)
        ended = f", {OUTCOMES[after['outcome']].lower()}" if after.get("outcome") else ""
        return [_quoted(sitting, after, cast), Words(first + ended), *_recalled(sitting, ";")]
    if "outcome" in net:
        said.append(_outcome(after))
    if "credence" in net:
        said.append(f"{_percent(net['credence'][0])} → {_percent(number)}")
    elif any(step.row.action == AFFIRM for step in sitting.steps) and "outcome" not in net:
        said.append(f"still {_percent(number)}")
    if "range" in net and after.get("range"):
        low, high = bounds(after["range"])
        said.append(f"range {format_credence(low or Decimal())} to {_percent(high)}")
    if not said and not recalled and {"claim", "why"} & net.keys():
        said.append("reworded")
    if not said and not recalled:
        return []
    words = [
        _quoted(sitting, after, cast),
        *([Words(f" {', '.join(said)}", strong=True)] if said else []),
    ]
    recalled = _recalled(sitting, ";") if said else recalled
    return [*words, *recalled, *_because(sitting, cast)]


def _number_at_first(number: str | None) -> str:
    return f" added at {_percent(number)}" if number is not None else " added, no number yet"


def _outcome(state: State) -> str:
    outcome = state.get("outcome")
    if not outcome:
        return "held again"
    number = state.get("credence")
    at = f" at {_percent(number)}" if number is not None else ""
    return f"{OUTCOMES[outcome].lower()}{at}"


def _recalled(sitting: Sitting, lead: str) -> Parts:
    """Say which numbers of the past were noted, after a colon or whatever leads to it."""
    points = [step.row for step in sitting.steps if step.row.action == RECALL]
    if len(points) == 1:
        known = as_known(points[0].held_on, points[0].held_at)
        day = f"{'on' if len(known) == len('2026-05-01') else 'in'} {format_date(known)}"
        return [Words(f"{lead} {format_credence(points[0].credence)}% {day}, noted now")]
    return [Words(f"{lead} {len(points)} numbers of the past noted")] if points else []


def _trigger(sitting: Sitting, cast: Cast) -> Parts:
    before, after, net = _ends(sitting)
    if after is None:
        return _gone(sitting, before, cast)
    name, day = _quoted(sitting, after, cast), after.get("happened_on")
    if day and (before is None or "happened_on" in net):
        seen = _joined(", seen in ", [cast.named(after.get("cause") or "")])
        return [name, Words(f" happened: {format_date(day)}"), *seen]
    if before is None:
        back = _back(sitting)
        return [name, Words(back)] if back else [Words("would be moved by "), name]
    if "happened_on" in net:
        return [name, Words(" has not happened after all")]
    reworded = {"observation", "effect", "size", "belief"} & net.keys()
    return [name, Words(" reworded")] if reworded else []


def _uncertainty(sitting: Sitting, cast: Cast) -> Parts:
    before, after, net = _ends(sitting)
    if after is None:
        return _gone(sitting, before, cast)
    name, state = _quoted(sitting, after, cast), after.get("settled")
    if state and (before is None or "settled" in net):
        by = " by " if state == "answered" else " because of "
        return [
            name,
            Words(f" {STATES[state].lower()}"),
            *_joined(by, [cast.named(after.get("cause") or "")]),
        ]
    if before is None:
        back = _back(sitting)
        return [name, Words(back)] if back else [Words("unsure: "), name]
    if "settled" in net:
        return [name, Words(" open again")]
    words = {"question", "why_it_matters"} & net.keys()
    return [name, Words(" reworded")] if words else []


def _stance(sitting: Sitting, cast: Cast) -> Parts:
    before, after, net = _ends(sitting)
    topics = cast.topics(topics_of(sitting))
    link = f"{topics[0].address}#stance" if topics and topics[0].address else ""
    if after is None:
        return [Words("stance taken down")] if before else []
    if before is not None and "body" not in net:
        return []
    said = reason_of(sitting) or ("stance written" if before is None else "stance reworded")
    return [Words(said, link)]


def _reading(sitting: Sitting, cast: Cast) -> Parts:
    before, after, net = _ends(sitting)
    takeaway = _filled((after or {}).get("takeaway"))
    if after is None or not cast.is_alive("reading", sitting.item_id):
        return []
    name, bears = _quoted(sitting, after, cast), _bearings(after, cast)
    if takeaway and not _filled((before or {}).get("takeaway")):
        return [Words("read "), name, *bears, Words(f" — {takeaway}")]
    return [name, *bears] if bears and "bears" in net else []


def _bearings(state: State, cast: Cast) -> Parts:
    parts: Parts = []
    for anchor, bearing in (state.get("bears") or {}).items():
        if (belief := cast.named(anchor)) and bearing != "neutral":
            parts += [Words(f", {bearing} "), belief]
    return parts


def _essay(sitting: Sitting, cast: Cast) -> Parts:
    before, after, _ = _ends(sitting)
    if after is None or not cast.is_alive("essay", sitting.item_id):
        return []
    news = _has_text(after) and not _has_text(before or {})
    return [Words("wrote "), _quoted(sitting, after, cast)] if news else []


def _topic(sitting: Sitting, cast: Cast) -> Parts:
    before, after, net = sitting.before, sitting.after, sitting.net
    if after is None:
        return [Words("region removed")] if before else []
    if before is None:
        summary = _filled(after.get("summary"))
        new = f"region{_back(sitting)}" if _back(sitting) else "new region"
        return [Words(new + (f" — {summary}" if summary else ""))]
    said = []
    if "title" in net:
        said.append(f"called {before['title']} before")
    if "status" in net:
        was, now = net["status"]
        said.append(f"{was or 'no status'} → {now or 'no status'}")
    return [Words(", ".join(said))] if said else []


def _relation(sitting: Sitting, cast: Cast) -> Parts:
    before, after, net = sitting.before, sitting.after, sitting.net
    state = after or before
    if state is None:
        return []
    (there,) = cast.topics([state["region_id"]])
    other, verb = Words(there.title, there.address), VERBS[state.get("kind") or "related"]
    if after is None:
        return [Words(f"no longer {verb} "), other]
    if before is not None and "kind" not in net:
        return []
    reason = _filled(after.get("reason"))
    return [Words(f"{verb} "), other, *([Words(f" — {reason}")] if reason else [])]


TELLERS: dict[str, Callable[[Sitting, Cast], Parts]] = {
    "belief": _belief,
    "trigger": _trigger,
    "uncertainty": _uncertainty,
    "stance": _stance,
    "reading": _reading,
    "essay": _essay,
    "topic": _topic,
    "relation": _relation,
}


def _ends(sitting: Sitting) -> tuple[State | None, State | None, dict[str, Any]]:
    """Return where a sitting began and ended, a slot counting as nothing, and what moved."""
    return (
        _unless_slot(sitting.kind, sitting.before),
        _unless_slot(sitting.kind, sitting.after),
        sitting.net,
    )


def _unless_slot(kind: str, state: State | None) -> State | None:
    section = find_kind(kind)
    lead = (state or {}).get(section.lead) if section else None
    return state if lead and not is_placeholder(str(lead)) else None


def _gone(sitting: Sitting, before: State | None, cast: Cast) -> Parts:
    return [_quoted(sitting, before, cast), Words(" removed")] if before else []


def _quoted(sitting: Sitting, state: State, cast: Cast) -> Words:
    section = find_kind(sitting.kind)
    assert section is not None
    link = cast.link(sitting.kind, sitting.item_id)
    return Words(_short(plain(str(state[section.lead]))), link, quoted=True)


def _because(sitting: Sitting, cast: Cast) -> Parts:
    """Say what a number moved because of: readings, and triggers that happened."""
    causes = dict.fromkeys((step.row.cause_kind, step.row.cause_id) for step in sitting.steps)
    read = [cast.name(kind, item_id) for kind, item_id in causes if kind == "reading"]
    seen = [cast.name(kind, item_id) for kind, item_id in causes if kind == "trigger"]
    return [*_joined(" after reading ", read), *_joined(" after this happened: ", seen)]


def _joined(lead: str, names: Sequence[Words | None]) -> Parts:
    parts: Parts = []
    for name in names:
        if name is not None:
            parts += [Words(" and " if parts else lead), name]
    return parts


def reason_of(sitting: Sitting) -> str:
    """Return the reasons that were typed, each once and as a sentence, in the order of the days."""
    steps = sorted(sitting.steps, key=lambda step: step.row.held_on or date.max)
    typed = [reason for reason in dict.fromkeys(_filled(step.reason) for step in steps) if reason]
    ended = [reason if reason[-1] in ".!?…" else f"{reason}." for reason in typed[:-1]]
    return " ".join([*ended, *typed[-1:]])


def _percent(number: Any) -> str:
    return "no number" if number is None else f"{format_credence(Decimal(number))}%"


def _back(sitting: Sitting) -> str:
    first = sitting.steps[0]
    return " brought back" if first.row.action == RESTORE and first.known else ""


def _filled(text: str | None) -> str:
    return _short(plain_if_filled(text or ""))


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def _has_text(state: State) -> bool:
    return bool(_filled(state.get("body")) or state.get("url"))
